/*
 * mem - memory that lives as long as the run, and growing text.
 *
 * A run makes at most a few megabytes and then ends, so pieces are never given
 * back one by one: each is a block in a list that arena_free walks.
 */

#include "mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sysexit.h"

/* AddressSanitizer sees what goes past the end of a chunk, not of a piece
 * within one: for it, each piece is a chunk of its own size. */
#if defined(__SANITIZE_ADDRESS__)
#define APART 1
#elif defined(__has_feature)
#define APART __has_feature(address_sanitizer)
#else
#define APART 0
#endif

#if APART
enum { CHUNK = 1, STEP = 1 };
#else
enum { CHUNK = 16 * 1024, STEP = sizeof(max_align_t) };
#endif

struct chunk {
	struct chunk *older;
	size_t used, room;
	max_align_t bytes[];
};

struct deferred {
	struct deferred *older;
	void (*end)(void *);
	void *thing;
};

struct arena {
	struct arena *next;
	struct chunk *chunks;
	struct deferred *deferred;
};

/* All there are, since a program that dies has nobody to give them back. */
static struct arena *arenas;

/* A library may ask from a thread of its own, while others work on: what is to
 * be done at an exit(3) is left, but for what was printed. */
void
mem_refused(void)
{
	fputs("dnsfollow: out of memory\n", stderr);
	fflush(stdout);
	_exit(EXIT_SOFTWARE);
}

static void *
allocated(void *memory)
{
	if (memory == NULL)
		mem_refused();
	return memory;
}

struct arena *
arena_new(void)
{
	struct arena *arena = allocated(calloc(1, sizeof(*arena)));

	arena->next = arenas;
	return arenas = arena;
}

void
mem_wipe(void *memory, size_t size)
{
	memset(memory, 0, size);
	__asm__ volatile("" : : "r"(memory) : "memory");
}

/* Credentials were among it. */
static void
wipe_and_free(void *memory, size_t size)
{
	if (memory == NULL)
		return;
	mem_wipe(memory, size);
	free(memory);
}

void
arena_free(struct arena *arena)
{
	struct arena **place = &arenas;
	struct chunk *older;

	while (*place != arena)
		place = &(*place)->next;
	*place = arena->next;
	for (; arena->deferred != NULL;
	    arena->deferred = arena->deferred->older)
		arena->deferred->end(arena->deferred->thing);
	for (; arena->chunks != NULL; arena->chunks = older) {
		older = arena->chunks->older;
		wipe_and_free(arena->chunks,
		    sizeof(*older) + arena->chunks->room);
	}
	free(arena);
}

void
arena_free_all(void)
{
	while (arenas != NULL)
		arena_free(arenas);
}

static struct chunk *
chunk_with_room(struct arena *arena, size_t size)
{
	struct chunk *chunk = arena->chunks;
	size_t room = size > CHUNK ? size : CHUNK;

	if (chunk != NULL && chunk->room - chunk->used >= size)
		return chunk;
	if (room >= SIZE_MAX - sizeof(*chunk))
		mem_refused();
	chunk = allocated(calloc(1, sizeof(*chunk) + room));
	chunk->room = room;
	chunk->older = arena->chunks;
	return arena->chunks = chunk;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	struct chunk *chunk;
	char *memory;

	if (size > SIZE_MAX - STEP)
		mem_refused();
	size = (size + STEP - 1) / STEP * STEP;
	chunk = chunk_with_room(arena, size);
	memory = (char *)chunk->bytes + chunk->used;
	chunk->used += size;
	return memory;
}

char *
arena_copy(struct arena *arena, const void *bytes, size_t size)
{
	char *copy = arena_alloc(arena, size + 1);

	if (size > 0)
		memcpy(copy, bytes, size);
	return copy;
}

char *
arena_string(struct arena *arena, const char *text)
{
	return arena_copy(arena, text, strlen(text));
}

/* The size that all of it has, without the NUL. */
static size_t
printed(char *text, size_t room, const char *format, va_list arguments)
{
	int size = vsnprintf(text, room, format, arguments);

	if (size < 0)
		mem_refused();
	return (size_t)size;
}

char *
arena_vprint(struct arena *arena, const char *format, va_list arguments)
{
	char most[256], *text;	/* room for most texts */
	va_list again;
	size_t size;

	va_copy(again, arguments);
	size = printed(most, sizeof(most), format, again);
	va_end(again);
	if (size < sizeof(most))
		return arena_copy(arena, most, size);
	text = arena_alloc(arena, size + 1);
	printed(text, size + 1, format, arguments);
	return text;
}

char *
arena_print(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = arena_vprint(arena, format, arguments);
	va_end(arguments);
	return text;
}

void *
arena_grow(struct arena *arena, void *list, size_t n, size_t *room,
    size_t size)
{
	void *longer;

	if (n < *room)
		return list;
	*room = *room * 2 + 1;
	longer = arena_alloc(arena, *room * size);
	if (n > 0)
		memcpy(longer, list, n * size);
	return longer;
}

bool
same_string(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

void
arena_defer(struct arena *arena, void (*end)(void *), void *thing)
{
	struct deferred *deferred = arena_alloc(arena, sizeof(*deferred));

	*deferred = (struct deferred){ arena->deferred, end, thing };
	arena->deferred = deferred;
}

static void
buffer_free(void *thing)
{
	struct buffer *buffer = thing;

	wipe_and_free(buffer->data, buffer->room);
}

struct buffer *
buffer_new(struct arena *arena)
{
	struct buffer *buffer = arena_alloc(arena, sizeof(*buffer));

	arena_defer(arena, buffer_free, buffer);
	return buffer;
}

static void
buffer_make_room(struct buffer *buffer, size_t more)
{
	size_t room = buffer->room;
	char *data;

	if (more >= SIZE_MAX / 2 - buffer->size)
		mem_refused();
	if (buffer->size + more < room)
		return;
	while (room <= buffer->size + more)
		room = room == 0 ? 256 : room * 2;
	data = allocated(malloc(room));
	if (buffer->data != NULL)
		memcpy(data, buffer->data, buffer->size + 1);
	wipe_and_free(buffer->data, buffer->room);
	buffer->data = data;
	buffer->room = room;
}

void
buffer_add(struct buffer *buffer, const void *bytes, size_t size)
{
	buffer_make_room(buffer, size);
	if (size > 0)
		memcpy(buffer->data + buffer->size, bytes, size);
	buffer->size += size;
	buffer->data[buffer->size] = '\0';
}

void
buffer_text(struct buffer *buffer, const char *text)
{
	buffer_add(buffer, text, strlen(text));
}

void
buffer_print(struct buffer *buffer, const char *format, ...)
{
	va_list arguments, again;
	size_t size, left;

	buffer_make_room(buffer, 0);
	left = buffer->room - buffer->size;
	va_start(arguments, format);
	va_copy(again, arguments);
	size = printed(buffer->data + buffer->size, left, format, arguments);
	if (size >= left) {
		buffer_make_room(buffer, size);
		printed(buffer->data + buffer->size, size + 1, format, again);
	}
	buffer->size += size;
	va_end(again);
	va_end(arguments);
}
