/* test_mem - the arena and the buffer, and how they end without memory. */

#include "mem.h"

#include <stdint.h>

#include "check.h"
#include "greed.h"

static bool
is_zero(const unsigned char *bytes, size_t size)
{
	while (size > 0 && bytes[size - 1] == 0)
		size--;
	return size == 0;
}

/* Pieces of every size: each zeroed, aligned and apart from the others. */
static void
test_pieces(struct arena *arena)
{
	unsigned char *pieces[300];
	bool zero = true, aligned = true, apart = true;
	size_t i, j, size;

	for (i = 0; i < COUNT(pieces); i++) {
		size = i * i + 1;
		pieces[i] = arena_alloc(arena, size);
		zero = zero && is_zero(pieces[i], size);
		aligned = aligned &&
		    (uintptr_t)pieces[i] % _Alignof(max_align_t) == 0;
		memset(pieces[i], (int)(i % 251 + 1), size);
	}
	for (i = 0; i < COUNT(pieces); i++)
		for (j = 0; j < i * i + 1; j++)
			apart = apart && pieces[i][j] == i % 251 + 1;
	CHECK("pieces are zeroed", zero);
	CHECK("pieces are aligned", aligned);
	CHECK("pieces lie apart", apart);
	CHECK("a piece of nothing is one", arena_alloc(arena, 0) != NULL);
}

static void
test_texts(struct arena *arena)
{
	char original[] = "text";
	const char *string = arena_string(arena, original);
	const char *part = arena_copy(arena, original, 2);
	const char *bytes = arena_copy(arena, "a\0b", 3);

	original[0] = 'n';
	CHECK_TEXT("a copy is its own", string, "text");
	CHECK_TEXT("a part ends with a NUL", part, "te");
	CHECK("a NUL is copied", memcmp(bytes, "a\0b", 4) == 0);
	CHECK_TEXT("nothing is copied", arena_copy(arena, NULL, 0), "");
	CHECK_TEXT("printed", arena_print(arena, "%s-%d", "a", 7), "a-7");
	CHECK("printed at length",
	    strlen(arena_print(arena, "%*d", 100000, 7)) == 100000);
}

static char ended[8];

static void
end(void *thing)
{
	ended[strlen(ended)] = *(const char *)thing;
}

static void
test_deferred(void)
{
	struct arena *arena = arena_new();

	arena_defer(arena, end, arena_string(arena, "1"));
	arena_defer(arena, end, arena_string(arena, "2"));
	arena_defer(arena, end, arena_string(arena, "3"));
	CHECK_TEXT("deferred until the end", ended, "");
	arena_free(arena);
	CHECK_TEXT("the last deferred first", ended, "321");
}

static void
test_buffer(struct arena *arena)
{
	struct buffer *buffer = buffer_new(arena);

	CHECK("a new buffer is empty", buffer->size == 0);
	buffer_text(buffer, "");
	CHECK_TEXT("nothing added is a text", buffer->data, "");
	buffer_text(buffer, "one");
	buffer_print(buffer, " %s %d", "two", 3);
	CHECK_TEXT("text and print", buffer->data, "one two 3");
	buffer_add(buffer, "\0x", 2);
	CHECK("a NUL is added", buffer->size == 11 &&
	    memcmp(buffer->data, "one two 3\0x", 12) == 0);
	buffer_add(buffer, NULL, 0);
	CHECK("nothing is added", buffer->size == 11);
}

/* By one byte and by many, so that every edge of the room is met. */
static void
test_growth(struct arena *arena)
{
	struct buffer *added = buffer_new(arena), *printed = buffer_new(arena);
	bool ends = true;
	size_t i;

	for (i = 0; i < 5000; i++) {
		buffer_add(added, "x", 1);
		buffer_print(printed, "%c", 'x');
		ends = ends && added->data[i + 1] == '\0' &&
		    printed->data[i + 1] == '\0';
	}
	CHECK("ends with a NUL at each size", ends);
	CHECK("grown by adding", added->size == 5000 &&
	    strspn(added->data, "x") == 5000);
	CHECK_TEXT("grown by printing", printed->data, added->data);
	buffer_print(printed, "%*d", 100000, 7);
	CHECK("grown by much at once", printed->size == 105000 &&
	    printed->data[104999] == '7' && printed->data[4999] == 'x');
}

static struct arena *child_arena;

static void
take_all(void)
{
	arena_alloc(child_arena, SIZE_MAX);
}

static void
take_almost_all(void)
{
	arena_alloc(child_arena, SIZE_MAX - sizeof(max_align_t));
}

static void
add_too_much(void)
{
	struct buffer *buffer = buffer_new(child_arena);

	buffer_text(buffer, "x");
	buffer_add(buffer, "", SIZE_MAX);
}

static void
test_greed(struct arena *arena)
{
	child_arena = arena;
	CHECK("no memory for all", dies_of(take_all));
	CHECK("no memory for almost all", dies_of(take_almost_all));
	CHECK("no memory for the buffer", dies_of(add_too_much));
}

int
main(void)
{
	struct arena *arena = arena_new();

	test_pieces(arena);
	test_texts(arena);
	test_deferred();
	test_buffer(arena);
	test_growth(arena);
	test_greed(arena);
	arena_free(arena);
	return check_done();
}
