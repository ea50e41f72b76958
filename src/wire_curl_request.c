/*
 * wire_curl_request - an HTTP request put to libcurl: every option that is set,
 * and why.
 *
 * Limits of time are set for connecting only: how long an exchange may take is
 * wire.c's business.
 */

#include "wire_curl_request.h"

#include <curl/curl.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "log.h"
#include "proxies.h"
#include "sysexit.h"
#include "truststore.h"
#include "version.h"
#include "wire_line.h"
#include "wire_origin.h"
#include "wire_socket.h"

/* An API's head has some hundred bytes, one of a page a few thousand. */
enum { HEAD_LIMIT = 64 << 10 };

#define MUST_SET(easy, option, value) \
	curl_must(curl_easy_setopt((easy), (option), (value)) == CURLE_OK, \
	    #option)

void
curl_must(bool good, const char *what)
{
	if (!good)
		log_die(EXIT_SOFTWARE, "libcurl %s does not do %s; build with "
		    "7.85 or newer, and TLS",
		    curl_version_info(CURLVERSION_NOW)->version, what);
}

static size_t
keep(char *bytes, size_t one, size_t size, void *own)
{
	const struct line *line = own;
	const struct request *request = line->own;

	(void)one;
	if (size > line->exchange->limit - request->body->size)
		return 0;		/* ends the transfer */
	buffer_add(request->body, bytes, size);
	return size;
}

/* libcurl keeps every header, and sets no limit to those behind a body. */
static size_t
count_head(char *bytes, size_t one, size_t size, void *own)
{
	const struct line *line = own;
	struct request *request = line->own;

	(void)bytes;
	(void)one;
	request->head_size += size;
	request->head_too_big = request->head_size > HEAD_LIMIT;
	return request->head_too_big ? 0 : size;
}

/* libcurl tells it only of connections that came about. */
static void
remember(struct line *line, const struct curl_sockaddr *to)
{
	struct request *request = line->own;
	char host[NI_MAXHOST];

	if (getnameinfo(&to->addr, to->addrlen, host, sizeof(host),
	    request->port, sizeof(request->port),
	    NI_NUMERICHOST | NI_NUMERICSERV) == 0)
		request->tried = arena_string(line->arena, host);
}

static curl_socket_t
open_socket(void *own, curlsocktype purpose, struct curl_sockaddr *to)
{
	const int fd = socket(to->family, to->socktype, to->protocol);

	(void)purpose;
	if (fd == -1)
		return CURL_SOCKET_BAD;
	remember(own, to);
	if (socket_prepare(fd, own, &to->addr))
		return fd;
	close(fd);
	return CURL_SOCKET_BAD;
}

static void
set_trust(CURL *easy, const struct truststore *trust)
{
	/* Not every TLS library knows directories, and proxies have a store of
	 * their own. */
	if (trust->use_bundle == TRUST_THIS)
		MUST_SET(easy, CURLOPT_CAINFO, trust->bundle);
	else if (trust->use_bundle == TRUST_NOTHING)
		curl_easy_setopt(easy, CURLOPT_CAINFO, NULL);
	if (trust->use_directory != TRUST_DEFAULT)
		curl_easy_setopt(easy, CURLOPT_CAPATH, trust->directory);
	if (trust->use_bundle != TRUST_DEFAULT)
		curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, trust->bundle);
	if (trust->use_directory != TRUST_DEFAULT)
		curl_easy_setopt(easy, CURLOPT_PROXY_CAPATH, trust->directory);
}

/*
 * Detection must not show a proxy's address unless just that is wanted. And
 * http:// goes through one only when the user named it: the environment's was
 * meant for others, and it would read the credentials.
 */
static void
set_proxy(CURL *easy, const struct line *line)
{
	struct request *request = line->own;
	const bool detects = line->exchange->detects;
	const char *proxy = line->exchange->neighbour ? NULL : detects ?
	    line->options->echo_proxy : line->options->proxy;

	request->proxy = proxy;
	if (detects && proxy == NULL) {
		curl_easy_setopt(easy, CURLOPT_PROXY, "");
		curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
	} else if (proxy != NULL)
		MUST_SET(easy, CURLOPT_PROXY, proxy);
	else if (strcmp(request->url.scheme, "http") == 0)
		curl_easy_setopt(easy, CURLOPT_PROXY, "");
	else if (proxy_variable() != NULL)
		request->proxy = getenv(proxy_variable());
	curl_easy_setopt(easy, CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
}

/* libcurl 7.88 does not tell whether it heeded no_proxy, but its connections
 * have a port. */
const char *
request_proxy(const struct line *line)
{
	const struct request *request = line->own;
	const char *place;

	if (request->proxy == NULL)
		return NULL;
	place = proxy_place(line->arena, request->proxy);
	return *request->port == '\0' ||
	    strcmp(strrchr(place, ':') + 1, request->port) == 0 ? place : NULL;
}

/* Of an exchange that has a time of its own, so much of it that it is known
 * whether there was no connection or no answer. */
static int64_t
connect_time(const struct line *line)
{
	const int64_t part = line->exchange->timeout * 3 / 5;

	return part > 0 && part < line->options->connect_timeout ? part :
	    line->options->connect_timeout;
}

/*
 * A connection under way is waited for where it will do: one handshake less.
 * Before a server is known to speak HTTP/2, that could cost a round trip; but
 * an echo service on the provider's own host is there for just this.
 */
static bool
waits_for_connection(const struct line *line)
{
	const struct request *request = line->own;
	const struct origin *origin = request->origin;

	return origin->multiplexes || (origin->detections > 0 &&
	    line->exchange->pins == NULL && line->options->proxy == NULL);
}

static void
set_connection(CURL *easy, struct line *line)
{
	const struct exchange *x = line->exchange;
	const struct request *request = line->own;

	MUST_SET(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_PROXY_SSLVERSION,
	    (long)CURL_SSLVERSION_TLSv1_2);
	MUST_SET(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	MUST_SET(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	if (x->pins != NULL)
		MUST_SET(easy, CURLOPT_PINNEDPUBLICKEY, x->pins);
	MUST_SET(easy, CURLOPT_NOSIGNAL, 1L);
	MUST_SET(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)connect_time(line));
	MUST_SET(easy, CURLOPT_IPRESOLVE, x->any_family ?
	    (long)CURL_IPRESOLVE_WHATEVER : x->family == IPV6 ?
	    (long)CURL_IPRESOLVE_V6 : (long)CURL_IPRESOLVE_V4);
	MUST_SET(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	MUST_SET(easy, CURLOPT_OPENSOCKETDATA, line);
	/* A connection made for another purpose may come from an address that
	 * is not the stable one. */
	MUST_SET(easy, CURLOPT_FRESH_CONNECT, x->detects ? 1L : 0L);
	MUST_SET(easy, CURLOPT_PIPEWAIT, waits_for_connection(line) ? 1L : 0L);
#if LIBCURL_VERSION_NUM >= 0x075700
	/* Else taking down an exchange waits for the resolver. */
	MUST_SET(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
	set_trust(easy, request->trust);
	set_proxy(easy, line);
}

static void
add_header(struct request *request, const char *text)
{
	struct curl_slist *list = curl_slist_append(request->headers, text);

	curl_must(list != NULL, "curl_slist_append");
	request->headers = list;
}

static void
set_headers(CURL *easy, struct line *line)
{
	const struct exchange *x = line->exchange;
	struct request *request = line->own;
	const struct header *header = x->headers;
	bool typed = false;

	for (; header < x->headers + x->n_headers; header++) {
		typed |= curl_strequal(header->name, "Content-Type") != 0;
		/* To libcurl "Name:" would mean that it be left out. */
		add_header(request, *header->value == '\0' ?
		    arena_print(line->arena, "%s;", header->name) :
		    arena_print(line->arena, "%s: %s", header->name,
		    header->value));
	}
	add_header(request, "Expect:");
	if (!typed)
		add_header(request, "Content-Type:");
	MUST_SET(easy, CURLOPT_HTTPHEADER, request->headers);
	MUST_SET(easy, CURLOPT_USERAGENT, USER_AGENT);
}

static size_t
give(char *room, size_t one, size_t size, void *own)
{
	const struct line *line = own;
	struct request *request = line->own;
	const size_t left = line->exchange->body_size - request->given;

	size *= one;
	if (size > left)
		size = left;
	memcpy(room, (const char *)line->exchange->body + request->given, size);
	request->given += size;
	return size;
}

/*
 * When a reused connection dies before it answers, libcurl sends the request
 * again. A write may have been done by then, so its body is given once only,
 * by a function that libcurl cannot rewind.
 */
static void
set_body(CURL *easy, struct line *line)
{
	const struct exchange *x = line->exchange;

	if (x->reads || x->body_size == 0) {
		MUST_SET(easy, CURLOPT_POSTFIELDS,
		    x->body_size > 0 ? x->body : "");
		return;
	}
	MUST_SET(easy, CURLOPT_READFUNCTION, give);
	MUST_SET(easy, CURLOPT_READDATA, line);
}

static void
set_message(CURL *easy, struct line *line)
{
	const struct exchange *x = line->exchange;
	struct request *request = line->own;
	const bool bodiless = strcmp(x->method, "GET") == 0 ||
	    strcmp(x->method, "DELETE") == 0;

	MUST_SET(easy, CURLOPT_URL, x->url);
	MUST_SET(easy, CURLOPT_PROTOCOLS_STR, "https,http");
	MUST_SET(easy, CURLOPT_FOLLOWLOCATION, 0L);
	MUST_SET(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	if (x->body_size > 0 || !bodiless) {
		MUST_SET(easy, CURLOPT_POST, 1L);
		MUST_SET(easy, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)x->body_size);
		set_body(easy, line);
	} else
		MUST_SET(easy, CURLOPT_HTTPGET, 1L);
	MUST_SET(easy, CURLOPT_CUSTOMREQUEST, x->method);
	MUST_SET(easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)x->limit);
	MUST_SET(easy, CURLOPT_WRITEFUNCTION, keep);
	MUST_SET(easy, CURLOPT_WRITEDATA, line);
	MUST_SET(easy, CURLOPT_HEADERFUNCTION, count_head);
	MUST_SET(easy, CURLOPT_HEADERDATA, line);
	MUST_SET(easy, CURLOPT_ERRORBUFFER, request->detail);
	MUST_SET(easy, CURLOPT_PRIVATE, line);
	set_headers(easy, line);
}

void
request_set(struct line *line)
{
	struct request *request = line->own;

	set_message(request->easy, line);
	set_connection(request->easy, line);
}
