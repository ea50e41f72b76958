/* wire_curl_reply - what libcurl knows of a reply beside its body. */

#include "wire_curl_reply.h"

#include <curl/curl.h>
#include <stdint.h>
#include <string.h>

#include "wire_curl_request.h"
#include "wire_line.h"

static void
keep_headers(struct line *line)
{
	const struct request *request = line->own;
	struct exchange *x = line->exchange;
	struct curl_header *header = NULL;
	struct header *kept;
	size_t n = 0;

	while ((header = curl_easy_nextheader(request->easy, CURLH_HEADER, -1,
	    header)) != NULL)
		n++;
	x->reply_headers = kept = arena_alloc(line->arena, n * sizeof(*kept));
	while (x->n_reply_headers < n && (header = curl_easy_nextheader(
	    request->easy, CURLH_HEADER, -1, header)) != NULL) {
		kept->name = arena_string(line->arena, header->name);
		kept++->value = arena_string(line->arena, header->value);
		x->n_reply_headers++;
	}
}

/* libcurl says 0 for a header that is not there, too. */
static long
retry_after(CURL *easy)
{
	struct curl_header *header;
	curl_off_t seconds = 0;

	if (curl_easy_header(easy, "Retry-After", 0, CURLH_HEADER, -1,
	    &header) != CURLHE_OK)
		return -1;
	curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &seconds);
	/* It takes what lies in the past, or is below 0, as it stands. */
	return seconds > INT32_MAX ? INT32_MAX :
	    seconds < 0 ? 0 : (long)seconds;
}

/* The server's clock, of a header like "Sun, 06 Nov 1994 08:49:37 GMT". */
static time_t
date(CURL *easy)
{
	struct curl_header *header;
	time_t when = -1;

	if (curl_easy_header(easy, "Date", 0, CURLH_HEADER, -1, &header) ==
	    CURLHE_OK)
		when = curl_getdate(header->value, NULL);
	return when < 0 ? 0 : when;
}

/* Through a proxy it would be the proxy's. */
static const char *
peer(struct line *line)
{
	struct request *request = line->own;
	char *address = NULL;
	long proxied = 0;

#if LIBCURL_VERSION_NUM >= 0x080700
	curl_easy_getinfo(request->easy, CURLINFO_USED_PROXY, &proxied);
#else
	curl_easy_getinfo(request->easy, CURLINFO_HTTP_CONNECTCODE, &proxied);
#endif
	if (proxied != 0)
		return NULL;
	curl_easy_getinfo(request->easy, CURLINFO_PRIMARY_IP, &address);
	if (address != NULL && *address != '\0')
		return arena_string(line->arena, address);
	return line->exchange->detects && line->options->echo_proxy == NULL ?
	    request->tried : NULL;
}

/* libcurl takes one of them without a word. */
static bool
has_two_lengths(CURL *easy)
{
	struct curl_header *header;
	const char *before = NULL;
	size_t i, n = 1;

	for (i = 0; i < n; i++) {
		if (curl_easy_header(easy, "Content-Length", i, CURLH_HEADER,
		    -1, &header) != CURLHE_OK)
			return false;
		if (before != NULL && strcmp(before, header->value) != 0)
			return true;
		before = header->value;
		n = header->amount;
	}
	return false;
}

/* Where the end of the connection is that of the reply, anybody on the way can
 * bring it about, since libcurl does not miss TLS's own end: 192.0.2.10 becomes
 * 192.0.2.1. */
static bool
may_be_cut(const struct line *line)
{
	const struct request *request = line->own;
	const struct buffer *body = request->body;
	struct curl_header *header;
	curl_off_t length = 0;
	long version = 0;

	curl_easy_getinfo(request->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T,
	    &length);
	curl_easy_getinfo(request->easy, CURLINFO_HTTP_VERSION, &version);
	return line->exchange->detects && length < 0 &&
	    version < CURL_HTTP_VERSION_2_0 && body->size > 0 &&
	    strchr("0123456789abcdefABCDEF.:", body->data[body->size - 1]) !=
	    NULL && curl_easy_header(request->easy,
	    "Transfer-Encoding", 0, CURLH_HEADER, -1, &header) != CURLHE_OK;
}

const char *
reply_flaw(const struct line *line)
{
	const struct request *request = line->own;
	long status = 0;

	curl_easy_getinfo(request->easy, CURLINFO_RESPONSE_CODE, &status);
	if (status < 200)
		return "goes over to another protocol, unasked";
	if (may_be_cut(line))
		return "gave its reply no length, and it may be cut";
	return has_two_lengths(request->easy) ?
	    "gave its reply two lengths" : NULL;
}

void
reply_keep(struct line *line)
{
	const struct request *request = line->own;
	struct exchange *x = line->exchange;
	long status = 0;

	curl_easy_getinfo(request->easy, CURLINFO_RESPONSE_CODE, &status);
	x->status = (int)status;
	x->retry_after = retry_after(request->easy);
	x->date = date(request->easy);
	x->peer = peer(line);
	if (status >= 300)
		keep_headers(line);
}
