/*
 * desec - deSEC (API v1). One bulk PUT replaces any number of RRsets of a zone,
 * all or none.
 *
 * A zone has its own lowest TTL, 3600 s for most. That is all an update needs
 * to know of it beside its name, so it stands for the zone's id here.
 */

#include "../provider.h"

static const struct shape shape = {
	.name = "name", .type = "type", .values = "records", .ttl = "ttl",
	.zone = "name", .zone_id = "minimum_ttl",
};

static const struct meaning meanings[] = {
	{ "RRset with conflicting*", FAULT_REFUSED, "another record stands in "
	  "the way, such as a CNAME; remove it" },
	{ "Ensure this value is greater*", FAULT_REFUSED, "the TTL is too "
	  "short for the zone; give a longer --ttl" },
	{ .code = NULL }
};

/* Errors are {"detail": ...}, or for each RRset its members with what is wrong
 * about them: the first text there is. */
static const char *
first_text(json_t *json)
{
	const char *key, *found = json_string_value(json);
	json_t *member;
	size_t i;

	json_object_foreach(json, key, member)
		if (found == NULL)
			found = first_text(member);
	json_array_foreach(json, i, member)
		if (found == NULL)
			found = first_text(member);
	return found;
}

static enum verdict
fail_reply(struct task *t)
{
	const char *said = status(t) < 400 ? NULL : first_text(reply_json(t));

	return status(t) == 400 ? fail_code(t, meanings, said, NULL) :
	    fail_http(t, said);
}

static enum verdict
ask_as_user(struct task *t, step_fn *then)
{
	header(t, "Authorization", text(t, "Token %s", setting(t, "token")));
	return ask(t, then);
}

static long
lowest_ttl(struct task *t)
{
	long ttl;

	return number_parse(t->live.zone_id, 1, INT32_MAX, &ttl) ? ttl : 1;
}

static const char *
rrsets(struct task *t)
{
	return text(t, "/domains/%s/rrsets/", encoded(t, t->live.zone));
}

static enum verdict
read_sets(struct task *t)
{
	return status(t) == 200 && list_records(t, reply_json(t), &shape,
	    t->name) ? LISTED : fail_reply(t);
}

/* Those of the name alone, since a list of more than 500 comes in pages. */
static enum verdict
ask_sets(struct task *t)
{
	get(t, url(t, rrsets(t), "subname", relative(t, t->name, ""), NULL));
	return ask_as_user(t, read_sets);
}

static enum verdict
read_zones(struct task *t)
{
	long ttl = settings_number(t->settings, "ttl", -1), lowest;

	if (status(t) != 200 || !list_zones(t, reply_json(t), &shape))
		return fail_reply(t);
	if (t->live.zone_id == NULL)
		return fail_no_zone(t);
	lowest = lowest_ttl(t);
	if (ttl >= 0 && ttl < lowest)
		return fail(t, FAULT_REFUSED, "the zone %s takes no TTL below "
		    "%ld s; give --ttl %ld, or none", t->live.zone, lowest,
		    lowest);
	return ask_sets(t);
}

/* For several names one list of all zones, rather than a question for each. */
static enum verdict
describe(struct task *t)
{
	first_suffix(t);
	get(t, url(t, "/domains/", "owns_qname", t->alone ||
	    setting(t, "zone") != NULL ? t->suffix : NULL, NULL));
	return ask_as_user(t, read_zones);
}

static bool
is_saved(struct task *t, const struct change *change)
{
	const char *type = family_type(change->address.family);
	const char *subname = relative(t, change->name, "");
	json_t *set, *records;
	size_t i;

	json_array_foreach(reply_json(t), i, set) {
		records = json_object_get(set, "records");
		if (same_string(json_text(set, "subname"), subname) &&
		    same_string(json_text(set, "type"), type) &&
		    json_number(set, "ttl", -1) == change->ttl &&
		    json_array_size(records) == 1)
			return is_address(json_string_value(json_array_get(
			    records, 0)), &change->address);
	}
	return false;
}

static enum verdict
read_saved(struct task *t)
{
	struct change *change = t->changes;
	bool all = true;

	if (status(t) != 200 || !json_is_array(reply_json(t)))
		return fail_reply(t);
	for (; change < t->changes + t->n_changes; change++) {
		change->done = is_saved(t, change);
		all = all && change->done;
	}
	return all ? CHANGED : fail_not_saved(t);
}

static enum verdict
update(struct task *t)
{
	struct change *change = t->changes;
	json_t *sets = json_array();

	for (; change < t->changes + t->n_changes; change++) {
		if (change->ttl < lowest_ttl(t))
			change->ttl = lowest_ttl(t);
		json_array_append_new(sets, json_pack(
		    "{s:s, s:s, s:I, s:[s]}",
		    "subname", relative(t, change->name, ""),
		    "type", family_type(change->address.family),
		    "ttl", (json_int_t)change->ttl,
		    "records", change_address(t, change)));
	}
	send_json(t, "PUT", url(t, rrsets(t), NULL), sets);
	return ask_as_user(t, read_saved);
}

const struct provider provider_desec = {
	.id = "desec", .title = "deSEC", .aliases = "desec.io",
	.docs = "https://desec.readthedocs.io/en/latest/dns/rrsets.html",
	.endpoint = "https://desec.io/api/v1",
	.permission = "a token that may write the A and AAAA RRsets of the "
	    "names",
	.about = "A token can be confined to single RRsets by its policies. "
	    "Confine it to no subnet: that would lock the line out when its "
	    "address changes. Each zone has a lowest TTL of its own, which new "
	    "records get when it is above 60 s.",
	.keys = (const struct key[]){
		{ "token", { "DESEC_TOKEN", "DEDYN_TOKEN" }, .secret = true,
		  .set = 1, .help = "an API token" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "desec.io", "desec.org", NULL },
	.ttl = { .min = 60, .max = 86400, .normal = 60 }, .reach = REACH_ZONE,
	.describe = describe, .update = update,
};
