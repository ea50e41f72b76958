/* wire_curl_reply - what libcurl knows of a reply beside its body. */

#ifndef WIRE_CURL_REPLY_H
#define WIRE_CURL_REPLY_H

struct line;

/* What libcurl lets pass, but makes it no reply, to stand behind the host's
 * name; NULL: nothing. */
const char *reply_flaw(const struct line *);

/* Status, headers, clock and whom it came from, into the line's exchange. */
void	 reply_keep(struct line *);

#endif
