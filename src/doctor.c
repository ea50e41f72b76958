/*
 * doctor - --doctor: all that a run depends on is examined.
 *
 * Everything is asked at the same time; what follows from the answers is said
 * afterwards, in the order of the examinations.
 */

#include "doctor.h"

#include <string.h>

#include "checkup.h"
#include "command_line.h"
#include "config.h"
#include "doctor_patient.h"
#include "finder.h"
#include "hold.h"
#include "log.h"
#include "mem.h"
#include "names.h"
#include "needs.h"
#include "report.h"
#include "settings.h"
#include "sysexit.h"
#include "task.h"
#include "wire.h"

static const struct examination *const examinations[] = {
	&examine_secrets,
	&examine_clock,
	&examine_sources,
	&examine_router,
	&examine_ipv6,
	&examine_provider,
	&examine_live,
};

/* What was found so far, when the program has to end. */
static struct {
	struct checkup *checkup;
	bool json;
} dying;

static bool
say_last_words(int status, const char *why)
{
	const struct report report = { .arena = dying.checkup->arena,
	    .json = dying.json, .dry_run = true, .to = stdout,
	    .time = time(NULL) };

	check_fail(dying.checkup, status, NULL, "%s", why);
	checkup_print(dying.checkup, &report);
	return true;
}

void
doctor_prepare(struct arena *arena, const struct settings *settings)
{
	dying.checkup = checkup_new(arena);
	dying.checkup->examining = "configuration";
	dying.json = settings_yes(settings, "json");
	log_last_words = say_last_words;
}

/* The names of the command line, else of the file; there may be none. */
static bool
has_names(const struct command_line *line, const struct config *config)
{
	const struct section *section = config->sections;

	while (section != NULL && section->kind != SECTION_NAMES)
		section = section->next;
	return line->n_names > 0 || section != NULL;
}

static void
find_names(struct patient *patient, struct command_line *line)
{
	static const struct names none = { NULL, 0 };
	struct names *names = arena_alloc(patient->arena, sizeof(*names));

	*names = has_names(line, patient->config) ? names_read(patient->arena,
	    patient->wire, line, patient->config) : none;
	patient->names = names;
	patient->n = names->n;
	patient->entries = entries_of(patient->arena, names,
	    &patient->finders, &patient->rows, &patient->n_rows);
}

/* Without a name it is the address alone. */
static void
find_families(struct patient *patient)
{
	bool wants[FAMILIES];
	enum family family;

	families_read(patient->arena, patient->settings, wants);
	for (family = IPV4; family < FAMILIES; family++)
		if (wants[family])
			finder_for(patient->arena, &patient->finders,
			    patient->settings, family);
}

static void
note_ended(struct patient *patient, struct task *task)
{
	size_t i;

	for (i = 0; i < COUNT(examinations); i++)
		if (examinations[i]->ended != NULL &&
		    examinations[i]->ended(patient, task))
			return;
}

static void
look(struct patient *patient)
{
	struct task *task;
	size_t i;

	for (i = 0; i < COUNT(examinations); i++)
		if (examinations[i]->begin != NULL)
			examinations[i]->begin(patient);
	while ((task = engine_next(patient->engine)) != NULL)
		note_ended(patient, task);
}

static void
conclude(struct patient *patient)
{
	const int signal = wire_signal(patient->wire);
	size_t i;

	if (signal != 0)
		check_fail(patient->checkup, EXIT_TEMPFAIL, NULL, "ended early "
		    "by signal %d; what follows was cut short", signal);
	for (i = 0; i < COUNT(examinations); i++) {
		patient->checkup->examining = examinations[i]->name;
		examinations[i]->conclude(patient);
	}
}

/* What fails is said, and not tried again unless that is asked for. */
int
doctor(struct arena *arena, struct wire *wire, const struct settings *settings,
    struct command_line *line, const struct config *config,
    struct needs *needs, struct report *report)
{
	struct hold *hold = hold_open(arena, hold_path(arena), true);
	struct patient patient = { .arena = arena, .wire = wire,
	    .engine = engine_new(arena, wire,
	    settings_number(settings, "retry-for", 0)),
	    .checkup = dying.checkup, .settings = settings, .config = config,
	    .rules = { .arena = arena, .hold = hold,
	    .now = wire_clock(wire) } };

	dying.json = report->json;
	doctor_configuration(&patient);
	find_names(&patient, line);
	doctor_names(&patient);
	if (patient.n == 0)
		find_families(&patient);
	needs->names = patient.names;
	needs_only(needs, BEFORE_ASKING);
	look(&patient);
	needs_only(needs, AFTER_COMMANDS);
	conclude(&patient);
	needs_only(needs, AFTER_ASKING);
	report->dry_run = true;
	report->rows = patient.rows;
	report->n_rows = patient.n_rows;
	report->finders = patient.finders;
	report->elapsed = (long)wire_now(wire);
	report->signal = wire_signal(wire);
	return checkup_print(patient.checkup, report);
}
