/*
 * finder - the address of one family: its sources in their order, and how
 * many operators must agree.
 */

#include "finder.h"

#include <limits.h>
#include <string.h>

#include "log.h"
#include "mem.h"
#include "settings.h"
#include "source.h"
#include "sources.h"
#include "surroundings.h"
#include "url.h"

static _Noreturn void
wrong_setting(const struct setting *setting, const char *why)
{
	log_die(setting_status(setting), "%s: %s", setting->origin, why);
}

/* Wrong, it would be passed over where it is asked beside the run. */
static void
check_gateway(struct arena *arena, const struct settings *settings)
{
	const struct setting *gateway = settings_find(settings, "gateway");
	struct address address;

	if (gateway != NULL && !address_parse(&address, IPV4, gateway->value,
	    strlen(gateway->value)))
		wrong_setting(gateway, arena_print(arena, "\"%s\" is no IPv4 "
		    "address; give the router's, like 192.168.1.1",
		    gateway->value));
}

/* What the user has in place of the source's own list; NULL: nothing. */
static const char **
own_list(struct arena *arena, const struct settings *settings,
    const struct source *source, const char *argument)
{
	const char **list, **entry, *why;

	if (source->list == NULL || source->joins(argument))
		return NULL;
	list = settings_list(arena, settings, source->list);
	for (entry = list; *entry != NULL; entry++) {
		why = source->joins(*entry) ? source->check(arena, *entry) :
		    "is no URL";
		if (why != NULL)
			wrong_setting(settings_find(settings, source->list),
			    arena_print(arena, "%s %s",
			    url_shown(arena, *entry), why));
	}
	return list[0] != NULL ? list : NULL;
}

/* The one that the argument joins, or a new one. */
static struct stage *
stage_for(struct finder *finder, const struct source *source,
    const char *argument)
{
	struct stage *stage;

	for (stage = finder->stages;
	    stage < finder->stages + finder->n_stages; stage++)
		if (stage->source == source && !stage->closed &&
		    source->joins != NULL && source->joins(argument) &&
		    source->joins(stage->arguments[0]))
			return stage;
	finder->n_stages++;
	stage->source = source;
	return stage;
}

/* A source that joins takes all its arguments into its first stage. */
static void
add_stage(struct arena *arena, struct finder *finder, const char *spec,
    size_t most, const struct setting *setting)
{
	const char *argument, *why, **list;
	const struct source *source = source_find(arena, spec, &argument,
	    &why);
	struct stage *stage;

	if (source == NULL)
		wrong_setting(setting, setting->origin[0] == '-' ||
		    strchr(setting->value, ',') == NULL ? why :
		    arena_print(arena, "%s; a comma here begins the next "
		    "source", why));
	stage = stage_for(finder, source, argument);
	if (stage->spec == NULL) {
		stage->spec = spec;
		stage->arguments = arena_alloc(arena,
		    (most + 1) * sizeof(*stage->arguments));
	}
	list = own_list(arena, finder->settings, source, argument);
	if (list != NULL) {
		stage->closed = true;
		stage->arguments = list;
		while (list[stage->n_arguments] != NULL)
			stage->n_arguments++;
	} else if (argument != NULL)
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

/* Detections of one key are one. */
static const char *
key_of(struct arena *arena, const struct settings *settings,
    enum family family, const char **spec)
{
	/* What the sources themselves look at. */
	static const char *const settings_of_sources[] = {
		"quorum", "allow-special", "allow-cdn", "allow-deprecated",
		"ipv6", "interface", "gateway",
	};
	struct buffer *key = buffer_new(arena);
	const char **url = settings_list(arena, settings, "web-list"), *value;
	size_t i;

	buffer_text(key, family_name(family));
	for (i = 0; i < COUNT(settings_of_sources); i++) {
		value = settings_get(settings, settings_of_sources[i]);
		buffer_print(key, "\n%s", value == NULL ? "" : value);
	}
	for (; *spec != NULL; spec++)
		buffer_print(key, "\n%s", *spec);
	for (; *url != NULL; url++)
		buffer_print(key, "\nor %s", *url);
	return key->data;
}

/* How many operators can agree there at most; a list has enough of them. */
static long
most_votes(const struct stage *stage)
{
	const struct source *source = stage->source;

	if (source->trusted)
		return LONG_MAX;	/* it needs no other */
	if (source->alone)
		return 1;
	return source->joins != NULL && source->joins(stage->arguments[0]) ?
	    (long)stage->n_arguments : LONG_MAX;
}

/* Each run would ask them all, and write nothing. */
static void
check_quorum(struct arena *arena, const struct finder *finder)
{
	const struct stage *stage = finder->stages;
	long most = 0;

	for (; stage < finder->stages + finder->n_stages; stage++)
		if (most_votes(stage) > most)
			most = most_votes(stage);
	if (finder->quorum > most)
		wrong_setting(settings_find(finder->settings, "quorum"),
		    arena_print(arena, "%ld operators can never agree, since "
		    "no source has more than %ld; give more of them, such as "
		    "a second --source web:URL, or a lower quorum",
		    finder->quorum, most));
}

struct finder *
finder_for(struct arena *arena, struct finder **list,
    const struct settings *settings, enum family family)
{
	const struct setting *setting;
	const char **spec = specs(arena, settings, &setting);
	const char *key = key_of(arena, settings, family, spec);
	struct finder *finder;
	size_t i, n;

	for (finder = *list; finder != NULL; finder = finder->next)
		if (strcmp(finder->key, key) == 0)
			return finder;
	check_gateway(arena, settings);
	for (n = 0; spec[n] != NULL; n++)
		continue;
	finder = arena_alloc(arena, sizeof(*finder));
	finder->family = family;
	finder->key = key;
	finder->settings = settings;
	finder->quorum = settings_number(settings, "quorum", 0);
	finder->stages = arena_alloc(arena, n * sizeof(*finder->stages));
	for (i = 0; i < n; i++)
		add_stage(arena, finder, spec[i], n, setting);
	check_quorum(arena, finder);
	while (*list != NULL)
		list = &(*list)->next;
	return *list = finder;
}

/* One's own echo server needs no second opinion, nor does what only this
 * machine can know. */
unsigned
finder_quorum(const struct finder *finder)
{
	const struct stage *stage = &finder->stages[finder->at];

	if (stage->source->trusted)
		return 1;
	if (finder->quorum > 0)
		return (unsigned)finder->quorum;
	if (stage->source->alone)
		return 1;
	return stage->n_arguments == 1 &&
	    stage->source->joins != NULL &&
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
	task->settings = finder->settings;
	task->allow_special = settings_yes(finder->settings, "allow-special");
	task->untrusted = !stage->source->trusted;
	task->quorum = 1;
	finder->task = task;
	finder->n_told = finder->n_explained = 0;
	engine_begin(engine, task, stage->source->begin);
}

/* true: what was found must not be written, and so is not found. */
static bool
refuses_found(struct finder *finder)
{
	struct task *task = finder->task;
	const char *why;

	if (!finder->found ||
	    address_equal(&finder->examined, &task->address))
		return false;
	finder->examined = task->address;
	why = surroundings_of_found(task);
	if (why == NULL)
		return false;
	task->verdict = task_fail(task, FAULT_REFUSED, why);
	finder->found = finder->confirmed = false;
	return true;
}

static void
tell_failures(struct finder *finder)
{
	const struct task *task = finder->task;
	const struct vote *vote;

	for (; finder->n_told < task->n_votes; finder->n_told++) {
		vote = &task->votes[finder->n_told];
		if (vote->why != NULL)
			log_verbose("%s: %s", vote->from, vote->why);
	}
}

bool
finder_ended(struct arena *arena, struct engine *engine,
    struct finder *finder)
{
	const struct task *task = finder->task;

	finder->found = task->verdict == FOUND;
	finder->confirmed = finder->found &&
	    task->quorum >= finder_quorum(finder);
	if (finder->found)
		tell_failures(finder);
	if (finder->needed)
		refuses_found(finder);
	else if (finder->found && task->untrusted)
		surroundings_hint(finder->task);
	if (finder->found || finder->at + 1 == finder->n_stages ||
	    task->fault == FAULT_REFUSED)
		return false;
	log_verbose("%s; now asking %s", task->why,
	    finder->stages[finder->at + 1].spec);
	finder->at++;
	finder_begin(arena, engine, finder);
	return true;
}

bool
finder_confirm(struct engine *engine, struct finder *finder)
{
	if (refuses_found(finder))
		return true;
	if (finder->confirmed || !finder->found)
		return false;
	finder->task->quorum = finder_quorum(finder);
	engine_begin(engine, finder->task, finder->task->next);
	return true;
}
