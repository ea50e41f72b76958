/* doctor_router - what stands between the line and the internet. */

#include "checkup.h"
#include "doctor_patient.h"
#include "finder.h"
#include "mem.h"
#include "task.h"
#include "wan.h"

static void
say_verdict(struct patient *patient, const struct finder *finder,
    const struct wan *wan)
{
	struct checkup *checkup = patient->checkup;
	char room[ADDRESS_ROOM];
	const char *router = address_text(&wan->router, room);
	const char *words = nat_words(patient->arena, wan->nat, &wan->router,
	    &finder->task->address);
	struct check *check;

	if (words == NULL)
		check = check_ok(checkup, wan->protocol, "the router itself "
		    "has %s, which the internet sees: no NAT before it",
		    router);
	else
		check = check_warn(checkup, wan->protocol, "%s", words);
	check_text(checkup, check, "protocol", wan->protocol);
	check_text(checkup, check, "address", router);
	check_text(checkup, check, "nat", nat_name(wan->nat));
}

static void
conclude(struct patient *patient)
{
	const struct finder *finder = patient->finders;
	struct wan wan;

	/* There is one router, however many finders saw the line. */
	while (finder != NULL && finder->look == NULL)
		finder = finder->next;
	if (finder == NULL)
		check_ok(patient->checkup, NULL, "not asked: there is no IPv4 "
		    "address from outside to compare its own with");
	else if (wan_end(patient->engine, finder->look, &wan))
		say_verdict(patient, finder, &wan);
	else
		check_ok(patient->checkup, NULL, "it tells its address neither "
		    "by NAT-PMP nor by UPnP: whether the line is behind NAT is "
		    "not known");
}

const struct examination examine_router = {
	.name = "router",
	.conclude = conclude,
};
