/*
 * fuzz_answer - any answer of any dynamic-DNS service: the first line is its id,
 * the HTTP status and what is to be changed ("4", "6", "46", "44" for a second
 * name), the rest what it says.
 */

#include <stdio.h>

#include "account.h"
#include "answer.h"
#include "exchange.h"
#include "fuzz.h"
#include "mem.h"
#include "provider.h"
#include "providers.h"

static void
judge(const struct task *t, enum verdict verdict)
{
	size_t i, done = 0;

	for (i = 0; i < t->n_changes; i++) {
		done += t->changes[i].done;
		if (t->changes[i].fault != NO_FAULT)
			must(fuzz_is_shown(t->changes[i].why));
		must(!t->changes[i].done || t->changes[i].fault == NO_FAULT);
	}
	if (verdict == CHANGED) {
		must(done == t->n_changes);
		return;
	}
	must(verdict == FAILED && done < t->n_changes);
	must(t->fault != NO_FAULT && t->fault != FAULT_BUG);
	must(fuzz_is_shown(t->why));
	must(t->wait >= 0);
}

static void
read_changes(struct task *t, const char *which)
{
	static const struct address addresses[] = {
		{ IPV4, { 192, 0, 2, 7 } },
		{ IPV6, { 0x20, 1, 0xd, 0xb8, [15] = 7 } },
	};
	struct change *change;
	size_t i, n = strspn(which, "46");

	t->changes = arena_alloc(t->arena, 4 * sizeof(*t->changes));
	for (i = 0; i == 0 || (i < n && i < 4); i++) {
		change = &t->changes[t->n_changes++];
		change->address = addresses[which[i] == '6'];
		change->name = i > 0 && which[i] == which[i - 1] ?
		    "b.example.com" : "home.example.com";
		change->account = t->account;
		change->settings = t->settings;
		change->live = &t->live;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *all = arena_copy(arena, data, size), *body = all, *line;
	struct account account = { .id = "default" };
	struct exchange x = { .channel = HTTP, .finished = true,
	    .retry_after = -1, .method = "GET", .url = "https://a.test/" };
	struct task t = { .arena = arena, .account = &account,
	    .name = "home.example.com", .asked = { &x }, .n_asked = 1 };
	char id[32] = "", which[8] = "";
	unsigned status = 200;
	size_t length = 0;

	line = fuzz_line(&body, all + size, &length);
	if (line != NULL)
		sscanf(arena_copy(arena, line, length), "%31s %3u %7s", id,
		    &status, which);
	account.provider = provider_find(id);
	if (account.provider == NULL || account.provider->service == NULL)
		account.provider = provider_find("noip");
	x.status = (int)status;
	x.reply = arena_copy(arena, body, (size_t)(all + size - body));
	x.reply_size = (size_t)(all + size - body);
	t.settings = account.settings = settings_new(arena, NULL);
	read_changes(&t, which);
	judge(&t, answer_read(&t, account.provider->service));
	arena_free(arena);
	return 0;
}
