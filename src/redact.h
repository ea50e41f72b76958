/* redact - no secret in any output: what must be struck out, by value. */

#ifndef REDACT_H
#define REDACT_H

#include <stdbool.h>

#include "mem.h"

enum {
	REDACT_LONGEST = 16 * 1024,	/* bytes of a secret */
	REDACT_OPENING = 1024,
};

/*
 * From now on the value and the forms it takes on the wire are struck out: hex,
 * base64 even within a longer text, and any of them percent-encoded (also as in
 * forms), JSON-escaped or XML-escaped. Values under 4 bytes are too common to
 * strike out and are left.
 */
void	 redact_add(const char *secret);
/* A new text with each secret replaced by "[secret]", and control characters by
 * "?", in the arena. */
char	*redact(struct arena *, const char *);
/* The same of what begins in the first bytes of a text of any size; most may be
 * no more than REDACT_OPENING: the search takes many times the memory of what
 * it looks at, and does not look further than it must. */
char	*redact_opening(struct arena *, const char *, size_t most);
/* A secret stands in the text, in one of its forms. */
bool	 redact_finds(struct arena *, const char *);
/* Wipes the values. */
void	 redact_forget(void);

#endif
