/* test_zonefile - reading master files and editing them in place. */

#include "check.h"

#include "../../src/dns/zonefile.h"
#include "../../src/mem.h"

#define ZONE "example.test"
#define HOME "home.example.test"
/* What most texts begin with, and the same when the serial was raised. */
#define TOP "$TTL 1h\n@ IN SOA ns hostmaster 41 1h 15m 1w 5m\n\tNS ns\n"
#define TOP_NEXT "$TTL 1h\n@ IN SOA ns hostmaster 42 1h 15m 1w 5m\n\tNS ns\n"
/* The same without a $TTL: each line has the TTL stated last. */
#define OLD "@ 600 IN SOA ns hostmaster 41 1h 15m 1w 5m\n\tNS ns\n"
#define OLD_NEXT "@ 600 IN SOA ns hostmaster 42 1h 15m 1w 5m\n\tNS ns\n"

enum { NOW = 1767268800 };	/* 2026-01-01 12:00 UTC */

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

/* The records of the name as "LINE TYPE TTL VALUE; ...", or what was wrong. */
static const char *
found(struct arena *arena, const char *text, const char *name)
{
	struct zonefile_record records[8];
	struct buffer *seen = buffer_new(arena);
	const char *why = "no reason";
	char room[ADDRESS_ROOM];
	long i, count;

	count = zonefile_find(arena, text, strlen(text), ZONE, name, records,
	    COUNT(records), &why);
	if (count < 0)
		return why;
	buffer_text(seen, "");
	for (i = 0; i < count && i < (long)COUNT(records); i++)
		buffer_print(seen, "%u %s %ld %s; ", records[i].line,
		    records[i].type, records[i].ttl,
		    *records[i].type == 'A' ?
		    address_text(&records[i].address, room) :
		    records[i].target);
	return seen->data;
}

static const char *
edited(struct arena *arena, const char *text,
    const struct zonefile_entry *entries, size_t count)
{
	const char *why = "no reason";
	size_t size = 0;
	char *edit;

	edit = zonefile_edit(arena, text, strlen(text), ZONE, entries, count,
	    NOW, &size, &why);
	if (edit == NULL)
		return why;
	return size == strlen(edit) ? edit : "the size is wrong";
}

static void
test_looks_like(void)
{
	static const struct {
		const char *name, *text;
		bool wanted;
	} cases[] = {
		{ "an empty text is no zone", "", false },
		{ "a $TTL tells a zone", "; x\n\n$ttl 5\n", true },
		{ "an $ORIGIN tells a zone", "$ORIGIN example.test.\n", true },
		{ "an SOA tells a zone",
		    "@ 1h IN soa ns. h. (\n1 2 3 4 5 )\n", true },
		{ "so does a broken one", "@ IN SOA ns. h. ( 1 2 3\n", true },
		{ "hosts are no zone", "127.0.0.1 localhost\n::1 x\n", false },
		{ "a host soa is no SOA", "192.0.2.1 soa a b c d\n", false },
		{ "a hosts file with quotes",
		    "# don't say \"(\n192.0.2.1 soa\n", false },
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++)
		CHECK(cases[i].name, zonefile_looks_like(cases[i].text,
		    strlen(cases[i].text)) == cases[i].wanted);
}

static void
check_finds(struct arena *arena, const struct trial *trials, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		CHECK_TEXT(trials[i].name, found(arena, trials[i].text, HOME),
		    trials[i].wanted);
}

static void
test_find(struct arena *arena)
{
	static const struct trial trials[] = {
		{ "nothing there", TOP, "" },
		{ "relative name", TOP "home A 192.0.2.1\n",
		    "4 A 3600 192.0.2.1; " },
		{ "TTL, then class", TOP "home 60 IN A 192.0.2.1\n",
		    "4 A 60 192.0.2.1; " },
		{ "class, then TTL", TOP "HOME in 1h30m aaaa 2001:DB8::1\n",
		    "4 AAAA 5400 2001:db8::1; " },
		{ "blank owner", TOP "home TXT \"a;b ( \\\" c\"\n"
		    " ; home\n\n\t60\tA\t192.0.2.1 ; x\nx A 192.0.2.2\n",
		    "4 TXT 3600 ; 7 A 60 192.0.2.1; " },
		{ "@ and $ORIGIN", TOP "$ORIGIN home\n@ A 192.0.2.1\n"
		    "$ORIGIN example.test.\nhome A 192.0.2.2\n"
		    "$ORIGIN .\nhome.example.test A 192.0.2.3\n",
		    "5 A 3600 192.0.2.1; 7 A 3600 192.0.2.2; "
		    "9 A 3600 192.0.2.3; " },
		{ "absolute names", TOP "home.example.test A 192.0.2.1\n"
		    "Home.Example.Test. A 192.0.2.2\n",
		    "5 A 3600 192.0.2.2; " },
		{ "parentheses", TOP "home ( ; A 192.0.2.9\n\n 1w2d (IN\n"
		    ")A\n192.0.2.1)\n A 192.0.2.2",
		    "4 A 777600 192.0.2.1; 9 A 3600 192.0.2.2; " },
		{ "escapes", TOP "h\\111m\\e A 192.0.2.1\n"
		    "home\\.example.test. A 192.0.2.2\n"
		    "home\\046example.test. A 192.0.2.3\n",
		    "4 A 3600 192.0.2.1; " },
		{ "CNAME", TOP "home CNAME www\n",
		    "4 CNAME 3600 www.example.test; " },
		{ "generic type", TOP "home TYPE28 2001:db8::1\n",
		    "4 AAAA 3600 2001:db8::1; " },
		{ "type like a class of another owner",
		    TOP "in A 192.0.2.1\na NS home\nhome\tSSHFP 1 1 ab\n",
		    "6 SSHFP 3600 ; " },
		{ "CRLF", "$TTL 5\r\nhome A 192.0.2.1\r\n A 192.0.2.2\r\n",
		    "2 A 5 192.0.2.1; 3 A 5 192.0.2.2; " },
	};

	check_finds(arena, trials, COUNT(trials));
}

static void
test_find_ttl(struct arena *arena)
{
	static const struct trial trials[] = {
		{ "TTL stated last", OLD "x 60 A 192.0.2.2\nhome A 192.0.2.1\n",
		    "4 A 60 192.0.2.1; " },
		{ "TTL by the SOA's minimum",
		    "@ SOA ns h 1 2 3 4 5m\nhome A 192.0.2.1\n",
		    "2 A 300 192.0.2.1; " },
		{ "TTL unknown", "home A 192.0.2.1\n", "1 A -1 192.0.2.1; " },
	};

	check_finds(arena, trials, COUNT(trials));
}

static void
test_find_broken(struct arena *arena)
{
	static const struct trial trials[] = {
		{ "open parenthesis", TOP "x ( A\n192.0.2.1\n",
		    "line 4: unbalanced parenthesis" },
		{ "closing parenthesis", TOP "x A 192.0.2.1\n\nx A )\n",
		    "line 6: unbalanced parenthesis" },
		{ "open quote", TOP "x TXT \"a\nb\"\n",
		    "line 4: unbalanced quote" },
		{ "carriage return", TOP "x A 192.0.2.1\rhome A 192.0.2.2\n",
		    "line 4: carriage return without a line feed" },
		{ "carriage return at the end", "x 5 A 192.0.2.1\r",
		    "line 1: carriage return without a line feed" },
		{ "include", TOP "$include x\n",
		    "line 4: $INCLUDE may bring records of the name" },
		{ "generate", TOP "$GENERATE 1-2 a$ A 192.0.2.$\n",
		    "line 4: $GENERATE may make records of the name" },
		{ "directive", TOP "$X 1\n", "line 4: unknown directive" },
	};

	check_finds(arena, trials, COUNT(trials));
}

static void
test_find_broken_record(struct arena *arena)
{
	static const struct trial trials[] = {
		{ "$TTL without value", "$TTL ; 1\n",
		    "line 1: a directive with other than one value" },
		{ "$TTL with nonsense", "$TTL 1h30\n", "line 1: not a TTL" },
		{ "TTL too long", "x 2147483648 A 192.0.2.1\n",
		    "line 1: not a TTL" },
		{ "owner alone", TOP "home\n A 192.0.2.1\n",
		    "line 4: no record type" },
		{ "no data", TOP "home A\n", "line 4: a record without data" },
		{ "class", TOP "x CH TXT y\n",
		    "line 4: a class other than IN" },
		{ "escape", TOP "x\\25 A 192.0.2.1\n", "line 4: not a name" },
		{ "empty label", TOP "home.. A 192.0.2.1\n",
		    "line 4: not a name" },
		{ "address", TOP "home A 192.0.2\n",
		    "line 4: not an IPv4 address" },
		{ "two addresses", TOP "home A 192.0.2.1 192.0.2.2\n",
		    "line 4: not an IPv4 address" },
		{ "address as bytes", TOP "home AAAA \\# 1 00\n",
		    "line 4: not an IPv6 address" },
	};

	check_finds(arena, trials, COUNT(trials));
}

static void
test_find_other_names(struct arena *arena)
{
	CHECK_TEXT("wildcard", found(arena, TOP "\\*.A A 192.0.2.1\n",
	    "*.a.example.test"), "4 A 3600 192.0.2.1; ");
	CHECK_TEXT("apex", found(arena, TOP "\tA 192.0.2.1\n", ZONE),
	    "2 SOA 3600 ; 3 NS 3600 ; 4 A 3600 192.0.2.1; ");
}

/* HOME gets 192.0.2.7 with this TTL; -1: as it is. */
static void
check_edits(struct arena *arena, long ttl, const struct trial *trials,
    size_t count)
{
	struct zonefile_entry entry = { HOME, address("192.0.2.7"), ttl };
	size_t i;

	for (i = 0; i < count; i++)
		CHECK_TEXT(trials[i].name,
		    edited(arena, trials[i].text, &entry, 1),
		    trials[i].wanted);
}

static void
test_edit(struct arena *arena)
{
	static const struct trial trials[] = {
		{ "only the address",
		    TOP "home  IN\tA ( 192.0.2.1 ) ; mine\nx A 192.0.2.1\n",
		    TOP_NEXT
		    "home  IN\tA ( 192.0.2.7 ) ; mine\nx A 192.0.2.1\n" },
		{ "the same address changes nothing",
		    TOP "home A 192.0.2.7\n", TOP "home A 192.0.2.7\n" },
		{ "insert after the name's last",
		    TOP "home TXT x\n\tAAAA 2001:db8::1\nx TXT y\n",
		    TOP_NEXT "home TXT x\n\tAAAA 2001:db8::1\n"
		    HOME ".\tIN\tA\t192.0.2.7\nx TXT y\n" },
		{ "insert at the end",
		    TOP "$ORIGIN sub\nx TXT y\n; end",
		    TOP_NEXT "$ORIGIN sub\nx TXT y\n; end\n"
		    HOME ".\tIN\tA\t192.0.2.7\n" },
		{ "insert after a line without end",
		    TOP "home TXT x",
		    TOP_NEXT "home TXT x\n" HOME ".\tIN\tA\t192.0.2.7\n" },
		{ "insert with CRLF",
		    "$TTL 5\r\n@ SOA ns h 41 2 3 4 5\r\n@ NS ns",
		    "$TTL 5\r\n@ SOA ns h 42 2 3 4 5\r\n@ NS ns\r\n"
		    HOME ".\tIN\tA\t192.0.2.7\r\n" },
	};

	check_edits(arena, -1, trials, COUNT(trials));
}

static void
test_edit_several(struct arena *arena)
{
	static const struct trial trials[] = {
		{ "several are cut to the first",
		    TOP "home A 192.0.2.1\nx TXT y\nhome ( ; a\n A\n"
		    "192.0.2.7 )\ny TXT z\n",
		    TOP_NEXT "home A 192.0.2.7\nx TXT y\ny TXT z\n" },
		{ "several, the last without line end",
		    TOP "home A 192.0.2.1\n\tA 192.0.2.2",
		    TOP_NEXT "home A 192.0.2.7\n" },
		{ "the owner stays with its lines",
		    TOP "home A 192.0.2.1\nx TXT y\nhome A 192.0.2.2\n"
		    " A 192.0.2.3\n\tTXT z\n TXT zz\nz TXT y\n",
		    TOP_NEXT "home A 192.0.2.7\nx TXT y\n" HOME ".\tTXT z\n"
		    " TXT zz\nz TXT y\n" },
		{ "no owner where it did not shift",
		    TOP "home A 192.0.2.1\n     A 192.0.2.2\n     TXT z\n",
		    TOP_NEXT "home A 192.0.2.7\n     TXT z\n" },
		{ "the TTL stays with its lines",
		    OLD "home 60 A 192.0.2.1\nx TXT y\n"
		    "home 30 A 192.0.2.2\nx\tTXT\tz\n TXT zz\n",
		    OLD_NEXT "home 60 A 192.0.2.7\nx TXT y\n"
		    "x\t30\tTXT\tz\n TXT zz\n" },
	};

	check_edits(arena, -1, trials, COUNT(trials));
}

static void
test_edit_soa(struct arena *arena)
{
	static const struct trial trials[] = {
		{ "SOA over lines",
		    "@ IN SOA ns. h. (\r\n\t41 ; serial\r\n\t2 3 4 5 )\r\n"
		    "home.example.test. A 192.0.2.1",
		    "@ IN SOA ns. h. (\r\n\t42 ; serial\r\n\t2 3 4 5 )\r\n"
		    "home.example.test. A 192.0.2.7" },
		{ "SOA after the record",
		    "home 5 A 192.0.2.1\n@ SOA ns h 4294967295 2 3 4 5\n",
		    "home 5 A 192.0.2.7\n@ SOA ns h 1 2 3 4 5\n" },
		{ "no TTL before the SOA",
		    "home A 192.0.2.1\n@ SOA ns h 1 2 3 4 5\n",
		    "line 1: a record with no TTL, nor one before it" },
		{ "SOA missing", "home 5 A 192.0.2.1\n",
		    "the zone has no SOA" },
		{ "SOA twice", TOP "@ SOA ns h 1 2 3 4 5\n",
		    "line 4: a second SOA" },
		{ "SOA of another zone",
		    "example.com. SOA ns h 1 2 3 4 5\n",
		    "line 1: the SOA of another zone" },
		{ "SOA cut short", "@ SOA ns h 1 2 3 4\n",
		    "line 1: an SOA with other than seven values" },
		{ "serial", "@ SOA ns h 4294967296 2 3 4 5\n",
		    "line 1: the serial is not a number" },
	};

	check_edits(arena, -1, trials, COUNT(trials));
}

static void
test_edit_refused(struct arena *arena)
{
	static const struct trial trials[] = {
		{ "alias", TOP "home CNAME x\n",
		    "line 4: home.example.test is an alias (CNAME)" },
		{ "signed", TOP "home A 192.0.2.1\n RRSIG A 8 3 60 x\n",
		    "line 5: home.example.test is signed (RRSIG)" },
		{ "unreadable address", TOP "home A \\# 4 c0000201\n",
		    "line 4: not an IPv4 address" },
		{ "unreadable file", TOP ")",
		    "line 4: unbalanced parenthesis" },
	};

	check_edits(arena, -1, trials, COUNT(trials));
}

static void
test_edit_ttl(struct arena *arena)
{
	static const struct trial trials[] = {
		{ "TTL replaced", TOP "home IN 1h A 192.0.2.7\n",
		    TOP_NEXT "home IN 60 A 192.0.2.7\n" },
		{ "TTL added before the class", TOP "home\tIN\tA\t192.0.2.1\n",
		    TOP_NEXT "home\t60\tIN\tA\t192.0.2.7\n" },
		{ "TTL added before the type", TOP "home A 192.0.2.1\n",
		    TOP_NEXT "home 60 A 192.0.2.7\n" },
		{ "TTL written otherwise", TOP "home 1m A 192.0.2.7\n",
		    TOP "home 1m A 192.0.2.7\n" },
		{ "TTL by default", "$TTL 1m\n@ SOA ns h 1 2 3 4 5\n"
		    "home A 192.0.2.1\n", "$TTL 1m\n@ SOA ns h 2 2 3 4 5\n"
		    "home A 192.0.2.7\n" },
		{ "TTL inserted", TOP,
		    TOP_NEXT HOME ".\t60\tIN\tA\t192.0.2.7\n" },
		{ "TTL of the next line kept",
		    OLD "home 30 A 192.0.2.1\nx A 192.0.2.2\ny A 192.0.2.2\n",
		    OLD_NEXT "home 60 A 192.0.2.7\nx 30 A 192.0.2.2\n"
		    "y A 192.0.2.2\n" },
		{ "TTL of the line after an insertion kept",
		    OLD "home TXT x\nx A 192.0.2.2\n",
		    OLD_NEXT "home TXT x\n" HOME ".\t60\tIN\tA\t192.0.2.7\n"
		    "x 600 A 192.0.2.2\n" },
	};

	check_edits(arena, 60, trials, COUNT(trials));
}

static void
test_edit_many(struct arena *arena)
{
	const struct zonefile_entry entries[] = {
		{ HOME, address("192.0.2.7"), 60 },
		{ HOME, address("2001:db8::7"), -1 },
		{ "*.example.test", address("192.0.2.7"), -1 },
		{ ZONE, address("192.0.2.7"), -1 },
		{ "www.example.test", address("192.0.2.8"), -1 },
	};
	const struct zonefile_entry away =
	    { "home.example.com", address("192.0.2.7"), -1 };

	CHECK_TEXT("several entries, one serial",
	    edited(arena, TOP "* A 192.0.2.1\nhome TXT x\nwww A 192.0.2.1\n",
	    entries, COUNT(entries)),
	    TOP_NEXT ZONE ".\tIN\tA\t192.0.2.7\n* A 192.0.2.7\nhome TXT x\n"
	    HOME ".\t60\tIN\tA\t192.0.2.7\n" HOME ".\tIN\tAAAA\t2001:db8::7\n"
	    "www A 192.0.2.8\n");
	CHECK_TEXT("outside the zone", edited(arena, TOP, &away, 1),
	    "home.example.com is not in the zone example.test");
	CHECK_TEXT("no entries change nothing", edited(arena, TOP, NULL, 0),
	    TOP);
}

int
main(void)
{
	struct arena *arena = arena_new();

	test_looks_like();
	test_find(arena);
	test_find_ttl(arena);
	test_find_broken(arena);
	test_find_broken_record(arena);
	test_find_other_names(arena);
	test_edit(arena);
	test_edit_several(arena);
	test_edit_soa(arena);
	test_edit_refused(arena);
	test_edit_ttl(arena);
	test_edit_many(arena);
	arena_free(arena);
	return check_done();
}
