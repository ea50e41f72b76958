/* stun - STUN messages (RFC 8489): the Binding request and what answers it.
 * Pure. */

#ifndef STUN_H
#define STUN_H

#include <stdbool.h>
#include <stddef.h>

#include "address.h"

struct arena;

enum { STUN_REQUEST = 20, STUN_ID = 12 };	/* bytes */

/* A request without attributes; id must be one that nobody can guess. */
void	 stun_request(unsigned char request[STUN_REQUEST],
	    const unsigned char id[STUN_ID]);

/* The bytes are a whole message that answers this very request, be it with an
 * error. */
bool	 stun_answers(const void *reply, size_t size,
	    const unsigned char request[STUN_REQUEST]);

/* The address from which such an answer says that the request came. NULL, or
 * why it names none: a clause. */
const char *stun_read(struct arena *, const void *reply, size_t size,
	    struct address *);

#endif
