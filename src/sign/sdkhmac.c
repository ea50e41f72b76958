/*
 * sdkhmac - SDK-HMAC-SHA256, the signature of Huawei Cloud. The path is signed
 * with a final slash, which is not sent.
 */

#include "sdkhmac.h"

#include <string.h>

#include "../request.h"
#include "../sign.h"
#include "words.h"

void
sdkhmac_compute(struct task *t, const struct exchange *x, struct sdkhmac *sdk)
{
	struct url url = signed_url(t, x);
	struct canonical headers = all_headers(t, x, url.host);
	struct digest mac;

	if (url.path[strlen(url.path) - 1] != '/')
		url.path = text(t, "%s/", url.path);
	sdk->request = canonical_request(t, x->method, &url, headers,
	    sha256_hex(t, x->body, x->body_size));
	sdk->to_sign = text(t, "SDK-HMAC-SHA256\n%s\n%s", sdk->date,
	    sha256_hex(t, sdk->request, strlen(sdk->request)));
	mac = hmac_sha256(sdk->secret, strlen(sdk->secret), sdk->to_sign);
	sdk->signature = digest_hex(t, &mac);
	sdk->authorization = text(t, "SDK-HMAC-SHA256 Access=%s, "
	    "SignedHeaders=%s, Signature=%s", sdk->id, headers.names,
	    sdk->signature);
}

void
sign_sdkhmac(struct task *t, struct exchange *x)
{
	const char *token = setting(t, "security-token");
	struct sdkhmac sdk = {
		.id = setting(t, "access-key-id"),
		.secret = setting(t, "secret-access-key"),
		.date = utc(t, t->now, "%Y%m%dT%H%M%SZ"),
	};

	append(x, "X-Sdk-Date", sdk.date);
	if (token != NULL)
		append(x, "X-Security-Token", token);
	sdkhmac_compute(t, x, &sdk);
	append(x, "Authorization", sdk.authorization);
}
