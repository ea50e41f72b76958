/*
 * scene - the world that the fuzzers let the program live in: a wire whose
 * replies stand in the input, and the lines of a machine that is not there.
 */

#ifndef SCENE_H
#define SCENE_H

#include <stdbool.h>
#include <stddef.h>

struct exchange;
struct talk;
struct wire;

struct scene {
	struct talk *talk;	/* its turns are the replies, in their order */
	bool again;		/* and then from the first one on */
	/* Called with each request before it goes out; may be NULL. */
	void (*sent)(struct scene *, const struct exchange *);
	size_t n_sent;
	size_t n_writes;	/* of them */
	void *of;		/* the fuzzer's own */
};

/*
 * Reads the lines of a talk: "$", "@ time", "@ key", ">", "<" and "<h"; what is
 * something else is passed over. "@ again" sets again.
 */
void	 scene_read(struct scene *, const char *text, size_t size);

struct wire *scene_open(struct scene *);

/* It may change something. */
bool	 scene_is_write(const struct exchange *);

#endif
