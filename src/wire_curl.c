/*
 * wire_curl - HTTP over libcurl: one multi handle, which owns the connections,
 * and an easy handle for each exchange under way.
 */

#include "wire_curl.h"

#include <curl/curl.h>
#include <string.h>

#include "mem.h"
#include "truststore.h"
#include "url.h"
#include "wipe.h"
#include "wire_line.h"
#include "wire_mishap.h"
#include "wire_origin.h"
#include "wire_curl_reply.h"
#include "wire_curl_request.h"

enum {
	IDLE_CONNECTIONS = 32,
	CLEARS_NO_MORE = 0x081500,	/* see truststore.c */
	LONGEST_SLEEP = 250,		/* ms; see http_poll */
	LONGEST_URL = 64 * 1024,	/* libcurl is out of memory with more */
};

struct http {
	const struct wire_options *options;
	CURLM *multi;
	const struct truststore *trust;
	struct origin *origins;
	struct curl_waitfd *fds;
	size_t room;
};

static struct tls_library
library_of(const curl_version_info_data *info)
{
	return (struct tls_library){
		.name = info->ssl_version,
		.bundle = info->cainfo,
		.directory = info->capath,
		.clears = info->version_num < CLEARS_NO_MORE,
	};
}

const struct truststore *
http_trust(const struct wire_options *options)
{
	const struct tls_library library =
	    library_of(curl_version_info(CURLVERSION_NOW));
	struct truststore *trust = arena_alloc(options->arena, sizeof(*trust));

	*trust = truststore_choose(options->arena, options->ca_file, &library);
	if (trust->use_bundle == TRUST_DEFAULT)
		trust->bundle = library.bundle;
	if (trust->use_directory == TRUST_DEFAULT)
		trust->directory = library.directory;
	return trust;
}

struct http *
http_open(const struct wire_options *options, const struct truststore *trust)
{
	struct http *http = arena_alloc(options->arena, sizeof(*http));

	curl_must(curl_global_init_mem(CURL_GLOBAL_DEFAULT, wiping_malloc,
	    wiping_free, wiping_realloc, wiping_strdup, wiping_calloc) ==
	    CURLE_OK, "curl_global_init_mem");
	http->options = options;
	http->trust = trust;
	http->multi = curl_multi_init();
	curl_must(http->multi != NULL, "curl_multi_init");
	curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS,
	    (long)IDLE_CONNECTIONS);
	return http;
}

void
http_close(struct http *http)
{
	curl_multi_cleanup(http->multi);
	curl_global_cleanup();
}

static bool
ends_a_line(const char *text)
{
	return text[strcspn(text, "\r\n")] != '\0';
}

/* What libcurl would send, but should not be sent; NULL when there is none. */
static const char *
refused(const struct exchange *x, const struct url *url)
{
	size_t i;

	if (url->has_userinfo)
		return "the URL holds a user name or a password";
	if (strcmp(url->scheme, "http") == 0 && x->pins != NULL)
		return "http:// has no key that --pin could be of";
	for (i = 0; i < x->n_headers; i++)
		if (ends_a_line(x->headers[i].name) ||
		    ends_a_line(x->headers[i].value))
			return "a header value holds a line end";
	return NULL;
}

static bool
prepare(struct line *line)
{
	const struct exchange *x = line->exchange;
	struct request *request = arena_alloc(line->arena, sizeof(*request));
	const char *why = NULL;

	line->own = request;
	if (ends_a_line(x->url))
		why = "the URL holds a line end";
	else if (strlen(x->url) > LONGEST_URL)
		why = "the URL is too long";
	else if (!url_parse(line->arena, x->url, &request->url, &why))
		why = arena_print(line->arena, "the URL %s", why);
	else
		why = refused(x, &request->url);
	if (why != NULL) {
		line_failed(line, GARBLED, "%s", why);
		return false;
	}
	line->whom = request->url.host;
	request->origin = origin_find(line->arena, &line->http->origins,
	    &request->url);
	request->trust = line->http->trust;
	return true;
}

static bool
begin(struct line *line)
{
	struct request *request;

	if (line->own == NULL && !prepare(line))
		return true;
	request = line->own;
	if (!origin_enter(request->origin, line->exchange->detects))
		return false;
	request->easy = curl_easy_init();
	curl_must(request->easy != NULL, "curl_easy_init");
	request->body = buffer_new(line->arena);
	request_set(line);
	curl_must(curl_multi_add_handle(line->http->multi, request->easy) ==
	    CURLM_OK, "curl_multi_add_handle");
	return true;
}

static void
release(struct line *line)
{
	struct request *request = line->own;

	if (request->easy == NULL)
		return;
	curl_multi_remove_handle(line->http->multi, request->easy);
	curl_easy_cleanup(request->easy);
	curl_slist_free_all(request->headers);
	origin_leave(request->origin, line->exchange->detects);
}

static const struct {
	CURLcode code;
	enum mishap_kind kind;
} kinds[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, MISHAP_NO_NAME },
	{ CURLE_COULDNT_RESOLVE_PROXY, MISHAP_NO_PROXY_NAME },
	{ CURLE_COULDNT_CONNECT, MISHAP_NO_CONNECTION },
	{ CURLE_PROXY, MISHAP_PROXY },
	{ CURLE_OPERATION_TIMEDOUT, MISHAP_SLOW },
	{ CURLE_PEER_FAILED_VERIFICATION, MISHAP_CERTIFICATE },
	{ CURLE_SSL_ISSUER_ERROR, MISHAP_CERTIFICATE },
	{ CURLE_SSL_INVALIDCERTSTATUS, MISHAP_CERTIFICATE },
	{ CURLE_SSL_PINNEDPUBKEYNOTMATCH, MISHAP_PIN },
	{ CURLE_SSL_CACERT_BADFILE, MISHAP_TRUSTSTORE },
	{ CURLE_SSL_CONNECT_ERROR, MISHAP_HANDSHAKE },
	{ CURLE_SSL_CIPHER, MISHAP_HANDSHAKE },
	{ CURLE_GOT_NOTHING, MISHAP_CUT },
	{ CURLE_PARTIAL_FILE, MISHAP_CUT },
	{ CURLE_RECV_ERROR, MISHAP_CUT },
	{ CURLE_SEND_ERROR, MISHAP_CUT },
	{ CURLE_SEND_FAIL_REWIND, MISHAP_CUT },
	{ CURLE_HTTP2, MISHAP_CUT },
	{ CURLE_HTTP2_STREAM, MISHAP_CUT },
	{ CURLE_WRITE_ERROR, MISHAP_BIG },
	{ CURLE_FILESIZE_EXCEEDED, MISHAP_BIG },
	/* A header line over libcurl's ceiling, before there was a code. */
	{ CURLE_OUT_OF_MEMORY, MISHAP_BIG_HEADER },
	{ CURLE_UNSUPPORTED_PROTOCOL, MISHAP_NOT_HTTP },
	{ CURLE_WEIRD_SERVER_REPLY, MISHAP_NOT_HTTP },
	{ CURLE_BAD_CONTENT_ENCODING, MISHAP_NOT_HTTP },
};

static enum mishap_kind
kind_of(CURLcode code, const struct request *request,
    const struct mishap *mishap)
{
	size_t i;

	if (mishap->proxy_status != 0 && mishap->proxy_status / 100 != 2)
		return MISHAP_PROXY;
	if (request->head_too_big ||
	    strstr(mishap->detail, "Too large response headers") != NULL)
		return MISHAP_BIG_HEADER;
	for (i = 0; i < COUNT(kinds); i++)
		if (kinds[i].code == code)
			return kinds[i].kind;
	return MISHAP_OTHER;
}

static void
tell_failure(struct line *line, CURLcode code)
{
	struct request *request = line->own;
	CURL *easy = request->easy;
	struct mishap mishap = {
		.host = request->url.host,
		.port = request->url.port,
		.store = request->trust->bundle != NULL ?
		    request->trust->bundle : request->trust->directory,
		.detail = *request->detail != '\0' ? request->detail :
		    curl_easy_strerror(code),
	};
	curl_off_t resolved = 0, ready = 0;
	char *peer = NULL;
	long error = 0;

	/* Its own memory is always there, and there is no header yet: the TLS
	 * library had none. */
	curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &ready);
	if (code == CURLE_OUT_OF_MEMORY && ready == 0)
		mem_refused();
	curl_easy_getinfo(easy, CURLINFO_NAMELOOKUP_TIME_T, &resolved);
	/* CONNECT_TIME would be 0 as well when there was a connection, but no
	 * TLS. */
	curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &peer);
	curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &error);
	curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE,
	    &mishap.proxy_status);
	mishap.resolved = resolved > 0;
	mishap.connected = peer != NULL && *peer != '\0';
	mishap.error = (int)error;
	mishap.proxy = request_proxy(line);
	mishap.kind = kind_of(code, request, &mishap);
	mishap_tell(line, &mishap);
}

static void
conclude(struct line *line, CURLcode code)
{
	struct request *request = line->own;
	const char *flaw = code == CURLE_OK ? reply_flaw(line) : NULL;
	long version = 0;

	curl_easy_getinfo(request->easy, CURLINFO_HTTP_VERSION, &version);
	if (version >= CURL_HTTP_VERSION_2_0)
		request->origin->multiplexes = true;
	reply_keep(line);
	if (flaw != NULL)
		line_failed(line, GARBLED, "%s %s", request->url.host, flaw);
	else if (code == CURLE_OK)
		line_answered(line, request->body);
	else
		tell_failure(line, code);
}

void
http_perform(struct http *http)
{
	const CURLMsg *message;
	int running, left;
	char *own;

	curl_multi_perform(http->multi, &running);
	while ((message = curl_multi_info_read(http->multi, &left)) != NULL) {
		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &own);
		conclude((struct line *)(void *)own, message->data.result);
	}
}

static void
make_room(struct http *http, size_t n)
{
	if (n <= http->room)
		return;
	http->room = n * 2;
	http->fds = arena_alloc(http->options->arena,
	    http->room * sizeof(*http->fds));
}

/* When an address did not answer, libcurl 7.88 goes on to the next as soon as
 * it is called again, but names no time for that. */
void
http_poll(struct http *http, struct pollfd *fds, size_t n, int ms)
{
	bool slept;
	size_t i;

	make_room(http, n);
	for (i = 0; i < n; i++)
		http->fds[i] = (struct curl_waitfd){
			.fd = fds[i].fd,
			.events = fds[i].events == POLLIN ? CURL_WAIT_POLLIN :
			    CURL_WAIT_POLLOUT,
		};
	slept = curl_multi_poll(http->multi, http->fds, (unsigned)n,
	    ms < LONGEST_SLEEP ? ms : LONGEST_SLEEP, NULL) == CURLM_OK;
	for (i = 0; i < n; i++)
		fds[i].revents = slept ? http->fds[i].revents : 0;
}

const struct channel_calls http_calls = {
	.begin = begin,
	.release = release,
	.late = "did not answer",
};
