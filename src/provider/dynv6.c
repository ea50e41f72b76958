/*
 * dynv6 - dynv6 (REST API v2).
 *
 * The addresses of a zone's own name are members of the zone, and no records;
 * such a one has as its id the member that holds it, with the length of the
 * prefix that stands there ("ipv6prefix/64"), since other records are made
 * from that. A record may be empty, or a MAC address: then it follows the zone.
 * There is no TTL.
 */

#include "../provider.h"

/* Written as it is, or as it comes to be. */
static const struct shape plain = {
	.name = "name", .type = "type", .value = "data", .id = "id",
	.zone = "name", .zone_id = "id",
};
static const struct shape expanded = {
	.name = "name", .type = "type", .value = "expandedData", .id = "id",
};

static const char *const members[] = {
	[IPV4] = "ipv4address", [IPV6] = "ipv6prefix",
};

static enum verdict
fail_reply(struct task *t)
{
	const char *said = said_at(t, "error.message",
	    "error.fields.0.message");

	return status(t) != 422 ? fail_http(t, said) :
	    fail_not_taken(t, said != NULL ? said : "HTTP 422");
}

static enum verdict
ask_as_user(struct task *t, step_fn *then)
{
	bearer(t, setting(t, "token"));
	header(t, "Accept", "application/json");
	return ask(t, then);
}

static const char *
records(struct task *t, const char *id)
{
	return path_to(t, text(t, "/zones/%s/records",
	    encoded(t, t->live.zone_id)), id);
}

/* false when the record makes no sense. */
static bool
consider(struct task *t, const json_t *record)
{
	const char *data = json_text(record, "data");
	const char *comes_to = json_text(record, "expandedData");
	const char *owner = relative(t, t->name, "");
	struct record *found;

	if (data == NULL)
		return false;
	if (data[0] == '\0' && comes_to == NULL)
		return true;		/* it follows a zone that has none */
	if (!list_record(t, record, comes_to == NULL ? &plain : &expanded,
	    owner, &found))
		return false;
	if (found != NULL && !is_address(data, &found->address))
		found->frozen = "it follows the zone's address; keep the "
		    "zone's name instead, or give the record one of its own";
	return true;
}

static enum verdict
read_records(struct task *t)
{
	return status(t) == 200 && list_each(t, reply_json(t), consider) ?
	    LISTED : fail_reply(t);
}

/* false when the zone's address makes no sense. */
static bool
list_own(struct task *t, const json_t *zone, enum family family)
{
	const json_t *member = json_object_get(zone, members[family]);
	const char *value = json_string_value(member), *slash;

	if (member == NULL || json_is_null(member) || same_string(value, ""))
		return true;
	if (value == NULL)
		return false;
	slash = value + strcspn(value, "/");
	return found_address(t, family_type(family),
	    text(t, "%.*s", (int)(slash - value), value), -1,
	    text(t, "%s%s", members[family], slash)) != NULL;
}

static enum verdict
take_zone(struct task *t, const json_t *zone)
{
	found_zone(t, json_text(zone, "name"), json_word(t, zone, "id"));
	if (is_ours(t, t->live.zone))
		return list_own(t, zone, IPV4) && list_own(t, zone, IPV6) ?
		    LISTED : fail_http(t, NULL);
	get(t, url(t, records(t, NULL), NULL));
	return ask_as_user(t, read_records);
}

static enum verdict
read_zones(struct task *t)
{
	json_t *list = reply_json(t), *zone;
	size_t i;

	if (status(t) != 200 || !list_zones(t, list, &plain))
		return fail_reply(t);
	json_array_foreach(list, i, zone)
		if (same_string(json_word(t, zone, "id"), t->live.zone_id))
			return take_zone(t, zone);
	return fail_no_zone(t);
}

static enum verdict
read_zone(struct task *t)
{
	json_t *zone = reply_json(t);

	if (status(t) == 404)
		return fail_no_zone(t);
	if (status(t) != 200 || json_word(t, zone, "id") == NULL ||
	    !same_string(json_text(zone, "name"), setting(t, "zone")))
		return fail_reply(t);
	return take_zone(t, zone);
}

static enum verdict
describe(struct task *t)
{
	const char *zone = setting(t, "zone");

	if (zone == NULL) {
		get(t, url(t, "/zones", NULL));
		return ask_as_user(t, read_zones);
	}
	get(t, url(t, path_to(t, "/zones/by-name", zone), NULL));
	return ask_as_user(t, read_zone);
}

/* The answer need not show the zone. */
static enum verdict
read_own(struct task *t)
{
	const struct change *change = t->changes;
	const char *now = text_at(t, members[change->address.family]);

	if (status(t) >= 300 || (now == NULL && reply_size(t) > 0))
		return fail_reply(t);
	if (now != NULL && !is_address(text(t, "%.*s",
	    (int)strcspn(now, "/"), now), &change->address))
		return fail(t, FAULT_PROTOCOL, "it says success, but the zone "
		    "has another address; see it there");
	return CHANGED;
}

static enum verdict
write_own(struct task *t)
{
	const struct change *change = t->changes;
	const char *member = members[change->address.family];
	const char *id = change->n_replaces == 0 ? member :
	    change->replaces[0]->id;

	send_json(t, "PATCH", url(t, path_to(t, "/zones", t->live.zone_id),
	    NULL), json_pack("{s:s}", member, text(t, "%s%s",
	    change_address(t, change), id + strlen(member))));
	return ask_as_user(t, read_own);
}

static enum verdict read_removed(struct task *);

static enum verdict
remove_record(struct task *t, const struct record *record)
{
	send_empty(t, "DELETE", url(t, records(t, record->id), NULL));
	return ask_as_user(t, read_removed);
}

static enum verdict
read_removed(struct task *t)
{
	return status(t) == 204 || status(t) == 404 ?
	    remove_others(t, remove_record) : fail_reply(t);
}

static enum verdict
read_saved(struct task *t)
{
	struct change *change = t->changes;
	const char *id = word_at(t, "id");

	if (status(t) == 404)
		return fail(t, FAULT_MOVED, "the record is gone");
	if (status(t) >= 300 || id == NULL)
		return fail_reply(t);
	if (is_another(change, id) ||
	    !is_address(text_at(t, "data"), &change->address))
		return fail_not_saved(t);
	change->id = id;
	return remove_others(t, remove_record);
}

static enum verdict
update(struct task *t)
{
	const struct change *change = t->changes;
	const char *name = relative(t, change->name, "");
	const char *id = kept_id(change);

	if (name[0] == '\0')
		return write_own(t);
	send_json(t, id == NULL ? "POST" : "PATCH", url(t, records(t, id),
	    NULL), json_pack("{s:s*, s:s*, s:s}",
	    "name", id == NULL ? name : NULL, "type", id == NULL ?
	    family_type(change->address.family) : NULL,
	    "data", change_address(t, change)));
	return ask_as_user(t, read_saved);
}

const struct provider provider_dynv6 = {
	.id = "dynv6", .title = "dynv6", .aliases = "dynv6.com|ipv4.dynv6.com",
	.kind = KIND_SERVICE,
	.docs = "https://dynv6.github.io/api-spec/",
	.endpoint = "https://dynv6.com/api/v2",
	.permission = "an HTTP token, of the one zone if possible",
	.about = "Make the HTTP token at dynv6.com/keys. The name may be a "
	    "zone itself, such as home.dynv6.net, or one below it. There is "
	    "no TTL to set.",
	.keys = (const struct key[]){
		{ "token", { "DYNV6_TOKEN" }, .secret = true, .set = 1,
		  .help = "an HTTP token" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "dynv6.com", NULL },
	.reach = REACH_RECORD, .describe = describe, .update = update,
};
