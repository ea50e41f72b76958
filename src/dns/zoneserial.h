/* zoneserial - the next serial of a zone. */

#ifndef DNS_ZONESERIAL_H
#define DNS_ZONESERIAL_H

#include <stdint.h>
#include <time.h>

/*
 * One more (RFC 1982, never 0); a serial that is a date YYYYMMDDnn moves on to
 * today in UTC at least, one that counts the seconds since 1970 to now.
 */
uint32_t zoneserial_next(uint32_t serial, time_t now);

#endif
