/*
 * gandi - Gandi LiveDNS (API v5).
 *
 * An RRset is replaced whole by a PUT, which also makes one. Its path must have
 * the name in the case in which it is kept there, so that stands for its id.
 */

#include "../provider.h"

#define RIGHTS "\"See and renew domain names\" and \"Manage domain name " \
	"technical configurations\" on the domain"

enum { PAGE = 100 };		/* things in one, also when none is said */

static const struct shape shape = {
	.name = "rrset_name", .type = "rrset_type", .values = "rrset_values",
	.ttl = "rrset_ttl", .id = "rrset_name", .apex = "@",
	.others = "ALIAS", .zone = "fqdn", .zone_id = "fqdn",
};

/* What it says went wrong, of the first thing that is wrong; NULL. */
static const char *
failure(struct task *t)
{
	const char *what = text_at(t, "errors.0.description");
	const char *where = text_at(t, "errors.0.name");

	if (status(t) < 400)
		return NULL;
	if (what != NULL && where != NULL)
		return text(t, "%s: %s", where, what);
	return what != NULL ? what : text_at(t, "message");
}

/* A wrong token is told 403, as is a right one that lacks a right. */
static enum verdict
fail_as(struct task *t, enum fault refused)
{
	const char *said = failure(t);
	const char *quote = said != NULL ? quoted(t, said) :
	    text(t, "HTTP %d", status(t));

	if (status(t) == 403)
		return fail(t, refused, "the token was refused (%s); check "
		    "that it has not expired, and its rights: it needs "
		    RIGHTS, quote);
	if (status(t) == 400 || status(t) == 409)
		return fail(t, FAULT_REFUSED, "the record is not accepted "
		    "(%s); is a CNAME in the way?", quote);
	return fail_http(t, said);
}

static enum verdict
fail_reply(struct task *t)
{
	return fail_as(t, FAULT_FORBIDDEN);
}

static enum verdict
ask_as_user(struct task *t, step_fn *then)
{
	if (setting(t, "token") != NULL)
		bearer(t, setting(t, "token"));
	else
		header(t, "Authorization", text(t, "Apikey %s",
		    setting(t, "api-key")));
	header(t, "Accept", "application/json");
	return ask(t, then);
}

static const char *
next_page(struct task *t, const char *path)
{
	return url(t, path, "per_page", text(t, "%d", (int)PAGE),
	    "page", text(t, "%d", ++t->page), NULL);
}

static bool
has_next_page(struct task *t)
{
	return json_array_size(reply_json(t)) == PAGE;
}

static const char *
records(struct task *t)
{
	return text(t, "/domains/%s/records", encoded(t, t->live.zone));
}

static enum verdict ask_records(struct task *);

static enum verdict
read_records(struct task *t)
{
	if (status(t) == 404)
		return fail_no_zone(t);
	if (status(t) != 200 || !list_records(t, reply_json(t), &shape,
	    owner_of(t, t->name, &shape)))
		return fail_reply(t);
	return has_next_page(t) ? ask_records(t) : LISTED;
}

/* Of the whole zone, since those of a name are 404 when there are none, which
 * a zone that is not there is too. */
static enum verdict
ask_records(struct task *t)
{
	get(t, next_page(t, records(t)));
	return ask_as_user(t, read_records);
}

static enum verdict ask_zones(struct task *);

static enum verdict
read_zones(struct task *t)
{
	if (status(t) != 200)
		return fail_as(t, FAULT_AUTH);
	if (!list_zones(t, reply_json(t), &shape))
		return fail_http(t, NULL);
	if (has_next_page(t))
		return ask_zones(t);
	t->page = 0;
	return t->live.zone == NULL ? fail_no_zone(t) : ask_records(t);
}

static enum verdict
ask_zones(struct task *t)
{
	get(t, next_page(t, "/domains"));
	return ask_as_user(t, read_zones);
}

static enum verdict
describe(struct task *t)
{
	if (setting(t, "zone") == NULL)
		return ask_zones(t);
	found_zone(t, setting(t, "zone"), setting(t, "zone"));
	return ask_records(t);
}

/* It is not shown again, only said to be made. */
static enum verdict
read_saved(struct task *t)
{
	return status(t) / 100 == 2 && text_at(t, "message") != NULL ?
	    CHANGED : fail_reply(t);
}

static enum verdict
update(struct task *t)
{
	const struct change *change = t->changes;
	const char *name = change->n_replaces > 0 ? change->replaces[0]->id :
	    owner_of(t, change->name, &shape);

	send_json(t, "PUT", url(t, text(t, "%s/%s/%s", records(t),
	    encoded(t, name), family_type(change->address.family)), NULL),
	    json_pack("{s:[s], s:I}", "rrset_values",
	    change_address(t, change), "rrset_ttl",
	    (json_int_t)change->ttl));
	return ask_as_user(t, read_saved);
}

const struct provider provider_gandi = {
	.id = "gandi", .title = "Gandi LiveDNS", .aliases = "gandi.net",
	.kind = KIND_API,
	.docs = "https://api.gandi.net/docs/livedns/",
	.endpoint = "https://api.gandi.net/v5/livedns",
	.permission = RIGHTS,
	.about = "Make a personal access token for the one domain, and note "
	    "when it expires: after a year at the latest. An API key, which "
	    "Gandi gives out no more, is api-key and no token.",
	.keys = (const struct key[]){
		{ "token", { "GANDI_PERSONAL_ACCESS_TOKEN",
		    "GANDIV5_PERSONAL_ACCESS_TOKEN", "GANDI_LIVEDNS_TOKEN" },
		  .secret = true, .set = 1,
		  .help = "a personal access token" },
		{ "api-key", { "GANDI_KEY", "GANDIV5_API_KEY",
		    "GANDI_LIVEDNS_KEY" }, .secret = true, .set = 2,
		  .help = "an old API key; a token is better" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "gandi.net", NULL },
	.ttl = { .min = 300, .max = 2592000, .normal = 300 },
	.reach = REACH_RECORD, .describe = describe, .update = update,
};
