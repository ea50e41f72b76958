/*
 * sigv4 - AWS4-HMAC-SHA256, step by step, so that each step can be shown
 * against the vendor's vectors.
 */

#ifndef SIGN_SIGV4_H
#define SIGN_SIGV4_H

#include <time.h>

#include "../digest.h"

struct exchange;
struct task;

struct sigv4 {
	const char *id, *secret;
	const char *region, *service;	/* "us-east-1", "route53" */
	time_t time;			/* that of X-Amz-Date */

	/* What comes of it. */
	const char *body_hash, *request, *to_sign;
	struct digest signing_key;
	const char *signature, *authorization;
};

/* Signs host and all headers that the request has. */
void	 sigv4_compute(struct task *, const struct exchange *, struct sigv4 *);

#endif
