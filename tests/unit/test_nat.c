/* test_nat - what the router's address says of the one that is seen. */

#include "check.h"
#include "mem.h"
#include "nat.h"

static const struct {
	const char *router, *seen;
	enum nat nat;
} cases[] = {
	{ "203.0.113.7", "203.0.113.7", NAT_NONE },
	{ "203.0.113.7", "203.0.113.8", NAT_OTHER },
	{ "100.63.255.255", "203.0.113.7", NAT_OTHER },
	{ "100.64.0.0", "203.0.113.7", NAT_CARRIER },
	{ "100.72.1.2", "203.0.113.7", NAT_CARRIER },
	{ "100.127.255.255", "203.0.113.7", NAT_CARRIER },
	{ "100.128.0.0", "203.0.113.7", NAT_OTHER },
	{ "9.255.255.255", "203.0.113.7", NAT_OTHER },
	{ "10.0.0.0", "203.0.113.7", NAT_DOUBLE },
	{ "10.255.255.255", "203.0.113.7", NAT_DOUBLE },
	{ "11.0.0.0", "203.0.113.7", NAT_OTHER },
	{ "172.15.255.255", "203.0.113.7", NAT_OTHER },
	{ "172.16.0.0", "203.0.113.7", NAT_DOUBLE },
	{ "172.31.255.255", "203.0.113.7", NAT_DOUBLE },
	{ "172.32.0.0", "203.0.113.7", NAT_OTHER },
	{ "192.168.0.0", "203.0.113.7", NAT_DOUBLE },
	{ "192.168.255.255", "203.0.113.7", NAT_DOUBLE },
	{ "192.169.0.0", "203.0.113.7", NAT_OTHER },
	{ "192.0.0.0", "203.0.113.7", NAT_DS_LITE },
	{ "192.0.0.7", "203.0.113.7", NAT_DS_LITE },
	{ "192.0.0.8", "203.0.113.7", NAT_OTHER },
	{ "198.17.255.255", "203.0.113.7", NAT_OTHER },
	{ "198.18.0.0", "203.0.113.7", NAT_FAKE },
	{ "198.19.255.255", "203.0.113.7", NAT_FAKE },
	{ "198.20.0.0", "203.0.113.7", NAT_OTHER },
	/* Split-horizon zones: the private address is the one that is kept. */
	{ "192.168.1.2", "192.168.1.2", NAT_NONE },
};

int
main(void)
{
	struct arena *arena = arena_new();
	struct address router, seen;
	const char *words;
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		address_parse_any(&router, cases[i].router);
		address_parse_any(&seen, cases[i].seen);
		CHECK(arena_print(arena, "%s against %s", cases[i].router,
		    cases[i].seen), nat_judge(&router, &seen) ==
		    cases[i].nat);
		words = nat_words(arena, cases[i].nat, &router, &seen);
		CHECK("words name both addresses and a next step",
		    cases[i].nat == NAT_NONE ? words == NULL :
		    strstr(words, cases[i].router) != NULL &&
		    strstr(words, cases[i].seen) != NULL &&
		    strstr(words, "); ") != NULL);
	}
	arena_free(arena);
	return check_done();
}
