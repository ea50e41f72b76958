/*
 * message - DNS messages (RFC 1035, 2136, 6891): built without compression,
 * read with care.
 */

#ifndef DNS_MESSAGE_H
#define DNS_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../address.h"

struct arena;

enum dns_type {
	DNS_A = 1, DNS_NS = 2, DNS_CNAME = 5, DNS_SOA = 6, DNS_TXT = 16,
	DNS_AAAA = 28, DNS_DNAME = 39, DNS_OPT = 41, DNS_TSIG = 250,
	DNS_ANY = 255
};
enum dns_class { DNS_IN = 1, DNS_CH = 3, DNS_NONE = 254, DNS_CLASS_ANY = 255 };
enum dns_opcode { DNS_QUERY = 0, DNS_UPDATE = 5 };
enum dns_rcode {
	DNS_NOERROR, DNS_FORMERR, DNS_SERVFAIL, DNS_NXDOMAIN, DNS_NOTIMP,
	DNS_REFUSED, DNS_YXDOMAIN, DNS_YXRRSET, DNS_NXRRSET, DNS_NOTAUTH,
	DNS_NOTZONE, DNS_BADSIG = 16, DNS_BADKEY = 17, DNS_BADTIME = 18,
	DNS_BADTRUNC = 22
};
/* In a query: question, answer, authority, additional; in an UPDATE the
 * first three are zone, prerequisite, update (RFC 2136, 2). */
enum dns_section { DNS_QUESTION, DNS_ANSWER, DNS_AUTHORITY, DNS_ADDITIONAL,
	DNS_ZONE = 0, DNS_PREREQUISITE = 1, DNS_CHANGE = 2, DNS_SECTIONS = 4 };

enum { DNS_NAME_ROOM = 255, DNS_TCP_LIMIT = 65535 };

/* A number without a name is spelled in a static room that the fourth call
 * after this one reuses. */
const char *dns_rcode_name(int rcode);		/* "NXDOMAIN", "rcode 23" */
const char *dns_type_name(int type);		/* "A", "TYPE65" */
enum dns_type dns_family_type(enum family);	/* DNS_A, DNS_AAAA */

/*
 * A message under construction; the bytes belong to the arena. Names may have a
 * final dot and \DDD for a byte.
 */
struct dns_message {
	unsigned char *bytes;
	size_t size, room;
	struct arena *arena;
	bool failed;		/* a name was no name, or 64 kB were passed */
};

/* Header with the id and flags: RD only when recurse. */
void	 dns_begin(struct dns_message *, struct arena *, uint16_t id,
	    enum dns_opcode, bool recurse);
/* An entry of the first section; class IN. Letters keep their case. */
void	 dns_question(struct dns_message *, const char *name, enum dns_type);
/* The same of another class. */
void	 dns_question_class(struct dns_message *, const char *name,
	    enum dns_type, enum dns_class);
/* A resource record; names are never compressed. Sections in ascending
 * order. */
void	 dns_record(struct dns_message *, enum dns_section, const char *name,
	    enum dns_type, int class, uint32_t ttl, const void *rdata,
	    size_t size);
/* EDNS(0) with the UDP size that fits every path (1232, no options). */
void	 dns_edns(struct dns_message *);

/*
 * Letters of the name put in random case, as the bits of random say (the
 * "0x20" mix that makes answers harder to forge). random has 32 bytes.
 */
char	*dns_mix_case(struct arena *, const char *name,
	    const unsigned char *random);

/* A record that was read. */
struct dns_rr {
	enum dns_section section;
	char name[DNS_NAME_ROOM + 1];	/* text as dns_next makes it */
	int type, class;
	uint32_t ttl;
	const unsigned char *rdata;	/* in the message */
	size_t size;
	size_t at;			/* where in the message it begins */
};

/* A message that is read; nothing is copied. */
struct dns_reader {
	const unsigned char *bytes;
	size_t size, at;
	uint16_t id;
	int opcode, rcode;		/* rcode of the header, 4 bits */
	/* QR, AA, TC, RA. */
	bool response, authoritative, truncated, recursion;
	unsigned left[DNS_SECTIONS];	/* entries not yet read */
	bool damaged;
	struct dns_rr rr;		/* the one read last */
};

/* false when the bytes are no DNS message or have no whole question section. */
bool	 dns_open(struct dns_reader *, const void *, size_t);
/*
 * The next record into r->rr, questions too (no ttl, no rdata); false at the
 * end or when the rest is damaged (dns_damaged tells). Names come as text in
 * lower case, without a final dot, "." for the root; a byte that is no letter,
 * digit, "-", "_" or "*" is written \DDD, in decimal. One that is longer than
 * DNS_NAME_ROOM as text so is damage.
 */
bool	 dns_next(struct dns_reader *);
bool	 dns_damaged(const struct dns_reader *);
/* The name that the rdata of r->rr holds at offset (NS, CNAME: 0; SOA's
 * MNAME: 0), decompressed, lower case; false when it is damaged. */
bool	 dns_rdata_name(const struct dns_reader *, size_t offset,
	    char name[DNS_NAME_ROOM + 1]);
/* The address in r->rr when it is an A or AAAA of class IN. */
bool	 dns_rdata_address(const struct dns_reader *, struct address *);

/*
 * The reply answers this very request: same ID, opcode and question bytes (the
 * case of letters too), and QR set. FORMERR and NOTIMP may come without the
 * question, from servers that did not get as far as that.
 */
bool	 dns_answers(const void *reply, size_t reply_size, const void *request,
	    size_t request_size);
/* The same but for the case of letters in the question, which differs. */
bool	 dns_answers_recased(const void *reply, size_t reply_size,
	    const void *request, size_t request_size);
bool	 dns_is_truncated(const void *reply, size_t size);

/*
 * Text name to wire form (RFC 1035, 3.1), uncompressed, letters in lower case.
 * Returns the size, 0 when it is no name.
 */
size_t	 dns_name_wire(const char *name, unsigned char wire[DNS_NAME_ROOM]);

#endif
