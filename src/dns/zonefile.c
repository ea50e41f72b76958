/* zonefile - what an RFC 1035 master file says of a name. */

#include "zonefile.h"

#include <stdio.h>
#include <string.h>

#include "../name.h"
#include "zonerecord.h"

bool
zonefile_looks_like(const char *text, size_t size)
{
	struct zonetext words = { .text = text, .size = size, .line = 1 };
	struct zone_line line;
	bool more;

	do {
		more = zonetext_next(&words, &line);
		if (zonerecord_tells(text, &line))
			return true;
	} while (more);
	return false;
}

static bool
describe(struct arena *arena, const char *text,
    const struct zone_record *record, struct zonefile_record *out,
    const char **why)
{
	*out = (struct zonefile_record){
		.ttl = record->ttl, .line = record->line
	};
	memcpy(out->type, record->type, sizeof(out->type));
	if (record->target != NULL)
		snprintf(out->target, sizeof(out->target), "%s",
		    record->target);
	if (zonerecord_is(record, IPV4) || zonerecord_is(record, IPV6))
		return zonerecord_address(arena, text, record, &out->address,
		    why);
	return true;
}

long
zonefile_find(struct arena *arena, const char *text, size_t size,
    const char *zone, const char *name, struct zonefile_record *found,
    size_t room, const char **why)
{
	const struct zone_record *record;
	struct zone_records records;
	struct zonefile_record one;
	size_t i, count = 0;

	if (!zonerecord_read(arena, text, size, zone, &records, why))
		return -1;
	for (i = 0; i < records.count; i++) {
		record = &records.list[i];
		if (!name_equal(record->owner, name))
			continue;
		if (!describe(arena, text, record, &one, why))
			return -1;
		if (count < room)
			found[count] = one;
		count++;
	}
	return (long)count;
}
