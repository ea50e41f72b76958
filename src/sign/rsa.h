/* rsa - signatures by an RSA key in PEM. */

#ifndef SIGN_RSA_H
#define SIGN_RSA_H

#include <stdbool.h>

#include "../digest.h"

#include <jansson.h>

struct task;

/* By a key of PKCS #1 or PKCS #8; false when the text is no such key. */
bool	 rsa_sign_text(struct task *, enum hash, const char *pem,
	    const char *text, struct signature *);

/* The claims as a JSON Web Token (RFC 7519) signed by RS256; takes the
 * reference. NULL when the key is none. */
const char *jwt_rs256(struct task *, const char *pem, json_t *claims);

#endif
