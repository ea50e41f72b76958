/*
 * dnsexit - DNSExit (DNS API). One POST replaces the records of both families;
 * nobody may read them, so the live record is asked of the name servers.
 *
 * A free name (home.linkpc.net) is a zone in the account though not in the DNS:
 * where the zone is refused that the name servers tell, the name one label
 * below it is tried.
 */

#include "../provider.h"
#include "../dns/lookup.h"

enum { MINUTE = 60 /* s */ };

static const struct meaning meanings[] = {
	{ "1", FAULT_REFUSED, "not all of it could be done; see the record "
	  "there" },
	{ "2", FAULT_AUTH, "the key was refused; check api-key" },
	{ "3|4|5|7", FAULT_REFUSED, "the request was refused; give --zone as "
	  "the account has it" },
	{ "6", FAULT_LATER, "out of order; the next run may do" },
	{ .code = NULL }
};

static enum verdict
describe(struct task *t)
{
	long ttl = settings_number(t->settings, "ttl", 0);

	if (ttl % MINUTE != 0)
		return fail(t, FAULT_CONFIG, "it takes no TTL of %ld s, only "
		    "whole minutes; the next is --ttl %ld", ttl,
		    (ttl / MINUTE + 1) * MINUTE);
	return lookup_live(t);
}

/* The zone of the account, if what the DNS calls the zone is a vendor's. */
static const char *
free_zone(struct task *t)
{
	const char *below = relative(t, t->name, "");
	const char *dot = strrchr(below, '.');

	if (dot != NULL)
		below = dot + 1;
	return below[0] == '\0' || strcmp(below, "*") == 0 ? NULL :
	    text(t, "%s.%s", below, t->live.zone);
}

static bool
may_be_free(struct task *t, const char *code)
{
	return code != NULL && words_have("3|4|5|7", code) &&
	    setting(t, "zone") == NULL && t->suffix == t->live.zone &&
	    free_zone(t) != NULL;
}

static enum verdict send_records(struct task *, const char *zone);

static enum verdict
read_answer(struct task *t)
{
	const char *code = word_at(t, "code");

	if (status(t) == 200 && same_string(code, "0"))
		return CHANGED;
	if (may_be_free(t, code))
		return send_records(t, free_zone(t));
	return fail_code(t, meanings, code, said_at(t, "message",
	    "details.0"));
}

/* Overwriting, for what the name servers tell may be old. */
static enum verdict
send_records(struct task *t, const char *zone)
{
	json_t *records = json_array();
	const struct change *change = t->changes;

	for (; change < t->changes + t->n_changes; change++)
		json_array_append_new(records, json_pack(
		    "{s:s, s:s, s:s, s:I, s:b}",
		    "type", family_type(change->address.family),
		    "name", relative_to(t, change->name, zone),
		    "content", change_address(t, change),
		    "ttl", (json_int_t)((change->ttl + MINUTE - 1) / MINUTE),
		    "overwrite", 1));
	t->suffix = zone;
	send_json(t, "POST", url(t, "/dns/", NULL), json_pack("{s:s, s:o}",
	    "domain", zone, "add", records));
	header(t, "apikey", setting(t, "api-key"));
	header(t, "Accept", "application/json");
	return ask(t, read_answer);
}

static enum verdict
update(struct task *t)
{
	const char *zone = setting(t, "zone");

	if (zone == NULL)
		zone = t->live.zone;
	return zone != NULL ? send_records(t, zone) : fail(t, FAULT_CONFIG,
	    "with live-server given nobody tells what the zone is; give "
	    "--zone");
}

const struct provider provider_dnsexit = {
	.id = "dnsexit", .title = "DNSExit",
	.aliases = "dnsexit2|dnsexit.com|api.dnsexit.com|freedomain.one",
	.kind = KIND_SERVICE,
	.docs = "https://dnsexit.com/dns/dns-api/",
	.endpoint = "https://api.dnsexit.com",
	.permission = "the account's DNS API key, which may change all zones",
	.about = "Make the DNS API key in the settings of the account. An "
	    "update should not come within four minutes of the last. The TTL "
	    "is in whole minutes.",
	.keys = (const struct key[]){
		{ "api-key", { "DNSEXIT_API_KEY" }, .secret = true, .set = 1,
		  .help = "the DNS API key" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "dnsexit.com", NULL },
	.ttl = { .min = 60, .max = 604800, .normal = 300 },
	.reach = REACH_NAME, .by_dns = true, .holds = true,
	.describe = describe, .update = update,
};
