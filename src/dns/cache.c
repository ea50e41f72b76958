/* cache - what a resolver still says of a name, and for how long. */

#include "cache.h"

#include "../reply.h"
#include "message.h"
#include "question.h"

/* A resolver counts the TTL down. Of what is not there it keeps the SOA, which
 * comes along (RFC 2308, 5). */
static long
time_left(struct task *t)
{
	struct dns_reader reader;
	long left = -1;

	if (!open_answer(t, 0, &reader))
		return -1;
	while (dns_next(&reader))
		if ((reader.rr.section == DNS_ANSWER ||
		    (reader.rr.section == DNS_AUTHORITY &&
		    reader.rr.type == DNS_SOA)) &&
		    (left < 0 || (long)reader.rr.ttl < left))
			left = (long)reader.rr.ttl;
	return left;
}

static enum verdict
read_answer(struct task *t)
{
	struct cache *cache = t->state;

	if (ask_plainer(t))
		return ask_anyway(t, read_answer);
	if (!list_answers(t))
		return fail(t, FAULT_LATER, "%s", t->why);
	cache->left = time_left(t);
	return LISTED;
}

enum verdict
cache_ask(struct task *t)
{
	const struct cache *cache = t->state;
	enum dns_type type = dns_family_type(cache->family);

	if (cache->resolver != NULL)
		ask_record_https(t, cache->resolver, t->name, type);
	else
		ask_record(t, NULL, t->name, type, true);
	return ask_anyway(t, read_answer);
}
