/*
 * tsigkey - TSIG keys, in the forms that they are handed out in.
 *
 * What is said to be wrong never holds a piece of the text: it may be a secret.
 */

#include "tsig.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../encode.h"
#include "../mem.h"
#include "message.h"
#include "octets.h"

#define BLANKS " \t\r\n"

static const char private_format[] = "Private-key-format:";

/*
 * The names as they go over the wire; number is what dnssec-keygen calls the
 * algorithm in its files.
 */
static const struct algorithm {
	const char *name;
	long number;
	unsigned bits;
} algorithms[] = {
	[MD5] = { "hmac-md5.sig-alg.reg.int", 157, 128 },
	[SHA1] = { "hmac-sha1", 161, 160 },
	[SHA224] = { "hmac-sha224", 162, 224 },
	[SHA256] = { "hmac-sha256", 163, 256 },
	[SHA384] = { "hmac-sha384", 164, 384 },
	[SHA512] = { "hmac-sha512", 165, 512 },
};

const char *
tsig_algorithm_name(enum hash hash)
{
	return algorithms[hash].name;
}

/* text[0..size) is the name, or its first label, with or without "hmac-". */
static bool
is_algorithm(const char *text, size_t size, const char *name)
{
	const size_t prefix = strlen("hmac-");
	const size_t label = strcspn(name, "."), whole = strlen(name);

	return ((size == label || size == whole) &&
	    strncasecmp(text, name, size) == 0) || (size == label - prefix &&
	    strncasecmp(text, name + prefix, size) == 0);
}

bool
tsig_algorithm(const char *text, enum hash *hash)
{
	size_t size = strlen(text);
	unsigned i;

	if (size > 0 && text[size - 1] == '.')
		size--;
	for (i = 0; i < COUNT(algorithms); i++) {
		if (is_algorithm(text, size, algorithms[i].name)) {
			*hash = (enum hash)i;
			return true;
		}
	}
	return false;
}

static const char *
plain_name(struct arena *arena, const char *text)
{
	unsigned char wire[DNS_NAME_ROOM];
	char *name = arena_string(arena, text);
	size_t i, size = strlen(name);

	if (dns_name_wire(name, wire) < 2)
		return NULL;
	if (name[size - 1] == '.')
		name[size - 1] = '\0';
	for (i = 0; i < size; i++)
		name[i] = (char)tolower((unsigned char)name[i]);
	return name;
}

const char *
tsig_make_key(struct arena *arena, const char *name, const char *algorithm,
    const char *secret, struct tsig_key *key)
{
	struct tsig_key made = { .hash = SHA256 };

	made.name = plain_name(arena, name);
	if (made.name == NULL)
		return "has a name that is no DNS name";
	if (algorithm != NULL && !tsig_algorithm(algorithm, &made.hash))
		return "has an algorithm other than hmac-md5, -sha1, -sha224, "
		    "-sha256, -sha384 and -sha512 in full length";
	made.secret = base64_decode(arena, secret, &made.secret_size);
	if (made.secret == NULL)
		return "has a secret that is not base64";
	if (made.secret_size == 0)
		return "has an empty secret";
	*key = made;
	return NULL;
}

/* Behind blanks and the comments that named.conf takes. */
static const char *
skip_comments(const char *at)
{
	const char *end;

	for (;;) {
		at += strspn(at, BLANKS);
		if (at[0] == '#' || strncmp(at, "//", 2) == 0) {
			at += strcspn(at, "\n");
		} else if (strncmp(at, "/*", 2) == 0) {
			end = strstr(at + 2, "*/");
			at = end == NULL ? strchr(at, '\0') : end + 2;
		} else {
			return at;
		}
	}
}

/*
 * The next word: quoted, a single punctuation mark, or bare; "" at the end. A
 * bare word may hold "//", as base64 does.
 */
static const char *
next_word(struct arena *arena, const char **text)
{
	const char *at = skip_comments(*text);
	size_t size;

	if (*at == '"') {
		size = strcspn(++at, "\"\n");
		*text = at + size + (at[size] == '"');
	} else {
		size = strcspn(at, BLANKS "{};\"");
		if (size == 0 && *at != '\0')
			size = 1;
		*text = at + size;
	}
	return arena_copy(arena, at, size);
}

static bool
expect(struct arena *arena, const char **text, const char *wanted)
{
	return strcmp(next_word(arena, text), wanted) == 0;
}

/* key "name" { algorithm hmac-sha256; secret "base64"; }; behind "key". */
static const char *
parse_statement(struct arena *arena, const char *text, struct tsig_key *key)
{
	const char *name = next_word(arena, &text), *word;
	const char *algorithm = NULL, *secret = NULL, **value;

	if (!expect(arena, &text, "{"))
		return "has no \"{\" behind its name";
	while (strcmp(word = next_word(arena, &text), "}") != 0) {
		if (strcasecmp(word, "algorithm") == 0)
			value = &algorithm;
		else if (strcasecmp(word, "secret") == 0)
			value = &secret;
		else
			return "has a clause that is neither algorithm nor "
			    "secret, or no end";
		if (*value != NULL)
			return "has a clause twice";
		*value = next_word(arena, &text);
		if (!expect(arena, &text, ";"))
			return "has a clause without a \";\"";
	}
	word = next_word(arena, &text);
	if (strcmp(word, "") != 0 &&
	    (strcmp(word, ";") != 0 || *skip_comments(text) != '\0'))
		return "is followed by more; one key alone is wanted";
	if (algorithm == NULL || secret == NULL)
		return "lacks its algorithm or its secret";
	return tsig_make_key(arena, name, algorithm, secret, key);
}

/* The rest of the line "label: ...", NULL when there is none. */
static const char *
line_value(struct arena *arena, const char *text, const char *label)
{
	size_t size = strlen(label);

	for (; *text != '\0'; text += strspn(text, "\r\n")) {
		if (strncmp(text, label, size) == 0 && text[size] == ':') {
			text += size + 1;
			return arena_copy(arena, text, strcspn(text, "\r\n"));
		}
		text += strcspn(text, "\r\n");
	}
	return NULL;
}

/* The name in K<name>.+<algorithm>+<id>.private, NULL when it isn't one. */
static const char *
name_in_path(struct arena *arena, const char *path)
{
	const char *start, *at, *end = NULL;

	if (path == NULL)
		return NULL;
	start = strrchr(path, '/');
	start = start == NULL ? path : start + 1;
	for (at = start; (at = strstr(at, ".+")) != NULL; at++)
		end = at;
	if (*start != 'K' || end == NULL)
		return NULL;
	return arena_copy(arena, start + 1, (size_t)(end - start - 1));
}

/* Bits is a 16 bit number in base64: the MAC's size, 0 for all of it. */
static bool
is_shortened(struct arena *arena, const char *bits, unsigned whole)
{
	const unsigned char *bytes;
	size_t size;

	if (bits == NULL)
		return false;
	bytes = base64_decode(arena, bits, &size);
	return bytes == NULL || size != 2 || (octets_get(bytes, 2) != 0 &&
	    octets_get(bytes, 2) != whole);
}

static const char *
parse_private(struct arena *arena, const char *text, const char *path,
    struct tsig_key *key)
{
	const char *name = name_in_path(arena, path);
	const char *number = line_value(arena, text, "Algorithm");
	const char *secret = line_value(arena, text, "Key");
	unsigned i = 0;

	if (name == NULL)
		return "has its name in that of its file, which should be "
		    "K<name>.+<algorithm>+<id>.private";
	if (number == NULL || secret == NULL)
		return "lacks its Algorithm or its Key line";
	while (i < COUNT(algorithms) &&
	    strtol(number, NULL, 10) != algorithms[i].number)
		i++;
	if (i == COUNT(algorithms))
		return "has an Algorithm that is no HMAC, 157 or 161 to 165";
	if (is_shortened(arena, line_value(arena, text, "Bits"),
	    algorithms[i].bits))
		return "asks for shortened MACs in its Bits line";
	return tsig_make_key(arena, name, algorithms[i].name, secret, key);
}

static const char no_form[] = "has none of the known forms; tsig-keygen prints "
    "one: key \"NAME\" { algorithm hmac-sha256; secret \"...\"; };";

/* [algorithm:]name:base64 */
static const char *
parse_inline(struct arena *arena, const char *line, size_t size,
    struct tsig_key *key)
{
	char *first = arena_copy(arena, line, size), *second, *third;

	second = strchr(first, ':');
	if (second == NULL)
		return no_form;
	*second++ = '\0';
	third = strchr(second, ':');
	if (third == NULL)
		return tsig_make_key(arena, first, NULL, second, key);
	*third++ = '\0';
	return tsig_make_key(arena, second, first, third, key);
}

/*
 * A key alone on its line. keymgr -t writes it in a comment, before the same
 * in YAML, so the first comment that is a key with its algorithm counts.
 */
static const char *
parse_lines(struct arena *arena, const char *text, struct tsig_key *key)
{
	const char *line, *colon;
	size_t size;
	bool comment;

	for (line = text + strspn(text, BLANKS); *line != '\0';
	    line += strspn(line, BLANKS)) {
		comment = *line == '#';
		if (comment)
			line += strspn(line, "# \t");
		size = strcspn(line, "\r\n");
		colon = memchr(line, ':', size);
		if (!comment) {
			if (line[size + strspn(line + size, BLANKS)] != '\0')
				return "is followed by more; one key alone is "
				    "wanted";
			return parse_inline(arena, line, size, key);
		}
		if (colon != NULL && memchr(colon + 1, ':', size -
		    (size_t)(colon + 1 - line)) != NULL &&
		    parse_inline(arena, line, size, key) == NULL)
			return NULL;
		line += size;
	}
	return no_form;
}

const char *
tsig_parse_key(struct arena *arena, const char *text, const char *path,
    struct tsig_key *key)
{
	const char *at = skip_comments(text);

	if (strncmp(at, private_format, strlen(private_format)) == 0)
		return parse_private(arena, at, path, key);
	if (strcasecmp(next_word(arena, &at), "key") == 0)
		return parse_statement(arena, at, key);
	return parse_lines(arena, text, key);
}
