/*
 * porkbun - Porkbun (API v3).
 *
 * The keys go in headers, so that reads can be GETs and no body has a secret.
 * One list has all records of the zone that is tried. A change says nothing
 * about the notes, which therefore stay, but always the name: without one the
 * record would move to the apex.
 */

#include "../provider.h"

#define REFUSED "the keys were refused; check both of them"
#define OPT_IN "API access is off for this domain; switch it on in the " \
	"domain's settings"
#define NO_ZONE "there is no such zone; check --zone"

static const struct shape shape = {
	.name = "name", .type = "type", .value = "content", .ttl = "ttl",
	.id = "id", .others = "ALIAS",
};

static const struct meaning meanings[] = {
	{ "INVALID_API_KEYS*", FAULT_AUTH, REFUSED },
	{ "Invalid API key*", FAULT_AUTH, REFUSED },
	{ "API_KEY_REQUIRED|INVALID_USER|INVALID_TOKEN", FAULT_AUTH, REFUSED },
	{ "IP_NOT_ALLOWED", FAULT_AUTH, "the key is confined to other "
	  "addresses; lift that at porkbun.com/account/api" },
	{ "API_ACCESS_DISABLED|DOMAIN_IS_NOT_OPTED_IN_TO_API_ACCESS",
	  FAULT_FORBIDDEN, OPT_IN },
	{ "Domain is not opted in*", FAULT_FORBIDDEN, OPT_IN },
	{ "DOMAIN_NOT_ALLOWED", FAULT_FORBIDDEN, "the key is confined to other "
	  "domains; add this one at porkbun.com/account/api" },
	{ "INVALID_DOMAIN|DOMAIN_NOT_FOUND", FAULT_MISSING, NO_ZONE },
	{ "Invalid domain*", FAULT_MISSING, NO_ZONE },
	{ "INVALID_RECORD_ID|RECORD_NOT_FOUND", FAULT_MOVED, "the record is "
	  "gone" },
	{ "Invalid record ID*", FAULT_MOVED, "the record is gone" },
	{ "DUPLICATE_RECORD", FAULT_MOVED, "the record is there already" },
	{ "RECORD_CONFLICT", FAULT_REFUSED, "another record stands in the way, "
	  "such as a CNAME or ALIAS; remove it" },
	{ "ZONE_RECORD_LIMIT", FAULT_REFUSED, "the zone is full; remove a "
	  "record" },
	{ .code = NULL }
};

/* Older answers have no code; then the message stands for it. */
static const char *
error_code(struct task *t)
{
	const char *code = text_at(t, "code");

	return code != NULL ? code : text_at(t, "message");
}

static bool
succeeded(struct task *t)
{
	return status(t) == 200 && same_string(text_at(t, "status"),
	    "SUCCESS");
}

/* Who asks too fast may also be held off with a 202. */
static enum verdict
fail_reply(struct task *t)
{
	if (status(t) == 202)
		return fail(t, FAULT_LIMITED, "too many requests (HTTP 202); "
		    "run less often");
	if (!same_string(text_at(t, "status"), "ERROR"))
		return fail_http(t, NULL);
	return fail_code(t, meanings, error_code(t), text_at(t, "code") == NULL
	    ? NULL : text_at(t, "message"));
}

static enum verdict
ask_as_user(struct task *t, step_fn *then)
{
	header(t, "X-API-Key", setting(t, "api-key"));
	header(t, "X-Secret-API-Key", setting(t, "secret-api-key"));
	return ask(t, then);
}

static const char *
dns(struct task *t, const char *call, const char *zone, const char *id)
{
	return url(t, path_to(t, text(t, "/dns/%s/%s", call,
	    encoded(t, zone)), id), NULL);
}

static enum verdict read_records(struct task *);

static enum verdict
ask_records(struct task *t)
{
	get(t, dns(t, "retrieve", t->suffix, NULL));
	return ask_as_user(t, read_records);
}

static enum verdict
describe(struct task *t)
{
	return try_first_suffix(t, ask_records);
}

/* A key that is confined to some domains may be told so of any other name. */
static enum verdict
read_records(struct task *t)
{
	const char *code = status(t) < 400 ? NULL : error_code(t);

	if (code != NULL && words_have("INVALID_DOMAIN|DOMAIN_NOT_FOUND|"
	    "Invalid domain.", code))
		return try_next_suffix(t, ask_records);
	if (same_string(code, "DOMAIN_NOT_ALLOWED") && next_suffix(t) != NULL)
		return ask_records(t);
	if (!succeeded(t) || !list_records(t, at(t, "records"), &shape,
	    t->name))
		return fail_reply(t);
	found_zone(t, t->suffix, NULL);
	return LISTED;
}

static enum verdict read_removed(struct task *);

static enum verdict
remove_record(struct task *t, const struct record *record)
{
	send_json(t, "POST", dns(t, "delete", t->live.zone, record->id),
	    json_object());
	return ask_as_user(t, read_removed);
}

/* One that is gone already is as it should be. */
static enum verdict
read_removed(struct task *t)
{
	return succeeded(t) || same_string(error_code(t), "INVALID_RECORD_ID") ?
	    remove_others(t, remove_record) : fail_reply(t);
}

/* A new record has a number where lists have a text. */
static enum verdict
read_saved(struct task *t)
{
	struct change *change = t->changes;

	change->id = word_at(t, "id");
	if (!succeeded(t))
		return fail_reply(t);
	if (change->n_replaces == 0 && change->id == NULL)
		return fail_http(t, NULL);
	return remove_others(t, remove_record);
}

/* One that changes nothing was an error there for long. */
static enum verdict
update(struct task *t)
{
	struct change *change = t->changes;
	const char *id = kept_id(change);

	if (is_right_already(change))
		return remove_others(t, remove_record);
	send_json(t, "POST", dns(t, id == NULL ? "create" : "edit",
	    t->live.zone, id), json_pack("{s:s, s:s, s:s, s:s}",
	    "name", relative(t, change->name, ""),
	    "type", family_type(change->address.family),
	    "content", change_address(t, change),
	    "ttl", text(t, "%ld", change->ttl)));
	return ask_as_user(t, read_saved);
}

const struct provider provider_porkbun = {
	.id = "porkbun", .title = "Porkbun",
	.aliases = "porkbun.com|porkbun.com-v3", .kind = KIND_API,
	.docs = "https://porkbun.com/api/json/v3/documentation",
	.endpoint = "https://api.porkbun.com/api/json/v3",
	.permission = "an API key that may use the domain, whose API access "
	    "is switched on",
	.about = "Make the keys at porkbun.com/account/api, confined to the "
	    "domain if possible but to no addresses, for that would lock the "
	    "line out when its address changes; and switch on API access in "
	    "the domain's settings. A new domain comes with an ALIAS record "
	    "at its apex and a CNAME at *, which must go before these names "
	    "can have addresses.",
	.keys = (const struct key[]){
		{ "api-key", { "PORKBUN_API_KEY" }, .secret = true, .set = 1,
		  .help = "the API key, pk1_..." },
		{ "secret-api-key", { "PORKBUN_SECRET_API_KEY" },
		  .secret = true, .set = 1,
		  .help = "the secret API key, sk1_..." },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "ns.porkbun.com", NULL },
	.ttl = { .min = 600, .max = 2147483647, .normal = 600 },
	.reach = REACH_RECORD, .describe = describe, .update = update,
};
