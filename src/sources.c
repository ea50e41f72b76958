/* sources - which sources of the address there are. */

#include "sources.h"

#include <string.h>

#include "mem.h"
#include "settings.h"
#include "source.h"
#include "url.h"

#define SOURCE(name) extern const struct source source_##name;
#include "sources.def"
#undef SOURCE

static const struct source *const sources[] = {
#define SOURCE(name) &source_##name,
#include "sources.def"
#undef SOURCE
};

const struct source *
source_find(struct arena *arena, const char *spec, const char **argument,
    const char **why)
{
	struct nearest nearest = { NULL, NULL, 0 };
	size_t i, size = strcspn(spec, ":");
	const char *word = arena_copy(arena, spec, size), *wrong;

	*argument = spec[size] == ':' ? spec + size + 1 : NULL;
	nearest.written = word;
	for (i = 0; i < COUNT(sources); i++) {
		nearest_try(&nearest, sources[i]->name);
		if (strcmp(sources[i]->name, word) != 0)
			continue;
		wrong = sources[i]->check(arena, *argument);
		if (wrong == NULL)
			return sources[i];
		*why = arena_print(arena, "%s %s", url_shown(arena,
		    *argument == NULL ? spec : *argument), wrong);
		return NULL;
	}
	*why = nearest.best == NULL ?
	    arena_print(arena, "no source \"%s\"; --list-sources shows them",
	    word) : arena_print(arena, "no source \"%s\"; did you mean "
	    "\"%s\"?", word, nearest.best);
	return NULL;
}

void
sources_print(FILE *to)
{
	size_t i;

	for (i = 0; i < COUNT(sources); i++)
		fprintf(to, "%-22s %s\n", sources[i]->form, sources[i]->help);
}
