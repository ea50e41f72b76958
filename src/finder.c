/*
 * finder - the address of one family: its sources in their order, and how
 * many operators must agree.
 */

#include "finder.h"

#include <string.h>

#include "log.h"
#include "mem.h"
#include "settings.h"
#include "source.h"
#include "sources.h"
#include "sysexit.h"

static _Noreturn void
wrong_setting(const struct setting *setting, const char *why)
{
	log_die(setting_status(setting), "%s: %s", setting->origin, why);
}

/* A source that joins takes all its arguments into its first stage. */
static void
add_stage(struct arena *arena, struct finder *finder, const char *spec,
    size_t most, const struct setting *setting)
{
	const char *argument, *why;
	const struct source *source = source_find(arena, spec, &argument,
	    &why);
	struct stage *stage;
	size_t i;

	if (source == NULL)
		wrong_setting(setting, why);
	for (i = 0; i < finder->n_stages; i++)
		if (finder->stages[i].source == source &&
		    source->joins != NULL && source->joins(argument) &&
		    source->joins(finder->stages[i].arguments[0]))
			break;
	stage = &finder->stages[i];
	if (i == finder->n_stages) {
		finder->n_stages++;
		stage->source = source;
		stage->spec = spec;
		stage->arguments = arena_alloc(arena,
		    (most + 1) * sizeof(*stage->arguments));
	}
	if (argument != NULL)
		stage->arguments[stage->n_arguments++] = argument;
}

static const char **
specs(struct arena *arena, const struct settings *settings,
    const struct setting **setting)
{
	static const char *usual[] = { "web", NULL };
	const char **list = settings_list(arena, settings, "ip");
	size_t i;

	*setting = settings_find(settings, "ip");
	for (i = 0; list[i] != NULL; i++)
		list[i] = arena_print(arena, "ip:%s", list[i]);
	if (i > 0)
		return list;
	*setting = settings_find(settings, "source");
	list = settings_list(arena, settings, "source");
	return list[0] != NULL ? list : usual;
}

struct finder *
finder_for(struct arena *arena, struct finder **list,
    const struct settings *settings, enum family family)
{
	const struct setting *setting;
	const char **spec = specs(arena, settings, &setting);
	struct buffer *key = buffer_new(arena);
	struct finder *finder;
	size_t i, n;

	buffer_print(key, "%s %ld %d", family_name(family),
	    settings_number(settings, "quorum", 0),
	    settings_yes(settings, "allow-special"));
	for (n = 0; spec[n] != NULL; n++)
		buffer_print(key, "\n%s", spec[n]);
	for (finder = *list; finder != NULL; finder = finder->next)
		if (strcmp(finder->key, key->data) == 0)
			return finder;
	finder = arena_alloc(arena, sizeof(*finder));
	finder->family = family;
	finder->key = key->data;
	finder->quorum = settings_number(settings, "quorum", 0);
	finder->allow_special = settings_yes(settings, "allow-special");
	finder->stages = arena_alloc(arena, n * sizeof(*finder->stages));
	for (i = 0; i < n; i++)
		add_stage(arena, finder, spec[i], n, setting);
	while (*list != NULL)
		list = &(*list)->next;
	return *list = finder;
}

/* One's own echo server needs no second opinion, nor does what only this
 * machine can know. */
static unsigned
needed_votes(const struct finder *finder)
{
	const struct stage *stage = &finder->stages[finder->at];

	if (stage->source->trusted)
		return 1;
	if (finder->quorum > 0)
		return (unsigned)finder->quorum;
	return stage->n_arguments == 1 &&
	    stage->source->joins(stage->arguments[0]) ? 1 : 2;
}

void
finder_begin(struct arena *arena, struct engine *engine,
    struct finder *finder)
{
	const struct stage *stage = &finder->stages[finder->at];
	struct task *task = arena_alloc(arena, sizeof(*task));

	task->arena = arena;
	task->source = stage->source;
	task->arguments = stage->arguments;
	task->family = finder->family;
	task->allow_special = finder->allow_special;
	task->quorum = 1;
	finder->task = task;
	engine_begin(engine, task, stage->source->begin);
}

bool
finder_ended(struct arena *arena, struct engine *engine,
    struct finder *finder)
{
	finder->found = finder->task->verdict == FOUND;
	finder->confirmed = finder->found &&
	    finder->task->quorum >= needed_votes(finder);
	if (finder->found || finder->at + 1 == finder->n_stages ||
	    finder->task->fault == FAULT_REFUSED)
		return false;
	log_verbose("%s; now asking %s", finder->task->why,
	    finder->stages[finder->at + 1].spec);
	finder->at++;
	finder_begin(arena, engine, finder);
	return true;
}

bool
finder_confirm(struct engine *engine, struct finder *finder)
{
	if (finder->confirmed || !finder->found)
		return false;
	finder->task->quorum = needed_votes(finder);
	engine_begin(engine, finder->task, finder->task->next);
	return true;
}
