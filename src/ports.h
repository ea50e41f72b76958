/* ports - the ports of TCP that a run connects to. */

#ifndef PORTS_H
#define PORTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct settings;

struct ports {
	struct arena *arena;
	const uint16_t *list;	/* ends with 0 */
	bool any;		/* they cannot be told */

	uint16_t *own;		/* the list, as it grows */
	size_t n, room;
};

/* With those of https and DNS. */
struct ports ports_new(struct arena *);
/* Those of all URLs in the text; the text of a proxy or, with its usual port,
 * of a server may be a mere host[:port]. */
void	 ports_of_urls(struct ports *, const char *);
void	 ports_of_place(struct ports *, const char *, long usual);
void	 ports_of_proxy(struct ports *, const char *);
/* All that the layers name. */
void	 ports_of_settings(struct ports *, const struct settings *);

#endif
