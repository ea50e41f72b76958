/*
 * reader - DNS messages being read.
 *
 * The bytes come from anybody. A compression pointer must lead to before the
 * piece of the name that it ends, so following them always comes to an end;
 * no name may have more of them than a name has labels. A damaged message stays
 * damaged: what was read before the damage was found is the caller's to
 * forget.
 */

#include "message.h"

#include <string.h>

#include "octets.h"

enum {
	HEADER_SIZE = 12,
	POINTER = 0xc0,			/* the two high bits of a length */
	LABELS_LIMIT = 127,
	ESCAPE_SIZE = 4,		/* \DDD */
};

/*
 * A byte of a label as text. All but the letters of host names become \DDD, so
 * that a dot or a backslash inside a label can't pass for another name.
 * Returns the size, 0 when there is no room.
 */
static size_t
byte_as_text(unsigned char byte, char *text, size_t room)
{
	if (byte >= 'A' && byte <= 'Z')
		byte = (unsigned char)(byte - 'A' + 'a');
	if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
	    byte == '-' || byte == '_' || byte == '*') {
		if (room > 0)
			text[0] = (char)byte;
		return room > 0 ? 1 : 0;
	}
	if (room < ESCAPE_SIZE)
		return 0;
	text[0] = '\\';
	text[1] = (char)('0' + byte / 100);
	text[2] = (char)('0' + byte / 10 % 10);
	text[3] = (char)('0' + byte % 10);
	return ESCAPE_SIZE;
}

static bool
add_label(char name[DNS_NAME_ROOM + 1], size_t *used,
    const unsigned char *label, size_t size)
{
	size_t i, added;

	if (*used > 0 && *used < DNS_NAME_ROOM)
		name[(*used)++] = '.';
	for (i = 0; i < size; i++) {
		added = byte_as_text(label[i], name + *used,
		    DNS_NAME_ROOM - *used);
		if (added == 0)
			return false;
		*used += added;
	}
	return true;
}

/*
 * Goes on from here over the compression pointers there, if any, to the next
 * label's length. start is where the present piece of the name begins; *end is
 * set at the first pointer, which ends the name where it stands.
 */
static bool
follow(const struct dns_reader *reader, size_t *here, size_t *start,
    size_t *end, unsigned *pointers)
{
	size_t target;

	while (*here < reader->size && reader->bytes[*here] >= POINTER) {
		if (reader->size - *here < 2 || ++*pointers > LABELS_LIMIT)
			return false;
		target = (size_t)octets_get(reader->bytes + *here, 2) &
		    ~((size_t)POINTER << 8);
		if (target < HEADER_SIZE || target >= *start)
			return false;
		if (*end == 0)
			*end = *here + 2;
		*start = *here = target;
	}
	return *here < reader->size;
}

/* The name at *at, which is moved behind it. */
static bool
read_name(const struct dns_reader *reader, size_t *at,
    char name[DNS_NAME_ROOM + 1])
{
	size_t here = *at, start = here, end = 0, used = 0, wire = 1, length;
	unsigned pointers = 0;

	for (;;) {
		if (!follow(reader, &here, &start, &end, &pointers))
			return false;
		length = reader->bytes[here++];
		if (length == 0)
			break;
		wire += 1 + length;
		/* 64 to 191 are label types nobody uses (RFC 6891, 5). */
		if (length > 63 || length > reader->size - here ||
		    wire > DNS_NAME_ROOM ||
		    !add_label(name, &used, reader->bytes + here, length))
			return false;
		here += length;
	}
	if (used == 0)
		name[used++] = '.';
	name[used] = '\0';
	*at = end != 0 ? end : here;
	return true;
}

static bool
read_number(const struct dns_reader *reader, size_t *at, size_t count,
    uint64_t *number)
{
	if (reader->size - *at < count)
		return false;
	*number = octets_get(reader->bytes + *at, count);
	*at += count;
	return true;
}

/* TTL and RDATA, which questions lack. */
static bool
read_rest(struct dns_reader *reader, size_t *at)
{
	struct dns_rr *rr = &reader->rr;
	uint64_t ttl, size;

	if (!read_number(reader, at, 4, &ttl) ||
	    !read_number(reader, at, 2, &size) || reader->size - *at < size)
		return false;
	rr->ttl = (uint32_t)ttl;
	rr->rdata = reader->bytes + *at;
	rr->size = (size_t)size;
	*at += rr->size;
	return true;
}

static bool
read_record(struct dns_reader *reader, enum dns_section section)
{
	size_t at = reader->at;
	struct dns_rr *rr = &reader->rr;
	uint64_t type, class;

	memset(rr, 0, sizeof(*rr));
	rr->section = section;
	rr->at = at;
	if (!read_name(reader, &at, rr->name) ||
	    !read_number(reader, &at, 2, &type) ||
	    !read_number(reader, &at, 2, &class))
		return false;
	rr->type = (int)type;
	rr->class = (int)class;
	if (section != DNS_QUESTION && !read_rest(reader, &at))
		return false;
	reader->at = at;
	return true;
}

bool
dns_next(struct dns_reader *reader)
{
	enum dns_section section = DNS_QUESTION;

	while (section < DNS_SECTIONS && reader->left[section] == 0)
		section++;
	if (section == DNS_SECTIONS || reader->damaged)
		return false;
	if (!read_record(reader, section)) {
		reader->damaged = true;
		return false;
	}
	reader->left[section]--;
	return true;
}

bool
dns_damaged(const struct dns_reader *reader)
{
	return reader->damaged;
}

/* Where the questions of a message just opened end; 0 when they are damaged. */
static size_t
questions_end(struct dns_reader reader)
{
	while (reader.left[DNS_QUESTION] > 0)
		if (!dns_next(&reader))
			return 0;
	return reader.at;
}

bool
dns_open(struct dns_reader *reader, const void *bytes, size_t size)
{
	const unsigned char *header = bytes;
	unsigned section;

	*reader = (struct dns_reader){
		.bytes = bytes, .size = size, .at = HEADER_SIZE
	};
	if (size < HEADER_SIZE || size > DNS_TCP_LIMIT)
		return false;
	reader->id = (uint16_t)octets_get(header, 2);
	reader->response = header[2] >> 7 & 1;
	reader->opcode = header[2] >> 3 & 0xf;
	reader->authoritative = header[2] >> 2 & 1;
	reader->truncated = dns_is_truncated(bytes, size);
	reader->recursion = header[3] >> 7 & 1;
	reader->rcode = header[3] & 0xf;
	for (section = 0; section < DNS_SECTIONS; section++)
		reader->left[section] =
		    (unsigned)octets_get(header + 4 + 2 * section, 2);
	return questions_end(*reader) != 0;
}

bool
dns_rdata_name(const struct dns_reader *reader, size_t offset,
    char name[DNS_NAME_ROOM + 1])
{
	const struct dns_rr *rr = &reader->rr;
	size_t at, end;

	if (rr->rdata == NULL || offset >= rr->size)
		return false;
	end = (size_t)(rr->rdata - reader->bytes) + rr->size;
	at = end - rr->size + offset;
	return read_name(reader, &at, name) && at <= end;
}

bool
dns_rdata_address(const struct dns_reader *reader, struct address *address)
{
	const struct dns_rr *rr = &reader->rr;
	enum family family = rr->type == DNS_AAAA ? IPV6 : IPV4;

	if (rr->rdata == NULL || rr->class != DNS_IN ||
	    rr->type != (int)dns_family_type(family) ||
	    rr->size != (family == IPV6 ? 16 : 4))
		return false;
	*address = (struct address){ .family = family };
	memcpy(address->bytes, rr->rdata, rr->size);
	return true;
}

static int
lower(unsigned char byte)
{
	return byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte;
}

/* What the reply says it answers. */
enum match { OTHER, IN_OTHER_LETTERS, THE_SAME };

static enum match
compare_questions(const unsigned char *a, const unsigned char *b, size_t size)
{
	enum match match = THE_SAME;
	size_t i;

	for (i = 0; i < size; i++) {
		if (lower(a[i]) != lower(b[i]))
			return OTHER;
		if (a[i] != b[i])
			match = IN_OTHER_LETTERS;
	}
	return match;
}

static enum match
compare(const void *reply, size_t reply_size, const void *request,
    size_t request_size)
{
	struct dns_reader answer, asked;
	size_t end;

	if (!dns_open(&asked, request, request_size) ||
	    !dns_open(&answer, reply, reply_size) || !answer.response ||
	    answer.id != asked.id || answer.opcode != asked.opcode)
		return OTHER;
	if (answer.left[DNS_QUESTION] == 0 &&
	    (answer.rcode == DNS_FORMERR || answer.rcode == DNS_NOTIMP))
		return THE_SAME;
	end = questions_end(asked);
	return answer.left[DNS_QUESTION] != asked.left[DNS_QUESTION] ||
	    reply_size < end ? OTHER :
	    compare_questions(answer.bytes + HEADER_SIZE,
	    asked.bytes + HEADER_SIZE, end - HEADER_SIZE);
}

bool
dns_answers(const void *reply, size_t reply_size, const void *request,
    size_t request_size)
{
	return compare(reply, reply_size, request, request_size) == THE_SAME;
}

bool
dns_answers_recased(const void *reply, size_t reply_size, const void *request,
    size_t request_size)
{
	return compare(reply, reply_size, request, request_size) ==
	    IN_OTHER_LETTERS;
}

bool
dns_is_truncated(const void *reply, size_t size)
{
	return size >= HEADER_SIZE &&
	    (((const unsigned char *)reply)[2] >> 1 & 1) != 0;
}
