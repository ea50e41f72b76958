/* redact - no secret in any output: what must be struck out, by value. */

#ifndef REDACT_H
#define REDACT_H

#include <stddef.h>

#include "mem.h"

/*
 * From now on the value and the forms it takes on the wire (percent-encoded,
 * JSON-escaped, hex, and base64 even within a longer text) are struck out.
 * Values under 4 bytes are too common to strike out and are left.
 */
void	 redact_add(const char *secret);
/* A new text with each secret replaced by "[secret]", and control characters by
 * "?", in the arena. */
char	*redact(struct arena *, const char *);
/* Wipes the values. */
void	 redact_forget(void);

#endif
