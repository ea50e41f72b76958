/*
 * spaceship - Spaceship (API v1).
 *
 * Records have no ids: type, name and address are what they are known by. What
 * is put is added, or gets another TTL where it is there; so the old addresses
 * go in a second request, after the new ones stand. Both take any number of
 * records of a zone. Records of the vendor's own features are not for us.
 */

#include "../provider.h"

static const struct shape shape = {
	.name = "name", .type = "type", .value = "address", .ttl = "ttl",
	.apex = "@", .others = "ALIAS",
};

/* A CNAME has another member for its value. */
static const struct shape cname = {
	.name = "name", .type = "type", .value = "cname",
};

static enum verdict
fail_reply(struct task *t)
{
	const char *said = status(t) < 400 ? NULL : said_at(t, "detail",
	    "data.0.details");

	return said != NULL && (status(t) == 400 || status(t) == 422) ?
	    fail_not_taken(t, said) : fail_http(t, said);
}

static enum verdict
ask_as_user(struct task *t, step_fn *then)
{
	header(t, "X-API-Key", setting(t, "api-key"));
	header(t, "X-API-Secret", setting(t, "api-secret"));
	return ask(t, then);
}

static const char *
records(struct task *t, const char *zone)
{
	return path_to(t, "/dns/records", zone);
}

static enum verdict read_records(struct task *);

static enum verdict
ask_records(struct task *t)
{
	get(t, url(t, records(t, t->suffix), "take", "500", "skip",
	    text(t, "%d", t->page), "orderBy", "type", NULL));
	return ask_as_user(t, read_records);
}

static enum verdict
describe(struct task *t)
{
	return try_first_suffix(t, ask_records);
}

/* false when the record makes no sense. */
static bool
consider(struct task *t, const json_t *record)
{
	const char *group = json_text(json_object_get(record, "group"),
	    "type");
	bool is_cname = same_string(json_text(record, "type"), "CNAME");
	struct record *found;

	if (!list_record(t, record, is_cname ? &cname : &shape,
	    owner_of(t, t->name, &shape), &found))
		return false;
	if (found != NULL && group != NULL && strcmp(group, "custom") != 0)
		found->frozen = "it belongs to a feature of Spaceship, such as "
		    "a redirect; switch that off there";
	return true;
}

/* What is no zone of the account may be unknown, not allowed, or no name. */
static enum verdict
read_records(struct task *t)
{
	json_t *list = at(t, "items");
	long total = number_at(t, "total", -1);

	if (status(t) == 404)
		return try_next_suffix(t, ask_records);
	if ((status(t) == 403 || status(t) == 422) && next_suffix(t) != NULL)
		return ask_records(t);
	found_zone(t, t->suffix, NULL);
	if (status(t) != 200 || total < 0 || !list_each(t, list, consider))
		return fail_reply(t);
	t->page += (int)json_array_size(list);	/* records, not pages */
	return json_array_size(list) == 0 || t->page >= total ? LISTED :
	    ask_records(t);
}

/* The addresses that are to go. */
static json_t *
old_records(struct task *t)
{
	json_t *list = json_array();
	const struct change *change;
	const struct record *record;
	size_t i;

	for (change = t->changes; change < t->changes + t->n_changes; change++)
		for (i = 0; i < change->n_replaces; i++) {
			record = change->replaces[i];
			if (address_equal(&record->address, &change->address))
				continue;
			json_array_append_new(list, json_pack(
			    "{s:s, s:s, s:s}",
			    "type", family_type(record->address.family),
			    "name", owner_of(t, change->name, &shape),
			    "address", json_text(record->whole, "address")));
		}
	return list;
}

static enum verdict read_removed(struct task *);

/* All of them at once, or only the one that t->first counts. */
static enum verdict
remove_old(struct task *t)
{
	json_t *all = old_records(t), *part = all;

	if (t->first > 0) {
		part = json_pack("[O*]", json_array_get(all, t->first - 1));
		json_decref(all);
	}
	if (json_array_size(part) == 0) {
		json_decref(part);
		return CHANGED;
	}
	send_json(t, "DELETE", url(t, records(t, t->live.zone), NULL), part);
	return ask_as_user(t, read_removed);
}

/* If one of them is gone already, which is a 404, each is to go alone. */
static enum verdict
read_removed(struct task *t)
{
	if (status(t) != 204 && status(t) != 404)
		return fail_old_stands(t, fail_reply);
	if (status(t) == 204 && t->first == 0)
		return CHANGED;
	t->first++;
	return remove_old(t);
}

static enum verdict
read_saved(struct task *t)
{
	return status(t) == 204 ? remove_old(t) : fail_reply(t);
}

static enum verdict
update(struct task *t)
{
	json_t *items = json_array();
	const struct change *change = t->changes;

	for (; change < t->changes + t->n_changes; change++)
		json_array_append_new(items, json_pack(
		    "{s:s, s:s, s:s, s:I}",
		    "type", family_type(change->address.family),
		    "name", owner_of(t, change->name, &shape),
		    "address", change_address(t, change),
		    "ttl", (json_int_t)change->ttl));
	send_json(t, "PUT", url(t, records(t, t->live.zone), NULL),
	    json_pack("{s:b, s:o}", "force", 1, "items", items));
	return ask_as_user(t, read_saved);
}

const struct provider provider_spaceship = {
	.id = "spaceship", .title = "Spaceship",
	.aliases = "spaceship.com|spaceship.dev", .kind = KIND_API,
	.docs = "https://docs.spaceship.dev/",
	.endpoint = "https://spaceship.dev/api/v1",
	.permission = "dnsrecords:read and dnsrecords:write",
	.about = "Make the API key with no more than the permissions above; "
	    "--check does with dnsrecords:read. An old address is removed "
	    "after the new one stands; should that fail, both stand, and "
	    "--replace mends it.",
	.keys = (const struct key[]){
		{ "api-key", { "SPACESHIP_API_KEY" }, .secret = true, .set = 1,
		  .help = "the API key" },
		{ "api-secret", { "SPACESHIP_API_SECRET" }, .secret = true,
		  .set = 1, .help = "its secret" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "spaceship.net", NULL },
	.ttl = { .min = 60, .max = 3600, .normal = 300 },
	.reach = REACH_ZONE, .most = 100, .describe = describe,
	.update = update,
};
