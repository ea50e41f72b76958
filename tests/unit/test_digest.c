/*
 * test_digest - vectors: FIPS 180-4 and RFC 1321 for the hashes, RFC 4231 and
 * RFC 2202 for HMAC.
 */

#include "digest.h"

#include "check.h"
#include "encode.h"
#include "mem.h"

#define WORDS_56 "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
#define LONG_KEY_TEXT "Test Using Larger Than Block-Size Key - Hash Key First"
#define LONG_TEXT "This is a test using a larger than block-size key and a " \
	"larger than block-size data. The key needs to be hashed before " \
	"being used by the HMAC algorithm."
#define TEN(b) b b b b b b b b b b
#define FIFTY_DD TEN("\xdd\xdd\xdd\xdd\xdd")
#define FIFTY_CD TEN("\xcd\xcd\xcd\xcd\xcd")
#define KEY_25 "\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17\20\21\22\23\24" \
	"\25\26\27\30\31"

static const struct {
	enum hash hash;
	const char *text, *hex;
} hashes[] = {
	{ MD5, "",
	    "d41d8cd98f00b204e9800998ecf8427e" },
	{ MD5, "abc",
	    "900150983cd24fb0d6963f7d28e17f72" },
	{ MD5, WORDS_56,
	    "8215ef0796a20bcaaae116d3876c664a" },
	{ SHA1, "",
	    "da39a3ee5e6b4b0d3255bfef95601890afd80709" },
	{ SHA1, "abc",
	    "a9993e364706816aba3e25717850c26c9cd0d89d" },
	{ SHA1, WORDS_56,
	    "84983e441c3bd26ebaae4aa1f95129e5e54670f1" },
	{ SHA224, "",
	    "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f" },
	{ SHA224, "abc",
	    "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7" },
	{ SHA224, WORDS_56,
	    "75388b16512776cc5dba5da1fd890150b0c6455cb4f58b1952522525" },
	{ SHA256, "",
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b"
	    "7852b855" },
	{ SHA256, "abc",
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61"
	    "f20015ad" },
	{ SHA256, WORDS_56,
	    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd4"
	    "19db06c1" },
	{ SHA384, "",
	    "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf"
	    "63f6e1da274edebfe76f65fbd51ad2f14898b95b" },
	{ SHA384, "abc",
	    "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a"
	    "43ff5bed8086072ba1e7cc2358baeca134c825a7" },
	{ SHA384, WORDS_56,
	    "3391fdddfc8dc7393707a65b1b4709397cf8b1d162af05abfe8f450d"
	    "e5f36bc6b0455a8520bc4e6f5fe95b1fe3c8452b" },
	{ SHA512, "",
	    "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921"
	    "d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81"
	    "a538327af927da3e" },
	{ SHA512, "abc",
	    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee6"
	    "4b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e"
	    "2a9ac94fa54ca49f" },
	{ SHA512, WORDS_56,
	    "204a8fc6dda82f0a0ced7beb8e08a41657c16ef468b228a8279be331"
	    "a703c33596fd15c13b1b07f9aa1d3bea57789ca031ad85c7a71dd703"
	    "54ec631238ca3445" },
};

/* A key is its bytes or, where they are NULL, one byte repeated. */
static const struct {
	enum hash hash;
	const char *key;
	unsigned char key_byte;
	size_t key_size;
	const char *text, *hex;
} macs[] = {
	{ MD5, NULL, 0x0b, 16, "Hi There",
	    "9294727a3638bb1c13f48ef8158bfc9d" },
	{ MD5, "Jefe", 0, 4, "what do ya want for nothing?",
	    "750c783e6ab0b503eaa86e310a5db738" },
	{ MD5, NULL, 0xaa, 16, FIFTY_DD,
	    "56be34521d144c88dbb8c733f0e8b3f6" },
	{ MD5, KEY_25, 0, 25, FIFTY_CD,
	    "697eaf0aca3a3aea3a75164746ffaa79" },
	{ MD5, NULL, 0xaa, 80, LONG_KEY_TEXT,
	    "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd" },
	{ SHA1, NULL, 0x0b, 20, "Hi There",
	    "b617318655057264e28bc0b6fb378c8ef146be00" },
	{ SHA1, "Jefe", 0, 4, "what do ya want for nothing?",
	    "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79" },
	{ SHA1, NULL, 0xaa, 20, FIFTY_DD,
	    "125d7342b9ac11cd91a39af48aa17b4f63f175d3" },
	{ SHA1, KEY_25, 0, 25, FIFTY_CD,
	    "4c9007f4026250c6bc8414f9bf50c86c2d7235da" },
	{ SHA1, NULL, 0xaa, 80, LONG_KEY_TEXT,
	    "aa4ae5e15272d00e95705637ce8a3b55ed402112" },
	{ SHA224, NULL, 0x0b, 20, "Hi There",
	    "896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22" },
	{ SHA224, "Jefe", 0, 4, "what do ya want for nothing?",
	    "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44" },
	{ SHA224, NULL, 0xaa, 20, FIFTY_DD,
	    "7fb3cb3588c6c1f6ffa9694d7d6ad2649365b0c1f65d69d1ec8333ea" },
	{ SHA224, KEY_25, 0, 25, FIFTY_CD,
	    "6c11506874013cac6a2abc1bb382627cec6a90d86efc012de7afec5a" },
	{ SHA224, NULL, 0xaa, 131, LONG_KEY_TEXT,
	    "95e9a0db962095adaebe9b2d6f0dbce2d499f112f2d2b7273fa6870e" },
	{ SHA224, NULL, 0xaa, 131, LONG_TEXT,
	    "3a854166ac5d9f023f54d517d0b39dbd946770db9c2b95c9f6f565d1" },
	{ SHA256, NULL, 0x0b, 20, "Hi There",
	    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c"
	    "2e32cff7" },
	{ SHA256, "Jefe", 0, 4, "what do ya want for nothing?",
	    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b9"
	    "64ec3843" },
	{ SHA256, NULL, 0xaa, 20, FIFTY_DD,
	    "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514"
	    "ced565fe" },
	{ SHA256, KEY_25, 0, 25, FIFTY_CD,
	    "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff4"
	    "6729665b" },
	{ SHA256, NULL, 0xaa, 131, LONG_KEY_TEXT,
	    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f"
	    "0ee37f54" },
	{ SHA256, NULL, 0xaa, 131, LONG_TEXT,
	    "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f5153"
	    "5c3a35e2" },
	{ SHA384, NULL, 0x0b, 20, "Hi There",
	    "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c"
	    "7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6" },
	{ SHA384, "Jefe", 0, 4, "what do ya want for nothing?",
	    "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec373"
	    "6322445e8e2240ca5e69e2c78b3239ecfab21649" },
	{ SHA384, NULL, 0xaa, 20, FIFTY_DD,
	    "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e5"
	    "5966144b2a5ab39dc13814b94e3ab6e101a34f27" },
	{ SHA384, KEY_25, 0, 25, FIFTY_CD,
	    "3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e"
	    "1f573b4e6801dd23c4a7d679ccf8a386c674cffb" },
	{ SHA384, NULL, 0xaa, 131, LONG_KEY_TEXT,
	    "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05"
	    "033ac4c60c2ef6ab4030fe8296248df163f44952" },
	{ SHA384, NULL, 0xaa, 131, LONG_TEXT,
	    "6617178e941f020d351e2f254e8fd32c602420feb0b8fb9adccebb82"
	    "461e99c5a678cc31e799176d3860e6110c46523e" },
	{ SHA512, NULL, 0x0b, 20, "Hi There",
	    "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b305"
	    "45e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f170"
	    "2e696c203a126854" },
	{ SHA512, "Jefe", 0, 4, "what do ya want for nothing?",
	    "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7"
	    "ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b"
	    "636e070a38bce737" },
	{ SHA512, NULL, 0xaa, 20, FIFTY_DD,
	    "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33"
	    "b2279d39bf3e848279a722c806b485a47e67c807b946a337bee89426"
	    "74278859e13292fb" },
	{ SHA512, KEY_25, 0, 25, FIFTY_CD,
	    "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050"
	    "361ee3dba91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2d"
	    "e2adebeb10a298dd" },
	{ SHA512, NULL, 0xaa, 131, LONG_KEY_TEXT,
	    "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b0137"
	    "83f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec"
	    "8b915a985d786598" },
	{ SHA512, NULL, 0xaa, 131, LONG_TEXT,
	    "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d"
	    "20cdc944b6022cac3c4982b10d5eeb55c3e4de15134676fb6de04460"
	    "65c97440fa8c6a58" },
};

static const char *const names[] = {
	[MD5] = "MD5", [SHA1] = "SHA-1", [SHA224] = "SHA-224",
	[SHA256] = "SHA-256", [SHA384] = "SHA-384", [SHA512] = "SHA-512",
};

static void
test_hashes(struct arena *arena)
{
	for (size_t i = 0; i < COUNT(hashes); i++) {
		const char *text = hashes[i].text;
		struct digest result = { .size = 0 };

		CHECK(names[hashes[i].hash], digest(hashes[i].hash, text,
		    strlen(text), &result));
		CHECK_TEXT(names[hashes[i].hash], hex_encode(arena,
		    result.bytes, result.size), hashes[i].hex);
	}
}

static void
test_macs(struct arena *arena)
{
	unsigned char key[131];

	for (size_t i = 0; i < COUNT(macs); i++) {
		const char *name = arena_print(arena, "HMAC-%s, key of %zu",
		    names[macs[i].hash], macs[i].key_size);
		struct digest result = { .size = 0 };

		memset(key, macs[i].key_byte, sizeof(key));
		if (macs[i].key != NULL)
			memcpy(key, macs[i].key, macs[i].key_size);
		CHECK(name, hmac(macs[i].hash, key, macs[i].key_size,
		    macs[i].text, strlen(macs[i].text), &result));
		CHECK_TEXT(name, hex_encode(arena, result.bytes, result.size),
		    macs[i].hex);
	}
}

static void
test_sizes(void)
{
	static const char many[10000];
	struct digest a = { .size = 0 }, b = { .size = 0 };

	CHECK("HMAC: an empty key is refused", !hmac(SHA256, "", 0, "a", 1,
	    &a));
	CHECK("HMAC: an empty text", hmac(SHA256, "k", 1, "", 0, &a) &&
	    a.size == 32);
	/* PSA has room for 32 keys or so at once: none may be left behind. */
	for (int i = 0; i < 1000; i++)
		if (!hmac(SHA1, "k", 1, many, sizeof(many), &a))
			a.size = 0;
	CHECK("HMAC: a thousand in a row", a.size == 20);
	CHECK("hash: NUL bytes count", digest(SHA1, many, 1, &a) &&
	    digest(SHA1, many, 2, &b) && !digest_equal(&a, b.bytes, b.size));
}

static void
test_equal(void)
{
	struct digest a = { .bytes = { 1, 2, 3 }, .size = 3 };

	CHECK("equal", digest_equal(&a, "\1\2\3", 3));
	CHECK("equal: first byte", !digest_equal(&a, "\0\2\3", 3));
	CHECK("equal: last byte", !digest_equal(&a, "\1\2\203", 3));
	CHECK("equal: shorter", !digest_equal(&a, "\1\2", 2));
	CHECK("equal: longer", !digest_equal(&a, "\1\2\3\0", 4));
}

int
main(void)
{
	struct arena *arena = arena_new();

	test_hashes(arena);
	test_macs(arena);
	test_sizes();
	test_equal();
	CHECK("version of the library", strchr(digest_library(), '.') != NULL);
	arena_free(arena);
	return check_done();
}
