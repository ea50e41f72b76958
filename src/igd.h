/*
 * igd - what is said to a UPnP Internet Gateway Device, and what is read of its
 * answers. Pure.
 *
 * Whatever answers on the network may be forged, so a URL is believed only when
 * it leads to the gateway itself; and XML is not parsed, but searched for the
 * few tags that are needed.
 */

#ifndef IGD_H
#define IGD_H

#include <stdbool.h>
#include <stddef.h>

#include "address.h"

struct arena;

#define IGD_GROUP "239.255.255.250"
#define IGD_PORT "1900"
#define IGD_DEVICE "urn:schemas-upnp-org:device:InternetGatewayDevice:1"
#define IGD_ANY_ROOT "upnp:rootdevice"

enum { IGD_SERVICES = 3 };

/* The search for such a device: of the group, or (NULL) of that host alone,
 * which then does not wait a while before it answers. */
const char *igd_search(struct arena *, const char *host, const char *target);
/* It answers a search. */
bool	 igd_answers(const void *, size_t);
/* Where the description is, at the gateway; NULL, with *why as a clause. */
const char *igd_location(struct arena *, const char *answer, size_t,
	    const char *gateway, const char **why);

/* A service that knows the external address. */
struct igd_service {
	const char *type;	/* "urn:...:WANIPConnection:1" */
	const char *url;	/* it is asked there */
};

/* The services that the description names, in its order; their number, or 0
 * with *why as a clause. */
size_t	 igd_services(struct arena *, const char *description, size_t,
	    const char *location, const char *gateway,
	    struct igd_service services[IGD_SERVICES], const char **why);

/* The value of the header SOAPAction, and the body. */
const char *igd_action(struct arena *, const struct igd_service *);
const char *igd_question(struct arena *, const struct igd_service *);
/* The external address, 0.0.0.0 when the router has none; else what it did
 * instead, a clause about it. */
const char *igd_read(struct arena *, int status, const char *answer, size_t,
	    struct address *);

#endif
