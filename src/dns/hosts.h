/* hosts - text in the form of hosts(5), edited inside one marked block only. */

#ifndef DNS_HOSTS_H
#define DNS_HOSTS_H

#include <stddef.h>

#include "../address.h"

struct arena;

struct hosts_names;

/* The names of the text, which must stay. */
const struct hosts_names *hosts_names(struct arena *, const char *text,
	    size_t size);

/*
 * Every address that the text gives the name, in order, inside our block and
 * outside of it. Returns how many; at most room are stored. *outside is the
 * line number of the first one outside the block, 0 when there is none.
 */
size_t	 hosts_find(const struct hosts_names *, const char *name, enum family,
	    struct address *found, size_t room, unsigned *outside);

/* One name's wish: the address of this family, instead of any it has. */
struct hosts_entry {
	const char *name;
	struct address address;
};

/*
 * The text with the entries set inside the block
 *	# BEGIN dnsfollow
 *	192.0.2.7	home.example.com
 *	# END dnsfollow
 * which is made at the end when it is not there. Every byte outside the block
 * stays, line ends too (CRLF is kept as CRLF in the block when the text's first
 * line has it). NULL with *why when the block has no end or stands twice.
 */
char	*hosts_edit(struct arena *, const char *text, size_t size,
	    const struct hosts_entry *entries, size_t count,
	    size_t *new_size, const char **why);

#endif
