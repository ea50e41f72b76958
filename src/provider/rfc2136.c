/*
 * rfc2136 - DNS itself: UPDATE (RFC 2136), signed with TSIG (RFC 8945).
 *
 * The record is read from the server that takes the update, and what was read
 * is the update's prerequisite: it is made only if the zone still holds that.
 * All names of a zone go in one message, over TCP.
 */

#include "../provider.h"

#include "../dns/question.h"
#include "../dns/tsig.h"
#include "../dns/update.h"

/* What an update must remember from its request to the reply. */
struct sent {
	struct tsig_key key;
	bool is_signed;
	struct tsig_mac mac;
	bool as_absent;		/* what was read came from a wildcard */
	bool clock_tried;
	long clock_skew;	/* s that the server is ahead, as it said */
};

static const char *
server(struct task *t)
{
	return setting(t, "server") != NULL ? setting(t, "server") :
	    t->live.zone_id;
}

/* The zone, from the SOA that each answer carries. */
static enum verdict
read_records(struct task *t)
{
	const char *apex = setting(t, "zone");
	struct dns_reader reader = { .rcode = DNS_NOERROR };
	size_t i;

	for (i = 0; i < t->n_asked; i++) {
		if (!open_answer(t, i, &reader))
			return fail(t, reader.rcode == DNS_REFUSED ?
			    FAULT_MISSING : FAULT_LATER, "%s; is it the "
			    "zone's primary server?", t->why);
		if (!reader.authoritative)
			return fail(t, FAULT_MISSING, "%s is not authoritative "
			    "for the name; check server and --zone",
			    server(t));
		if (apex == NULL)
			apex = answer_apex(t, &reader, NULL);
		open_answer(t, i, &reader);
		if (!list_answer(t, &reader))
			return fail(t, FAULT_PROTOCOL, "the answer of %s is "
			    "damaged; is it a name server?", server(t));
	}
	if (apex == NULL)
		return fail(t, FAULT_MISSING, "%s names no zone for it; give "
		    "--zone", server(t));
	found_zone(t, apex, t->live.zone_id);
	return LISTED;
}

static enum verdict
ask_records(struct task *t)
{
	enum family family;

	if (setting(t, "zone") == NULL)
		ask_record(t, server(t), t->name, DNS_SOA, false);
	for (family = IPV4; family < FAMILIES; family++)
		if ((t->families & (1u << family)) != 0)
			ask_record(t, server(t), t->name,
			    dns_family_type(family), false);
	return ask(t, read_records);
}

static enum verdict
read_primary_address(struct task *t)
{
	struct dns_reader reader;
	struct address address;
	char room[ADDRESS_ROOM];
	size_t i;

	for (i = 0; i < t->n_asked; i++) {
		if (!open_answer(t, i, &reader))
			continue;
		while (t->live.zone_id == NULL && dns_next(&reader))
			if (dns_rdata_address(&reader, &address))
				found_zone(t, NULL, text(t, address.family ==
				    IPV6 ? "[%s]" : "%s",
				    address_text(&address, room)));
	}
	if (t->live.zone_id == NULL)
		return fail(t, FAULT_LATER, "the zone's primary server has no "
		    "address; give server");
	return ask_records(t);
}

/* The SOA's MNAME is the primary, unless the zone hides it. */
static enum verdict
read_primary(struct task *t)
{
	const char *primary = NULL;
	struct dns_reader reader;

	if (!open_answer(t, 0, &reader))
		return fail(t, FAULT_LATER, "the zone's primary server is not "
		    "to be found: %s; give server", t->why);
	if (answer_apex(t, &reader, &primary) == NULL || primary == NULL)
		return fail(t, FAULT_MISSING, "the resolver names no zone for "
		    "it; give server and --zone");
	ask_record(t, NULL, primary, DNS_A, true);
	ask_record(t, NULL, primary, DNS_AAAA, true);
	return ask(t, read_primary_address);
}

static enum verdict
describe(struct task *t)
{
	if (setting(t, "server") != NULL)
		return ask_records(t);
	ask_record(t, NULL, t->name, DNS_SOA, true);
	return ask(t, read_primary);
}

static const char *
read_key(struct task *t, struct sent *sent)
{
	const char *whole = setting(t, "tsig");

	if (setting(t, "tsig-key") == NULL && whole == NULL)
		return NULL;
	sent->is_signed = true;
	if (whole != NULL)
		return tsig_parse_key(t->arena, whole,
		    setting_origin(t, "tsig"), &sent->key);
	return tsig_make_key(t->arena, setting(t, "tsig-key"),
	    setting(t, "tsig-algorithm"), setting(t, "tsig-secret"),
	    &sent->key);
}

static enum verdict read_updated(struct task *);

static enum verdict
send_update(struct task *t, struct sent *sent)
{
	struct dns_message message;
	size_t i;

	dns_begin(&message, t->arena, (uint16_t)(t->nonce[0] << 8 |
	    t->nonce[1]), DNS_UPDATE, false);
	dns_question(&message, t->live.zone, DNS_SOA);
	for (i = 0; i < t->n_changes; i++)
		update_require(&message, &t->changes[i], sent->as_absent);
	for (i = 0; i < t->n_changes; i++)
		update_replace(&message, &t->changes[i]);
	if (sent->is_signed && !tsig_sign(&message, &sent->key,
	    (uint64_t)(t->now + sent->clock_skew), &sent->mac))
		return fail(t, FAULT_CONFIG, "this Mbed TLS lacks the key's "
		    "algorithm; make a key with hmac-sha256");
	if (message.failed)
		return fail(t, FAULT_BUG, "the update cannot be written");
	ask_dns(t, server(t), message.bytes, message.size)->method = "TCP";
	t->asking[0]->reads = false;
	t->asking[0]->limit = DNS_TCP_LIMIT;
	return ask(t, read_updated);
}

/* A prerequisite failed. What was read may have come from a wildcard. */
static enum verdict
try_as_absent(struct task *t, struct sent *sent)
{
	if (sent->as_absent || t->n_changes > 1 ||
	    t->changes->n_replaces == 0)
		return fail(t, FAULT_MOVED, "the record changed while it was "
		    "looked at; the next run will see");
	sent->as_absent = true;
	return send_update(t, sent);
}

static enum verdict
fail_rcode(struct task *t, int rcode)
{
	t->code = dns_rcode_name(rcode);
	switch (rcode) {
	case DNS_BADKEY:
		return fail(t, FAULT_AUTH, "the server does not know the TSIG "
		    "key, or not for this (BADKEY); check its name and "
		    "algorithm");
	case DNS_BADSIG:
		return fail(t, FAULT_AUTH, "the TSIG secret is wrong "
		    "(BADSIG)");
	case DNS_BADTIME:
		return fail(t, FAULT_CONFIG, "the clocks differ too much "
		    "(BADTIME); set this machine's clock");
	case DNS_REFUSED:
		return fail(t, FAULT_FORBIDDEN, "the update was refused "
		    "(REFUSED); allow it to the key in the server's policy");
	case DNS_NOTAUTH:
		return fail(t, FAULT_FORBIDDEN, "the update was refused "
		    "(NOTAUTH); is %s the apex of a zone there, and may the "
		    "key change it?", t->live.zone);
	case DNS_NOTZONE:
		return fail(t, FAULT_MISSING, "the name lies outside of %s "
		    "(NOTZONE); check --zone", t->live.zone);
	case DNS_NOTIMP:
		return fail(t, FAULT_CONFIG, "the server takes no updates "
		    "(NOTIMP)");
	case DNS_SERVFAIL:
		return fail(t, FAULT_LATER, "the server is in trouble "
		    "(SERVFAIL); the next run may do");
	default:
		return fail(t, FAULT_PROTOCOL, "the server answered %s",
		    t->code);
	}
}

/* The signature first: what is not the server's own word counts for nothing. */
static enum verdict
check_signature(struct task *t, struct sent *sent, int rcode)
{
	uint64_t server_time = 0;
	int error = 0;

	switch (tsig_verify(reply(t), reply_size(t), &sent->key,
	    &sent->mac, (uint64_t)(t->now + sent->clock_skew), &error,
	    &server_time)) {
	case TSIG_GOOD:
		return CHANGED;
	case TSIG_ERROR:
		return fail_rcode(t, error);
	case TSIG_BADTIME:
		if (sent->clock_tried)
			return fail_rcode(t, DNS_BADTIME);
		sent->clock_tried = true;
		sent->clock_skew = (long)server_time - (long)t->now;
		return send_update(t, sent);
	case TSIG_UNSIGNED:
		if (rcode != DNS_NOERROR)
			return fail_rcode(t, rcode);
		return fail(t, FAULT_PROTOCOL, "the answer is not signed; is "
		    "something between us and the server?");
	default:
		return fail(t, FAULT_PROTOCOL, "the answer's signature is "
		    "wrong; is something between us and the server?");
	}
}

static enum verdict
read_updated(struct task *t)
{
	struct sent *sent = t->state;
	enum verdict verdict = CHANGED;
	struct dns_reader reader;

	if (!dns_open(&reader, reply(t), reply_size(t)))
		return fail(t, FAULT_PROTOCOL, "the answer is no DNS message");
	if (sent->is_signed)
		verdict = check_signature(t, sent, reader.rcode);
	if (verdict != CHANGED)
		return verdict;
	if (reader.rcode == DNS_NXRRSET || reader.rcode == DNS_YXRRSET ||
	    reader.rcode == DNS_NXDOMAIN || reader.rcode == DNS_YXDOMAIN)
		return try_as_absent(t, sent);
	if (reader.rcode != DNS_NOERROR)
		return fail_rcode(t, reader.rcode);
	return CHANGED;
}

static const char *
check(struct task *t)
{
	struct sent sent = { .is_signed = false };
	const char *wrong = read_key(t, &sent);
	const char *from = setting_origin(t, setting(t, "tsig") != NULL ?
	    "tsig" : "tsig-secret");

	return wrong != NULL ? text(t, "the TSIG key of %s %s", from, wrong) :
	    wrong_server(t, "server");
}

static enum verdict
update(struct task *t)
{
	struct sent *sent = scratch(t, sizeof(*sent));

	if (read_key(t, sent) != NULL)
		return fail(t, FAULT_CONFIG, "%s", check(t));
	return send_update(t, sent);
}

const struct provider provider_rfc2136 = {
	.id = "rfc2136", .title = "DNS UPDATE with TSIG (BIND, Knot ...)",
	.aliases = "nsupdate|bind-nsupdate", .kind = KIND_SERVER,
	.docs = "https://www.rfc-editor.org/rfc/rfc2136",
	.permission = "a TSIG key that may update the A and AAAA records of "
	    "the name",
	.about = "In BIND: update-policy { grant KEY name home.example.com A "
	    "AAAA; }; in Knot: an acl with action update. The update is made "
	    "only if the zone still holds what was read.",
	.keys = (const struct key[]){
		{ "server", { "RFC2136_NAMESERVER" }, .help = "host[:port] "
		  "that takes the update (the SOA's MNAME)" },
		{ "tsig", { "RFC2136_TSIG" }, .secret = true, .lines = true,
		  .set = 1, .help = "the key as tsig-keygen prints it; "
		  "tsig-file names its file" },
		{ "tsig-key", { "RFC2136_TSIG_KEY" }, .set = 2,
		  .help = "the key's name, with tsig-secret" },
		{ "tsig-secret", { "RFC2136_TSIG_SECRET" }, .secret = true,
		  .set = 2, .help = "the key's secret in base64" },
		{ "tsig-algorithm", { "RFC2136_TSIG_ALGORITHM" }, .set = 2,
		  .spare = true, .help = "the key's algorithm "
		  "(hmac-sha256)" },
		{ .name = "unsigned", .set = 3, .words = "yes|no",
		  .help = "yes: send without a key, for servers that trust "
		  "the address" },
		{ .name = NULL } },
	.ttl = { .min = 1, .max = 2147483647, .normal = 300 },
	.reach = REACH_ZONE, .most = 250,	/* some 40 kB */
	.check = check, .describe = describe, .update = update,
};
