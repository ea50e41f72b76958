/* mem - memory that lives as long as the run, and growing text. */

#ifndef MEM_H
#define MEM_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#if defined(__GNUC__)
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
#else
#define PRINTF_LIKE(f, a)
#endif

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* There is no memory, and nothing can be done well without: the program ends
 * with status 70. */
_Noreturn void mem_refused(void);

/*
 * An arena hands out memory that is given back all at once. Nothing here
 * returns NULL: out of memory ends the program.
 */
struct arena;

struct arena *arena_new(void);
void	 arena_free(struct arena *);	/* last deferred first; wiped */

/* Zeroes; the compiler may not leave it out. */
void	 mem_wipe(void *, size_t);

/* Every arena: nothing of theirs is left when the program dies. */
void	 arena_free_all(void);

void	*arena_alloc(struct arena *, size_t);	/* zeroed */
char	*arena_copy(struct arena *, const void *, size_t);	/* adds a NUL */
char	*arena_string(struct arena *, const char *);
char	*arena_print(struct arena *, const char *, ...) PRINTF_LIKE(2, 3);
char	*arena_vprint(struct arena *, const char *, va_list);

/* The list of n things of that size, with room for one more: it may move, and
 * *room grows with it. */
void	*arena_grow(struct arena *, void *list, size_t n, size_t *room,
	    size_t size);

/* The texts are the same; NULL equals only NULL. */
bool	 same_string(const char *, const char *);

/* Calls end(thing) when the arena is freed. */
void	 arena_defer(struct arena *, void (*end)(void *), void *thing);

/*
 * Bytes that grow. data is NUL-terminated as soon as anything was added and
 * belongs to the arena; it may move with every call.
 */
struct buffer {
	char *data;
	size_t size;	/* bytes used, without the NUL */
	size_t room;
};

struct buffer *buffer_new(struct arena *);
void	 buffer_add(struct buffer *, const void *, size_t);
void	 buffer_text(struct buffer *, const char *);
void	 buffer_print(struct buffer *, const char *, ...) PRINTF_LIKE(2, 3);

#endif
