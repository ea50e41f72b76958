/* digest - hashes, HMAC, RSA; the only file that knows Mbed TLS (PSA API). */

#ifndef DIGEST_H
#define DIGEST_H

#include <stdbool.h>
#include <stddef.h>

enum hash { MD5, SHA1, SHA224, SHA256, SHA384, SHA512 };

enum { HASH_ROOM = 64 };	/* bytes of the longest hash */

struct digest {
	unsigned char bytes[HASH_ROOM];
	size_t size;
};

/*
 * Both return false when the library was built without the hash, and hmac also
 * for an empty key, which PSA refuses.
 */
bool	 digest(enum hash, const void *, size_t, struct digest *);
bool	 hmac(enum hash, const void *key, size_t key_size, const void *,
	    size_t, struct digest *);

enum { SIGNATURE_ROOM = 512 };	/* 4096 bits, which is all that PSA takes */

struct signature {
	unsigned char bytes[SIGNATURE_ROOM];
	size_t size;
};

/* RSASSA-PKCS1-v1_5 of the hash of the message; the key is an RSAPrivateKey of
 * PKCS #1 in DER. false when it is none, or one too long or too short. */
bool	 rsa_sign(enum hash, const void *key, size_t key_size, const void *,
	    size_t, struct signature *);

/* Compares in a time that does not tell where they differ. */
bool	 digest_equal(const struct digest *, const void *, size_t);

/* "mbed TLS 2.28.3", for --version. */
const char *digest_library(void);

#endif
