/*
 * duckdns - Duck DNS: one GET sets both addresses, and nobody may read them, so
 * the live record is asked of the name servers.
 */

#include "../provider.h"
#include "../dns/lookup.h"

static enum verdict
describe(struct task *t)
{
	const char *label = relative_to(t, t->name, "duckdns.org");

	if (label == NULL || label[0] == '\0' || strpbrk(label, ".*") != NULL)
		return fail(t, FAULT_REFUSED, "only NAME.duckdns.org can be "
		    "set here; names below it follow by themselves");
	return lookup_live(t);
}

/* "OK", the addresses and "UPDATED" or "NOCHANGE", a line each; or "KO". */
static enum verdict
read_answer(struct task *t)
{
	if (status(t) == 200 && strncmp(reply(t), "KO", 2) == 0)
		return fail(t, FAULT_FORBIDDEN, "the token or the name was "
		    "refused (KO); check both at duckdns.org");
	if (status(t) != 200 || strncmp(reply(t), "OK\n", 3) != 0)
		return fail_http(t, NULL);
	return names_every_address(t) ? CHANGED : fail(t, FAULT_PROTOCOL,
	    "it says OK, but not to the address that was sent");
}

static enum verdict
update(struct task *t)
{
	write_by_get(t, url(t, "/update", "domains",
	    relative_to(t, t->name, "duckdns.org"), "token",
	    setting(t, "token"), "ip", wanted_address(t, IPV4), "ipv6",
	    wanted_address(t, IPV6), "verbose", "true", NULL));
	return ask(t, read_answer);
}

const struct provider provider_duckdns = {
	.id = "duckdns", .title = "Duck DNS", .aliases = "duckdns.org",
	.kind = KIND_SERVICE, .holds = true, .by_dns = true,
	.docs = "https://www.duckdns.org/spec.jsp",
	.endpoint = "https://www.duckdns.org",
	.permission = "the account's token, which may set all its names",
	.about = "One token stands for all names of the account. There is no "
	    "TTL to set.",
	.keys = (const struct key[]){
		{ "token", { "DUCKDNS_TOKEN" }, .secret = true, .set = 1,
		  .help = "the token shown at duckdns.org" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "duckdns.org", NULL },
	.reach = REACH_NAME,
	.describe = describe, .update = update,
};
