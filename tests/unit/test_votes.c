/* test_votes - what operators say, and whether enough of them agree. */

#include "votes.h"

#include <stdlib.h>

#include "check.h"
#include "mem.h"
#include "settings.h"

static struct task
task_of(struct arena *arena, unsigned quorum)
{
	return (struct task){ .arena = arena, .family = IPV4,
	    .quorum = quorum };
}

/* "OPERATOR ANSWER; ..." becomes the votes; the outcome in words. */
static const char *
outcome(struct arena *arena, struct task *task, const char *said)
{
	char room[ADDRESS_ROOM];
	const char *operator, *answer;
	size_t size;

	for (; *said != '\0'; said += size + (said[size] == ';')) {
		said += strspn(said, " ");
		size = strcspn(said, ";");
		answer = said + strcspn(said, " ") + 1;
		operator = arena_copy(arena, said,
		    (size_t)(answer - 1 - said));
		vote_text(task, operator, operator, answer,
		    (size_t)(said + size - answer));
	}
	if (votes_agree(task))
		return arena_string(arena, address_text(&task->address, room));
	if (votes_exhausted(task) != FAILED)
		return "no verdict";
	return arena_print(arena, "%s: %s", task->fault == FAULT_NOWHERE ?
	    "nowhere" : task->fault == FAULT_REFUSED ? "refused" :
	    "another fault", task->why);
}

static void
test_agreement(struct arena *arena)
{
	static const struct {
		const char *name, *said, *wanted;
		unsigned quorum;
	} trials[] = {
		{ "one is enough for a quorum of one", "a 8.8.8.1", "8.8.8.1",
		    1 },
		{ "two agree", "a 8.8.8.1; b 8.8.8.1", "8.8.8.1", 2 },
		{ "two to one", "a 8.8.8.2; b 8.8.8.1; c 8.8.8.1", "8.8.8.1",
		    2 },
		{ "three of four", "a 8.8.8.1; b 8.8.8.2; c 8.8.8.1; "
		    "d 8.8.8.1", "8.8.8.1", 3 },
		{ "one to one to one", "a 8.8.8.1; b 8.8.8.2; c 8.8.8.3",
		    "refused: no 2 operators agree on the IPv4 address "
		    "(a says 8.8.8.1; b says 8.8.8.2; c says 8.8.8.3); "
		    "nothing is written until they do", 2 },
		{ "one alone", "a 8.8.8.1; b x", "refused: no 2 operators "
		    "agree on the IPv4 address (a says 8.8.8.1; b: gave "
		    "something that is no IPv4 address); nothing is written "
		    "until they do", 2 },
		{ "two to two of three", "a 8.8.8.1; b 8.8.8.2; c 8.8.8.1; "
		    "d 8.8.8.2", "refused: no 3 operators agree on the IPv4 "
		    "address (a says 8.8.8.1; b says 8.8.8.2; c says 8.8.8.1; "
		    "d says 8.8.8.2); nothing is written until they do", 3 },
		{ "nothing", "a ; b x", "nowhere: no IPv4 address found (a: "
		    "gave an empty answer; b: gave something that is no IPv4 "
		    "address); check the network, or give another --source",
		    1 },
	};
	size_t i;

	for (i = 0; i < COUNT(trials); i++) {
		struct task task = task_of(arena, trials[i].quorum);

		CHECK_TEXT(trials[i].name,
		    outcome(arena, &task, trials[i].said), trials[i].wanted);
	}
}

static void
test_operators(struct arena *arena)
{
	static const char agreed[] = "8.8.8.1";
	struct task task = task_of(arena, 2);

	outcome(arena, &task, "a 8.8.8.1; a 8.8.8.1");
	CHECK("the same operator counts once", !votes_agree(&task));
	CHECK_TEXT("another one counts", outcome(arena, &task, "b 8.8.8.1"),
	    agreed);
	task = task_of(arena, 2);
	CHECK_TEXT("its failure does not use up its voice",
	    outcome(arena, &task, "a x; a 8.8.8.1; b 8.8.8.1"), agreed);
	task = task_of(arena, 2);
	outcome(arena, &task, "a 8.8.8.2; a 8.8.8.1; b 8.8.8.1");
	CHECK("it does not vote for two addresses", !votes_agree(&task));
}

static void
test_special(struct arena *arena)
{
	struct task task = task_of(arena, 1);

	CHECK_TEXT("a private address counts for nothing",
	    outcome(arena, &task, "a 10.0.0.1"), "refused: a: 10.0.0.1 is no "
	    "public address: private (10.0.0.0/8, RFC 1918); give another "
	    "--source, or --allow-special if this is meant");
	CHECK("it is kept as special", task.n_votes == 1 &&
	    task.votes[0].special && task.votes[0].named);
	CHECK_TEXT("a public one beside it counts",
	    outcome(arena, &task, "b 8.8.8.1"), "8.8.8.1");
	task = task_of(arena, 1);
	task.allow_special = true;
	CHECK_TEXT("private, when that is meant",
	    outcome(arena, &task, "a 10.0.0.1"), "10.0.0.1");
	task = task_of(arena, 1);
	task.allow_special = true;
	outcome(arena, &task, "a 127.0.0.1");
	CHECK("loopback, never", !votes_agree(&task));
}

/* A task that has asked, and what came of it. */
static struct task
asked(struct arena *arena, struct exchange *x)
{
	struct task task = task_of(arena, 1);

	task.untrusted = true;
	task.asked[0] = x;
	task.n_asked = 1;
	return task;
}

static void
test_cloudflare(struct arena *arena)
{
	struct exchange x = { .outcome = ANSWERED, .ms = 7 };
	struct settings *settings = settings_new(arena, NULL);
	struct task task = asked(arena, &x);

	CHECK_TEXT("an address of the CDN", outcome(arena, &task,
	    "a 104.18.0.0"), "refused: a: 104.18.0.0 is of Cloudflare's own "
	    "network, and nobody's line; give another --source, or "
	    "--allow-cdn if this is meant");
	CHECK("it is kept as named", task.votes[0].named &&
	    task.votes[0].special && task.votes[0].ms == 7);
	task = asked(arena, &x);
	CHECK_TEXT("its resolver's", outcome(arena, &task, "a 1.0.1.1; "
	    "a 1.1.1.1; a 1.0.0.1"), "1.0.1.1");
	CHECK("they do not count", task.votes[0].why == NULL &&
	    task.votes[1].special && task.votes[2].special);
	task = asked(arena, &x);
	settings_add(arena, settings, "allow-cdn", "yes", "--allow-cdn");
	task.settings = settings;
	CHECK_TEXT("when that is meant", outcome(arena, &task,
	    "a 104.18.0.0"), "104.18.0.0");
	task = task_of(arena, 1);
	CHECK_TEXT("the user's own word", outcome(arena, &task,
	    "a 104.18.0.0"), "104.18.0.0");
}

static void
test_peer(struct arena *arena)
{
	struct exchange x = { .outcome = ANSWERED, .peer = "8.8.8.8" };
	struct task task = asked(arena, &x);

	CHECK_TEXT("whoever was asked names itself", outcome(arena, &task,
	    "a 8.8.8.8"), "refused: a: 8.8.8.8 is the address of whoever was "
	    "asked, not of this line; give another --source");
	CHECK_TEXT("and another", outcome(arena, &task, "b 8.8.8.9"),
	    "8.8.8.9");
}

static const char *
with_failures(struct arena *arena, size_t n_failed, size_t n_diverted,
    enum outcome how)
{
	struct exchange x = { .outcome = how };
	struct task task = asked(arena, &x);

	while (n_failed-- > 0)
		vote_failed(&task, "a", "a", "failed");
	while (n_diverted-- > 0)
		vote_diverted(&task, "b", "b", "gave a web page");
	votes_exhausted(&task);
	return arena_print(arena, "%s: %s", task.fault == FAULT_LATER ?
	    "later" : task.fault == FAULT_NOWHERE ? "nowhere" : "another",
	    task.why);
}

static void
test_portal(struct arena *arena)
{
	CHECK_TEXT("a portal in front of all", with_failures(arena, 0, 2,
	    ANSWERED), "later: no IPv4 address found (b, b: gave a web "
	    "page); this looks like a captive portal: log in with "
	    "a browser and run again, or give another --source");
	CHECK_TEXT("a portal in front of one", with_failures(arena, 1, 1,
	    ANSWERED), "nowhere: no IPv4 address found (a: failed; b: gave a "
	    "web page); a captive portal may be in the way: check the "
	    "network, or give another --source");
	CHECK_TEXT("what was cut was reached", with_failures(arena, 1, 0,
	    CUT), "nowhere: no IPv4 address found (a: failed); check the "
	    "network, or give another --source");
}

/* What mends each vote, NULL for the network, and what is advised. */
static void
test_steps(struct arena *arena)
{
	static const char file[] = "mend the file", url[] = "check the URL";
	static const struct {
		const char *name, *first, *second, *wanted;
	} trials[] = {
		{ "the same mends both", file, file, "mend the file" },
		{ "each has another step", file, url, "check the network, or "
		    "give another --source" },
		{ "one has none", file, NULL, "check the network, or give "
		    "another --source" },
	};
	size_t i;

	for (i = 0; i < COUNT(trials); i++) {
		struct task task = task_of(arena, 1);

		vote_failed(&task, "a", "a", "failed");
		vote_step(&task, trials[i].first);
		vote_failed(&task, "b", "b", "failed");
		vote_step(&task, trials[i].second);
		votes_exhausted(&task);
		CHECK_TEXT(trials[i].name, task.why, arena_print(arena,
		    "no IPv4 address found (a, b: failed); %s",
		    trials[i].wanted));
	}
	CHECK_TEXT("a certificate has its own advice", with_failures(arena,
	    1, 0, UNTRUSTED), "nowhere: no IPv4 address found (a: failed); "
	    "check the clock, or name the CA with --ca-file");
}

/* What is said when nobody is reached depends on this machine; but for the
 * proxy. */
static void
test_silence(struct arena *arena)
{
	struct settings *settings = settings_new(arena, NULL);
	struct exchange x = { .outcome = UNREACHABLE };
	struct task task = asked(arena, &x);

	setenv("https_proxy", "http://127.0.0.1:9", 1);
	vote_failed(&task, "a", "a", "failed");
	votes_exhausted(&task);
	CHECK_TEXT("a proxy that is not used", task.why, "no IPv4 address "
	    "found (a: failed); finding the address does not use "
	    "$https_proxy, which would show the proxy's own; if that is meant "
	    "give --echo-proxy URL, else another --source");
	task = asked(arena, &x);
	settings_add(arena, settings, "echo-proxy", "http://127.0.0.1:9",
	    "--echo-proxy");
	task.settings = settings;
	vote_failed(&task, "a", "a", "failed");
	votes_exhausted(&task);
	CHECK("one that is used", strstr(task.why, "https_proxy") == NULL);
	unsetenv("https_proxy");
}

/* The one vote that a text brings. */
static const char *
vote_of(struct arena *arena, enum family family, bool lines, const char *body)
{
	struct task task = { .arena = arena, .family = family };
	char room[ADDRESS_ROOM];

	if (lines)
		vote_lines(&task, "file", body, strlen(body));
	else
		vote_text(&task, "file", "file", body, strlen(body));
	if (task.n_votes != 1)
		return "not one vote";
	return task.votes[0].why != NULL ? task.votes[0].why :
	    arena_string(arena, address_text(&task.votes[0].address, room));
}

static void
test_text(struct arena *arena)
{
	CHECK_TEXT("blanks around an address", vote_of(arena, IPV4, false,
	    " \t\r\n8.8.8.1\r\n\n"), "8.8.8.1");
	CHECK_TEXT("blanks alone", vote_of(arena, IPV4, false, " \r\n"),
	    "gave an empty answer");
	CHECK_TEXT("the other family", vote_of(arena, IPV6, false,
	    "8.8.8.1"), "gave something that is no IPv6 address");
	CHECK_TEXT("two addresses", vote_of(arena, IPV4, false,
	    "8.8.8.1\n8.8.8.1"), "gave something that is no IPv4 address");
}

static void
test_lines(struct arena *arena)
{
	static const char both[] = "8.8.8.1\r\n\n2606:4700::1\n";
	static const struct {
		const char *name, *body, *wanted;
		enum family family;
	} trials[] = {
		{ "lines: IPv4", both, "8.8.8.1", IPV4 },
		{ "lines: IPv6", both, "2606:4700::1", IPV6 },
		{ "lines: no end", "2606:4700::1\n8.8.8.1", "8.8.8.1", IPV4 },
		{ "lines: only the other family", "2606:4700::1\n",
		    "gave no IPv4 address", IPV4 },
		{ "lines: none", "", "gave no IPv6 address", IPV6 },
		{ "lines: two of the family", "8.8.8.1\n8.8.8.2\n",
		    "gave several lines; one address a family is needed",
		    IPV4 },
		{ "lines: something else too", "8.8.8.1\nhello\n",
		    "gave several lines; one address a family is needed",
		    IPV4 },
		{ "lines: something else alone", "hello\n",
		    "gave something that is no IPv4 address", IPV4 },
	};
	size_t i;

	for (i = 0; i < COUNT(trials); i++)
		CHECK_TEXT(trials[i].name, vote_of(arena, trials[i].family,
		    true, trials[i].body), trials[i].wanted);
}

/* By a signal; what was said before it is not all that could be said. */
static void
test_interrupted(struct arena *arena)
{
	struct exchange x = { .outcome = INTERRUPTED,
	    .error = "ended by a signal (Terminated)" };
	static const char *const before[] = { "", "a 8.8.8.1",
	    "a 192.0.2.1", "a 8.8.8.1; b 8.8.8.2" };
	size_t i;

	for (i = 0; i < COUNT(before); i++) {
		struct task task = asked(arena, &x);

		task.quorum = 2;
		outcome(arena, &task, before[i]);
		vote_failed(&task, "c", "c", x.error);
		votes_exhausted(&task);
		CHECK("a signal is no lack of addresses",
		    task.fault == FAULT_LATER);
		CHECK_TEXT("a signal is told", task.why, "ended by a signal "
		    "(Terminated); the next run will do it");
	}
}

static void
test_order(struct arena *arena)
{
	struct task task = task_of(arena, 9);
	size_t i;

	for (i = 0; i < 100; i++)
		vote_failed(&task, arena_print(arena, "n%zu", i), "x", "why");
	CHECK_TEXT("votes stay in their order", task.votes[99].from, "n99");
	CHECK_TEXT("from the first on", task.votes[0].from, "n0");
}

int
main(void)
{
	struct arena *arena = arena_new();

	test_agreement(arena);
	test_operators(arena);
	test_special(arena);
	test_cloudflare(arena);
	test_peer(arena);
	test_portal(arena);
	test_steps(arena);
	test_silence(arena);
	test_text(arena);
	test_lines(arena);
	test_interrupted(arena);
	test_order(arena);
	arena_free(arena);
	return check_done();
}
