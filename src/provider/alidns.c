/*
 * alidns - Alibaba Cloud DNS (API 2015-01-09).
 *
 * Every call is a POST with its parameters in the query and nothing in the
 * body. The records of the name are asked for in the zone that is tried, so
 * that finding the zone costs nothing of its own; an update that changes
 * nothing is an error here, DomainRecordDuplicate.
 */

#include "../provider.h"

#include <strings.h>

#include "../sign.h"

static const char *
line(struct task *t)
{
	const char *given = setting(t, "line");

	return given != NULL ? given : "default";
}

static void
sign_as(struct task *t, const char *action)
{
	header(t, "x-acs-action", action);
	header(t, "x-acs-version", "2015-01-09");
	header(t, "Accept", "application/json");
	signed_by(t, sign_acs3);
}

static const struct meaning meanings[] = {
	{ "InvalidAccessKeyId*", FAULT_AUTH, "unknown key id; check key-id" },
	{ "SignatureDoesNotMatch|IncompleteSignature", FAULT_AUTH, "the "
	  "signature is refused; check key-secret" },
	{ "SignatureNonceUsed", FAULT_LATER, "the request arrived twice; the "
	  "next run will see what became of it" },
	{ "InvalidSecurityToken*", FAULT_AUTH, "the STS token is not valid or "
	  "has expired; get a new security-token" },
	{ "MissingSecurityToken", FAULT_AUTH, "this key id needs its STS "
	  "token; give security-token" },
	{ "InvalidTimeStamp*", FAULT_CONFIG, "the clock of this machine is "
	  "wrong; set it" },
	{ "Forbidden.Domain*", FAULT_REFUSED, "the zone is locked or expired; "
	  "see its state in the console" },
	{ "Forbidden.RecordLocked|DomainRecordLocked", FAULT_REFUSED, "the "
	  "record is locked; unlock it in the console" },
	{ "Forbidden*", FAULT_FORBIDDEN, "permission refused; grant the RAM "
	  "user the actions that --list-providers=alidns names" },
	{ "NoPermission|OperationDomain.NoPermission", FAULT_FORBIDDEN,
	  "permission refused; grant it in RAM" },
	{ "IllegalUser", FAULT_FORBIDDEN, "the account may not do this; see "
	  "the console" },
	{ "DomainRecordConflict", FAULT_REFUSED, "another record is in the "
	  "way, such as a CNAME; remove it" },
	{ "DomainRecordNotBelongToUser|InvalidRecordId.NotFound", FAULT_MOVED,
	  "the record is gone" },
	{ "QuotaExceeded.TTL", FAULT_REFUSED, "the zone's plan allows no such "
	  "TTL; give a longer --ttl" },
	{ "QuotaExceeded*", FAULT_REFUSED, "the plan allows no more records; "
	  "remove one" },
	{ "LineDnsSlb*", FAULT_REFUSED, "the plan allows no more addresses at "
	  "this name; remove one" },
	{ "UnsupportedLine", FAULT_CONFIG, "there is no such line; check "
	  "line" },
	{ "SubDomainInvalid*", FAULT_REFUSED, "the value is not accepted" },
	{ "InvalidRR*", FAULT_REFUSED, "the value is not accepted" },
	{ "Throttling*", FAULT_LIMITED, "too many requests; run less often" },
	{ "Fobidden.TooOfen", FAULT_LIMITED, "too many requests; run less "
	  "often" },
	{ "ServiceUnavailable|InternalError|UnknownError", FAULT_LATER, "out "
	  "of order; the next run may do" },
	{ .code = NULL }
};

static const struct shape shape = {
	.name = "RR", .type = "Type", .value = "Value", .ttl = "TTL",
	.id = "RecordId",
};

static const char *
error_code(struct task *t)
{
	return text_at(t, "Code");
}

static bool
is_no_zone(const char *code)
{
	return strncmp(code, "InvalidDomainName", 17) == 0 ||
	    strcmp(code, "IncorrectDomainUser") == 0 ||
	    strcmp(code, "DomainAddedByOthers") == 0;
}

static enum verdict read_records(struct task *);

/* One name is asked for exactly; for several, the zone is read once. */
static enum verdict
ask_records(struct task *t)
{
	send_empty(t, "POST", url(t, "/", "DomainName", t->suffix,
	    "PageNumber", text(t, "%d", t->page),
	    "PageSize", t->alone ? "100" : "500",
	    "SubDomain", t->alone ? t->name : NULL, NULL));
	only_reads(t);
	sign_as(t, t->alone ? "DescribeSubDomainRecords" :
	    "DescribeDomainRecords");
	return ask(t, read_records);
}

static enum verdict
describe(struct task *t)
{
	t->page = 1;
	return try_first_suffix(t, ask_records);
}

/* false when the record makes no sense. Other lines are other answers. */
static bool
consider(struct task *t, const json_t *record)
{
	const char *on_line = json_text(record, "Line");
	const char *state = json_text(record, "Status");
	struct record *found;

	if (on_line != NULL && strcmp(on_line, line(t)) != 0)
		return true;
	if (!list_record(t, record, &shape, relative(t, t->name, "@"), &found))
		return false;
	if (found != NULL && state != NULL && strcasecmp(state, "ENABLE") != 0)
		found_disabled(found, "it is disabled; enable it in the "
		    "console");
	if (found != NULL && json_is_true(json_object_get(record, "Locked")))
		found->frozen = "it is locked; unlock it in the console";
	return true;
}

static enum verdict
read_records(struct task *t)
{
	json_t *list = at(t, "DomainRecords.Record");
	long size = number_at(t, "PageSize", 0);
	long total = number_at(t, "TotalCount", -1);
	const char *code = error_code(t);

	if (code != NULL && is_no_zone(code))
		return try_next_suffix(t, ask_records);
	if (status(t) != 200 || code != NULL || !json_is_array(list) ||
	    total < 0 || size < 1)
		return fail_code(t, meanings, code, NULL);
	found_zone(t, t->suffix, NULL);
	if (!list_each(t, list, consider))
		return fail_http(t, NULL);
	if (json_array_size(list) == 0 ||
	    t->page >= total / size + (total % size != 0))
		return LISTED;
	t->page++;
	return ask_records(t);
}

static enum verdict read_saved(struct task *);

static enum verdict
remove_record(struct task *t, const struct record *record)
{
	send_empty(t, "POST", url(t, "/", "RecordId", record->id, NULL));
	sign_as(t, "DeleteDomainRecord");
	return ask(t, read_saved);
}

static enum verdict
read_saved(struct task *t)
{
	const char *code = error_code(t);
	const char *id = text_at(t, "RecordId");

	/* It holds the value already: somebody was faster. */
	if (code != NULL && strcmp(code, "DomainRecordDuplicate") == 0)
		return remove_others(t, remove_record);
	if (status(t) != 200 || code != NULL || id == NULL || id[0] == '\0')
		return fail_code(t, meanings, code, NULL);
	if (t->first == 0 && is_another(t->changes, id))
		return fail_another(t);
	if (t->changes->id == NULL)
		t->changes->id = id;
	return remove_others(t, remove_record);
}

static enum verdict
update(struct task *t)
{
	const struct change *change = t->changes;
	const char *id = kept_id(change);

	send_empty(t, "POST", url(t, "/",
	    "DomainName", id == NULL ? t->live.zone : NULL, "Line", line(t),
	    "RR", relative(t, change->name, "@"), "RecordId", id,
	    "TTL", text(t, "%ld", change->ttl),
	    "Type", family_type(change->address.family),
	    "Value", change_address(t, change), NULL));
	sign_as(t, id == NULL ? "AddDomainRecord" : "UpdateDomainRecord");
	return ask(t, read_saved);
}

const struct provider provider_alidns = {
	.id = "alidns", .title = "Alibaba Cloud DNS",
	.aliases = "aliyun|aliyun.com",
	.docs = "https://www.alibabacloud.com/help/en/dns/",
	.endpoint = "https://alidns.aliyuncs.com",
	.permission = "alidns:DescribeSubDomainRecords, "
	    "alidns:DescribeDomainRecords, alidns:AddDomainRecord and "
	    "alidns:UpdateDomainRecord on acs:alidns:*:*:domain/ZONE",
	.about = "Give a RAM user an AccessKey and no more than the permission "
	    "above. With --replace it needs alidns:DeleteDomainRecord too.",
	.keys = (const struct key[]){
		{ "key-id", { "ALIBABA_CLOUD_ACCESS_KEY_ID",
		    "ALICLOUD_ACCESS_KEY", "ALICLOUD_ACCESS_KEY_ID",
		    "Ali_Key" }, .set = 1, .help = "the AccessKey ID" },
		{ "key-secret", { "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
		    "ALICLOUD_SECRET_KEY", "ALICLOUD_ACCESS_KEY_SECRET",
		    "Ali_Secret" }, .secret = true, .set = 1,
		  .help = "the AccessKey secret" },
		{ "security-token", { "ALIBABA_CLOUD_SECURITY_TOKEN",
		    "ALICLOUD_SECURITY_TOKEN" }, .secret = true,
		  .help = "the token of temporary (STS) credentials" },
		{ .name = "line",
		  .help = "the line whose records are kept (default)" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "hichina.com", "alidns.com",
	    NULL },
	.ttl = { .min = 1, .max = 86400, .normal = 600 },
	.reach = REACH_RECORD, .describe = describe, .update = update,
};
