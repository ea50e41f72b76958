/* test_zoneserial - the next serial of a zone. */

#include "check.h"

#include "../../src/dns/zoneserial.h"
#include "../../src/mem.h"

enum { NOW = 1767268800 };	/* 2026-01-01 12:00 UTC */

int
main(void)
{
	static const struct {
		const char *name;
		uint32_t serial, wanted;
	} cases[] = {
		{ "serial 0", 0, 1 },
		{ "serial 41", 41, 42 },
		{ "serial wraps and is not 0", 4294967295, 1 },
		{ "date of another day", 2025123107, 2026010100 },
		{ "date of today", 2026010100, 2026010101 },
		{ "date of today, full", 2026010199, 2026010200 },
		{ "date of tomorrow", 2026010205, 2026010206 },
		{ "no month 13", 2025130100, 2025130101 },
		{ "no day 0", 2025120001, 2025120002 },
		{ "seconds", 1735689600, NOW },
		{ "seconds, now", NOW, NOW + 1 },
		{ "seconds ahead", NOW + 500, NOW + 501 },
		{ "seconds of long ago", 1400000000, 1400000001 },
		{ "seconds far ahead", 2100000000, 2100000001 },
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++)
		CHECK(cases[i].name, zoneserial_next(cases[i].serial, NOW) ==
		    cases[i].wanted);
	CHECK("a clock before 1970", zoneserial_next(2025010100, -1) ==
	    2025010101);
	return check_done();
}
