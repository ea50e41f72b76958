/*
 * bare - the requests of a run and nothing else, by libcurl alone: what a run
 * cannot well cost less than.
 *
 * usage: bare CAINFO CAPATH REQUEST ... [, REQUEST ...] ...
 *
 * REQUEST is "METHOD URL [BODY]"; a + before it sends the TOKEN of the
 * environment along, a 4 or 6 asks over that family alone. Requests are sent at
 * the same time, those after a comma when all before it were answered. CAPATH
 * may be empty.
 */

#include <curl/curl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bare {
	const char *bundle, *directory;
	struct curl_slist *headers;
	CURLM *multi;
	bool good;
};

static size_t
drop(char *bytes, size_t one, size_t size, void *own)
{
	(void)bytes;
	(void)own;
	return one * size;
}

/* One connection serves all requests to a host over HTTP/2, if its server speaks
 * it, but not both families. */
static void
set_family(CURL *easy, char **request)
{
	if (**request != '4' && **request != '6') {
		curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
		return;
	}
	curl_easy_setopt(easy, CURLOPT_IPRESOLVE, **request == '4' ?
	    (long)CURL_IPRESOLVE_V4 : (long)CURL_IPRESOLVE_V6);
	++*request;
}

static void
send_one(const struct bare *bare, char *request)
{
	CURL *easy = curl_easy_init();
	char *url, *body;

	set_family(easy, &request);
	if (*request == '+') {
		curl_easy_setopt(easy, CURLOPT_HTTPHEADER, bare->headers);
		request++;
	}
	url = strchr(request, ' ');
	*url++ = '\0';
	body = strchr(url, ' ');
	if (body != NULL) {
		*body++ = '\0';
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
	}
	curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request);
	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_CAINFO, bare->bundle);
	curl_easy_setopt(easy, CURLOPT_CAPATH, *bare->directory == '\0' ?
	    NULL : bare->directory);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop);
	curl_multi_add_handle(bare->multi, easy);
}

static void
close_one(struct bare *bare, const CURLMsg *message)
{
	CURL *easy = message->easy_handle;
	CURLcode code = message->data.result;
	long status;

	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	if (code != CURLE_OK || status != 200) {
		fprintf(stderr, "bare: %ld, %s\n", status,
		    curl_easy_strerror(code));
		bare->good = false;
	}
	curl_multi_remove_handle(bare->multi, easy);
	curl_easy_cleanup(easy);
}

/* Until all that was sent is answered. */
static void
wait_all(struct bare *bare)
{
	const CURLMsg *message;
	int running, left;

	do {
		curl_multi_perform(bare->multi, &running);
		while ((message = curl_multi_info_read(bare->multi,
		    &left)) != NULL)
			close_one(bare, message);
		if (running > 0)
			curl_multi_poll(bare->multi, NULL, 0, 1000, NULL);
	} while (running > 0);
}

int
main(int argc, char *argv[])
{
	struct bare bare = { .good = true };
	char bearer[256];
	int i;

	if (argc < 4)
		return 64;
	bare.bundle = argv[1];
	bare.directory = argv[2];
	snprintf(bearer, sizeof(bearer), "Authorization: Bearer %s",
	    getenv("TOKEN"));
	curl_global_init(CURL_GLOBAL_DEFAULT);
	bare.headers = curl_slist_append(NULL, bearer);
	bare.headers = curl_slist_append(bare.headers,
	    "Content-Type: application/json");
	bare.multi = curl_multi_init();
	for (i = 3; i < argc; i++)
		if (strcmp(argv[i], ",") == 0)
			wait_all(&bare);
		else
			send_one(&bare, argv[i]);
	wait_all(&bare);
	curl_multi_cleanup(bare.multi);
	curl_slist_free_all(bare.headers);
	curl_global_cleanup();
	return bare.good ? 0 : 1;
}
