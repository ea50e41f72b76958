/* wire_curl_reply - what libcurl knows of a reply beside its body. */

#ifndef WIRE_CURL_REPLY_H
#define WIRE_CURL_REPLY_H

#include <stdbool.h>

struct line;

/* Whoever gives two does not say where the reply ends. */
bool	 reply_has_two_lengths(const struct line *);

/* Status, headers, clock and whom it came from, into the line's exchange. */
void	 reply_keep(struct line *);

#endif
