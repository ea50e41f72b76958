/*
 * ns1 - IBM NS1 Connect (API v1).
 *
 * An RRset is one object, which PUT makes and POST changes in the members that
 * it names. Beside its answers it may have filters, which choose among these by
 * their metadata; then it is left alone. What else stands with an answer goes
 * back with its new address.
 *
 * Lists come in pages that a header links, so none is asked for: zones are
 * tried by their names, then the RRsets of the name are read, all at once.
 */

#include "../provider.h"

static const char *const types[] = { "A", "AAAA", "CNAME" };

static const struct meaning meanings[] = {
	{ "zone not found", FAULT_MISSING, "there is no such zone; check "
	  "--zone" },
	{ "record not found", FAULT_MOVED, "the record is gone" },
	{ "record already exists", FAULT_MOVED, "the record is there already" },
	{ .code = NULL }
};

static enum verdict
fail_reply(struct task *t)
{
	const char *said = status(t) < 400 ? NULL : text_at(t, "message");

	if (status(t) == 404 || same_string(said, "record already exists"))
		return fail_code(t, meanings, said, NULL);
	return status(t) == 400 && said != NULL ? fail_not_taken(t, said) :
	    fail_http(t, said);
}

static void
authorize(struct task *t)
{
	header(t, "X-NSONE-Key", setting(t, "api-key"));
}

static const char *
set_url(struct task *t, const char *name, const char *type)
{
	return url(t, text(t, "/zones/%s/%s/%s", encoded(t, t->live.zone),
	    encoded(t, name), type), NULL);
}

/* false when the answer makes no sense. */
static bool
list_answer(struct task *t, const json_t *set, const json_t *answer)
{
	const char *type = json_text(set, "type");
	const char *value = json_string_value(json_array_get(
	    json_object_get(answer, "answer"), 0));
	struct record *found;

	if (value == NULL)
		return false;
	if (strcmp(type, "CNAME") == 0) {
		found_other(t, text(t, "a CNAME to %s", value));
		return true;
	}
	found = found_address(t, type, value, json_number(set, "ttl", -1),
	    json_text(set, "id"));
	if (found == NULL)
		return false;
	found->whole = answer;
	if (json_array_size(json_object_get(set, "filters")) > 0)
		found->frozen = "filters choose its answers; remove them, or "
		    "change it in the portal";
	return true;
}

/* false when it makes no sense. One that is linked has another's answers. */
static bool
list_answers(struct task *t, const char *type)
{
	const json_t *set = reply_json(t), *answer;
	const json_t *answers = json_object_get(set, "answers");
	const char *name = json_text(set, "domain");
	const char *link = json_text(set, "link");
	size_t i;

	if (name == NULL || !is_ours(t, name) || !json_is_array(answers) ||
	    !same_string(json_text(set, "type"), type))
		return false;
	if (link != NULL && link[0] != '\0')
		found_other(t, text(t, "a link to %s", link));
	json_array_foreach(answers, i, answer)
		if (!list_answer(t, set, answer))
			return false;
	return true;
}

static enum verdict
read_sets(struct task *t)
{
	size_t i;

	for (i = 0; i < COUNT(types); i++) {
		read_reply(t, i);
		if (status(t) == 404 && same_string(text_at(t, "message"),
		    "record not found"))
			continue;
		if (status(t) != 200 || !list_answers(t, types[i]))
			return fail_reply(t);
	}
	return LISTED;
}

static enum verdict
ask_sets(struct task *t)
{
	size_t i;

	for (i = 0; i < COUNT(types); i++) {
		get(t, set_url(t, t->name, types[i]));
		authorize(t);
	}
	return ask(t, read_sets);
}

static enum verdict read_zone(struct task *);

static enum verdict
ask_zone(struct task *t)
{
	get(t, url(t, path_to(t, "/zones", t->suffix), "records", "false",
	    NULL));
	authorize(t);
	return ask(t, read_zone);
}

static enum verdict
describe(struct task *t)
{
	return try_first_suffix(t, ask_zone);
}

static enum verdict
read_zone(struct task *t)
{
	const char *link = text_at(t, "link");

	if (status(t) == 404 && text_at(t, "message") != NULL)
		return try_next_suffix(t, ask_zone);
	if (status(t) != 200 || !same_string(text_at(t, "zone"), t->suffix))
		return fail_reply(t);
	if (json_is_true(at(t, "secondary.enabled")))
		return fail(t, FAULT_REFUSED, "the zone %s is a secondary "
		    "here; change it at its primary", t->suffix);
	if (link != NULL && link[0] != '\0')
		return fail(t, FAULT_REFUSED, "the zone %s is a link to %s; "
		    "keep the name there", t->suffix, link);
	found_zone(t, t->suffix, NULL);
	return ask_sets(t);
}

static enum verdict
read_saved(struct task *t)
{
	struct change *change = t->changes;
	long ttl = number_at(t, "ttl", -1);

	if (status(t) != 200 || text_at(t, "domain") == NULL)
		return fail_reply(t);
	change->id = text_at(t, "id");
	return json_array_size(at(t, "answers")) == 1 &&
	    is_address(text_at(t, "answers.0.answer.0"), &change->address) &&
	    (!change->ttl_given || ttl == change->ttl) ? CHANGED :
	    fail_not_saved(t);
}

static enum verdict
update(struct task *t)
{
	const struct change *change = t->changes;
	const char *type = family_type(change->address.family);
	bool is_new = change->n_replaces == 0;
	json_t *answer = is_new ? json_object() :
	    json_deep_copy(change->replaces[0]->whole);

	json_object_set_new(answer, "answer", json_pack("[s]",
	    change_address(t, change)));
	send_json(t, is_new ? "PUT" : "POST", set_url(t, change->name, type),
	    json_pack("{s:s, s:s, s:s, s:[o], s:o*}", "zone", t->live.zone,
	    "domain", change->name, "type", type, "answers", answer,
	    "ttl", is_new || change->ttl_given ? json_integer(change->ttl) :
	    NULL));
	authorize(t);
	return ask(t, read_saved);
}

const struct provider provider_ns1 = {
	.id = "ns1", .title = "IBM NS1 Connect", .aliases = "ns1.com",
	.kind = KIND_API,
	.docs = "https://ns1.com/api",
	.endpoint = "https://api.nsone.net/v1",
	.permission = "an API key that may view and manage the one zone",
	.about = "Give the key the permissions to view and to manage zones, "
	    "for the one zone, and confine it to no addresses: that would "
	    "lock the line out when its address changes. Records whose "
	    "answers are chosen by filters are left alone.",
	.keys = (const struct key[]){
		{ "api-key", { "NS1_API_KEY", "NS1_APIKEY", "NS1_Key" },
		  .secret = true, .set = 1, .help = "the API key" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "nsone.net", NULL },
	.ttl = { .min = 1, .max = 2147483647, .normal = 300 },
	.reach = REACH_RECORD, .describe = describe, .update = update,
};
