/*
 * tencentcloud - Tencent Cloud DNSPod (API 3.0, version 2021-03-23).
 *
 * Every call is a POST of JSON to one path, and the HTTP status is 200 even
 * when Response.Error says what went wrong. The records of the name are asked
 * for in the zone that is tried, so that finding the zone costs nothing of its
 * own, and not by type, since a CNAME is looked for, too. A change replaces the
 * whole record.
 */

#include "../provider.h"

#include "../sign.h"

static const char no_zone[] = "InvalidParameterValue.DomainNotExists|"
    "InvalidParameter.DomainInvalid|InvalidParameter.DomainIdInvalid|"
    "FailedOperation.NotDomainOwner|ResourceNotFound.NoDataOfDomain";
static const char no_login[] = "the credentials are refused; check secret-id, "
    "secret-key and site";
static const char no_right[] = "permission refused; grant the CAM user what "
    "--list-providers=tencentcloud names, or give --zone";
static const char no_change[] = "the zone may not be changed as it is; see "
    "its state in the console";
static const char no_value[] = "not accepted; is another record in the way, "
    "such as a CNAME?";
static const char no_order[] = "out of order; the next run may do";
static const char too_many[] = "too many requests; run less often";

static const struct meaning meanings[] = {
	{ no_zone, FAULT_MISSING, "there is no such zone in the account; check "
	  "--zone and site" },
	{ "ResourceNotFound.NoDataOfRecord|InvalidParameter.RecordIdInvalid",
	  FAULT_MOVED, "it is gone" },
	{ "InvalidParameter.DomainRecordExist", FAULT_MOVED, "it is there" },
	{ "AuthFailure.SignatureExpire", FAULT_CONFIG, "the clock of this "
	  "machine is wrong; set it" },
	{ "AuthFailure.TokenFailure", FAULT_AUTH, "the token is not valid or "
	  "has expired; get a new session-token" },
	{ "AuthFailure.UnauthorizedOperation", FAULT_FORBIDDEN, no_right },
	{ "LimitExceeded.FailedLoginLimitExceeded", FAULT_AUTH, no_login },
	{ "LimitExceeded.RecordTtlLimit", FAULT_REFUSED, "the zone's plan "
	  "allows no such TTL; give a longer --ttl" },
	{ "OperationDenied.IPInBlacklistNotAllowed", FAULT_REFUSED, "the "
	  "address is on the vendor's black list; ask its support" },
	{ "InvalidParameter.RecordLineInvalid", FAULT_CONFIG, "there is no "
	  "such line; check line and site" },
	{ "InvalidParameter.AccountIsBanned", FAULT_AUTH, no_login },
	{ "InvalidParameter.LoginToken*", FAULT_AUTH, no_login },
	{ "InvalidParameter.UnrealNameUser|InvalidParameter.RequestIpLimited|"
	  "FailedOperation.LoginAreaNotAllowed|"
	  "FailedOperation.NotRealNamedUser", FAULT_FORBIDDEN, "the account is "
	  "not verified, or does not let this line in; see the console" },
	{ "InvalidParameter.OperateFailed", FAULT_LATER, no_order },
	{ "InvalidParameter.Domain*", FAULT_REFUSED, no_change },
	{ "FailedOperation.DomainIs*", FAULT_REFUSED, no_change },
	{ "FailedOperation.LoginFailed", FAULT_AUTH, no_login },
	{ "FailedOperation.FrequencyLimit", FAULT_LIMITED, too_many },
	{ "AuthFailure*", FAULT_AUTH, no_login },
	{ "UnauthorizedOperation*", FAULT_FORBIDDEN, no_right },
	{ "OperationDenied*", FAULT_FORBIDDEN, no_right },
	{ "InvalidParameter*", FAULT_REFUSED, no_value },
	{ "MissingParameter*", FAULT_REFUSED, no_value },
	{ "UnknownParameter*", FAULT_REFUSED, no_value },
	{ "LimitExceeded*", FAULT_REFUSED, "the zone's plan allows no more; "
	  "remove a record, or take a larger plan" },
	{ "RequestLimitExceeded*", FAULT_LIMITED, too_many },
	{ "FailedOperation*", FAULT_LATER, no_order },
	{ "InternalError*", FAULT_LATER, no_order },
	{ .code = NULL }
};

static const struct shape shape = {
	.name = "Name", .type = "Type", .value = "Value", .ttl = "TTL",
	.id = "RecordId",
};

/* The international site has a host, accounts and words of its own. */
static bool
is_abroad(struct task *t)
{
	return same_string(setting(t, "site"), "international");
}

static void
post(struct task *t, const char *action, json_t *body)
{
	send_json(t, "POST", is_abroad(t) && setting(t, "api-url") == NULL ?
	    "https://dnspod.intl.tencentcloudapi.com/" : url(t, "/", NULL),
	    body);
	header(t, "X-TC-Action", action);
	header(t, "X-TC-Version", "2021-03-23");
	signed_by(t, sign_tc3);
}

static const char *
error_code(struct task *t)
{
	return text_at(t, "Response.Error.Code");
}

static bool
succeeded(struct task *t)
{
	return status(t) == 200 && at(t, "Response.Error") == NULL &&
	    text_at(t, "Response.RequestId") != NULL;
}

static enum verdict
fail_reply(struct task *t)
{
	return fail_code(t, meanings, error_code(t),
	    text_at(t, "Response.Error.Message"));
}

static bool
is_no_zone(const char *code)
{
	return code != NULL && words_have(no_zone, code);
}

static enum verdict read_records(struct task *);

/* One name is asked for exactly; for several, the zone is read once. */
static enum verdict
ask_records(struct task *t)
{
	const char *label = relative_to(t, t->name, t->suffix);

	/* It is Subdomain here, and SubDomain where a record is written. */
	post(t, "DescribeRecordList", json_pack("{s:s, s:s*, s:i, s:i}",
	    "Domain", t->suffix, "Subdomain", !t->alone ? NULL :
	    label[0] == '\0' ? "@" : label,
	    "Offset", t->page, "Limit", 1000));
	only_reads(t);
	return ask(t, read_records);
}

static enum verdict
describe(struct task *t)
{
	return try_first_suffix(t, ask_records);
}

/* false when the record makes no sense. Other lines are other answers; the
 * default one is known by its id, which is the same on both sites. */
static bool
consider(struct task *t, const json_t *record)
{
	const char *given = setting(t, "line");
	const char *its = json_word(t, record, given != NULL ? "Line" :
	    "LineId");
	const char *state = json_text(record, "Status");
	struct record *found;

	if (its != NULL && strcmp(its, given != NULL ? given : "0") != 0)
		return true;
	if (!list_record(t, record, &shape, relative(t, t->name, "@"), &found))
		return false;
	if (found != NULL && state != NULL && strcmp(state, "ENABLE") != 0)
		found_disabled(found, "it is disabled; enable it in the "
		    "console");
	return true;
}

/* An empty list may be said by a code, too. */
static enum verdict
read_records(struct task *t)
{
	json_t *list = at(t, "Response.RecordList");
	long total = number_at(t, "Response.RecordCountInfo.TotalCount", -1);
	const char *code = error_code(t);

	if (t->page == 0 && is_no_zone(code))
		return try_next_suffix(t, ask_records);
	found_zone(t, t->suffix, NULL);
	if (same_string(code, "ResourceNotFound.NoDataOfRecord"))
		return LISTED;
	if (!succeeded(t) || !json_is_array(list) || total < 0)
		return fail_reply(t);
	if (!list_each(t, list, consider))
		return fail_http(t, NULL);
	t->page += (int)json_array_size(list);	/* records, not pages */
	return json_array_size(list) == 0 || t->page >= total ? LISTED :
	    ask_records(t);
}

static enum verdict read_removed(struct task *);

static enum verdict
remove_record(struct task *t, const struct record *record)
{
	post(t, "DeleteRecord", json_pack("{s:s, s:O}", "Domain", t->live.zone,
	    "RecordId", json_object_get(record->whole, "RecordId")));
	return ask(t, read_removed);
}

static enum verdict
read_removed(struct task *t)
{
	return succeeded(t) ? remove_others(t, remove_record) : fail_reply(t);
}

static enum verdict
read_saved(struct task *t)
{
	struct change *change = t->changes;
	const char *id = word_at(t, "Response.RecordId");

	/* Just this one is there: a list may lack it for half a minute. */
	if (change->n_replaces == 0 && same_string(error_code(t),
	    "InvalidParameter.DomainRecordExist"))
		return CHANGED;
	if (!succeeded(t) || id == NULL)
		return fail_reply(t);
	if (is_another(change, id))
		return fail_another(t);
	change->id = id;
	return remove_others(t, remove_record);
}

/* What is not sent is reset, but for the remark. A disabled record does not
 * come here. */
static enum verdict
update(struct task *t)
{
	struct change *change = t->changes;
	const struct record *kept = kept_record(change);
	const void *was = kept == NULL ? NULL : kept->whole;
	const char *given = setting(t, "line");
	json_t *weight = json_object_get(was, "Weight");

	if (change->n_replaces > 1 && is_right_already(change))
		return remove_others(t, remove_record);
	post(t, was == NULL ? "CreateRecord" : "ModifyRecord", json_pack(
	    "{s:s, s:O*, s:s, s:s, s:s, s:s*, s:s, s:I, s:O*, s:s}",
	    "Domain", t->live.zone,
	    "RecordId", json_object_get(was, "RecordId"),
	    "SubDomain", relative(t, change->name, "@"),
	    "RecordType", family_type(change->address.family),
	    "RecordLine", given != NULL ? given :
	    is_abroad(t) ? "Default" : "默认",
	    "RecordLineId", given != NULL ? NULL : "0",
	    "Value", change_address(t, change), "TTL", (json_int_t)change->ttl,
	    "Weight", json_is_null(weight) ? NULL : weight,
	    "Status", "ENABLE"));
	return ask(t, read_saved);
}

const struct provider provider_tencentcloud = {
	.id = "tencentcloud", .title = "Tencent Cloud DNSPod",
	.aliases = "dnspod.cn-v3",
	.docs = "https://cloud.tencent.com/document/api/1427/56193",
	.endpoint = "https://dnspod.tencentcloudapi.com",
	.permission = "dnspod:DescribeRecordList, dnspod:CreateRecord and "
	    "dnspod:ModifyRecord on qcs::dnspod::uin/ACCOUNT:domain/ZONE-ID",
	.about = "Give a CAM user an API key and no more than the permission "
	    "above. With --replace it needs dnspod:DeleteRecord too. Accounts "
	    "of tencentcloud.com need site = international.",
	.keys = (const struct key[]){
		{ "secret-id", { "TENCENTCLOUD_SECRET_ID",
		    "Tencent_SecretId" }, .set = 1,
		  .help = "the SecretId of an API key" },
		{ "secret-key", { "TENCENTCLOUD_SECRET_KEY",
		    "Tencent_SecretKey" }, .secret = true, .set = 1,
		  .help = "its SecretKey" },
		{ "session-token", { "TENCENTCLOUD_SESSION_TOKEN" },
		  .secret = true,
		  .help = "the token of temporary credentials" },
		{ .name = "site", .words = "china|international",
		  .help = "where the account is (china)" },
		{ .name = "line",
		  .help = "the line whose records are kept (the default)" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "dnspod.net", "dnsv2.com",
	    "dnsv3.com", "dnsv4.com", "dnsv5.com", NULL },
	.ttl = { .min = 1, .max = 604800, .normal = 600 },
	.reach = REACH_RECORD, .describe = describe, .update = update,
};
