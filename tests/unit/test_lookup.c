/* test_lookup - what is made of a name server's reply. */

#include "check.h"
#include "dns/lookup.h"
#include "dns/message.h"
#include "dns/question.h"
#include "dns/servers.h"
#include "dns/standing.h"
#include "mem.h"
#include "settings.h"

enum { AA = 0x0400, RA = 0x0080, QR = 0x8000 };

static struct arena *arena;

/* A task that has asked a server for the record. */
static struct task
asked(enum family family)
{
	struct task task = { .arena = arena, .name = "home.example.test",
	    .families = 1u << family };

	task.settings = settings_new(arena, NULL);
	ask_record(&task, "192.0.2.53", task.name, dns_family_type(family),
	    false);
	task.asked[task.n_asked++] = task.asking[0];
	task.n_asking = 0;
	return task;
}

/* The reply to the last request: the flags and RCODE, an NS record in the
 * authority section if a zone is given, an address if one is. */
static void
reply(struct task *task, int flags, const char *zone, const char *address)
{
	struct exchange *x = task->asked[task->n_asked - 1];
	struct dns_message message;
	struct dns_reader query;
	struct address parsed;

	dns_open(&query, x->body, x->body_size);
	dns_next(&query);
	dns_begin(&message, arena, query.id, DNS_QUERY, false);
	dns_question(&message, query.rr.name, (enum dns_type)query.rr.type);
	message.bytes[2] = (unsigned char)((QR | flags) >> 8);
	message.bytes[3] = (unsigned char)flags;
	if (address != NULL && address_parse_any(&parsed, address))
		dns_record(&message, DNS_ANSWER, task->name,
		    dns_family_type(parsed.family), DNS_IN, 60, parsed.bytes,
		    address_size(parsed.family));
	if (zone != NULL)
		dns_record(&message, DNS_AUTHORITY, zone, DNS_NS, DNS_IN, 60,
		    "\2ns\4test", 9);
	x->outcome = ANSWERED;
	x->reply = (char *)message.bytes;
	x->reply_size = message.size;
}

static void
fails(struct task *task, enum outcome outcome, bool recased)
{
	struct exchange *x = task->asked[task->n_asked - 1];

	x->outcome = outcome;
	x->error = "of a test";
	x->recased = recased;
}

static const struct {
	const char *name;
	int flags;
	const char *zone, *address, *apex;
	enum standing standing;
	const char *why;
} replies[] = {
	{ "an address with authority", AA, NULL, "192.0.2.1", "example.test",
	    OF_ZONE, NULL },
	{ "no such name", AA | DNS_NXDOMAIN, NULL, NULL, "example.test",
	    OF_ZONE, NULL },
	{ "authority, though NS records come along", AA, "example.test", NULL,
	    "test", OF_ZONE, NULL },
	{ "a zone below", 0, "home.example.test", NULL, "example.test",
	    REFERS, "refers to other servers" },
	{ "two zones below", 0, "home.example.test", NULL, "test", REFERS,
	    "refers to other servers" },
	{ "a zone below, from what recurses", RA, "home.example.test", NULL,
	    "example.test", REFERS, "refers to other servers" },
	{ "any zone, where none is known", 0, "example.test", NULL, NULL,
	    REFERS, "refers to other servers" },
	{ "the zone itself", 0, "example.test", NULL, "example.test", LAME,
	    "is not authoritative" },
	{ "a zone above", 0, "test", NULL, "example.test", LAME,
	    "is not authoritative" },
	{ "the root", 0, ".", NULL, "example.test", LAME,
	    "is not authoritative" },
	{ "a zone aside", 0, "lab.example.test", NULL, "example.test", LAME,
	    "is not authoritative" },
	{ "a zone below the name", 0, "a.home.example.test", NULL,
	    "example.test", LAME, "is not authoritative" },
	{ "an answer beside the referral", 0, "home.example.test",
	    "192.0.2.1", "example.test", LAME, "is not authoritative" },
	{ "a resolver", RA, NULL, "192.0.2.1", "example.test", RESOLVES,
	    "answers as a resolver" },
	{ "a resolver without the name", RA | DNS_NXDOMAIN, NULL, NULL,
	    "example.test", RESOLVES, "answers as a resolver" },
	{ "refused", DNS_REFUSED, NULL, NULL, "example.test", LAME,
	    "answered REFUSED" },
	{ "failed, with authority", AA | DNS_SERVFAIL, NULL, NULL,
	    "example.test", LAME, "answered SERVFAIL" },
};

static void
test_standing(void)
{
	struct task task;
	size_t i;

	for (i = 0; i < COUNT(replies); i++) {
		task = asked(IPV4);
		reply(&task, replies[i].flags, replies[i].zone,
		    replies[i].address);
		CHECK(arena_print(arena, "standing: %s", replies[i].name),
		    standing(&task, 0, replies[i].apex) ==
		    replies[i].standing);
		CHECK_TEXT(arena_print(arena, "standing: %s: why",
		    replies[i].name), task.why, replies[i].why);
	}
}

static void
test_standing_without_reply(void)
{
	struct task task = asked(IPV4);

	fails(&task, TIMED_OUT, false);
	CHECK("standing: silent", standing(&task, 0, NULL) == SILENT);
	CHECK_TEXT("standing: silent: why", task.why, "did not answer");
	fails(&task, UNREACHABLE, false);
	CHECK("standing: out of reach",
	    standing(&task, 0, NULL) == OUT_OF_REACH);
	CHECK_TEXT("standing: out of reach: why", task.why,
	    "cannot be reached");
	fails(&task, CUT, false);
	CHECK("standing: cut", standing(&task, 0, NULL) == SILENT);
	CHECK_TEXT("standing: cut: why", task.why,
	    "did not answer (of a test)");
	reply(&task, AA, NULL, NULL);
	task.asked[0]->reply_size = 11;
	CHECK("standing: no message", standing(&task, 0, NULL) == LAME);
}

/* How request i of those to be made is put. */
static bool
is_put(const struct task *task, size_t i, bool mixed, bool edns)
{
	const struct exchange *x = task->asking[i];
	const unsigned char *bytes = x->body;
	struct dns_reader query;
	bool capitals = false;
	size_t at;

	dns_open(&query, x->body, x->body_size);
	dns_next(&query);
	for (at = 12; at < query.at; at++)
		capitals = capitals || (bytes[at] >= 'A' && bytes[at] <= 'Z');
	return capitals == mixed &&
	    (query.left[DNS_ADDITIONAL] > 0) == edns;
}

static void
answer_asking(struct task *task)
{
	task->asked[0] = task->asking[0];
	task->n_asked = 1;
	task->n_asking = 0;
}

static void
test_plainer(void)
{
	struct task task = asked(IPV4);

	fails(&task, TIMED_OUT, false);
	CHECK("silence is not asked again", !ask_plainer(&task) &&
	    task.n_asking == 0);
	reply(&task, DNS_REFUSED, NULL, NULL);
	CHECK("REFUSED is not asked again", !ask_plainer(&task));
	task.asked[0]->timeout = 1234;
	task.asked[0]->method = "TCP";
	reply(&task, DNS_FORMERR, NULL, NULL);
	CHECK("FORMERR: asked again", ask_plainer(&task) &&
	    task.n_asking == 1);
	CHECK("FORMERR: without EDNS", is_put(&task, 0, false, false));
	CHECK("it is not taken for the first one", task.asking[0]->anew);
	CHECK("all else stays", task.asking[0]->timeout == 1234 &&
	    strcmp(task.asking[0]->method, "TCP") == 0 &&
	    strcmp(task.asking[0]->server, "192.0.2.53") == 0);
	answer_asking(&task);
	reply(&task, DNS_FORMERR, NULL, NULL);
	CHECK("FORMERR again: given up", !ask_plainer(&task));
}

static void
test_recased(void)
{
	struct task task = { .arena = arena, .name = "home.example.test" };

	memset(task.nonce, 0x5a, sizeof(task.nonce));
	ask_record(&task, "192.0.2.53", task.name, DNS_A, false);
	CHECK("mixed case", is_put(&task, 0, true, true));
	ask_record(&task, "192.0.2.53", task.name, DNS_AAAA, false);
	task.asked[0] = task.asking[1];
	task.asked[1] = task.asking[0];
	task.n_asked = 2;
	task.n_asking = 0;
	fails(&task, TIMED_OUT, true);
	CHECK("other letters: asked again", ask_plainer(&task));
	CHECK("other letters: both replies will be there",
	    task.n_asking == 2 && task.asking[0] == task.asked[0]);
	CHECK("other letters: in small ones", is_put(&task, 1, false, true));
	task.asked[0] = task.asking[1];
	task.n_asked = 1;
	fails(&task, TIMED_OUT, true);
	CHECK("small letters are not asked again", !ask_plainer(&task));
	task.n_asking = 0;
	ask_again(&task, task.asked[0]);
	CHECK("the same manner after all", is_put(&task, 0, false, true));
}

static void
test_no_name(void)
{
	struct task task = asked(IPV4);

	reply(&task, AA | DNS_NXDOMAIN, NULL, NULL);
	CHECK("NXDOMAIN: no name", list_answers(&task) &&
	    task.live.n == 0 && task.live.no_name);
	reply(&task, AA, NULL, NULL);
	CHECK("no data: the name is there", list_answers(&task) &&
	    task.live.n == 0 && !task.live.no_name);
	reply(&task, AA, NULL, "192.0.2.1");
	CHECK("an address", list_answers(&task) && task.live.n == 1 &&
	    !task.live.no_name);
	ask_record(&task, "192.0.2.53", task.name, DNS_AAAA, false);
	task.asked[task.n_asked++] = task.asking[0];
	reply(&task, AA | DNS_NXDOMAIN, NULL, NULL);
	CHECK("an address and NXDOMAIN: the name is there",
	    list_answers(&task) && task.live.n == 1 && !task.live.no_name);
	reply(&task, AA | DNS_SERVFAIL, NULL, NULL);
	CHECK("one that failed: nothing is listed", !list_answers(&task));
}

static void
test_damaged(void)
{
	struct task task = asked(IPV4);
	struct dns_message message = { .arena = arena };

	reply(&task, AA, NULL, NULL);
	message.bytes = (unsigned char *)task.asked[0]->reply;
	message.size = message.room = task.asked[0]->reply_size;
	dns_record(&message, DNS_ANSWER, task.name, DNS_A, DNS_CH, 60,
	    "\300\0", 2);
	task.asked[0]->reply = (char *)message.bytes;
	task.asked[0]->reply_size = message.size;
	CHECK("an address of another class is none", list_answers(&task) &&
	    task.live.n == 0);
	dns_record(&message, DNS_ANSWER, task.name, DNS_A, DNS_IN, 60,
	    "\300\0", 2);
	task.asked[0]->reply = (char *)message.bytes;
	task.asked[0]->reply_size = message.size;
	CHECK("half an address is damage", !list_answers(&task));
}

static void
test_timeout(void)
{
	struct task task = { .arena = arena, .name = "home.example.test",
	    .families = 1u << IPV4 | 1u << IPV6 };
	struct settings *settings = settings_new(arena, NULL);

	settings_add(arena, settings, "live-server", "192.0.2.53", "-");
	task.settings = settings;
	CHECK("a server has two seconds", lookup_live(&task) == ASKED &&
	    task.n_asking == 2 && task.asking[0]->timeout == 2000 &&
	    task.asking[1]->timeout == 2000);
}

int
main(void)
{
	arena = arena_new();
	test_standing();
	test_standing_without_reply();
	test_plainer();
	test_recased();
	test_no_name();
	test_damaged();
	test_timeout();
	arena_free(arena);
	return check_done();
}
