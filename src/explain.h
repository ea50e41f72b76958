/* explain - what a run finds out, step by step, for --explain. */

#ifndef EXPLAIN_H
#define EXPLAIN_H

struct arena;
struct finder;
struct task;
struct wire;

/* The operators that answered since the last call, and whether enough agree. */
void	 explain_votes(struct wire *, struct finder *);
/* What a provider's conversation found at the name, or why it failed. */
void	 explain_described(struct arena *, struct wire *, const struct task *);

#endif
