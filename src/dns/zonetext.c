/* zonetext - the words of a master file (RFC 1035, 5.1), where they stand. */

#include "zonetext.h"

#include <string.h>
#include <strings.h>

#include "../mem.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
at_line_end(const struct zonetext *t)
{
	return t->at == t->size || t->text[t->at] == '\n' ||
	    t->text[t->at] == '\r';
}

/* Passes one byte, or two when the first escapes the second. */
static void
pass_byte(struct zonetext *t)
{
	if (t->text[t->at++] == '\\' && !at_line_end(t))
		t->at++;
}

static void
pass_quoted(struct zonetext *t)
{
	t->at++;
	while (!at_line_end(t) && t->text[t->at] != '"')
		pass_byte(t);
	if (at_line_end(t))
		t->wrong = "unbalanced quote";
	else
		t->at++;
}

static void
pass_plain(struct zonetext *t)
{
	do
		pass_byte(t);
	while (!at_line_end(t) && t->text[t->at] != '\0' &&
	    strchr(" \t;()\"", t->text[t->at]) == NULL);
}

static void
pass_comment(struct zonetext *t)
{
	while (t->at < t->size && t->text[t->at] != '\n')
		t->at++;
}

static void
read_word(struct zonetext *t, struct zone_line *line)
{
	size_t start = t->at;

	if (t->text[t->at] == '"')
		pass_quoted(t);
	else
		pass_plain(t);
	if (line->count < ZONE_WORDS)
		line->words[line->count] =
		    (struct zone_word){ start, t->at - start };
	line->count++;
}

/* Reads what stands next; true when that ended the line. */
static bool
read_piece(struct zonetext *t, struct zone_line *line, size_t *open)
{
	switch (t->text[t->at]) {
	case '\n':
		t->at++;
		t->line++;
		return *open == 0;
	case '\r':
		/* Some servers end the line here, others do not. */
		if (t->at + 1 == t->size || t->text[t->at + 1] != '\n')
			t->wrong = "carriage return without a line feed";
		t->at++;
		break;
	case ' ':
	case '\t':
		t->at++;
		break;
	case ';':
		pass_comment(t);
		break;
	case '(':
		++*open;
		t->at++;
		break;
	case ')':
		if (*open == 0)
			t->wrong = "unbalanced parenthesis";
		else
			--*open;
		t->at++;
		break;
	case '\0':
		t->wrong = "NUL byte";
		break;
	default:
		read_word(t, line);
	}
	return false;
}

static void
read_line(struct zonetext *t, struct zone_line *line)
{
	size_t open = 0;

	*line = (struct zone_line){
		.start = t->at, .number = t->line,
		.indented = t->text[t->at] == ' ' || t->text[t->at] == '\t',
	};
	while (t->at < t->size && t->wrong == NULL)
		if (read_piece(t, line, &open))
			break;
	line->end = t->at;
	if (open > 0 && t->wrong == NULL) {
		t->wrong = "unbalanced parenthesis";
		t->line = line->number;
	}
}

bool
zonetext_next(struct zonetext *t, struct zone_line *line)
{
	line->count = 0;
	while (t->at < t->size && t->wrong == NULL) {
		read_line(t, line);
		if (line->count > 0)
			return t->wrong == NULL;
	}
	return false;
}

bool
zonetext_is(const char *text, struct zone_word word, const char *wanted)
{
	return word.size == strlen(wanted) &&
	    strncasecmp(text + word.at, wanted, word.size) == 0;
}

/*
 * The bytes that an escape takes and the byte it stands for: \X or \DDD.
 * 0 when it is broken.
 */
static size_t
escape_size(const char *text, size_t size, unsigned *byte)
{
	if (size < 2)
		return 0;
	*byte = (unsigned char)text[1];
	if (!is_digit(text[1]))
		return 2;
	if (size < 4 || !is_digit(text[2]) || !is_digit(text[3]))
		return 0;
	*byte = (unsigned)((text[1] - '0') * 100 + (text[2] - '0') * 10 +
	    (text[3] - '0'));
	return *byte > 255 ? 0 : 4;
}

/* The byte means the same in a name whether or not it is escaped. */
static bool
is_plain(unsigned byte)
{
	return byte > ' ' && byte < 0x7f &&
	    strchr(".\\\"();@$", (int)byte) == NULL;
}

/*
 * Writes the name without needless escapes; it never grows. Sets *absolute
 * when it ends in a dot, which is left out. False on an empty label, too.
 */
static bool
plain_name(char *name, const char *text, size_t size, bool *absolute)
{
	size_t i, step, used = 0;
	unsigned byte;

	*absolute = false;
	for (i = 0; i < size; i += step) {
		step = 1;
		if (text[i] == '\\' &&
		    (step = escape_size(text + i, size - i, &byte)) == 0)
			return false;
		if (text[i] == '.' && size > 1 && (i == 0 || *absolute))
			return false;
		*absolute = text[i] == '.';
		if (step > 1 && is_plain(byte)) {
			name[used++] = (char)byte;
			continue;
		}
		memcpy(name + used, text + i, step);
		used += step;
	}
	name[*absolute ? used - 1 : used] = '\0';
	return true;
}

char *
zonetext_name(struct arena *arena, const char *text, struct zone_word word,
    const char *origin)
{
	bool absolute;
	char *name;

	if (zonetext_is(text, word, "@"))
		return arena_string(arena, origin);
	name = arena_alloc(arena, word.size + 1);
	if (!plain_name(name, text + word.at, word.size, &absolute))
		return NULL;
	if (absolute || *origin == '\0')
		return name;
	return arena_print(arena, "%s.%s", name, origin);
}

static long
unit_seconds(char unit)
{
	switch (unit) {
	case 's': case 'S':
		return 1;
	case 'm': case 'M':
		return 60;
	case 'h': case 'H':
		return 60 * 60;
	case 'd': case 'D':
		return 24 * 60 * 60;
	case 'w': case 'W':
		return 7 * 24 * 60 * 60;
	default:
		return -1;
	}
}

long
zonetext_ttl(const char *text, struct zone_word word)
{
	const char *at = text + word.at, *end = at + word.size;
	int64_t number, unit, sum = 0;
	bool first;

	for (first = true; at < end; first = false) {
		if (!is_digit(*at))
			return -1;
		for (number = 0; at < end && is_digit(*at); at++)
			if ((number = number * 10 + (*at - '0')) > INT32_MAX)
				return -1;
		/* A number without a unit stands alone. */
		if (at == end && !first)
			return -1;
		if ((unit = at == end ? 1 : unit_seconds(*at++)) < 0)
			return -1;
		if ((sum += number * unit) > INT32_MAX)
			return -1;
	}
	return first ? -1 : (long)sum;
}

bool
zonetext_number(const char *text, struct zone_word word, uint32_t *number)
{
	const char *at = text + word.at, *end = at + word.size;
	uint64_t sum = 0;

	for (; at < end; at++) {
		if (!is_digit(*at))
			return false;
		if ((sum = sum * 10 + (uint64_t)(*at - '0')) > UINT32_MAX)
			return false;
	}
	*number = (uint32_t)sum;
	return word.size > 0;
}
