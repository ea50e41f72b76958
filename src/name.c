/* name - DNS names as text: A-labels, lower case, without the final dot. */

#include "name.h"

#include <string.h>
#include <strings.h>

#include "address.h"
#include "mem.h"
#include "url.h"

enum { LABEL_MAX = 63, NAME_MAX_BYTES = 253 };

static size_t
length(const char *name)
{
	size_t size = strlen(name);

	return size > 0 && name[size - 1] == '.' ? size - 1 : size;
}

/* What is wrong with the labels, without a leading "*."; NULL when nothing. */
static const char *
labels_wrong(struct arena *arena, const char *labels)
{
	static const char taken[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";
	size_t size, good;

	for (;; labels += size + 1) {
		size = strcspn(labels, ".");
		if (size == 0)
			return "has an empty label";
		good = strspn(labels, taken);
		if (good < size)
			return labels[good] == '*' ?
			    "has a \"*\" that is not its whole first label" :
			    arena_print(arena, "has a \"%c\"; leave out all "
			    "but the name, which has letters, digits, \"-\", "
			    "\"_\" and \".\" alone", labels[good]);
		if (size > LABEL_MAX)
			return "has a label of more than 63 bytes";
		if (labels[0] == '-' || labels[size - 1] == '-')
			return "has a label that begins or ends with \"-\"";
		if (labels[size] == '\0' &&
		    strspn(labels, "0123456789") == size)
			return "ends in a number, as no name does";
		if (labels[size] == '\0')
			return NULL;
	}
}

static const char *
name_wrong(struct arena *arena, const char *name)
{
	const char *labels = strncmp(name, "*.", 2) == 0 ? name + 2 : name;
	const char *wrong;
	struct address address;

	if (*name == '\0')
		return "is empty";
	if (address_parse_any(&address, labels))
		return "is an address, not a name";
	if (strlen(name) > NAME_MAX_BYTES)
		return "has more than 253 bytes";
	wrong = strcmp(name, "*") == 0 ? NULL :
	    labels_wrong(arena, labels);
	if (wrong == NULL && strchr(name, '.') == NULL)
		wrong = arena_print(arena, "has only one label; give the "
		    "whole name, such as %s.example.com", name);
	return wrong;
}

char *
name_parse(struct arena *arena, const char *text, const char **why)
{
	bool wild = strncmp(text, "*.", 2) == 0;
	char *name;

	/* No IDN library takes the "*". */
	text = url_host_to_ascii(arena, wild ? text + 2 : text, why);
	if (text == NULL)
		return NULL;
	name = arena_print(arena, "%s%s", wild ? "*." : "", text);
	name[length(name)] = '\0';
	*why = name_wrong(arena, name);
	return *why == NULL ? name : NULL;
}

bool
name_equal(const char *a, const char *b)
{
	size_t size = length(a);

	return size == length(b) && strncasecmp(a, b, size) == 0;
}

bool
name_within(const char *name, const char *zone)
{
	size_t size = length(name), zone_size = length(zone);
	const char *tail;

	if (zone_size == 0)
		return true;
	if (size < zone_size)
		return false;
	tail = name + size - zone_size;
	return strncasecmp(tail, zone, zone_size) == 0 &&
	    (tail == name || tail[-1] == '.');
}

const char *
name_parent(const char *name)
{
	const char *dot = strchr(name, '.');

	return dot == NULL || dot[1] == '\0' ? NULL : dot + 1;
}

const char *
name_relative(struct arena *arena, const char *name, const char *zone)
{
	size_t size = length(name), zone_size = length(zone);

	if (!name_within(name, zone))
		return NULL;
	if (size == zone_size)
		return "";
	/* The dot before the zone goes too; the root has none. */
	return arena_copy(arena, name,
	    zone_size == 0 ? size : size - zone_size - 1);
}
