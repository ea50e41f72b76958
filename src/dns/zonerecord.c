/* zonerecord - the records of a master file and where they stand in it. */

#include "zonerecord.h"

#include <string.h>

#include "../mem.h"

enum { NO_WORD = ZONE_WORDS };	/* the place of a word that is not there */

/* Where the words before the data stand. */
struct head {
	size_t ttl, class, type;
};

/* What a line leaves unsaid is taken from here. */
struct reader {
	struct arena *arena;
	const char *text;
	const char *origin, *owner;
	long default_ttl, last_ttl;	/* -1 when there is none */
	struct zone_records *records;
	size_t room;
};

static const char not_a_name[] = "not a name";

/* RFC 3597 names for the types that mean something to us. */
static const struct {
	const char *generic, *type;
} generics[] = {
	{ "TYPE1", "A" }, { "TYPE5", "CNAME" }, { "TYPE6", "SOA" },
	{ "TYPE28", "AAAA" }, { "TYPE46", "RRSIG" },
};

static bool
is_class(const char *text, struct zone_word word)
{
	return zonetext_is(text, word, "IN") || zonetext_is(text, word, "CH") ||
	    zonetext_is(text, word, "HS") || zonetext_is(text, word, "CS") ||
	    (word.size > 5 && zonetext_is(text,
	    (struct zone_word){ word.at, 5 }, "CLASS"));
}

static bool
starts_with_digit(const char *text, struct zone_word word)
{
	return text[word.at] >= '0' && text[word.at] <= '9';
}

/* TTL and class come in either order; the type is what is neither. */
static bool
find_head(const char *text, const struct zone_line *line, struct head *head)
{
	size_t i;

	*head = (struct head){ NO_WORD, NO_WORD, NO_WORD };
	for (i = line->indented ? 0 : 1; i < line->count; i++)
		if (head->ttl == NO_WORD &&
		    starts_with_digit(text, line->words[i]))
			head->ttl = i;
		else if (head->class == NO_WORD &&
		    is_class(text, line->words[i]))
			head->class = i;
		else {
			head->type = i;
			return true;
		}
	return false;
}

bool
zonerecord_tells(const char *text, const struct zone_line *line)
{
	const struct zone_word *words = line->words;
	struct address address;
	struct head head;

	if (line->count == 0)
		return false;
	if (!line->indented && (zonetext_is(text, words[0], "$TTL") ||
	    zonetext_is(text, words[0], "$ORIGIN")))
		return true;
	/* A host may be called "soa". */
	return !address_parse(&address, IPV4, text + words[0].at,
	    words[0].size) && !address_parse(&address, IPV6,
	    text + words[0].at, words[0].size) &&
	    find_head(text, line, &head) && line->count >= head.type + 3 &&
	    zonetext_is(text, words[head.type], "SOA");
}

static const char *
directive(struct reader *reader, const struct zone_line *line)
{
	const char *text = reader->text;
	struct zone_word name = line->words[0], value = line->words[1];
	bool ttl = zonetext_is(text, name, "$TTL");

	if (zonetext_is(text, name, "$INCLUDE"))
		return "$INCLUDE may bring records of the name";
	if (zonetext_is(text, name, "$GENERATE"))
		return "$GENERATE may make records of the name";
	if (!ttl && !zonetext_is(text, name, "$ORIGIN"))
		return "unknown directive";
	if (line->count != 2)
		return "a directive with other than one value";
	if (ttl)
		return (reader->default_ttl = zonetext_ttl(text, value)) < 0 ?
		    "not a TTL" : NULL;
	reader->origin =
	    zonetext_name(reader->arena, text, value, reader->origin);
	return reader->origin == NULL ? not_a_name : NULL;
}

static bool
copy_type(char *type, size_t room, const char *text, struct zone_word word)
{
	size_t i;

	for (i = 0; i < COUNT(generics); i++)
		if (zonetext_is(text, word, generics[i].generic)) {
			memcpy(type, generics[i].type,
			    strlen(generics[i].type) + 1);
			return true;
		}
	if (word.size >= room)
		return false;
	for (i = 0; i < word.size; i++) {
		type[i] = text[word.at + i];
		if (type[i] >= 'a' && type[i] <= 'z')
			type[i] = (char)(type[i] - 'a' + 'A');
	}
	type[i] = '\0';
	return true;
}

static const char *
set_owner(struct reader *reader, const struct zone_line *line,
    struct zone_record *record)
{
	record->owner_stated = !line->indented;
	if (record->owner_stated)
		reader->owner = zonetext_name(reader->arena, reader->text,
		    line->words[0], reader->origin);
	record->owner = reader->owner;
	return record->owner == NULL ? not_a_name : NULL;
}

static const char *
set_ttl(struct reader *reader, const struct zone_line *line,
    const struct head *head, struct zone_record *record)
{
	size_t next = head->class < head->type ? head->class : head->type;

	record->ttl_word = (struct zone_word){ line->words[next].at, 0 };
	if (head->ttl != NO_WORD) {
		record->ttl_from = TTL_STATED;
		record->ttl_word = line->words[head->ttl];
		record->ttl = zonetext_ttl(reader->text, record->ttl_word);
		reader->last_ttl = record->ttl;
		return record->ttl < 0 ? "not a TTL" : NULL;
	}
	if (reader->default_ttl >= 0) {
		record->ttl_from = TTL_DEFAULT;
		record->ttl = reader->default_ttl;
	} else {
		record->ttl_from =
		    reader->last_ttl < 0 ? TTL_UNKNOWN : TTL_BEFORE;
		record->ttl = reader->last_ttl;
	}
	return NULL;
}

/* Both names and five numbers; the serial is what we may have to change. */
static const char *
set_soa(struct reader *reader, const struct zone_line *line,
    const struct head *head, struct zone_record *record)
{
	if (record->values != 7)
		return "an SOA with other than seven values";
	record->value = line->words[head->type + 3];
	if (record->ttl_from != TTL_UNKNOWN)
		return NULL;
	record->ttl = reader->default_ttl =
	    zonetext_ttl(reader->text, line->words[head->type + 7]);
	record->ttl_from = TTL_DEFAULT;
	return record->ttl < 0 ? "not a TTL" : NULL;
}

static const char *
record_of(struct reader *reader, const struct zone_line *line,
    struct zone_record *record)
{
	struct head head;
	const char *wrong;

	if (!find_head(reader->text, line, &head))
		return "no record type";
	if (head.class != NO_WORD &&
	    !zonetext_is(reader->text, line->words[head.class], "IN") &&
	    !zonetext_is(reader->text, line->words[head.class], "CLASS1"))
		return "a class other than IN";
	if (!copy_type(record->type, sizeof(record->type), reader->text,
	    line->words[head.type]))
		return "unknown record type";
	record->start = line->start;
	record->end = line->end;
	record->line = line->number;
	record->values = line->count - head.type - 1;
	if (record->values == 0)
		return "a record without data";
	record->value = line->words[head.type + 1];
	if ((wrong = set_owner(reader, line, record)) != NULL ||
	    (wrong = set_ttl(reader, line, &head, record)) != NULL)
		return wrong;
	if (strcmp(record->type, "CNAME") == 0 &&
	    (record->target = zonetext_name(reader->arena, reader->text,
	    record->value, reader->origin)) == NULL)
		return not_a_name;
	return strcmp(record->type, "SOA") != 0 ? NULL :
	    set_soa(reader, line, &head, record);
}

static struct zone_record *
more(struct reader *reader)
{
	struct zone_records *records = reader->records;
	struct zone_record *list;

	if (records->count == reader->room) {
		reader->room = reader->room == 0 ? 64 : reader->room * 2;
		list = arena_alloc(reader->arena,
		    reader->room * sizeof(*list));
		if (records->count > 0)
			memcpy(list, records->list,
			    records->count * sizeof(*list));
		records->list = list;
	}
	return &records->list[records->count++];
}

bool
zonerecord_read(struct arena *arena, const char *text, size_t size,
    const char *zone, struct zone_records *records, const char **why)
{
	struct zonetext words = { .text = text, .size = size, .line = 1 };
	struct reader reader = {
		.arena = arena, .text = text, .origin = zone, .owner = zone,
		.default_ttl = -1, .last_ttl = -1, .records = records,
	};
	struct zone_line line;
	const char *wrong;

	*records = (struct zone_records){ 0 };
	while (zonetext_next(&words, &line)) {
		wrong = !line.indented && text[line.words[0].at] == '$' ?
		    directive(&reader, &line) : record_of(&reader, &line,
		    more(&reader));
		if (wrong != NULL) {
			*why = arena_print(arena, "line %u: %s", line.number,
			    wrong);
			return false;
		}
	}
	if (words.wrong != NULL)
		*why = arena_print(arena, "line %u: %s", words.line,
		    words.wrong);
	return words.wrong == NULL;
}

bool
zonerecord_is(const struct zone_record *record, enum family family)
{
	return strcmp(record->type, family_type(family)) == 0;
}

bool
zonerecord_address(struct arena *arena, const char *text,
    const struct zone_record *record, struct address *address,
    const char **why)
{
	enum family family = zonerecord_is(record, IPV4) ? IPV4 : IPV6;

	if (record->values == 1 && address_parse(address, family,
	    text + record->value.at, record->value.size))
		return true;
	*why = arena_print(arena, "line %u: not an %s address", record->line,
	    family_name(family));
	return false;
}
