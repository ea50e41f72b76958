/* notes_json - notes as text: a JSON object, a line for each note. */

#include "notes.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "mem.h"
#include "wipe.h"

enum { VERSION = 1, SALT_DIGITS = 32 };

static const int64_t last_second = 253402300799;	/* of the year 9999 */

static const char *const states[] = {
	[NOTE_REFUSED] = "refused", [NOTE_WAITING] = "waiting",
	[NOTE_SENT] = "sent", [NOTE_UNCHANGED] = "unchanged",
	[NOTE_SENDING] = "sending",
};

/* A text that may be missing; false when it is something else. */
static bool
read_text(struct arena *arena, const json_t *entry, const char *key,
    const char **text)
{
	const json_t *member = json_object_get(entry, key);

	*text = NULL;
	if (member == NULL)
		return true;
	if (!json_is_string(member))
		return false;
	*text = arena_string(arena, json_string_value(member));
	return true;
}

/* A number that may be missing, between 0 and most. */
static bool
read_number(const json_t *entry, const char *key, int64_t most,
    int64_t *number)
{
	const json_t *member = json_object_get(entry, key);

	*number = json_integer_value(member);
	return member == NULL ||
	    (json_is_integer(member) && *number >= 0 && *number <= most);
}

static bool
read_state(const json_t *entry, enum note_state *state)
{
	const char *word = json_string_value(json_object_get(entry, "state"));
	size_t i;

	for (i = 0; word != NULL && i < COUNT(states); i++)
		if (strcmp(states[i], word) == 0) {
			*state = (enum note_state)i;
			return true;
		}
	return false;
}

/* The family of a record is told, and so is the address of what was sent. */
static bool
read_family(const json_t *entry, struct note *note)
{
	const char *type = json_string_value(json_object_get(entry, "type"));
	const char *text = json_string_value(json_object_get(entry,
	    "address"));

	if (note->name == NULL)
		return note_kind(note) == NOTE_REFUSED && type == NULL &&
		    text == NULL;
	if (type == NULL)
		return false;
	while (note->family < FAMILIES &&
	    strcmp(type, family_type(note->family)) != 0)
		note->family++;
	if (note->family == FAMILIES)
		return false;
	if (note_kind(note) == NOTE_REFUSED)
		return text == NULL;
	return text != NULL && address_parse(&note->address, note->family,
	    text, strlen(text));
}

static bool
read_note(struct arena *arena, const json_t *entry, struct note *note)
{
	int64_t count;

	*note = (struct note){ .family = IPV4 };
	if (!json_is_object(entry) || !read_state(entry, &note->state) ||
	    !read_text(arena, entry, "provider", &note->provider) ||
	    !read_text(arena, entry, "account", &note->account) ||
	    !read_text(arena, entry, "name", &note->name) ||
	    !read_text(arena, entry, "settings", &note->settings) ||
	    !read_text(arena, entry, "code", &note->code) ||
	    !read_text(arena, entry, "why", &note->why) ||
	    !read_number(entry, "since", last_second, &note->since) ||
	    !read_number(entry, "until", last_second, &note->until) ||
	    !read_number(entry, "count", 1000, &count) ||
	    !read_family(entry, note))
		return false;
	note->count = (long)count;
	return note->provider != NULL && note->settings != NULL;
}

static bool
read_salt(struct arena *arena, const json_t *root, const char **salt)
{
	return read_text(arena, root, "salt", salt) && *salt != NULL &&
	    strlen(*salt) == SALT_DIGITS &&
	    strspn(*salt, "0123456789abcdef") == SALT_DIGITS;
}

static const char *
read_root(struct arena *arena, const json_t *root, struct notes *notes)
{
	const char *const damaged = "is damaged";
	const json_t *version = json_object_get(root, "version");
	const json_t *entries = json_object_get(root, "entries");
	struct note note;
	size_t i;

	if (json_is_integer(version) && json_integer_value(version) != VERSION)
		return "is of a version that this program does not know";
	if (!json_is_integer(version) || !json_is_array(entries) ||
	    !read_salt(arena, root, &notes->salt))
		return damaged;
	for (i = 0; i < json_array_size(entries); i++) {
		if (!read_note(arena, json_array_get(entries, i), &note))
			return damaged;
		notes_add(arena, notes, &note);
	}
	return NULL;
}

const char *
notes_read(struct arena *arena, const char *text, size_t size,
    struct notes *notes)
{
	json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
	const char *wrong;

	*notes = (struct notes){ .salt = NULL };
	wrong = read_root(arena, root, notes);
	json_decref(root);
	return wrong;
}

static int
newest_first(const void *a, const void *b)
{
	const int64_t first = (*(const struct note *const *)a)->since;
	const int64_t second = (*(const struct note *const *)b)->since;

	return first > second ? -1 : first < second;
}

/* A count of what made no sense outlives the wait: the next may be the last. */
static bool
is_over(const struct note *note, int64_t now)
{
	return note->gone ||
	    note->since < now - (int64_t)NOTES_DAYS * 24 * 3600 ||
	    (note->state == NOTE_WAITING && note->until <= now &&
	    note->count == 0);
}

static char *
note_text(const struct note *note)
{
	char room[ADDRESS_ROOM];
	json_t *entry = json_pack("{s:s, s:s*, s:s*, s:s*, s:s, s:s, s:I, "
	    "s:I, s:i, s:s*, s:s*, s:s*}", "provider", note->provider,
	    "account", note->account, "name", note->name,
	    "type", note->name == NULL ? NULL : family_type(note->family),
	    "settings", note->settings, "state", states[note->state],
	    "since", (json_int_t)note->since,
	    "until", (json_int_t)note->until, "count", (int)note->count,
	    "address", note_kind(note) == NOTE_REFUSED ? NULL :
	    address_text(&note->address, room),
	    "code", note->code, "why", note->why);
	char *text = json_dumps(entry, JSON_COMPACT);

	json_decref(entry);
	return text;
}

/* One line for each; false: out of memory. */
static bool
write_list(struct buffer *text, const struct note **list, size_t n)
{
	static const char end[] = "\n]}\n";
	const char *before = "\n";
	char *line;
	size_t i;

	for (i = 0; i < n && i < NOTES_MOST; i++) {
		line = note_text(list[i]);
		if (line == NULL)
			return false;
		if (text->size + strlen(line) + sizeof(end) < NOTES_LIMIT) {
			buffer_print(text, "%s%s", before, line);
			before = ",\n";
		}
		json_text_free(line);
	}
	buffer_text(text, end);
	return true;
}

const struct buffer *
notes_write(struct arena *arena, const struct notes *notes, int64_t now)
{
	const struct note **list = arena_alloc(arena,
	    (notes->n + 1) * sizeof(const struct note *));
	struct buffer *text = buffer_new(arena);
	size_t i, n = 0;

	for (i = 0; i < notes->n; i++)
		if (!is_over(&notes->list[i], now))
			list[n++] = &notes->list[i];
	qsort(list, n, sizeof(const struct note *), newest_first);
	buffer_print(text, "{\"version\":%d,\"salt\":\"%s\",\"entries\":[",
	    VERSION, notes->salt);
	return write_list(text, list, n) ? text : NULL;
}
