/*
 * dynu - Dynu (REST API v2).
 *
 * The addresses of a domain's own name are members of the domain; those of
 * names below it are records. Either is written whole, so that it is read again
 * and sent back with the new address. How a call went says statusCode in the
 * body, whatever the HTTP status is.
 */

#include "../provider.h"

static const struct shape shapes[] = {
	[IPV4] = { .name = "hostname", .type = "recordType",
	    .value = "ipv4Address", .ttl = "ttl", .id = "id" },
	[IPV6] = { .name = "hostname", .type = "recordType",
	    .value = "ipv6Address", .ttl = "ttl", .id = "id" },
};
static const struct shape alias = {
	.name = "hostname", .type = "recordType", .value = "host",
};

/* What may be sent back, of a domain and of a record. */
static const char *const of_domain[] = { "name", "group", "ipv4Address",
    "ipv6Address", "ttl", "ipv4", "ipv6", "ipv4WildcardAlias",
    "ipv6WildcardAlias", "allowZoneTransfer", "dnssec", NULL };
static const char *const of_record[] = { "nodeName", "recordType", "ttl",
    "state", "group", "ipv4Address", "ipv6Address", NULL };

static const struct meaning meanings[] = {
	{ "401|Authentication Exception", FAULT_AUTH, "the key was refused; "
	  "check api-key" },
	{ "403|Authorization Exception", FAULT_FORBIDDEN, "the key may not do "
	  "this; see the account" },
	{ "404", FAULT_MOVED, "the record is gone" },
	{ "429", FAULT_LIMITED, "too many requests; run less often" },
	{ "Quota Exception", FAULT_REFUSED, "the plan allows no more; see the "
	  "account" },
	{ "Argument Exception|Validation Exception|Parse Exception",
	  FAULT_REFUSED, "what was sent is not accepted" },
	{ "Server Exception|Timeout Exception|IO Exception", FAULT_LATER,
	  "out of order; the next run may do" },
	{ .code = NULL }
};

/* The member of an error, which may stand in an exception of its own. */
static const char *
of_error(struct task *t, const char *member)
{
	const char *said = word_at(t, text(t, "exception.%s", member));

	return said != NULL ? said : word_at(t, member);
}

static enum verdict
fail_reply(struct task *t)
{
	const char *number = of_error(t, "statusCode");
	const char *type = of_error(t, "type");

	if (same_string(number, "200"))
		return fail_http(t, NULL);
	return fail_code(t, meanings, type == NULL ||
	    same_string(number, "429") ? number : type,
	    of_error(t, "message"));
}

static bool
succeeded(struct task *t)
{
	return status(t) == 200 && number_at(t, "statusCode", 0) == 200 &&
	    at(t, "exception") == NULL;
}

static enum verdict
ask_as_user(struct task *t, step_fn *then)
{
	header(t, "API-Key", setting(t, "api-key"));
	header(t, "Accept", "application/json");
	return ask(t, then);
}

static const char *
domain(struct task *t, const char *below)
{
	return text(t, "/dns/%s%s", encoded(t, t->live.zone_id), below);
}

static bool
is_apex(struct task *t, const char *name)
{
	return relative(t, name, "")[0] == '\0';
}

/* false when the domain's address makes no sense. */
static bool
list_own(struct task *t, enum family family)
{
	const char *value = text_at(t, shapes[family].value);

	if (!json_is_true(at(t, family == IPV4 ? "ipv4" : "ipv6")) ||
	    value == NULL || value[0] == '\0')
		return true;		/* it is not served */
	return found_address(t, family_type(family), value,
	    number_at(t, "ttl", -1), NULL) != NULL;
}

static enum verdict
read_domain(struct task *t)
{
	if (!succeeded(t))
		return fail_reply(t);
	return same_string(text_at(t, "name"), t->live.zone) &&
	    list_own(t, IPV4) && list_own(t, IPV6) ? LISTED :
	    fail_http(t, NULL);
}

/* false when the record makes no sense. */
static bool
consider(struct task *t, const json_t *record)
{
	const char *type = json_text(record, "recordType");
	const struct shape *shape = same_string(type, "A") ? &shapes[IPV4] :
	    same_string(type, "AAAA") ? &shapes[IPV6] : &alias;
	struct record *found;

	if (!list_record(t, record, shape, t->name, &found))
		return false;
	if (found != NULL && !json_is_true(json_object_get(record, "state")))
		found_disabled(found, "it is disabled; enable it at dynu.com");
	return true;
}

static enum verdict
read_records(struct task *t)
{
	return succeeded(t) && list_each(t, at(t, "dnsRecords"), consider) ?
	    LISTED : fail_reply(t);
}

static enum verdict
read_root(struct task *t)
{
	const char *zone = text_at(t, "domainName"), *id = word_at(t, "id");
	const char *wanted = setting(t, "zone");
	const char *number = of_error(t, "statusCode");

	if (same_string(number, "404") || same_string(number, "501"))
		return fail_no_zone(t);
	if (!succeeded(t) || zone == NULL || id == NULL)
		return fail_reply(t);
	if ((wanted != NULL && !same_string(zone, wanted)) ||
	    relative_to(t, t->name, zone) == NULL)
		return fail_no_zone(t);
	found_zone(t, zone, id);
	get(t, url(t, domain(t, is_apex(t, t->name) ? "" : "/record"), NULL));
	return ask_as_user(t, is_apex(t, t->name) ? read_domain :
	    read_records);
}

static enum verdict
describe(struct task *t)
{
	get(t, url(t, text(t, "/dns/getroot/%s", encoded(t, first_suffix(t))),
	    NULL));
	return ask_as_user(t, read_root);
}

static enum verdict read_saved(struct task *);

static enum verdict
remove_record(struct task *t, const struct record *record)
{
	send_empty(t, "DELETE", url(t, domain(t, path_to(t, "/record",
	    record->id)), NULL));
	return ask_as_user(t, read_saved);
}

/* Of a domain the answer says no more than that it went well. */
static enum verdict
read_saved(struct task *t)
{
	struct change *change = t->changes;
	const char *now = text_at(t, shapes[change->address.family].value);

	if (!succeeded(t))
		return fail_reply(t);
	if (t->first == 0 && now != NULL && !is_address(now, &change->address))
		return fail(t, FAULT_PROTOCOL, "it says success, but not to "
		    "the address that was sent; see the record there");
	if (t->first == 0)
		change->id = word_at(t, "id");
	return remove_others(t, remove_record);
}

static enum verdict
send_whole(struct task *t, const char *below, json_t *whole)
{
	const struct change *change = t->changes;

	json_object_set_new(whole, shapes[change->address.family].value,
	    json_string(change_address(t, change)));
	json_object_set_new(whole, "ttl", json_integer(change->ttl));
	send_json(t, "POST", url(t, domain(t, below), NULL), whole);
	return ask_as_user(t, read_saved);
}

/* What is there, but for what only the service may set. */
static json_t *
copied(struct task *t, const char *const *members)
{
	json_t *copy = json_object();

	for (; *members != NULL; members++)
		json_object_set(copy, *members, at(t, *members));
	return copy;
}

static enum verdict
read_own(struct task *t)
{
	const char *family = t->changes->address.family == IPV4 ? "ipv4" :
	    "ipv6";
	json_t *whole;

	if (!succeeded(t) || !same_string(word_at(t, "id"), t->live.zone_id))
		return fail_reply(t);
	whole = copied(t, of_domain);
	json_object_set_new(whole, family, json_true());
	return send_whole(t, "", whole);
}

static const char *
record(struct task *t)
{
	return path_to(t, "/record", kept_id(t->changes));
}

static enum verdict
read_record(struct task *t)
{
	if (!succeeded(t) || !same_string(word_at(t, "id"),
	    kept_id(t->changes)))
		return fail_reply(t);
	return send_whole(t, record(t), copied(t, of_record));
}

static enum verdict
update(struct task *t)
{
	const struct change *change = t->changes;

	if (is_apex(t, change->name)) {
		get(t, url(t, domain(t, ""), NULL));
		return ask_as_user(t, read_own);
	}
	if (change->n_replaces > 0) {
		get(t, url(t, domain(t, record(t)), NULL));
		return ask_as_user(t, read_record);
	}
	return send_whole(t, "/record", json_pack("{s:s, s:s, s:b, s:s}",
	    "nodeName", relative(t, change->name, ""), "recordType",
	    family_type(change->address.family), "state", 1, "group", ""));
}

const struct provider provider_dynu = {
	.id = "dynu", .title = "Dynu",
	.aliases = "dynu.com|api.dynu.com", .kind = KIND_SERVICE,
	.docs = "https://www.dynu.com/Support/API",
	.endpoint = "https://api.dynu.com/v2",
	.permission = "the account's API key, which may do everything",
	.about = "The API key is shown in the control panel under API "
	    "Credentials. The name may be a domain of the account, or one "
	    "below it.",
	.keys = (const struct key[]){
		{ "api-key", { "DYNU_API_KEY" }, .secret = true, .set = 1,
		  .help = "the API key" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "dynu.com", NULL },
	.ttl = { .min = 30, .max = 86400, .normal = 120 },
	.reach = REACH_RECORD, .holds = true, .describe = describe,
	.update = update,
};
