/* tags - a few tags out of what looks like XML. */

#include "tags.h"

#include <string.h>

#include "mem.h"

enum { LONGEST = 1024 };

static const char blanks[] = " \t\r\n";

const char *
tags_behind(const char *at, const char *end, const char *name)
{
	const size_t length = strlen(name);

	while ((at = memchr(at, '<', (size_t)(end - at))) != NULL) {
		at++;
		if (strncmp(at, "!--", 3) == 0) {
			at = strstr(at + 3, "-->");
			if (at == NULL || at >= end)
				return NULL;
		} else if (strncmp(at, name, length) == 0 &&
		    strchr("/> \t\r\n", at[length]) != NULL) {
			at = memchr(at, '>', (size_t)(end - at));
			return at == NULL ? NULL : at + 1;
		}
	}
	return NULL;
}

static const struct {
	const char *entity;
	char means;
} entities[] = {
	{ "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' },
	{ "&quot;", '"' }, { "&apos;", '\'' },
};

/* One byte of XML's text at *from; '\0' for an entity that XML does not have
 * of itself. */
static char
plain_byte(const char **from)
{
	size_t i;

	if (**from != '&')
		return *(*from)++;
	for (i = 0; i < COUNT(entities); i++)
		if (strncmp(*from, entities[i].entity,
		    strlen(entities[i].entity)) == 0) {
			*from += strlen(entities[i].entity);
			return entities[i].means;
		}
	return '\0';
}

const char *
tags_text(struct arena *arena, const char *at, const char *end,
    const char *name)
{
	const char *from = tags_behind(at, end, name), *to;
	size_t size = 0;
	char *text;

	if (from == NULL)
		return NULL;
	if (from[-2] == '/')
		return "";
	to = memchr(from, '<', (size_t)(end - from));
	if (to == NULL || to[1] != '/' || to - from > LONGEST ||
	    strncmp(to + 2, name, strlen(name)) != 0)
		return NULL;
	while (from < to && strchr(blanks, *from) != NULL)
		from++;
	while (from < to && strchr(blanks, to[-1]) != NULL)
		to--;
	text = arena_alloc(arena, (size_t)(to - from) + 1);
	while (from < to) {
		text[size] = plain_byte(&from);
		if (text[size++] == '\0')
			return NULL;
	}
	return text;
}
