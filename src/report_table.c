/* report_table - the rows of a report as a table, for --status. */

#include "report_table.h"

#include <string.h>

#include "log.h"
#include "mem.h"
#include "plan.h"
#include "provider.h"
#include "providers.h"
#include "report.h"

enum { NAME, TYPE, LIVE, HERE, STATE, COLUMNS };

struct line {
	const char *cells[COLUMNS];
	const char *color;		/* of the state; "": none */
};

/* The service has no DNS record to look up. */
static bool
is_recordless(const struct row *row)
{
	const struct provider *provider = provider_find(row->provider);

	return provider != NULL && provider->describe == NULL;
}

static const char *
live_of(const struct report *report, const struct row *row)
{
	const char *live = row->live == NULL || is_recordless(row) ? NULL :
	    live_addresses(report->arena, row->live, row->family);

	return live == NULL ? "-" : live;
}

static const char *
here_of(const struct report *report, const struct row *row)
{
	char room[ADDRESS_ROOM];

	return !row->found ? "-" : arena_string(report->arena,
	    address_text(&row->wanted, room));
}

static const char *
state_of(const struct report *report, const struct row *row)
{
	if (row->held)
		return "held";
	if (row->status == NOT_DONE)
		return "failed";
	if (is_recordless(row))
		return "-";
	switch (row->status) {
	case WOULD_CREATE:
		return "missing";
	case WOULD_UPDATE:
		return row->difference == NULL ? "differs" : arena_print(
		    report->arena, "differs in %s", row->difference);
	case SKIPPED:
		return "unknown";
	default:
		return "ok";
	}
}

static struct line
line_of(const struct report *report, const struct row *row)
{
	struct line line = { .cells = {
	    [NAME] = row->name, [TYPE] = family_type(row->family),
	    [LIVE] = live_of(report, row), [HERE] = here_of(report, row),
	    [STATE] = state_of(report, row) }, .color = "" };

	if (report->color && strcmp(line.cells[STATE], "-") != 0)
		line.color = strcmp(line.cells[STATE], "ok") == 0 ?
		    "\033[32m" : "\033[31m";
	return line;
}

static void
print_line(FILE *to, const struct line *line, const size_t widths[COLUMNS])
{
	size_t i;

	for (i = 0; i < STATE; i++)
		fprintf(to, "%-*s  ", (int)widths[i], line->cells[i]);
	fprintf(to, "%s%s%s\n", line->color, line->cells[STATE],
	    line->color[0] == '\0' ? "" : "\033[0m");
}

void
report_table(FILE *to, const struct report *report)
{
	struct line *lines = arena_alloc(report->arena,
	    (report->n_rows + 1) * sizeof(*lines));
	size_t widths[COLUMNS] = { 0 }, size, i, column;

	if (log_level < LOG_NORMAL)
		return;
	lines[0] = (struct line){ { "NAME", "TYPE", "LIVE", "HERE", "STATE" },
	    "" };
	for (i = 0; i < report->n_rows; i++)
		lines[i + 1] = line_of(report, &report->rows[i]);
	for (i = 0; i <= report->n_rows; i++)
		for (column = 0; column < COLUMNS; column++) {
			size = strlen(lines[i].cells[column]);
			if (size > widths[column])
				widths[column] = size;
		}
	for (i = 0; i <= report->n_rows; i++)
		print_line(to, &lines[i], widths);
}
