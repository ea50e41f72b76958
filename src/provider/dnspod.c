/*
 * dnspod - DNSPod by its older API, whose token opens the whole account; and
 * its twin of dnspod.com, which takes a zone by its number only.
 *
 * Every call is a form, and every answer comes with HTTP status 200: a code in
 * it says how it went. Five changes that change nothing lock a record for an
 * hour, and thirty logins that fail the account; so neither is ever tried.
 */

#include "../provider.h"

#include <strings.h>

#define DIGITS "0123456789"
#define SEE "; see the console"

static const struct shape shape = {
	.name = "name", .type = "type", .value = "value", .ttl = "ttl",
	.id = "id",
};

/*
 * Some codes mean other things from one call to the next: the table is read
 * from the top where a record is changed or removed, from CREATING on where one
 * is made, and from READING on else.
 */
enum { CREATING = 3, READING = 5 };

static const struct meaning meanings[] = {
	{ "6", FAULT_MISSING, "there is no such zone; check --zone" },
	{ "8", FAULT_MOVED, "the record is gone" },
	{ "31|32", FAULT_REFUSED, "the plan allows no more such records" },
	{ "31", FAULT_REFUSED, "another record stands in the way, such as a "
	  "CNAME; remove it" },
	{ "32", FAULT_REFUSED, "the plan has other TTLs; give another --ttl" },
	{ "-1", FAULT_AUTH, "the login failed; check the token, and site" },
	{ "-2", FAULT_LIMITED, "too many requests; run less often" },
	{ "-3|-4", FAULT_FORBIDDEN, "this is for agents; use a user's token" },
	{ "-7", FAULT_FORBIDDEN, "the account's plan forbids it" SEE },
	{ "-8", FAULT_LIMITED, "too many failed logins; not for an hour" },
	{ "-15", FAULT_REFUSED, "the zone is banned" SEE },
	{ "-99|3", FAULT_LATER, "out of order; the next run may do" },
	{ "2", FAULT_PROTOCOL, "it saw no POST; is a proxy in between?" },
	{ "6|30", FAULT_REFUSED, "a parameter is not accepted" },
	{ "7|9", FAULT_FORBIDDEN, "the zone is not this account's to change; "
	  "use the token of its owner" },
	{ "13", FAULT_MISSING, "there is no such zone; check --zone" },
	{ "21", FAULT_REFUSED, "the zone is locked" SEE },
	{ "22|23|24", FAULT_REFUSED, "the plan allows no such name" },
	{ "25|33|500025|500026", FAULT_REFUSED, "the plan allows no more such "
	  "records; remove one" },
	{ "26", FAULT_CONFIG, "there is no such line; check line" },
	{ "27", FAULT_REFUSED, "the plan allows no such type" },
	{ "29", FAULT_REFUSED, "the plan's TTLs are longer; give --ttl" },
	{ "34", FAULT_REFUSED, "the value is not accepted" },
	{ "35|82", FAULT_REFUSED, "the address is not allowed there" },
	{ "50|52", FAULT_AUTH, "it wants a second factor; use an API token" },
	{ "54", FAULT_FORBIDDEN, "the zone wants a second factor" SEE },
	{ "83", FAULT_AUTH, "the account is locked" SEE },
	{ "85", FAULT_AUTH, "nobody may log in from here; lift the login "
	  "protection in the console" },
	{ "104", FAULT_MOVED, "the record is there already" },
	{ .code = NULL }
};

static const char no_zone[] = "6|8|9|13";

static bool
is_international(struct task *t)
{
	return same_string(setting(t, "site"), "international");
}

static const char *
line(struct task *t)
{
	const char *given = setting(t, "line");

	return given != NULL ? given : is_international(t) ? "default" :
	    "默认";
}

/* The zone by its name, unless its number is known. */
static const char *
by_name(struct task *t, const char *zone)
{
	return t->live.zone_id == NULL ? zone : NULL;
}

static enum verdict
post(struct task *t, const char *action, const char *fields, step_fn *then)
{
	const char *token = setting(t, "token"), *path = text(t, "/%s", action);
	const char *contact = setting(t, "contact");
	bool abroad = is_international(t) && setting(t, "api-url") == NULL;

	if (token == NULL)
		token = text(t, "%s,%s", setting(t, "key-id"),
		    setting(t, "key"));
	send_form(t, abroad ? text(t, "https://api.dnspod.com%s", path) :
	    url(t, path, NULL), text(t, "%s&%s", form(t, "login_token", token,
	    "format", "json", "lang", "en", "error_on_empty", "no", NULL),
	    fields));
	if (contact != NULL)
		header(t, "User-Agent", text(t, "dnsfollow/%s (%s)",
		    DNSFOLLOW_VERSION, contact));
	return ask(t, then);
}

/* The answer has one of these codes. */
static bool
says(struct task *t, const char *codes)
{
	const char *code = word_at(t, "status.code");

	return status(t) == 200 && code != NULL && words_have(codes, code);
}

static enum verdict
fail_reply(struct task *t, const struct meaning *own)
{
	if (says(t, "1"))
		return fail_http(t, NULL);
	t->wait = says(t, "-8") ? 3600 : 0;
	return fail_code(t, own, word_at(t, "status.code"),
	    text_at(t, "status.message"));
}

static enum verdict read_records(struct task *), read_zone(struct task *);

static enum verdict
ask_records(struct task *t)
{
	const char *host = relative_to(t, t->name, t->suffix);

	post(t, "Record.List", form(t, "domain", by_name(t, t->suffix),
	    "domain_id", t->live.zone_id, "sub_domain", !t->alone ? NULL :
	    host[0] == '\0' ? "@" : host, "offset", text(t, "%d", t->page),
	    "length", "500", NULL), read_records);
	only_reads(t);
	return ASKED;
}

/* At home the list of its records tells whether there is such a zone. */
static enum verdict
ask_zone(struct task *t)
{
	if (!is_international(t))
		return ask_records(t);
	post(t, "Domain.Info", form(t, "domain", t->suffix, NULL), read_zone);
	only_reads(t);
	return ASKED;
}

static enum verdict
describe(struct task *t)
{
	return try_first_suffix(t, ask_zone);
}

static enum verdict
read_zone(struct task *t)
{
	const char *id = word_at(t, "domain.id");

	if (says(t, no_zone))
		return try_next_suffix(t, ask_zone);
	if (!says(t, "1") || id == NULL || id[0] == '\0')
		return fail_reply(t, meanings + READING);
	found_zone(t, t->suffix, id);
	return ask_records(t);
}

/* The default line has the number 0, whatever its name. */
static bool
is_on_line(struct task *t, const json_t *record)
{
	const char *name = json_text(record, "line");
	const char *number = json_word(t, record, "line_id");
	const char *given = setting(t, "line");

	return same_string(number, given != NULL ? given : "0") ||
	    (name != NULL ? strcasecmp(name, line(t)) == 0 : number == NULL);
}

/* false when the record makes no sense. Other lines are other answers. */
static bool
consider(struct task *t, const json_t *record)
{
	const char *enabled = json_word(t, record, "enabled");
	struct record *found;

	if (!is_on_line(t, record))
		return true;
	if (!list_record(t, record, &shape, relative(t, t->name, "@"), &found))
		return false;
	if (found != NULL && enabled != NULL && strcmp(enabled, "1") != 0)
		found_disabled(found, "it is disabled; enable it in the "
		    "console");
	return true;
}

static enum verdict
read_records(struct task *t)
{
	json_t *list = at(t, "records");
	const char *total = word_at(t, "info.record_total");
	size_t n = json_array_size(list);
	long all = 0;

	if (t->live.zone == NULL && says(t, no_zone))
		return try_next_suffix(t, ask_zone);
	if (!says(t, "10") && (!says(t, "1") || !json_is_array(list)))
		return fail_reply(t, meanings + READING);
	found_zone(t, t->suffix, t->live.zone_id);
	if (says(t, "10") || n == 0)
		return LISTED;
	if (!list_each(t, list, consider) || total == NULL ||
	    !number_parse(total, 0, INT32_MAX, &all))
		return fail_http(t, NULL);
	t->page += (int)n;		/* records, not pages */
	return t->page >= all ? LISTED : ask_records(t);
}

static enum verdict read_removed(struct task *);

static enum verdict
remove_record(struct task *t, const struct record *record)
{
	return post(t, "Record.Remove", form(t, "domain",
	    by_name(t, t->live.zone), "domain_id", t->live.zone_id,
	    "record_id", record->id, NULL), read_removed);
}

/* One that is gone already is as it should be. */
static enum verdict
read_removed(struct task *t)
{
	return says(t, "1|8") ?
	    remove_others(t, remove_record) : fail_reply(t, meanings);
}

static enum verdict
read_saved(struct task *t)
{
	struct change *change = t->changes;
	const char *id = word_at(t, "record.id");

	if (!says(t, "1") || id == NULL || id[0] == '\0')
		return fail_reply(t, change->n_replaces == 0 ?
		    meanings + CREATING : meanings);
	if (is_another(change, id))
		return fail_another(t);
	change->id = id;
	return remove_others(t, remove_record);
}

static enum verdict
update(struct task *t)
{
	struct change *change = t->changes;
	const char *id = kept_id(change);
	/* A line has a name or a number, such as 10=1. */
	bool is_number = line(t)[strspn(line(t), DIGITS "=")] == '\0';

	if (is_right_already(change))
		return remove_others(t, remove_record);
	return post(t, id == NULL ? "Record.Create" : "Record.Modify",
	    form(t, "domain", by_name(t, t->live.zone),
	    "domain_id", t->live.zone_id,
	    "record_id", id, "sub_domain", relative(t, change->name, "@"),
	    "record_type", family_type(change->address.family),
	    is_number ? "record_line_id" : "record_line", line(t),
	    "value", change_address(t, change),
	    "ttl", text(t, "%ld", change->ttl), NULL), read_saved);
}

static const char *
check(struct task *t)
{
	const char *token = setting(t, "token"), *id = setting(t, "key-id");
	const char *contact = setting(t, "contact");
	size_t digits = token == NULL ? 0 : strspn(token, DIGITS);

	if (token != NULL && (digits == 0 || token[digits] != ',' ||
	    token[digits + 1] == '\0'))
		return "token: it is no ID,TOKEN; join the two that the "
		    "console shows with a comma";
	if (id != NULL && id[strspn(id, DIGITS)] != '\0')
		return "key-id: it is no number; give the token's ID";
	if (contact != NULL && (strchr(contact, '@') == NULL ||
	    strpbrk(contact, " \t\r\n()") != NULL))
		return "contact: it is no mail address; give yours";
	return NULL;
}

const struct provider provider_dnspod = {
	.id = "dnspod", .title = "DNSPod, by its older API",
	.aliases = "dnspod.cn",
	.docs = "https://docs.dnspod.cn/api/",
	.endpoint = "https://dnsapi.cn",
	.permission = "an API token of the zone's owner",
	.about = "The token opens the whole account; keys of Tencent Cloud's "
	    "newer API can do with less. The vendor asks for a mail address of "
	    "whoever uses the API: give contact.",
	.keys = (const struct key[]){
		{ "token", { "DNSPOD_API_KEY" }, .secret = true, .set = 1,
		  .help = "an API token, as ID,TOKEN" },
		{ "key-id", { "DP_Id" }, .set = 2,
		  .help = "the ID alone, with key" },
		{ "key", { "DP_Key" }, .secret = true, .set = 2,
		  .help = "the TOKEN alone" },
		{ .name = "site", .words = "china|international",
		  .help = "whose token it is: dnspod.cn's (china) or "
		  "dnspod.com's (international)" },
		{ .name = "line", .help = "the line whose records are kept, "
		  "by name or number (the default one)" },
		{ .name = "contact", .help = "your mail address, which the "
		  "vendor wants to know" },
		{ .name = NULL } },
	.ttl = { .min = 1, .max = 604800, .normal = 600 },
	.reach = REACH_RECORD, .holds = true, .check = check,
	.describe = describe, .update = update,
};
