/* encode - bytes as text: hex, base64, base64url. */

#include "encode.h"

#include <string.h>

#include "mem.h"

static const char standard[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url_safe[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

char *
hex_encode(struct arena *arena, const void *bytes, size_t size)
{
	const unsigned char *byte = bytes;
	char *text = arena_alloc(arena, size * 2 + 1);

	for (size_t i = 0; i < size; i++) {
		text[i * 2] = "0123456789abcdef"[byte[i] >> 4];
		text[i * 2 + 1] = "0123456789abcdef"[byte[i] & 15];
	}
	return text;
}

static char *
encode(struct arena *arena, const unsigned char *bytes, size_t size,
    const char *alphabet, bool pad)
{
	char *text = arena_alloc(arena, size / 3 * 4 + 5), *end = text;
	unsigned long group;

	for (size_t i = 0; i < size; i += 3) {
		size_t left = size - i;

		group = (unsigned long)bytes[i] << 16;
		if (left > 1)
			group |= (unsigned long)bytes[i + 1] << 8;
		if (left > 2)
			group |= bytes[i + 2];
		*end++ = alphabet[group >> 18];
		*end++ = alphabet[group >> 12 & 63];
		if (left > 1 || pad)
			*end++ = left > 1 ? alphabet[group >> 6 & 63] : '=';
		if (left > 2 || pad)
			*end++ = left > 2 ? alphabet[group & 63] : '=';
	}
	return text;
}

char *
base64_encode(struct arena *arena, const void *bytes, size_t size)
{
	return encode(arena, bytes, size, standard, true);
}

char *
base64url_encode(struct arena *arena, const void *bytes, size_t size)
{
	return encode(arena, bytes, size, url_safe, false);
}

/*
 * The bits of the last, partial group that stand for nothing must be zero, or
 * one value could be written in several ways.
 */
static bool
decoded_tail(size_t digits, size_t pads, unsigned long bits)
{
	if ((digits + pads) % 4 != 0 || digits % 4 == 1)
		return false;
	if (pads != (digits % 4 == 0 ? 0 : 4 - digits % 4))
		return false;
	return digits % 4 == 0 ||
	    (bits & (digits % 4 == 2 ? 15u : 3u)) == 0;
}

unsigned char *
base64_decode(struct arena *arena, const char *text, size_t *size)
{
	unsigned char *bytes = arena_alloc(arena, strlen(text) / 4 * 3 + 3);
	const char *digit;
	size_t digits = 0, pads = 0, used = 0;
	unsigned long bits = 0;

	for (; *text != '\0'; text++) {
		if (strchr(" \t\r\n", *text) != NULL)
			continue;
		if (*text == '=') {
			pads++;
			continue;
		}
		digit = strchr(standard, *text);
		if (digit == NULL || pads > 0)
			return NULL;
		bits = (bits << 6 | (unsigned long)(digit - standard)) &
		    0xffffff;
		/* Every digit but the first of four completes a byte. */
		if (digits++ % 4 != 0)
			bytes[used++] = (unsigned char)(bits >>
			    (6 - 2 * ((digits - 1) % 4)));
	}
	*size = used;
	return decoded_tail(digits, pads, bits) ? bytes : NULL;
}
