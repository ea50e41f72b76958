/* update - what a DNS UPDATE (RFC 2136) says of one change. */

#include "update.h"

#include "../record.h"
#include "message.h"

void
update_require(struct dns_message *message, const struct change *change,
    bool as_absent)
{
	enum family family = change->address.family;
	enum dns_type type = dns_family_type(family);
	size_t i;

	dns_record(message, DNS_PREREQUISITE, change->name, DNS_CNAME,
	    DNS_NONE, 0, NULL, 0);
	if (change->n_replaces == 0 || as_absent) {
		dns_record(message, DNS_PREREQUISITE, change->name, type,
		    DNS_NONE, 0, NULL, 0);
		return;
	}
	for (i = 0; i < change->n_replaces; i++)
		dns_record(message, DNS_PREREQUISITE, change->name, type,
		    DNS_IN, 0, change->replaces[i]->address.bytes,
		    address_size(family));
}

void
update_replace(struct dns_message *message, const struct change *change)
{
	enum dns_type type = dns_family_type(change->address.family);

	dns_record(message, DNS_CHANGE, change->name, type, DNS_CLASS_ANY, 0,
	    NULL, 0);
	dns_record(message, DNS_CHANGE, change->name, type, DNS_IN,
	    (uint32_t)change->ttl, change->address.bytes,
	    address_size(change->address.family));
}
