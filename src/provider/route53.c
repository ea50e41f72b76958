/*
 * route53 - Amazon Route 53 (2013-04-01), which speaks XML.
 *
 * Its lists have no filters, but begin where they are told to. They are sorted
 * by names from the last label on, so that the zones around a name, and the
 * RRsets of one, stand together. An UPSERT sets an RRset whatever was there,
 * and one batch takes many, all or none.
 */

#include "../provider.h"

#include <stdint.h>

#include "../sign.h"
#include "../xml.h"

#define VERSION "/2013-04-01"
#define OPENING "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" \
	"<ChangeResourceRecordSetsRequest " \
	"xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">" \
	"<ChangeBatch><Changes>"
#define CLOSING "</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>"

static const struct meaning meanings[] = {
	{ "InvalidClientTokenId", FAULT_AUTH, "unknown key; check "
	  "access-key-id, and session-token for a temporary one" },
	{ "SignatureDoesNotMatch|InvalidSignatureException", FAULT_AUTH, "the "
	  "signature is refused; check secret-access-key" },
	{ "IncompleteSignature|MissingAuthenticationToken", FAULT_AUTH, "the "
	  "signature is refused; check access-key-id" },
	{ "ExpiredToken|ExpiredTokenException", FAULT_AUTH, "the temporary "
	  "credentials have expired; get new ones" },
	{ "OptInRequired", FAULT_AUTH, "the account has no Route 53; see the "
	  "console" },
	{ "RequestExpired", FAULT_CONFIG, "the clock of this machine is wrong; "
	  "set it" },
	{ "NoSuchHostedZone", FAULT_MISSING, "there is no such zone; check "
	  "zone-id" },
	{ "InvalidDomainName", FAULT_MISSING, "there can be no such zone; "
	  "check --zone" },
	{ "InvalidChangeBatch", FAULT_REFUSED, "the record is not accepted; is "
	  "another in the way, such as a CNAME?" },
	{ "InvalidInput|MalformedInput", FAULT_REFUSED, "the request is not "
	  "accepted" },
	{ "Throttling*", FAULT_LIMITED, "too many requests; run less often" },
	{ "PriorRequestNotComplete", FAULT_LATER, "a former change of the zone "
	  "is still under way; the next run may do" },
	{ .code = NULL }
};

static const struct xml *
answer(struct task *t)
{
	return xml_parse(t->arena, reply(t), reply_size(t));
}

static enum verdict
fail_reply(struct task *t)
{
	const struct xml *root = status(t) < 400 ? NULL : answer(t);
	const char *code = xml_text(root, "Error/Code");
	const char *said = xml_text(root, "Error/Message");

	if (root != NULL && strcmp(root->name, "InvalidChangeBatch") == 0) {
		code = root->name;
		said = xml_text(root, "Messages/Message");
	}
	if (same_string(code, "SignatureDoesNotMatch") && said != NULL &&
	    (strstr(said, "expired") != NULL ||
	    strstr(said, "not yet current") != NULL))
		code = "RequestExpired";
	return fail_code(t, meanings, code, said);
}

static enum verdict
ask_signed(struct task *t, step_fn *then)
{
	signed_by(t, sign_sigv4);
	return ask(t, then);
}

/* "Z0EXAMPLE" of "/hostedzone/Z0EXAMPLE". */
static const char *
bare_id(const char *id)
{
	const char *slash = strrchr(id, '/');

	return slash == NULL ? id : slash + 1;
}

static const char *
check(struct task *t)
{
	const char *id = setting(t, "zone-id");

	if (id == NULL || (bare_id(id)[0] != '\0' &&
	    bare_id(id)[strspn(bare_id(id), "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789")] == '\0'))
		return NULL;
	return "zone-id: letters and digits alone, such as Z0123456789ABC";
}

static const char *
sets_path(struct task *t)
{
	return text(t, VERSION "/hostedzone/%s/rrset",
	    encoded(t, t->live.zone_id));
}

/* 1 when the list goes on, 0 when it does not; -1: it does not say so. */
static int
goes_on(const struct xml *list)
{
	const char *truncated = xml_text(list, "IsTruncated");

	return same_string(truncated, "true") ? 1 :
	    same_string(truncated, "false") ? 0 : -1;
}

/* Lists spell a "*" as "\\052", which no other of our names needs. */
static bool
is_of_name(struct task *t, const char *name)
{
	return is_ours(t, strncmp(name, "\\052", 4) != 0 ? name :
	    text(t, "*%s", name + 4));
}

/* false when the record makes no sense. */
static bool
consider_value(struct task *t, const struct xml *set, const char *type,
    const char *value)
{
	const char *seconds = xml_text(set, "TTL");
	struct record *found;
	long ttl;

	if (value == NULL || seconds == NULL ||
	    !number_parse(seconds, 0, INT32_MAX, &ttl))
		return false;
	if (strcmp(type, "CNAME") == 0) {
		found_other(t, text(t, "a CNAME to %s", value));
		return true;
	}
	found = found_address(t, type, value, ttl, NULL);
	if (found != NULL && (xml_at(set, "SetIdentifier") != NULL ||
	    xml_at(set, "TrafficPolicyInstanceId") != NULL))
		found->frozen = "it has a routing policy; change it in the "
		    "console";
	return found != NULL;
}

/* The same of an RRset. */
static bool
consider_set(struct task *t, const struct xml *set)
{
	const char *name = xml_text(set, "Name"), *type = xml_text(set, "Type");
	const char *alias = xml_text(set, "AliasTarget/DNSName");
	const struct xml *values = xml_at(set, "ResourceRecords"), *value;

	if (name == NULL || type == NULL)
		return false;
	if (!is_of_name(t, name) || !words_have("A|AAAA|CNAME", type))
		return true;
	if (alias != NULL) {
		found_other(t, text(t, "an alias to %s", alias));
		return true;
	}
	if (values == NULL || values->first == NULL)
		return false;
	for (value = values->first; value != NULL; value = value->next)
		if (!consider_value(t, set, type, xml_text(value, "Value")))
			return false;
	return true;
}

static enum verdict read_sets(struct task *);

/* From there on: the name's own, or for several names the whole zone. */
static enum verdict
ask_sets(struct task *t, const char *name, const char *type, const char *id)
{
	get(t, url(t, sets_path(t), "name", name, "type", type,
	    "identifier", id, "maxitems", t->alone ? "20" : "300", NULL));
	return ask_signed(t, read_sets);
}

static enum verdict
begin_sets(struct task *t)
{
	return ask_sets(t, t->alone ? text(t, "%s.", t->name) : NULL, NULL,
	    NULL);
}

static enum verdict
read_sets(struct task *t)
{
	const struct xml *root = answer(t), *set;
	const struct xml *sets = xml_at(root, "ResourceRecordSets");
	const char *next = xml_text(root, "NextRecordName");
	int more = goes_on(root);

	if (status(t) != 200 || sets == NULL || more == -1 ||
	    (more == 1 && next == NULL))
		return fail_reply(t);
	for (set = sets->first; set != NULL; set = set->next)
		if (!consider_set(t, set))
			return fail_http(t, NULL);
	if (more == 0 || (t->alone && !is_of_name(t, next)))
		return LISTED;
	return ask_sets(t, next, xml_text(root, "NextRecordType"),
	    xml_text(root, "NextRecordIdentifier"));
}

static enum verdict read_zones(struct task *);

static enum verdict
ask_zones(struct task *t, const char *name, const char *id)
{
	get(t, url(t, VERSION "/hostedzonesbyname", "dnsname", name,
	    "hostedzoneid", id, "maxitems", "100", NULL));
	return ask_signed(t, read_zones);
}

/* false when the zone makes no sense. Private ones only a VPC sees. */
static bool
take_zone(struct task *t, const struct xml *zone)
{
	const char *name = xml_text(zone, "Name"), *id = xml_text(zone, "Id");
	const char *is_private = xml_text(zone, "Config/PrivateZone");

	if (name == NULL || id == NULL || is_private == NULL)
		return false;
	if (strcmp(is_private, "false") == 0)
		consider_zone(t, name, bare_id(id), true);
	return true;
}

static enum verdict
read_zones(struct task *t)
{
	const struct xml *root = answer(t), *zone;
	const struct xml *zones = xml_at(root, "HostedZones");
	const char *next = xml_text(root, "NextDNSName");
	int more = goes_on(root);

	if (status(t) != 200 || zones == NULL || more == -1 ||
	    (more == 1 && next == NULL))
		return fail_reply(t);
	for (zone = zones->first; zone != NULL; zone = zone->next)
		if (!take_zone(t, zone))
			return fail_http(t, NULL);
	if (more == 1 && relative_to(t, next, t->suffix) != NULL)
		return ask_zones(t, next, xml_text(root, "NextHostedZoneId"));
	return t->live.zone_id == NULL ? fail_no_zone(t) : begin_sets(t);
}

/* From the shortest suffix on, which all that may hold the name follow. */
static enum verdict
describe(struct task *t)
{
	const char *shortest = first_suffix(t), *id = setting(t, "zone-id");

	if (id != NULL) {
		found_zone(t, setting(t, "zone"), bare_id(id));
		return begin_sets(t);
	}
	while (next_suffix(t) != NULL)
		shortest = t->suffix;
	t->suffix = shortest;
	return ask_zones(t, text(t, "%s.", shortest), NULL);
}

/* The change is on its way to the name servers, or has reached them. */
static enum verdict
read_saved(struct task *t)
{
	const char *state = xml_text(answer(t), "ChangeInfo/Status");

	if (status(t) != 200 || state == NULL)
		return fail_reply(t);
	return words_have("PENDING|INSYNC", state) ? CHANGED :
	    fail_not_saved(t);
}

/* No name, type or address holds what XML would want escaped. */
static enum verdict
update(struct task *t)
{
	const struct change *change = t->changes;
	const char *body = OPENING;

	for (; change < t->changes + t->n_changes; change++)
		body = text(t, "%s<Change><Action>UPSERT</Action>"
		    "<ResourceRecordSet><Name>%s.</Name><Type>%s</Type>"
		    "<TTL>%ld</TTL><ResourceRecords><ResourceRecord><Value>%s"
		    "</Value></ResourceRecord></ResourceRecords>"
		    "</ResourceRecordSet></Change>", body, change->name,
		    family_type(change->address.family), change->ttl,
		    change_address(t, change));
	send_text(t, "POST", url(t, sets_path(t), NULL), "application/xml",
	    text(t, "%s" CLOSING, body));
	return ask_signed(t, read_saved);
}

const struct provider provider_route53 = {
	.id = "route53", .title = "Amazon Route 53",
	.aliases = "route53-v1|aws",
	.kind = KIND_API,
	.docs = "https://docs.aws.amazon.com/Route53/latest/APIReference/",
	.endpoint = "https://route53.amazonaws.com",
	.permission = "route53:ListHostedZonesByName on *, and "
	    "route53:ListResourceRecordSets and "
	    "route53:ChangeResourceRecordSets on "
	    "arn:aws:route53:::hostedzone/ID",
	.about = "Give an IAM user an access key and no more than the "
	    "permission above; conditions can confine the changes to names and "
	    "types, and with zone-id the first right is not needed. "
	    "Over IPv6 alone, set api-url to "
	    "https://route53.global.api.aws; in China, to "
	    "https://route53.amazonaws.com.cn. RRsets with a routing policy "
	    "and aliases are left alone.",
	.keys = (const struct key[]){
		{ "access-key-id", { "AWS_ACCESS_KEY_ID" }, .set = 1,
		  .help = "the access key's id" },
		{ "secret-access-key", { "AWS_SECRET_ACCESS_KEY" },
		  .secret = true, .set = 1, .help = "its secret" },
		{ "session-token", { "AWS_SESSION_TOKEN" }, .secret = true,
		  .help = "the token of temporary credentials" },
		{ "zone-id", { "AWS_HOSTED_ZONE_ID" },
		  .help = "the zone's id, also of a private zone" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "awsdns-*", NULL },
	.ttl = { .min = 0, .max = 2147483647, .normal = 300 },
	.reach = REACH_ZONE, .most = 100, .check = check,
	.describe = describe, .update = update,
};
