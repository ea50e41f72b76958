/* xml - the XML of plain interfaces, by recursive descent. */

#include "xml.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

/* An element takes some hundred bytes of memory, however short it is. */
enum { DEEPEST = 16, MOST_ELEMENTS = 10000 };

static const char blanks[] = " \t\r\n";

/* The text ends with a NUL and holds no other, so no step goes past it. */
struct reader {
	struct arena *arena;
	const char *at;
	unsigned depth, elements;
};

static bool
skip(struct reader *reader, const char *literal)
{
	size_t size = strlen(literal);

	if (strncmp(reader->at, literal, size) != 0)
		return false;
	reader->at += size;
	return true;
}

static bool
skip_past(struct reader *reader, const char *mark)
{
	const char *found = strstr(reader->at, mark);

	if (found == NULL)
		return false;
	reader->at = found + strlen(mark);
	return true;
}

static size_t
skip_blanks(struct reader *reader)
{
	size_t size = strspn(reader->at, blanks);

	reader->at += size;
	return size;
}

/* Blanks and comments; false when one has no end. */
static bool
skip_between(struct reader *reader)
{
	skip_blanks(reader);
	while (skip(reader, "<!--")) {
		if (!skip_past(reader, "-->"))
			return false;
		skip_blanks(reader);
	}
	return true;
}

/* NULL when there is none. */
static const char *
read_name(struct reader *reader)
{
	const char *start = reader->at;

	reader->at += strspn(start, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789_-.:");
	if (reader->at == start || strchr("0123456789-.", *start) != NULL)
		return NULL;
	return arena_copy(reader->arena, start, (size_t)(reader->at - start));
}

static bool
skip_equals(struct reader *reader)
{
	skip_blanks(reader);
	if (!skip(reader, "="))
		return false;
	skip_blanks(reader);
	return true;
}

/* Up to the end of the tag. */
static bool
skip_attributes(struct reader *reader)
{
	char quote;

	while (skip_blanks(reader) > 0 && *reader->at != '>' &&
	    *reader->at != '/') {
		if (read_name(reader) == NULL || !skip_equals(reader))
			return false;
		quote = *reader->at;
		if (quote != '"' && quote != '\'')
			return false;
		reader->at++;
		reader->at += strcspn(reader->at, quote == '"' ? "<\"" : "<'");
		if (*reader->at != quote)
			return false;
		reader->at++;
	}
	return true;
}

/* What stands between "&" and ";": '\0' when it is unknown, or no ASCII. */
static char
entity(const char *name, size_t size)
{
	static const struct {
		const char *name;
		char means;
	} entities[] = { { "lt", '<' }, { "gt", '>' }, { "amp", '&' },
	    { "quot", '"' }, { "apos", '\'' } };
	bool hex = size > 1 && name[1] == 'x';
	unsigned long number;
	size_t i;
	char *end;

	for (i = 0; i < COUNT(entities); i++)
		if (strlen(entities[i].name) == size &&
		    memcmp(entities[i].name, name, size) == 0)
			return entities[i].means;
	if (name[0] != '#' || size == 0 || size > 6 ||
	    strspn(name + 1 + hex, "0123456789abcdefABCDEF") !=
	    size - 1 - hex)
		return '\0';
	number = strtoul(name + 1 + hex, &end, hex ? 16 : 10);
	if (end != name + size || number > 126 ||
	    (number < ' ' && strchr("\t\r\n", (int)number) == NULL))
		return '\0';
	return (char)number;
}

/* Up to the next tag; false when there is none. */
static bool
read_text(struct reader *reader, struct buffer *into)
{
	size_t size;
	char meant;

	while (*reader->at != '<') {
		size = strcspn(reader->at, "<&");
		buffer_add(into, reader->at, size);
		reader->at += size;
		if (*reader->at == '\0')
			return false;
		if (!skip(reader, "&"))
			continue;
		size = strcspn(reader->at, ";<");
		meant = entity(reader->at, size);
		reader->at += size;
		if (meant == '\0' || !skip(reader, ";"))
			return false;
		buffer_add(into, &meant, 1);
	}
	return true;
}

static struct xml *read_element(struct reader *);

/* false when a tag is wrong, or not closed by its own name. */
static bool
read_content(struct reader *reader, struct xml *element)
{
	struct buffer *words = buffer_new(reader->arena);
	const struct xml **last = &element->first;
	const char *name;
	struct xml *child;

	buffer_text(words, "");
	for (;;) {
		if (!read_text(reader, words))
			return false;
		if (skip(reader, "</"))
			break;
		if (skip(reader, "<!--")) {
			if (!skip_past(reader, "-->"))
				return false;
			continue;
		}
		child = read_element(reader);
		if (child == NULL)
			return false;
		*last = child;
		last = &child->next;
	}
	name = read_name(reader);
	if (name == NULL || strcmp(name, element->name) != 0)
		return false;
	skip_blanks(reader);
	if (element->first == NULL)
		element->text = words->data;
	else if (words->data[strspn(words->data, blanks)] != '\0')
		return false;
	return skip(reader, ">");
}

static struct xml *
read_element(struct reader *reader)
{
	struct xml *element = arena_alloc(reader->arena, sizeof(*element));

	element->text = "";
	if (++reader->elements > MOST_ELEMENTS || !skip(reader, "<") ||
	    (element->name = read_name(reader)) == NULL ||
	    !skip_attributes(reader))
		return NULL;
	if (skip(reader, "/>"))
		return element;
	if (!skip(reader, ">") || ++reader->depth > DEEPEST ||
	    !read_content(reader, element))
		return NULL;
	reader->depth--;
	return element;
}

const struct xml *
xml_parse(struct arena *arena, const char *text, size_t size)
{
	struct reader reader = { .arena = arena, .at = text };
	const struct xml *root;

	if (size == 0 || memchr(text, '\0', size) != NULL ||
	    (skip(&reader, "<?xml ") && !skip_past(&reader, "?>")) ||
	    !skip_between(&reader))
		return NULL;
	root = read_element(&reader);
	return root != NULL && skip_between(&reader) && *reader.at == '\0' ?
	    root : NULL;
}

static const struct xml *
only_child(const struct xml *element, const char *name, size_t size)
{
	const struct xml *child, *found = NULL;

	for (child = element->first; child != NULL; child = child->next)
		if (strlen(child->name) == size &&
		    memcmp(child->name, name, size) == 0) {
			if (found != NULL)
				return NULL;
			found = child;
		}
	return found;
}

const struct xml *
xml_at(const struct xml *element, const char *path)
{
	size_t size;

	for (; element != NULL && *path != '\0';
	    path += size + (path[size] == '/')) {
		size = strcspn(path, "/");
		element = only_child(element, path, size);
	}
	return element;
}

const char *
xml_text(const struct xml *element, const char *path)
{
	const struct xml *found = xml_at(element, path);

	return found == NULL || found->first != NULL ? NULL : found->text;
}
