/*
 * fuzz_xml - any text as XML, and as what tags are searched in. What is read
 * strictly is a tree whose texts and names are those of XML.
 */

#include "fuzz.h"
#include "mem.h"
#include "tags.h"
#include "xml.h"

enum { DEEPEST = 100 };

static size_t
check_tree(const struct xml *xml, unsigned depth)
{
	size_t n = 0;

	must(depth < DEEPEST);
	for (; xml != NULL; xml = xml->next) {
		must(xml->name[0] != '\0' && xml->text != NULL);
		must(strpbrk(xml->name, "<>& \t\r\n\"'") == NULL);
		must(xml->first == NULL || xml->text[0] == '\0');
		n += 1 + check_tree(xml->first, depth + 1);
	}
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const paths[] = { "Error/Code", "a", "a/b",
	    "HostedZones/HostedZone", "Id", "" };
	struct arena *arena = arena_new();
	const char *text = arena_copy(arena, data, size), *value;
	const struct xml *root = xml_parse(arena, text, size);
	size_t i;

	if (root != NULL) {
		must(root->next == NULL);
		must(check_tree(root, 0) <= size);
		for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
			must(xml_text(root, paths[i]) == NULL ||
			    xml_at(root, paths[i])->first == NULL);
	}
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]) - 1; i++) {
		value = tags_behind(text, text + size, paths[i]);
		must(value == NULL || (value > text && value <= text + size));
		value = tags_text(arena, text, text + size, paths[i]);
		must(value == NULL || strlen(value) <= size);
	}
	arena_free(arena);
	return 0;
}
