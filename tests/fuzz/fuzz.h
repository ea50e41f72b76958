/* fuzz - what the fuzzers share. */

#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The engine's: one input. */
int	 LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* An invariant: the run ends where it does not hold. */
#define must(good) fuzz_must((good), __FILE__, __LINE__, #good)

static inline void
fuzz_must(bool good, const char *file, int line, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
	abort();
}

/*
 * Calls it; false when log_die ended it, as it may where a configuration is
 * wrong. Either way no arena and no secret of it is left afterwards.
 */
bool	 fuzz_survives(void (*what)(void *), void *of);

/* The text can be shown to a person as it is: there is one, and it holds no
 * control characters. */
bool	 fuzz_is_shown(const char *);

/* The rest of the line at *at, of an input that ends there; NULL at the end. */
const char *fuzz_line(const char **at, const char *end, size_t *size);

#endif
