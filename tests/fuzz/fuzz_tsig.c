/*
 * fuzz_tsig - any text as a TSIG key, and any bytes behind a NUL as an answer
 * signed by it. A key that was read is the same when it is made of its parts;
 * nothing that is wrong is said in words of the text, which may be a secret.
 */

#include "dns/message.h"
#include "dns/tsig.h"
#include "encode.h"
#include "fuzz.h"
#include "mem.h"

enum { NOW = 1795219554 };

static void
check_same(const struct tsig_key *a, const struct tsig_key *b)
{
	must(strcmp(a->name, b->name) == 0);
	must(a->hash == b->hash && a->secret_size == b->secret_size);
	must(memcmp(a->secret, b->secret, a->secret_size) == 0);
}

static void
check_key(struct arena *arena, const struct tsig_key *key)
{
	unsigned char wire[DNS_NAME_ROOM];
	struct tsig_key again;

	must(key->secret_size > 0);
	must(dns_name_wire(key->name, wire) > 0);
	must(tsig_make_key(arena, key->name, tsig_algorithm_name(key->hash),
	    base64_encode(arena, key->secret, key->secret_size), &again) ==
	    NULL);
	check_same(key, &again);
}

/* Another byte of a message that was signed is another message. */
static void
check_answer(struct arena *arena, const struct tsig_key *key,
    const unsigned char *bytes, size_t size)
{
	static const struct tsig_mac request = { { { 1, 2, 3 }, 32 } };
	struct dns_message message;
	enum tsig_verdict verdict;
	uint64_t server_time;
	struct tsig_mac mac;
	int error;

	verdict = tsig_verify(bytes, size, key, &request, NOW, &error,
	    &server_time);
	must(verdict != TSIG_GOOD || server_time > 0);
	dns_begin(&message, arena, 7, DNS_UPDATE, false);
	dns_question(&message, "example.test", DNS_SOA);
	must(!tsig_sign(&message, key, NOW, &mac) || mac.digest.size > 0);
	/* What we ourselves sent is no answer to it. */
	if (!message.failed)
		must(tsig_verify(message.bytes, message.size, key, &mac, NOW,
		    &error, &server_time) != TSIG_GOOD);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *text = arena_copy(arena, data, size), *wrong;
	size_t at = strlen(text);
	struct tsig_key key;

	wrong = tsig_parse_key(arena, text, "Kddns.example.+163+12345.private",
	    &key);
	if (wrong != NULL)
		must(fuzz_is_shown(wrong));
	else {
		check_key(arena, &key);
		if (at < size)
			check_answer(arena, &key, data + at + 1,
			    size - at - 1);
	}
	arena_free(arena);
	return 0;
}
