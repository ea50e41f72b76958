/*
 * doctor_provider - each name as its provider describes it, with the
 * credentials, and what a run would do about it.
 */

#include "account.h"
#include "checkup.h"
#include "doctor_patient.h"
#include "finder.h"
#include "mem.h"
#include "names.h"
#include "plan.h"
#include "provider.h"
#include "report.h"
#include "report_json.h"

/* One that nobody may be asked about has ended at once. */
static void
begin(struct patient *patient)
{
	struct entry *entry;

	for (entry = patient->entries; entry < patient->entries + patient->n;
	    entry++) {
		entry_describe(&patient->rules, patient->engine, entry);
		if (entry->describe->next == NULL)
			doctor_look_around(patient, entry);
	}
}

static bool
ended(struct patient *patient, struct task *task)
{
	size_t i;

	for (i = 0; i < patient->n; i++)
		if (patient->entries[i].describe == task) {
			doctor_look_around(patient, &patient->entries[i]);
			return true;
		}
	return false;
}

/* "cloudflare holds 192.0.2.1" */
static const char *
what_it_holds(struct patient *patient, const struct entry *entry,
    enum family family)
{
	const struct provider *provider = entry->kept->account->provider;
	const char *list = live_addresses(patient->arena,
	    &entry->describe->live, family);

	if (provider->describe == NULL)
		return arena_print(patient->arena, list == NULL ?
		    "%s tells nobody what it holds" : "%s was sent %s last",
		    provider->id, list);
	return arena_print(patient->arena, "%s holds %s", provider->by_dns ?
	    "the DNS" : provider->id, list == NULL ? "no such record" : list);
}

static struct check *
examine_record(struct patient *patient, const struct entry *entry,
    const struct row *row, const char *subject)
{
	struct checkup *checkup = patient->checkup;
	const char *holds = what_it_holds(patient, entry, row->family);
	char here[ADDRESS_ROOM] = "";

	if (entry->finder[row->family]->found)
		address_text(&row->wanted, here);
	switch (row->status) {
	case UNCHANGED:
		return check_ok(checkup, subject, "%s, as it should (%ld ms)",
		    holds, row->ms);
	case WOULD_UPDATE:
		return row->difference == NULL ?
		    check_warn(checkup, subject, "%s, but here is %s (%ld "
		    "ms); a run will write it", holds, here, row->ms) :
		    check_warn(checkup, subject, "%s, but differs in %s (%ld "
		    "ms); a run will write it", holds, row->difference,
		    row->ms);
	case WOULD_CREATE:
		return check_warn(checkup, subject, "%s (%ld ms); a run will "
		    "make it, with %s", holds, row->ms, here);
	default:
		return check_ok(checkup, subject, "%s (%ld ms)", holds,
		    row->ms);
	}
}

static void
examine_row(struct patient *patient, struct entry *entry, enum family family)
{
	struct checkup *checkup = patient->checkup;
	const struct row *row = entry->row[family];
	const char *subject = arena_print(patient->arena, "%s %s", row->name,
	    family_type(family));
	const struct problem *problem = &row->problem;
	struct check *check;

	entry_decide(&patient->rules, entry, family);
	if (row->status == NOT_DONE)
		check = check_fail(checkup, fault_exit(problem->fault),
		    subject, "%s: %s", row->provider, problem->why);
	else
		check = examine_record(patient, entry, row, subject);
	check_text(checkup, check, "provider", row->provider);
	check_text(checkup, check, "provider_code", problem->code);
	check_text(checkup, check, "address", live_addresses(patient->arena,
	    &entry->describe->live, family));
	if (row->ttl >= 0)
		check_number(checkup, check, "ttl", row->ttl);
	check_number(checkup, check, "ms", row->ms);
}

static void
conclude(struct patient *patient)
{
	enum family family;
	size_t i;

	for (i = 0; i < patient->n; i++)
		for (family = IPV4; family < FAMILIES; family++)
			if (patient->entries[i].finder[family] != NULL)
				examine_row(patient, &patient->entries[i],
				    family);
}

const struct examination examine_provider = {
	.name = "provider",
	.begin = begin,
	.ended = ended,
	.conclude = conclude,
};
