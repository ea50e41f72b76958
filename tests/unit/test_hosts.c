/* test_hosts - reading hosts files and editing the block in them. */

#include <string.h>
#include <time.h>

#include "check.h"

#include "../../src/dns/hosts.h"
#include "../../src/mem.h"

#define HOME "home.example.test"

struct trial {
	const char *name, *text, *wanted;
};

static struct address
address(const char *text)
{
	struct address parsed = { 0 };

	if (!address_parse_any(&parsed, text))
		check_that("the test's own address", false, __FILE__, __LINE__,
		    text);
	return parsed;
}

/* What is found, as "ADDRESS ADDRESS @LINE". */
static const char *
found(struct arena *arena, const char *text, enum family family)
{
	struct buffer *seen = buffer_new(arena);
	struct address addresses[4];
	char room[ADDRESS_ROOM];
	unsigned outside = 99;
	size_t i, count;

	count = hosts_find(hosts_names(arena, text, strlen(text)), HOME,
	    family, addresses, COUNT(addresses), &outside);
	for (i = 0; i < count && i < COUNT(addresses); i++)
		buffer_print(seen, "%s ", address_text(&addresses[i], room));
	buffer_print(seen, "@%u", outside);
	return seen->data;
}

static const char *
edited(struct arena *arena, const char *text,
    const struct hosts_entry *entries, size_t count)
{
	const char *why = "no reason";
	size_t size = 0;
	char *edit;

	edit = hosts_edit(arena, text, strlen(text), entries, count, &size,
	    &why);
	if (edit == NULL)
		return why;
	return size == strlen(edit) ? edit : "the size is wrong";
}

static void
test_find(struct arena *arena)
{
	static const struct {
		const char *name, *text, *wanted;
		enum family family;
	} cases[] = {
		{ "find nothing in nothing", "", "@0", IPV4 },
		{ "find outside the block",
		    "127.0.0.1 localhost\n192.0.2.1\ta.example.test " HOME "\n",
		    "192.0.2.1 @2", IPV4 },
		{ "find inside the block",
		    "# BEGIN dnsfollow\n192.0.2.1\t" HOME "\n"
		    "# END dnsfollow\n", "192.0.2.1 @0", IPV4 },
		{ "find inside and outside",
		    "# BEGIN dnsfollow\r\n192.0.2.1\t" HOME "\r\n"
		    "# END dnsfollow\r\n192.0.2.2 " HOME "\r\n192.0.2.3 "
		    HOME, "192.0.2.1 192.0.2.2 192.0.2.3 @4", IPV4 },
		{ "find the family",
		    "192.0.2.1 " HOME "\n2001:DB8::1 " HOME "\n",
		    "2001:db8::1 @2", IPV6 },
		{ "find without regard to case and final dot",
		    " 192.0.2.1 HOME.Example.Test.#x\n", "192.0.2.1 @1", IPV4 },
		{ "find no comment",
		    "#192.0.2.1 " HOME "\n192.0.2.2 x # " HOME "\n", "@0",
		    IPV4 },
		{ "find a line once", "192.0.2.1 " HOME " " HOME "\n",
		    "192.0.2.1 @1", IPV4 },
		{ "find no part of a name",
		    "192.0.2.1 x" HOME " home.example.testx home\n", "@0",
		    IPV4 },
		{ "find no broken address", "192.0.2 " HOME "\n", "@0", IPV4 },
		{ "an address alone", "192.0.2.1\n192.0.2.2 \n", "@0", IPV4 },
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++)
		CHECK_TEXT(cases[i].name,
		    found(arena, cases[i].text, cases[i].family),
		    cases[i].wanted);
}

static void
test_find_room(struct arena *arena)
{
	static const char text[] =
	    "192.0.2.1 " HOME "\n192.0.2.2 " HOME "\n";
	static const char odd[] = "192.0.2.1 home.example.test\0x\n";
	struct address one[1], first = address("192.0.2.1");
	unsigned outside;

	CHECK("find counts past the room", hosts_find(hosts_names(arena, text,
	    sizeof(text) - 1), HOME, IPV4, one, 1, &outside) == 2);
	CHECK("find stores what fits", address_equal(&one[0], &first));
	CHECK("a NUL ends no name", hosts_find(hosts_names(arena, odd,
	    sizeof(odd) - 1), HOME, IPV4, one, 1, &outside) == 0);
}

/* HOME gets 192.0.2.7. */
static void
check_edits(struct arena *arena, const struct trial *trials, size_t count)
{
	struct hosts_entry entry = { HOME, address("192.0.2.7") };
	size_t i;

	for (i = 0; i < count; i++)
		CHECK_TEXT(trials[i].name,
		    edited(arena, trials[i].text, &entry, 1),
		    trials[i].wanted);
}

static void
test_edit_new(struct arena *arena)
{
	static const struct trial trials[] = {
		{ "edit makes the block in an empty text", "",
		    "# BEGIN dnsfollow\n192.0.2.7\t" HOME "\n"
		    "# END dnsfollow\n" },
		{ "edit makes the block at the end",
		    "127.0.0.1  localhost\n\n",
		    "127.0.0.1  localhost\n\n# BEGIN dnsfollow\n"
		    "192.0.2.7\t" HOME "\n# END dnsfollow\n" },
		{ "edit ends the last line first", "127.0.0.1 localhost",
		    "127.0.0.1 localhost\n# BEGIN dnsfollow\n"
		    "192.0.2.7\t" HOME "\n# END dnsfollow\n" },
		{ "edit keeps CRLF", "127.0.0.1 localhost\r\n::1 x",
		    "127.0.0.1 localhost\r\n::1 x\r\n# BEGIN dnsfollow\r\n"
		    "192.0.2.7\t" HOME "\r\n# END dnsfollow\r\n" },
		{ "the first line tells the line end",
		    "127.0.0.1 localhost\n::1 x\r\n",
		    "127.0.0.1 localhost\n::1 x\r\n# BEGIN dnsfollow\n"
		    "192.0.2.7\t" HOME "\n# END dnsfollow\n" },
	};

	check_edits(arena, trials, COUNT(trials));
}

static void
test_edit_block(struct arena *arena)
{
	static const struct trial trials[] = {
		{ "edit replaces in the block only",
		    "192.0.2.9 " HOME "\n# BEGIN dnsfollow \n"
		    "192.0.2.1\tHOME.example.test\n# END dnsfollow\n\t odd \n",
		    "192.0.2.9 " HOME "\n# BEGIN dnsfollow\n"
		    "192.0.2.7\t" HOME "\n# END dnsfollow\n\t odd \n" },
		{ "edit keeps the other family and other names",
		    "# BEGIN dnsfollow\n2001:db8::1 " HOME "\n192.0.2.1 "
		    HOME " a.example.test\n192.0.2.2 z.example.test\n"
		    "# END dnsfollow",
		    "# BEGIN dnsfollow\n192.0.2.1\ta.example.test\n"
		    "192.0.2.7\t" HOME "\n2001:db8::1\t" HOME "\n"
		    "192.0.2.2\tz.example.test\n# END dnsfollow\n" },
		{ "edit keeps comments of the block",
		    "# BEGIN dnsfollow\n\n192.0.2.1 " HOME "\n# mine \r\r\n"
		    "fe80::1%x " HOME "\n# END dnsfollow\nx",
		    "# BEGIN dnsfollow\n# mine\nfe80::1%x " HOME "\n"
		    "192.0.2.7\t" HOME "\n# END dnsfollow\nx" },
		{ "edit takes doubles away",
		    "# BEGIN dnsfollow\n192.0.2.1 " HOME "\n192.0.2.2 " HOME
		    "\n# END dnsfollow\n",
		    "# BEGIN dnsfollow\n192.0.2.7\t" HOME "\n"
		    "# END dnsfollow\n" },
	};

	check_edits(arena, trials, COUNT(trials));
}

static void
test_edit_broken(struct arena *arena)
{
	static const struct trial trials[] = {
		{ "a block without end", "x\n# BEGIN dnsfollow\n192.0.2.1 x\n",
		    "line 2: the block has no end" },
		{ "a block twice", "# BEGIN dnsfollow\n# END dnsfollow\n"
		    "# BEGIN dnsfollow\n# END dnsfollow\n",
		    "line 3: the block stands a second time" },
		{ "a block in the block", "# BEGIN dnsfollow\n"
		    "# BEGIN dnsfollow\n# END dnsfollow\n",
		    "line 2: the block stands a second time" },
		{ "an end alone", "# END dnsfollow\n",
		    "line 1: the end of a block that does not begin" },
		{ "an end twice", "# BEGIN dnsfollow\n# END dnsfollow\n"
		    "# END dnsfollow\n",
		    "line 3: the end of a block that does not begin" },
	};

	check_edits(arena, trials, COUNT(trials));
}

static void
test_entries(struct arena *arena)
{
	const struct hosts_entry forth[] = {
		{ "www.example.test", address("192.0.2.8") },
		{ HOME, address("2001:db8::7") },
		{ HOME, address("192.0.2.7") },
	};
	const struct hosts_entry again[] = {
		forth[1], forth[2], { "HOME.example.test.",
		address("192.0.2.9") }, forth[0],
	};
	const struct hosts_entry back[] = { forth[2], forth[1], forth[0] };
	static const char wanted[] =
	    "# BEGIN dnsfollow\n192.0.2.7\t" HOME "\n2001:db8::7\t" HOME
	    "\n192.0.2.8\twww.example.test\n# END dnsfollow\n";

	CHECK_TEXT("entries are sorted",
	    edited(arena, "", forth, COUNT(forth)), wanted);
	CHECK_TEXT("their order does not matter",
	    edited(arena, "", back, COUNT(back)), wanted);
	CHECK_TEXT("setting them again changes nothing",
	    edited(arena, wanted, back, COUNT(back)), wanted);
	CHECK_TEXT("the last wish for a name counts",
	    edited(arena, "# BEGIN dnsfollow\n192.0.2.1 home.EXAMPLE.test. x"
	    "\n192.0.2.1 " HOME "\n# END dnsfollow\n", again, COUNT(again)),
	    "# BEGIN dnsfollow\n2001:db8::7\t" HOME
	    "\n192.0.2.9\tHOME.example.test.\n192.0.2.8\twww.example.test"
	    "\n192.0.2.1\tx\n# END dnsfollow\n");
	CHECK_TEXT("no entries keep the block",
	    edited(arena, wanted, NULL, 0), wanted);
}

/* Twice as many may take somewhat more than twice the time, but not four times:
 * here the text of MANY names would take minutes then. */
static void
test_many(struct arena *arena)
{
	enum { MANY = 20000, SECONDS = 5 };
	struct hosts_entry *wishes = arena_alloc(arena,
	    MANY * sizeof(*wishes));
	struct buffer *text = buffer_new(arena);
	const struct hosts_names *names;
	const clock_t began = clock();
	struct address one;
	unsigned outside;
	const char *edit;
	size_t i, n = 0;

	for (i = 0; i < MANY; i++) {
		wishes[i].name = arena_print(arena, "n%zu.example.test", i);
		wishes[i].address = address("192.0.2.7");
		buffer_print(text, "192.0.2.1 %s\n", wishes[i].name);
	}
	edit = edited(arena, text->data, wishes, MANY);
	names = hosts_names(arena, edit, strlen(edit));
	for (i = 0; i < MANY; i++)
		n += hosts_find(names, wishes[i].name, IPV4, &one, 1,
		    &outside);
	CHECK("each name stands there twice", n == 2 * MANY);
	edit = edited(arena, edit, wishes, MANY);
	CHECK("setting many again changes nothing", strlen(edit) ==
	    strlen(edited(arena, edit, wishes, MANY)));
	CHECK("many names take no square of the time",
	    clock() - began < SECONDS * CLOCKS_PER_SEC);
}

int
main(void)
{
	struct arena *arena = arena_new();

	test_find(arena);
	test_find_room(arena);
	test_edit_new(arena);
	test_edit_block(arena);
	test_edit_broken(arena);
	test_entries(arena);
	test_many(arena);
	arena_free(arena);
	return check_done();
}
