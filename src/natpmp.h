/* natpmp - NAT-PMP (RFC 6886) and PCP (RFC 6887), the bytes of both. Pure. */

#ifndef NATPMP_H
#define NATPMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "address.h"

/* Both speak on it. */
#define NATPMP_PORT "5351"

enum { NATPMP_SIZE = 2, PCP_SIZE = 60, PCP_NONCE_SIZE = 12 };
enum { NATPMP_WRONG_VERSION = 1 };	/* a result, of PCP too */

/* "What is your external address?" */
extern const unsigned char natpmp_question[NATPMP_SIZE];

/* It is an answer to that, good or bad, and not cut short. */
bool	 natpmp_answers(const void *, size_t);
/* The result of such an answer: 0, and *address; or another. */
int	 natpmp_result(const void *, struct address *);
/* What a result other than 0 means, a clause about the router. */
const char *natpmp_words(int result);

/*
 * PCP tells the address only with a mapping: one for the discard port over UDP,
 * which lasts that long, in s; 0 deletes it. The client is our own IPv4 address
 * as the router sees it.
 */
void	 pcp_map(unsigned char request[PCP_SIZE], const struct address *client,
	    const unsigned char nonce[PCP_NONCE_SIZE], uint32_t lifetime);
/* The same three for the answer to such a request. That of a router which knows
 * NAT-PMP only is one, too: with NATPMP_WRONG_VERSION. */
bool	 pcp_answers(const unsigned char request[PCP_SIZE], const void *,
	    size_t);
/* 0 only with an IPv4 address; -1: it gave another one. */
int	 pcp_result(const void *, struct address *);
const char *pcp_words(int result);

#endif
