/*
 * doctor_clock - this machine's clock against those of the servers that were
 * asked.
 *
 * Signatures are refused when they are minutes old, and certificates by their
 * dates. The median is believed, since a server's clock may be wrong, too.
 */

#include <stdlib.h>

#include "account.h"
#include "checkup.h"
#include "doctor_patient.h"
#include "exchange.h"
#include "mem.h"
#include "names.h"
#include "reads.h"
#include "sysexit.h"
#include "task.h"
#include "url.h"
#include "wire.h"

enum { TOLERABLE = 30, TOO_MUCH = 300 /* s */ };

struct reading {
	const char *whose;
	long ahead;		/* s by which this machine's is */
};

struct readings {
	struct reading *list;
	size_t n, room;
};

static const char *
host_of(struct arena *arena, const char *text)
{
	const char *why;
	struct url url;

	return url_parse(arena, text, &url, &why) ? url.host : "a server";
}

static void
add_reads(const struct patient *patient, struct readings *readings,
    const struct reads *reads)
{
	const struct exchange *x;
	time_t then;
	size_t i;

	for (i = 0; i < reads->n; i++) {
		x = reads->list[i];
		if (x->date == 0 || x->attempts != 1)
			continue;
		then = wire_clock(patient->wire) - (time_t)((
		    wire_now(patient->wire) - x->first_sent - x->ms) / 1000);
		readings->list = arena_grow(patient->arena, readings->list,
		    readings->n, &readings->room, sizeof(*readings->list));
		readings->list[readings->n++] = (struct reading){
		    host_of(patient->arena, x->url), (long)(then - x->date) };
	}
}

static int
compare(const void *a, const void *b)
{
	const struct reading *one = a, *other = b;

	return (one->ahead > other->ahead) - (one->ahead < other->ahead);
}

static void
judge(struct patient *patient, const struct readings *readings)
{
	const struct reading *median = &readings->list[readings->n / 2];
	const long off = labs(median->ahead);
	const char *way = median->ahead < 0 ? "behind" : "ahead of";
	struct checkup *checkup = patient->checkup;
	struct check *check;

	if (off <= TOLERABLE)
		check = check_ok(checkup, NULL, "%ld s off that of %s", off,
		    median->whose);
	else if (off <= TOO_MUCH)
		check = check_warn(checkup, NULL, "%ld s %s that of %s; have "
		    "it set by NTP before signatures are refused", off, way,
		    median->whose);
	else
		check = check_fail(checkup, EXIT_TEMPFAIL, NULL, "%ld s %s "
		    "that of %s: signatures and certificates are refused; set "
		    "it, and have NTP keep it", off, way, median->whose);
	check_text(checkup, check, "server", median->whose);
	check_number(checkup, check, "seconds", median->ahead);
}

static void
conclude(struct patient *patient)
{
	struct readings readings = { NULL, 0, 0 };
	size_t i;

	add_reads(patient, &readings, engine_reads(patient->engine));
	for (i = 0; i < patient->names->n; i++)
		if (doctor_new_account(patient->names, i))
			add_reads(patient, &readings,
			    &patient->names->list[i].account->reads);
	if (readings.n == 0) {
		check_ok(patient->checkup, NULL, "nobody who was asked said "
		    "what time it is: nothing is known of it");
		return;
	}
	qsort(readings.list, readings.n, sizeof(*readings.list), compare);
	judge(patient, &readings);
}

const struct examination examine_clock = {
	.name = "clock",
	.conclude = conclude,
};
