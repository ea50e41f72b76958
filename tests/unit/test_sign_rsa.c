/*
 * test_sign_rsa - the vector of RFC 7515, A.2, whose key is that in tests/keys;
 * a token that Google's own library made of it; a signature by openssl. And
 * keys that are none.
 */

#include <string.h>

#include "../../src/encode.h"
#include "../../src/mem.h"
#include "../../src/sign.h"
#include "../../src/sign/rsa.h"
#include "../../src/task.h"
#include "check.h"

#define RFC_INPUT \
	"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODA" \
	"sDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
#define RFC_SIGNATURE \
	"cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7" \
	"AAuHIm4Bh-" \
	"0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB" \
	"--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_e" \
	"SN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh" \
	"6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_Ioy" \
	"pGlUPQGe77Rw"
#define GOOGLE_TOKEN \
	"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJkZG5zQGV4YW1wbGUtcHJvamVjdC5pYW0" \
	"uZ3NlcnZpY2VhY2NvdW50LmNvbSIsInNjb3BlIjoiaHR0cHM6Ly93d3cuZ29vZ2x" \
	"lYXBpcy5jb20vYXV0aC9uZGV2LmNsb3VkZG5zLnJlYWR3cml0ZSIsImF1ZCI6Imh" \
	"0dHBzOi8vb2F1dGgyLmdvb2dsZWFwaXMuY29tL3Rva2VuIiwiZXhwIjoxNzY3MzI" \
	"2NjQ1LCJpYXQiOjE3NjczMjMwNDV9.JZzsI5-oP6LgPeD7anj852nsjccK-aSTB8" \
	"W7Q-2Kp-" \
	"k9QQRoQy26NhKQQ2vxd2db6mfw6ofoR9sAmYfpWwTmaeFfe0MhXGxFLw5Uj5loLo" \
	"eAMixJD_mhFzLkgbRhQPE3Ceh1MoEzLCFUj4WJUHFL0OeL_OiMClP1BLmo6-" \
	"WUdtUXehG_gE_B_LNM9G2GQHMn4h7AtOET5ASFhN-" \
	"NWCBkvHK020IWEvovQmGmwMbT-ByWxriWN2PpIAr2GPviVjojUyg5HLxdDhoAmhd" \
	"-2HvSaarPQ9q2ILeHwJRG83ilmQmzRM6DpVqE3WUDqizt3oMX1jzuZlm_MeV6cFF" \
	"Lhp6zCA"
#define SHA512_OF_ABC \
	"YhvTjE3b72pr1CzZJ9hEJpFiwBcpiQC/n4uHSPzz5fcc0fy/p4GfbLiKrzVI765f" \
	"+UvhfYjuF6WhXq1yQfSS9YHMie7wqHGIbSwaOJwjAyTHizvNY0Fo/74Brupda8my" \
	"EpWuL6pwi15FHpu4PBWcVSL+jIz3izRryRTI29Nc5ITIZUkRjlUoCvNFI37V+vhr" \
	"8Kv32onlOglZ3RVsE9P5SAWVPp35IGUWTKT6wd+Bpo6k/VTQoNgdx9lme3GS9VA8" \
	"7Tn7KAJdmY4mMrA14PetoAhCtpBvppajzggcdgWwd0RJe1n7LxReDeJ2M+Bmccd3" \
	"AXggNcI5Koin/VkMVhlFMQ=="
#define EC_KEY "-----BEGIN PRIVATE KEY-----\n" \
	"MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQguUqNih1lbXhP5TYa\n" \
	"OiOnIrLA7dG+sUH7Z5K47g+aKh6hRANCAASgYF5/nFSQR9PcWLsFztyUsGqpCg7Y\n" \
	"6UMSmUNUSYSBXXSOGeKRJfRoK3HaZiJ5Guo0sBDt3aztIKHDdLlzNDVN\n" \
	"-----END PRIVATE KEY-----\n"

enum { THEN = 1767323045 };	/* 2026-01-02T03:04:05Z */

static struct task task;

static char *
read_key(const char *path)
{
	char *text = arena_alloc(task.arena, 4096);
	FILE *file = fopen(path, "r");

	if (file != NULL && fread(text, 1, 4095, file) == 0)
		text[0] = '\0';
	if (file != NULL)
		fclose(file);
	return text;
}

static void
check_vectors(const char *name, const char *pem)
{
	struct signature signature = { .size = 0 };
	const char *token;

	CHECK(name, rsa_sign_text(&task, SHA256, pem, RFC_INPUT, &signature));
	CHECK_TEXT("RFC 7515", base64url_encode(task.arena, signature.bytes,
	    signature.size), RFC_SIGNATURE);
	CHECK(name, rsa_sign_text(&task, SHA512, pem, "abc", &signature));
	CHECK_TEXT("SHA-512", base64_encode(task.arena, signature.bytes,
	    signature.size), SHA512_OF_ABC);
	token = jwt_rs256(&task, pem, json_pack("{s:s, s:s, s:s, s:i, s:i}",
	    "iss", "ddns@example-project.iam.gserviceaccount.com", "scope",
	    "https://www.googleapis.com/auth/ndev.clouddns.readwrite",
	    "aud", "https://oauth2.googleapis.com/token",
	    "exp", THEN + 3600, "iat", THEN));
	CHECK_TEXT("token", token, GOOGLE_TOKEN);
	CHECK("key", is_rsa_key(&task, pem));
}

/* Cut short anywhere, and with each of the first bytes another one. */
static void
check_broken(const char *pem, const char *what, const char *name)
{
	const char *start = strstr(pem, "-----\n") + 6;
	const char *end = strstr(pem, "-----END");
	char *base64 = arena_copy(task.arena, start, (size_t)(end - start));
	unsigned char *der, kept;
	size_t size, i, taken = 0;
	struct signature signature;

	der = base64_decode(task.arena, base64, &size);
	for (i = 0; i < size; i++)
		taken += is_rsa_key(&task, arena_print(task.arena,
		    "-----BEGIN %s-----\n%s\n-----END %s-----\n", what,
		    base64_encode(task.arena, der, i), what));
	CHECK(name, taken == 0);
	for (i = 0; i < 32; i++) {
		kept = der[i];
		der[i] = 0xff;
		rsa_sign_text(&task, SHA256, arena_print(task.arena,
		    "-----BEGIN %s-----\n%s\n-----END %s-----\n", what,
		    base64_encode(task.arena, der, size), what), "",
		    &signature);
		der[i] = kept;
	}
}

static void
check_no_keys(const char *pem)
{
	CHECK("nothing", !is_rsa_key(&task, ""));
	CHECK("no end", !is_rsa_key(&task, "-----BEGIN PRIVATE KEY-----\n"));
	CHECK("empty", !is_rsa_key(&task, "-----BEGIN PRIVATE KEY-----\n"
	    "-----END PRIVATE KEY-----\n"));
	CHECK("no base64", !is_rsa_key(&task, "-----BEGIN RSA PRIVATE KEY-----"
	    "\nProc-Type: 4,ENCRYPTED\n-----END RSA PRIVATE KEY-----\n"));
	CHECK("elliptic curve", !is_rsa_key(&task, EC_KEY));
	CHECK("no label", !is_rsa_key(&task,
	    strstr(pem, "-----\n")));
	CHECK("no token", jwt_rs256(&task, EC_KEY, json_object()) == NULL);
}

int
main(void)
{
	const char *pkcs1, *pkcs8;

	task.arena = arena_new();
	pkcs1 = read_key("tests/keys/rsa.pem");
	pkcs8 = read_key("tests/keys/rsa-pkcs8.pem");
	check_vectors("PKCS #1", pkcs1);
	check_vectors("PKCS #8", pkcs8);
	check_broken(pkcs1, "RSA PRIVATE KEY", "PKCS #1, cut");
	check_broken(pkcs8, "PRIVATE KEY", "PKCS #8, cut");
	check_no_keys(pkcs1);
	arena_free(task.arena);
	return check_done();
}
