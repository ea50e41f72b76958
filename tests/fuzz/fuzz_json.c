/*
 * fuzz_json - any text as a reply, read in all the words of reply.h: the first
 * line is the HTTP status and the path of what is looked for, the rest is the
 * body.
 */

#include <jansson.h>

#include "account.h"
#include "exchange.h"
#include "fuzz.h"
#include "provider.h"
#include "providers.h"
#include "reply.h"

static const struct meaning meanings[] = {
	{ "8|9", FAULT_AUTH, "no; yes" },
	{ "Error.*", FAULT_LIMITED, "later; then" },
	{ NULL, NO_FAULT, NULL },
};

static void
check_failure(struct task *t, enum verdict verdict)
{
	must(verdict == FAILED && t->fault != NO_FAULT);
	must(t->fault != FAULT_BUG);
	must(fuzz_is_shown(t->why));
	must(t->wait >= 0);
}

static void
check_words(struct task *t, const char *path)
{
	const char *said = text_at(t, path), *word = word_at(t, path);
	const struct address address = { IPV4, { 192, 0, 2, 7 } };
	json_t *found = at(t, path);

	must(said == NULL || json_is_string(found));
	must(said == NULL || same_string(said, word));
	if (!json_is_integer(found) && !json_is_string(found))
		must(number_at(t, path, -7) == -7);
	if (json_is_object(found)) {
		json_text(found, "id");
		json_number(found, "ttl", -1);
		json_word(t, found, "id");
	}
	if (said == NULL)
		return;
	must(!is_address(said, &address) ||
	    names_address(said, &address) == NAMES_IT);
	quoted(t, said);
	check_failure(t, fail_code(t, meanings, said,
	    said_at(t, path, "detail")));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *all = arena_copy(arena, data, size), *body = all, *path;
	struct account account = { .id = "default",
	    .provider = provider_find("cloudflare"),
	    .permission = "DNS:Edit" };
	struct exchange x = { .channel = HTTP, .finished = true,
	    .retry_after = -1, .method = "GET", .url = "https://a.test/" };
	struct task t = { .arena = arena, .account = &account,
	    .name = "home.example.com", .asked = { &x }, .n_asked = 1 };
	size_t length = 0;

	account.base = account.provider->endpoint;
	path = fuzz_line(&body, all + size, &length);
	path = path == NULL ? "" : arena_copy(arena, path, length);
	x.status = (int)(strtoul(path, NULL, 10) % 1000);
	path += strspn(path, "0123456789 ");
	x.reply = arena_copy(arena, body, (size_t)(all + size - body));
	x.reply_size = (size_t)(all + size - body);
	if (reply_json(&t) != NULL)
		check_words(&t, path);
	check_failure(&t, fail_http(&t, NULL));
	check_failure(&t, fail_http(&t, reply(&t)));
	arena_free(arena);
	return 0;
}
