/*
 * tc3 - TC3-HMAC-SHA256, step by step, so that each step can be shown against
 * the vendor's vectors.
 */

#ifndef SIGN_TC3_H
#define SIGN_TC3_H

#include <time.h>

#include "../digest.h"

struct exchange;
struct task;

struct tc3 {
	const char *id, *secret;
	const char *service;		/* "dnspod" */
	time_t time;
	/* Names of the headers that are signed, in lower case; NULL ends them.
	 * All but host must be in the request. */
	const char *const *headers;

	/* What comes of it. */
	const char *body_hash, *request, *to_sign;
	struct digest date_key, service_key, signing_key;
	const char *signature, *authorization;
};

void	 tc3_compute(struct task *, const struct exchange *, struct tc3 *);

#endif
