/* template - text with places, such as "/update?host={name}&ip6={ip6|no}". */

#include "template.h"

#include <ctype.h>
#include <string.h>

#include <jansson.h>

#include "mem.h"
#include "settings.h"
#include "url.h"
#include "wipe.h"

struct filling {
	struct arena *arena;
	enum writing writing;
	fill_fn *fill;
	void *of;
};

/* Commas stay, since lists are written with them. */
static void
add_encoded(struct filling *filling, struct buffer *out, const char *value)
{
	size_t size;

	for (;; value++) {
		size = strcspn(value, ",");
		buffer_text(out, url_encode(filling->arena, value, size));
		value += size;
		if (*value == '\0')
			return;
		buffer_text(out, ",");
	}
}

static void
add_json(struct buffer *out, const char *value)
{
	json_t *string = json_string(value);
	char *quoted = json_dumps(string, JSON_ENCODE_ANY);

	if (quoted != NULL)
		buffer_add(out, quoted + 1, strlen(quoted) - 2);
	json_text_free(quoted);
	json_decref(string);
}

static void
add_xml(struct buffer *out, const char *value)
{
	for (; *value != '\0'; value++)
		if (strchr("<>&\"'", *value) != NULL)
			buffer_print(out, "&#%d;", *value);
		else
			buffer_add(out, value, 1);
}

static void
add_value(struct filling *filling, struct buffer *out, const char *value)
{
	switch (filling->writing) {
	case AS_IT_IS:
		buffer_text(out, value);
		break;
	case IN_URL:
	case IN_FORM:
		add_encoded(filling, out, value);
		break;
	case IN_JSON:
		add_json(out, value);
		break;
	case IN_XML:
		add_xml(out, value);
		break;
	}
}

/* How long the place is that begins here, with its braces; 0: none does. */
static size_t
place_size(const char *text)
{
	size_t word;

	if (text[0] != '{' || !isalpha((unsigned char)text[1]))
		return 0;
	word = 1 + strcspn(text + 1, "|} \"'");
	if (text[word] != '|' && text[word] != '}')
		return 0;
	word += strcspn(text + word, "{}");
	return text[word] == '}' ? word + 1 : 0;
}

/* false when there is nothing for it. */
static bool
add_place(struct filling *filling, struct buffer *out, const char *place,
    size_t size)
{
	size_t word = strcspn(place, "|}");
	const char *otherwise = place[word] != '|' ? NULL :
	    arena_copy(filling->arena, place + word + 1, size - word - 2);
	const char *value = filling->fill(filling->of,
	    arena_copy(filling->arena, place + 1, word - 1), otherwise);

	if (value != NULL)
		add_value(filling, out, value);
	return value != NULL;
}

/* false when a place of the text has nothing. */
static bool
add_text(struct filling *filling, struct buffer *out, const char *text,
    size_t size)
{
	const char *end = text + size;
	bool whole = true;
	size_t place;

	buffer_text(out, "");
	while (text < end) {
		place = place_size(text);
		if (place > 0)
			whole = add_place(filling, out, text, place) && whole;
		else
			buffer_add(out, text, 1);
		text += place > 0 ? place : 1;
	}
	return whole;
}

/* A query or a form, behind what stands before it when it is not empty. */
static void
add_pairs(struct filling *filling, struct buffer *out, const char *before,
    const char *pairs)
{
	struct buffer *pair;
	size_t size;

	for (;; pairs += size + 1) {
		size = strcspn(pairs, "&");
		pair = buffer_new(filling->arena);
		if (add_text(filling, pair, pairs, size) && size > 0) {
			buffer_print(out, "%s%s", before, pair->data);
			before = "&";
		}
		if (pairs[size] == '\0')
			return;
	}
}

const char *
template_fill(struct arena *arena, const char *template, enum writing writing,
    fill_fn *fill, void *of)
{
	struct filling filling = { arena, writing, fill, of };
	struct buffer *out = buffer_new(arena);
	size_t path = writing == IN_URL ? strcspn(template, "?") :
	    writing == IN_FORM ? 0 : strlen(template);

	add_text(&filling, out, template, path);
	if (writing == IN_FORM)
		add_pairs(&filling, out, "", template);
	else if (template[path] == '?')
		add_pairs(&filling, out, "?", template + path + 1);
	return out->data;
}

const char *
template_wrong(struct arena *arena, const char *template, const char *words)
{
	size_t size;

	for (; *template != '\0'; template++) {
		if (*template != '{' || !isalpha((unsigned char)template[1]))
			continue;
		size = place_size(template);
		if (size == 0 || !words_have(words, arena_copy(arena,
		    template + 1, strcspn(template, "|}") - 1)))
			return arena_copy(arena, template, size > 0 ? size :
			    strcspn(template, " \"'"));
	}
	return NULL;
}
