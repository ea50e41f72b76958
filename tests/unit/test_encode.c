/* test_encode - hex, base64 and base64url; vectors of RFC 4648, section 10. */

#include "encode.h"

#include "check.h"
#include "mem.h"
#include "redact.h"

static const struct {
	const char *plain, *base64, *base64url, *hex;
} vectors[] = {
	{ "", "", "", "" },
	{ "f", "Zg==", "Zg", "66" },
	{ "fo", "Zm8=", "Zm8", "666f" },
	{ "foo", "Zm9v", "Zm9v", "666f6f" },
	{ "foob", "Zm9vYg==", "Zm9vYg", "666f6f62" },
	{ "fooba", "Zm9vYmE=", "Zm9vYmE", "666f6f6261" },
	{ "foobar", "Zm9vYmFy", "Zm9vYmFy", "666f6f626172" },
	{ "\xfb\xff\xbf", "+/+/", "-_-_", "fbffbf" },
	{ "\xff", "/w==", "_w", "ff" },
};

static bool
decodes_to(struct arena *arena, const char *text, const void *bytes,
    size_t size)
{
	size_t got;
	const unsigned char *decoded = base64_decode(arena, text, &got);

	return decoded != NULL && got == size &&
	    memcmp(decoded, bytes, size) == 0;
}

static void
test_vectors(struct arena *arena)
{
	for (size_t i = 0; i < COUNT(vectors); i++) {
		const char *plain = vectors[i].plain;
		size_t size = strlen(plain);

		const char *name = arena_print(arena, "vector \"%s\"",
		    vectors[i].base64);

		CHECK_TEXT(name, base64_encode(arena, plain, size),
		    vectors[i].base64);
		CHECK_TEXT(name, base64url_encode(arena, plain, size),
		    vectors[i].base64url);
		CHECK_TEXT(name, hex_encode(arena, plain, size),
		    vectors[i].hex);
		CHECK(name, decodes_to(arena, vectors[i].base64, plain,
		    size));
	}
}

static void
test_every_byte(struct arena *arena)
{
	unsigned char bytes[256];
	size_t wrong = 0;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)i;
	for (size_t size = 0; size <= sizeof(bytes); size++)
		wrong += !decodes_to(arena, base64_encode(arena, bytes, size),
		    bytes, size);
	CHECK("base64: there and back, 0 to 256 bytes", wrong == 0);
	CHECK_TEXT("hex: NUL and high bytes",
	    hex_encode(arena, "\x00\x7f\x80\xff", 4), "007f80ff");
}

static void
test_blanks(struct arena *arena)
{
	CHECK("base64: line ends and blanks are skipped", decodes_to(arena,
	    " Zm9v\r\nYm\tFy \n", "foobar", 6));
	CHECK("base64: between the pads too", decodes_to(arena, "Zg=\n=\n",
	    "f", 1));
	CHECK("base64: only blanks", decodes_to(arena, " \r\n", "", 0));
}

static void
test_refused(struct arena *arena)
{
	static const char *const texts[] = {
		"Z", "Zg", "Zg=", "Zg===", "Zm8", "Zm8==", "Zm9v=", "Zm9v====",
		"=", "==", "====", "Zg==Zg==", "Z=g=", "=Zg=", "Zm9vY",
		"Z===", "Zm9vY===", "Zh==", "Zo==", "Zm9=", "Zm+=",
		"-_-_", "Zm9v!", "Zm9v\v", "Zm9v\xc3\xa9",
		"Zm9v.", "{Zm9v}",
	};
	size_t size;

	for (size_t i = 0; i < COUNT(texts); i++)
		CHECK(arena_print(arena, "base64 refused: %s", redact(arena,
		    texts[i])), base64_decode(arena, texts[i], &size) == NULL);
}

int
main(void)
{
	struct arena *arena = arena_new();

	test_vectors(arena);
	test_every_byte(arena);
	test_blanks(arena);
	test_refused(arena);
	arena_free(arena);
	return check_done();
}
