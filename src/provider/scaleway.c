/*
 * scaleway - Scaleway Domains and DNS (v2beta1).
 *
 * One PATCH sets any number of RRsets of a zone, all or none; it would also
 * make the zone, if it were not told otherwise. A set takes the place of all
 * that was there, so that the comment goes back with the new address. The
 * records of the name are asked for in the zone that is tried, and a zone that
 * is not there is a 403.
 */

#include "../provider.h"

static const struct shape shape = {
	.name = "name", .type = "type", .value = "data", .ttl = "ttl",
	.id = "id", .apex = "", .others = "ALIAS",
};

static const struct meaning meanings[] = {
	{ "denied_authentication", FAULT_AUTH, "the secret key was refused; "
	  "check it" },
	{ "permissions_denied", FAULT_FORBIDDEN, "permission refused; give "
	  "the key's owner DomainsDNSFullAccess on the project" },
	{ "invalid_arguments|invalid_request_error|precondition_failed",
	  FAULT_REFUSED, "it is not accepted; does another record stand in "
	  "the way, such as a CNAME?" },
	{ "quotas_exceeded", FAULT_REFUSED, "the account allows no more such "
	  "records; remove one" },
	{ "resource_expired", FAULT_REFUSED, "the zone has expired; see the "
	  "console" },
	{ "transient_state|locked", FAULT_LATER, "the zone is busy or locked; "
	  "the next run may do" },
	{ "not_found|unknown_resource", FAULT_MISSING, "there is no such zone; "
	  "check --zone" },
	{ .code = NULL }
};

static enum verdict
fail_reply(struct task *t)
{
	return status(t) < 400 ? fail_http(t, NULL) :
	    fail_code(t, meanings, text_at(t, "type"),
	    said_at(t, "message", "details.0.help_message"));
}

static enum verdict
ask_as_user(struct task *t, step_fn *then)
{
	header(t, "X-Auth-Token", setting(t, "secret-key"));
	return ask(t, then);
}

static const char *
records(struct task *t, const char *zone)
{
	return text(t, "/dns-zones/%s/records", encoded(t, zone));
}

static enum verdict read_records(struct task *);

/* The apex cannot be asked for alone: its name is empty. */
static enum verdict
ask_records(struct task *t)
{
	const char *name = relative_to(t, t->name, t->suffix);

	get(t, url(t, records(t, t->suffix), "name", t->alone &&
	    name[0] != '\0' ? name : NULL, "page", text(t, "%d", t->page),
	    "page_size", "1000", NULL));
	return ask_as_user(t, read_records);
}

static enum verdict
describe(struct task *t)
{
	t->page = 1;
	return try_first_suffix(t, ask_records);
}

/* "domain not found", "subdomain not found" */
static bool
is_no_zone(struct task *t)
{
	const char *said = text_at(t, "message");

	return t->live.zone == NULL && (status(t) == 403 ||
	    status(t) == 404) && said != NULL &&
	    strstr(said, "not found") != NULL;
}

/* Its answers depend on who asks, or on what is alive. */
static void
freeze_dynamic(struct task *t)
{
	static const char *const members[] = { "geo_ip_config",
	    "http_service_config", "weighted_config", "view_config" };
	struct record *record = t->live.records;
	size_t i;

	for (; record < t->live.records + t->live.n; record++)
		for (i = 0; record->is_address && i < COUNT(members); i++)
			if (json_is_object(json_object_get(record->whole,
			    members[i])))
				record->frozen = "it is a dynamic one; change "
				    "it in the console";
}

static enum verdict
read_records(struct task *t)
{
	json_t *list = at(t, "records");
	long total = number_at(t, "total_count", -1);

	if (is_no_zone(t))
		return try_next_suffix(t, ask_records);
	found_zone(t, t->suffix, NULL);
	if (status(t) != 200 || total < 0 || !list_records(t, list, &shape,
	    owner_of(t, t->name, &shape)))
		return fail_reply(t);
	t->first += json_array_size(list);
	t->page++;
	if (json_array_size(list) > 0 && (long)t->first < total)
		return ask_records(t);
	freeze_dynamic(t);
	return LISTED;
}

static enum verdict
read_saved(struct task *t)
{
	return status(t) == 200 ? check_saved(t, at(t, "records"), &shape) :
	    fail_reply(t);
}

static enum verdict
update(struct task *t)
{
	json_t *changes = json_array(), *record;
	const struct change *change = t->changes;
	const char *name, *type;

	for (; change < t->changes + t->n_changes; change++) {
		name = owner_of(t, change->name, &shape);
		type = family_type(change->address.family);
		record = json_pack("{s:s, s:s, s:s, s:I, s:i}", "name", name,
		    "type", type, "data", change_address(t, change),
		    "ttl", (json_int_t)change->ttl, "priority", 0);
		if (change->n_replaces > 0)
			json_object_set(record, "comment", json_object_get(
			    change->replaces[0]->whole, "comment"));
		json_array_append_new(changes, json_pack(
		    "{s:{s:{s:s, s:s}, s:[o]}}", "set", "id_fields",
		    "name", name, "type", type, "records", record));
	}
	send_json(t, "PATCH", url(t, records(t, t->live.zone), NULL),
	    json_pack("{s:b, s:b, s:o}", "return_all_records", 0,
	    "disallow_new_zone_creation", 1, "changes", changes));
	return ask_as_user(t, read_saved);
}

const struct provider provider_scaleway = {
	.id = "scaleway", .title = "Scaleway", .aliases = "scaleway.com",
	.kind = KIND_API,
	.docs = "https://www.scaleway.com/en/developers/api/domains-and-dns/",
	.endpoint = "https://api.scaleway.com/domain/v2beta1",
	.permission = "DomainsDNSFullAccess on the project of the zone",
	.about = "Make an API key for an IAM application whose policy has no "
	    "more than the permission above; --check does with "
	    "DomainsDNSReadOnly. Dynamic records, whose answers depend on who "
	    "asks or on what is alive, are left alone.",
	.keys = (const struct key[]){
		{ "secret-key", { "SCW_SECRET_KEY", "SCALEWAY_API_TOKEN" },
		  .secret = true, .set = 1,
		  .help = "the secret key of an API key" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "dom.scw.cloud", NULL },
	.ttl = { .min = 60, .max = 2147483647, .normal = 300 },
	.reach = REACH_ZONE, .describe = describe, .update = update,
};
