/*
 * ionos - IONOS, the hosting company (DNS API v1), not its cloud.
 *
 * A PATCH of the zone sets any number of RRsets, each whole. What it answers is
 * not documented, so the records are read once more. A record may be disabled;
 * then nobody sees it, and it is there only to be written again.
 */

#include "../provider.h"

#include <strings.h>

static const struct shape shape = {
	.name = "name", .type = "type", .value = "content", .ttl = "ttl",
	.id = "id", .others = "ALIAS", .zone = "name", .zone_id = "id",
};

static const struct meaning meanings[] = {
	{ "UNAUTHORIZED", FAULT_AUTH, "the key was refused; check api-key, "
	  "which is PREFIX.SECRET" },
	{ "ZONE_NOT_FOUND", FAULT_MISSING, "there is no such zone; check "
	  "--zone" },
	{ "RECORD_NOT_FOUND", FAULT_MOVED, "the record is gone" },
	{ "INVALID_DATA|INVALID_RECORD|RECORD_EXISTS|PARSE_ERROR",
	  FAULT_REFUSED, "the record is not accepted; is another in the way, "
	  "such as a CNAME?" },
	{ "RATE_LIMIT_EXCEEDED", FAULT_LIMITED, "too many requests; run less "
	  "often" },
	{ "INTERNAL_SERVER_ERROR", FAULT_LATER, "out of order; the next run "
	  "may do" },
	{ .code = NULL }
};

static enum verdict
fail_reply(struct task *t)
{
	bool failed = status(t) >= 400;

	return fail_code(t, meanings, failed ? text_at(t, "0.code") : NULL,
	    failed ? text_at(t, "0.message") : NULL);
}

static void
authorize(struct task *t)
{
	const char *key = setting(t, "api-key");

	header(t, "X-API-Key", key != NULL ? key : text(t, "%s.%s",
	    setting(t, "prefix"), setting(t, "secret")));
}

static const char *
zone_path(struct task *t)
{
	return text(t, "/zones/%s", encoded(t, t->live.zone_id));
}

static bool
has_address(struct task *t, const char *type)
{
	size_t i;

	for (i = 0; i < t->live.n; i++)
		if (t->live.records[i].is_address && strcasecmp(type,
		    family_type(t->live.records[i].address.family)) == 0)
			return true;
	return false;
}

/* false when the record makes no sense. A disabled one counts where the family
 * has no other: then it is to be written, whatever it holds. */
static bool
consider(struct task *t, const json_t *record, bool disabled)
{
	const char *type = json_text(record, "type");
	struct record *found;

	if (json_is_true(json_object_get(record, "disabled")) != disabled)
		return true;
	if (disabled && type != NULL && (has_address(t, type) ||
	    !words_have("A|AAAA", type)))
		return true;
	if (!list_record(t, record, &shape, t->name, &found))
		return false;
	if (found != NULL)
		found->outdated = disabled;
	return true;
}

static enum verdict
read_records(struct task *t)
{
	json_t *list = at(t, "records"), *record;
	size_t i, disabled;

	if (status(t) != 200 || !json_is_array(list))
		return fail_reply(t);
	for (disabled = 0; disabled < 2; disabled++)
		json_array_foreach(list, i, record)
			if (!consider(t, record, disabled == 1))
				return fail_http(t, NULL);
	return LISTED;
}

/* All records of the zone, or those of the name alone. */
static enum verdict
ask_records(struct task *t, const char *name, step_fn *then)
{
	get(t, url(t, zone_path(t), "recordName", name, NULL));
	authorize(t);
	return ask(t, then);
}

/* A wrong form of the key is a 400 here. */
static enum verdict
read_zones(struct task *t)
{
	if (status(t) == 400)
		return fail(t, FAULT_AUTH, "the key was refused (HTTP 400); "
		    "check api-key, which is PREFIX.SECRET");
	if (status(t) != 200 || !list_zones(t, reply_json(t), &shape))
		return fail_reply(t);
	return t->live.zone_id == NULL ? fail_no_zone(t) :
	    ask_records(t, t->alone ? t->name : NULL, read_records);
}

static enum verdict
describe(struct task *t)
{
	get(t, url(t, "/zones", NULL));
	authorize(t);
	return ask(t, read_zones);
}

/* Of its name and type there is one record, which is not disabled. */
static bool
stands_alone(const json_t *list, const struct change *change)
{
	const char *type = family_type(change->address.family);
	const json_t *record;
	bool disabled = false;
	size_t i, n = 0;

	json_array_foreach(list, i, record)
		if (same_string(json_text(record, "type"), type) &&
		    same_string(json_text(record, "name"), change->name)) {
			disabled = json_is_true(json_object_get(record,
			    "disabled"));
			n++;
		}
	return n == 1 && !disabled;
}

static enum verdict
read_saved(struct task *t)
{
	json_t *list = at(t, "records");
	enum verdict verdict;
	size_t i;

	if (status(t) != 200 || !json_is_array(list))
		return fail_reply(t);
	verdict = check_saved(t, list, &shape);
	for (i = 0; i < t->n_changes; i++)
		if (t->changes[i].done && !stands_alone(list, &t->changes[i])) {
			t->changes[i].done = false;
			verdict = fail_not_saved(t);
		}
	return verdict;
}

static enum verdict
read_patched(struct task *t)
{
	const struct change *last = t->changes + t->n_changes - 1;

	if (status(t) / 100 != 2)
		return fail_reply(t);
	ask_records(t, strcmp(last->name, t->changes->name) == 0 ?
	    last->name : NULL, read_saved);
	later(t, 0);
	return ASKED;
}

static enum verdict
update(struct task *t)
{
	const struct change *change = t->changes;
	json_t *records = json_array();

	for (; change < t->changes + t->n_changes; change++)
		json_array_append_new(records, json_pack(
		    "{s:s, s:s, s:s, s:I, s:i, s:b}", "name", change->name,
		    "type", family_type(change->address.family),
		    "content", change_address(t, change),
		    "ttl", (json_int_t)change->ttl, "prio", 0, "disabled", 0));
	send_json(t, "PATCH", url(t, zone_path(t), NULL), records);
	authorize(t);
	return ask(t, read_patched);
}

const struct provider provider_ionos = {
	.id = "ionos", .title = "IONOS", .aliases = "ionos.com",
	.kind = KIND_API,
	.docs = "https://developer.hosting.ionos.com/docs/dns",
	.endpoint = "https://api.hosting.ionos.com/dns/v1",
	.permission = "an API key of the account that has the zone",
	.about = "A key holds for all zones of the account. Where that is too "
	    "much, the update URL of ionosurl sets one name alone. A record "
	    "that is disabled is enabled when it is written.",
	.keys = (const struct key[]){
		{ "api-key", { "IONOS_API_KEY" }, .secret = true, .set = 1,
		  .help = "the API key, PREFIX.SECRET" },
		{ "prefix", { "IONOS_PREFIX" }, .set = 2,
		  .help = "the public prefix of the key" },
		{ "secret", { "IONOS_SECRET" }, .secret = true, .set = 2,
		  .help = "the rest of the key" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "ui-dns.com", "ui-dns.org",
	    "ui-dns.de", "ui-dns.biz", NULL },
	.ttl = { .min = 60, .max = 86400, .normal = 300 },
	.reach = REACH_ZONE, .describe = describe, .update = update,
};
