/*
 * acs3 - ACS3-HMAC-SHA256, the signature of Alibaba Cloud.
 *
 * Signed are host, content-type and every x-acs- header, sorted by name, over
 * the query sorted by name. Nothing else may be signed, and none of these may
 * be left out.
 */

#include "../sign.h"

#include <string.h>
#include <strings.h>

#include "../encode.h"
#include "../request.h"
#include "words.h"

static struct canonical
signed_headers(struct task *t, const struct exchange *x, const char *host)
{
	struct header list[HEADERS + 1];
	size_t n = 0, i;

	list[n++] = (struct header){ "host", host };
	for (i = 0; i < x->n_headers; i++)
		if (strncasecmp(x->headers[i].name, "x-acs-", 6) == 0 ||
		    strcasecmp(x->headers[i].name, "content-type") == 0)
			list[n++] = x->headers[i];
	return canonical_headers(t, list, n);
}

void
sign_acs3(struct task *t, struct exchange *x)
{
	const char *id = setting(t, "key-id");
	const char *secret = setting(t, "key-secret");
	const char *token = setting(t, "security-token");
	const char *body_hash = sha256_hex(t, x->body, x->body_size);
	struct url url = signed_url(t, x);
	struct canonical headers;
	const char *request;
	struct digest mac;

	append(x, "x-acs-date", utc(t, t->now, "%Y-%m-%dT%H:%M:%SZ"));
	append(x, "x-acs-signature-nonce", hex_encode(t->arena, t->nonce, 16));
	append(x, "x-acs-content-sha256", body_hash);
	if (token != NULL) {
		append(x, "x-acs-accesskey-id", id);
		append(x, "x-acs-security-token", token);
	}
	headers = signed_headers(t, x, url.host);
	request = canonical_request(t, x->method, &url, headers, body_hash);
	mac = hmac_sha256(secret, strlen(secret), text(t,
	    "ACS3-HMAC-SHA256\n%s", sha256_hex(t, request,
	    strlen(request))));
	append(x, "Authorization", text(t, "ACS3-HMAC-SHA256 Credential=%s,"
	    "SignedHeaders=%s,Signature=%s", id, headers.names,
	    digest_hex(t, &mac)));
}
