/* test_hold - what must not be asked again yet: the rules, with their times, and
 * what other settings change. */

#include "hold.h"

#include "check.h"
#include "hold_trial.h"

static void
test_refused_account(void)
{
	struct hold *hold = fresh();
	struct world world = world_of(&noip), other = world;
	const char *wanted = arena_print(arena, "forbidden: refused earlier "
	    "(badauth: the user or the password is wrong), 2026-11-23 15:00 "
	    "UTC, remembered in %s; mend the settings, or give --force", path);

	CHECK("nothing is known", is_free(hold, &world, 0));
	ended(hold, &world, failure(FAULT_AUTH, "badauth", badauth),
	    "192.0.2.7", 0);
	hold = next_run(hold);
	CHECK_TEXT("refused credentials hold the account",
	    printed(hold_account(hold, &world.account, NOW + 30 * DAYS)),
	    wanted);
	CHECK_TEXT("and the record", asked(hold, &world, "192.0.2.9", 60,
	    30 * DAYS), wanted);
	other.name = "www.example.com";
	CHECK("and every other one", !is_free(hold, &other, 30 * DAYS));
	other = world_of(&easy);
	CHECK("but not another provider", is_free(hold, &other, 0));
	world_at(&other, &noip, "alice", "TESTEXAMPLE-mended");
	CHECK("another password lifts it", is_free(hold, &other, 0));
	CHECK("not for good: the old one stays refused",
	    !is_free(hold, &world, 30 * DAYS));
	ended(hold, &other, good, "192.0.2.7", 0);
	hold = next_run(hold);
	CHECK("nor by a success of the mended one", !is_free(hold, &world, 0));
	hold_lift(hold, whom(&world));
	CHECK("--force lifts it", is_free(hold, &world, 0));
	hold = next_run(hold);
	CHECK("for later runs, too", is_free(hold, &world, 0));
}

/* What the settings of an account are. */
static void
test_settings(void)
{
	struct hold *hold = fresh();
	struct world world, other;
	struct settings *more;

	world_at(&world, &noip, "alice+1", "2345");
	ended(hold, &world, failure(FAULT_AUTH, "badauth", badauth),
	    "192.0.2.7", 0);
	hold = next_run(hold);
	CHECK("the same settings", !is_free(hold, &world, 0));
	world_at(&other, &noip, "alice", "1+2345");
	CHECK("user and password are not one text", is_free(hold, &other, 0));
	other = world;
	other.account.base = "https://other.example.net";
	CHECK("another base URL is another account",
	    hold_account(hold, &other.account, NOW).fault == NO_FAULT);
	other = world;
	other.account.id = "[home.example.com]";
	CHECK("another section with the same credentials is not",
	    hold_account(hold, &other.account, NOW).fault != NO_FAULT);
	more = settings_new(arena, world.account.settings);
	settings_add(arena, more, "timeout", "60", "--timeout");
	other.account.settings = more;
	CHECK("what is no setting of the provider does not count",
	    hold_account(hold, &other.account, NOW).fault != NO_FAULT);
	settings_add(arena, more, "user", "bob", "--set");
	CHECK("a setting on top does",
	    hold_account(hold, &other.account, NOW).fault == NO_FAULT);
	more = settings_new(arena, world.account.settings);
	settings_add(arena, more, "zone", "example.com", "--zone");
	other.account.settings = more;
	CHECK("the zone does",
	    hold_account(hold, &other.account, NOW).fault == NO_FAULT);
	more = settings_new(arena, world.account.settings);
	settings_add(arena, more, "ttl", "60", "--ttl");
	other.account.settings = more;
	CHECK("the TTL does",
	    hold_account(hold, &other.account, NOW).fault == NO_FAULT);
}

static void
test_refused_record(void)
{
	static const struct { const char *name; enum fault fault; } refusals[] = {
		{ "forbidden", FAULT_FORBIDDEN }, { "missing", FAULT_MISSING },
		{ "refused", FAULT_REFUSED }, { "config", FAULT_CONFIG },
	};
	struct world world = world_of(&noip), other;
	struct hold *hold;
	size_t i;

	for (i = 0; i < COUNT(refusals); i++) {
		hold = fresh();
		other = world_of(&noip);
		ended(hold, &world, failure(refusals[i].fault, "nohost",
		    "the name is not in this account; add it (nohost)"),
		    "192.0.2.7", 0);
		hold = next_run(hold);
		CHECK_TEXT(arena_print(arena, "%s stops the record",
		    refusals[i].name), asked(hold, &world, "192.0.2.7", 60,
		    99 * DAYS), arena_print(arena, "forbidden: refused "
		    "earlier (nohost: the name is not in this account), "
		    "2026-11-23 15:00 UTC, remembered in %s; mend the "
		    "settings, or give --force", path));
		CHECK("not the account", hold_account(hold, &world.account,
		    NOW).fault == NO_FAULT);
		other.family = IPV6;
		CHECK("nor the other family", is_free(hold, &other, 0));
		other.family = IPV4;
		other.name = "www.example.com";
		CHECK("nor another name", is_free(hold, &other, 0));
		world_at(&other, &noip, "alice", "TESTEXAMPLE-mended");
		CHECK("other settings lift it", is_free(hold, &other, 0));
		hold_lift(hold, whom(&world));
		CHECK("--force lifts it", is_free(hold, &world, 0));
		ended(hold, &world, failure(refusals[i].fault, NULL, "no"),
		    "192.0.2.7", 0);
		ended(hold, &world, good, "192.0.2.9", 0);
		hold = next_run(hold);
		CHECK("a success lifts it", is_free(hold, &world, DAYS));
	}
}

static void
test_waits(void)
{
	struct world world = world_of(&noip), other = world;
	struct hold *hold = fresh();
	const char *wanted = arena_print(arena, "later: not before 2026-11-23 "
	    "15:30 UTC (911: the service is out of order); remembered in "
	    "%s", path);

	ended(hold, &world, pause_of(FAULT_LATER, 30 * MINUTES - 20),
	    "192.0.2.7", 0);
	hold = next_run(hold);
	CHECK_TEXT("a wait holds the account", printed(hold_account(hold,
	    &world.account, NOW + 30 * MINUTES - 21)), wanted);
	CHECK_TEXT("and the record", asked(hold, &world, "192.0.2.7", 60, 0),
	    wanted);
	CHECK("until its end", is_free(hold, &world, 30 * MINUTES - 20));
	CHECK("a clock set back by a day does not prolong it",
	    hold_account(hold, &world.account, NOW - DAYS - 1).fault ==
	    NO_FAULT);
	CHECK("one set back by a little does not lift it", hold_account(hold,
	    &world.account, NOW - 10).fault == FAULT_LATER);
	ended(hold, &world, pause_of(FAULT_LIMITED, 5), "192.0.2.7", 0);
	CHECK("a shorter wait does not shorten it",
	    !is_free(hold, &world, 29 * MINUTES));
	ended(hold, &world, pause_of(FAULT_LIMITED, 999 * DAYS), "192.0.2.7",
	    0);
	CHECK("a wait is a week at most",
	    !is_free(hold, &world, 7 * DAYS - 1) &&
	    is_free(hold, &world, 7 * DAYS));
	ended(hold, &world, good, "192.0.2.9", DAYS);
	CHECK("a success of another task does not lift it",
	    !is_free(hold, &world, 2 * DAYS));
	hold = fresh();
	ended(hold, &world, pause_of(FAULT_MISSING, 2 * HOURS), "192.0.2.7", 0);
	other.name = "www.example.com";
	CHECK("a wait with another fault is the record's",
	    !is_free(hold, &world, 0) && is_free(hold, &other, 0));
}

/* Of several changes some may be done, though the task as a whole failed. */
static void
test_partly(void)
{
	struct world world = world_of(&noip);
	struct task task = failure(FAULT_MISSING, "nohost", "not there");
	struct change change = { .name = world.name,
	    .address = address("192.0.2.7"), .done = true };
	struct hold *hold = fresh();

	hold_ended(hold, whom(&world), &task, &change, NOW);
	CHECK_TEXT("what was done was sent", asked(hold, &world, "192.0.2.7",
	    60, 5), "sent");
	change.done = false;
	hold_ended(hold, whom(&world), &task, &change, NOW);
	CHECK("what was not, was not", begins(asked(hold, &world, "192.0.2.7",
	    60, 5), "forbidden: "));
}

/* How a reason is worded. */
static void
test_reasons(void)
{
	static const struct { const char *code, *why, *wanted; } trials[] = {
		{ "nohost", "it is not there; add it (nohost)",
		    "(nohost: it is not there)" },
		{ "nohost", "it is not there (nohost)",
		    "(nohost: it is not there)" },
		{ "81", "it is locked (81: zone locked)",
		    "(it is locked (81: zone locked))" },
		{ NULL, "permission refused (HTTP 403) (a; b); it needs more",
		    "(permission refused (HTTP 403) (a; b))" },
		{ NULL, "no", "(no)" }, { NULL, NULL, "()" },
	};
	struct world world = world_of(&noip);
	struct hold *hold;
	size_t i;

	for (i = 0; i < COUNT(trials); i++) {
		hold = fresh();
		ended(hold, &world, failure(FAULT_REFUSED, trials[i].code,
		    trials[i].why), "192.0.2.7", 0);
		CHECK(arena_print(arena, "a reason: %s", trials[i].wanted),
		    begins(asked(hold, &world, "192.0.2.7", 60, 0),
		    arena_print(arena, "forbidden: refused earlier %s, 2026",
		    trials[i].wanted)));
	}
}

/* Of any provider, the wait alone is remembered. */
static void
test_others(void)
{
	static const enum fault faults[] = { FAULT_AUTH, FAULT_FORBIDDEN,
	    FAULT_MISSING, FAULT_REFUSED, FAULT_CONFIG, FAULT_PROTOCOL,
	    FAULT_LATER, FAULT_LIMITED, FAULT_BUG };
	struct world world = world_of(&cloud);
	struct address wanted = address("192.0.2.7");
	struct hold *hold = fresh();
	size_t i;

	hold_sending(hold, whom(&world), &wanted, NOW);
	for (i = 0; i < COUNT(faults); i++)
		ended(hold, &world, failure(faults[i], NULL, "no"),
		    "192.0.2.7", 0);
	ended(hold, &world, nochg, "192.0.2.7", 0);
	CHECK("nothing is held", is_free(hold, &world, 0));
	CHECK("nothing is written", save(hold) && access(path, F_OK) == -1 &&
	    access(arena_print(arena, "%s.lock", path), F_OK) == -1);
	for (i = 0; i < COUNT(faults); i++) {
		hold = fresh();
		ended(hold, &world, pause_of(faults[i], HOURS), "192.0.2.7",
		    0);
		hold = next_run(hold);
		CHECK(arena_print(arena, "a wait is, with fault %d",
		    (int)faults[i]), !is_free(hold, &world, HOURS - 1) &&
		    is_free(hold, &world, HOURS));
		CHECK("the account's or the record's", (hold_account(hold,
		    &world.account, NOW).fault == FAULT_LATER) ==
		    (faults[i] == FAULT_AUTH || faults[i] == FAULT_LATER ||
		    faults[i] == FAULT_LIMITED));
	}
	world_at(&world, &cloud, "alice", "TESTEXAMPLE-mended");
	CHECK("other settings do not wait", is_free(hold, &world, 0));
}

static void
test_describe(void)
{
	struct world world = world_of(&noip);
	struct task task = failure(FAULT_AUTH, "badauth", badauth);
	struct hold *hold = fresh();

	world.name = NULL;
	hold_ended(hold, whom(&world), &task, NULL, NOW);
	CHECK("a describe may refuse the credentials", hold_account(hold,
	    &world.account, NOW).fault == FAULT_FORBIDDEN);
	hold = fresh();
	task = pause_of(FAULT_LIMITED, HOURS);
	hold_ended(hold, whom(&world), &task, NULL, NOW);
	CHECK("or ask for a pause", hold_account(hold, &world.account,
	    NOW).fault == FAULT_LATER);
	hold = fresh();
	task = pause_of(FAULT_MISSING, HOURS);
	hold_ended(hold, whom(&world), &task, NULL, NOW);
	task = (struct task){ .verdict = LISTED };
	hold_ended(hold, whom(&world), &task, NULL, NOW);
	CHECK("what else it says is of no account",
	    hold_account(hold, &world.account, NOW).fault == NO_FAULT &&
	    save(hold) && access(path, F_OK) == -1);
}

static void
test_network(void)
{
	struct world world = world_of(&noip);
	struct hold *hold = fresh();
	struct task task = failure(FAULT_PROTOCOL, NULL, "not trusted");
	int i;

	task.http = 0;
	for (i = 0; i < 5; i++) {
		ended(hold, &world, failure(FAULT_LATER, NULL, "no network"),
		    "192.0.2.7", 0);
		ended(hold, &world, failure(FAULT_MOVED, NULL, "it moved"),
		    "192.0.2.7", 0);
		ended(hold, &world, task, "192.0.2.7", 0);
	}
	CHECK("the network's faults hold nothing", is_free(hold, &world, 0));
	ended(hold, &world, failure(FAULT_LIMITED, "429", "too many requests"),
	    "192.0.2.7", 0);
	CHECK("too many requests, and no time: half an hour",
	    !is_free(hold, &world, 30 * MINUTES - 1) &&
	    is_free(hold, &world, 30 * MINUTES));
}

static void
test_senseless(void)
{
	struct world world = world_of(&noip), other = world;
	struct task task = failure(FAULT_PROTOCOL, NULL,
	    "the reply makes no sense; is a portal in between?");
	struct hold *hold = fresh();
	long at;

	ended(hold, &world, task, "192.0.2.7", 0);
	hold = next_run(hold);
	CHECK_TEXT("a reply without sense: half an hour", asked(hold, &world,
	    "192.0.2.7", 60, 30 * MINUTES - 1), arena_print(arena, "later: "
	    "not before 2026-11-23 15:30 UTC (the reply makes no sense); "
	    "remembered in %s", path));
	CHECK("not longer", is_free(hold, &world, 30 * MINUTES));
	CHECK("not the account", hold_account(hold, &world.account,
	    NOW).fault == NO_FAULT);
	other.name = "www.example.com";
	ended(hold, &other, good, "192.0.2.7", 31 * MINUTES);
	hold = next_run(hold);
	ended(hold, &world, task, "192.0.2.7", 31 * MINUTES);
	hold = next_run(hold);
	CHECK("the second one, too",
	    !is_free(hold, &world, 61 * MINUTES - 1) &&
	    is_free(hold, &world, 61 * MINUTES));
	ended(hold, &world, failure(FAULT_LATER, NULL, "no network"),
	    "192.0.2.7", 62 * MINUTES);
	ended(hold, &world, task, "192.0.2.7", 65 * MINUTES);
	hold = next_run(hold);
	CHECK("the third in a row is a refusal", begins(asked(hold, &world,
	    "192.0.2.7", 60, 99 * DAYS), "forbidden: refused earlier (the "
	    "reply makes no sense), 2026-11-23 16:05 UTC, "));
	hold = fresh();
	for (at = 0; at < 6; at++) {
		ended(hold, &world, task, "192.0.2.7", at * HOURS);
		if (at % 2 == 1)
			ended(hold, &world, good, "192.0.2.9", at * HOURS);
		hold = next_run(hold);
	}
	CHECK("two, a success, two are not in a row", is_free(hold, &world,
	    99 * DAYS));
	hold = fresh();
	task.wait = 2 * HOURS;
	ended(hold, &world, task, "192.0.2.7", 0);
	CHECK("a longer wait that was asked for stands",
	    !is_free(hold, &world, 2 * HOURS - 1));
}

static void
test_grace(void)
{
	struct world world = world_of(&easy), other = world;
	struct hold *hold = fresh();

	ended(hold, &world, good, "192.0.2.7", 0);
	hold = next_run(hold);
	CHECK_TEXT("sent a moment ago", asked(hold, &world, "192.0.2.7", 60,
	    5), "sent");
	CHECK_TEXT("for ten minutes", asked(hold, &world, "192.0.2.7", 60,
	    599), "sent");
	CHECK_TEXT("then once more", asked(hold, &world, "192.0.2.7", 60,
	    600), "free");
	CHECK_TEXT("with a long TTL for that and a minute", asked(hold,
	    &world, "192.0.2.7", 3600, 3659), "sent");
	CHECK_TEXT("not longer", asked(hold, &world, "192.0.2.7", 3600, 3660),
	    "free");
	CHECK_TEXT("with an endless TTL for a day", asked(hold, &world,
	    "192.0.2.7", INT32_MAX, DAYS - 1), "sent");
	CHECK_TEXT("not for years", asked(hold, &world, "192.0.2.7",
	    INT32_MAX, DAYS), "free");
	CHECK_TEXT("without a TTL ten minutes", asked(hold, &world,
	    "192.0.2.7", -1, 600), "free");
	CHECK_TEXT("another address goes out", asked(hold, &world,
	    "192.0.2.8", 60, 60), "free");
	CHECK_TEXT("a clock set back does not prolong it", asked(hold, &world,
	    "192.0.2.7", 60, -2 * DAYS), "free");
	other.family = IPV6;
	CHECK_TEXT("the other family was not sent", asked(hold, &other,
	    "2001:db8::7", 60, 5), "free");
	ended(hold, &world, good, "192.0.2.7", 700);
	hold = next_run(hold);
	CHECK_TEXT("sent again, it has its time again", asked(hold, &world,
	    "192.0.2.7", 60, 1299), "sent");
	CHECK_TEXT("then no more", asked(hold, &world, "192.0.2.7", 60,
	    300 * DAYS), "later: it took 192.0.2.7 twice, at last 2026-11-23 "
	    "15:11 UTC, the name servers differ; nothing is sent until the "
	    "address changes, or with --force");
	CHECK_TEXT("another address goes out still", asked(hold, &world,
	    "192.0.2.8", 60, 1300), "free");
	ended(hold, &world, good, "192.0.2.8", 1300);
	CHECK_TEXT("it is sent twice for itself", asked(hold, &world,
	    "192.0.2.8", 60, 1900), "free");
	CHECK_TEXT("and then this one is new", asked(hold, &world,
	    "192.0.2.7", 60, 1400), "free");
}

/* Whatever was seen arrived, and a difference is somebody else's doing. */
static void
test_seen(void)
{
	struct world world = world_of(&easy);
	struct address wanted = address("192.0.2.7");
	struct address other = address("192.0.2.8");
	struct hold *hold = fresh();
	char *before;

	ended(hold, &world, good, "192.0.2.7", 0);
	ended(hold, &world, good, "192.0.2.7", 700);
	hold_seen(hold, whom(&world), &other);
	CHECK("another address was seen", !is_free(hold, &world, DAYS));
	hold_seen(hold, whom(&world), &wanted);
	hold = next_run(hold);
	CHECK("this one was seen", is_free(hold, &world, DAYS));
	CHECK_TEXT("servers may still differ among each other", asked(hold,
	    &world, "192.0.2.7", 60, 710), "sent");
	before = contents(path);
	unlink(path);
	hold_seen(hold, whom(&world), &wanted);
	CHECK("seen again: nothing is written", before != NULL && save(hold) &&
	    access(path, F_OK) == -1);
	hold = fresh();
	ended(hold, &world, nochg, "192.0.2.7", 0);
	hold_seen(hold, whom(&world), &wanted);
	CHECK("it was so, and is seen", is_free(hold, &world, DAYS));
}

static void
test_unchanged(void)
{
	static const char wanted[] = "later: it says that it holds 192.0.2.7 "
	    "already, the name servers differ; nothing is sent until the "
	    "address changes, or with --force";
	struct world world = world_of(&easy);
	struct hold *hold = fresh();

	ended(hold, &world, nochg, "192.0.2.7", 0);
	hold = next_run(hold);
	CHECK_TEXT("it was so, it says", asked(hold, &world, "192.0.2.7", 60,
	    5), wanted);
	CHECK_TEXT("for ever", asked(hold, &world, "192.0.2.7", 60,
	    300 * DAYS), wanted);
	CHECK_TEXT("another address goes out", asked(hold, &world,
	    "192.0.2.8", 60, 60), "free");
	hold_lift(hold, whom(&world));
	CHECK("--force", is_free(hold, &world, 5));
}

static void
test_interval(void)
{
	struct world world = world_of(&noip), other = world_of(&easy);
	struct address sent = address("192.0.2.8");
	struct hold *hold = fresh();

	ended(hold, &world, good, "192.0.2.7", 0);
	ended(hold, &other, good, "192.0.2.7", 0);
	hold = next_run(hold);
	CHECK_TEXT("five minutes between updates of any address", asked(hold,
	    &world, "192.0.2.8", 60, 299), arena_print(arena, "later: not "
	    "before 2026-11-23 15:05 UTC (a name is updated once in 300 s "
	    "there); remembered in %s", path));
	CHECK_TEXT("not more", asked(hold, &world, "192.0.2.8", 60, 300),
	    "free");
	CHECK("or what the service says", strcmp(asked(hold, &other,
	    "192.0.2.8", 60, 59), "free") != 0 && strcmp(asked(hold, &other,
	    "192.0.2.8", 60, 60), "free") == 0);
	world.name = "www.example.com";
	CHECK("another name has its own", is_free(hold, &world, 1));
	hold_sending(hold, whom(&world), &sent, NOW + 1000);
	hold = next_run(hold);
	CHECK("a run that died may have sent it", begins(asked(hold, &world,
	    "192.0.2.8", 60, 1299), "later: not before 2026-11-23 15:22 UTC "
	    "(a name is updated once"));
	CHECK("which is not success", is_free(hold, &world, 1300));
	hold_sending(hold, whom(&world), &sent, NOW + 2000);
	ended(hold, &world, failure(FAULT_LATER, NULL, "no network"),
	    "192.0.2.8", 2001);
	hold = next_run(hold);
	CHECK("one that failed was not sent", is_free(hold, &world, 2002));
	hold_sending(hold, whom(&world), &sent, NOW + 2000);
	hold_lift(hold, whom(&world));
	CHECK("--force does not wait", is_free(hold, &world, 2002));
}

static void
test_order(void)
{
	struct world world = world_of(&easy);
	struct hold *hold = fresh();

	ended(hold, &world, good, "192.0.2.7", 0);
	ended(hold, &world, pause_of(FAULT_MISSING, 0), "192.0.2.7", 0);
	CHECK("a refusal goes before what was sent", begins(asked(hold,
	    &world, "192.0.2.7", 60, 1), "forbidden: refused earlier (911"));
	ended(hold, &world, pause_of(FAULT_LATER, HOURS), "192.0.2.7", 0);
	CHECK("the account goes before the record", begins(asked(hold, &world,
	    "192.0.2.7", 60, 1), "later: not before 2026-11-23 16:00"));
	ended(hold, &world, failure(FAULT_AUTH, "badauth", badauth),
	    "192.0.2.7", 0);
	ended(hold, &world, pause_of(FAULT_LATER, HOURS), "192.0.2.7", 0);
	CHECK("a wait does not replace a refusal", begins(asked(hold, &world,
	    "192.0.2.7", 60, 1), "forbidden: refused earlier (badauth"));
	ended(hold, &world, good, "192.0.2.9", 0);
	CHECK("a success shows that the account is free", is_free(hold,
	    &world, DAYS));
}

static void
test_last(void)
{
	struct world world = world_of(&noip), other = world;
	struct hold *hold = fresh();
	struct address last;
	time_t when = 0;

	CHECK("nothing was sent", !hold_last(hold, whom(&world), &last,
	    &when));
	ended(hold, &world, good, "192.0.2.7", 0);
	ended(hold, &world, failure(FAULT_MISSING, NULL, "no"), "192.0.2.8",
	    10);
	other.family = IPV6;
	ended(hold, &other, nochg, "2001:db8::7", 20);
	hold = next_run(hold);
	CHECK("the last success", hold_last(hold, whom(&world), &last,
	    &when) && when == NOW && last.family == IPV4 &&
	    last.bytes[3] == 7);
	CHECK("of each family", hold_last(hold, whom(&other), &last,
	    &when) && when == NOW + 20 && last.family == IPV6 &&
	    last.bytes[15] == 7);
	world_at(&other, &noip, "alice", "TESTEXAMPLE-mended");
	CHECK("with other settings it is not known",
	    !hold_last(hold, whom(&other), &last, &when));
}

static void
test_rules(void)
{
	test_refused_account();
	test_settings();
	test_refused_record();
	test_waits();
	test_partly();
	test_reasons();
	test_others();
	test_describe();
	test_network();
	test_senseless();
	test_grace();
	test_seen();
	test_unchanged();
	test_interval();
	test_order();
	test_last();
}

int
main(void)
{
	return trial(test_rules);
}
