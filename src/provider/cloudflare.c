/*
 * cloudflare - Cloudflare DNS (API v4).
 *
 * PATCH changes only what is sent, so the proxied flag, comment and tags of a
 * record survive; several changes of a zone go through the batch endpoint, all
 * or none. The name in a filter is an exact match, and results are A-labels.
 */

#include "../provider.h"

#include <string.h>
#include <strings.h>

#include "../name.h"

enum { BATCH = 200 };	/* operations, the limit of the free plan */

static const struct {
	long code;
	enum fault fault;
	const char *means;
} errors[] = {
	{ 1000, FAULT_AUTH, "the token is not valid; make a new one" },
	{ 1001, FAULT_MISSING, "there is no such zone; check zone-id" },
	{ 6003, FAULT_AUTH, "the token is malformed; does it hold a blank, a "
	  "quote or a line end?" },
	{ 7003, FAULT_MISSING, "there is no such zone; check zone-id" },
	{ 9103, FAULT_AUTH, "the email or the api-key is not known" },
	{ 9106, FAULT_AUTH, "the credentials did not arrive" },
	{ 9109, FAULT_AUTH, "the token may not be used for this; give it "
	  "Zone.DNS:Edit on the zone" },
	{ 10000, FAULT_AUTH, "the token may not do this; give it "
	  "Zone.Zone:Read and Zone.DNS:Edit on the zone" },
	{ 81044, FAULT_MOVED, "the record is gone" },
	{ 81053, FAULT_REFUSED, "a CNAME or another record stands in the way; "
	  "remove it" },
	{ 81057, FAULT_MOVED, "the record is there already" },
	{ 81058, FAULT_MOVED, "an identical record is there already" },
	{ 971, FAULT_LIMITED, "too many requests; run less often" },
	{ 10429, FAULT_LIMITED, "too many requests; run less often" },
};

static void
authorize(struct task *t)
{
	const char *token = setting(t, "token");

	if (token != NULL) {
		bearer(t, token);
		return;
	}
	header(t, "X-Auth-Email", setting(t, "email"));
	header(t, "X-Auth-Key", setting(t, "api-key"));
}

static enum verdict
fail_reply(struct task *t)
{
	const json_t *error = json_array_get(json_object_get(reply_json(t),
	    "errors"), 0), *detail;
	const char *message = json_text(error, "message"), *place;
	long code = json_number(error, "code", 0);
	size_t i;

	if (message == NULL)
		return fail_http(t, NULL);
	t->code = text(t, "%ld", code);
	detail = json_array_get(json_object_get(error, "error_chain"), 0);
	if (json_text(detail, "message") != NULL)
		message = text(t, "%s: %s", message,
		    json_text(detail, "message"));
	place = strstr(message, "from location");
	if (place != NULL)
		return fail(t, FAULT_AUTH, "the token's client IP filter shuts "
		    "this line out (%ld: %s); remove the filter", code,
		    message);
	for (i = 0; i < COUNT(errors); i++)
		if (errors[i].code == code && status(t) != 429)
			return fail(t, errors[i].fault, "%s (%ld: %s)",
			    errors[i].means, code, message);
	return fail_http(t, text(t, "%ld: %s", code, message));
}

/* What the envelope holds when it says success; NULL. */
static json_t *
result(struct task *t)
{
	json_t *envelope = reply_json(t);

	return status(t) < 300 &&
	    json_is_true(json_object_get(envelope, "success")) ?
	    json_object_get(envelope, "result") : NULL;
}

static bool
is_last_page(struct task *t)
{
	const json_t *info = json_object_get(reply_json(t), "result_info");

	return t->page >= json_number(info, "total_pages", 1) ||
	    json_array_size(result(t)) == 0;
}

static enum verdict read_records(struct task *);

static enum verdict
ask_records(struct task *t)
{
	get(t, url(t, text(t, "/zones/%s/dns_records",
	    encoded(t, t->live.zone_id)),
	    "name.exact", t->alone ? t->name : NULL,
	    "per_page", t->alone ? "100" : "1000",
	    "page", text(t, "%d", t->page), NULL));
	authorize(t);
	return ask(t, read_records);
}

static bool
is_as_asked(struct task *t, const json_t *record)
{
	const char *proxied = setting(t, "proxied");
	const char *comment = setting(t, "comment");
	const char *present = json_text(record, "comment");

	if (proxied != NULL && (strcmp(proxied, "yes") == 0) !=
	    json_is_true(json_object_get(record, "proxied")))
		return false;
	return comment == NULL ||
	    strcmp(comment, present == NULL ? "" : present) == 0;
}

/* false when the record makes no sense. */
static bool
consider(struct task *t, const json_t *record)
{
	const char *name = json_text(record, "name");
	const char *type = json_text(record, "type");
	const char *content = json_text(record, "content");
	struct record *found;

	if (name == NULL || type == NULL)
		return false;
	if (!name_equal(name, t->name))
		return true;
	if (strcmp(type, "CNAME") == 0)
		found_other(t, text(t, "a CNAME to %s", content));
	if (strcmp(type, "A") != 0 && strcmp(type, "AAAA") != 0)
		return true;
	if (content == NULL || json_text(record, "id") == NULL)
		return false;
	found = found_address(t, type, content, json_number(record, "ttl", -1),
	    json_text(record, "id"));
	if (found != NULL)
		found->outdated = !is_as_asked(t, record);
	return found != NULL;
}

static enum verdict
read_records(struct task *t)
{
	json_t *list = result(t), *record;
	size_t i;

	if (!json_is_array(list))
		return fail_reply(t);
	json_array_foreach(list, i, record)
		if (!consider(t, record))
			return fail_http(t, NULL);
	if (is_last_page(t))
		return LISTED;
	t->page++;
	return ask_records(t);
}

static enum verdict read_zones(struct task *);

/* All zones in one list: the longest that holds the name is ours. */
static enum verdict
ask_zones(struct task *t)
{
	get(t, url(t, "/zones", "name", setting(t, "zone"), "per_page", "50",
	    "page", text(t, "%d", t->page), NULL));
	authorize(t);
	return ask(t, read_zones);
}

static enum verdict
read_zones(struct task *t)
{
	json_t *list = result(t), *zone;
	const char *name, *id;
	size_t i;

	if (!json_is_array(list))
		return fail_reply(t);
	json_array_foreach(list, i, zone) {
		name = json_text(zone, "name");
		id = json_text(zone, "id");
		if (name == NULL || id == NULL)
			return fail_http(t, NULL);
		if (name_within(t->name, name) && (t->live.zone == NULL ||
		    strlen(name) > strlen(t->live.zone) ||
		    (name_equal(name, t->live.zone) && strcasecmp("active",
		    text(t, "%s", json_text(zone, "status"))) == 0)))
			found_zone(t, name, id);
	}
	if (!is_last_page(t)) {
		t->page++;
		return ask_zones(t);
	}
	t->page = 1;
	return t->live.zone == NULL ? fail_no_zone(t) : ask_records(t);
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

/* What is to change of a record, or all there is of a new one. */
static json_t *
wanted(const struct change *change)
{
	const char *proxied = change_setting(change, "proxied");
	const char *comment = change_setting(change, "comment");
	bool is_new = change->n_replaces == 0;
	char room[ADDRESS_ROOM];
	json_t *record = json_pack("{s:s}", "content",
	    address_text(&change->address, room));

	if (is_new) {
		json_object_set_new(record, "type", json_string(
		    family_type(change->address.family)));
		json_object_set_new(record, "name", json_string(change->name));
	}
	if (is_new || change->ttl_given)
		json_object_set_new(record, "ttl", json_integer(change->ttl));
	if (is_new || proxied != NULL)
		json_object_set_new(record, "proxied", json_boolean(
		    proxied != NULL && strcmp(proxied, "yes") == 0));
	if (comment != NULL)
		json_object_set_new(record, "comment", json_string(comment));
	return record;
}

/* The first of the list that is the change's record and holds its address. */
static bool
is_in(const json_t *list, struct change *change)
{
	struct address address;
	const char *content;
	json_t *record;
	size_t i;

	json_array_foreach(list, i, record) {
		content = json_text(record, "content");
		if (content == NULL || !name_equal(change->name,
		    json_text(record, "name")) ||
		    !address_parse(&address, change->address.family, content,
		    strlen(content)) ||
		    !address_equal(&address, &change->address))
			continue;
		change->id = json_text(record, "id");
		return true;
	}
	return false;
}

static enum verdict send_batch(struct task *);

static enum verdict
read_saved(struct task *t)
{
	json_t *saved = result(t), *single;
	struct change *change;

	if (saved == NULL)
		return fail_reply(t);
	single = json_pack("[O]", saved);
	for (; t->first < (size_t)t->page; t->first++) {
		change = &t->changes[t->first];
		change->done = is_in(single, change) ||
		    is_in(json_object_get(saved, "patches"), change) ||
		    is_in(json_object_get(saved, "posts"), change);
		if (!change->done)
			break;
	}
	json_decref(single);
	if (t->first < (size_t)t->page)
		return fail(t, FAULT_PROTOCOL, "the answer says success but "
		    "does not hold the new address of %s",
		    t->changes[t->first].name);
	return t->first == t->n_changes ? CHANGED : send_batch(t);
}

/* One record is patched, the others of the name go, in one transaction. */
static enum verdict
send_batch(struct task *t)
{
	json_t *deletes = json_array(), *patches = json_array();
	json_t *posts = json_array(), *record;
	size_t i, operations = 0;
	const struct change *change;

	for (t->page = (int)t->first; (size_t)t->page < t->n_changes;
	    t->page++) {
		change = &t->changes[t->page];
		operations += change->n_replaces == 0 ? 1 : change->n_replaces;
		if (operations > BATCH && (size_t)t->page > t->first)
			break;
		record = wanted(change);
		for (i = 1; i < change->n_replaces; i++)
			json_array_append_new(deletes, json_pack("{s:s}",
			    "id", change->replaces[i]->id));
		if (change->n_replaces > 0)
			json_object_set_new(record, "id",
			    json_string(change->replaces[0]->id));
		json_array_append_new(change->n_replaces > 0 ? patches : posts,
		    record);
	}
	send_json(t, "POST", url(t, text(t, "/zones/%s/dns_records/batch",
	    encoded(t, t->live.zone_id)), NULL), json_pack(
	    "{s:o, s:o, s:o}", "deletes", deletes, "patches", patches,
	    "posts", posts));
	authorize(t);
	return ask(t, read_saved);
}

static enum verdict
update(struct task *t)
{
	const struct change *change = t->changes;
	const char *path = text(t, "/zones/%s/dns_records",
	    encoded(t, t->live.zone_id));

	if (t->n_changes > 1 || change->n_replaces > 1)
		return send_batch(t);
	t->page = 1;
	if (change->n_replaces == 0)
		send_json(t, "POST", url(t, path, NULL), wanted(change));
	else
		send_json(t, "PATCH", url(t, text(t, "%s/%s", path, encoded(t,
		    change->replaces[0]->id)), NULL), wanted(change));
	authorize(t);
	return ask(t, read_saved);
}

static const struct key keys[] = {
	{ .name = "token", .secret = true, .set = 1,
	  .variables = { "CLOUDFLARE_API_TOKEN", "CF_API_TOKEN",
	      "CF_DNS_API_TOKEN", "CLOUDFLARE_DNS_API_TOKEN", "CF_Token" },
	  .help = "an API token" },
	{ .name = "email", .set = 2,
	  .variables = { "CLOUDFLARE_EMAIL", "CF_API_EMAIL" },
	  .help = "the account's email, with api-key" },
	{ .name = "api-key", .secret = true, .set = 2,
	  .variables = { "CLOUDFLARE_API_KEY", "CF_API_KEY" },
	  .help = "the global API key; a token can do less, so prefer one" },
	{ .name = "zone-id", .variables = { "CLOUDFLARE_ZONE_ID" },
	  .help = "the zone's id; then the token needs no Zone.Zone:Read" },
	{ .name = "proxied", .words = "yes|no",
	  .help = "the orange cloud (as it is; new records no)" },
	{ .name = "comment", .help = "the record's comment (as it is)" },
	{ .name = NULL }
};

static const char *const nameservers[] = { "ns.cloudflare.com", NULL };

const struct provider provider_cloudflare = {
	.id = "cloudflare",
	.title = "Cloudflare",
	.docs = "https://developers.cloudflare.com/api/resources/dns/",
	.endpoint = "https://api.cloudflare.com/client/v4",
	.permission = "Zone.Zone:Read and Zone.DNS:Edit on the zone",
	.about = "Make a token with the template \"Edit zone DNS\", for the "
	    "one zone, without a client IP filter: that would lock the line "
	    "out when its address changes. A TTL of 1 means automatic.",
	.keys = keys,
	.nameservers = nameservers,
	.ttl = { .min = 30, .max = 86400, .normal = 1 },
	.reach = REACH_ZONE,
	.describe = describe,
	.update = update,
};
