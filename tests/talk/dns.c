/* dns - the messages of a talk: questions, updates and the answers to them. */

#include "talk.h"

#include <stdlib.h>
#include <string.h>

#include "dns/message.h"
#include "encode.h"
#include "exchange.h"

enum { HEADER_SIZE = 12, COUNTS_AT = 4, RD = 0x01, QR = 0x80, AA = 0x04,
	RA = 0x80 /* of the byte behind */ };

static const char *
server_of(const struct exchange *x)
{
	return x->server == NULL ? "system" : x->server;
}

/* What is asked of a resolver over HTTPS, as RFC 8484 has it. */
static struct dns_message
https_question(struct talk *talk, const char *name, const char *type)
{
	struct dns_message message;

	dns_begin(&message, talk->arena, 0, DNS_QUERY, true);
	dns_question(&message, name, strcmp(type, "AAAA") == 0 ? DNS_AAAA :
	    DNS_A);
	return message;
}

static const char *
https_url(struct talk *talk, const char *server, const char *name,
    const char *type)
{
	struct dns_message message = https_question(talk, name, type);

	return arena_print(talk->arena, "%s?dns=%s", server,
	    base64url_encode(talk->arena, message.bytes, message.size));
}

static bool
is_mixed(const struct dns_reader *reader)
{
	size_t i;

	for (i = HEADER_SIZE; i < reader->at; i++)
		if (reader->bytes[i] >= 'A' && reader->bytes[i] <= 'Z')
			return true;
	return false;
}

/* How it is asked, in words: none for a question as most are. */
static const char *
manner(struct talk *talk, const struct exchange *x)
{
	struct dns_reader reader;

	dns_open(&reader, x->body, x->body_size);
	dns_next(&reader);
	return arena_print(talk->arena, "%s%s%s%s",
	    is_mixed(&reader) ? "" : " plain",
	    reader.left[DNS_ADDITIONAL] > 0 ? "" : " bare",
	    strcmp(x->method, "TCP") == 0 ? " tcp" : "",
	    (reader.bytes[2] & RD) == (x->server == NULL ? RD : 0) ? "" :
	    " with the wrong RD");
}

static const char *
question_text(struct talk *talk, const struct exchange *x)
{
	struct dns_reader reader;

	if (x->channel != DNS)
		return arena_print(talk->arena, "%s %s", x->method, x->url);
	if (!dns_open(&reader, x->body, x->body_size) || !dns_next(&reader))
		return "no DNS message";
	return arena_print(talk->arena, "%s%s %s %s%s",
	    reader.opcode == DNS_UPDATE ? "UPDATE " : "", server_of(x),
	    reader.rr.name, dns_type_name(reader.rr.type),
	    reader.opcode == DNS_UPDATE ? "" : manner(talk, x));
}

const char *
question_differs(struct talk *talk, const struct turn *turn,
    const struct exchange *x)
{
	const char *text = turn->target, *got = question_text(talk, x);
	const char *server = next_word(talk->arena, &text);
	const char *name = next_word(talk->arena, &text);
	const char *type = next_word(talk->arena, &text);

	if (type == NULL)
		return "wanted DNS SERVER NAME TYPE";
	if (begins(server, "https://") && x->channel == HTTP &&
	    strcmp(x->url, https_url(talk, server, name, type)) == 0)
		return NULL;
	return strcmp(turn->target, got) == 0 ? NULL :
	    arena_print(talk->arena, "wanted DNS %s, got %s", turn->target,
	    got);
}

/* A record of an update, in words. */
static const char *
demand(struct talk *talk, struct dns_reader *reader)
{
	const struct dns_rr *rr = &reader->rr;
	bool change = rr->section == DNS_CHANGE;
	char room[ADDRESS_ROOM];
	struct address address;
	const char *value = dns_rdata_address(reader, &address) ?
	    address_text(&address, room) : "?";

	if (rr->class == DNS_IN && change)
		return arena_print(talk->arena, "add %s %lu %s %s", rr->name,
		    (unsigned long)rr->ttl, dns_type_name(rr->type), value);
	if (rr->class == DNS_IN)
		return arena_print(talk->arena, "holds %s %s %s", rr->name,
		    dns_type_name(rr->type), value);
	return arena_print(talk->arena, "%s %s %s",
	    change ? rr->class == DNS_CLASS_ANY ? "delete" : "remove" :
	    rr->class == DNS_CLASS_ANY ? "any" : "absent", rr->name,
	    dns_type_name(rr->type));
}

static const char *
line_or_end(const struct lines *lines, size_t i)
{
	return i < lines->n ? lines->list[i] : "(the end)";
}

const char *
update_differs(struct talk *talk, const struct turn *turn,
    const struct exchange *x)
{
	const char *got = arena_print(talk->arena, "%s SOA", turn->target);
	struct dns_reader reader;
	size_t i = 0;

	if (x->channel != DNS || strcmp(x->method, "TCP") != 0 ||
	    !dns_open(&reader, x->body, x->body_size) ||
	    strcmp(question_text(talk, x), arena_print(talk->arena,
	    "UPDATE %s", got)) != 0)
		return arena_print(talk->arena, "wanted UPDATE %s, got %s",
		    turn->target, question_text(talk, x));
	while (dns_next(&reader)) {
		if (reader.rr.section == DNS_QUESTION)
			continue;
		got = reader.rr.type == DNS_TSIG ? signature_text(talk, x) :
		    demand(talk, &reader);
		if (strcmp(line_or_end(&turn->asked, i), got) != 0)
			return arena_print(talk->arena,
			    "wanted \"%s\", got \"%s\"",
			    line_or_end(&turn->asked, i), got);
		i++;
	}
	return i == turn->asked.n ? NULL : arena_print(talk->arena,
	    "wanted \"%s\", got the end", turn->asked.list[i]);
}

static int
rcode_of(struct talk *talk, const struct turn *turn, const char *word)
{
	int rcode;

	for (rcode = 0; rcode < DNS_BADSIG; rcode++)
		if (strcmp(dns_rcode_name(rcode), word) == 0)
			return rcode;
	talk_fail(talk, turn->line, "wanted an RCODE, got \"%s\"", word);
	return DNS_SERVFAIL;
}

static enum dns_type
type_of(const char *word)
{
	static const int types[] = {
		DNS_A, DNS_AAAA, DNS_NS, DNS_CNAME, DNS_SOA, DNS_TXT,
	};
	size_t i;

	for (i = 0; i < COUNT(types); i++)
		if (strcmp(dns_type_name(types[i]), word) == 0)
			return (enum dns_type)types[i];
	return DNS_ANY;
}

/* An address or a name; the SOA's other fields are all the same to us. */
static struct buffer *
rdata(struct talk *talk, enum dns_type type, const char *value)
{
	static const unsigned char numbers[20];
	struct buffer *data = buffer_new(talk->arena);
	unsigned char name[DNS_NAME_ROOM];
	struct address address;

	if (address_parse_any(&address, value)) {
		buffer_add(data, address.bytes, address_size(address.family));
		return data;
	}
	buffer_add(data, name, dns_name_wire(value, name));
	if (type == DNS_SOA) {
		buffer_add(data, name, dns_name_wire("admin.test", name));
		buffer_add(data, numbers, sizeof(numbers));
	}
	return data;
}

/* What of the record's line is before its name. */
static enum dns_section
section_of(const char **text)
{
	static const char *const words[DNS_SECTIONS] = {
		[DNS_AUTHORITY] = "authority ",
		[DNS_ADDITIONAL] = "additional ",
	};
	enum dns_section section;

	for (section = DNS_AUTHORITY; section < DNS_SECTIONS; section++)
		if (begins(*text, words[section])) {
			*text += strlen(words[section]);
			return section;
		}
	return DNS_ANSWER;
}

/* [authority|additional] NAME TTL TYPE VALUE */
static void
add_record(struct talk *talk, const struct turn *turn,
    struct dns_message *message, const char *text)
{
	const char *rest = text;
	enum dns_section section = section_of(&rest);
	const char *name = next_word(talk->arena, &rest);
	const char *ttl = next_word(talk->arena, &rest);
	const char *type = next_word(talk->arena, &rest);
	const char *value = next_word(talk->arena, &rest);
	const struct buffer *data;

	if (value == NULL || type_of(type) == DNS_ANY) {
		talk_fail(talk, turn->line, "wanted NAME TTL TYPE VALUE, got "
		    "\"%s\"", text);
		return;
	}
	data = rdata(talk, type_of(type), value);
	dns_record(message, section, name, type_of(type), DNS_IN, (uint32_t)strtoul(ttl, NULL, 10),
	    data->data, data->size);
}

/* Begins with the request's own ID and question, letter for letter. */
static struct dns_message
answer_to(struct talk *talk, const void *request, size_t size)
{
	struct dns_message message = { .arena = talk->arena };
	struct dns_reader reader;

	dns_open(&reader, request, size);
	dns_next(&reader);
	message.bytes = (unsigned char *)arena_copy(talk->arena, request,
	    reader.at);
	message.size = message.room = reader.at;
	memset(message.bytes + COUNTS_AT + 2, 0, HEADER_SIZE - COUNTS_AT - 2);
	message.bytes[2] |= QR;
	return message;
}

static struct dns_message
request_of(struct talk *talk, const struct turn *turn,
    const struct exchange *x)
{
	const char *text = turn->target, *name;
	struct dns_message message = { .arena = talk->arena };

	if (x->channel == HTTP) {
		next_word(talk->arena, &text);
		name = next_word(talk->arena, &text);
		return https_question(talk, name,
		    next_word(talk->arena, &text));
	}
	message.bytes = (unsigned char *)arena_copy(talk->arena, x->body,
	    x->body_size);
	message.size = x->body_size;
	return message;
}

static void
set_flags(struct talk *talk, const struct turn *turn,
    struct dns_message *message, const char *text)
{
	const char *word;

	while ((word = next_word(talk->arena, &text)) != NULL)
		if (strcmp(word, "aa") == 0)
			message->bytes[2] |= AA;
		else if (strcmp(word, "ra") == 0)
			message->bytes[3] |= RA;
		else
			talk_fail(talk, turn->line, "wanted aa or ra, got "
			    "\"%s\"", word);
}

void
answer_fill(struct talk *talk, const struct turn *turn, struct exchange *x)
{
	const char *text = turn->replied.list[0];
	const char *rcode = next_word(talk->arena, &text);
	struct dns_message request = request_of(talk, turn, x);
	struct dns_message message = answer_to(talk, request.bytes,
	    request.size);
	size_t i;

	x->status = x->channel == HTTP ? 200 : 0;
	message.bytes[3] |= (unsigned char)rcode_of(talk, turn, rcode);
	if (strcmp(turn->method, "UPDATE") == 0)
		answer_sign(talk, turn, x, &message, text);
	else
		set_flags(talk, turn, &message, text);
	for (i = 1; i < turn->replied.n; i++)
		add_record(talk, turn, &message, turn->replied.list[i]);
	x->reply = (char *)message.bytes;
	x->reply_size = message.size;
}
