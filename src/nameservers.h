/* nameservers - which name servers a DNS message goes to. */

#ifndef NAMESERVERS_H
#define NAMESERVERS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

struct arena;
struct exchange;

struct nameserver {
	struct sockaddr_storage address;
	socklen_t size;
	const char *name;	/* for the person: "192.0.2.53", with the port
				   unless that is 53 */
};

struct nameservers {
	struct nameserver *list;
	size_t n, room;
};

/* The text is host[:port], an IPv6 address with a port in brackets. */
bool	 nameserver_is_one(const char *);

/*
 * The addresses of x->server, or when that is NULL those that file (in the form
 * of resolv.conf(5)) names; of x's family only, unless any will do. n is 0 when
 * there is none.
 */
struct nameservers nameservers_find(struct arena *, const struct exchange *x,
	    const char *file);

#endif
