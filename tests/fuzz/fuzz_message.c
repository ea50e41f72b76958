/*
 * fuzz_message - any bytes read as a DNS message and as a signed answer. What
 * was read must hold to the contract, else the run ends. Built with
 *	clang -fsanitize=fuzzer,address,undefined
 */

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/dns/message.h"
#include "../../src/dns/tsig.h"

int	 LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
insist(bool holds)
{
	if (!holds)
		abort();
}

/* Text and back is the same name, in as many bytes as a name may have. */
static void
check_name(const char *name)
{
	unsigned char wire[DNS_NAME_ROOM];

	insist(strlen(name) <= DNS_NAME_ROOM);
	insist(dns_name_wire(name, wire) > 0);
}

static void
walk(struct dns_reader *reader)
{
	const unsigned char *end = reader->bytes + reader->size;
	char name[DNS_NAME_ROOM + 1];
	struct address address;
	size_t offset;

	while (dns_next(reader)) {
		check_name(reader->rr.name);
		insist(reader->rr.rdata == NULL ||
		    reader->rr.size <= (size_t)(end - reader->rr.rdata));
		insist(reader->rr.at < reader->at);
		for (offset = 0; offset <= reader->rr.size && offset < 64;
		    offset++)
			if (dns_rdata_name(reader, offset, name))
				check_name(name);
		if (dns_rdata_address(reader, &address))
			insist(address_size(address.family) == reader->rr.size);
	}
}

/* What answers itself does so in its own letters; with another letter in its
 * question, in others. */
static void
check_answers(const uint8_t *bytes, size_t size)
{
	enum { LETTER = 13 };		/* the first of the question */
	const bool answers = dns_answers(bytes, size, bytes, size);
	struct dns_reader reader;
	uint8_t *other;

	insist(!dns_answers_recased(bytes, size, bytes, size));
	if (!dns_open(&reader, bytes, size) || size <= LETTER ||
	    reader.left[DNS_QUESTION] == 0 || bytes[LETTER - 1] == 0 ||
	    bytes[LETTER - 1] > 63 || !isalpha(bytes[LETTER]))
		return;
	other = malloc(size);
	insist(other != NULL);
	memcpy(other, bytes, size);
	other[LETTER] ^= 'a' ^ 'A';
	insist(!dns_answers(other, size, bytes, size));
	insist(dns_answers_recased(other, size, bytes, size) == answers);
	free(other);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const unsigned char secret[32] = { 0, 1, 2, 3, 4, 5, 6, 7 };
	static const struct tsig_key key = {
		"ddns-sha256", SHA256, secret, sizeof(secret)
	};
	static const struct tsig_mac request = { { { 1, 2, 3 }, 32 } };
	struct dns_reader reader;
	enum tsig_verdict verdict;
	uint64_t server_time;
	int error;

	if (dns_open(&reader, bytes, size))
		walk(&reader);
	check_answers(bytes, size);
	verdict = tsig_verify(bytes, size, &key, &request, 1795219554, &error,
	    &server_time);
	/* Nobody here knows the secret. */
	insist(verdict != TSIG_GOOD && verdict != TSIG_STALE &&
	    verdict != TSIG_BADTIME);
	return 0;
}
