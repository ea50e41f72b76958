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
	uint16_t *list;		/* ends with 0 */
	size_t n, room;
	bool any;		/* they cannot be told */
};

/* With those of https and DNS. */
struct ports ports_new(struct arena *);
/* Those of all URLs in the text; that of a proxy may be a mere host[:port]. */
void	 ports_of_urls(struct ports *, const char *);
void	 ports_of_proxy(struct ports *, const char *);
/* All that the layers name. */
void	 ports_of_settings(struct ports *, const struct settings *);

#endif
