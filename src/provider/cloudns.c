/*
 * cloudns - ClouDNS (HTTP API).
 *
 * Every call is a form by POST, so that no log has the password. The answer
 * comes with HTTP status 200, whatever it is; what went wrong it says in words.
 * The records of the name are asked for in the zone that is tried, so that
 * finding the zone costs nothing of its own.
 */

#include "../provider.h"

static const struct shape shape = {
	.name = "host", .type = "type", .value = "record", .ttl = "ttl",
	.id = "id", .others = "ALIAS|WR",
};

/* No other TTL is taken. */
static const long ttls[] = { 60, 300, 900, 1800, 3600, 21600, 43200, 86400,
    172800, 259200, 604800, 1209600, 2592000 };

static const struct meaning meanings[] = {
	{ "Invalid authentication*", FAULT_AUTH, "the credentials were "
	  "refused, or the API user is confined to other addresses; check "
	  "them, and the user's list of addresses" },
	{ "Request blocked*", FAULT_LIMITED, "too many requests; run less "
	  "often" },
	{ "Missing domain-name*", FAULT_MISSING, "there is no such zone; "
	  "check --zone" },
	{ "Invalid record-id*", FAULT_MOVED, "the record is gone" },
	{ "Invalid TTL*", FAULT_REFUSED, "the plan allows no such TTL; give "
	  "another --ttl" },
	{ "Your plan*", FAULT_FORBIDDEN, "the plan does not allow this; see "
	  "it in the console" },
	{ .code = NULL }
};

/* What it says went wrong; NULL: nothing. */
static const char *
failure(struct task *t)
{
	return same_string(text_at(t, "status"), "Failed") ?
	    text_at(t, "statusDescription") : NULL;
}

static enum verdict
fail_reply(struct task *t)
{
	const char *said = failure(t);

	if (said != NULL && strstr(said, "already exist") != NULL)
		return fail(t, FAULT_MOVED, "the record is there already "
		    "(%s)", quoted(t, said));
	if (said != NULL && strstr(said, "CNAME") != NULL)
		return fail(t, FAULT_REFUSED, "a CNAME stands in the way; "
		    "remove it (%s)", quoted(t, said));
	return fail_code(t, meanings, said, NULL);
}

static void
post(struct task *t, const char *call, const char *fields)
{
	send_form(t, url(t, call, NULL), text(t, "%s&%s", form(t,
	    "auth-id", setting(t, "auth-id"),
	    "sub-auth-id", setting(t, "sub-auth-id"),
	    "sub-auth-user", setting(t, "sub-auth-user"),
	    "auth-password", setting(t, "auth-password"), NULL), fields));
}

static enum verdict read_records(struct task *);

/* The apex cannot be asked for alone: its host is empty. */
static enum verdict
ask_records(struct task *t)
{
	const char *host = relative_to(t, t->name, t->suffix);

	post(t, "/dns/records.json", form(t, "domain-name", t->suffix,
	    "host", t->alone && host[0] != '\0' ? host : NULL, NULL));
	only_reads(t);
	return ask(t, read_records);
}

/* The setting is checked, since for a new record 300 s are always right. */
static const char *
wrong_ttl(struct task *t)
{
	long ttl = settings_number(t->settings, "ttl", -1);
	size_t i = 0;

	if (ttl < 0)
		return NULL;
	while (i < COUNT(ttls) - 1 && ttls[i] < ttl)
		i++;
	return ttls[i] == ttl ? NULL : text(t, "it takes no TTL of %ld s; the "
	    "nearest is --ttl %ld", ttl, ttls[i]);
}

static enum verdict
describe(struct task *t)
{
	if (wrong_ttl(t) != NULL)
		return fail(t, FAULT_CONFIG, "%s", wrong_ttl(t));
	return try_first_suffix(t, ask_records);
}

/* false when the record makes no sense. */
static bool
consider(struct task *t, const json_t *record)
{
	const char *active = json_word(t, record, "status");
	struct record *found;

	if (!list_record(t, record, &shape, relative(t, t->name, ""), &found))
		return false;
	if (found != NULL && same_string(active, "0"))
		found_disabled(found, "it is inactive; activate it in the "
		    "console");
	return true;
}

/* An object by ids, or an array when there are none. */
static enum verdict
read_records(struct task *t)
{
	json_t *list = reply_json(t), *record;
	const char *said = failure(t), *id;

	if (said != NULL && strncmp(said, "Missing domain-name", 19) == 0)
		return try_next_suffix(t, ask_records);
	if (status(t) != 200 || said != NULL || (!json_is_object(list) &&
	    (!json_is_array(list) || json_array_size(list) > 0)))
		return fail_reply(t);
	found_zone(t, t->suffix, NULL);
	json_object_foreach(list, id, record)
		if (!consider(t, record))
			return fail_http(t, NULL);
	return LISTED;
}

static enum verdict read_saved(struct task *);

static enum verdict
remove_record(struct task *t, const struct record *record)
{
	post(t, "/dns/delete-record.json", form(t, "domain-name",
	    t->live.zone, "record-id", record->id, NULL));
	return ask(t, read_saved);
}

static enum verdict
read_saved(struct task *t)
{
	if (status(t) != 200 || !same_string(text_at(t, "status"), "Success"))
		return fail_reply(t);
	if (t->first == 0)
		t->changes->id = word_at(t, "data.id");
	return remove_others(t, remove_record);
}

static enum verdict
update(struct task *t)
{
	const struct change *change = t->changes;
	const char *id = kept_id(change);

	post(t, id == NULL ? "/dns/add-record.json" : "/dns/mod-record.json",
	    form(t, "domain-name", t->live.zone, "record-id", id,
	    "record-type", id != NULL ? NULL :
	    family_type(change->address.family),
	    "host", relative(t, change->name, ""),
	    "record", change_address(t, change),
	    "ttl", text(t, "%ld", change->ttl), NULL));
	return ask(t, read_saved);
}

static const char *
check(struct task *t)
{
	int n = (setting(t, "auth-id") != NULL) +
	    (setting(t, "sub-auth-id") != NULL) +
	    (setting(t, "sub-auth-user") != NULL);

	return n == 1 ? NULL : "auth-password needs one of auth-id, "
	    "sub-auth-id and sub-auth-user; give just one";
}

const struct provider provider_cloudns = {
	.id = "cloudns", .title = "ClouDNS", .aliases = "cloudns.net",
	.docs = "https://www.cloudns.net/wiki/article/41/",
	.endpoint = "https://api.cloudns.net",
	.permission = "an API sub-user to whom the one zone is delegated",
	.about = "The HTTP API is part of the paid plans; the API user must "
	    "not be confined to addresses, for that would lock the line out "
	    "when its address changes. The TTL is one of 60, 300, 900, 1800, "
	    "3600, 21600, 43200, 86400, 172800, 259200, 604800, 1209600 and "
	    "2592000 s, and some plans allow no choice.",
	.keys = (const struct key[]){
		{ "auth-id", { "CLOUDNS_AUTH_ID" }, .set = 1, .spare = true,
		  .help = "the id of the API user" },
		{ "sub-auth-id", { "CLOUDNS_SUB_AUTH_ID" }, .set = 1,
		  .spare = true, .help = "or the id of an API sub-user" },
		{ "sub-auth-user", { "CLOUDNS_SUB_AUTH_USER" }, .set = 1,
		  .spare = true, .help = "or the name of an API sub-user" },
		{ "auth-password", { "CLOUDNS_AUTH_PASSWORD" },
		  .secret = true, .set = 1, .help = "the password of that "
		  "user" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "cloudns.net", NULL },
	.ttl = { .min = 60, .max = 2592000, .normal = 300 },
	.reach = REACH_RECORD, .check = check, .describe = describe,
	.update = update,
};
