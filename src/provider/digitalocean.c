/*
 * digitalocean - DigitalOcean (API v2).
 *
 * Names are relative to their zone, but whole where a list is filtered by one.
 * Identical records are taken without a word, so one that was overlooked would
 * be made again in each run: lists are read to their last page.
 */

#include "../provider.h"

static const struct shape shape = {
	.name = "name", .type = "type", .value = "data", .ttl = "ttl",
	.id = "id", .apex = "@", .zone = "name", .zone_id = "name",
};

static const struct meaning meanings[] = {
	{ "unauthorized|Unauthorized", FAULT_AUTH, "the token was refused; "
	  "check it, or make a new one" },
	{ "forbidden|Forbidden", FAULT_FORBIDDEN, "the token may not do this; "
	  "give it the scopes domain:read, domain:create and domain:update, "
	  "and domain:delete for --replace" },
	{ "unprocessable_entity", FAULT_REFUSED, "the record is not accepted; "
	  "is a CNAME in the way?" },
	{ .code = NULL }
};

static enum verdict
fail_reply(struct task *t)
{
	bool failed = status(t) >= 400;

	return fail_code(t, meanings, failed ? text_at(t, "id") : NULL,
	    failed ? text_at(t, "message") : NULL);
}

static enum verdict
ask_as_user(struct task *t, step_fn *then)
{
	bearer(t, setting(t, "token"));
	return ask(t, then);
}

static const char *
records(struct task *t, const char *id)
{
	return path_to(t, text(t, "/domains/%s/records",
	    encoded(t, t->live.zone)), id);
}

/* first: the first thing of the list; after an empty page there is none. */
static bool
has_next_page(struct task *t, const char *first)
{
	return at(t, first) != NULL && text_at(t, "links.pages.next") != NULL;
}

static enum verdict ask_records(struct task *);

static enum verdict
read_records(struct task *t)
{
	if (status(t) == 404)
		return fail_no_zone(t);
	if (status(t) != 200 || !list_records(t, at(t, "domain_records"),
	    &shape, owner_of(t, t->name, &shape)))
		return fail_reply(t);
	return has_next_page(t, "domain_records.0") ? ask_records(t) : LISTED;
}

static enum verdict
ask_records(struct task *t)
{
	get(t, url(t, records(t, NULL), "name", t->alone ? t->name : NULL,
	    "per_page", "200", "page", text(t, "%d", ++t->page), NULL));
	return ask_as_user(t, read_records);
}

static enum verdict ask_zones(struct task *);

static enum verdict
read_zones(struct task *t)
{
	if (status(t) != 200 || !list_zones(t, at(t, "domains"), &shape))
		return fail_reply(t);
	if (has_next_page(t, "domains.0"))
		return ask_zones(t);
	t->page = 0;
	return t->live.zone == NULL ? fail_no_zone(t) : ask_records(t);
}

/* One list for all names, rather than a question for each of its suffixes. */
static enum verdict
ask_zones(struct task *t)
{
	get(t, url(t, "/domains", "per_page", "200", "page",
	    text(t, "%d", ++t->page), NULL));
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

static enum verdict read_removed(struct task *);

static enum verdict
remove_record(struct task *t, const struct record *record)
{
	send_empty(t, "DELETE", url(t, records(t, record->id), NULL));
	return ask_as_user(t, read_removed);
}

/* One that is gone already is as it should be. */
static enum verdict
read_removed(struct task *t)
{
	return status(t) == 204 || status(t) == 404 ?
	    remove_others(t, remove_record) : fail_reply(t);
}

static enum verdict
read_saved(struct task *t)
{
	enum verdict verdict;

	if (status(t) == 404 && t->changes->n_replaces > 0)
		return fail(t, FAULT_MOVED, "the record is gone");
	if (status(t) != 200 && status(t) != 201)
		return fail_reply(t);
	if (!json_is_object(at(t, "domain_record")))
		return fail_http(t, NULL);
	verdict = check_saved(t, at(t, "domain_record"), &shape);
	return verdict == CHANGED ? remove_others(t, remove_record) : verdict;
}

/* A PATCH needs the type, though it cannot change it. */
static enum verdict
update(struct task *t)
{
	const struct change *change = t->changes;
	const char *id = kept_id(change);
	json_t *record = record_json(t, change, &shape);

	json_object_set_new(record, "type",
	    json_string(family_type(change->address.family)));
	send_json(t, id == NULL ? "POST" : "PATCH", url(t, records(t, id),
	    NULL), record);
	return ask_as_user(t, read_saved);
}

const struct provider provider_digitalocean = {
	.id = "digitalocean", .title = "DigitalOcean",
	.aliases = "digitalocean.com|digitalocean.com-v2",
	.kind = KIND_API,
	.docs = "https://docs.digitalocean.com/reference/api/",
	.endpoint = "https://api.digitalocean.com/v2",
	.permission = "the scopes domain:read, domain:create and domain:update "
	    "(with --replace domain:delete, too)",
	.about = "Make a personal access token with custom scopes, of domain "
	    "alone: they hold for every domain of the team.",
	.keys = (const struct key[]){
		{ "token", { "DIGITALOCEAN_ACCESS_TOKEN", "DIGITALOCEAN_TOKEN",
		    "DO_AUTH_TOKEN", "DO_API_KEY" }, .secret = true, .set = 1,
		  .help = "a personal access token" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "digitalocean.com", NULL },
	.ttl = { .min = 30, .max = 2147483647, .normal = 300 },
	.reach = REACH_RECORD, .describe = describe, .update = update,
};
