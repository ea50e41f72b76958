/* infer - which provider is meant when none was named. */

#include "infer.h"

#include "credentials.h"
#include "dns/lookup.h"
#include "dns/servers.h"
#include "log.h"
#include "mem.h"
#include "provider.h"
#include "providers.h"
#include "settings.h"
#include "sysexit.h"

/* The first of the candidates whose name servers the zone has; NULL. Where the
 * network hindered that, the next run may know. */
static const struct provider *
by_nameservers(struct arena *arena, struct wire *wire,
    const struct provider *const *candidates, const struct settings *settings,
    const char *name, const char **why, int *status)
{
	struct engine *engine = engine_new(arena, wire, 0);
	const struct provider *const *candidate;
	struct task task = { .arena = arena, .settings = settings,
	    .name = name };
	size_t i;

	engine_begin(engine, &task, lookup_servers);
	*why = "the zone's name servers are those of neither";
	if (engine_next(engine) == NULL || task.verdict != LISTED) {
		*why = task.why;
		if (task_unanswered(&task) != NULL)
			*status = EXIT_TEMPFAIL;
		return NULL;
	}
	for (candidate = candidates; *candidate != NULL; candidate++)
		for (i = 0; i < task.servers->n; i++)
			if (provider_has_nameserver(*candidate,
			    task.servers->list[i].name))
				return *candidate;
	return NULL;
}

/* There are two candidates or more. */
static _Noreturn void
unclear(struct arena *arena, const struct provider *const *candidates,
    const struct settings *settings, const char *name, const char *why,
    int status)
{
	struct buffer *list = buffer_new(arena);
	size_t i = 0;

	do
		buffer_print(list, "%s%s (%s)", i > 0 ? ", " : "",
		    candidates[i]->id, credentials_present(arena,
		    candidates[i], settings));
	while (candidates[++i] != NULL);
	log_die_hinting(status, arena_print(arena,
	    "say which with -p, for example -p %s", candidates[0]->id),
	    "%s: credentials of several providers are present: %s (%s)", name,
	    list->data, why);
}

static _Noreturn void
none_found(struct arena *arena, const char *name)
{
	const char *empty = credentials_empty(arena);

	log_die_hinting(EXIT_USAGE, "give -p ID; --list-providers shows them "
	    "with the credentials each needs",
	    "%s: no provider named and no credentials found%s", name,
	    empty == NULL ? "" : arena_print(arena, "; $%s is there, but "
	    "empty", empty));
}

const struct provider *
infer_provider(struct arena *arena, struct wire *wire,
    const struct settings *settings, const char *name)
{
	const struct provider **candidates, *found = NULL;
	const char *why = NULL;
	bool token = settings_get(settings, "token-file") != NULL ||
	    settings_get(settings, "token-command") != NULL;
	int status = EXIT_USAGE;
	size_t i, n = 0, all = 0;

	while (providers[all] != NULL)
		all++;
	candidates = arena_alloc(arena, (all + 1) * sizeof(*candidates));
	for (i = 0; i < all; i++)
		if (credentials_present(arena, providers[i], settings) != NULL)
			candidates[n++] = providers[i];
	if (n == 1)
		return candidates[0];
	if (n > 1 || token)
		found = by_nameservers(arena, wire, n > 1 ? candidates :
		    providers, settings, name, &why, &status);
	if (found != NULL)
		return found;
	if (n > 1)
		unclear(arena, candidates, settings, name, why, status);
	none_found(arena, name);
}
