/*
 * doctor_live - what the zone's own name servers say of each name, and what
 * resolvers still say that asked them earlier.
 */

#include <string.h>

#include "account.h"
#include "checkup.h"
#include "dns/servers.h"
#include "doctor_outlook.h"
#include "doctor_patient.h"
#include "mem.h"
#include "names.h"
#include "plan.h"
#include "provider.h"
#include "settings.h"

static bool
has(const struct live *live, const struct address *address)
{
	size_t i;

	for (i = 0; i < live->n; i++)
		if (live->records[i].is_address &&
		    address_equal(&live->records[i].address, address))
			return true;
	return false;
}

/* Every address of the family that one has is the other's, too. */
static bool
covers(const struct live *one, const struct live *other, enum family family)
{
	size_t i;

	for (i = 0; i < other->n; i++)
		if (other->records[i].is_address &&
		    other->records[i].address.family == family &&
		    !has(one, &other->records[i].address))
			return false;
	return true;
}

static bool
same(const struct live *one, const struct live *other, enum family family)
{
	return covers(one, other, family) && covers(other, one, family);
}

/* A proxied record shows the proxy's addresses. */
static bool
is_proxied(const struct live *live, enum family family)
{
	size_t i, n = 0;

	for (i = 0; i < live->n; i++) {
		if (!live->records[i].is_address ||
		    live->records[i].address.family != family)
			continue;
		if (!address_is_cloudflare(&live->records[i].address))
			return false;
		n++;
	}
	return n > 0;
}

static const char *
what_it_says(struct arena *arena, const struct live *live, enum family family)
{
	const char *list = live_addresses(arena, live, family);

	if (live->n > 0 && !live->records[0].is_address)
		return arena_print(arena, "says %s", live->records[0].other);
	if (list != NULL)
		return arena_print(arena, "says %s", list);
	return live->no_name ? "knows no such name" : "has no such record";
}

/* Whoever answered: "ns1.example.net (192.0.2.53)". */
static const char *
whose_word(struct patient *patient, struct task *live)
{
	const struct exchange *x = live->asked[0];
	const struct server *server;
	size_t i, address;

	if (x->channel == HTTP)
		return outlook_title(patient->arena, arena_copy(
		    patient->arena, x->url, strcspn(x->url, "?")));
	for (i = 0; i < live->servers->n; i++) {
		server = &live->servers->list[i];
		for (address = 0; address < server->n; address++)
			if (same_string(server->addresses[address], x->server))
				return server_title(live, server, address);
	}
	return x->server;
}

/* The provider's own word is another than that of the name servers. */
static bool
differs_from_provider(const struct outlook *outlook, enum family family)
{
	const struct task *describe = outlook->entry->describe;

	return !outlook->entry->kept->account->provider->by_dns &&
	    describe->verdict == LISTED &&
	    !same(&describe->live, &outlook->live.live, family) &&
	    !is_proxied(&outlook->live.live, family);
}

static void
examine_live_record(struct patient *patient, struct outlook *outlook,
    enum family family, const char *subject)
{
	struct checkup *checkup = patient->checkup;
	struct task *live = &outlook->live;
	const char *says = what_it_says(patient->arena, &live->live, family);
	const char *whose = whose_word(patient, live);
	const char *held = live_addresses(patient->arena,
	    &outlook->entry->describe->live, family);
	struct check *check;

	if (live->asked[0]->channel == HTTP &&
	    settings_get(live->settings, "live-server") == NULL)
		check = check_warn(checkup, subject, "the zone's name servers "
		    "cannot be asked from here; %s %s", whose, says);
	else if (differs_from_provider(outlook, family))
		check = check_warn(checkup, subject, "%s %s, but %s holds %s; "
		    "the name servers are slow, or the zone is delegated to "
		    "others", whose, says, outlook->entry->kept->account->
		    provider->id, held == NULL ? "no such record" : held);
	else
		check = check_ok(checkup, subject, "%s %s (%ld ms)%s", whose,
		    says, live->ms, is_proxied(&live->live, family) ?
		    ", of Cloudflare's proxy" : "");
	check_text(checkup, check, "server", whose);
	check_text(checkup, check, "address",
	    live_addresses(patient->arena, &live->live, family));
	check_number(checkup, check, "ms", live->ms);
}

/* One of the name servers. What is out of reach may be so from here alone. */
static void
examine_sighting(struct patient *patient, const struct outlook *outlook,
    struct sighting *sighting, const char *subject)
{
	const struct provider *provider = outlook->entry->kept->account->
	    provider;
	const enum family family = sighting->watch.wanted.family;
	struct checkup *checkup = patient->checkup;
	struct task *task = &sighting->task;
	char room[ADDRESS_ROOM];
	struct check *check;

	if (task->verdict == LISTED)
		check = check_ok(checkup, subject, "%s %s (%ld ms)%s",
		    server_title(task, task->servers->list,
		    sighting->watch.address),
		    what_it_says(patient->arena, &task->live, family),
		    task->ms, is_proxied(&task->live, family) ?
		    ", of Cloudflare's proxy" : "");
	else if (task->fault == FAULT_PROTOCOL)
		check = check_warn(checkup, subject, "%s, but %s holds %s; it "
		    "is slow to follow, or no longer the zone's", task->why,
		    provider->by_dns ? "another one" : provider->id,
		    address_text(&sighting->watch.wanted, room));
	else
		check = check_ok(checkup, subject, "%s", task->why);
	check_text(checkup, check, "server", sighting->watch.server.name);
	check_text(checkup, check, "address",
	    live_addresses(patient->arena, &task->live, family));
	check_number(checkup, check, "ms", task->ms);
}

/* What resolvers would learn if they asked now. */
static const struct live *
best_word(const struct outlook *outlook, enum family family)
{
	const struct sighting *sighting = outlook->sightings;

	while (sighting != NULL && (sighting->watch.wanted.family != family ||
	    sighting->task.verdict != LISTED))
		sighting = sighting->next;
	return sighting != NULL ? &sighting->task.live : &outlook->live.live;
}

/* Until it runs out: "for 231 s more". */
static const char *
span(struct arena *arena, const struct cache *cache)
{
	return cache->left < 0 ? "" : arena_print(arena, " for %ld s more",
	    cache->left);
}

static void
examine_opinion(struct patient *patient, const struct outlook *outlook,
    const struct opinion *opinion, const char *subject)
{
	const enum family family = opinion->cache.family;
	const struct task *task = &opinion->task;
	struct checkup *checkup = patient->checkup;
	const char *says = what_it_says(patient->arena, &task->live, family);
	struct check *check;

	if (task->verdict != LISTED)
		check = opinion->cache.resolver == NULL ?
		    check_warn(checkup, subject, "%s does not answer: %s; "
		    "check it", opinion->whose, task->why) :
		    check_ok(checkup, subject, "%s does not answer: %s",
		    opinion->whose, task->why);
	else if (same(&task->live, best_word(outlook, family), family) ||
	    is_proxied(&task->live, family))
		check = check_ok(checkup, subject, "%s %s, too",
		    opinion->whose, says);
	else
		check = check_warn(checkup, subject, "%s still %s%s; its copy "
		    "is an older one, and runs out by itself",
		    opinion->whose, says,
		    span(patient->arena, &opinion->cache));
	check_text(checkup, check, "resolver", opinion->whose);
	check_text(checkup, check, "address",
	    live_addresses(patient->arena, &task->live, family));
	if (opinion->cache.left >= 0)
		check_number(checkup, check, "seconds", opinion->cache.left);
	check_number(checkup, check, "ms", task->ms);
}

/* false: there are none. */
static bool
examine_sightings(struct patient *patient, const struct outlook *outlook,
    enum family family, const char *subject)
{
	struct sighting *sighting;
	bool any = false;

	for (sighting = outlook->sightings; sighting != NULL;
	    sighting = sighting->next)
		if (sighting->watch.wanted.family == family) {
			examine_sighting(patient, outlook, sighting, subject);
			any = true;
		}
	return any;
}

static void
examine(struct patient *patient, struct outlook *outlook, enum family family)
{
	struct checkup *checkup = patient->checkup;
	const char *subject = arena_print(patient->arena, "%s %s",
	    outlook->entry->kept->name, family_type(family));
	const struct opinion *opinion;

	if (outlook->barred || (outlook->skipped == NULL &&
	    outlook->live.verdict != LISTED)) {
		check_warn(checkup, subject, "%s", outlook->barred ?
		    outlook->skipped : outlook->live.why);
		return;
	}
	if (outlook->skipped != NULL) {
		check_ok(checkup, subject, "not looked up: %s",
		    outlook->skipped);
		return;
	}
	if (!examine_sightings(patient, outlook, family, subject))
		examine_live_record(patient, outlook, family, subject);
	checkup->examining = "cache";
	for (opinion = outlook->opinions; opinion != NULL;
	    opinion = opinion->next)
		if (opinion->cache.family == family)
			examine_opinion(patient, outlook, opinion, subject);
	checkup->examining = examine_live.name;
}

static void
conclude(struct patient *patient)
{
	struct outlook *outlook;
	enum family family;

	for (outlook = patient->outlooks; outlook != NULL;
	    outlook = outlook->next)
		for (family = IPV4; family < FAMILIES; family++)
			if (outlook->entry->kept->wants[family])
				examine(patient, outlook, family);
}

const struct examination examine_live = {
	.name = "live",
	.begin = outlook_begin,
	.ended = outlook_ended,
	.conclude = conclude,
};
