/*
 * namesilo - NameSilo (API v1).
 *
 * Every call is a GET with the key in its query, and every answer comes with
 * HTTP status 200: a code in it says how it went, as a number or as a text. The
 * list of a zone has all its records, so that finding the zone costs nothing of
 * its own. A record that is changed gets another id.
 */

#include "../provider.h"

static const struct shape shape = {
	.name = "host", .type = "type", .value = "value", .ttl = "ttl",
	.id = "record_id",
};

static const struct meaning meanings[] = {
	{ "109|110|111|116", FAULT_AUTH, "the key was refused; check it" },
	{ "112", FAULT_FORBIDDEN, "sub-accounts have no API; use a key of the "
	  "main account" },
	{ "113", FAULT_AUTH, "the key is confined to other addresses; lift "
	  "that in the API manager" },
	{ "115|201|400", FAULT_LATER, "out of order; the next run may do" },
	{ "114|200", FAULT_MISSING, "there is no such zone; check --zone" },
	{ "210|280", FAULT_REFUSED, "the change is not accepted; does another "
	  "record stand in the way, such as a CNAME?" },
	{ .code = NULL }
};

/* 301 and 302 are successes with a remark. */
static bool
succeeded(struct task *t)
{
	const char *code = word_at(t, "reply.code");

	return status(t) == 200 && code != NULL &&
	    words_have("300|301|302", code);
}

/* The record is there already, or it is gone: a matter of words. */
static bool
has_moved(struct task *t)
{
	const char *said = text_at(t, "reply.detail");

	return said != NULL && same_string(word_at(t, "reply.code"), "280") &&
	    (strstr(said, "exist") != NULL || strstr(said, "not found") != NULL
	    || strstr(said, "duplicate") != NULL);
}

static enum verdict
fail_reply(struct task *t)
{
	const char *code = word_at(t, "reply.code");
	const char *said = text_at(t, "reply.detail");

	if (status(t) == 403 && reply_json(t) == NULL)
		return fail(t, FAULT_LATER, "its guard sent a page instead of "
		    "an answer (HTTP 403); the next run may do");
	if (code == NULL || succeeded(t))
		return fail_http(t, NULL);
	if (has_moved(t))
		return fail(t, FAULT_MOVED, "the record is no longer what it "
		    "was (%s)", quoted(t, said));
	return fail_code(t, meanings, code, said);
}

static enum verdict read_records(struct task *);

static enum verdict
ask_records(struct task *t)
{
	get(t, url(t, "/dnsListRecords", "version", "1", "type", "json",
	    "key", setting(t, "api-key"), "domain", t->suffix, NULL));
	return ask(t, read_records);
}

static enum verdict
describe(struct task *t)
{
	return try_first_suffix(t, ask_records);
}

/* Its host is a whole name, or was seen to be relative to the zone. */
static bool
consider(struct task *t, const json_t *record)
{
	const char *host = json_text(record, "host");
	struct record *found;

	return host != NULL && list_record(t, record, &shape,
	    relative_to(t, host, t->suffix) != NULL ? t->name :
	    relative(t, t->name, "@"), &found);
}

/* No member at all when the zone is empty, and no list when it has one record:
 * the answer is made from XML. */
static enum verdict
read_records(struct task *t)
{
	json_t *list = at(t, "reply.resource_record");
	const char *code = word_at(t, "reply.code");

	if (status(t) == 200 && code != NULL && words_have("200|114", code))
		return try_next_suffix(t, ask_records);
	if (!succeeded(t))
		return fail_reply(t);
	found_zone(t, t->suffix, NULL);
	return list == NULL || (json_is_object(list) ? consider(t, list) :
	    list_each(t, list, consider)) ? LISTED : fail_http(t, NULL);
}

static enum verdict read_removed(struct task *);

static enum verdict
remove_record(struct task *t, const struct record *record)
{
	write_by_get(t, url(t, "/dnsDeleteRecord", "version", "1",
	    "type", "json", "key", setting(t, "api-key"),
	    "domain", t->live.zone, "rrid", record->id, NULL));
	return ask(t, read_removed);
}

static enum verdict
read_removed(struct task *t)
{
	return succeeded(t) || has_moved(t) ?
	    remove_others(t, remove_record) : fail_reply(t);
}

static enum verdict
read_saved(struct task *t)
{
	const char *id = word_at(t, "reply.record_id");

	if (!succeeded(t) || id == NULL || id[0] == '\0')
		return fail_reply(t);
	t->changes->id = id;
	return remove_others(t, remove_record);
}

static enum verdict
update(struct task *t)
{
	struct change *change = t->changes;
	const char *id = kept_id(change);

	if (is_right_already(change))
		return remove_others(t, remove_record);
	write_by_get(t, url(t, id == NULL ? "/dnsAddRecord" :
	    "/dnsUpdateRecord", "version", "1", "type", "json",
	    "key", setting(t, "api-key"), "domain", t->live.zone,
	    "rrtype", id != NULL ? NULL : family_type(change->address.family),
	    "rrid", id, "rrhost", relative(t, change->name, ""),
	    "rrvalue", change_address(t, change),
	    "rrttl", text(t, "%ld", change->ttl), NULL));
	return ask(t, read_saved);
}

const struct provider provider_namesilo = {
	.id = "namesilo", .title = "NameSilo",
	.aliases = "namesilo.com|namesilo.com-v1", .kind = KIND_API,
	.docs = "https://www.namesilo.com/api-reference",
	.endpoint = "https://www.namesilo.com/api",
	.permission = "an API key of the account",
	.about = "The key opens the whole account, and goes in the query of "
	    "every request, as the vendor wants it. Confine it to no "
	    "addresses: that would lock the line out when its address "
	    "changes. What was changed takes about 15 minutes until the name "
	    "servers show it, and no TTL may be below an hour.",
	.keys = (const struct key[]){
		{ "api-key", { "NAMESILO_API_KEY", "Namesilo_Key" },
		  .secret = true, .set = 1, .help = "the API key" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "dnsowl.com", NULL },
	.ttl = { .min = 3600, .max = 2592000, .normal = 3600 },
	.reach = REACH_RECORD, .describe = describe, .update = update,
};
