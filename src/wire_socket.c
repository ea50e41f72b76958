/* wire_socket - sockets as a run wants them. */

#include "wire_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "exchange.h"
#include "mem.h"
#include "wire.h"
#include "wire_line.h"

void
fd_prepare(int fd)
{
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, O_NONBLOCK);
}

/* Where it cannot be said, or on an IPv4 socket, nothing happens. */
static void
prefer(int fd, enum ipv6_choice choice)
{
#if defined(__linux__)
	/* RFC 5014; not in every C library's headers. */
	enum { ADDR_PREFERENCES = 72, SRC_TMP = 1, SRC_PUBLIC = 2 };
	const int value = choice == IPV6_STABLE ? SRC_PUBLIC : SRC_TMP;

	if (choice != IPV6_ANY)
		setsockopt(fd, IPPROTO_IPV6, ADDR_PREFERENCES, &value,
		    sizeof(value));
#elif defined(IPV6_PREFER_TEMPADDR)
	const int value = choice == IPV6_TEMPORARY;

	if (choice != IPV6_ANY)
		setsockopt(fd, IPPROTO_IPV6, IPV6_PREFER_TEMPADDR, &value,
		    sizeof(value));
#else
	(void)fd;
	(void)choice;
#endif
}

static bool
bind_to(int fd, int domain, const char *interface)
{
#if defined(SO_BINDTODEVICE)
	(void)domain;
	return setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface,
	    (socklen_t)strlen(interface)) == 0;
#elif defined(IP_BOUND_IF) && defined(IPV6_BOUND_IF)
	const unsigned index = if_nametoindex(interface);

	return index != 0 && setsockopt(fd, domain == AF_INET6 ? IPPROTO_IPV6 :
	    IPPROTO_IP, domain == AF_INET6 ? IPV6_BOUND_IF : IP_BOUND_IF,
	    &index, sizeof(index)) == 0;
#else
	(void)fd;
	(void)domain;
	(void)interface;
	errno = EOPNOTSUPP;
	return false;
#endif
}

static bool
is_here(const struct sockaddr *to)
{
	const unsigned char *bytes;

	if (to->sa_family == AF_INET6)
		return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)
		    (const void *)to)->sin6_addr);
	bytes = (const unsigned char *)&((const struct sockaddr_in *)
	    (const void *)to)->sin_addr;
	return to->sa_family == AF_INET && bytes[0] == 127;
}

bool
socket_prepare(int fd, const struct line *line, const struct sockaddr *to)
{
	const char *interface = line->options->interface;
	const struct exchange *x = line->exchange;

	fd_prepare(fd);
	if (x->detects)
		prefer(fd, x->ipv6);
	/* The system's resolvers are reached in the system's own way. */
	if (interface == NULL || is_here(to) ||
	    (x->channel == DNS && x->server == NULL))
		return true;
	return bind_to(fd, to->sa_family, interface);
}

/* "eth0, wlan0" */
static const char *
all_names(struct arena *arena)
{
	struct if_nameindex *list = if_nameindex(), *at;
	struct buffer *names = buffer_new(arena);

	for (at = list; at != NULL && at->if_index != 0; at++)
		buffer_print(names, "%s%s", names->size > 0 ? ", " : "",
		    at->if_name);
	if (list != NULL)
		if_freenameindex(list);
	return names->size > 0 ? names->data : "none";
}

const char *
wire_interface_wrong(struct arena *arena, const char *interface)
{
	const int fd = socket(AF_INET, SOCK_DGRAM, 0);
	const char *wrong = NULL;

	if (if_nametoindex(interface) == 0)
		wrong = arena_print(arena, "there is no interface \"%s\" "
		    "(there are: %s); is the line down?", interface,
		    all_names(arena));
	else if (fd != -1 && !bind_to(fd, AF_INET, interface))
		wrong = arena_print(arena, "nothing can be bound to %s (%s); "
		    "it may take root or CAP_NET_RAW", interface,
		    error_words(arena, errno));
	if (fd != -1)
		close(fd);
	return wrong;
}
