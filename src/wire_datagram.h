/* wire_datagram - a datagram, and the one that answers it. */

#ifndef WIRE_DATAGRAM_H
#define WIRE_DATAGRAM_H

struct channel_calls;

extern const struct channel_calls datagram_calls;

#endif
