/*
 * login - logins that are signed by an RSA key. Each makes the whole body anew
 * when it goes out, so that one that is sent again has a fresh time and nonce.
 */

#include "../sign.h"

#include <string.h>

#include "../encode.h"
#include "../log.h"
#include "../reply.h"
#include "../sysexit.h"
#include "rsa.h"
#include "words.h"

enum { HOUR = 3600, MINUTES = 30 };

static void
give_body(struct exchange *x, const char *body)
{
	x->body = body;
	x->body_size = strlen(body);
	x->made_body = true;
}

/* A key that cannot sign was refused before. */
static _Noreturn void
die_of_key(void)
{
	log_die(EXIT_SOFTWARE, "this Mbed TLS cannot sign by the key");
}

void
sign_google_login(struct task *t, struct exchange *x)
{
	const char *key = setting(t, "key"), *jwt;
	const json_t *account = json_read(t, key, strlen(key));

	jwt = jwt_rs256(t, json_text(account, "private_key"), json_pack(
	    "{s:s, s:s, s:s, s:I, s:I}",
	    "iss", json_text(account, "client_email"),
	    "scope", "https://www.googleapis.com/auth/ndev.clouddns.readwrite",
	    "aud", "https://oauth2.googleapis.com/token",
	    "exp", (json_int_t)t->now + HOUR,
	    "iat", (json_int_t)t->now));
	if (jwt == NULL)
		die_of_key();
	give_body(x, form(t, "grant_type",
	    "urn:ietf:params:oauth:grant-type:jwt-bearer",
	    "assertion", concealed(jwt), NULL));
}

void
sign_transip_login(struct task *t, struct exchange *x)
{
	const char *nonce = hex_encode(t->arena, t->nonce, 16), *body;
	struct signature signature;

	body = json_written(t, json_pack("{s:s, s:s, s:s, s:b, s:s, s:b}",
	    "login", setting(t, "user"), "nonce", nonce,
	    "label", text(t, "dnsfollow %s", nonce), "read_only", 0,
	    "expiration_time", text(t, "%d minutes", (int)MINUTES),
	    "global_key", 1));
	if (!rsa_sign_text(t, SHA512, setting(t, "private-key"), body,
	    &signature))
		die_of_key();
	append(x, "Signature", base64_encode(t->arena, signature.bytes,
	    signature.size));
	give_body(x, body);
}
