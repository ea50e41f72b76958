/*
 * notes - what one run leaves behind for the next ones: a list, and how two of
 * them become one.
 */

#include "notes.h"

#include <string.h>

#include "encode.h"
#include "mem.h"

enum { SETTINGS_BYTES = 4 };

const char *
notes_settings(struct arena *arena, const struct notes *notes,
    const struct digest *settings)
{
	char *text = arena_print(arena, "%s%s", notes->salt,
	    hex_encode(arena, settings->bytes, settings->size));
	struct digest salted;

	/* A library without the hash cannot tell settings apart. */
	if (!digest(SHA256, text, strlen(text), &salted))
		return "unknown";
	return hex_encode(arena, salted.bytes, SETTINGS_BYTES);
}

enum note_state
note_kind(const struct note *note)
{
	return note->state == NOTE_WAITING ? NOTE_REFUSED :
	    note->state == NOTE_UNCHANGED ? NOTE_SENT : note->state;
}

static bool
is_about_the_same(const struct note *a, const struct note *b)
{
	return note_kind(a) == note_kind(b) &&
	    strcmp(a->provider, b->provider) == 0 &&
	    strcmp(a->settings, b->settings) == 0 &&
	    same_string(a->name, b->name) &&
	    (a->name == NULL || a->family == b->family);
}

bool
notes_know(const struct notes *notes, const char *provider)
{
	size_t i;

	for (i = 0; i < notes->n; i++)
		if (strcmp(notes->list[i].provider, provider) == 0)
			return true;
	return false;
}

static struct note *
find_even_gone(const struct notes *notes, const struct note *like)
{
	size_t i;

	for (i = 0; i < notes->n; i++)
		if (is_about_the_same(&notes->list[i], like))
			return &notes->list[i];
	return NULL;
}

struct note *
notes_find(const struct notes *notes, const struct note *like)
{
	struct note *found = find_even_gone(notes, like);

	return found == NULL || found->gone ? NULL : found;
}

void
notes_add(struct arena *arena, struct notes *notes, const struct note *note)
{
	notes->list = arena_grow(arena, notes->list, notes->n, &notes->room,
	    sizeof(*notes->list));
	notes->list[notes->n++] = *note;
}

void
notes_put(struct arena *arena, struct notes *notes, const struct note *note)
{
	struct note *old = find_even_gone(notes, note);
	struct note changed = *note;

	changed.changed = true;
	if (old != NULL)
		*old = changed;
	else
		notes_add(arena, notes, &changed);
}

void
notes_drop(struct notes *notes, const struct note *like)
{
	struct note *old = notes_find(notes, like);

	if (old == NULL)
		return;
	old->of_settings = like->of_settings;
	old->changed = old->gone = true;
}

bool
notes_changed(const struct notes *notes)
{
	size_t i;

	for (i = 0; i < notes->n; i++)
		if (notes->list[i].changed)
			return true;
	return false;
}

void
notes_merge(struct arena *arena, struct notes *notes,
    const struct notes *changed)
{
	struct note note, *old;
	size_t i;

	for (i = 0; i < changed->n; i++) {
		if (!changed->list[i].changed)
			continue;
		note = changed->list[i];
		/* Another run may have begun the file anew, with its salt. */
		note.settings = notes_settings(arena, notes,
		    &note.of_settings);
		note.changed = false;
		old = find_even_gone(notes, &note);
		if (old != NULL)
			*old = note;
		else if (!note.gone)
			notes_add(arena, notes, &note);
	}
}
