/* digest - hashes and HMAC; the only file that knows Mbed TLS (PSA API). */

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

/* Compares in a time that does not tell where they differ. */
bool	 digest_equal(const struct digest *, const void *, size_t);

/* "2.28.3", for --version. */
const char *digest_library(void);

#endif
