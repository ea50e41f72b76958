/* hostsline - the lines and words of a text in the form of hosts(5). */

#ifndef DNS_HOSTSLINE_H
#define DNS_HOSTSLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "../address.h"

#define HOSTS_BEGIN "# BEGIN dnsfollow"
#define HOSTS_END "# END dnsfollow"

struct hosts_piece {
	const char *at;
	size_t size;
};

struct hosts_lines {
	const char *text;
	size_t size;
	size_t at;		/* where the next line begins */
	unsigned number;	/* of the line read last */
};

/* The line comes without its end and the blanks before that. */
bool	 hosts_line(struct hosts_lines *, struct hosts_piece *line);
/* Takes the next word off the line; a comment ends it. */
bool	 hosts_word(struct hosts_piece *line, struct hosts_piece *word);
/* Takes the address off the line, which leaves the names. */
bool	 hosts_address(struct hosts_piece *line, struct address *);
bool	 hosts_is_mark(struct hosts_piece line, const char *mark);

/* It is short enough for a name, and has no NUL. */
bool	 hosts_is_name(struct hosts_piece word);
/* Below, at or above 0: an order of names, whose case and final dot mean
 * nothing. */
int	 hosts_compare(struct hosts_piece, struct hosts_piece);

#endif
