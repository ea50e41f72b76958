/*
 * cloudflare - Cloudflare DNS (API v4). A change is a PATCH, so that what it
 * does not send survives; several of a zone go as one batch, all or none.
 */

#include "../provider.h"

static const struct shape shape = {
	.name = "name", .type = "type", .value = "content", .ttl = "ttl",
	.id = "id", .switches = { "proxied" }, .texts = { "comment" },
	.automatic = "proxied", .zone = "name", .zone_id = "id",
	.zone_state = "status", .zone_good = "active",
};

static const struct meaning meanings[] = {
	{ "1000", FAULT_AUTH, "the token is not valid; make a new one" },
	{ "6003", FAULT_AUTH, "the token or key is malformed; has it a blank "
	  "in it?" },
	{ "7003", FAULT_MISSING, "there is no such zone; check zone-id" },
	{ "9103", FAULT_AUTH, "no such user or key; check email and api-key" },
	{ "9109: Invalid*", FAULT_AUTH, "the token is not valid; check it" },
	{ "9109: Cannot use*", FAULT_AUTH, "the token's client IP filter bars "
	  "this line; take the filter away" },
	{ "9109|10000", FAULT_FORBIDDEN, "the token may not do this; give it "
	  "Zone.Zone:Read and Zone.DNS:Edit on the zone" },
	{ "81044", FAULT_MOVED, "the record is gone" },
	{ "81053", FAULT_REFUSED, "a CNAME stands in the way; remove it" },
	{ "8105*", FAULT_MOVED, "the record is there already" },
	{ .code = NULL }
};

static enum verdict
fail_reply(struct task *t)
{
	const char *message = said_at(t, "errors.0.message",
	    "errors.0.error_chain.0.message");

	return fail_code(t, meanings, message == NULL ? NULL : text(t, "%ld",
	    number_at(t, "errors.0.code", 0)), message);
}

static enum verdict
ask_as_user(struct task *t, step_fn *then)
{
	if (setting(t, "token") != NULL)
		bearer(t, setting(t, "token"));
	else {
		header(t, "X-Auth-Email", setting(t, "email"));
		header(t, "X-Auth-Key", setting(t, "api-key"));
	}
	return ask(t, then);
}

static bool
succeeded(struct task *t)
{
	return status(t) < 300 && json_is_true(at(t, "success")) &&
	    has_count(t, "result_info.total_pages");
}

static bool
has_next_page(struct task *t)
{
	return at(t, "result.0") != NULL &&
	    t->page++ < number_at(t, "result_info.total_pages", 1);
}

static const char *
records(struct task *t, const char *id)
{
	return path_to(t, text(t, "/zones/%s/dns_records",
	    encoded(t, t->live.zone_id)), id);
}

static enum verdict ask_records(struct task *);

static enum verdict
read_records(struct task *t)
{
	if (!succeeded(t) || !list_records(t, at(t, "result"), &shape,
	    t->name))
		return fail_reply(t);
	return has_next_page(t) ? ask_records(t) : LISTED;
}

static enum verdict
ask_records(struct task *t)
{
	get(t, url(t, records(t, NULL), "name.exact", t->alone ? t->name : NULL,
	    "per_page", "100", "page", text(t, "%d", t->page), NULL));
	return ask_as_user(t, read_records);
}

static enum verdict ask_zones(struct task *);

static enum verdict
read_zones(struct task *t)
{
	if (!succeeded(t) || !list_zones(t, at(t, "result"), &shape))
		return fail_reply(t);
	if (has_next_page(t))
		return ask_zones(t);
	t->page = 1;
	return t->live.zone_id == NULL ? fail_no_zone(t) : ask_records(t);
}

/* One list for all names, rather than a question for each of its suffixes. */
static enum verdict
ask_zones(struct task *t)
{
	get(t, url(t, "/zones", "name", setting(t, "zone"), "per_page", "50",
	    "page", text(t, "%d", t->page), NULL));
	return ask_as_user(t, read_zones);
}

static enum verdict
describe(struct task *t)
{
	t->page = 1;
	if (setting(t, "zone-id") == NULL)
		return ask_zones(t);
	found_zone(t, setting(t, "zone"), setting(t, "zone-id"));
	return ask_records(t);
}

static enum verdict
read_saved(struct task *t)
{
	json_object_del(at(t, "result"), "deletes");	/* proves no write */
	return succeeded(t) ? check_saved(t, at(t, "result"), &shape) :
	    fail_reply(t);
}

static enum verdict
send_batch(struct task *t)
{
	json_t *deletes = json_array(), *patches = json_array();
	json_t *posts = json_array(), *record;
	const struct change *change = t->changes;
	size_t i;

	for (; change < t->changes + t->n_changes; change++) {
		record = record_json(t, change, &shape);
		json_array_append_new(change->n_replaces > 0 ? patches : posts,
		    record);
		if (change->n_replaces > 0)
			json_object_set_new(record, "id",
			    json_string(kept_id(change)));
		for (i = 1; i < change->n_replaces; i++)
			json_array_append_new(deletes, json_pack("{s:s}",
			    "id", change->replaces[i]->id));
	}
	send_json(t, "POST", url(t, records(t, "batch"), NULL), json_pack(
	    "{s:o, s:o, s:o}", "deletes", deletes, "patches", patches,
	    "posts", posts));
	return ask_as_user(t, read_saved);
}

static enum verdict
update(struct task *t)
{
	const struct change *change = t->changes;
	const char *id = kept_id(change);

	if (t->n_changes > 1 || change->n_replaces > 1)
		return send_batch(t);
	send_json(t, id != NULL ? "PATCH" : "POST", url(t, records(t, id),
	    NULL), record_json(t, change, &shape));
	return ask_as_user(t, read_saved);
}

const struct provider provider_cloudflare = {
	.id = "cloudflare", .title = "Cloudflare",
	.aliases = "cloudflare.com|cloudflare.com-v4",
	.docs = "https://developers.cloudflare.com/api/resources/dns/",
	.endpoint = "https://api.cloudflare.com/client/v4",
	.permission = "Zone.Zone:Read and Zone.DNS:Edit on the zone",
	.about = "Make a token with the template \"Edit zone DNS\", for the "
	    "one zone, without a client IP filter: that would lock the line "
	    "out when its address changes. A TTL of 1 means automatic.",
	.keys = (const struct key[]){
		{ "token", { "CLOUDFLARE_API_TOKEN", "CF_API_TOKEN",
		    "CF_DNS_API_TOKEN", "CLOUDFLARE_DNS_API_TOKEN",
		    "CF_Token" }, .secret = true, .set = 1, .help = "a token" },
		{ "email", { "CLOUDFLARE_EMAIL", "CF_API_EMAIL" }, .set = 2,
		  .help = "the account's email, with api-key" },
		{ "api-key", { "CLOUDFLARE_API_KEY", "CF_API_KEY" },
		  .secret = true, .set = 2,
		  .help = "the global API key; a token is better" },
		{ "zone-id", { "CLOUDFLARE_ZONE_ID" },
		  .help = "the zone's id; spares Zone.Zone:Read" },
		{ .name = "proxied", .words = "yes|no",
		  .help = "the orange cloud (as it is; new records no)" },
		{ .name = "comment", .help = "the comment (as it is)" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "ns.cloudflare.com", NULL },
	.ttl = { .min = 30, .max = 86400, .normal = 1 }, .reach = REACH_ZONE,
	.most = 100, .describe = describe, .update = update,
};
