/* test_name - names as people write them, and names in zones. */

#include "name.h"

#include <locale.h>
#include <stdlib.h>

#include "check.h"
#include "idn.h"
#include "mem.h"
#include "redact.h"

#define LABEL_63 \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define LABELS_192 LABEL_63 "." LABEL_63 "." LABEL_63 "."
#define LABEL_60 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define ONE_LABEL "has only one label; give the whole name, such as "
#define CHARACTER(first) "has a \"" first "\"; leave out all but the name, " \
	"which has letters, digits, \"-\", \"_\" and \".\" alone"

static void
test_good(struct arena *arena)
{
	static const struct {
		const char *written, *wanted;
	} cases[] = {
		{ "home.example.com", "home.example.com" },
		{ "Home.EXAMPLE.Com", "home.example.com" },
		{ "home.example.com.", "home.example.com" },
		{ "example.test", "example.test" },
		{ "*.example.com", "*.example.com" },
		{ "*.Example.com.", "*.example.com" },
		{ "*.test", "*.test" },
		{ "_acme.my_host.example.com", "_acme.my_host.example.com" },
		{ "a-b.1.example.com", "a-b.1.example.com" },
		{ "xn--t8qz53azjkaa.top", "xn--t8qz53azjkaa.top" },
		{ "XN--T8QZ53AZJKAA.top", "xn--t8qz53azjkaa.top" },
		{ LABEL_63 ".test", LABEL_63 ".test" },
		{ LABELS_192 LABEL_60 "a", LABELS_192 LABEL_60 "a" },
		{ LABELS_192 LABEL_60 "a.", LABELS_192 LABEL_60 "a" },
	};
	const char *why;

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_TEXT(cases[i].written, name_parse(arena,
		    cases[i].written, &why), cases[i].wanted);
}

static void
test_bad(struct arena *arena)
{
	static const char star[] =
	    "has a \"*\" that is not its whole first label";
	static const struct {
		const char *written, *why;
	} cases[] = {
		{ "", "is empty" }, { ".", "is empty" },
		{ "..", "has an empty label" },
		{ "a..example", "has an empty label" },
		{ ".example.com", "has an empty label" },
		{ "example.com..", "has an empty label" },
		{ "*.", ONE_LABEL "*.example.com" },
		{ "*..com", "has an empty label" },
		{ "localhost", ONE_LABEL "localhost.example.com" },
		{ "com.", ONE_LABEL "com.example.com" },
		{ "*", ONE_LABEL "*.example.com" }, { "*.*.example.com", star },
		{ "a.*.example.com", star }, { "a*.example.com", star },
		{ "**.example.com", star },
		{ "192.0.2.1", "is an address, not a name" },
		{ "192.0.2.1.", "is an address, not a name" },
		{ "*.192.0.2.1", "is an address, not a name" },
		{ "2001:db8::1", "is an address, not a name" },
		{ "::", "is an address, not a name" },
		{ "[2001:db8::1]", CHARACTER("[") },
		{ "1.2.3.4/24", CHARACTER("/") },
		{ "a.example:80", CHARACTER(":") },
		{ "a b.example", CHARACTER(" ") },
		{ " a.example", CHARACTER(" ") },
		{ "a.example ", CHARACTER(" ") },
		{ "a.example\n", CHARACTER("\n") },
		{ "a.example\r\nb", CHARACTER("\r") },
		{ "a\t.example", CHARACTER("\t") },
		{ "a/../b.example", CHARACTER("/") },
		{ "a%2f.example", CHARACTER("%") },
		{ "a\\.example", CHARACTER("\\") },
		{ "https://a.example", CHARACTER(":") },
		{ "user@a.example", CHARACTER("@") },
		{ "a\033[2J.example", CHARACTER("\033") },
		{ "a;b.example", CHARACTER(";") },
		{ "a'b.example", CHARACTER("'") },
		{ LABEL_63 "a.test", "has a label of more than 63 bytes" },
		{ LABELS_192 LABEL_60 "aa", "has more than 253 bytes" },
		{ "*." LABELS_192 LABEL_60, "has more than 253 bytes" },
	};
	const char *why;

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *name = arena_print(arena, "refused: %s",
		    redact(arena, cases[i].written));

		why = NULL;
		CHECK(name, name_parse(arena, cases[i].written, &why) == NULL);
		CHECK_TEXT(name, why, cases[i].why);
	}
}

static void
test_idn(struct arena *arena)
{
	static const char invalid[] =
	    "is not a valid internationalised name in UTF-8";
	static const struct {
		const char *written, *wanted, *why;
	} cases[] = {
		{ "凉开水水水.top", "xn--t8qz53azjkaa.top", NULL },
		{ "*.凉开水水水.top", "*.xn--t8qz53azjkaa.top", NULL },
		{ "凉开水水水.TOP.", "xn--t8qz53azjkaa.top", NULL },
		{ "凉开水水水。top", "xn--t8qz53azjkaa.top", NULL },
		{ "home.bücher.example", "home.xn--bcher-kva.example", NULL },
		{ "BÜCHER.example", "xn--bcher-kva.example", NULL },
		{ "straße.example", "xn--strae-oqa.example", NULL },
		{ "bu\xcc\x88" "cher.example", "xn--bcher-kva.example", NULL },
		{ "凉\xff.top", NULL, invalid },
		{ "\xc3.example", NULL, invalid },
		{ "凉 水.top", NULL, invalid }, { "凉/水.top", NULL, invalid },
		{ "凉水..top", NULL, "has an empty label" },
		{ "\xef\xbb\xbf", NULL, invalid },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *why = NULL;
		const char *name = arena_print(arena, "idn: %s",
		    redact(arena, cases[i].written));

		CHECK_TEXT(name, name_parse(arena, cases[i].written, &why),
		    has_idn() ? cases[i].wanted : NULL);
		CHECK_TEXT(name, why, has_idn() ? cases[i].why : ASK_A_LABEL);
	}
}

static void
test_equal(void)
{
	CHECK("equal: case and final dot",
	    name_equal("Home.example.COM.", "home.Example.com"));
	CHECK("equal: another name",
	    !name_equal("home.example.com", "home.example.net"));
	CHECK("equal: a longer one",
	    !name_equal("home.example.com", "home.example.comm"));
	CHECK("equal: empty and the root", name_equal("", "."));
}

static void
test_within(void)
{
	CHECK("within: below", name_within("a.b.example.com", "example.com"));
	CHECK("within: itself", name_within("example.com", "example.com"));
	CHECK("within: case and final dots",
	    name_within("A.Example.com", "eXample.com."));
	CHECK("within: final dot of the name",
	    name_within("a.example.com.", "example.com"));
	CHECK("within: the same end, no label boundary",
	    !name_within("badexample.com", "example.com"));
	CHECK("within: the zone is longer",
	    !name_within("example.com", "a.example.com"));
	CHECK("within: another zone",
	    !name_within("a.example.net", "example.com"));
	CHECK("within: the root", name_within("a.example.net", "."));
	CHECK("within: wildcard", name_within("*.example.com", "example.com"));
}

static void
test_parent(void)
{
	CHECK_TEXT("parent", name_parent("a.example.com"), "example.com");
	CHECK_TEXT("parent: of two labels", name_parent("example.com"), "com");
	CHECK_TEXT("parent: of the last label", name_parent("com"), NULL);
	CHECK_TEXT("parent: of the last label with a dot", name_parent("com."),
	    NULL);
	CHECK_TEXT("parent: wildcard", name_parent("*.example.com"),
	    "example.com");
}

static void
test_relative(struct arena *arena)
{
	CHECK_TEXT("relative: one label",
	    name_relative(arena, "home.example.com", "example.com"), "home");
	CHECK_TEXT("relative: two labels",
	    name_relative(arena, "a.b.example.com", "example.com"), "a.b");
	CHECK_TEXT("relative: apex",
	    name_relative(arena, "example.com", "example.com"), "");
	CHECK_TEXT("relative: case and final dots",
	    name_relative(arena, "home.Example.com.", "EXAMPLE.com"), "home");
	CHECK_TEXT("relative: final dot of the zone",
	    name_relative(arena, "home.example.com", "example.com."), "home");
	CHECK_TEXT("relative: wildcard",
	    name_relative(arena, "*.example.com", "example.com"), "*");
	CHECK_TEXT("relative: to the root",
	    name_relative(arena, "example.com.", "."), "example.com");
	CHECK_TEXT("relative: elsewhere",
	    name_relative(arena, "home.example.net", "example.com"), NULL);
}

int
main(void)
{
	struct arena *arena = arena_new();

	/* As cron runs programs; a program that never calls setlocale(3) is
	 * in this locale whatever the environment says. */
	setenv("LC_ALL", "C", 1);
	setlocale(LC_ALL, "C");
	test_good(arena);
	test_bad(arena);
	test_idn(arena);
	CHECK_TEXT("the locale is as it was", setlocale(LC_ALL, NULL), "C");
	test_equal();
	test_within();
	test_parent();
	test_relative(arena);
	arena_free(arena);
	return check_done();
}
