/*
 * huaweicloud - Huawei Cloud DNS (API v2.1).
 *
 * An RRset is one object for each line, which is who asks: a region, a carrier.
 * What a PUT does not name stays. Names end with a dot, and a filter by name
 * takes parts of names unless it is told otherwise.
 */

#include "../provider.h"

#include "../sign.h"

static const struct shape shape = {
	.name = "name", .type = "type", .values = "records", .ttl = "ttl",
	.id = "id", .zone = "name", .zone_id = "id",
};

static const struct meaning meanings[] = {
	{ "APIGW.0301|APIGW.0303|APIGW.0305|DNS.0005|DNS.0040", FAULT_AUTH,
	  "the signature is refused; check access-key-id, secret-access-key "
	  "and the clock" },
	{ "APIGW.0302|APIGW.0306|DNS.0013|DNS.0030|DNS.1802", FAULT_FORBIDDEN,
	  "permission refused; grant the IAM user the actions that "
	  "--list-providers=huaweicloud names, and see the account's state" },
	{ "DNS.0301|DNS.0302|DNS.1206", FAULT_MISSING, "there is no such zone; "
	  "check --zone" },
	{ "DNS.0313|DNS.0004", FAULT_MOVED, "the record set is gone" },
	{ "DNS.0312|DNS.0335|DNS.0016", FAULT_REFUSED, "another record is in "
	  "the way, such as a CNAME; remove it" },
	{ "DNS.0303|DNS.0319", FAULT_REFUSED, "the TTL is not accepted; give "
	  "another --ttl" },
	{ "DNS.0304|DNS.0308|DNS.0002|DNS.0006|DNS.0043", FAULT_REFUSED,
	  "the record is not accepted" },
	{ "DNS.0209|DNS.0213|DNS.0214", FAULT_LATER, "the zone or the record "
	  "is locked or being changed; the next run may do" },
	{ "DNS.0403|DNS.0404|DNS.0405", FAULT_REFUSED, "the quota allows no "
	  "more records; remove one" },
	{ "APIGW.0308|DNS.0014|DNS.0021", FAULT_LIMITED, "too many requests; "
	  "run less often" },
	{ "DNS.0000|DNS.0001|DNS.0003|DNS.0012", FAULT_LATER, "out of order; "
	  "the next run may do" },
	{ .code = NULL }
};

/* The service, its gateway and newer gateways each say it in their own way. */
static enum verdict
fail_reply(struct task *t)
{
	static const char *const members[][2] = { { "code", "message" },
	    { "error_code", "error_msg" }, { "error.code", "error.message" } };
	size_t i;

	for (i = 0; status(t) >= 400 && i < COUNT(members); i++)
		if (text_at(t, members[i][0]) != NULL)
			return fail_code(t, meanings,
			    text_at(t, members[i][0]),
			    text_at(t, members[i][1]));
	return fail_http(t, NULL);
}

static enum verdict
ask_signed(struct task *t, step_fn *then)
{
	signed_by(t, sign_sdkhmac);
	return ask(t, then);
}

static const char *
sets_path(struct task *t, const char *id)
{
	return text(t, "/v2.1/zones/%s/recordsets%s%s",
	    encoded(t, t->live.zone_id), id == NULL ? "" : "/",
	    id == NULL ? "" : encoded(t, id));
}

/* The list as it goes on from there: of that name alone, unless it is NULL. */
static void
get_list(struct task *t, const char *path, const char *type, const char *name)
{
	get(t, url(t, path, "limit", "500", "name", name == NULL ? NULL :
	    text(t, "%s.", name), "offset", text(t, "%zu", t->first),
	    "search_mode", name == NULL ? NULL : "equal", "type", type, NULL));
}

static bool
has_next_page(struct task *t, const char *list)
{
	size_t size = json_array_size(at(t, list));

	t->first += size;
	return size > 0 &&
	    (long)t->first < number_at(t, "metadata.total_count", 0);
}

static const char *
line(struct task *t)
{
	const char *given = setting(t, "line");

	return given != NULL ? given : "default_view";
}

/* false when the RRset makes no sense. Other lines are other answers. */
static bool
consider_set(struct task *t, const json_t *set)
{
	const char *on_line = json_text(set, "line");
	const char *state = json_text(set, "status");
	size_t i = t->live.n;

	if (on_line != NULL && strcmp(on_line, line(t)) != 0)
		return true;
	if (!list_set(t, set, &shape, t->name))
		return false;
	if (state != NULL && !words_have("ACTIVE|ERROR|PENDING_CREATE|"
	    "PENDING_UPDATE", state))
		for (; i < t->live.n; i++)
			found_disabled(&t->live.records[i], text(t, "its "
			    "status is %s; see the console",
			    quoted(t, state)));
	return true;
}

static enum verdict ask_sets(struct task *);

static enum verdict
read_sets(struct task *t)
{
	if (status(t) != 200 || number_at(t, "metadata.total_count", -1) < 0 ||
	    !list_each(t, at(t, "recordsets"), consider_set))
		return fail_reply(t);
	return has_next_page(t, "recordsets") ? ask_sets(t) : LISTED;
}

static enum verdict
ask_sets(struct task *t)
{
	get_list(t, sets_path(t, NULL), NULL, t->alone ? t->name : NULL);
	return ask_signed(t, read_sets);
}

static enum verdict describe(struct task *);

static enum verdict
read_zones(struct task *t)
{
	if (status(t) != 200 || number_at(t, "metadata.total_count", -1) < 0 ||
	    !list_zones(t, at(t, "zones"), &shape))
		return fail_reply(t);
	if (has_next_page(t, "zones"))
		return describe(t);
	t->first = 0;
	return t->live.zone_id == NULL ? fail_no_zone(t) : ask_sets(t);
}

/* One list for all names, rather than a question for each of its suffixes. */
static enum verdict
describe(struct task *t)
{
	get_list(t, "/v2/zones", "public", setting(t, "zone"));
	return ask_signed(t, read_zones);
}

static enum verdict read_removed(struct task *);

/* Those of the set that was written went with it. */
static enum verdict
remove_next(struct task *t)
{
	const struct record *other = next_to_remove(t);

	while (other != NULL && !is_another(t->changes, other->id))
		other = next_to_remove(t);
	if (other == NULL)
		return CHANGED;
	send_empty(t, "DELETE", url(t, sets_path(t, other->id), NULL));
	return ask_signed(t, read_removed);
}

/* One that is gone already is as it should be. */
static enum verdict
read_removed(struct task *t)
{
	return status(t) / 100 == 2 || same_string(text_at(t, "code"),
	    "DNS.0313") ? remove_next(t) : fail_reply(t);
}

static enum verdict
read_saved(struct task *t)
{
	struct change *change = t->changes;
	const char *name = text_at(t, "name");

	if (status(t) / 100 != 2 || name == NULL)
		return fail_reply(t);
	change->id = text_at(t, "id");
	change->done = change->id != NULL && is_ours(t, name) &&
	    same_string(text_at(t, "type"),
	    family_type(change->address.family)) &&
	    json_array_size(at(t, "records")) == 1 &&
	    is_address(text_at(t, "records.0"), &change->address) &&
	    number_at(t, "ttl", -1) == change->ttl;
	return change->done ? remove_next(t) : fail_not_saved(t);
}

static enum verdict
update(struct task *t)
{
	const struct change *change = t->changes;
	const char *id = kept_id(change);

	send_json(t, id == NULL ? "POST" : "PUT", url(t, sets_path(t, id),
	    NULL), json_pack("{s:s, s:s, s:I, s:[s], s:s*}",
	    "name", text(t, "%s.", change->name),
	    "type", family_type(change->address.family),
	    "ttl", (json_int_t)change->ttl,
	    "records", change_address(t, change),
	    "line", id == NULL ? setting(t, "line") : NULL));
	return ask_signed(t, read_saved);
}

const struct provider provider_huaweicloud = {
	.id = "huaweicloud", .title = "Huawei Cloud DNS",
	.aliases = "huaweicloud.com|huawei",
	.kind = KIND_API,
	.docs = "https://support.huaweicloud.com/intl/en-us/api-dns/",
	.endpoint = "https://dns.myhuaweicloud.com",
	.permission = "dns:zone:list, dns:recordset:list, dns:recordset:create "
	    "and dns:recordset:update (with --replace dns:recordset:delete, "
	    "too)",
	.about = "Give an IAM user an access key and a custom policy with no "
	    "more than the permission above. For an international account, "
	    "set api-url to that of its region, such as "
	    "https://dns.ap-southeast-1.myhuaweicloud.com.",
	.keys = (const struct key[]){
		{ "access-key-id", { "HUAWEICLOUD_SDK_AK",
		    "HUAWEICLOUD_ACCESS_KEY_ID", "HW_ACCESS_KEY" }, .set = 1,
		  .help = "the access key's id (AK)" },
		{ "secret-access-key", { "HUAWEICLOUD_SDK_SK",
		    "HUAWEICLOUD_SECRET_ACCESS_KEY", "HW_SECRET_KEY" },
		  .secret = true, .set = 1, .help = "its secret (SK)" },
		{ "security-token", { "HUAWEICLOUD_SDK_SECURITY_TOKEN" },
		  .secret = true,
		  .help = "the token of temporary credentials" },
		{ .name = "line", .help = "the line (default_view)" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "huaweicloud-dns.com",
	    "huaweicloud-dns.cn", "huaweicloud-dns.net",
	    "huaweicloud-dns.org", NULL },
	.ttl = { .min = 1, .max = 2147483647, .normal = 300 },
	.reach = REACH_RECORD, .describe = describe, .update = update,
};
