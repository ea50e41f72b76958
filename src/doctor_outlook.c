/*
 * doctor_outlook - asks the zone's own name servers for each name, and then
 * the resolvers that may have asked them earlier.
 *
 * Resolvers are asked only about a record that is there: else they would go on
 * to remember that it is not.
 */

#include "doctor_outlook.h"

#include <string.h>

#include "account.h"
#include "dns/lookup.h"
#include "dns/question.h"
#include "dns/servers.h"
#include "doctor_patient.h"
#include "log.h"
#include "mem.h"
#include "names.h"
#include "plan.h"
#include "provider.h"
#include "settings.h"
#include "url.h"

enum { PATIENCE = 5000 };	/* ms, of each conversation */

static const char *const usual_resolvers[] = {
	"https://1.1.1.1/dns-query", "https://8.8.8.8/dns-query", NULL
};

static const char *const *
resolvers_of(const struct patient *patient)
{
	const char *const *list = settings_list(patient->arena,
	    patient->settings, "public-resolver");

	return list[0] != NULL ? list : usual_resolvers;
}

const char *
outlook_title(struct arena *arena, const char *resolver)
{
	const char *why;
	struct url url;

	if (!is_https(resolver) || !url_parse(arena, resolver, &url, &why) ||
	    url.has_userinfo || url.query != NULL)
		return NULL;
	return strcmp(url.port, "443") == 0 ? url.host :
	    arena_print(arena, "%s:%s", url.host, url.port);
}

void
outlook_begin(struct patient *patient)
{
	const struct setting *setting = settings_find(patient->settings,
	    "public-resolver");
	const char *const *resolver = resolvers_of(patient);

	for (; *resolver != NULL; resolver++)
		if (outlook_title(patient->arena, *resolver) == NULL)
			log_die(setting_status(setting), "%s: write the URL of "
			    "a resolver as https://1.1.1.1/dns-query",
			    setting->origin);
}

static void
converse(struct patient *patient, struct outlook *outlook, struct task *task,
    step_fn *step)
{
	const struct kept_name *kept = outlook->entry->kept;

	task->arena = patient->arena;
	task->settings = kept->settings;
	task->name = kept->name;
	task->families = (unsigned)kept->wants[IPV4] << IPV4 |
	    (unsigned)kept->wants[IPV6] << IPV6;
	task->patience = PATIENCE;
	engine_begin(patient->engine, task, step);
}

void
doctor_look_around(struct patient *patient, struct entry *entry)
{
	const struct provider *provider = entry->kept->account->provider;
	struct outlook *outlook = arena_alloc(patient->arena,
	    sizeof(*outlook));
	struct outlook **last = &patient->outlooks;

	/* In the order of the names, whoever was described first. */
	while (*last != NULL && (*last)->entry < entry)
		last = &(*last)->next;
	outlook->entry = entry;
	outlook->next = *last;
	*last = outlook;
	outlook->find.live.zone = entry->describe->live.zone;
	if (provider->describe == NULL)
		outlook->skipped = "it is no record in the DNS";
	else if (provider->kind == KIND_FILE && outlook->find.live.zone == NULL)
		outlook->skipped = "a file keeps it, in no zone of the DNS";
	else if (settings_get(entry->kept->settings, "live-server") != NULL)
		converse(patient, outlook, &outlook->live, lookup_live);
	else
		converse(patient, outlook, &outlook->find, lookup_servers);
}

static void
note_found(struct patient *patient, struct outlook *outlook)
{
	if (outlook->find.verdict != LISTED) {
		outlook->skipped = outlook->find.why;
		outlook->barred = outlook->find.n_asked > 0 &&
		    outlook->find.asked[0]->outcome != ANSWERED;
		return;
	}
	outlook->live.live.zone = outlook->find.live.zone;
	converse(patient, outlook, &outlook->live, lookup_live);
}

static void
ask_resolver(struct patient *patient, struct outlook *outlook,
    enum family family, const char *resolver)
{
	struct opinion *opinion = arena_alloc(patient->arena,
	    sizeof(*opinion)), **last = &outlook->opinions;

	while (*last != NULL)
		last = &(*last)->next;
	*last = opinion;
	opinion->whose = resolver == NULL ? "the system's resolver" :
	    outlook_title(patient->arena, resolver);
	opinion->cache = (struct cache){ resolver, family, -1 };
	opinion->task.state = &opinion->cache;
	converse(patient, outlook, &opinion->task, cache_ask);
}

/* Once, whether it has that address. */
static void
ask_server(struct patient *patient, struct outlook *outlook,
    const struct server *server, const struct address *address)
{
	struct sighting *sighting = arena_alloc(patient->arena,
	    sizeof(*sighting));
	struct sighting **last = &outlook->sightings;

	while (*last != NULL)
		last = &(*last)->next;
	*last = sighting;
	sighting->watch = (struct watch){ .server = *server,
	    .apex = outlook->find.servers->apex, .wanted = *address };
	sighting->task.state = &sighting->watch;
	converse(patient, outlook, &sighting->task, watch);
}

/* The only address of the family; NULL. */
static const struct address *
only_address(const struct live *live, enum family family)
{
	const struct address *only = NULL;
	size_t i;

	for (i = 0; i < live->n; i++) {
		if (!live->records[i].is_address ||
		    live->records[i].address.family != family)
			continue;
		if (only != NULL)
			return NULL;
		only = &live->records[i].address;
	}
	return only;
}

/* What the name servers should have: the provider's own word, else that of the
 * first of them. */
static const struct address *
address_due(const struct outlook *outlook, enum family family)
{
	const struct task *describe = outlook->entry->describe;
	const struct address *held = only_address(&describe->live, family);

	return held != NULL && describe->verdict == LISTED &&
	    !outlook->entry->kept->account->provider->by_dns ? held :
	    only_address(&outlook->live.live, family);
}

static void
ask_servers(struct patient *patient, struct outlook *outlook,
    enum family family)
{
	const struct address *address = address_due(outlook, family);
	const struct servers *servers = outlook->find.servers;
	size_t i;

	for (i = 0; servers != NULL && address != NULL && i < servers->n; i++)
		ask_server(patient, outlook, &servers->list[i], address);
}

static void
ask_resolvers(struct patient *patient, struct outlook *outlook,
    enum family family)
{
	const char *const *resolver = resolvers_of(patient);

	if (live_addresses(patient->arena, &outlook->live.live, family) == NULL)
		return;
	ask_resolver(patient, outlook, family, NULL);
	for (; *resolver != NULL; resolver++)
		ask_resolver(patient, outlook, family, *resolver);
}

static void
note_live(struct patient *patient, struct outlook *outlook)
{
	enum family family;

	if (outlook->live.verdict != LISTED)
		return;
	for (family = IPV4; family < FAMILIES; family++)
		if (outlook->entry->kept->wants[family]) {
			ask_servers(patient, outlook, family);
			ask_resolvers(patient, outlook, family);
		}
}

/* What the resolvers said waits with them. */
bool
outlook_ended(struct patient *patient, struct task *task)
{
	struct outlook *outlook = patient->outlooks;

	while (outlook != NULL && task != &outlook->find &&
	    task != &outlook->live)
		outlook = outlook->next;
	if (outlook != NULL && task == &outlook->find)
		note_found(patient, outlook);
	else if (outlook != NULL)
		note_live(patient, outlook);
	return task->account == NULL && task->source == NULL;
}
