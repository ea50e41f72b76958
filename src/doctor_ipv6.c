/*
 * doctor_ipv6 - the addresses of this machine's own that an AAAA record could
 * hold, why each is taken or dropped, and which of them the internet sees.
 */

#include <string.h>

#include "candidates.h"
#include "checkup.h"
#include "doctor_patient.h"
#include "finder.h"
#include "links.h"
#include "mem.h"
#include "settings.h"
#include "source.h"

static struct candidate *
candidates_of(struct patient *patient, const struct finder *finder, size_t *n)
{
	const struct settings *settings = finder->settings;
	const struct candidate_wish wish = { .family = IPV6,
	    .interface = settings_get(settings, "interface"),
	    .ipv6 = ipv6_wanted(finder->task),
	    .allow_special = settings_yes(settings, "allow-special"),
	    .allow_deprecated = settings_yes(settings, "allow-deprecated") };

	return candidates_rank(patient->arena, links_read(patient->arena),
	    &wish, n);
}

/* It says nothing of a line: every interface has such an address. */
static bool
is_of_the_link(const struct link_address *at)
{
	return at->loopback || address_lies_in(&at->address, "fe80::", 10);
}

static void
examine_candidate(struct patient *patient, const struct candidate *one)
{
	struct checkup *checkup = patient->checkup;
	char room[ADDRESS_ROOM];
	const char *address = address_text(&one->at->address, room);
	struct check *check;

	if (one->dropped != NULL)
		check = check_ok(checkup, one->at->interface, "%s dropped: it "
		    "is %s", address, one->dropped);
	else if (one->behind != NULL)
		check = check_ok(checkup, one->at->interface, "%s would do, "
		    "but the first %s", address, one->behind);
	else
		check = check_ok(checkup, one->at->interface, "%s is the one "
		    "to publish%s%s", address, one->kind[0] == '\0' ? "" :
		    ": ", one->kind);
	check_text(checkup, check, "address", address);
	check_text(checkup, check, "interface", one->at->interface);
	check_text(checkup, check, "kind", one->kind);
	check_text(checkup, check, "dropped", one->dropped);
}

static const struct candidate *
find(const struct candidate *list, size_t n, const struct address *address)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (address_equal(&list[i].at->address, address))
			return &list[i];
	return NULL;
}

static void
examine_seen(struct patient *patient, const struct candidate *list, size_t n,
    const struct address *seen)
{
	const struct candidate *one = find(list, n, seen);
	struct checkup *checkup = patient->checkup;
	char room[ADDRESS_ROOM];
	struct check *check;

	address_text(seen, room);
	if (one == NULL)
		check = check_warn(checkup, NULL, "the internet sees %s, which "
		    "is none of this machine's; a VPN or a router that "
		    "translates prefixes may be why", room);
	else if (one->dropped != NULL)
		check = check_warn(checkup, NULL, "the internet sees %s on "
		    "%s, which is %s; give --source iface", room,
		    one->at->interface, one->dropped);
	else
		check = check_ok(checkup, NULL, "the internet sees %s, on %s",
		    room, one->at->interface);
	check_text(checkup, check, "address", room);
}

static void
conclude(struct patient *patient)
{
	const struct finder *finder = patient->finders;
	const struct candidate *list;
	size_t n, i, shown = 0;

	while (finder != NULL && finder->family != IPV6)
		finder = finder->next;
	if (finder == NULL)
		return;
	list = candidates_of(patient, finder, &n);
	for (i = 0; i < n; i++)
		if (!is_of_the_link(list[i].at)) {
			examine_candidate(patient, &list[i]);
			shown++;
		}
	if (shown == 0)
		check_warn(patient->checkup, NULL, "no interface has an IPv6 "
		    "address that leads further than its link; leave ipv6 out, "
		    "or have the router announce a prefix");
	if (finder->found && !finder->task->source->trusted)
		examine_seen(patient, list, n, &finder->task->address);
}

const struct examination examine_ipv6 = {
	.name = "ipv6",
	.conclude = conclude,
};
