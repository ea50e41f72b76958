/*
 * godaddy - GoDaddy (Domains API v1).
 *
 * An RRset is replaced whole by a PUT of all its records. A list of zones needs
 * rights that the records do not, so the zone is looked for by asking for its A
 * records; longer names than a zone's own are told 404 or 422.
 */

#include "../provider.h"

enum { LONGEST = 500 };		/* records in a list; the rest is left out */

static const struct shape shape = {
	.name = "name", .type = "type", .value = "data", .ttl = "ttl",
	.apex = "@",
};

static const struct meaning meanings[] = {
	{ "UNABLE_TO_AUTHENTICATE|MISSING_CREDENTIALS|MALFORMED_CREDENTIALS",
	  FAULT_AUTH, "the credentials were refused; check them (those of the "
	  "test environment, OTE, are others)" },
	{ "ACCESS_DENIED", FAULT_FORBIDDEN, "refused; GoDaddy's DNS API is "
	  "open only to accounts with 10 domains or Discount Domain Club "
	  "Premier, and to tokens with the scope domains.dns:update" },
	{ "NOT_FOUND|UNKNOWN_DOMAIN|INVALID_DOMAIN", FAULT_MISSING, "there is "
	  "no such zone; check --zone" },
	{ "INVALID_*", FAULT_REFUSED, "the record is not accepted; is a CNAME "
	  "in the way?" },
	{ "DUPLICATE_RECORD", FAULT_REFUSED, "another record is in the way; "
	  "remove it" },
	{ .code = NULL }
};

/* When to come again it says in the body. */
static enum verdict
fail_limited(struct task *t)
{
	long seconds = number_at(t, "retryAfterSec", 0);

	if (seconds <= 0)
		return fail_http(t, NULL);
	t->wait = seconds;
	return fail(t, FAULT_LIMITED, "too many requests (HTTP 429); not again "
	    "for %ld s, as it says", seconds);
}

static enum verdict
fail_reply(struct task *t)
{
	if (status(t) == 429)
		return fail_limited(t);
	if (status(t) < 400)
		return fail_http(t, NULL);
	return fail_code(t, meanings, text_at(t, "code"),
	    said_at(t, "message", "fields.0.message"));
}

static void
authorize(struct task *t)
{
	if (setting(t, "token") != NULL)
		bearer(t, setting(t, "token"));
	else
		header(t, "Authorization", text(t, "sso-key %s:%s",
		    setting(t, "key"), setting(t, "secret")));
	header(t, "Accept", "application/json");
}

static const char *
records(struct task *t, const char *zone, const char *type)
{
	return text(t, "/v1/domains/%s/records/%s", encoded(t, zone), type);
}

/* Those of the type, of the name alone if it is the only one of the run; or if
 * the list of all was too long, which is page 1. */
static void
get_records(struct task *t, const char *type)
{
	const char *path = records(t, t->suffix, type);
	const char *host = relative_to(t, t->name, t->suffix);

	if (t->alone || t->page == 1)
		path = path_to(t, path, host[0] == '\0' ? shape.apex : host);
	get(t, url(t, path, NULL));
	authorize(t);
}

/* A parked domain has an A record "Parked", a website of theirs another one. */
static bool
is_theirs(const json_t *record, const char *owner)
{
	const char *value = json_text(record, shape.value);

	return value != NULL && strpbrk(value, ".:") == NULL &&
	    same_string(json_text(record, shape.name), owner);
}

static bool
list_answer(struct task *t)
{
	const char *owner = owner_of(t, t->name, &shape);
	json_t *list = reply_json(t), *record;
	struct record *found;
	size_t i;

	json_array_foreach(list, i, record)
		if (is_theirs(record, owner))
			found_other(t, text(t, "something of GoDaddy's own, "
			    "\"%s\"", quoted(t, json_text(record,
			    shape.value))));
		else if (!list_record(t, record, &shape, owner, &found))
			return false;
	return status(t) == 200 && json_is_array(list);
}

static enum verdict ask_addresses(struct task *);

/* The list of all is too long to be whole: by the name, then. */
static bool
is_cut(struct task *t)
{
	return !t->alone && t->page == 0 &&
	    json_array_size(reply_json(t)) >= LONGEST;
}

static enum verdict
ask_by_name(struct task *t)
{
	t->live.n = 0;
	t->page = 1;
	return ask_addresses(t);
}

static enum verdict
read_others(struct task *t)
{
	size_t i;

	for (i = 0; i < t->n_asked; i++) {
		read_reply(t, i);
		if (is_cut(t))
			return ask_by_name(t);
		if (!list_answer(t))
			return fail_reply(t);
	}
	return LISTED;
}

static bool
says_no_zone(struct task *t)
{
	const char *code = text_at(t, "code");

	return code != NULL && (status(t) == 404 ||
	    (status(t) == 422 && strstr(code, "DOMAIN") != NULL));
}

static enum verdict
read_addresses(struct task *t)
{
	if (says_no_zone(t))
		return try_next_suffix(t, ask_addresses);
	found_zone(t, t->suffix, NULL);
	if (is_cut(t))
		return ask_by_name(t);
	if (!list_answer(t))
		return fail_reply(t);
	get_records(t, "AAAA");
	get_records(t, "CNAME");
	return ask(t, read_others);
}

static enum verdict
ask_addresses(struct task *t)
{
	get_records(t, "A");
	return ask(t, read_addresses);
}

static enum verdict
describe(struct task *t)
{
	return try_first_suffix(t, ask_addresses);
}

/* The answer is empty. */
static enum verdict
read_saved(struct task *t)
{
	return status(t) == 200 && (reply_size(t) == 0 ||
	    json_is_object(reply_json(t))) ? CHANGED : fail_reply(t);
}

static enum verdict
update(struct task *t)
{
	const struct change *change = t->changes;
	const char *type = family_type(change->address.family);

	send_json(t, "PUT", url(t, path_to(t, records(t, t->live.zone, type),
	    owner_of(t, change->name, &shape)), NULL), json_pack(
	    "[{s:s, s:I}]", "data", change_address(t, change),
	    "ttl", (json_int_t)change->ttl));
	authorize(t);
	return ask(t, read_saved);
}

const struct provider provider_godaddy = {
	.id = "godaddy", .title = "GoDaddy",
	.aliases = "godaddy.com|godaddy.com-v1", .kind = KIND_API,
	.docs = "https://developer.godaddy.com/doc/endpoint/domains",
	.endpoint = "https://api.godaddy.com",
	.permission = "the scope domains.dns:update",
	.about = "Make a personal access token with the one scope; a key with "
	    "a secret opens the whole account. GoDaddy opens the API only to "
	    "accounts with 10 domains or more, or with Discount Domain Club "
	    "Premier. It takes 60 requests a minute: zone spares one for each "
	    "name.",
	.keys = (const struct key[]){
		{ "token", { "GODADDY_PAT", "GODADDY_API_TOKEN" },
		  .secret = true, .set = 1,
		  .help = "a personal access token" },
		{ "key", { "GODADDY_API_KEY", "GD_Key" }, .set = 2,
		  .help = "the key, with secret; a token is better" },
		{ "secret", { "GODADDY_API_SECRET", "GD_Secret" },
		  .secret = true, .set = 2, .help = "the secret of the key" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "domaincontrol.com", NULL },
	.ttl = { .min = 600, .max = 604800, .normal = 600 },
	.reach = REACH_RECORD, .describe = describe, .update = update,
};
