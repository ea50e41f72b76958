/* lock - one run at a time. */

#ifndef LOCK_H
#define LOCK_H

struct arena;

/*
 * Takes the lock of this user, or ends the program with 75 when another run has
 * it. It is the process's: nothing is left when that ends. Where no lock can be
 * made the run goes on with a warning.
 */
void	 lock_take(struct arena *);

#endif
