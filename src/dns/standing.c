/* standing - what a server's reply makes of the server: is it the zone's? */

#include "standing.h"

#include "../name.h"
#include "../request.h"
#include "message.h"

/* A referral that names no server leads nowhere. */
const char *
referred_zone(struct task *t, struct dns_reader *reader, const char *apex)
{
	char server[DNS_NAME_ROOM + 1];

	while (dns_next(reader))
		if (reader->rr.section == DNS_AUTHORITY &&
		    reader->rr.type == DNS_NS &&
		    dns_rdata_name(reader, 0, server) &&
		    name_within(t->name, reader->rr.name) &&
		    (apex == NULL || (name_within(reader->rr.name, apex) &&
		    !name_equal(reader->rr.name, apex))))
			return text(t, "%s", reader->rr.name);
	return NULL;
}

static enum standing
unanswered(struct task *t, const struct exchange *asked)
{
	switch (asked->outcome) {
	case TIMED_OUT:
		t->why = "did not answer";
		return SILENT;
	case UNREACHABLE:
	case UNRESOLVED:
		t->why = "cannot be reached";
		return OUT_OF_REACH;
	default:
		t->why = text(t, "did not answer (%s)", asked->error);
		return SILENT;
	}
}

static enum standing
without_authority(struct task *t, struct dns_reader *reader, const char *apex)
{
	const bool resolves = reader->recursion;

	if (reader->rcode == DNS_NOERROR && reader->left[DNS_ANSWER] == 0 &&
	    referred_zone(t, reader, apex) != NULL) {
		t->why = "refers to other servers";
		return REFERS;
	}
	t->why = resolves ? "answers as a resolver" : "is not authoritative";
	return resolves ? RESOLVES : LAME;
}

enum standing
standing(struct task *t, size_t i, const char *apex)
{
	const struct exchange *asked = t->asked[i];
	struct dns_reader reader;

	if (asked->outcome != ANSWERED)
		return unanswered(t, asked);
	if (!dns_open(&reader, asked->reply, asked->reply_size)) {
		t->why = "sent no DNS message";
		return LAME;
	}
	if (reader.rcode != DNS_NOERROR && reader.rcode != DNS_NXDOMAIN) {
		t->why = text(t, "answered %s", dns_rcode_name(reader.rcode));
		return LAME;
	}
	return reader.authoritative ? OF_ZONE :
	    without_authority(t, &reader, apex);
}
