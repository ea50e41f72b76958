/*
 * fuzz_echo - any answer of an echo service: the first line is the service as it
 * is written ("https://ip.example.net/ json:ip"), the rest what it answers. An
 * address that is believed stands in the answer, and may be published.
 */

#include "echo.h"
#include "exchange.h"
#include "finder.h"
#include "fuzz.h"
#include "mem.h"
#include "settings.h"
#include "task.h"
#include "votes.h"

static void
judge(const struct task *t)
{
	const struct vote *vote = t->votes;
	bool local;

	for (; vote < t->votes + t->n_votes; vote++)
		if (vote->why != NULL)
			must(vote->why[0] != '\0');
		else {
			must(vote->named);
			must(vote->address.family == t->family);
			must(address_special(&vote->address, &local) == NULL ||
			    (local && t->allow_special));
		}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *all = arena_copy(arena, data, size), *body = all, *line;
	struct exchange x = { .channel = HTTP, .finished = true,
	    .retry_after = -1, .method = "GET", .status = 200 };
	struct task t = { .arena = arena, .asked = { &x }, .n_asked = 1,
	    .quorum = 1 };
	struct echo echo;
	size_t length = 0;

	line = fuzz_line(&body, all + size, &length);
	line = line == NULL ? "" : arena_copy(arena, line, length);
	if (echo_parse(arena, line, &echo) != NULL)
		echo_parse(arena, "https://api.cloudflare.com/cdn-cgi/trace",
		    &echo);
	t.settings = settings_new(arena, NULL);
	x.url = echo.url;
	x.reply_size = (size_t)(all + size - body);
	x.reply = arena_copy(arena, body, x.reply_size);
	for (t.family = IPV4; t.family < FAMILIES; t.family++) {
		t.n_votes = 0;
		t.allow_special = t.family == IPV6;
		echo_vote(&t, &echo);
		judge(&t);
		votes_agree(&t);
	}
	arena_free(arena);
	return 0;
}
