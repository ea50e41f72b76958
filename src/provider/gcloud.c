/*
 * gcloud - Google Cloud DNS (v1).
 *
 * One change takes any number of RRsets out of a zone and puts any number into
 * it, all or none. What is to go must be named as it stands, so that nothing
 * that came in between is lost. A list that is empty is left out of its reply,
 * which then is known by its kind.
 */

#include "../provider.h"
#include "../sign.h"

#define ENDPOINT "https://dns.googleapis.com/dns/v1"

static const struct shape shape = {
	.name = "name", .type = "type", .values = "rrdatas", .ttl = "ttl",
	.others = "ALIAS", .zone = "dnsName", .zone_id = "name",
};

static const struct meaning meanings[] = {
	{ "authError", FAULT_AUTH, "the access token was refused; check it: it "
	  "lasts an hour" },
	{ "accessNotConfigured", FAULT_FORBIDDEN, "the Cloud DNS API is off in "
	  "the project; enable it" },
	{ "inactiveBillingState", FAULT_FORBIDDEN, "the project's billing is "
	  "not active; see the console" },
	{ "rateLimitExceeded|userRateLimitExceeded", FAULT_LIMITED, "too many "
	  "requests; run less often" },
	{ "quotaExceeded", FAULT_REFUSED, "the project's quota is used up; "
	  "have it raised" },
	{ "notFound", FAULT_MISSING, "there is no such project or zone; check "
	  "project and zone-id" },
	{ "alreadyExists|conditionNotMet|preconditionFailed", FAULT_MOVED,
	  "the records are no longer what was read" },
	{ "cnameResourceRecordSetConflict|resourceRecordSetConflict*|invalid*|"
	  "required", FAULT_REFUSED, "the change is not accepted; is a CNAME "
	  "in the way?" },
	{ .code = NULL }
};

static const struct meaning login_meanings[] = {
	{ "invalid_grant|invalid_client|unauthorized_client", FAULT_AUTH, "the "
	  "key was refused; check that it and its service account still are" },
	{ "invalid_scope|access_denied|admin_policy_enforced",
	  FAULT_FORBIDDEN, "the service account may not use Cloud DNS; see "
	  "the policies of its organization" },
	{ .code = NULL }
};

static enum verdict
fail_reply(struct task *t)
{
	if (status(t) < 400)
		return fail_http(t, NULL);
	return fail_code(t, meanings, text_at(t, "error.errors.0.reason"),
	    text_at(t, "error.message"));
}

static enum verdict
fail_login(struct task *t)
{
	const char *said = text_at(t, "error_description");

	if (said != NULL && strstr(said, "reasonable timeframe") != NULL)
		return fail(t, FAULT_LATER, "the time of the login was "
		    "refused; set the clock (%s)", quoted(t, said));
	return fail_code(t, login_meanings, text_at(t, "error"), said);
}

/* Elsewhere than at Google, tokens are to be had below the API's own URL. */
static void
send_login(struct task *t)
{
	send_form(t, same_string(t->account->base, ENDPOINT) ?
	    "https://oauth2.googleapis.com/token" : url(t, "/token", NULL),
	    "");
	signed_by(t, sign_google_login);
}

static const struct login login = {
	.send = send_login, .token = "access_token", .refused = fail_login,
};

static enum verdict
ask_as_user(struct task *t, step_fn *then)
{
	const char *token = setting(t, "token");

	bearer(t, token != NULL ? token : token_of(t));
	return ask(t, then);
}

static json_t *
service_account(struct task *t)
{
	const char *key = setting(t, "key");

	return key == NULL ? NULL : json_read(t, key, strlen(key));
}

static const char *
project(struct task *t)
{
	const char *given = setting(t, "project");

	return given != NULL ? given : json_text(service_account(t),
	    "project_id");
}

static const char *
check(struct task *t)
{
	const json_t *key = service_account(t);
	const char *pem = json_text(key, "private_key");

	if (setting(t, "key") == NULL)
		return NULL;
	if (!same_string(json_text(key, "type"), "service_account") ||
	    pem == NULL || json_text(key, "client_email") == NULL)
		return "key is no JSON key of a service account; make one of "
		    "that kind, or give a token";
	if (!is_rsa_key(t, concealed(pem)))
		return "the private_key in key is no RSA key in PEM; take the "
		    "file as it was downloaded";
	return project(t) == NULL ? "key does not name its project; give "
	    "project" : NULL;
}

static const char *
zones(struct task *t)
{
	return text(t, "/projects/%s/managedZones", encoded(t, project(t)));
}

static const char *
below_zone(struct task *t, const char *what)
{
	return text(t, "%s/%s/%s", zones(t), encoded(t, t->live.zone_id),
	    what);
}

static const char *
dotted(struct task *t, const char *name)
{
	return name == NULL ? NULL : text(t, "%s.", name);
}

/* Not what a proxy answers, nor a portal. */
static bool
is_list(struct task *t, const char *kind)
{
	return status(t) == 200 && same_string(text_at(t, "kind"), kind);
}

/* false when the RRset makes no sense. One with a policy has no values but
 * those the policy chooses from. */
static bool
consider(struct task *t, const json_t *set)
{
	const char *name = json_text(set, "name");
	const char *type = json_text(set, "type");
	size_t i = t->live.n;

	if (name == NULL || type == NULL)
		return false;
	if (json_is_object(json_object_get(set, "routingPolicy"))) {
		if (is_ours(t, name) && words_have("A|AAAA|CNAME", type))
			found_other(t, text(t, "a record of type %s with a "
			    "routing policy", type));
		return true;
	}
	if (!list_set(t, set, &shape, t->name))
		return false;
	for (; i < t->live.n; i++)
		t->live.records[i].whole = set;
	return true;
}

static enum verdict ask_sets(struct task *, const char *page);

static enum verdict
read_sets(struct task *t)
{
	const char *next = text_at(t, "nextPageToken");
	json_t *set;
	size_t i;

	if (!is_list(t, "dns#resourceRecordSetsListResponse"))
		return fail_reply(t);
	json_array_foreach(at(t, "rrsets"), i, set)
		if (!consider(t, set))
			return fail_http(t, NULL);
	return next != NULL ? ask_sets(t, next) : LISTED;
}

static enum verdict
ask_sets(struct task *t, const char *page)
{
	get(t, url(t, below_zone(t, "rrsets"), "name",
	    t->alone ? dotted(t, t->name) : NULL, "maxResults", "1000",
	    "pageToken", page, NULL));
	return ask_as_user(t, read_sets);
}

static enum verdict ask_zones(struct task *, const char *page);

/* A private zone answers inside of networks of the project alone. */
static enum verdict
read_zones(struct task *t)
{
	const char *next = text_at(t, "nextPageToken");
	json_t *zone;
	size_t i;

	if (!is_list(t, "dns#managedZonesListResponse"))
		return fail_reply(t);
	json_array_foreach(at(t, "managedZones"), i, zone)
		if (!same_string(json_text(zone, "visibility"), "private") &&
		    !list_zone(t, zone, &shape))
			return fail_http(t, NULL);
	if (next != NULL)
		return ask_zones(t, next);
	return t->live.zone_id == NULL ? fail_no_zone(t) : ask_sets(t, NULL);
}

static enum verdict
ask_zones(struct task *t, const char *page)
{
	get(t, url(t, zones(t), "dnsName", dotted(t, setting(t, "zone")),
	    "maxResults", "1000", "pageToken", page, NULL));
	return ask_as_user(t, read_zones);
}

static enum verdict
find_zone(struct task *t)
{
	if (setting(t, "zone-id") == NULL)
		return ask_zones(t, NULL);
	found_zone(t, setting(t, "zone"), setting(t, "zone-id"));
	return ask_sets(t, NULL);
}

static enum verdict
describe(struct task *t)
{
	return setting(t, "token") != NULL ? find_zone(t) :
	    log_in(t, &login, find_zone);
}

static enum verdict
read_saved(struct task *t)
{
	return is_list(t, "dns#change") ? check_sets_saved(t,
	    at(t, "additions"), &shape) : fail_reply(t);
}

static json_t *
added(struct task *t, const struct change *change)
{
	return json_pack("{s:s, s:s, s:I, s:[s]}",
	    "name", dotted(t, change->name),
	    "type", family_type(change->address.family),
	    "ttl", (json_int_t)change->ttl,
	    "rrdatas", change_address(t, change));
}

static json_t *
deleted(const json_t *set)
{
	return json_pack("{s:O, s:O, s:O, s:O}",
	    "name", json_object_get(set, "name"),
	    "type", json_object_get(set, "type"),
	    "ttl", json_object_get(set, "ttl"),
	    "rrdatas", json_object_get(set, "rrdatas"));
}

/* What is forced, and right already, stays: it cannot go and come at once. */
static enum verdict
update(struct task *t)
{
	json_t *deletions = json_array(), *additions = json_array();
	struct change *change = t->changes;

	for (; change < t->changes + t->n_changes; change++) {
		if (is_right_already(change) && change->was_so)
			continue;
		if (change->n_replaces > 0)
			json_array_append_new(deletions,
			    deleted(change->replaces[0]->whole));
		json_array_append_new(additions, added(t, change));
	}
	if (json_array_size(additions) == 0) {
		json_decref(additions);
		json_decref(deletions);
		return CHANGED;
	}
	send_json(t, "POST", url(t, below_zone(t, "changes"), NULL),
	    json_pack("{s:o, s:o}", "deletions", deletions,
	    "additions", additions));
	return ask_as_user(t, read_saved);
}

const struct provider provider_gcloud = {
	.id = "gcloud", .title = "Google Cloud DNS",
	.aliases = "gcp|googlecloud|cloud.google.com-v1", .kind = KIND_API,
	.docs = "https://cloud.google.com/dns/docs/reference/rest/v1",
	.endpoint = ENDPOINT,
	.permission = "a role with dns.managedZones.list, dns.changes.create "
	    "and dns.resourceRecordSets.list, create, update and delete, such "
	    "as roles/dns.admin",
	.about = "Make a service account and a JSON key of it. The role can be "
	    "granted on one managed zone alone; then give zone-id, since all "
	    "zones cannot be listed. In the place of a key, token-command "
	    "can be \"gcloud auth print-access-token\". With api-url, tokens "
	    "are asked for at that URL, too, with /token after it.",
	.keys = (const struct key[]){
		{ "key", { "GCE_SERVICE_ACCOUNT" },
		  .paths = { "GOOGLE_APPLICATION_CREDENTIALS" },
		  .secret = true, .lines = true, .set = 1,
		  .help = "the JSON key of a service account" },
		{ "token", { "CLOUDSDK_AUTH_ACCESS_TOKEN",
		    "GOOGLE_OAUTH_ACCESS_TOKEN" }, .secret = true, .set = 2,
		  .help = "an access token, which lasts an hour" },
		{ "project", { "GOOGLE_CLOUD_PROJECT",
		    "CLOUDSDK_CORE_PROJECT", "GCE_PROJECT" }, .set = 2,
		  .help = "the project's id (with a key: the key's)" },
		{ "zone-id", { "GCE_ZONE_ID" },
		  .help = "the managed zone's name, so that none is looked "
		  "for" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "googledomains.com", NULL },
	.ttl = { .min = 1, .max = 2147483647, .normal = 300 },
	.reach = REACH_ZONE, .most = 500, .check = check,
	.describe = describe, .update = update,
};
