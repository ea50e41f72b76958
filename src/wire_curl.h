/* wire_curl - HTTP over libcurl, the only file that knows it beside url.c. */

#ifndef WIRE_CURL_H
#define WIRE_CURL_H

#include <poll.h>
#include <stddef.h>

struct channel_calls;
struct http;
struct truststore;
struct wire_options;

extern const struct channel_calls http_calls;

/* See wire_trust. Initialises nothing. */
const struct truststore *http_trust(const struct wire_options *);

struct http *http_open(const struct wire_options *, const struct truststore *);
void	 http_close(struct http *);

/* Lets libcurl do what can be done at once, and ends lines. */
void	 http_perform(struct http *);
/* poll(2), woken by libcurl's own connections as well. Never fails: then
 * nothing is ready. */
void	 http_poll(struct http *, struct pollfd *, size_t, int ms);

#endif
