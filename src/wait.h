/* wait - until the name servers have what was written. */

#ifndef WAIT_H
#define WAIT_H

#include <stddef.h>

struct arena;
struct engine;
struct entry;
struct settings;
struct wire;

/*
 * With --wait: asks the name servers of each record that this run has written,
 * all side by side, until all of them that can be reached have it, or the time
 * is up; then the record's row has a problem, though it stays written.
 */
void	 wait_for_nameservers(struct arena *, struct wire *, struct engine *,
	    const struct settings *, struct entry *, size_t);

#endif
