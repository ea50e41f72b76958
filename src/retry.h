/* retry - whether what failed is asked again, and when. Pure. */

#ifndef RETRY_H
#define RETRY_H

#include <stdint.h>

struct exchange;

/*
 * How long to wait before the exchange, which is finished, goes out again, in
 * ms; -1: never. Only trouble of HTTP that may be over in a moment is tried
 * again, and a write only if the first one came to nothing for sure.
 * Retry-After is obeyed.
 */
int64_t	 retry_pause(const struct exchange *);

#endif
