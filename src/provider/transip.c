/*
 * transip - TransIP (API v6).
 *
 * Entries have no ids. One can be given another content where its name, type
 * and TTL are no other's; else the new one is added, then each old one is
 * removed, named by all that it is. All of a zone could be written at once, but
 * that would undo what others do meanwhile. Success has an empty reply.
 */

#include "../provider.h"
#include "../sign.h"

static const struct shape shape = {
	.name = "name", .type = "type", .value = "content", .ttl = "expire",
	.apex = "@", .others = "ALIAS", .zone = "name", .zone_id = "name",
};

static const struct meaning meanings[] = {
	{ "Remote IP is not authorized*", FAULT_AUTH, "the key serves listed "
	  "addresses alone; make one in the control panel that does not" },
	{ "Your access token has *", FAULT_AUTH, "the access token is of no "
	  "use any more; make another, or give a private key" },
	{ .code = NULL }
};

static enum verdict
fail_reply(struct task *t)
{
	const char *said = status(t) < 400 ? NULL : text_at(t, "error");

	if (status(t) == 406 && said != NULL)
		return fail_not_taken(t, said);
	if (status(t) == 409 && said != NULL)
		return fail(t, FAULT_LATER, "the zone is being changed (%s); "
		    "the next run may do", quoted(t, said));
	return status(t) == 401 ? fail_code(t, meanings, said, NULL) :
	    fail_http(t, said);
}

static enum verdict
fail_login(struct task *t)
{
	const char *said = status(t) < 400 ? NULL : text_at(t, "error");

	if (said == NULL || status(t) == 429 || status(t) >= 500 ||
	    strncmp(said, "Remote IP", 9) == 0)
		return fail_reply(t);
	return fail(t, FAULT_AUTH, "the login was refused (%s); check user and "
	    "private key, and that the API is switched on", quoted(t, said));
}

static void
send_login(struct task *t)
{
	send_text(t, "POST", url(t, "/auth", NULL), "application/json", "");
	signed_by(t, sign_transip_login);
}

static const struct login login = {
	.send = send_login, .token = "token", .refused = fail_login,
};

static const char *
check(struct task *t)
{
	const char *key = setting(t, "private-key");

	return key == NULL || is_rsa_key(t, key) ? NULL : "private-key is no "
	    "RSA key in PEM; take it as the control panel showed it";
}

static enum verdict
ask_as_user(struct task *t, step_fn *then)
{
	const char *token = setting(t, "token");

	bearer(t, token != NULL ? token : token_of(t));
	return ask(t, then);
}

static const char *
entries(struct task *t)
{
	return url(t, text(t, "/domains/%s/dns", encoded(t, t->live.zone)),
	    NULL);
}

static enum verdict
read_entries(struct task *t)
{
	if (status(t) == 404) {
		t->live.zone = NULL;
		return fail_no_zone(t);
	}
	if (status(t) != 200)
		return fail_reply(t);
	return list_records(t, at(t, "dnsEntries"), &shape,
	    owner_of(t, t->name, &shape)) ? LISTED : fail_http(t, NULL);
}

static enum verdict
ask_entries(struct task *t)
{
	get(t, entries(t));
	return ask_as_user(t, read_entries);
}

static enum verdict
read_zones(struct task *t)
{
	if (status(t) != 200)
		return fail_reply(t);
	if (!list_zones(t, at(t, "domains"), &shape))
		return fail_http(t, NULL);
	return t->live.zone == NULL ? fail_no_zone(t) : ask_entries(t);
}

static enum verdict
find_zone(struct task *t)
{
	found_zone(t, setting(t, "zone"), NULL);
	if (t->live.zone != NULL)
		return ask_entries(t);
	get(t, url(t, "/domains", NULL));
	return ask_as_user(t, read_zones);
}

static enum verdict
describe(struct task *t)
{
	return setting(t, "token") != NULL ? find_zone(t) :
	    log_in(t, &login, find_zone);
}

static enum verdict
send_entry(struct task *t, const char *method, json_t *entry, step_fn *then)
{
	send_json(t, method, entries(t), json_pack("{s:o}", "dnsEntry",
	    entry));
	return ask_as_user(t, then);
}

static enum verdict remove_entry(struct task *, const struct record *);

/* One that is gone already is a 404. */
static enum verdict
read_removed(struct task *t)
{
	if (status(t) != 204 && status(t) != 404)
		return fail_old_stands(t, fail_reply);
	return remove_entry(t, next_to_remove(t));
}

static enum verdict
remove_entry(struct task *t, const struct record *old)
{
	return old == NULL ? CHANGED : send_entry(t, "DELETE",
	    json_deep_copy(old->whole), read_removed);
}

static enum verdict
read_added(struct task *t)
{
	const struct change *change = t->changes;

	if (status(t) != 201)
		return fail_reply(t);
	return remove_entry(t, change->n_replaces > 0 ?
	    change->replaces[0] : NULL);
}

static enum verdict
read_changed(struct task *t)
{
	if (status(t) == 404)
		return fail(t, FAULT_MOVED, "the record is no longer what was "
		    "read");
	return status(t) == 204 ? CHANGED : fail_reply(t);
}

static enum verdict
update(struct task *t)
{
	struct change *change = t->changes;
	bool in_place = change->n_replaces == 1 &&
	    change->replaces[0]->ttl == change->ttl;

	if (is_right_already(change))
		return remove_entry(t, next_to_remove(t));
	return send_entry(t, in_place ? "PATCH" : "POST",
	    json_pack("{s:s, s:I, s:s, s:s}",
	    "name", owner_of(t, change->name, &shape),
	    "expire", (json_int_t)change->ttl,
	    "type", family_type(change->address.family),
	    "content", change_address(t, change)),
	    in_place ? read_changed : read_added);
}

const struct provider provider_transip = {
	.id = "transip", .title = "TransIP", .aliases = "transip.nl",
	.kind = KIND_API,
	.docs = "https://api.transip.nl/rest/docs.html",
	.endpoint = "https://api.transip.nl/v6",
	.permission = "a key pair, or a token that may write",
	.about = "Switch the API on in the control panel, and make a key pair "
	    "that does not accept whitelisted IP addresses only: that would "
	    "lock the line out when its address changes. The key opens the "
	    "whole account, so keep it well. An access token, made there too, "
	    "is the other way; it ends after a month at the latest.",
	.keys = (const struct key[]){
		{ "user", { "TRANSIP_ACCOUNT_NAME", "TRANSIP_Username" },
		  .set = 1, .help = "the account's name" },
		{ "private-key", { "TRANSIP_PRIVATE_KEY" },
		  .paths = { "TRANSIP_PRIVATE_KEY_PATH", "TRANSIP_Key_File" },
		  .secret = true, .lines = true, .set = 1,
		  .help = "the private key of a key pair, in PEM" },
		{ "token", { "TRANSIP_ACCESS_TOKEN" }, .secret = true,
		  .set = 2, .help = "an access token" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "transip.net", "transip.nl",
	    "transip.eu", NULL },
	.ttl = { .min = 60, .max = 86400, .normal = 300 },
	.reach = REACH_RECORD, .check = check, .describe = describe,
	.update = update,
};
