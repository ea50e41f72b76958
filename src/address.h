/* address - IPv4 and IPv6 addresses as typed values. */

#ifndef ADDRESS_H
#define ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

enum family { IPV4, IPV6, FAMILIES };

struct address {
	enum family family;
	unsigned char bytes[16];	/* network order; IPv4: the first 4 */
};

enum { ADDRESS_ROOM = 46 };		/* longest text and its NUL */

/*
 * The whole of text[0..size) must be one address of the family in the form
 * that inet_pton(3) takes: no blanks, leading zeros, zone, port or prefix.
 */
bool	 address_parse(struct address *, enum family, const char *text,
	    size_t size);
/* The same for a NUL-terminated text of either family. */
bool	 address_parse_any(struct address *, const char *text);

/* Canonical text (RFC 5952 as inet_ntop(3) writes it) into room; returns it. */
const char *address_text(const struct address *, char room[ADDRESS_ROOM]);

bool	 address_equal(const struct address *, const struct address *);
/* It lies in the block of so many bits that begins with "192.168.0.0". */
bool	 address_lies_in(const struct address *, const char *block,
	    unsigned bits);
/* Same family, and the first bits are the same. */
bool	 address_shares(const struct address *, const struct address *,
	    unsigned bits);
size_t	 address_size(enum family);		/* 4 or 16 */
const char *family_name(enum family);		/* "IPv4", "IPv6" */
const char *family_type(enum family);		/* "A", "AAAA" */

/*
 * Why the address must not be published: the special-purpose block it lies in
 * (IANA registries of RFC 6890, and multicast), e.g. "carrier NAT
 * (100.64.0.0/10, RFC 6598)"; NULL when it may be. *local tells whether the
 * block is one that split-horizon zones and trials use (private, carrier NAT,
 * unique local, documentation), which --allow-special opens.
 */
const char *address_special(const struct address *, bool *local);

/* Lies in the ranges Cloudflare publishes as its edge (cloudflare.com/ips), in
 * those of WARP's exits, or in its resolver's. */
bool	 address_is_cloudflare(const struct address *);

#endif
