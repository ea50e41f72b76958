/* encode - bytes as text: hex, base64, base64url. */

#ifndef ENCODE_H
#define ENCODE_H

#include <stddef.h>

struct arena;

char	*hex_encode(struct arena *, const void *, size_t);	/* lower case */
char	*base64_encode(struct arena *, const void *, size_t);
/* Without padding. */
char	*base64url_encode(struct arena *, const void *, size_t);

/*
 * Strict RFC 4648 base64 but for blanks and line ends, which are skipped.
 * NULL when the text is anything else.
 */
unsigned char *base64_decode(struct arena *, const char *text, size_t *size);

#endif
