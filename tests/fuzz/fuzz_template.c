/*
 * fuzz_template - any text as a template and, behind its first line, as what is
 * put into the places of others: there it must not become anything else than a
 * value.
 */

#include <ctype.h>

#include <jansson.h>

#include "fuzz.h"
#include "mem.h"
#include "template.h"
#include "xml.h"

static const char *
give(void *of, const char *place, const char *otherwise)
{
	return strcmp(place, "ip6") == 0 ? otherwise : of;
}

/* In a query it is one pair, of unreserved characters. */
static void
check_url(struct arena *arena, char *value)
{
	const char *text = template_fill(arena, "/a?b={name}&c=d", IN_URL,
	    give, value), *c;
	size_t pairs = 0;

	for (c = text; *c != '\0'; c++) {
		must((unsigned char)*c > ' ' && (unsigned char)*c < 0x7f);
		pairs += *c == '&';
	}
	must(pairs <= 1);
	must(strcmp(text + strlen(text) - 3, "c=d") == 0);
}

static void
check_json(struct arena *arena, char *value)
{
	json_t *whole = json_string(value), *read;
	const char *text;

	if (whole == NULL)	/* not UTF-8, which is refused before */
		return;
	text = template_fill(arena, "{\"a\":\"{name}\",\"b\":\"x\"}", IN_JSON,
	    give, value);
	read = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	must(json_object_size(read) == 2);
	must(json_equal(json_object_get(read, "a"), whole));
	json_decref(read);
	json_decref(whole);
}

static void
check_xml(struct arena *arena, char *value)
{
	const char *text = template_fill(arena,
	    "<a><b>{name}</b><c>x</c></a>", IN_XML, give, value);
	const struct xml *root = xml_parse(arena, text, strlen(text));

	if (root != NULL) {
		must(same_string(xml_text(root, "c"), "x"));
		must(xml_at(root, "b") != NULL);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char words[] = "name|ip|ip6|user";
	struct arena *arena = arena_new();
	const char *all = arena_copy(arena, data, size), *rest = all, *line;
	const char *template, *wrong;
	char *value;
	enum writing writing;
	size_t length = 0;

	line = fuzz_line(&rest, all + size, &length);
	template = line == NULL ? "" : arena_copy(arena, line, length);
	value = arena_string(arena, rest);
	wrong = template_wrong(arena, template, words);
	must(wrong == NULL || wrong[0] != '\0');
	for (writing = AS_IT_IS; writing <= IN_XML; writing++)
		must(template_fill(arena, template, writing, give, value) !=
		    NULL);
	check_url(arena, value);
	check_json(arena, value);
	check_xml(arena, value);
	arena_free(arena);
	return 0;
}
