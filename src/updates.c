/*
 * updates - the writes of a run: gathered as far as each provider can take them
 * at once, one after another within an account, accounts side by side.
 */

#include "updates.h"

#include <string.h>

#include "mem.h"
#include "provider.h"

struct updates {
	struct arena *arena;
	struct engine *engine;
	struct task **tasks;
	size_t n;
};

/* What was set for the two names does not differ, so one request can do. */
static bool
same_settings(const struct provider *provider, const struct settings *a,
    const struct settings *b)
{
	const struct key *key;

	for (key = provider->keys; key->name != NULL; key++)
		if (!same_string(settings_get(a, key->name),
		    settings_get(b, key->name)))
			return false;
	return true;
}

/* Every change of the update sets the same address, and so does this one. */
static bool
are_alike(const struct task *task, const struct change *change)
{
	size_t i;

	for (i = 0; i < task->n_changes; i++)
		if (!address_equal(&task->changes[i].address,
		    &change->address))
			return false;
	return same_settings(task->account->provider, task->settings,
	    change->settings);
}

static enum reach
reach_of(const struct change *change)
{
	const struct provider *provider = change->account->provider;

	return provider->reach_by != NULL ?
	    provider->reach_by(change->settings) : provider->reach;
}

static bool
fits(const struct task *task, const struct change *change)
{
	const struct provider *provider = task->account->provider;
	enum reach reach = reach_of(change);

	if (task->account != change->account ||
	    (provider->most > 0 && task->n_changes == provider->most))
		return false;
	if (reach == REACH_NAME || reach == REACH_ALIKE)
		return strcmp(task->changes->name, change->name) == 0 ||
		    (reach == REACH_ALIKE && are_alike(task, change));
	return reach == REACH_ZONE &&
	    same_string(task->live.zone, change->live->zone) &&
	    same_string(task->live.zone_id, change->live->zone_id) &&
	    same_settings(provider, task->settings, change->settings);
}

static struct task *
new_task(struct updates *updates, const struct change *change, size_t left)
{
	struct task *task = arena_alloc(updates->arena, sizeof(*task));
	const struct provider *provider = change->account->provider;
	enum reach reach = reach_of(change);
	size_t most = reach == REACH_RECORD ? 1 :
	    reach == REACH_NAME ? FAMILIES :
	    provider->most > 0 && provider->most < left ? provider->most :
	    left;

	task->arena = updates->arena;
	task->account = change->account;
	task->settings = change->settings;
	task->name = change->name;
	task->live.zone = change->live->zone;
	task->live.zone_id = change->live->zone_id;
	task->changes = arena_alloc(updates->arena,
	    most * sizeof(*task->changes));
	return updates->tasks[updates->n++] = task;
}

/* The account's next write begins when its last one has ended. */
static void
begin_next(struct updates *updates, struct account *account)
{
	struct task *task;
	size_t i;

	if (account->writing)
		return;
	for (i = 0; i < updates->n; i++) {
		task = updates->tasks[i];
		if (task == NULL || task->account != account)
			continue;
		updates->tasks[i] = NULL;
		account->writing = true;
		engine_begin(updates->engine, task,
		    account->provider->update);
		return;
	}
}

struct updates *
updates_begin(struct arena *arena, struct engine *engine,
    struct change *changes, size_t n)
{
	struct updates *updates = arena_alloc(arena, sizeof(*updates));
	struct task *task;
	size_t i, j;

	updates->arena = arena;
	updates->engine = engine;
	updates->tasks = arena_alloc(arena, (n + 1) * sizeof(task));
	for (i = 0; i < n; i++) {
		for (j = 0; j < updates->n &&
		    !fits(updates->tasks[j], &changes[i]); j++)
			continue;
		task = j < updates->n ? updates->tasks[j] :
		    new_task(updates, &changes[i], n - i);
		task->changes[task->n_changes++] = changes[i];
	}
	for (i = 0; i < updates->n; i++)
		if (updates->tasks[i] != NULL)
			begin_next(updates, updates->tasks[i]->account);
	return updates;
}

/* One of them was refused, and so all were: each is tried alone, but not where
 * asking again is what one is blocked for. */
static bool
is_to_be_split(const struct task *task)
{
	size_t i;

	if (task->verdict == CHANGED || task->n_changes == 1 ||
	    task->account->provider->holds)
		return false;
	for (i = 0; i < task->n_changes; i++)
		if (task->changes[i].done)
			return false;
	return task->fault == FAULT_FORBIDDEN || task->fault == FAULT_REFUSED ||
	    task->fault == FAULT_PROTOCOL || task->fault == FAULT_MOVED;
}

static void
split(struct updates *updates, const struct task *task)
{
	struct task **tasks, *alone;
	size_t i;

	tasks = arena_alloc(updates->arena,
	    (updates->n + task->n_changes) * sizeof(*tasks));
	memcpy(tasks, updates->tasks, updates->n * sizeof(*tasks));
	updates->tasks = tasks;
	for (i = 0; i < task->n_changes; i++) {
		alone = new_task(updates, &task->changes[i], 1);
		alone->changes[alone->n_changes++] = task->changes[i];
	}
}

const struct task *
updates_next(struct updates *updates)
{
	struct task *task;

	while ((task = engine_next(updates->engine)) != NULL) {
		bool again = is_to_be_split(task);

		task->account->writing = false;
		if (again)
			split(updates, task);
		begin_next(updates, task->account);
		if (!again)
			return task;
	}
	return NULL;
}
