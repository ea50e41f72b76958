/* test_report - the exit status of a run whose names ended in different ways:
 * that of the worst, in the order of the manual. */

#include "report.h"

#include <signal.h>

#include "check.h"
#include "log.h"
#include "mem.h"

/* The worst first. */
static const struct way {
	const char *name;
	int exit;
	enum fault fault;
	enum status status;
} ways[] = {
	{ "a bug", 70, FAULT_BUG, NOT_DONE },
	{ "wrong settings", 78, FAULT_CONFIG, NOT_DONE },
	{ "wrong credentials", 77, FAULT_AUTH, NOT_DONE },
	{ "a missing right", 77, FAULT_FORBIDDEN, NOT_DONE },
	{ "a missing file", 66, FAULT_INPUT, NOT_DONE },
	{ "a missing zone", 68, FAULT_MISSING, NOT_DONE },
	{ "a refused value", 65, FAULT_REFUSED, NOT_DONE },
	{ "nonsense", 76, FAULT_PROTOCOL, NOT_DONE },
	{ "no address", 69, FAULT_NOWHERE, NOT_DONE },
	{ "too many requests", 75, FAULT_LIMITED, NOT_DONE },
	{ "an outage", 75, FAULT_LATER, NOT_DONE },
	{ "a record that moved", 75, FAULT_MOVED, NOT_DONE },
	{ "a record that was written", 1, NO_FAULT, UPDATED },
	{ "a record that was right", 0, NO_FAULT, UNCHANGED },
};

static struct row
row_of(const struct way *way)
{
	return (struct row){ .name = way->name, .provider = "test",
	    .wanted = { .family = IPV4 }, .status = way->status,
	    .problem = { .fault = way->fault, .why = way->name } };
}

/* With --exit-changed. */
static int
exit_of(struct arena *arena, const struct way *first,
    const struct way *second, int number)
{
	const struct row rows[] = { row_of(first), row_of(second) };
	const struct report report = { .arena = arena, .exit_changed = true,
	    .to = stdout, .rows = rows, .n_rows = COUNT(rows),
	    .signal = number };

	return report_print(&report);
}

static void
test_pairs(struct arena *arena)
{
	const struct way *worse, *better;

	for (worse = ways; worse < ways + COUNT(ways); worse++)
		for (better = worse; better < ways + COUNT(ways); better++)
			CHECK(arena_print(arena, "%s and %s", worse->name,
			    better->name), exit_of(arena, worse, better, 0) ==
			    worse->exit && exit_of(arena, better, worse, 0) ==
			    worse->exit);
}

/* It counts as an outage does. */
static void
test_signal(struct arena *arena)
{
	const struct way *way;

	for (way = ways; way < ways + COUNT(ways); way++)
		CHECK(arena_print(arena, "%s and a signal", way->name),
		    exit_of(arena, way, way, SIGTERM) ==
		    (way->exit < 2 ? 75 : way->exit));
}

int
main(void)
{
	struct arena *arena = arena_new();

	log_level = LOG_NOTHING;	/* which prints no rows, too */
	test_pairs(arena);
	test_signal(arena);
	arena_free(arena);
	return check_done();
}
