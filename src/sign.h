/*
 * sign - how requests are signed: one function a scheme, for signed_by(). Each
 * appends the headers it needs to the request, with t->now as the time and
 * t->nonce as the nonce, and reads the credentials from the settings.
 */

#ifndef SIGN_H
#define SIGN_H

#include <stdbool.h>

struct exchange;
struct task;

/*
 * ACS3-HMAC-SHA256 of Alibaba Cloud (help.aliyun.com, "V3 request structure
 * and signature"): key-id, key-secret, security-token. x-acs-action and
 * x-acs-version must be there.
 */
void	 sign_acs3(struct task *, struct exchange *);

/*
 * TC3-HMAC-SHA256 of Tencent Cloud (cloud.tencent.com/document/api/1427/56189)
 * for the service dnspod: secret-id, secret-key, session-token. Content-Type,
 * X-TC-Action and X-TC-Version must be there.
 */
void	 sign_tc3(struct task *, struct exchange *);

/*
 * AWS4-HMAC-SHA256 of Amazon Web Services (docs.aws.amazon.com, "Create a
 * signed AWS API request") for the service route53: access-key-id,
 * secret-access-key, session-token. Every header that is there is signed.
 */
void	 sign_sigv4(struct task *, struct exchange *);

/*
 * SDK-HMAC-SHA256 of Huawei Cloud (support.huaweicloud.com, "AK/SK Signing and
 * Authentication"): access-key-id, secret-access-key, security-token. Every
 * header that is there is signed.
 */
void	 sign_sdkhmac(struct task *, struct exchange *);

/*
 * The header of NearlyFreeSpeech.NET (members.nearlyfreespeech.net/wiki/API/
 * Introduction): login, api-key. All else must be there.
 */
void	 sign_nfsn(struct task *, struct exchange *);

/*
 * The login at Google (developers.google.com/identity/protocols/oauth2/
 * service-account): a form with a signed claim to what Cloud DNS needs, by the
 * JSON key of a service account that is the setting key.
 */
void	 sign_google_login(struct task *, struct exchange *);

/*
 * The login at TransIP (api.transip.nl/rest/docs.html#header-authentication):
 * JSON and its RSA signature, by the settings user and private-key.
 */
void	 sign_transip_login(struct task *, struct exchange *);

/* The text is an RSA key that such a login can use: PEM, not encrypted. */
bool	 is_rsa_key(struct task *, const char *pem);

#endif
