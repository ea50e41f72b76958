/* wipe - memory that is zeroed before it is given back. */

#include "wipe.h"

#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"

#if defined(__linux__)
#include <malloc.h>
#define TELLS_SIZE
#elif defined(__FreeBSD__)
#include <malloc_np.h>
#define TELLS_SIZE
#endif

#if defined(__GLIBC__) && defined(__GLIBC_PREREQ)
#if __GLIBC_PREREQ(2, 33)
#include <malloc.h>
#define HAS_MALLINFO2
#endif
#endif

enum {
	STACK = 24 * 1024,
	LARGEST = 64 * 1024,	/* of what is asked of the heap */
	SMALL = 1032,		/* from here on each size has its own list */
	SMALLEST = 24,
	STEP = 16,
};

/* What the C library knows of a piece, or else the first word of it. */
#ifdef TELLS_SIZE
enum { HEAD = 0 };

static void
keep_size(void *piece, size_t size)
{
	(void)piece;
	(void)size;
}

static size_t
size_of(void *piece)
{
	return malloc_usable_size(piece);
}
#else
enum { HEAD = sizeof(max_align_t) };

static void
keep_size(void *piece, size_t size)
{
	memcpy(piece, &size, sizeof(size));
}

static size_t
size_of(void *piece)
{
	size_t size;

	memcpy(&size, piece, sizeof(size));
	return size;
}
#endif

void *
wiping_malloc(size_t size)
{
	char *piece = size > PTRDIFF_MAX - HEAD ? NULL : malloc(HEAD + size);

	if (piece == NULL)
		mem_refused();
	keep_size(piece, HEAD + size);
	return piece + HEAD;
}

void *
wiping_calloc(size_t n, size_t size)
{
	void *memory;

	if (size > 0 && n > SIZE_MAX / size)
		mem_refused();
	memory = wiping_malloc(n * size);
	memset(memory, 0, n * size);
	return memory;
}

void
wiping_free(void *memory)
{
	char *piece = memory;

	if (piece == NULL)
		return;
	piece -= HEAD;
	mem_wipe(piece, size_of(piece));
	free(piece);
}

/* realloc(3) would leave the old piece behind as it was. */
void *
wiping_realloc(void *memory, size_t size)
{
	void *other = wiping_malloc(size);
	size_t before;

	if (memory == NULL)
		return other;
	before = size_of((char *)memory - HEAD) - HEAD;
	memcpy(other, memory, before < size ? before : size);
	wiping_free(memory);
	return other;
}

char *
wiping_strdup(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(wiping_malloc(size), text, size);
}

void
wipe_json(void)
{
	json_set_alloc_funcs(wiping_malloc, wiping_free);
}

void
json_text_free(char *text)
{
	json_malloc_t allocate;
	json_free_t give_back;

	json_get_alloc_funcs(&allocate, &give_back);
	if (text != NULL)
		mem_wipe(text, strlen(text));
	give_back(text);
}

static void
wipe_stack(void)
{
	char below[STACK];

	mem_wipe(below, sizeof(below));
}

#ifdef HAS_MALLINFO2
/* A piece of the heap that was free. */
struct piece {
	struct piece *next;
};

static void
take_piece(struct piece **taken, struct piece *piece, size_t size)
{
	mem_wipe(piece, size);
	piece->next = *taken;
	*taken = piece;
}

/* Takes all free pieces of the size below the address end, beyond which the
 * heap was never used. */
static void
take_pieces(struct piece **taken, size_t size, const char *end)
{
	struct piece *piece;

	while ((piece = malloc(size)) != NULL && (const char *)piece < end)
		take_piece(taken, piece, size);
	free(piece);
}

/*
 * The library of HTTP/2 copies each header and frees it as it is, and is not
 * asked from where. So at the end all that is free is taken once, from large to
 * small; nothing is left over then that could have been split off.
 */
static void
wipe_heap(void)
{
	struct piece *taken = NULL, *next;
	size_t size, unused;
	const char *end;

	malloc_trim(0);
	unused = mallinfo2().keepcost;
	end = (const char *)sbrk(0);
	if (unused > 2 * STEP && (next = malloc(unused - 2 * STEP)) != NULL)
		take_piece(&taken, next, unused - 2 * STEP);
	for (size = LARGEST; size > SMALL; size /= 2)
		take_pieces(&taken, size, end);
	for (size = SMALL; size >= SMALLEST; size -= STEP)
		take_pieces(&taken, size, end);
	for (; taken != NULL; taken = next) {
		next = taken->next;
		free(taken);
	}
}
#else
static void
wipe_heap(void)
{
}
#endif

void
wipe_leftovers(void)
{
	wipe_heap();
	wipe_stack();
}
