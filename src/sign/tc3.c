/*
 * tc3 - TC3-HMAC-SHA256, the signature of Tencent Cloud.
 *
 * The server checks whatever headers are named as signed. These are the three
 * of the documentation, which has x-tc-action in lower case where it is signed,
 * though not where it is sent. The token of temporary credentials is not
 * signed. The date of the key is the UTC date of the timestamp.
 */

#include "tc3.h"

#include <string.h>

#include "../request.h"
#include "../sign.h"
#include "words.h"

static struct canonical
signed_headers(struct task *t, const struct exchange *x,
    const char *const *names, const char *host)
{
	struct header list[HEADERS + 1];
	const char *value;
	size_t n;

	for (n = 0; names[n] != NULL; n++) {
		value = strcmp(names[n], "host") == 0 ? host :
		    header_of(x, names[n]);
		if (strcmp(names[n], "x-tc-action") == 0)
			value = lower_case(t, value);
		list[n] = (struct header){ names[n], value };
	}
	return canonical_headers(t, list, n);
}

void
tc3_compute(struct task *t, const struct exchange *x, struct tc3 *tc3)
{
	struct url url = signed_url(t, x);
	struct canonical headers = signed_headers(t, x, tc3->headers,
	    url.host);
	const char *key = text(t, "TC3%s", tc3->secret);
	const char *date = utc(t, tc3->time, "%Y-%m-%d");
	const char *scope = text(t, "%s/%s/tc3_request", date, tc3->service);
	struct digest mac;

	tc3->body_hash = sha256_hex(t, x->body, x->body_size);
	tc3->request = canonical_request(t, x->method, &url, headers,
	    tc3->body_hash);
	tc3->to_sign = text(t, "TC3-HMAC-SHA256\n%lld\n%s\n%s",
	    (long long)tc3->time, scope,
	    sha256_hex(t, tc3->request, strlen(tc3->request)));
	tc3->date_key = hmac_sha256(key, strlen(key), date);
	tc3->service_key = hmac_chained(&tc3->date_key, tc3->service);
	tc3->signing_key = hmac_chained(&tc3->service_key, "tc3_request");
	mac = hmac_chained(&tc3->signing_key, tc3->to_sign);
	tc3->signature = digest_hex(t, &mac);
	tc3->authorization = text(t, "TC3-HMAC-SHA256 Credential=%s/%s, "
	    "SignedHeaders=%s, Signature=%s", tc3->id, scope, headers.names,
	    tc3->signature);
}

void
sign_tc3(struct task *t, struct exchange *x)
{
	static const char *const names[] = { "content-type", "host",
	    "x-tc-action", NULL };
	const char *token = setting(t, "session-token");
	struct tc3 tc3 = {
		.id = setting(t, "secret-id"),
		.secret = setting(t, "secret-key"),
		.service = "dnspod", .time = t->now, .headers = names,
	};

	append(x, "X-TC-Timestamp", text(t, "%lld", (long long)t->now));
	if (token != NULL)
		append(x, "X-TC-Token", token);
	tc3_compute(t, x, &tc3);
	append(x, "Authorization", tc3.authorization);
}
