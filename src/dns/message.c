/*
 * message - DNS messages being built, and the names of their numbers.
 *
 * Names are never compressed: every server takes them so, and TSIG (RFC 8945)
 * forbids compression in its own record anyway. Reading is reader.c's.
 */

#include "message.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "../mem.h"
#include "octets.h"

enum {
	HEADER_SIZE = 12,
	COUNTS_AT = 4,			/* where the header counts sections */
	OPCODE_SHIFT = 11,
	RD = 0x0100,
	LABEL_LIMIT = 63,
	EDNS_UDP_SIZE = 1232,
};

static const char *const rcode_names[] = {
	[DNS_NOERROR] = "NOERROR",
	[DNS_FORMERR] = "FORMERR",
	[DNS_SERVFAIL] = "SERVFAIL",
	[DNS_NXDOMAIN] = "NXDOMAIN",
	[DNS_NOTIMP] = "NOTIMP",
	[DNS_REFUSED] = "REFUSED",
	[DNS_YXDOMAIN] = "YXDOMAIN",
	[DNS_YXRRSET] = "YXRRSET",
	[DNS_NXRRSET] = "NXRRSET",
	[DNS_NOTAUTH] = "NOTAUTH",
	[DNS_NOTZONE] = "NOTZONE",
	[DNS_BADSIG] = "BADSIG",
	[DNS_BADKEY] = "BADKEY",
	[DNS_BADTIME] = "BADTIME",
	[DNS_BADTRUNC] = "BADTRUNC",
};

static const char *const type_names[] = {
	[DNS_A] = "A",
	[DNS_NS] = "NS",
	[DNS_CNAME] = "CNAME",
	[DNS_SOA] = "SOA",
	[DNS_TXT] = "TXT",
	[DNS_AAAA] = "AAAA",
	[DNS_DNAME] = "DNAME",
	[DNS_OPT] = "OPT",
	[DNS_TSIG] = "TSIG",
	[DNS_ANY] = "ANY",
};

static const char *
name_of(const char *const *names, size_t count, const char *prefix, int number)
{
	/* Several, so that one line of output can name more than one. */
	static char rooms[4][sizeof("rcode -2147483648")];
	static unsigned turn;
	char *room;

	if (number >= 0 && (size_t)number < count && names[number] != NULL)
		return names[number];
	room = rooms[turn++ % COUNT(rooms)];
	snprintf(room, sizeof(rooms[0]), "%s%d", prefix, number);
	return room;
}

const char *
dns_rcode_name(int rcode)
{
	return name_of(rcode_names, COUNT(rcode_names), "rcode ", rcode);
}

const char *
dns_type_name(int type)
{
	return name_of(type_names, COUNT(type_names), "TYPE", type);
}

enum dns_type
dns_family_type(enum family family)
{
	return family == IPV6 ? DNS_AAAA : DNS_A;
}

/*
 * The byte that the text stands for: itself, or \DDD. Blanks, control
 * characters and bytes beyond ASCII must be written as \DDD.
 */
static bool
take_byte(const char **text, unsigned char *byte)
{
	const unsigned char *at = (const unsigned char *)*text;
	int value;

	if (*at != '\\') {
		*byte = *at;
		*text += 1;
		return *at > ' ' && *at < 0x7f;
	}
	if (!isdigit(at[1]) || !isdigit(at[2]) || !isdigit(at[3]))
		return false;
	value = (at[1] - '0') * 100 + (at[2] - '0') * 10 + at[3] - '0';
	*byte = (unsigned char)value;
	*text += 4;
	return value <= 0xff;
}

/* One label, its length first; the root's zero byte must still fit after it. */
static bool
take_label(const char **text, unsigned char *wire, size_t *size)
{
	size_t start = (*size)++;

	while (**text != '\0' && **text != '.') {
		if (*size - start > LABEL_LIMIT || *size > DNS_NAME_ROOM - 2 ||
		    !take_byte(text, &wire[*size]))
			return false;
		(*size)++;
	}
	if (*size - start == 1)
		return false;
	wire[start] = (unsigned char)(*size - start - 1);
	return true;
}

/* As dns_name_wire, but letters keep their case. */
static size_t
name_to_wire(const char *name, unsigned char wire[DNS_NAME_ROOM])
{
	size_t size = 0;

	if (name[0] == '\0')
		return 0;
	if (strcmp(name, ".") == 0)
		name++;
	while (*name != '\0') {
		if (!take_label(&name, wire, &size))
			return 0;
		if (*name == '.')
			name++;
	}
	wire[size++] = 0;
	return size;
}

size_t
dns_name_wire(const char *name, unsigned char wire[DNS_NAME_ROOM])
{
	size_t i, size = name_to_wire(name, wire);

	/* The lengths are at most 63 and so below every letter. */
	for (i = 0; i < size; i++)
		if (wire[i] >= 'A' && wire[i] <= 'Z')
			wire[i] = (unsigned char)(wire[i] - 'A' + 'a');
	return size;
}

char *
dns_mix_case(struct arena *arena, const char *name,
    const unsigned char *random)
{
	char *mixed = arena_string(arena, name);
	size_t i;

	for (i = 0; mixed[i] != '\0'; i++) {
		bool bit = random[i / 8 % 32] >> i % 8 & 1;

		if (bit && mixed[i] >= 'a' && mixed[i] <= 'z')
			mixed[i] = (char)(mixed[i] - 'a' + 'A');
		else if (!bit && mixed[i] >= 'A' && mixed[i] <= 'Z')
			mixed[i] = (char)(mixed[i] - 'A' + 'a');
	}
	return mixed;
}

static void
grow(struct dns_message *message, size_t more)
{
	unsigned char *larger;
	size_t room = (message->size + more) * 2;

	larger = arena_alloc(message->arena, room);
	if (message->size > 0)
		memcpy(larger, message->bytes, message->size);
	message->bytes = larger;
	message->room = room;
}

static void
add(struct dns_message *message, const void *bytes, size_t size)
{
	if (message->failed || size > DNS_TCP_LIMIT - message->size) {
		message->failed = true;
		return;
	}
	if (size > message->room - message->size)
		grow(message, size);
	if (size > 0)
		memcpy(message->bytes + message->size, bytes, size);
	message->size += size;
}

static void
add_number(struct dns_message *message, uint64_t value, size_t count)
{
	unsigned char bytes[8];

	octets_put(bytes, value, count);
	add(message, bytes, count);
}

static void
add_name(struct dns_message *message, const char *name)
{
	unsigned char wire[DNS_NAME_ROOM];
	size_t size = name_to_wire(name, wire);

	if (size == 0)
		message->failed = true;
	add(message, wire, size);
}

static void
count_one(struct dns_message *message, enum dns_section section)
{
	unsigned char *count;

	if (message->failed)
		return;
	count = message->bytes + COUNTS_AT + 2 * (size_t)section;
	octets_put(count, octets_get(count, 2) + 1, 2);
}

void
dns_begin(struct dns_message *message, struct arena *arena, uint16_t id,
    enum dns_opcode opcode, bool recurse)
{
	static const unsigned char counts[HEADER_SIZE - COUNTS_AT];

	*message = (struct dns_message){ .arena = arena };
	add_number(message, id, 2);
	add_number(message, (uint64_t)opcode << OPCODE_SHIFT |
	    (recurse ? RD : 0), 2);
	add(message, counts, sizeof(counts));
}

void
dns_question_class(struct dns_message *message, const char *name,
    enum dns_type type, enum dns_class class)
{
	add_name(message, name);
	add_number(message, type, 2);
	add_number(message, class, 2);
	count_one(message, DNS_QUESTION);
}

void
dns_question(struct dns_message *message, const char *name, enum dns_type type)
{
	dns_question_class(message, name, type, DNS_IN);
}

void
dns_record(struct dns_message *message, enum dns_section section,
    const char *name, enum dns_type type, int class, uint32_t ttl,
    const void *rdata, size_t size)
{
	add_name(message, name);
	add_number(message, type, 2);
	add_number(message, (uint64_t)class, 2);
	add_number(message, ttl, 4);
	add_number(message, size, 2);
	add(message, rdata, size);
	count_one(message, section);
}

void
dns_edns(struct dns_message *message)
{
	/* OPT keeps its UDP size in the class (RFC 6891, 6.1.2). */
	dns_record(message, DNS_ADDITIONAL, ".", DNS_OPT, EDNS_UDP_SIZE, 0,
	    NULL, 0);
}
