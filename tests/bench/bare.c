/*
 * bare - the requests of an unchanged run and nothing else, by libcurl alone:
 * what a run cannot well cost less than.
 *
 * usage: bare CAINFO CAPATH ZONES RECORDS [ECHO]
 *
 * CAPATH may be empty. The list of records is asked for after that of zones,
 * the address at the same time. TOKEN is in the environment.
 */

#include <curl/curl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static size_t
drop(char *bytes, size_t one, size_t size, void *own)
{
	(void)bytes;
	(void)own;
	return one * size;
}

static CURL *
chain(CURLM *multi, char *argv[], struct curl_slist *headers, char *next)
{
	CURL *easy = curl_easy_init();

	curl_easy_setopt(easy, CURLOPT_CAINFO, argv[1]);
	curl_easy_setopt(easy, CURLOPT_CAPATH,
	    *argv[2] == '\0' ? NULL : argv[2]);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, next);
	curl_multi_add_handle(multi, easy);
	return easy;
}

/* The next of the transfer's chain; false when this one went wrong. */
static bool
go_on(CURLM *multi, const CURLMsg *message, int *running)
{
	CURL *easy = message->easy_handle;
	CURLcode code = message->data.result;
	char *next;
	long status;

	curl_easy_getinfo(easy, CURLINFO_PRIVATE, &next);
	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	curl_multi_remove_handle(multi, easy);
	if (code != CURLE_OK || status != 200) {
		fprintf(stderr, "bare: %ld, %s\n", status,
		    curl_easy_strerror(code));
		return false;
	}
	if (next != NULL) {
		curl_easy_setopt(easy, CURLOPT_URL, next);
		curl_easy_setopt(easy, CURLOPT_PRIVATE, NULL);
		curl_multi_add_handle(multi, easy);
		++*running;
	} else
		curl_easy_cleanup(easy);
	return true;
}

int
main(int argc, char *argv[])
{
	struct curl_slist *headers;
	const CURLMsg *message;
	char bearer[256];
	CURLM *multi;
	bool good = true;
	int running, left;

	snprintf(bearer, sizeof(bearer), "Authorization: Bearer %s",
	    getenv("TOKEN"));
	curl_global_init(CURL_GLOBAL_DEFAULT);
	headers = curl_slist_append(NULL, bearer);
	multi = curl_multi_init();
	if (argc > 5)
		curl_easy_setopt(chain(multi, argv, NULL, NULL), CURLOPT_URL,
		    argv[5]);
	curl_easy_setopt(chain(multi, argv, headers, argv[4]), CURLOPT_URL,
	    argv[3]);
	do {
		curl_multi_perform(multi, &running);
		while ((message = curl_multi_info_read(multi, &left)) != NULL)
			good = go_on(multi, message, &running) && good;
		if (running > 0)
			curl_multi_poll(multi, NULL, 0, 1000, NULL);
	} while (running > 0 && good);
	curl_multi_cleanup(multi);
	curl_slist_free_all(headers);
	curl_global_cleanup();
	return good ? 0 : 1;
}
