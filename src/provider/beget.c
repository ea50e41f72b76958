/*
 * beget - Beget (API of its control panel).
 *
 * changeRecords takes what it is given in the place of all records of the name,
 * of whatever type. So they are read again just before, and all are sent back
 * as they were read but for the addresses; where a type is among them that it
 * may not take back, nothing is written. Name servers are listed with them, but
 * stay without being sent. The password is in the form and in no URL.
 */

#include "../provider.h"

/* What an address of one's own says for its rank, which means nothing. */
enum { PRIORITY = 10 };

static const struct shape shape = {
	.zone = "fqdn", .zone_id = "fqdn",
};

/* Types that go back as they came. */
static const char *const kept_types[] = { "A", "AAAA", "MX", "TXT", "CAA",
    "SRV" };

static const struct meaning meanings[] = {
	{ "AUTH_ERROR", FAULT_AUTH, "the login was refused; check user and "
	  "API password, and that the API is on in the panel's settings" },
	{ "LIMIT_ERROR", FAULT_LIMITED, "too many requests or records; run "
	  "less often" },
	{ "INVALID_DATA", FAULT_REFUSED, "the records are not accepted; see "
	  "them in the panel" },
	{ "METHOD_FAILED", FAULT_LATER, "the call failed there; the next run "
	  "may do" },
	{ .code = NULL }
};

/* Of the call as a whole, or of what it was to do: one error or a list. */
static const char *
failure(struct task *t, const char *member)
{
	const char *list = text(t, "answer.errors.0.%s", member);
	const char *one = text(t, "answer.%s", member);

	if (text_at(t, list) != NULL)
		return text_at(t, list);
	return text_at(t, one) != NULL ? text_at(t, one) : text_at(t, member);
}

static bool
succeeded(struct task *t)
{
	return status(t) == 200 &&
	    same_string(text_at(t, "status"), "success") &&
	    same_string(text_at(t, "answer.status"), "success");
}

static enum verdict
fail_reply(struct task *t)
{
	return succeeded(t) ? fail_http(t, NULL) : fail_code(t, meanings,
	    failure(t, "error_code"), failure(t, "error_text"));
}

static void
call(struct task *t, const char *what, json_t *input)
{
	send_form(t, url(t, what, NULL), form(t,
	    "login", setting(t, "user"), "passwd", setting(t, "password"),
	    "input_format", "json", "output_format", "json",
	    "input_data", json_written(t, input), NULL));
}

/* Always as it is now, since whatever is missing in it is lost. */
static void
get_data(struct task *t, const char *name)
{
	call(t, "/dns/getData", json_pack("{s:s}", "fqdn", name));
	only_reads(t);
	later(t, 0);
}

/* The records of the name by their types: NULL or an empty list when there are
 * none. false when that makes no sense. */
static bool
take_records(struct task *t, json_t **records)
{
	*records = at(t, "answer.result.records");
	return succeeded(t) && json_is_object(at(t, "answer.result")) &&
	    (*records == NULL || json_is_null(*records) ||
	    json_is_object(*records) || (json_is_array(*records) &&
	    json_array_size(*records) == 0));
}

/* The member that holds the address. */
static const char *
address_key(const json_t *record)
{
	return json_text(record, "address") != NULL ? "address" : "value";
}

/* false when the list of addresses makes no sense. */
static bool
list_addresses(struct task *t, const json_t *records, const char *type)
{
	const json_t *list = json_object_get(records, type), *record;
	const char *value, *ttl;
	long seconds;
	size_t i;

	json_array_foreach(list, i, record) {
		value = json_text(record, address_key(record));
		ttl = json_word(t, record, "ttl");
		if (ttl == NULL || !number_parse(ttl, 0, 2147483647, &seconds))
			seconds = -1;
		if (value == NULL ||
		    found_address(t, type, value, seconds, NULL) == NULL)
			return false;
	}
	return list == NULL || json_is_array(list);
}

/* One that has no records of its own but an alias, or name servers. */
static void
list_others(struct task *t, const json_t *records)
{
	const json_t *alias = json_array_get(json_object_get(records,
	    "CNAME"), 0);
	const char *target = json_text(alias, "cname");

	if (target == NULL)
		target = json_text(alias, "value");
	if (alias != NULL)
		found_other(t, text(t, "a CNAME to %s", target == NULL ?
		    "nothing" : target));
	if (json_array_size(json_object_get(records, "NS")) > 0)
		found_other(t, "a record of type NS");
}

/* A name that was never made in the panel has nothing that could be read. */
static enum verdict
read_name(struct task *t)
{
	json_t *records;

	if (same_string(failure(t, "error_code"), "METHOD_FAILED") ||
	    same_string(failure(t, "error_code"), "INVALID_DATA"))
		return fail(t, FAULT_MISSING, "its records cannot be read, so "
		    "nothing is written; make the name a subdomain in the "
		    "panel (%s)", quoted(t, failure(t, "error_code")));
	if (!take_records(t, &records) || !list_addresses(t, records, "A") ||
	    !list_addresses(t, records, "AAAA"))
		return fail_reply(t);
	list_others(t, records);
	return LISTED;
}

static enum verdict
read_zones(struct task *t)
{
	json_t *list = at(t, "answer.result");

	if (!succeeded(t) || !list_zones(t, list, &shape))
		return fail_reply(t);
	if (t->live.zone == NULL)
		return fail_no_zone(t);
	get_data(t, t->name);
	return ask(t, read_name);
}

static enum verdict
describe(struct task *t)
{
	const char *zone = setting(t, "zone");

	if (zone != NULL) {
		found_zone(t, zone, zone);
		get_data(t, t->name);
		return ask(t, read_name);
	}
	call(t, "/domain/getList", json_object());
	only_reads(t);
	return ask(t, read_zones);
}

/* A type that is there and may not go back; NULL: none. */
static const char *
other_type(json_t *records)
{
	const char *type;
	json_t *list;
	size_t i;

	json_object_foreach(records, type, list) {
		for (i = 0; i < COUNT(kept_types); i++)
			if (strcmp(type, kept_types[i]) == 0)
				break;
		if (i == COUNT(kept_types) && strcmp(type, "DNS") != 0 &&
		    strcmp(type, "DNS_IP") != 0 && json_array_size(list) > 0)
			return type;
	}
	return NULL;
}

/* The record that is to stay, among those that were read now; NULL. */
static const json_t *
record_read(const json_t *list, const struct change *change)
{
	const json_t *record;
	const char *value;
	size_t i;

	json_array_foreach(list, i, record) {
		value = json_text(record, address_key(record));
		if (value != NULL && is_address(value,
		    &change->replaces[0]->address))
			return record;
	}
	return NULL;
}

/* The list with the new address; NULL when it is no longer what was found. */
static json_t *
new_list(struct task *t, const json_t *list, const struct change *change)
{
	const json_t *kept;
	json_t *record;

	if (json_array_size(list) != change->n_replaces)
		return NULL;
	if (change->n_replaces == 0)
		return json_pack("[{s:s, s:i, s:I}]",
		    "value", change_address(t, change), "priority", PRIORITY,
		    "ttl", (json_int_t)change->ttl);
	kept = record_read(list, change);
	if (kept == NULL)
		return NULL;
	record = json_deep_copy(kept);
	json_object_set_new(record, address_key(kept),
	    json_string(change_address(t, change)));
	if (change->ttl_given)
		json_object_set_new(record, "ttl", json_integer(change->ttl));
	return json_pack("[o]", record);
}

static enum verdict
read_saved(struct task *t)
{
	return succeeded(t) && (json_is_true(at(t, "answer.result")) ||
	    json_is_object(at(t, "answer.result"))) ? CHANGED : fail_reply(t);
}

/* All that goes back, the addresses being new; NULL when they are no longer
 * what was found. */
static json_t *
new_records(struct task *t, const json_t *records)
{
	json_t *all = json_object(), *list;
	const struct change *change;
	const char *type;
	size_t i;

	for (i = 0; i < COUNT(kept_types); i++) {
		list = json_object_get(records, kept_types[i]);
		if (json_array_size(list) > 0)
			json_object_set(all, kept_types[i], list);
	}
	for (change = t->changes; change < t->changes + t->n_changes;
	    change++) {
		type = family_type(change->address.family);
		list = new_list(t, json_object_get(records, type), change);
		if (list == NULL) {
			json_decref(all);
			return NULL;
		}
		json_object_set_new(all, type, list);
	}
	return all;
}

static enum verdict
read_before(struct task *t)
{
	json_t *records, *all;
	const char *other;

	if (!take_records(t, &records))
		return fail_reply(t);
	other = other_type(records);
	if (other != NULL)
		return fail(t, FAULT_REFUSED, "the name has a record of type "
		    "%s, which might be lost, since all records are written "
		    "at once; change it in the panel", other);
	all = new_records(t, records);
	if (all == NULL)
		return fail(t, FAULT_MOVED, "its records have changed "
		    "meanwhile");
	call(t, "/dns/changeRecords", json_pack("{s:s, s:o}",
	    "fqdn", t->changes->name, "records", all));
	return ask(t, read_saved);
}

static enum verdict
update(struct task *t)
{
	get_data(t, t->changes->name);
	return ask(t, read_before);
}

const struct provider provider_beget = {
	.id = "beget", .title = "Beget", .aliases = "beget.com|beget.ru",
	.kind = KIND_API,
	.docs = "https://beget.com/en/kb/api/dns-administration-functions",
	.endpoint = "https://api.beget.com/api",
	.permission = "the API password, with the section DNS switched on, and "
	    "domains unless --zone is given",
	.about = "Set an API password of its own in the panel's settings, and "
	    "switch on the sections domains and DNS. All records of a name "
	    "are written at once: they are read just before and sent back as "
	    "they were, and a name with a type that may not be sent back is "
	    "left alone. A name that is not yet there must be made a "
	    "subdomain in the panel. The documents show only priority and "
	    "value of a record; that the form which is read, with its TTL, "
	    "is taken back is known from other clients.",
	.keys = (const struct key[]){
		{ "user", { "BEGET_USERNAME", "BEGET_User" }, .set = 1,
		  .help = "the login of the account" },
		{ "password", { "BEGET_PASSWORD", "BEGET_Password" },
		  .secret = true, .set = 1, .help = "the API password" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "beget.com", "beget.pro",
	    "beget.ru", NULL },
	.ttl = { .min = 60, .max = 86400, .normal = 300 },
	.reach = REACH_NAME, .describe = describe, .update = update,
};
