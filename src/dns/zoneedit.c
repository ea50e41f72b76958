/*
 * zoneedit - an RFC 1035 master file, edited in place.
 *
 * The edit walks the records once and copies the text up to each place that
 * must change. It keeps in mind which owner and TTL a server has met last in
 * the new text, because a line that leaves them out takes them from there.
 */

#include "zonefile.h"

#include <string.h>

#include "../mem.h"
#include "../name.h"
#include "lineend.h"
#include "zonerecord.h"
#include "zoneserial.h"

/* An entry and the records it concerns. */
struct wish {
	const struct zonefile_entry *entry;
	const struct zone_record *first;	/* of the family, or NULL */
	const struct zone_record *last;		/* of the name, or NULL */
	struct address now;			/* that of the first */
};

struct editor {
	struct arena *arena;
	const char *text;
	size_t size;
	const char *ending;
	struct wish *wishes;
	size_t count;
	const struct zone_record *soa;
	uint32_t serial;
	struct buffer *out;
	size_t copied;			/* how far the text is dealt with */
	const char *owner;		/* last in the new text */
	long ttl;			/* stated last in the new text, or -1 */
};

/* Copies the text up to the word and writes the new one instead of it. */
static void
replace(struct editor *editor, struct zone_word word, const char *with)
{
	buffer_add(editor->out, editor->text + editor->copied,
	    word.at - editor->copied);
	buffer_text(editor->out, with);
	editor->copied = word.at + word.size;
}

static bool
wish_matches(const struct wish *wish, const struct zone_record *record)
{
	return zonerecord_is(record, wish->entry->address.family) &&
	    name_equal(record->owner, wish->entry->name);
}

static const struct wish *
wish_for(const struct editor *editor, const struct zone_record *record)
{
	size_t i;

	for (i = 0; i < editor->count; i++)
		if (wish_matches(&editor->wishes[i], record))
			return &editor->wishes[i];
	return NULL;
}

static void
write_owner(struct editor *editor, const struct zone_record *record)
{
	struct zone_word place = { record->start, 0 };

	if (!record->owner_stated && !name_equal(record->owner, editor->owner))
		replace(editor, place,
		    arena_print(editor->arena, "%s.", record->owner));
	editor->owner = record->owner;
}

/* States the TTL if it is not what the record would have in the new text. */
static void
write_ttl(struct editor *editor, const struct zone_record *record, long ttl)
{
	bool stated = record->ttl_from == TTL_STATED;
	char before = editor->text[record->ttl_word.at - 1];
	long given = record->ttl_from == TTL_BEFORE ? editor->ttl : record->ttl;

	if (given != ttl) {
		replace(editor, record->ttl_word, arena_print(editor->arena,
		    "%ld%s", ttl, stated ? "" : before == '\t' ? "\t" : " "));
		stated = true;
	}
	if (stated)
		editor->ttl = ttl;
}

static void
write_record(struct editor *editor, const struct zone_record *record)
{
	const struct wish *wish = wish_for(editor, record);
	const struct zonefile_entry *entry = wish == NULL ? NULL : wish->entry;
	struct zone_word whole = { record->start, record->end - record->start };
	char room[ADDRESS_ROOM];

	if (wish != NULL && wish->first != record) {
		replace(editor, whole, "");
		return;
	}
	write_owner(editor, record);
	write_ttl(editor, record, entry == NULL || entry->ttl < 0 ?
	    record->ttl : entry->ttl);
	if (wish != NULL && !address_equal(&wish->now, &entry->address))
		replace(editor, record->value,
		    address_text(&entry->address, room));
	if (record == editor->soa)
		replace(editor, record->value, arena_print(editor->arena,
		    "%lu", (unsigned long)editor->serial));
}

/* What is missing goes after the record, the name's last; NULL: at the end. */
static void
insert_after(struct editor *editor, const struct zone_record *record)
{
	struct zone_word place = {
		record == NULL ? editor->size : record->end, 0
	};
	const struct zonefile_entry *entry;
	char room[ADDRESS_ROOM];
	size_t i;

	for (i = 0; i < editor->count; i++) {
		if (editor->wishes[i].first != NULL ||
		    editor->wishes[i].last != record)
			continue;
		entry = editor->wishes[i].entry;
		replace(editor, place, "");
		if (editor->out->data[editor->out->size - 1] != '\n')
			buffer_text(editor->out, editor->ending);
		buffer_print(editor->out, "%s.\t", entry->name);
		if (entry->ttl >= 0)
			buffer_print(editor->out, "%ld\t", entry->ttl);
		buffer_print(editor->out, "IN\t%s\t%s%s",
		    family_type(entry->address.family),
		    address_text(&entry->address, room), editor->ending);
		editor->owner = entry->name;
		if (entry->ttl >= 0)
			editor->ttl = entry->ttl;
	}
}

/* Takes note of what the record means to the wish. */
static bool
note(struct editor *editor, struct wish *wish,
    const struct zone_record *record, bool *differs, const char **why)
{
	const struct zonefile_entry *entry = wish->entry;
	struct address address;

	if (!name_equal(record->owner, entry->name))
		return true;
	wish->last = record;
	if (strcmp(record->type, "CNAME") == 0 ||
	    strcmp(record->type, "RRSIG") == 0) {
		*why = arena_print(editor->arena, "line %u: %s is %s",
		    record->line, entry->name, *record->type == 'C' ?
		    "an alias (CNAME)" : "signed (RRSIG)");
		return false;
	}
	if (!wish_matches(wish, record))
		return true;
	if (!zonerecord_address(editor->arena, editor->text, record, &address,
	    why))
		return false;
	if (wish->first != NULL || !address_equal(&address, &entry->address) ||
	    (entry->ttl >= 0 && entry->ttl != record->ttl))
		*differs = true;
	if (wish->first == NULL) {
		wish->first = record;
		wish->now = address;
	}
	return true;
}

static bool
make_wishes(struct editor *editor, const struct zone_records *records,
    const struct zonefile_entry *entries, const char *zone, bool *differs,
    const char **why)
{
	struct wish *wish;
	size_t i, j;

	*differs = false;
	for (i = 0; i < editor->count; i++) {
		wish = &editor->wishes[i];
		wish->entry = &entries[i];
		if (!name_within(entries[i].name, zone)) {
			*why = arena_print(editor->arena,
			    "%s is not in the zone %s", entries[i].name, zone);
			return false;
		}
		for (j = 0; j < records->count; j++)
			if (!note(editor, wish, &records->list[j], differs,
			    why))
				return false;
		if (wish->first == NULL)
			*differs = true;
	}
	return true;
}

/* What the record is to the zone as a whole; returns what is wrong with it. */
static const char *
check_record(struct editor *editor, const struct zone_record *record,
    const char *zone, time_t now)
{
	uint32_t serial;

	/* A TTL that we state before it would become its own. */
	if (record->ttl_from == TTL_UNKNOWN)
		return "a record with no TTL, nor one before it";
	if (strcmp(record->type, "SOA") != 0)
		return NULL;
	if (editor->soa != NULL)
		return "a second SOA";
	if (!name_equal(record->owner, zone))
		return "the SOA of another zone";
	if (!zonetext_number(editor->text, record->value, &serial))
		return "the serial is not a number";
	editor->soa = record;
	editor->serial = zoneserial_next(serial, now);
	return NULL;
}

static bool
check_records(struct editor *editor, const struct zone_records *records,
    const char *zone, time_t now, const char **why)
{
	const char *wrong;
	size_t i;

	for (i = 0; i < records->count; i++) {
		wrong = check_record(editor, &records->list[i], zone, now);
		if (wrong != NULL) {
			*why = arena_print(editor->arena, "line %u: %s",
			    records->list[i].line, wrong);
			return false;
		}
	}
	if (editor->soa == NULL)
		*why = "the zone has no SOA";
	return editor->soa != NULL;
}

char *
zonefile_edit(struct arena *arena, const char *text, size_t size,
    const char *zone, const struct zonefile_entry *entries, size_t count,
    time_t now, size_t *new_size, const char **why)
{
	struct editor editor = {
		.arena = arena, .text = text, .size = size,
		.ending = line_end(text, size), .count = count,
		.wishes = arena_alloc(arena, count * sizeof(struct wish)),
		.out = buffer_new(arena), .owner = zone, .ttl = -1,
	};
	struct zone_records records;
	bool differs;
	size_t i;

	if (!zonerecord_read(arena, text, size, zone, &records, why) ||
	    !check_records(&editor, &records, zone, now, why) ||
	    !make_wishes(&editor, &records, entries, zone, &differs, why))
		return NULL;
	for (i = 0; differs && i < records.count; i++) {
		write_record(&editor, &records.list[i]);
		insert_after(&editor, &records.list[i]);
	}
	if (differs)
		insert_after(&editor, NULL);
	replace(&editor, (struct zone_word){ size, 0 }, "");
	*new_size = editor.out->size;
	return editor.out->data;
}
