/*
 * prefix - the address of another device behind the prefix that was found: the
 * first bits of the one, the host part of the other. Pure.
 */

#ifndef PREFIX_H
#define PREFIX_H

#include <stdbool.h>

#include "address.h"

struct arena;

/* Where the device is. */
struct device {
	const char *id;			/* as written; NULL: it is this one */
	bool by_mac;			/* it fills the last 64 bits */
	struct address part;		/* the host part, and zeros before it */
	unsigned prefix_length;		/* bits, 1 to 127; 0: as it is found */
	bool in_subnet;			/* a /64 within the prefix: */
	unsigned long subnet;
};

/* Reads "::1" or "mac:00-11-22-33-44-55" into the device. NULL, or what is
 * wrong with the text, in words that follow it. */
const char *device_parse(struct device *, const char *text);

/* The bits that stay: as the user says, else as the interface has it (0: it is
 * not known), else 64. */
unsigned device_prefix(const struct device *, unsigned of_interface);

/* Why the subnet, or else the host part, does not fit behind a prefix of that
 * many bits, in words that follow it; NULL: it does. */
const char *device_wrong_subnet(struct arena *, const struct device *,
	    unsigned length);
const char *device_wrong_part(struct arena *, const struct device *,
	    unsigned length);

/* The device's address behind the first length bits of what was found, where
 * it fits. */
struct address device_address(const struct device *,
	    const struct address *found, unsigned length);

#endif
