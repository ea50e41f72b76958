/*
 * fuzz_router - any datagram or page of a router: the first byte says of which
 * protocol. Whatever it is, a URL that is believed leads to the gateway.
 */

#include <stdio.h>

#include "fuzz.h"
#include "igd.h"
#include "mem.h"
#include "natpmp.h"
#include "stun.h"
#include "url.h"

#define GATEWAY "192.168.1.1"

/* One that libcurl does not take leads nowhere. */
static void
check_url(struct arena *arena, const char *text)
{
	const char *why;
	struct url url;

	if (!url_parse(arena, text, &url, &why))
		return;
	must(strcmp(url.host, GATEWAY) == 0 && !url.has_userinfo);
	must(strcmp(url.scheme, "http") == 0);
}

static void
read_search(struct arena *arena, const char *text, size_t size)
{
	const char *why = NULL, *url;

	if (!igd_answers(text, size))
		return;
	url = igd_location(arena, text, size, GATEWAY, &why);
	if (url != NULL)
		check_url(arena, url);
	else
		must(fuzz_is_shown(why));
}

static void
read_description(struct arena *arena, const char *text, size_t size)
{
	struct igd_service services[IGD_SERVICES];
	const char *why = NULL;
	size_t i, n;

	n = igd_services(arena, text, size, "http://" GATEWAY ":5000/root.xml",
	    GATEWAY, services, &why);
	must(n <= IGD_SERVICES && (n > 0 || fuzz_is_shown(why)));
	for (i = 0; i < n; i++) {
		check_url(arena, services[i].url);
		must(fuzz_is_shown(services[i].type));
		must(strpbrk(services[i].type, "<>&\"") == NULL);
		must(fuzz_is_shown(igd_action(arena, &services[i])));
		must(igd_question(arena, &services[i]) != NULL);
	}
}

static void
read_answer(struct arena *arena, const char *text, size_t size)
{
	static const int all[] = { 200, 404, 500, 402 };
	struct address address;
	const char *why;
	size_t i;

	for (i = 0; i < COUNT(all); i++) {
		why = igd_read(arena, all[i], text, size, &address);
		must(why == NULL ? address.family == IPV4 :
		    fuzz_is_shown(why));
	}
}

static void
read_natpmp(const char *bytes, size_t size)
{
	struct address address;
	int result;

	if (!natpmp_answers(bytes, size))
		return;
	result = natpmp_result(bytes, &address);
	must(result != 0 ? fuzz_is_shown(natpmp_words(result)) :
	    address.family == IPV4);
}

static void
read_pcp(const char *bytes, size_t size)
{
	static const unsigned char nonce[PCP_NONCE_SIZE] = { 1, 2, 3 };
	const struct address client = { IPV4, { 192, 168, 1, 23 } };
	unsigned char request[PCP_SIZE];
	struct address address;
	int result;

	pcp_map(request, &client, nonce, 60);
	if (!pcp_answers(request, bytes, size))
		return;
	result = pcp_result(bytes, &address);
	must(result != 0 ? fuzz_is_shown(pcp_words(result)) :
	    address.family == IPV4);
}

static void
read_stun(struct arena *arena, const char *bytes, size_t size)
{
	static const unsigned char id[STUN_ID] = "abcdefghijkl";
	unsigned char request[STUN_REQUEST];
	struct address address = { .family = FAMILIES };
	const char *why;

	stun_request(request, id);
	if (!stun_answers(bytes, size, request))
		return;
	why = stun_read(arena, bytes, size, &address);
	must(why == NULL ? address.family < FAMILIES : fuzz_is_shown(why));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	char *bytes;

	if (size > 0) {
		bytes = arena_copy(arena, data + 1, --size);
		switch (data[0]) {
		case 's':
			read_search(arena, bytes, size);
			break;
		case 'd':
			read_description(arena, bytes, size);
			break;
		case 'a':
			read_answer(arena, bytes, size);
			break;
		case 'n':
			read_natpmp(bytes, size);
			break;
		case 'p':
			read_pcp(bytes, size);
			break;
		case 't':
			read_stun(arena, bytes, size);
			break;
		}
	}
	arena_free(arena);
	return 0;
}
