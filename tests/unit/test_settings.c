/* test_settings - layers of settings, lists, numbers and near words. */

#include "settings.h"

#include <limits.h>

#include "check.h"
#include "mem.h"

/* file below environment below command line */
static struct settings *
three_layers(struct arena *arena)
{
	struct settings *file = settings_new(arena, NULL);
	struct settings *environment = settings_new(arena, file);
	struct settings *line = settings_new(arena, environment);

	settings_add(arena, file, "ttl", "60", "conf:1");
	settings_add(arena, file, "zone", "a.test", "conf:2");
	settings_add(arena, file, "zone", "b.test", "conf:3");
	settings_add(arena, file, "replace", "yes", "conf:4");
	settings_add(arena, environment, "ttl", "90", "$TTL");
	settings_add(arena, line, "replace", "no", "--replace");
	return line;
}

static void
test_layers(struct arena *arena)
{
	const struct settings *all = three_layers(arena);

	CHECK_TEXT("the higher layer wins", settings_get(all, "ttl"), "90");
	CHECK_TEXT("a find tells the origin",
	    settings_find(all, "ttl")->origin, "$TTL");
	CHECK_TEXT("of one layer the last wins", settings_get(all, "zone"),
	    "b.test");
	CHECK_TEXT("nobody set it", settings_get(all, "tt"), NULL);
	CHECK("here is this layer alone",
	    settings_here(all, "ttl") == NULL &&
	    settings_here(all, "replace") != NULL);
	CHECK("no layer at all", settings_find(NULL, "ttl") == NULL);
	CHECK("no stands over yes", !settings_yes(all, "replace"));
	CHECK("yes", settings_yes(all->below, "replace"));
	CHECK("absent is no", !settings_yes(all, "force"));
	CHECK("a number", settings_number(all, "ttl", 5) == 90);
	CHECK("otherwise", settings_number(all, "timeout", 5) == 5);
}

static void
test_over(struct arena *arena)
{
	struct settings *below = settings_new(arena, NULL);
	const struct settings *all = three_layers(arena), *over;

	settings_add(arena, below, "ttl", "30", "conf:9");
	over = settings_over(arena, all, below);
	CHECK_TEXT("a layer over another", settings_get(over, "ttl"), "30");
	CHECK_TEXT("it keeps its own", settings_get(over, "replace"), "no");
	CHECK_TEXT("and is what it was, too", settings_get(all, "ttl"), "90");
	over = settings_over(arena, NULL, below);
	CHECK_TEXT("no layer over another", settings_get(over, "ttl"), "30");
}

static const char *
joined(struct arena *arena, const char **list)
{
	struct buffer *out = buffer_new(arena);

	buffer_text(out, "");
	for (; *list != NULL; list++)
		buffer_print(out, "[%s]", *list);
	return out->data;
}

static void
test_lists(struct arena *arena)
{
	struct settings *file = settings_new(arena, NULL);
	struct settings *line = settings_new(arena, file);

	settings_add(arena, file, "source", " web ,\tfile:x y ,,", "conf:1");
	settings_add(arena, file, "ip", "x", "conf:2");
	settings_add(arena, file, "source", "a,b,c,d", "conf:3");
	settings_add(arena, file, "family", " , ", "conf:4");
	CHECK_TEXT("commas split, blanks go", joined(arena,
	    settings_list(arena, line, "source")),
	    "[web][file:x y][a][b][c][d]");
	CHECK_TEXT("an empty list", joined(arena,
	    settings_list(arena, line, "family")), "");
	CHECK_TEXT("no list", joined(arena,
	    settings_list(arena, line, "proxy")), "");
	settings_add(arena, line, "source", "command:echo a,b", "-s");
	settings_add(arena, line, "source", "web", "--source");
	CHECK_TEXT("the command line's are whole, and all there is",
	    joined(arena, settings_list(arena, line, "source")),
	    "[command:echo a,b][web]");
}

static void
test_numbers(struct arena *arena)
{
	static const char *const wrong[] = { "", "-1", "+5", " 5", "5 ", "5s",
	    "0x5", "4", "11", "99999999999999999999", "five" };
	long number = 0;
	size_t i;

	CHECK("the least", number_parse("5", 5, 10, &number) && number == 5);
	CHECK("the most", number_parse("10", 5, 10, &number) && number == 10);
	CHECK("zeros before it", number_parse("007", 5, 10, &number) &&
	    number == 7);
	for (i = 0; i < COUNT(wrong); i++)
		CHECK(arena_print(arena, "no number: \"%s\"", wrong[i]),
		    !number_parse(wrong[i], 5, 10, &number));
	CHECK("too long for a long", !number_parse("99999999999999999999", 0,
	    LONG_MAX, &number));
}

static void
test_words(void)
{
	CHECK("first word", words_have("auto|always|never", "auto"));
	CHECK("last word", words_have("auto|always|never", "never"));
	CHECK("a word cut short", !words_have("auto|always|never", "alway"));
	CHECK("a word too long", !words_have("auto|always", "autos"));
	CHECK("two words", !words_have("auto|always", "auto|always|x"));
	CHECK("no word", !words_have("auto|always", ""));
	CHECK("letter case counts", !words_have("yes|no", "Yes"));
}

static const char *
nearest_of(const char *written)
{
	static const char *const words[] = { "ttl", "timeout", "token-file",
	    "token-command", "retry-for", "replace" };
	struct nearest nearest = { .written = written };
	size_t i;

	for (i = 0; i < COUNT(words); i++)
		nearest_try(&nearest, words[i]);
	return nearest.best;
}

static void
test_nearest(void)
{
	CHECK_TEXT("a letter too few", nearest_of("timeot"), "timeout");
	CHECK_TEXT("a letter too many", nearest_of("replacee"), "replace");
	CHECK_TEXT("a wrong letter", nearest_of("tokem-file"), "token-file");
	CHECK_TEXT("two letters swapped", nearest_of("retyr-for"),
	    "retry-for");
	CHECK_TEXT("two letters of a short word", nearest_of("tlt"), "ttl");
	CHECK_TEXT("cut short", nearest_of("token-c"), "token-command");
	CHECK_TEXT("cut short, the first of two", nearest_of("token"),
	    "token-file");
	CHECK_TEXT("the word itself", nearest_of("ttl"), "ttl");
	CHECK_TEXT("one letter of a short word", nearest_of("tt"), "ttl");
	CHECK_TEXT("too far", nearest_of("colour"), NULL);
	CHECK_TEXT("too short to tell", nearest_of("to"), NULL);
	CHECK_TEXT("nothing", nearest_of(""), NULL);
	CHECK_TEXT("far too long", nearest_of("timeouttimeouttimeouttimeout"
	    "timeouttimeouttimeout"), NULL);
}

int
main(void)
{
	struct arena *arena = arena_new();

	test_layers(arena);
	test_over(arena);
	test_lists(arena);
	test_numbers(arena);
	test_words();
	test_nearest();
	arena_free(arena);
	return check_done();
}
