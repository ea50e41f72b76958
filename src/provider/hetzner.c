/*
 * hetzner - Hetzner DNS (Cloud API v1).
 *
 * The values of an RRset are replaced by one action and its TTL by another, and
 * how they fare is asked for afterwards. One that runs for long counts as done,
 * for what it was given has been checked. An RRset without a TTL has its
 * zone's, which is all that needs to be known of a zone beside its name, and so
 * stands for its id here.
 */

#include "../provider.h"

enum { PATIENCE = 5 };		/* s that an action may take */

static const struct shape shape = {
	.name = "name", .type = "type", .values = "records", .value = "value",
	.ttl = "ttl", .id = "id", .apex = "@", .zone = "name",
	.zone_id = "ttl", .zone_state = "mode", .zone_good = "primary",
};

static const struct meaning meanings[] = {
	{ "unauthorized", FAULT_AUTH, "the token was refused; check that it is "
	  "one of the zone's project (those of dns.hetzner.com are of no use "
	  "any more)" },
	{ "token_readonly", FAULT_FORBIDDEN, "the token may only read; make "
	  "one with Read & Write" },
	{ "protected", FAULT_REFUSED, "the RRset is protected; lift that in "
	  "the console" },
	{ "uniqueness_error", FAULT_MOVED, "the record is there already" },
	{ "conflict|locked", FAULT_LATER, "the zone is being changed; the next "
	  "run may do" },
	{ "incorrect_zone_mode", FAULT_REFUSED, "the zone is a secondary here; "
	  "change it at its primary" },
	{ "invalid_input|json_error|unsupported_error", FAULT_REFUSED, "the "
	  "record is not accepted; is a CNAME in the way?" },
	{ "resource_limit_exceeded", FAULT_REFUSED, "the project may have no "
	  "more of them; have its limit raised" },
	{ "maintenance|unavailable|service_error|unknown_error", FAULT_LATER,
	  "out of order; the next run may do" },
	{ .code = NULL }
};

static enum verdict
fail_reply(struct task *t)
{
	return fail_code(t, meanings, text_at(t, "error.code"),
	    text_at(t, "error.message"));
}

static enum verdict
ask_as_user(struct task *t, step_fn *then)
{
	bearer(t, setting(t, "token"));
	return ask(t, then);
}

static const char next_page[] = "meta.pagination.next_page";

/* list: that of the reply; after an empty page there is none. */
static bool
has_next_page(struct task *t, const char *list)
{
	return json_array_size(at(t, list)) > 0 &&
	    number_at(t, next_page, 0) > t->page;
}

static const char *
rrsets(struct task *t)
{
	return text(t, "/zones/%s/rrsets", encoded(t, t->live.zone));
}

static long
zone_ttl(struct task *t)
{
	long ttl;

	return number_parse(t->live.zone_id, 0, INT32_MAX, &ttl) ? ttl : -1;
}

/* false when the RRset makes no sense. */
static bool
consider(struct task *t, const json_t *set)
{
	const json_t *protection = json_object_get(set, "protection");
	struct record *record;
	size_t i = t->live.n;

	if (!list_set(t, set, &shape, owner_of(t, t->name, &shape)))
		return false;
	for (; i < t->live.n; i++) {
		record = &t->live.records[i];
		if (record->ttl < 0)
			record->ttl = zone_ttl(t);
		if (json_is_true(json_object_get(protection, "change")))
			record->frozen = "it is protected; lift that in the "
			    "console";
	}
	return true;
}

static enum verdict ask_sets(struct task *);

static enum verdict
read_sets(struct task *t)
{
	if (status(t) != 200 || !has_count(t, next_page) ||
	    !list_each(t, at(t, "rrsets"), consider))
		return fail_reply(t);
	return has_next_page(t, "rrsets") ? ask_sets(t) : LISTED;
}

static enum verdict
ask_sets(struct task *t)
{
	get(t, url(t, rrsets(t), "name", !t->alone ? NULL :
	    owner_of(t, t->name, &shape), "type", "A", "type", "AAAA",
	    "type", "CNAME", "per_page", "100", "page",
	    text(t, "%d", ++t->page), NULL));
	return ask_as_user(t, read_sets);
}

static enum verdict ask_zones(struct task *);

static enum verdict
read_zones(struct task *t)
{
	if (status(t) != 200 || !has_count(t, next_page) ||
	    !list_zones(t, at(t, "zones"), &shape))
		return fail_reply(t);
	if (has_next_page(t, "zones"))
		return ask_zones(t);
	if (t->live.zone_id == NULL)
		return fail_no_zone(t);
	if (!t->live.zone_is_good)
		return fail(t, FAULT_REFUSED, "the zone %s is a secondary "
		    "here; change it at its primary", t->live.zone);
	t->page = 0;
	return ask_sets(t);
}

/* One list for all names, rather than a question for each of its suffixes. */
static enum verdict
ask_zones(struct task *t)
{
	get(t, url(t, "/zones", "name", setting(t, "zone"), "per_page", "50",
	    "page", text(t, "%d", ++t->page), NULL));
	return ask_as_user(t, read_zones);
}

static enum verdict read_action(struct task *);

static enum verdict
act(struct task *t, const char *action, json_t *body)
{
	const struct change *change = t->changes;

	t->page = 0;
	send_json(t, "POST", url(t, text(t, "%s/%s/%s/actions/%s", rrsets(t),
	    encoded(t, owner_of(t, change->name, &shape)),
	    family_type(change->address.family), action), NULL), body);
	return ask_as_user(t, read_action);
}

/* After the values stand; comes here again when that is done, too. */
static enum verdict
change_ttl(struct task *t)
{
	const struct change *change = t->changes;

	if (!change->ttl_given || change->n_replaces == 0 ||
	    change->replaces[0]->ttl == change->ttl || t->first++ > 0)
		return CHANGED;
	return act(t, "change_ttl", json_pack("{s:I}", "ttl",
	    (json_int_t)change->ttl));
}

static enum verdict
fail_action(struct task *t)
{
	const char *said = text_at(t, "action.error.message");

	if (status(t) == 404)
		return fail(t, FAULT_MOVED, "the record is gone");
	if (status(t) >= 300 || said == NULL)
		return fail_reply(t);
	return fail(t, FAULT_LATER, "the change was begun and failed (%s); the "
	    "next run may do", quoted(t, said));
}

/* The next write must wait for it, or would find the zone locked. */
static enum verdict
read_action(struct task *t)
{
	const char *state = text_at(t, "action.status");
	const char *id = word_at(t, "action.id");
	bool runs = same_string(state, "running");

	if (status(t) >= 300 || id == NULL ||
	    (!runs && !same_string(state, "success")))
		return fail_action(t);
	if (!runs || t->page++ == PATIENCE)
		return change_ttl(t);
	get(t, url(t, path_to(t, "/actions", id), NULL));
	later(t, 1000);
	return ask_as_user(t, read_action);
}

/* The comment of the record that stays would be lost, were it not sent. */
static enum verdict
set_records(struct task *t)
{
	const struct change *change = t->changes;
	const char *comment = json_text(change->replaces[0]->whole, "comment");

	return act(t, "set_records", json_pack("{s:[{s:s, s:s*}]}", "records",
	    "value", change_address(t, change), "comment", comment));
}

static enum verdict
read_created(struct task *t)
{
	struct change *change = t->changes;

	if (status(t) < 300 && (number_at(t, "rrset.ttl", -1) != change->ttl ||
	    !is_address(text_at(t, "rrset.records.0.value"),
	    &change->address)))
		return fail_not_saved(t);
	change->id = text_at(t, "rrset.id");
	return read_action(t);
}

static enum verdict
update(struct task *t)
{
	const struct change *change = t->changes;
	const struct record *kept = kept_record(change);

	if (kept != NULL)
		return change->n_replaces == 1 && kept->ttl != change->ttl &&
		    address_equal(&kept->address, &change->address) ?
		    change_ttl(t) : set_records(t);
	send_json(t, "POST", url(t, rrsets(t), NULL), json_pack(
	    "{s:s, s:s, s:I, s:[{s:s}]}",
	    "name", owner_of(t, change->name, &shape),
	    "type", family_type(change->address.family),
	    "ttl", (json_int_t)change->ttl,
	    "records", "value", change_address(t, change)));
	return ask_as_user(t, read_created);
}

const struct provider provider_hetzner = {
	.id = "hetzner", .title = "Hetzner DNS",
	.aliases = "hetzner.com|hetzner.cloud", .kind = KIND_API,
	.docs = "https://docs.hetzner.cloud/reference/cloud#dns",
	.endpoint = "https://api.hetzner.cloud/v1",
	.permission = "a token with Read & Write, of the zone's project",
	.about = "Make the token in the Hetzner Console, in the project that "
	    "has the zone. It opens the whole project, so a project for the "
	    "zone alone is worth its while. Tokens of dns.hetzner.com ended "
	    "with that API in May 2026.",
	.keys = (const struct key[]){
		{ "token", { "HCLOUD_TOKEN", "HETZNER_API_TOKEN",
		    "HETZNER_TOKEN" }, .secret = true, .set = 1,
		  .help = "an API token of the project" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "ns.hetzner.com",
	    "ns.hetzner.de", NULL },
	.ttl = { .min = 60, .max = 2147483647, .normal = 300 },
	.reach = REACH_RECORD, .describe = ask_zones, .update = update,
};
