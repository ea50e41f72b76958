/* test_wipe - memory that leaves nothing behind, and behaves as any does. */

#include "wipe.h"

#include <stdint.h>

#include <jansson.h>

#include "check.h"
#include "greed.h"

static void
allocate_all(void)
{
	wiping_malloc(SIZE_MAX);
}

static void
allocate_too_many(void)
{
	wiping_calloc(SIZE_MAX, 2);
}

static void
grow_to_all(void)
{
	wiping_realloc(wiping_strdup("x"), SIZE_MAX);
}

static void
test_greed(void)
{
	CHECK("malloc of too much", dies_of(allocate_all));
	CHECK("calloc of too much", dies_of(allocate_too_many));
	CHECK("realloc to too much", dies_of(grow_to_all));
}

static void
test_memory(void)
{
	char *text = wiping_strdup("fake-secret"), *longer;
	unsigned char *zeroes = wiping_calloc(7, 3);
	size_t i, sum = 0;

	CHECK_TEXT("strdup", text, "fake-secret");
	longer = wiping_realloc(text, 1000);
	CHECK_TEXT("realloc to more", longer, "fake-secret");
	longer = wiping_realloc(longer, 5);
	CHECK("realloc to less", memcmp(longer, "fake-", 5) == 0);
	wiping_free(longer);
	wiping_free(NULL);
	for (i = 0; i < 21; i++)
		sum += zeroes[i];
	CHECK("calloc", sum == 0);
	wiping_free(zeroes);
	text = wiping_realloc(NULL, 0);
	CHECK("nothing is something", text != NULL);
	CHECK("aligned", (uintptr_t)text % sizeof(void *) == 0);
	wiping_free(text);
}

static void
test_json(const char *name)
{
	json_t *json = json_pack("{s:s}", "a", "fake-secret");
	char *text = json_dumps(json, JSON_COMPACT);

	CHECK_TEXT(name, text, "{\"a\":\"fake-secret\"}");
	json_text_free(text);
	json_text_free(NULL);
	json_decref(json);
}

int
main(void)
{
	test_memory();
	test_greed();
	test_json("jansson by itself");
	wipe_json();
	test_json("jansson with wiped memory");
	wipe_leftovers();
	wipe_leftovers();
	CHECK("there is memory after all", true);
	return check_done();
}
