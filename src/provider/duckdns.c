/*
 * duckdns - Duck DNS: one GET sets both addresses, and nobody may read them, so
 * the live record is asked of the name servers.
 */

#include "../provider.h"

#include <string.h>

#include "../dns/lookup.h"
#include "../name.h"

static enum verdict
describe(struct task *t)
{
	const char *label;

	if (!name_within(t->name, "duckdns.org"))
		return fail(t, FAULT_MISSING, "names of Duck DNS end in "
		    ".duckdns.org");
	label = name_relative(t->arena, t->name, "duckdns.org");
	if (label[0] == '\0' || strchr(label, '.') != NULL)
		return fail(t, FAULT_REFUSED, "only NAME.duckdns.org can be "
		    "set; what stands before it follows by itself");
	return lookup_live(t);
}

/* "OK", a line for each family, and "UPDATED" or "NOCHANGE"; or "KO". */
static enum verdict
read_answer(struct task *t)
{
	const char *answer = reply(t);
	size_t i;
	char room[ADDRESS_ROOM];

	if (status(t) == 200 && strncmp(answer, "KO", 2) == 0)
		return fail(t, FAULT_AUTH, "the token or the name was refused "
		    "(KO); check both at duckdns.org");
	if (status(t) != 200 || strncmp(answer, "OK\n", 3) != 0)
		return fail_http(t, NULL);
	for (i = 0; i < t->n_changes; i++)
		if (strstr(answer, address_text(&t->changes[i].address,
		    room)) == NULL)
			return fail(t, FAULT_PROTOCOL, "the service says OK "
			    "but not to %s", room);
	return CHANGED;
}

static enum verdict
update(struct task *t)
{
	const char *addresses[FAMILIES] = { NULL, NULL };
	char room[ADDRESS_ROOM];
	size_t i;

	for (i = 0; i < t->n_changes; i++)
		addresses[t->changes[i].address.family] = text(t, "%s",
		    address_text(&t->changes[i].address, room));
	get(t, url(t, "/update", "domains", name_relative(t->arena,
	    t->changes->name, "duckdns.org"), "token", setting(t, "token"),
	    "ip", addresses[IPV4], "ipv6", addresses[IPV6],
	    "verbose", "true", NULL))->reads = false;
	return ask(t, read_answer);
}

static const struct key keys[] = {
	{ .name = "token", .secret = true, .set = 1,
	  .variables = { "DUCKDNS_TOKEN" },
	  .help = "the token shown at duckdns.org" },
	LOOKUP_KEY,
	{ .name = NULL }
};

static const char *const nameservers[] = { "duckdns.org", NULL };

const struct provider provider_duckdns = {
	.id = "duckdns",
	.title = "Duck DNS",
	.docs = "https://www.duckdns.org/spec.jsp",
	.endpoint = "https://www.duckdns.org",
	.permission = "the account's token, which may set all its names",
	.about = "The service has one token for all names of the account and "
	    "no TTL to set.",
	.keys = keys,
	.nameservers = nameservers,
	.reach = REACH_NAME,
	.describe = describe,
	.update = update,
};
