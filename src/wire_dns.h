/* wire_dns - DNS messages and their answers, over UDP and TCP. */

#ifndef WIRE_DNS_H
#define WIRE_DNS_H

struct channel_calls;

extern const struct channel_calls dns_calls;

#endif
