/*
 * sign - how requests are signed: one function a scheme, for signed_by(). Each
 * appends the headers it needs to the request, with t->now as the time and
 * t->nonce as the nonce, and reads the credentials from the settings.
 */

#ifndef SIGN_H
#define SIGN_H

struct exchange;
struct task;

/*
 * ACS3-HMAC-SHA256 of Alibaba Cloud (help.aliyun.com, "V3 request structure
 * and signature"): key-id, key-secret, security-token. x-acs-action and
 * x-acs-version must be there.
 */
void	 sign_acs3(struct task *, struct exchange *);

#endif
