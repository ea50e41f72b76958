/* wan - the address that the router itself has on its line. */

#include "wan.h"

#include <string.h>

#include "finder.h"
#include "mem.h"
#include "settings.h"
#include "source.h"
#include "sources.h"

static const struct {
	const char *spec, *name;
} protocols[] = {
	{ "router:natpmp", "NAT-PMP" },
	{ "router:upnp", "UPnP" },
};

struct wan_look {
	const struct finder *finder;
	struct task *tasks[COUNT(protocols)];
};

/* Somebody who is not on this machine was asked. */
static bool
is_from_outside(const struct finder *finder)
{
	const struct task *task = finder->task;
	const struct vote *vote;

	if (settings_get(finder->settings, "gateway") != NULL)
		return true;
	for (vote = task->votes; vote < task->votes + task->n_votes; vote++)
		if (vote->peer != NULL && strncmp(vote->peer, "127.", 4) != 0)
			return true;
	return false;
}

static struct task *
ask_router(struct arena *arena, struct engine *engine,
    const struct finder *finder, const char *spec, int64_t ms)
{
	struct task *task = arena_alloc(arena, sizeof(*task));
	const char *why;

	task->arena = arena;
	task->arguments = arena_alloc(arena, 2 * sizeof(*task->arguments));
	task->source = source_find(arena, spec, &task->arguments[0], &why);
	task->settings = finder->settings;
	task->family = IPV4;
	task->allow_special = true;
	task->quorum = 1;
	task->aside = true;
	task->patience = ms;
	engine_begin(engine, task, task->source->begin);
	return task;
}

struct wan_look *
wan_begin(struct arena *arena, struct engine *engine,
    const struct finder *finder, int64_t ms)
{
	struct wan_look *look;
	size_t i;

	if (!finder->found || finder->family != IPV4 ||
	    finder->task->source->trusted || !is_from_outside(finder))
		return NULL;
	look = arena_alloc(arena, sizeof(*look));
	look->finder = finder;
	for (i = 0; i < COUNT(protocols); i++)
		look->tasks[i] = ask_router(arena, engine, finder,
		    protocols[i].spec, ms);
	return look;
}

/* What it says may be unfit to be published, and tells all the more. */
static const struct address *
address_told(const struct task *task)
{
	size_t i;

	for (i = 0; i < task->n_votes; i++)
		if (task->votes[i].named)
			return &task->votes[i].address;
	return NULL;
}

static bool
has_told(const struct wan_look *look, struct wan *wan)
{
	const struct address *told;
	size_t i;

	for (i = 0; i < COUNT(protocols); i++) {
		told = address_told(look->tasks[i]);
		if (told == NULL)
			continue;
		wan->protocol = protocols[i].name;
		wan->router = *told;
		wan->nat = nat_judge(told, &look->finder->task->address);
		return true;
	}
	return false;
}

static bool
has_ended(const struct wan_look *look)
{
	size_t i;

	for (i = 0; i < COUNT(protocols); i++)
		if (!look->tasks[i]->ended)
			return false;
	return true;
}

bool
wan_end(struct engine *engine, const struct wan_look *look, struct wan *wan)
{
	while (!has_told(look, wan))
		if (has_ended(look) || !engine_go_on(engine))
			return has_told(look, wan);
	return true;
}
