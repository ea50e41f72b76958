/* redact - no secret in any output: what must be struck out, by value. */

#ifndef REDACT_H
#define REDACT_H

#include <stdbool.h>

#include "mem.h"

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
/* A secret stands in the text, in one of its forms. */
bool	 redact_finds(struct arena *, const char *);
/* Wipes the values. */
void	 redact_forget(void);

#endif
