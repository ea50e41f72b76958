/* report - what a run says: lines for people, and the exit status. */

#include "report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "finder.h"
#include "log.h"
#include "mem.h"
#include "plan.h"
#include "report_json.h"
#include "report_table.h"
#include "source.h"
#include "sysexit.h"

int
fault_exit(enum fault fault)
{
	static const int statuses[] = {
		[NO_FAULT] = EXIT_OK,
		[FAULT_CONFIG] = EXIT_CONFIG, [FAULT_INPUT] = EXIT_NOINPUT,
		[FAULT_AUTH] = EXIT_NOPERM, [FAULT_FORBIDDEN] = EXIT_NOPERM,
		[FAULT_MISSING] = EXIT_NOHOST,
		[FAULT_REFUSED] = EXIT_DATAERR,
		[FAULT_NOWHERE] = EXIT_UNAVAILABLE,
		[FAULT_LIMITED] = EXIT_TEMPFAIL, [FAULT_LATER] = EXIT_TEMPFAIL,
		[FAULT_MOVED] = EXIT_TEMPFAIL,
		[FAULT_PROTOCOL] = EXIT_PROTOCOL, [FAULT_BUG] = EXIT_SOFTWARE,
	};

	return statuses[fault];
}

const char *
status_name(enum status status)
{
	static const char *const names[] = {
		[UNCHANGED] = "unchanged", [UPDATED] = "updated",
		[CREATED] = "created", [WOULD_UPDATE] = "would-update",
		[WOULD_CREATE] = "would-create", [SKIPPED] = "skipped",
		[NOT_DONE] = "failed",
	};

	return names[status];
}

bool
row_is_written(const struct row *row)
{
	return row->status == UPDATED || row->status == CREATED;
}

static bool
is_different(enum status status)
{
	return status == WOULD_UPDATE || status == WOULD_CREATE;
}

/* The worst that happened, in the order in which it matters. */
static int
worst(int a, int b)
{
	static const int order[] = {
		EXIT_SOFTWARE, EXIT_CONFIG, EXIT_NOPERM, EXIT_NOINPUT,
		EXIT_NOHOST, EXIT_DATAERR, EXIT_PROTOCOL, EXIT_UNAVAILABLE,
		EXIT_TEMPFAIL, EXIT_USAGE, EXIT_DIFFERS
	};
	size_t i;

	for (i = 0; i < COUNT(order); i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return EXIT_OK;
}

static bool
has_failed(const struct finder *finder)
{
	return finder->task != NULL && finder->task->verdict == FAILED;
}

static int
exit_status(const struct report *report)
{
	const struct finder *finder;
	const struct row *row;
	int status = report->signal != 0 ? EXIT_TEMPFAIL : EXIT_OK;

	for (finder = report->finders; finder != NULL; finder = finder->next)
		if (has_failed(finder))
			status = worst(status, fault_exit(finder->task->fault));
	for (row = report->rows; row < report->rows + report->n_rows; row++) {
		status = worst(status, fault_exit(row->problem.fault));
		if (!report->dry_run && is_different(row->status))
			status = worst(status, EXIT_SOFTWARE);
		if ((report->check && is_different(row->status)) ||
		    (report->exit_changed && row_is_written(row)))
			status = worst(status, EXIT_DIFFERS);
	}
	return status;
}

static void
print_difference(FILE *to, const struct report *report, const struct row *row)
{
	const char *before = live_addresses(report->arena, row->live,
	    row->family), *type = family_type(row->family);
	const char *red = report->color ? "\033[31m" : "";
	const char *green = report->color ? "\033[32m" : "";
	const char *plain = report->color ? "\033[0m" : "";
	char room[ADDRESS_ROOM];

	if (row->difference != NULL) {
		fprintf(to, "%s+ %s %s %s %s%s (%s)\n", green, row->name,
		    type, before, row->difference, plain, row->provider);
		return;
	}
	if (before != NULL)
		fprintf(to, "%s- %s %s %s%s\n", red, row->name, type, before,
		    plain);
	fprintf(to, "%s+ %s %s %s%s (%s)\n", green, row->name, type,
	    address_text(&row->wanted, room), plain, row->provider);
}

static void
print_row(FILE *to, const struct report *report, const struct row *row)
{
	const char *before, *type = family_type(row->family);
	char room[ADDRESS_ROOM];

	if (row->status == SKIPPED || row->status == NOT_DONE)
		return;
	if (is_different(row->status)) {
		print_difference(to, report, row);
		return;
	}
	address_text(&row->wanted, room);
	if (row->status == UNCHANGED && !report->all)
		return;
	before = live_addresses(report->arena, row->live, row->family);
	if (row->status == UNCHANGED)
		fprintf(to, "%s %s %s unchanged (%s)\n", row->name, type,
		    room, row->provider);
	else if (row->difference != NULL)
		fprintf(to, "%s %s %s %s %s (%s)\n", row->name, type, room,
		    row->difference, status_name(row->status), row->provider);
	else
		fprintf(to, "%s %s %s -> %s %s (%s)\n", row->name, type,
		    before == NULL ? "none" : before, room,
		    status_name(row->status), row->provider);
}

static void
print_problems(const struct report *report)
{
	const struct finder *finder;
	const struct row *row, *same = NULL;

	for (finder = report->finders; finder != NULL; finder = finder->next)
		if (has_failed(finder))
			log_error("%s", finder->task->why);
	for (row = report->rows; row < report->rows + report->n_rows; row++) {
		if (row->problem.fault == NO_FAULT)
			continue;
		/* Both families of a name mostly fail as one. */
		if (same == NULL || strcmp(same->name, row->name) != 0 ||
		    strcmp(same->problem.why, row->problem.why) != 0)
			log_error("%s: %s: %s", row->name, row->provider,
			    row->problem.why);
		same = row;
	}
	if (report->signal != 0)
		log_error("ended early by signal %d (%s)", report->signal,
		    strsignal(report->signal));
}

const char *
report_flush(FILE *to)
{
	if (fflush(to) != 0)
		return strerror(errno);
	return ferror(to) != 0 ? "a part of them was not taken" : NULL;
}

int
report_close(const struct report *report, int status)
{
	const bool worked = report->n_rows > 0 && !report->dry_run;
	FILE *to = report->to;
	const char *why = report_flush(to);

	if (to != stdout && fclose(to) != 0 && why == NULL)
		why = strerror(errno);
	if (why == NULL)
		return status;
	log_error("the results cannot be written (%s)%s", why,
	    worked ? "; the work itself is done" : "");
	return worst(status, EXIT_SOFTWARE);
}

static void
print_rows(FILE *to, const struct report *report)
{
	const struct row *row;

	if (log_level < LOG_NORMAL || (report->check && !report->all))
		return;
	for (row = report->rows; row < report->rows + report->n_rows; row++)
		print_row(to, report, row);
}

static void
print_addresses(FILE *to, const struct report *report)
{
	const struct finder *finder;
	char room[ADDRESS_ROOM];

	for (finder = report->finders; finder != NULL; finder = finder->next)
		if (finder->found)
			fprintf(to, "%s\n",
			    address_text(&finder->task->address, room));
}

/* What a run says of itself may get lost; what it was asked for may not. */
static int
print_results(const struct report *report,
    void (*print)(FILE *, const struct report *), bool asked)
{
	int status = exit_status(report), closed;

	print_problems(report);
	if (report->json)
		report_json(report->to, report, status);
	else
		print(report->to, report);
	closed = report_close(report, status);
	return asked ? closed : status;
}

int
report_print(const struct report *report)
{
	return print_results(report, print_rows, report->json ||
	    report->dry_run || report->to != stdout);
}

int
report_status(const struct report *report)
{
	return print_results(report, report_table, true);
}

int
report_addresses(const struct report *report)
{
	return print_results(report, print_addresses, true);
}
