/*
 * disguise - a text as those who decode it read it.
 *
 * There are many ways of writing one thing: a server that quotes what it was
 * sent need not escape the same bytes as who sent it, nor in the same letter
 * case. So it is decoded, and nobody has to think of all ways.
 */

#include "disguise.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

/* A number that is a byte, and no character, bears the mark BYTE. */
enum { CHARACTER = 4, NOTHING = 0x110000, BYTE = 0x200000 };

static bool
is_among(char c, const char *letters)
{
	return c != '\0' && strchr(letters, c) != NULL;
}

/* The value of so many hex digits; NOTHING when there are not as many. */
static uint32_t
hex_value(const char *text, size_t digits)
{
	static const char hex[] = "0123456789abcdefABCDEF";
	char number[CHARACTER + 1] = "";

	for (size_t i = 0; i < digits; i++) {
		if (!is_among(text[i], hex))
			return NOTHING;
		number[i] = text[i];
	}
	return (uint32_t)strtoul(number, NULL, 16);
}

/* The code point as UTF-8; how many bytes it has. */
static size_t
put_utf8(uint32_t point, char *to)
{
	static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t size = point < 0x80 ? 1 : point < 0x800 ? 2 :
	    point < 0x10000 ? 3 : 4;

	for (size_t i = size; i-- > 1; point >>= 6)
		to[i] = (char)(0x80 | (point & 0x3f));
	to[0] = (char)(lead[size] | point);
	return size;
}

/* Each reads the escape that begins at text, if one does: returns its size, or
 * 0, and the code point that it stands for. A NUL is left as it is written. */
static size_t
read_percent(const char *text, uint32_t *point)
{
	if (text[0] != '%')
		return 0;
	*point = hex_value(text + 1, 2);
	return *point == NOTHING ? 0 : 3;
}

static size_t
read_form(const char *text, uint32_t *point)
{
	*point = ' ';
	return text[0] == '+' ? 1 : read_percent(text, point);
}

/* Servers also quote as the language does that they are written in: \' and \x27
 * of PHP, Python or SQL. */
static size_t
read_backslash(const char *text, uint32_t *point)
{
	static const char letters[] = "bfnrt", means[] = "\b\f\n\r\t";

	if (text[1] == 'x' && (*point = hex_value(text + 2, 2)) != NOTHING) {
		*point |= BYTE;
		return 4;
	}
	*point = BYTE | (unsigned char)(!is_among(text[1], letters) ? text[1] :
	    means[strchr(letters, text[1]) - letters]);
	return text[1] == '\0' ? 0 : 2;
}

static size_t
read_json(const char *text, uint32_t *point)
{
	uint32_t low;

	if (text[0] != '\\')
		return 0;
	if (text[1] != 'u' || (*point = hex_value(text + 2, 4)) == NOTHING)
		return read_backslash(text, point);
	if ((*point & 0xfc00) != 0xd800 || text[6] != '\\' || text[7] != 'u')
		return 6;
	low = hex_value(text + 8, 4);
	if ((low & 0xfffffc00) != 0xdc00)
		return 6;
	*point = 0x10000 + ((*point & 0x3ff) << 10 | (low & 0x3ff));
	return 12;
}

static size_t
read_xml(const char *text, uint32_t *point)
{
	static const struct { const char *name; char means; } names[] = {
		{ "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' },
		{ "&quot;", '"' }, { "&apos;", '\'' },
	};
	unsigned long number;
	bool is_hex;
	char *end;

	if (text[0] != '&')
		return 0;
	for (size_t i = 0; i < COUNT(names); i++)
		if (strncmp(text, names[i].name, strlen(names[i].name)) == 0) {
			*point = (unsigned char)names[i].means;
			return strlen(names[i].name);
		}
	if (text[1] != '#')
		return 0;
	is_hex = is_among(text[2], "xX");
	if (!is_among(text[2 + is_hex], "0123456789abcdefABCDEF"))
		return 0;
	number = strtoul(text + 2 + is_hex, &end, is_hex ? 16 : 10);
	*point = number < NOTHING ? (uint32_t)number : 0;
	return *end == ';' ? (size_t)(end + 1 - text) : 0;
}

static const struct {
	const char *marks;	/* without one of them there is nothing */
	size_t (*read)(const char *, uint32_t *);
	bool bytes;		/* a number is a byte, and no character */
} disguises[DISGUISES] = {
	[DISGUISE_PERCENT] = { "%", read_percent, true },
	[DISGUISE_FORM] = { "+", read_form, true },
	[DISGUISE_JSON] = { "\\", read_json, false },
	[DISGUISE_XML] = { "&", read_xml, false },
};

struct reading
reading_of(struct arena *arena, const char *text)
{
	struct reading plain = { .size = strlen(text) };

	plain.text = arena_copy(arena, text, plain.size);
	plain.at = arena_alloc(arena, (plain.size + 1) * sizeof(*plain.at));
	for (size_t i = 0; i <= plain.size; i++)
		plain.at[i] = i;
	return plain;
}

bool
reading_decode(struct arena *arena, enum disguise disguise,
    const struct reading *from, struct reading *to)
{
	size_t used, made;
	uint32_t point;

	if (strpbrk(from->text, disguises[disguise].marks) == NULL)
		return false;
	/* No escape is shorter than what it stands for. */
	to->text = arena_alloc(arena, from->size + CHARACTER);
	to->at = arena_alloc(arena, (from->size + CHARACTER) *
	    sizeof(*to->at));
	to->size = 0;
	for (size_t i = 0; i < from->size; i += used) {
		used = disguises[disguise].read(from->text + i, &point);
		made = 1;
		if (used == 0 || point == 0 || point == BYTE) {
			used = 1;
			to->text[to->size] = from->text[i];
		} else if (disguises[disguise].bytes || (point & BYTE) != 0)
			to->text[to->size] = (char)point;
		else
			made = put_utf8(point, to->text + to->size);
		while (made-- > 0)
			to->at[to->size++] = from->at[i];
	}
	to->text[to->size] = '\0';
	to->at[to->size] = from->at[from->size];
	return true;
}
