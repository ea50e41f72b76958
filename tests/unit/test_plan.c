/* test_plan - what must be done, from what is wanted and what is live. */

#include "plan.h"

#include "check.h"
#include "mem.h"

#define IPV4_OF(last) .is_address = true, \
	.address = { .family = IPV4, .bytes = { 192, 0, 2, last } }
#define IPV6_OF(last) .is_address = true, .address = { .family = IPV6, \
	.bytes = { 0x20, 0x01, 0x0d, 0xb8, [15] = last } }

/* The wish is 192.0.2.7, as the record "right" has it. */
static const struct record known[] = {
	{ .id = "right", IPV4_OF(7), .ttl = 60 },
	{ .id = "wrong", IPV4_OF(1), .ttl = 90 },
	{ .id = "third", IPV4_OF(3), .ttl = 30 },
	{ .id = "automatic", IPV4_OF(1), .ttl = -1 },
	{ .id = "outdated", IPV4_OF(7), .ttl = 60, .outdated = true },
	{ .id = "frozen", IPV4_OF(1), .ttl = 60, .frozen = "it is locked" },
	{ .id = "held", IPV4_OF(7), .ttl = 60, .frozen = "it is locked" },
	{ .id = "six", IPV6_OF(1), .ttl = 45, .frozen = "it is locked" },
	{ .id = "alias", .other = "a CNAME to example.net", .ttl = 60 },
};

static const char create[] = "create", replace[] = "create replace",
    force[] = "create force", only[] = "";

struct trial {
	const char *name, *live;	/* ids between blanks */
	const char *flags;
	long ttl;			/* that is wished; -1: none */
	const char *wanted;
};

static struct live
live_of(struct arena *arena, const char *ids)
{
	struct live live = { .n = 0 };
	size_t i, size;

	live.records = arena_alloc(arena, strlen(ids) * sizeof(known[0]));
	for (; *ids != '\0'; ids += size + (ids[size] == ' ')) {
		size = strcspn(ids, " ");
		for (i = 0; i < COUNT(known); i++)
			if (strlen(known[i].id) == size &&
			    strncmp(known[i].id, ids, size) == 0)
				live.records[live.n++] = known[i];
	}
	return live;
}

static const char *
printed(struct arena *arena, const struct plan *plan)
{
	struct buffer *out = buffer_new(arena);
	char room[ADDRESS_ROOM];
	size_t i;

	if (plan->action == NOTHING_TO_DO)
		return "nothing";
	if (plan->action == TO_REFUSE)
		return arena_print(arena, "%s: %s", plan->fault ==
		    FAULT_MISSING ? "missing" : plan->fault == FAULT_REFUSED ?
		    "refused" : "another fault", plan->why);
	buffer_print(out, "%s %s TTL %ld%s", plan->change.name,
	    address_text(&plan->change.address, room), plan->change.ttl,
	    plan->change.ttl_given ? " as given" : "");
	for (i = 0; i < plan->change.n_replaces; i++)
		buffer_print(out, " %s", plan->change.replaces[i]->id);
	return out->data;
}

static void
test_difference(struct arena *arena)
{
	static const struct {
		const char *name, *live;
		long ttl;
		const char *wanted;
	} trials[] = {
		{ "in the address", "wrong", 30, NULL },
		{ "in all", "", 30, NULL },
		{ "of several, one right", "wrong right", 30, NULL },
		{ "in the TTL", "right", 30, "TTL 30 (was 60)" },
		{ "in a TTL that is automatic", "right", 0,
		    "TTL automatic (was 60)" },
		{ "in a setting", "outdated", -1, "other settings" },
		{ "in a setting and the TTL", "outdated", 30,
		    "TTL 30 (was 60), other settings" },
		{ "in nothing, by force", "right", 60, "written anew" },
	};
	size_t i;

	for (i = 0; i < COUNT(trials); i++) {
		const struct live live = live_of(arena, trials[i].live);
		const struct wish wish = { .ttl = trials[i].ttl,
		    .address = known[0].address, .create = true,
		    .replace = true, .force = true };
		const struct plan plan = plan_record(arena, &live, &wish);

		CHECK_TEXT(arena_print(arena, "differs %s", trials[i].name),
		    plan_difference(arena, &plan.change), trials[i].wanted);
	}
}

static void
check_plans(struct arena *arena, const struct trial *trials, size_t count)
{
	const struct trial *trial;

	for (trial = trials; trial < trials + count; trial++) {
		const struct live live = live_of(arena, trial->live);
		const struct wish wish = { .name = "home", .ttl = trial->ttl,
		    .address = known[0].address, .normal_ttl = 300,
		    .create = strstr(trial->flags, "create") != NULL,
		    .replace = strstr(trial->flags, "replace") != NULL,
		    .force = strstr(trial->flags, "force") != NULL };
		const struct plan plan = plan_record(arena, &live, &wish);

		CHECK_TEXT(trial->name, printed(arena, &plan), trial->wanted);
	}
}

static void
test_one(struct arena *arena)
{
	static const struct trial trials[] = {
		{ "equal", "right", only, -1, "nothing" },
		{ "equal, TTL too", "right", only, 60, "nothing" },
		{ "equal, another TTL", "right", only, 61,
		    "home 192.0.2.7 TTL 61 as given right" },
		{ "equal, a setting outdated", "outdated", only, -1,
		    "home 192.0.2.7 TTL 60 outdated" },
		{ "equal, by force", "right", force, -1,
		    "home 192.0.2.7 TTL 60 right" },
		{ "equal and frozen", "held", only, -1, "nothing" },
		{ "differs", "wrong", only, -1,
		    "home 192.0.2.7 TTL 90 wrong" },
		{ "differs, TTL given", "wrong", only, 60,
		    "home 192.0.2.7 TTL 60 as given wrong" },
		{ "differs, TTL not known", "automatic", only, -1,
		    "home 192.0.2.7 TTL 300 automatic" },
		{ "the other family counts for nothing", "six right", only, -1,
		    "nothing" },
		{ "the other family is not replaced", "six wrong", only, -1,
		    "home 192.0.2.7 TTL 90 wrong" },
	};

	check_plans(arena, trials, COUNT(trials));
}

static void
test_none(struct arena *arena)
{
	static const struct trial trials[] = {
		{ "created", "", create, -1, "home 192.0.2.7 TTL 300" },
		{ "created, TTL given", "", create, 60,
		    "home 192.0.2.7 TTL 60 as given" },
		{ "created beside the other family", "six", create, -1,
		    "home 192.0.2.7 TTL 300" },
		{ "not created", "six", only, -1, "missing: there is no A "
		    "record, and --no-create forbids to make one" },
	};

	check_plans(arena, trials, COUNT(trials));
}

static void
test_several(struct arena *arena)
{
	static const struct trial trials[] = {
		{ "several", "wrong six third", create, -1,
		    "refused: the name has several A records (192.0.2.1, "
		    "192.0.2.3); --replace makes it this one" },
		{ "several, one right", "right third", create, -1,
		    "refused: the name has several A records (192.0.2.7, "
		    "192.0.2.3); --replace makes it this one" },
		{ "several replaced", "wrong six third", replace, -1,
		    "home 192.0.2.7 TTL 90 wrong third" },
		{ "several replaced, one right", "third right", replace, -1,
		    "home 192.0.2.7 TTL 60 right third" },
		{ "the same one twice", "right right", replace, -1,
		    "home 192.0.2.7 TTL 60 right right" },
	};

	check_plans(arena, trials, COUNT(trials));
}

static void
test_refused(struct arena *arena)
{
	static const char alias[] = "refused: there is a CNAME to example.net "
	    "at the name; remove it, or keep its target instead";
	static const char frozen[] = "refused: the A record cannot be "
	    "changed: it is locked";
	const struct trial trials[] = {
		{ "alias", "alias", replace, -1, alias },
		{ "alias and no creation", "alias", only, -1, alias },
		{ "alias beside an address", "right alias", force, -1, alias },
		{ "frozen", "frozen", create, -1, frozen },
		{ "equal and frozen, by force", "held", force, -1, frozen },
		{ "equal and frozen, another TTL", "held", create, 61, frozen },
		{ "one of several frozen", "wrong frozen", replace, -1,
		    frozen },
	};

	check_plans(arena, trials, COUNT(trials));
}

static void
test_addresses(struct arena *arena)
{
	const struct live live = live_of(arena, "right alias six wrong");

	CHECK_TEXT("addresses of a family", live_addresses(arena, &live, IPV4),
	    "192.0.2.7, 192.0.2.1");
	CHECK_TEXT("of the other", live_addresses(arena, &live, IPV6),
	    "2001:db8::1");
	CHECK_TEXT("none", live_addresses(arena, &(struct live){ .n = 0 },
	    IPV4), NULL);
}

static void
test_handed_on(struct arena *arena)
{
	const struct live live = live_of(arena, "wrong");
	struct account *account = arena_alloc(arena, 1);
	struct settings *settings = arena_alloc(arena, 1);
	const struct wish wish = { .name = "home", .ttl = -1,
	    .address = known[0].address, .account = account,
	    .settings = settings };
	const struct change change = plan_record(arena, &live, &wish).change;

	CHECK("the change knows its account, settings and what is live",
	    change.account == account && change.settings == settings &&
	    change.live == &live && change.replaces[0] == live.records);
}

int
main(void)
{
	struct arena *arena = arena_new();

	test_one(arena);
	test_none(arena);
	test_several(arena);
	test_refused(arena);
	test_addresses(arena);
	test_handed_on(arena);
	test_difference(arena);
	arena_free(arena);
	return check_done();
}
