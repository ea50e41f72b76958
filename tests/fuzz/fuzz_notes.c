/*
 * fuzz_notes - any text as the file that outlives a run. What was read is the
 * same when it is written and read again.
 */

#include "fuzz.h"
#include "mem.h"
#include "notes.h"

enum { NOW = 1767268800 };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *text = arena_copy(arena, data, size), *wrong;
	struct notes notes = { .salt = NULL }, again = { .salt = NULL };
	const struct buffer *written, *second;
	size_t i;

	wrong = notes_read(arena, text, size, &notes);
	if (wrong != NULL) {
		must(fuzz_is_shown(wrong));
		arena_free(arena);
		return 0;
	}
	must(notes.salt != NULL);
	for (i = 0; i < notes.n; i++) {
		must(notes.list[i].provider != NULL);
		must(notes_know(&notes, notes.list[i].provider));
		must(notes_find(&notes, &notes.list[i]) != NULL);
	}
	written = notes_write(arena, &notes, NOW);
	must(written != NULL && written->size <= NOTES_LIMIT);
	must(notes_read(arena, written->data, written->size, &again) == NULL);
	must(again.n <= notes.n && strcmp(again.salt, notes.salt) == 0);
	second = notes_write(arena, &again, NOW);
	must(second->size == written->size &&
	    memcmp(second->data, written->data, written->size) == 0);
	arena_free(arena);
	return 0;
}
