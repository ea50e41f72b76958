/*
 * powerdns - PowerDNS Authoritative Server, by its HTTP API.
 *
 * An RRset is replaced whole, any number of them in one PATCH, which is
 * atomic. Names end with a dot in all that is sent. Servers before 4.7 ignore
 * rrset_name and send the whole zone, so what comes is filtered here.
 */

#include "../provider.h"

static const char *
zones_path(struct task *t, const char *zone)
{
	const char *id = setting(t, "server-id");
	const char *base = t->account->base;
	size_t size = strlen(base);
	bool versioned = size >= 7 && strcmp(base + size - 7, "/api/v1") == 0;

	return text(t, "%s/servers/%s/zones/%s", versioned ? "" : "/api/v1",
	    encoded(t, id != NULL ? id : "localhost"), zone);
}

static void
authorize(struct task *t)
{
	header(t, "X-API-Key", setting(t, "api-key"));
	header(t, "Accept", "application/json");
}

static enum verdict
fail_reply(struct task *t)
{
	return fail_http(t, text_at(t, "error"));
}

static enum verdict read_zone(struct task *);

static enum verdict
ask_zone(struct task *t)
{
	const char *zone = text(t, "%s.", encoded(t, t->suffix));

	get(t, url(t, zones_path(t, zone), "rrset_name",
	    t->alone ? text(t, "%s.", t->name) : NULL, NULL));
	authorize(t);
	return ask(t, read_zone);
}

static enum verdict
describe(struct task *t)
{
	return try_first_suffix(t, ask_zone);
}

/* false when the RRset makes no sense. */
static bool
consider(struct task *t, const json_t *set)
{
	const char *name = json_text(set, "name"), *content;
	const char *type = json_text(set, "type");
	json_t *record;
	size_t i;

	if (name == NULL || type == NULL)
		return false;
	if (!is_ours(t, name))
		return true;
	if (strcmp(type, "CNAME") == 0 || strcmp(type, "ALIAS") == 0 ||
	    strcmp(type, "LUA") == 0)
		found_other(t, text(t, "a record of type %s", type));
	if (strcmp(type, "A") != 0 && strcmp(type, "AAAA") != 0)
		return true;
	if (!json_is_array(json_object_get(set, "records")))
		return false;
	json_array_foreach(json_object_get(set, "records"), i, record) {
		content = json_text(record, "content");
		if (json_is_true(json_object_get(record, "disabled")))
			continue;	/* it is not served */
		if (content == NULL || found_address(t, type, content,
		    json_number(set, "ttl", -1), NULL) == NULL)
			return false;
	}
	return true;
}

static enum verdict
read_zone(struct task *t)
{
	json_t *sets = at(t, "rrsets");
	const char *kind = text_at(t, "kind"), *id = text_at(t, "id");

	if (status(t) == 404)
		return try_next_suffix(t, ask_zone);
	if (status(t) != 200 || !json_is_array(sets) || kind == NULL ||
	    id == NULL)
		return fail_reply(t);
	if (strcmp(kind, "Slave") == 0 || strcmp(kind, "Secondary") == 0 ||
	    strcmp(kind, "Consumer") == 0)
		return fail(t, FAULT_REFUSED, "the zone %s is a secondary "
		    "here; give the primary's --api-url", t->suffix);
	found_zone(t, t->suffix, id);
	return list_each(t, sets, consider) ? LISTED : fail_http(t, NULL);
}

static enum verdict
read_saved(struct task *t)
{
	if (status(t) == 422 && strstr(reply(t), "Conflicts with") != NULL)
		return fail(t, FAULT_REFUSED, "another record stands in the "
		    "way, such as a CNAME; remove it");
	return status(t) == 204 ? CHANGED : fail_reply(t);
}

static enum verdict
update(struct task *t)
{
	json_t *sets = json_array();
	const struct change *change;

	for (change = t->changes; change < t->changes + t->n_changes; change++)
		json_array_append_new(sets, json_pack(
		    "{s:s, s:s, s:s, s:i, s:[{s:s, s:b}]}",
		    "name", text(t, "%s.", change->name),
		    "type", family_type(change->address.family),
		    "changetype", "REPLACE", "ttl", (int)change->ttl,
		    "records", "content", change_address(t, change),
		    "disabled", 0));
	send_json(t, "PATCH", url(t, zones_path(t, encoded(t,
	    t->live.zone_id)), NULL), json_pack("{s:o}", "rrsets", sets));
	authorize(t);
	return ask(t, read_saved);
}

const struct provider provider_powerdns = {
	.id = "powerdns", .title = "PowerDNS Authoritative Server",
	.aliases = "pdns", .kind = KIND_SERVER,
	.docs = "https://doc.powerdns.com/authoritative/http-api/",
	.needs_url = true,
	.permission = "the server's api-key, which may change every zone",
	.about = "The key opens the whole server; rfc2136 with a TSIG key of "
	    "its own can do with less.",
	.keys = (const struct key[]){
		{ "api-key", { "PDNS_API_KEY" }, .secret = true, .set = 1,
		  .help = "the server's api-key" },
		{ "api-url", { "PDNS_API_URL" },
		  .help = "the server's URL, http://host:8081" },
		{ "server-id", { "PDNS_SERVER_NAME" },
		  .help = "the server's id (localhost)" },
		{ .name = NULL } },
	.ttl = { .min = 1, .max = 2147483647, .normal = 300 },
	.reach = REACH_ZONE, .describe = describe, .update = update,
};
