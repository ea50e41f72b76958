/*
 * sigv4 - AWS4-HMAC-SHA256, the signature of Amazon Web Services.
 *
 * Route 53 is the same everywhere, and so is signed for one region in each of
 * the vendor's partitions, whatever region the user works in.
 */

#include "sigv4.h"

#include <string.h>

#include "../request.h"
#include "../sign.h"
#include "words.h"

static const char date_format[] = "%Y%m%dT%H%M%SZ";

/* Of the partitions beside the first. */
static const struct {
	const char *host, *region;
} regions[] = {
	{ "route53.amazonaws.com.cn", "cn-northwest-1" },
	{ "route53.us-gov.amazonaws.com", "us-gov-west-1" },
	{ "route53.amazonaws.eu", "eusc-de-east-1" },
};

void
sigv4_compute(struct task *t, const struct exchange *x, struct sigv4 *v4)
{
	struct url url = signed_url(t, x);
	struct canonical headers = all_headers(t, x, url.host);
	const char *key = text(t, "AWS4%s", v4->secret);
	const char *date = utc(t, v4->time, "%Y%m%d");
	const char *scope = text(t, "%s/%s/%s/aws4_request", date, v4->region,
	    v4->service);
	struct digest mac;

	v4->body_hash = sha256_hex(t, x->body, x->body_size);
	v4->request = canonical_request(t, x->method, &url, headers,
	    v4->body_hash);
	v4->to_sign = text(t, "AWS4-HMAC-SHA256\n%s\n%s\n%s",
	    utc(t, v4->time, date_format), scope,
	    sha256_hex(t, v4->request, strlen(v4->request)));
	mac = hmac_sha256(key, strlen(key), date);
	mac = hmac_chained(&mac, v4->region);
	mac = hmac_chained(&mac, v4->service);
	v4->signing_key = hmac_chained(&mac, "aws4_request");
	mac = hmac_chained(&v4->signing_key, v4->to_sign);
	v4->signature = digest_hex(t, &mac);
	v4->authorization = text(t, "AWS4-HMAC-SHA256 Credential=%s/%s, "
	    "SignedHeaders=%s, Signature=%s", v4->id, scope, headers.names,
	    v4->signature);
}

static const char *
region_of(struct task *t, const struct exchange *x)
{
	struct url url = signed_url(t, x);
	size_t i;

	for (i = 0; i < COUNT(regions); i++)
		if (strcmp(url.host, regions[i].host) == 0)
			return regions[i].region;
	return "us-east-1";
}

void
sign_sigv4(struct task *t, struct exchange *x)
{
	const char *token = setting(t, "session-token");
	struct sigv4 v4 = {
		.id = setting(t, "access-key-id"),
		.secret = setting(t, "secret-access-key"),
		.region = region_of(t, x), .service = "route53",
		.time = t->now,
	};

	append(x, "X-Amz-Date", utc(t, t->now, date_format));
	if (token != NULL)
		append(x, "X-Amz-Security-Token", token);
	sigv4_compute(t, x, &v4);
	append(x, "Authorization", v4.authorization);
}
