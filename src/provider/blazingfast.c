/*
 * blazingfast - BlazingFast (client API of its HostBill panel).
 *
 * A login gives a token. One list has all zones, each known by a service and a
 * number; a second one has the records of a zone, as an array or by their ids,
 * with whole names or such as are relative to it.
 */

#include "../provider.h"

static const struct shape shape = {
	.name = "name", .type = "type", .value = "content", .ttl = "ttl",
	.id = "id", .others = "ALIAS",
};

static const struct meaning meanings[] = {
	{ "unauthorized|invalid_token|token_expired", FAULT_AUTH, "the login "
	  "is not taken; check user and password" },
	{ "invalid_record*", FAULT_MOVED, "the record is gone" },
	{ "record_not_found|dnsrecordnotfound", FAULT_MOVED, "the record is "
	  "gone" },
	{ "permission*", FAULT_FORBIDDEN, "the contact may not change DNS; "
	  "give it that right" },
	{ "invalid method", FAULT_MISSING, "the service has no DNS; check "
	  "the account" },
	{ .code = NULL }
};

static const char *
failure(struct task *t)
{
	const char *first = text_at(t, "error.0");

	return first != NULL ? first : text_at(t, "error");
}

static enum verdict
fail_reply(struct task *t)
{
	const char *said = failure(t);

	if (said != NULL && strstr(said, "CNAME") != NULL)
		return fail_not_taken(t, said);
	if (said != NULL && status(t) < 400)
		return fail_code(t, meanings, said, NULL);
	return status(t) == 422 || status(t) == 400 ?
	    fail_not_taken(t, said == NULL ? "HTTP 400" : said) :
	    fail_http(t, said);
}

static enum verdict
fail_login(struct task *t)
{
	const char *said = failure(t);

	if (said == NULL || status(t) == 429 || status(t) >= 500)
		return fail_reply(t);
	return fail(t, FAULT_AUTH, "the login was refused (%s); check user "
	    "and password, and that it asks for no second factor",
	    quoted(t, said));
}

static void
send_login(struct task *t)
{
	send_form(t, url(t, "/login", NULL), form(t,
	    "username", setting(t, "user"),
	    "password", setting(t, "password"), NULL));
}

static const struct login login = {
	.send = send_login, .token = "token", .refused = fail_login,
};

static enum verdict
ask_as_user(struct task *t, step_fn *then)
{
	bearer(t, token_of(t));
	header(t, "Accept", "application/json");
	return ask(t, then);
}

/* Relative to the zone or whole, with a dot at its end or not. */
static const char *
whole_name(struct task *t, const char *name)
{
	if (name[0] == '\0' || strcmp(name, "@") == 0)
		return t->live.zone;
	return relative_to(t, name, t->live.zone) != NULL ? name :
	    text(t, "%s.%s", name, t->live.zone);
}

/* false when the record makes no sense. */
static bool
consider(struct task *t, const json_t *record)
{
	const char *name = json_text(record, "name");
	struct record *found;

	return name != NULL && (!is_ours(t, whole_name(t, name)) ||
	    list_record(t, record, &shape, name, &found));
}

static enum verdict
read_records(struct task *t)
{
	json_t *list = at(t, "records"), *record;
	const char *id;

	if (status(t) != 200 || failure(t) != NULL)
		return fail_reply(t);
	json_object_foreach(list, id, record)
		if (!consider(t, record))
			return fail_http(t, NULL);
	return json_is_object(list) || list_each(t, list, consider) ? LISTED :
	    fail_http(t, NULL);
}

/* What finds a zone again is two ids. false when it makes no sense. */
static bool
consider_one(struct task *t, const json_t *zone)
{
	const char *name = json_text(zone, "name");
	const char *service = json_word(t, zone, "service_id");
	const char *id = json_word(t, zone, "domain_id");

	if (name == NULL || service == NULL || id == NULL)
		return false;
	consider_zone(t, name, text(t, "/service/%s/dns/%s",
	    encoded(t, service), encoded(t, id)), true);
	return true;
}

static enum verdict
read_zones(struct task *t)
{
	if (status(t) != 200 || failure(t) != NULL ||
	    !list_each(t, at(t, "zones"), consider_one))
		return fail_reply(t);
	if (t->live.zone_id == NULL)
		return fail_no_zone(t);
	get(t, url(t, t->live.zone_id, NULL));
	return ask_as_user(t, read_records);
}

static enum verdict
ask_zones(struct task *t)
{
	get(t, url(t, "/dns", NULL));
	return ask_as_user(t, read_zones);
}

static enum verdict
describe(struct task *t)
{
	return log_in(t, &login, ask_zones);
}

static const char *
record_url(struct task *t, const char *id)
{
	return url(t, path_to(t, text(t, "%s/records", t->live.zone_id), id),
	    NULL);
}

/* A success says so in one of three ways. */
static bool
succeeded(struct task *t)
{
	return status(t) < 300 && failure(t) == NULL &&
	    (json_is_true(at(t, "success")) || text_at(t, "info.0") != NULL ||
	    json_is_object(at(t, "record")));
}

static enum verdict read_removed(struct task *);

static enum verdict
remove_record(struct task *t, const struct record *record)
{
	send_empty(t, "DELETE", record_url(t, record->id));
	return ask_as_user(t, read_removed);
}

static enum verdict
read_removed(struct task *t)
{
	return succeeded(t) || status(t) == 404 ?
	    remove_others(t, remove_record) : fail_reply(t);
}

static enum verdict
read_saved(struct task *t)
{
	const char *value = text_at(t, "record.content");

	if (status(t) == 404)
		return fail(t, FAULT_MOVED, "the record is gone");
	if (!succeeded(t))
		return fail_reply(t);
	if (value != NULL && !is_address(value, &t->changes->address))
		return fail_not_saved(t);
	t->changes->id = word_at(t, "record.id");
	return remove_others(t, remove_record);
}

/* A change must name all there is of a record. */
static enum verdict
write_record(struct task *t)
{
	struct change *change = t->changes;
	const struct record *kept = kept_record(change);
	const json_t *whole = kept == NULL ? NULL : kept->whole;
	json_t *priority = json_object_get(whole, "priority");

	if (is_right_already(change))
		return remove_others(t, remove_record);
	if (priority == NULL)
		priority = json_object_get(whole, "prio");
	send_json(t, kept == NULL ? "POST" : "PUT", record_url(t,
	    kept == NULL ? NULL : kept->id), json_pack(
	    "{s:s, s:I, s:o, s:s, s:s}",
	    "name", kept == NULL ? change->name : json_text(whole, "name"),
	    "ttl", (json_int_t)change->ttl, "priority",
	    priority == NULL ? json_integer(0) : json_incref(priority),
	    "type", family_type(change->address.family),
	    "content", change_address(t, change)));
	return ask_as_user(t, read_saved);
}

static enum verdict
update(struct task *t)
{
	return log_in(t, &login, write_record);
}

const struct provider provider_blazingfast = {
	.id = "blazingfast", .title = "BlazingFast",
	.aliases = "blazingfast.io|my.blazingfast.io", .kind = KIND_API,
	.docs = "https://my.blazingfast.io/api",
	.endpoint = "https://my.blazingfast.io/api",
	.permission = "a contact of the account that may manage DNS",
	.about = "The login is that of the client area, since the interface "
	    "knows no keys; add a contact to the account that may manage DNS "
	    "and nothing else, with no second factor. Many logins in a short "
	    "time are held off, so run no more often than every five "
	    "minutes. How it answers is known from the panel's general "
	    "documents and other clients; what it says of errors is not "
	    "documented.",
	.keys = (const struct key[]){
		{ "user", { "BLAZINGFAST_USERNAME" }, .set = 1,
		  .help = "the user name of the client area" },
		{ "password", { "BLAZINGFAST_PASSWORD" }, .secret = true,
		  .set = 1, .help = "its password" },
		{ .name = NULL } },
	.ttl = { .min = 60, .max = 604800, .normal = 300 },
	.reach = REACH_RECORD, .describe = describe, .update = update,
};
