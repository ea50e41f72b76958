/*
 * digest - hashes, HMAC, RSA; the only file that knows Mbed TLS (PSA API).
 *
 * Of all its interfaces only PSA is the same in 2.28, 3.x and 4.x, of which it
 * is a library of its own, TF-PSA-Crypto. Its start costs more than a hash, so
 * it is put off until one is wanted. The version is taken from the headers:
 * distributions leave the version module out.
 */

#include "digest.h"

#include <psa/crypto.h>
#ifdef TF_PSA_CRYPTO_VERSION_STRING_FULL
#define LIBRARY TF_PSA_CRYPTO_VERSION_STRING_FULL
#else
#include <mbedtls/version.h>
#define LIBRARY MBEDTLS_VERSION_STRING_FULL
#endif

#include "mem.h"

static const psa_algorithm_t algorithms[] = {
	[MD5] = PSA_ALG_MD5,
	[SHA1] = PSA_ALG_SHA_1,
	[SHA224] = PSA_ALG_SHA_224,
	[SHA256] = PSA_ALG_SHA_256,
	[SHA384] = PSA_ALG_SHA_384,
	[SHA512] = PSA_ALG_SHA_512,
};

/* A lack of memory says nothing about what was to be done. */
static bool
succeeded(psa_status_t status)
{
	if (status == PSA_ERROR_INSUFFICIENT_MEMORY)
		mem_refused();
	return status == PSA_SUCCESS;
}

static bool
started(void)
{
	static bool once;

	if (!once)
		once = succeeded(psa_crypto_init());
	return once;
}

bool
digest(enum hash hash, const void *bytes, size_t size, struct digest *result)
{
	return started() && succeeded(psa_hash_compute(algorithms[hash], bytes,
	    size, result->bytes, sizeof(result->bytes), &result->size));
}

/* The key, to sign with and nothing else, until it is destroyed. */
static bool
imported(psa_key_type_t type, psa_algorithm_t algorithm, const void *key,
    size_t size, psa_key_id_t *id)
{
	psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;

	if (!started())
		return false;
	psa_set_key_type(&attributes, type);
	psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_MESSAGE);
	psa_set_key_algorithm(&attributes, algorithm);
	return succeeded(psa_import_key(&attributes, key, size, id));
}

bool
hmac(enum hash hash, const void *key, size_t key_size, const void *bytes,
    size_t size, struct digest *result)
{
	psa_algorithm_t algorithm = PSA_ALG_HMAC(algorithms[hash]);
	psa_key_id_t id;
	psa_status_t status;

	if (!imported(PSA_KEY_TYPE_HMAC, algorithm, key, key_size, &id))
		return false;
	status = psa_mac_compute(id, algorithm, bytes, size, result->bytes,
	    sizeof(result->bytes), &result->size);
	psa_destroy_key(id);
	return succeeded(status);
}

bool
rsa_sign(enum hash hash, const void *key, size_t key_size, const void *bytes,
    size_t size, struct signature *result)
{
	psa_algorithm_t algorithm =
	    PSA_ALG_RSA_PKCS1V15_SIGN(algorithms[hash]);
	psa_key_id_t id;
	psa_status_t status;

	if (!imported(PSA_KEY_TYPE_RSA_KEY_PAIR, algorithm, key, key_size,
	    &id))
		return false;
	status = psa_sign_message(id, algorithm, bytes, size, result->bytes,
	    sizeof(result->bytes), &result->size);
	psa_destroy_key(id);
	return succeeded(status);
}

bool
digest_equal(const struct digest *known, const void *bytes, size_t size)
{
	const unsigned char *other = bytes;
	volatile unsigned char difference = 0;

	if (size != known->size)
		return false;
	for (size_t i = 0; i < size; i++)
		difference = difference | (known->bytes[i] ^ other[i]);
	return difference == 0;
}

const char *
digest_library(void)
{
	return LIBRARY;
}
