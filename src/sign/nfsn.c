/* nfsn - the signature of NearlyFreeSpeech.NET: a hash of all that it knows. */

#include <string.h>

#include "../encode.h"
#include "../log.h"
#include "../request.h"
#include "../sign.h"
#include "../sysexit.h"
#include "words.h"

enum { SALT = 8 };		/* bytes; 16 letters, as they must be */

static const char *
sha1_hex(struct task *t, const void *bytes, size_t size)
{
	struct digest hash;

	if (!digest(SHA1, bytes, size, &hash))
		log_die(EXIT_SOFTWARE, "this Mbed TLS lacks SHA-1");
	return digest_hex(t, &hash);
}

void
sign_nfsn(struct task *t, struct exchange *x)
{
	const char *who = text(t, "%s;%lld;%s", setting(t, "login"),
	    (long long)t->now, hex_encode(t->arena, t->nonce, SALT));
	const char *all = text(t, "%s;%s;%s;%s", who, setting(t, "api-key"),
	    signed_url(t, x).path, sha1_hex(t, x->body, x->body_size));

	append(x, "X-NFSN-Authentication", text(t, "%s;%s", who,
	    sha1_hex(t, all, strlen(all))));
}
