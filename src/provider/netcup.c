/*
 * netcup - netcup, by the JSON interface of its Customer Control Panel.
 *
 * Everything goes to one URL, with a session that a login begins. One call
 * writes any number of a zone's records and answers with the whole zone; what
 * it does not name stays. A record has no TTL of its own.
 *
 * Its zones are the domains that are registered, and too many errors lock the
 * user out: so the shortest suffix is tried first, which most often is the
 * zone, and one that is not costs an error.
 */

#include "../provider.h"

#define API "/run/webservice/servers/endpoint.php?JSON"

static const struct shape shape = {
	.name = "hostname", .type = "type", .value = "destination",
	.id = "id", .apex = "@",
};

static const struct meaning meanings[] = {
	{ "4001", FAULT_LATER, "the session it gave was not taken; the next "
	  "run may do" },
	{ "4013", FAULT_REFUSED, "the request is not accepted" },
	{ "5028", FAULT_REFUSED, "the change is not accepted; does another "
	  "record stand in the way, such as a CNAME?" },
	{ .code = NULL }
};

/* Beside a code that says little. */
static bool
says(struct task *t, const char *words)
{
	const char *said = text_at(t, "longmessage");

	return said != NULL && strstr(said, words) != NULL;
}

static bool
succeeded(struct task *t)
{
	return status(t) == 200 && same_string(text_at(t, "status"),
	    "success");
}

static bool
is_limited(struct task *t)
{
	return says(t, "requests per minute") || says(t, "Too many error");
}

static enum verdict
fail_reply(struct task *t)
{
	const char *said = text_at(t, "longmessage");

	if (status(t) != 200 || succeeded(t))
		return fail_http(t, NULL);
	if (is_limited(t))
		return fail(t, FAULT_LIMITED, "too many requests or errors "
		    "(%s); run less often", quoted(t, said));
	return fail_code(t, meanings, word_at(t, "statuscode"), said);
}

/* A wrong key is told that these were too many requests, too. */
static enum verdict
fail_login(struct task *t)
{
	const char *said = text_at(t, "longmessage");

	if (said == NULL || succeeded(t) || says(t, "Too many error"))
		return fail_reply(t);
	return fail(t, FAULT_AUTH, "the login was refused (%s); check customer "
	    "number, key and password", quoted(t, said));
}

static void
send_action(struct task *t, const char *action, json_t *more)
{
	json_t *param = json_pack("{s:s, s:s}",
	    "customernumber", setting(t, "customer-number"),
	    "apikey", setting(t, "api-key"));

	json_object_update(param, more);
	json_decref(more);
	send_json(t, "POST", url(t, API, NULL), json_pack("{s:s, s:o}",
	    "action", action, "param", param));
}

static void
send_login(struct task *t)
{
	send_action(t, "login", json_pack("{s:s}", "apipassword",
	    setting(t, "api-password")));
}

static const struct login login = {
	.send = send_login, .token = "responsedata.apisessionid",
	.refused = fail_login,
};

/* One label more than what was tried, or the shortest. */
static bool
next_zone(struct task *t)
{
	const char *tried = t->suffix, *zone = NULL, *suffix;

	for (suffix = first_suffix(t); suffix != NULL &&
	    !same_string(suffix, tried); suffix = next_suffix(t))
		zone = suffix;
	t->suffix = zone;
	return zone != NULL;
}

static enum verdict read_records(struct task *);

static enum verdict
ask_records(struct task *t)
{
	send_action(t, "infoDnsRecords", json_pack("{s:s, s:s}",
	    "apisessionid", token_of(t), "domainname", t->suffix));
	only_reads(t);
	return ask(t, read_records);
}

static enum verdict
describe(struct task *t)
{
	next_zone(t);
	return log_in(t, &login, ask_records);
}

/* It is none of the account's, or it can be nobody's. */
static bool
is_no_zone(struct task *t, const char *code)
{
	return same_string(code, "5029") || (same_string(code, "4013") &&
	    says(t, "domainname"));
}

/* A zone without records is an error there. */
static enum verdict
read_records(struct task *t)
{
	const char *code = word_at(t, "statuscode");
	bool is_empty = same_string(code, "5029") &&
	    says(t, "contain any DNS records");

	if (same_string(code, "4001"))
		return log_in_again(t, fail_reply);
	if (!is_empty && is_no_zone(t, code))
		return next_zone(t) ? ask_records(t) : fail_no_zone(t);
	if (!is_empty && !succeeded(t))
		return fail_reply(t);
	found_zone(t, t->suffix, NULL);
	return is_empty || list_records(t, at(t, "responsedata.dnsrecords"),
	    &shape, owner_of(t, t->name, &shape)) ? LISTED :
	    fail_http(t, NULL);
}

static enum verdict
send_records(struct task *t, json_t *records, step_fn *then)
{
	send_action(t, "updateDnsRecords", json_pack("{s:s, s:s, s:{s:o}}",
	    "apisessionid", token_of(t), "domainname", t->live.zone,
	    "dnsrecordset", "dnsrecords", records));
	return ask(t, then);
}

/* The record as it is there, but for what is to change. */
static json_t *
like(const struct record *record, const char *value)
{
	json_t *json = json_deep_copy(record->whole);

	json_object_set_new(json, "deleterecord", json_boolean(value == NULL));
	if (value != NULL)
		json_object_set_new(json, "destination", json_string(value));
	return json;
}

static enum verdict
read_removed(struct task *t)
{
	struct change *change = t->changes;

	if (!succeeded(t))
		return fail_old_stands(t, fail_reply);
	for (; change < t->changes + t->n_changes; change++)
		change->done = true;
	return CHANGED;
}

/* After the new values stand, the others go. */
static enum verdict
remove_old(struct task *t)
{
	json_t *records = json_array();
	struct change *change = t->changes;
	size_t i;

	for (; change < t->changes + t->n_changes; change++)
		for (i = 1; i < change->n_replaces; i++) {
			json_array_append_new(records, like(
			    change->replaces[i], NULL));
			change->done = false;
		}
	if (json_array_size(records) > 0)
		return send_records(t, records, read_removed);
	json_decref(records);
	return CHANGED;
}

static enum verdict
read_saved(struct task *t)
{
	if (same_string(word_at(t, "statuscode"), "4001"))
		return log_in_again(t, fail_reply);
	if (!succeeded(t))
		return fail_reply(t);
	return check_saved(t, at(t, "responsedata.dnsrecords"), &shape) ==
	    CHANGED ? remove_old(t) : FAILED;
}

static enum verdict
write_records(struct task *t)
{
	json_t *records = json_array();
	struct change *change = t->changes;

	for (; change < t->changes + t->n_changes; change++)
		if (change->n_replaces == 0)
			json_array_append_new(records, json_pack(
			    "{s:s, s:s, s:s, s:s, s:b, s:s}",
			    "hostname", owner_of(t, change->name, &shape),
			    "type", family_type(change->address.family),
			    "priority", "",
			    "destination", change_address(t, change),
			    "deleterecord", 0, "state", "yes"));
		else if (!is_right_already(change))
			json_array_append_new(records, like(
			    change->replaces[0], change_address(t, change)));
	if (json_array_size(records) > 0)
		return send_records(t, records, read_saved);
	json_decref(records);
	return remove_old(t);
}

static enum verdict
update(struct task *t)
{
	return log_in(t, &login, write_records);
}

const struct provider provider_netcup = {
	.id = "netcup", .title = "netcup",
	.aliases = "netcup.com|netcup.de|netcup.eu|ccp.netcup.net",
	.kind = KIND_API,
	.docs = "https://helpcenter.netcup.com/en/wiki/general/our-api",
	.endpoint = "https://ccp.netcup.net",
	.permission = "an API key and the API password of the account",
	.about = "Make key and password in the Customer Control Panel, under "
	    "Master Data, API; they open the whole account. Domains that were "
	    "moved to netcup's CloudDNS are not reached by this interface. "
	    "Records have no TTL of their own, and a change takes some "
	    "minutes until the name servers show it. What the interface "
	    "answers to errors is known from its users, not from its "
	    "documents.",
	.keys = (const struct key[]){
		{ "customer-number", { "NETCUP_CUSTOMER_NUMBER", "NC_CID" },
		  .set = 1, .help = "the customer number" },
		{ "api-key", { "NETCUP_API_KEY", "NC_Apikey" },
		  .secret = true, .set = 1, .help = "an API key" },
		{ "api-password", { "NETCUP_API_PASSWORD", "NC_Apipw" },
		  .secret = true, .set = 1, .help = "the API password" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "root-dns.netcup.net",
	    "second-dns.netcup.net", "third-dns.netcup.net", NULL },
	.reach = REACH_ZONE, .describe = describe, .update = update,
};
