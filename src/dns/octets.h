/* octets - unsigned numbers in network order, of any width up to 8 bytes. */

#ifndef DNS_OCTETS_H
#define DNS_OCTETS_H

#include <stddef.h>
#include <stdint.h>

static inline uint64_t
octets_get(const unsigned char *bytes, size_t count)
{
	uint64_t value = 0;

	while (count-- > 0)
		value = value << 8 | *bytes++;
	return value;
}

static inline void
octets_put(unsigned char *bytes, uint64_t value, size_t count)
{
	for (; count > 0; value >>= 8)
		bytes[--count] = (unsigned char)(value & 0xff);
}

#endif
