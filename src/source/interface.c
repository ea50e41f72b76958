/*
 * interface - an address of this machine's own. Tunnels lead elsewhere, so
 * they count only when they are named.
 */

#include "../source.h"

#include <sys/socket.h>
#include <sys/types.h>

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>

static const char *const tunnels[] = {
	"tun", "tap", "wg", "utun", "ppp", "tailscale", "ipsec", "gif", "stf"
};

static bool
is_tunnel(const char *name)
{
	size_t i;

	for (i = 0; i < COUNT(tunnels); i++)
		if (strncmp(name, tunnels[i], strlen(tunnels[i])) == 0)
			return true;
	return false;
}

static bool
is_asked_for(const struct ifaddrs *entry, const char *name)
{
	if (entry->ifa_addr == NULL || (entry->ifa_flags & IFF_UP) == 0)
		return false;
	if (name != NULL)
		return strcmp(entry->ifa_name, name) == 0;
	return (entry->ifa_flags & IFF_LOOPBACK) == 0 &&
	    !is_tunnel(entry->ifa_name);
}

static bool
read_address(struct address *address, enum family family,
    const struct sockaddr *from)
{
	const void *v4 = &((const struct sockaddr_in *)(const void *)
	    from)->sin_addr;
	const void *v6 = &((const struct sockaddr_in6 *)(const void *)
	    from)->sin6_addr;

	if (from->sa_family != (family == IPV4 ? AF_INET : AF_INET6))
		return false;
	address->family = family;
	memcpy(address->bytes, family == IPV4 ? v4 : v6,
	    address_size(family));
	return true;
}

static enum verdict
begin(struct task *t)
{
	const char *name = t->arguments[0], *from;
	struct ifaddrs *list, *entry;
	struct address address;

	if (getifaddrs(&list) != 0)
		return fail(t, FAULT_NOWHERE, "the interfaces cannot be "
		    "listed");
	for (entry = list; entry != NULL; entry = entry->ifa_next) {
		if (!is_asked_for(entry, name) || !read_address(&address,
		    t->family, entry->ifa_addr))
			continue;
		from = text(t, "%s", entry->ifa_name);
		vote_address(t, from, "iface", &address);
	}
	freeifaddrs(list);
	if (t->n_votes == 0)
		vote_failed(t, name == NULL ? "iface" : name, "iface",
		    text(t, "has no %s address", family_name(t->family)));
	return votes_agree(t) ? FOUND : votes_exhausted(t);
}

static const char *
check(struct arena *arena, const char *argument)
{
	(void)arena;
	return argument == NULL || argument[0] != '\0' ? NULL :
	    "names no interface; write iface or iface:NAME";
}

const struct source source_interface = {
	.name = "iface",
	.form = "iface[:NAME]",
	.help = "an address of this machine's own",
	.trusted = true,
	.check = check,
	.begin = begin,
};
