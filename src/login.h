/* login - the words of those who give a token for a password: it is asked for
 * once a run, before anything else. */

#ifndef LOGIN_H
#define LOGIN_H

#include "reply.h"

struct login {
	void (*send)(struct task *);	/* the one request */
	const char *token;		/* where it stands in the reply */
	enum verdict (*refused)(struct task *);
};

/* Asks for a token, and goes on with that step. It takes up the scratch. */
enum verdict log_in(struct task *, const struct login *, step_fn *then);
/* The token was not taken: asks for another and takes the same step again. Has
 * that happened already, it ends with the other one. */
enum verdict log_in_again(struct task *, step_fn *otherwise);

/* The token, which is struck out of all output. */
const char *token_of(struct task *);

#endif
