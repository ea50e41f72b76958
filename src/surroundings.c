/* surroundings - networks that lie, and how each is recognised. */

#include "surroundings.h"

#include <string.h>

#include "links.h"
#include "log.h"
#include "mem.h"
#include "proxies.h"
#include "request.h"
#include "settings.h"
#include "task.h"

/* What proxies hand out for names: the usual settings of their DNS. */
static bool
is_made_up(const struct address *address)
{
	return address_lies_in(address, "198.18.0.0", 15) ||
	    address_lies_in(address, "2001:2::", 48) ||
	    address_lies_in(address, "fc00::", 18);
}

static bool
is_literal(const char *host)
{
	struct address address;

	return host[0] == '[' || address_parse_any(&address, host);
}

const char *
surroundings_of_peer(struct arena *arena, const char *peer, const char *host,
    enum family family)
{
	struct address address;

	if (peer == NULL || is_literal(host) ||
	    !address_parse_any(&address, peer))
		return NULL;
	if (is_made_up(&address))
		return arena_print(arena, "your DNS answers with a proxy's "
		    "made-up address (%s), so that the echo would show the "
		    "proxy; give another --source (router, stun, iface), or "
		    "%s a direct rule in the proxy", peer, host);
	if (family == IPV6 && address_lies_in(&address, "64:ff9b::", 96))
		return arena_print(arena, "it is reached through NAT64 (%s), "
		    "which does not show this line's IPv6 address; give "
		    "another --source (iface)", peer);
	return NULL;
}

const char *
surroundings_of_routes(struct arena *arena, const struct links *links,
    enum family family, const char *interface)
{
	const enum family other = family == IPV4 ? IPV6 : IPV4;

	if (links->why != NULL || links_route(links, family, interface) != NULL)
		return NULL;
	if (links_route(links, other, interface) == NULL || interface != NULL)
		return arena_print(arena, "this machine has no default route "
		    "for %s%s%s; is the line down?", family_name(family),
		    interface == NULL ? "" : " through ",
		    interface == NULL ? "" : interface);
	if (family == IPV4)
		return "this line has no IPv4 (NAT64?); keep AAAA with -6";
	return "this line has no IPv6; keep A with -4";
}

const char *
surroundings_of_tunnel(struct arena *arena, const char *interface,
    enum family family)
{
	/* PPPoE is how many a line begins, and no way past it. */
	return !link_is_tunnel(interface) || strncmp(interface, "ppp", 3) == 0 ?
	    NULL : arena_print(arena, "%s goes out through %s, so that others "
	    "see the tunnel's exit; give --interface to ask through the line "
	    "itself", family_name(family), interface);
}

const char *
surroundings_of_gateway(struct arena *arena, const struct links *links,
    const struct address *address, const char *interface)
{
	const struct link_route *route = links_route(links, address->family,
	    interface);
	char room[ADDRESS_ROOM];

	return route == NULL || !route->has_gateway ||
	    !address_equal(&route->gateway, address) ? NULL :
	    arena_print(arena, "%s is the address of this line's router, the "
	    "default gateway through %s; give another --source, or --ip if "
	    "this is meant", address_text(address, room), route->interface);
}

/* Where a proxy is the only way out there need be no route, so it is told
 * first. */
const char *
surroundings_of_silence(struct task *task)
{
	const char *variable = setting(task, "echo-proxy") != NULL ? NULL :
	    proxy_variable();

	if (variable != NULL)
		return text(task, "finding the address does not use $%s, "
		    "which would show the proxy's own; if that is meant give "
		    "--echo-proxy URL, else another --source", variable);
	return surroundings_of_routes(task->arena, links_read(task->arena),
	    task->family, setting(task, "interface"));
}

const char *
surroundings_of_found(struct task *task)
{
	return !task->untrusted ? NULL : surroundings_of_gateway(task->arena,
	    links_read(task->arena), &task->address,
	    setting(task, "interface"));
}

void
surroundings_hint(struct task *task)
{
	const struct link_address *out;
	const char *why;

	if (log_level < LOG_VERBOSE || setting(task, "interface") != NULL)
		return;
	out = links_way_out(links_read(task->arena), task->family);
	why = out == NULL ? NULL : surroundings_of_tunnel(task->arena,
	    out->interface, task->family);
	if (why != NULL)
		log_verbose("%s", why);
}
