/*
 * nfsn - NearlyFreeSpeech.NET (API).
 *
 * Every request is signed with the time, which may be wrong by some seconds at
 * most, and a salt. Lists are asked for by POST. replaceRR takes one address in
 * the place of all of its type that the name has; a record is known by its
 * content alone. Writes answer with nothing, so that the zone is read again.
 */

#include "../provider.h"
#include "../sign.h"
#include "../sign/words.h"

static const struct shape shape = {
	.name = "name", .type = "type", .value = "data", .ttl = "ttl",
	.apex = "",
};

static const char *
check(struct task *t)
{
	struct digest hash;

	(void)t;
	return digest(SHA1, "", 0, &hash) ? NULL : "this Mbed TLS lacks "
	    "SHA-1, which requests are signed with; use one that has it";
}

static enum verdict
fail_reply(struct task *t)
{
	const char *said = text_at(t, "error"), *more = text_at(t, "debug");

	if (said != NULL && more != NULL && more[0] != '\0')
		said = text(t, "%s %s", said, more);
	if (said != NULL && (status(t) == 401 ||
	    strstr(said, "could not be authenticated") != NULL))
		return fail(t, FAULT_AUTH, "the request was refused (%s); "
		    "check login and key, and the clock of this machine, "
		    "which must be right to some seconds", quoted(t, said));
	if (said != NULL && (status(t) == 400 || status(t) == 409 ||
	    status(t) == 422))
		return fail_not_taken(t, said);
	return fail_http(t, said);
}

static void
call(struct task *t, const char *zone, const char *what, const char *fields)
{
	send_form(t, url(t, text(t, "/dns/%s/%s", encoded(t, zone), what),
	    NULL), fields);
	signed_by(t, sign_nfsn);
}

static enum verdict read_records(struct task *);

static enum verdict
ask_records(struct task *t)
{
	call(t, t->suffix, "listRRs", "");
	only_reads(t);
	return ask(t, read_records);
}

static enum verdict
describe(struct task *t)
{
	return try_first_suffix(t, ask_records);
}

/* The vendor's own records make way for nobody's. */
static void
freeze_own(struct task *t)
{
	struct record *record = t->live.records;
	const char *scope;

	for (; record < t->live.records + t->live.n; record++) {
		scope = json_text(record->whole, "scope");
		if (scope != NULL && strcmp(scope, "member") != 0)
			record->frozen = "it is one of NearlyFreeSpeech.NET's "
			    "own; remove the name from the site there";
	}
}

/* Of a zone that is not the account's it says so in some words or others. */
static enum verdict
read_records(struct task *t)
{
	json_t *list = reply_json(t);

	if (status(t) == 404 || status(t) == 400)
		return try_next_suffix(t, ask_records);
	if (status(t) == 403 && next_suffix(t) != NULL)
		return ask_records(t);
	if (status(t) != 200)
		return fail_reply(t);
	found_zone(t, t->suffix, NULL);
	if (!list_records(t, list, &shape, owner_of(t, t->name, &shape)))
		return fail_http(t, NULL);
	freeze_own(t);
	return LISTED;
}

/* The new address, if it is there, is the only one of its type. */
static bool
is_alone(const struct task *t)
{
	const struct record *record = t->live.records;
	size_t n = 0;

	for (; record < t->live.records + t->live.n; record++)
		n += record->is_address && record->address.family ==
		    t->changes->address.family;
	return n == 1;
}

static enum verdict
read_again(struct task *t)
{
	json_t *list = reply_json(t);

	if (status(t) != 200 || !list_records(t, list, &shape,
	    owner_of(t, t->changes->name, &shape)))
		return fail_reply(t);
	if (check_saved(t, list, &shape) != CHANGED)
		return FAILED;
	t->changes->done = is_alone(t);
	return t->changes->done ? CHANGED : fail(t, FAULT_PROTOCOL, "the new "
	    "address stands, but an old address is still there; --replace "
	    "removes it");
}

/* What the answer to a write says, if anything, is not documented. */
static enum verdict
read_saved(struct task *t)
{
	if (status(t) != 200 || text_at(t, "error") != NULL)
		return fail_reply(t);
	call(t, t->live.zone, "listRRs", "");
	only_reads(t);
	later(t, 0);
	return ask(t, read_again);
}

static enum verdict
update(struct task *t)
{
	const struct change *change = t->changes;

	call(t, t->live.zone, change->n_replaces == 0 ? "addRR" :
	    "replaceRR", form(t,
	    "name", owner_of(t, change->name, &shape),
	    "type", family_type(change->address.family),
	    "data", change_address(t, change),
	    "ttl", text(t, "%ld", change->ttl), NULL));
	return ask(t, read_saved);
}

const struct provider provider_nfsn = {
	.id = "nfsn", .title = "NearlyFreeSpeech.NET",
	.aliases = "nearlyfreespeech|nearlyfreespeech.net|"
	    "api.nearlyfreespeech.net", .kind = KIND_API,
	.docs = "https://members.nearlyfreespeech.net/wiki/API/Reference",
	.endpoint = "https://api.nearlyfreespeech.net",
	.permission = "the member's API key",
	.about = "Make the API key on the Profile page of the member "
	    "interface; it opens all that the member may do. The clock of "
	    "this machine must be right to some seconds. The vendor's "
	    "documents are for its members only: what is answered to a name "
	    "of no zone, and that replaceRR takes the place of all addresses "
	    "of the name, is known from other clients.",
	.keys = (const struct key[]){
		{ "login", { "NEARLYFREESPEECH_LOGIN", "NFSN_LOGIN" },
		  .set = 1, .help = "the member's login name" },
		{ "api-key", { "NEARLYFREESPEECH_API_KEY", "NFSN_API_KEY" },
		  .secret = true, .set = 1, .help = "the member's API key" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "nearlyfreespeech.net", NULL },
	.ttl = { .min = 180, .max = 2678400, .normal = 300 },
	.reach = REACH_RECORD, .check = check, .describe = describe,
	.update = update,
};
