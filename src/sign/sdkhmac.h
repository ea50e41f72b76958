/*
 * sdkhmac - SDK-HMAC-SHA256, step by step, so that each step can be shown
 * against the vendor's vectors.
 */

#ifndef SIGN_SDKHMAC_H
#define SIGN_SDKHMAC_H

struct exchange;
struct task;

struct sdkhmac {
	const char *id, *secret;
	const char *date;		/* that of X-Sdk-Date */

	/* What comes of it. */
	const char *request, *to_sign, *signature, *authorization;
};

/* Signs host and all headers that the request has. */
void	 sdkhmac_compute(struct task *, const struct exchange *,
	    struct sdkhmac *);

#endif
