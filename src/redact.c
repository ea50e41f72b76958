/*
 * redact - no secret in any output: what must be struck out, by value.
 *
 * Every byte that belongs to any secret is marked before anything is replaced,
 * so secrets that overlap or lie in one another leave nothing behind.
 */

#include "redact.h"

#include <stdint.h>
#include <string.h>

#include "disguise.h"
#include "encode.h"

enum {
	SHORTEST = 4,
	LAYERS = 2,	/* a URL within JSON */
	/* Holds the longest secret in plain, each byte as "%5Cu0041". */
	SEARCHED = 8 * REDACT_LONGEST + REDACT_OPENING,
};

/* One way in which a secret may appear. */
struct form {
	struct form *next;
	char *text;
};

static struct arena *memory;	/* of the forms; NULL while there are none */
static struct form *forms;

static void
add_form(char *text)
{
	struct form *form;

	for (form = forms; form != NULL; form = form->next)
		if (strcmp(form->text, text) == 0)
			return;
	form = arena_alloc(memory, sizeof(*form));
	*form = (struct form){ .next = forms, .text = text };
	forms = form;
}

/* As it is written in URLs. */
static void
add_base64url_form(const char *base64)
{
	char *text = arena_string(memory, base64), *c;

	for (c = text; *c != '\0'; c++)
		*c = *c == '+' ? '-' : *c == '/' ? '_' : *c;
	add_form(text);
}

/*
 * In the base64 of "user:secret" the secret may begin at any of three places
 * within a group; the letters that it shares with its neighbours are left out.
 */
static void
add_base64_forms(const char *secret, size_t size)
{
	char *shifted, *text;
	size_t before, first, end;

	for (before = 0; before < 3; before++) {
		shifted = arena_alloc(memory, before + size);
		memcpy(shifted + before, secret, size);
		text = base64_encode(memory, shifted, before + size);
		first = (before * 8 + 5) / 6;
		end = (before + size) * 8 / 6;
		if (end - first < SHORTEST)
			continue;
		text[end] = '\0';
		add_base64url_form(text + first);
		add_form(text + first);
	}
}

static void
add_hex_forms(const char *secret, size_t size)
{
	char *lower = hex_encode(memory, secret, size);
	char *upper = arena_string(memory, lower), *c;

	for (c = upper; *c != '\0'; c++)
		if (*c >= 'a')
			*c = (char)(*c - 'a' + 'A');
	add_form(lower);
	add_form(upper);
}

void
redact_add(const char *secret)
{
	size_t size = strlen(secret);

	if (size < SHORTEST)
		return;
	if (memory == NULL)
		memory = arena_new();
	add_form(arena_string(memory, secret));
	add_hex_forms(secret, size);
	add_form(base64_encode(memory, secret, size));
	add_base64_forms(secret, size);
}

void
redact_forget(void)
{
	if (memory != NULL)
		arena_free(memory);
	memory = NULL;
	forms = NULL;
}

/* Where a secret stands in the reading, its bytes are marked in the text. */
static void
mark_reading(const struct reading *reading, bool *secret)
{
	const char *found;
	size_t from, to;

	for (struct form *form = forms; form != NULL; form = form->next)
		for (found = reading->text;
		    (found = strstr(found, form->text)) != NULL; found++) {
			from = reading->at[found - reading->text];
			to = reading->at[(size_t)(found - reading->text) +
			    strlen(form->text)];
			memset(secret + from, true, to - from);
		}
}

static void
mark_all(struct arena *arena, const struct reading *reading, bool *secret,
    int layers)
{
	struct reading decoded;
	enum disguise disguise;

	mark_reading(reading, secret);
	for (disguise = 0; layers > 0 && disguise < DISGUISES; disguise++)
		if (reading_decode(arena, disguise, reading, &decoded))
			mark_all(arena, &decoded, secret, layers - 1);
}

/* For each byte of the text, whether it belongs to a secret. */
static bool *
mark(struct arena *arena, const char *text)
{
	bool *secret = arena_alloc(arena, strlen(text) + 1);
	const struct reading plain = reading_of(arena, text);

	if (forms != NULL)
		mark_all(arena, &plain, secret, LAYERS);
	return secret;
}

bool
redact_finds(struct arena *arena, const char *text)
{
	return memchr(mark(arena, text), 1, strlen(text)) != NULL;
}

/*
 * The size of the UTF-8 sequence at text and its code point; 0 when there is
 * none (RFC 3629: no surrogate, nothing longer than need be).
 */
static size_t
utf8(const char *text, uint32_t *point)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char lead = (unsigned char)*text;
	size_t size = lead < 0x80 ? 1 : lead < 0xc0 ? 0 : lead < 0xe0 ? 2 :
	    lead < 0xf0 ? 3 : lead < 0xf8 ? 4 : 0;

	*point = size < 2 ? lead : lead & (0x7fu >> size);
	for (size_t i = 1; i < size; i++) {
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			return 0;
		*point = *point << 6 | ((unsigned char)text[i] & 0x3f);
	}
	if (size == 0 || *point < least[size] || *point > 0x10ffff ||
	    (*point >= 0xd800 && *point <= 0xdfff))
		return 0;
	return size;
}

/* What moves a terminal's cursor or turns the direction of writing. */
static bool
is_control(uint32_t point)
{
	return point < 0x20 || (point >= 0x7f && point < 0xa0) ||
	    point == 0x061c || point == 0x200e || point == 0x200f ||
	    (point >= 0x2028 && point <= 0x202e) ||
	    (point >= 0x2066 && point <= 0x2069);
}

/* What of the text begins in its first bytes, at most so many. */
static char *
strike_out(struct arena *arena, const char *text, const bool *secret,
    size_t most)
{
	struct buffer *clean = buffer_new(arena);
	uint32_t point;
	size_t size;

	buffer_text(clean, "");
	for (size_t i = 0; i < most && text[i] != '\0'; i += size) {
		size = 0;
		while (secret[i + size])
			size++;
		if (size > 0) {
			buffer_text(clean, "[secret]");
			continue;
		}
		size = utf8(text + i, &point);
		if (size > 0 && !is_control(point)) {
			buffer_add(clean, text + i, size);
			continue;
		}
		buffer_text(clean, "?");
		if (size == 0)
			size = 1;
	}
	return clean->data;
}

char *
redact(struct arena *arena, const char *text)
{
	return strike_out(arena, text, mark(arena, text), strlen(text));
}

char *
redact_opening(struct arena *arena, const char *text, size_t most)
{
	struct arena *scratch = arena_new();
	const char *searched = arena_copy(scratch, text,
	    strnlen(text, SEARCHED));
	char *opening = strike_out(arena, searched, mark(scratch, searched),
	    most);

	arena_free(scratch);
	return opening;
}
