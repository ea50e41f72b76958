/*
 * rsa - signatures by an RSA key in PEM.
 *
 * A key of PKCS #8 (RFC 5208) holds one of PKCS #1 (RFC 8017) within, and only
 * that is what every PSA takes.
 */

#include "rsa.h"

#include <string.h>

#include "../encode.h"
#include "../request.h"
#include "../sign.h"

enum { INTEGER = 0x02, OCTETS = 0x04, SEQUENCE = 0x30 };

static const unsigned char rsa_encryption[] = { 0x06, 0x09, 0x2a, 0x86, 0x48,
    0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01 };

struct der {
	const unsigned char *bytes;
	size_t size;
};

/* Takes the next element away; *within is what it holds. false when it is none
 * of that tag. */
static bool
take(struct der *from, unsigned char tag, struct der *within)
{
	size_t size, head = 2, more;

	if (from->size < 2 || from->bytes[0] != tag)
		return false;
	size = from->bytes[1];
	if (size >= 0x80) {
		more = size - 0x80;
		if (more == 0 || more > 2 || from->size < head + more)
			return false;
		for (size = 0; more > 0; more--)
			size = size << 8 | from->bytes[head++];
	}
	if (from->size - head < size)
		return false;
	*within = (struct der){ from->bytes + head, size };
	from->bytes += head + size;
	from->size -= head + size;
	return true;
}

/* The key of PKCS #1 that one of PKCS #8 is about. */
static bool
unwrap(struct der key, struct der *rsa)
{
	struct der all, part;

	return take(&key, SEQUENCE, &all) && take(&all, INTEGER, &part) &&
	    take(&all, SEQUENCE, &part) &&
	    part.size >= sizeof(rsa_encryption) &&
	    memcmp(part.bytes, rsa_encryption, sizeof(rsa_encryption)) == 0 &&
	    take(&all, OCTETS, rsa);
}

/* What stands between the lines that say what it is. */
static bool
read_pem(struct task *t, const char *pem, const char *what, struct der *key)
{
	const char *begin = text(t, "-----BEGIN %s-----", what);
	const char *start = strstr(pem, begin), *end;

	if (start == NULL)
		return false;
	start += strlen(begin);
	end = strstr(start, "-----END ");
	if (end == NULL)
		return false;
	key->bytes = base64_decode(t->arena, text(t, "%.*s",
	    (int)(end - start), start), &key->size);
	return key->bytes != NULL;
}

bool
rsa_sign_text(struct task *t, enum hash hash, const char *pem,
    const char *message, struct signature *signature)
{
	struct der key;

	if (read_pem(t, pem, "PRIVATE KEY", &key)) {
		if (!unwrap(key, &key))
			return false;
	} else if (!read_pem(t, pem, "RSA PRIVATE KEY", &key)) {
		return false;
	}
	return rsa_sign(hash, key.bytes, key.size, message, strlen(message),
	    signature);
}

const char *
jwt_rs256(struct task *t, const char *pem, json_t *claims)
{
	static const char header[] = "{\"alg\":\"RS256\"}";
	const char *body = json_written(t, claims), *signed_part;
	struct signature signature;

	signed_part = text(t, "%s.%s",
	    base64url_encode(t->arena, header, strlen(header)),
	    base64url_encode(t->arena, body, strlen(body)));
	return !rsa_sign_text(t, SHA256, pem, signed_part, &signature) ?
	    NULL : text(t, "%s.%s", signed_part, base64url_encode(t->arena,
	    signature.bytes, signature.size));
}

/* RS256 and SHA-512 need no more than 94 bytes of a key. */
bool
is_rsa_key(struct task *t, const char *pem)
{
	struct signature signature;

	return rsa_sign_text(t, SHA512, pem, "", &signature);
}
