/* report_json - the report as one JSON object. */

#include "report_json.h"

#include <string.h>

#include <jansson.h>

#include "finder.h"
#include "mem.h"
#include "redact.h"
#include "source.h"
#include "sysexit.h"
#include "version.h"
#include "wipe.h"

static const char *
exit_name(int status)
{
	static const struct { int status; const char *name; } names[] = {
		{ EXIT_USAGE, "USAGE" }, { EXIT_DATAERR, "DATAERR" },
		{ EXIT_NOINPUT, "NOINPUT" }, { EXIT_NOHOST, "NOHOST" },
		{ EXIT_UNAVAILABLE, "UNAVAILABLE" },
		{ EXIT_TEMPFAIL, "TEMPFAIL" }, { EXIT_PROTOCOL, "PROTOCOL" },
		{ EXIT_NOPERM, "NOPERM" }, { EXIT_CONFIG, "CONFIG" },
	};
	size_t i;

	for (i = 0; i < COUNT(names); i++)
		if (names[i].status == status)
			return names[i].name;
	return "SOFTWARE";
}

/* What stands in brackets is a list. */
const char *
report_next_step(const char *message)
{
	const char *found = NULL;
	int depth = 0;

	for (; *message != '\0'; message++) {
		depth += (*message == '(') - (*message == ')');
		if (*message == ';' && depth == 0)
			found = message;
	}
	return found;
}

json_t *
report_error(struct arena *arena, int status, const char *message,
    const char *code, int http)
{
	const char *clean = redact(arena, message);
	const char *hint = report_next_step(clean);
	const char *fact = hint == NULL ? clean :
	    arena_copy(arena, clean, (size_t)(hint - clean));

	return json_pack("{s:s, s:i, s:s, s:s?, s:o, s:s?}",
	    "code", exit_name(status), "exit", status, "message", fact,
	    "hint", hint == NULL ? NULL : hint + 1 + strspn(hint + 1, " "),
	    "http", http == 0 ? json_null() : json_integer(http),
	    "provider_code", code == NULL ? NULL : redact(arena, code));
}

static json_t *
addresses_of(const struct live *live, enum family family)
{
	json_t *list = json_array();
	char room[ADDRESS_ROOM];
	size_t i;

	for (i = 0; live != NULL && i < live->n; i++)
		if (live->records[i].is_address &&
		    live->records[i].address.family == family)
			json_array_append_new(list, json_string(address_text(
			    &live->records[i].address, room)));
	return list;
}

static json_t *
after_of(const struct row *row)
{
	char room[ADDRESS_ROOM];

	switch (row->status) {
	case SKIPPED:
	case NOT_DONE:
		return addresses_of(row->live, row->family);
	default:
		return json_pack("[s]", address_text(&row->wanted, room));
	}
}

static json_t *
record_object(struct arena *arena, const struct row *row)
{
	const struct problem *problem = &row->problem;
	const char *zone = row->live == NULL ? NULL : row->live->zone;

	return json_pack("{s:s, s:s, s:s, s:s?, s:s?, s:o, s:o, s:o, s:s, "
	    "s:s?, s:i, s:o}", "name", row->name,
	    "type", family_type(row->family),
	    "provider", row->provider, "zone", zone, "id", row->id,
	    "before", addresses_of(row->live, row->family),
	    "after", after_of(row),
	    "ttl", row->ttl < 0 ? json_null() : json_integer(row->ttl),
	    "status", status_name(row->status),
	    "difference", row->difference, "ms", (int)row->ms,
	    "error", problem->fault == NO_FAULT ? json_null() :
	    report_error(arena, fault_exit(problem->fault), problem->why,
	    problem->code, problem->http));
}

static json_t *
votes_of(struct arena *arena, const struct task *task)
{
	json_t *list = json_array();
	char room[ADDRESS_ROOM];
	const struct vote *vote;

	for (vote = task->votes; vote < task->votes + task->n_votes; vote++)
		json_array_append_new(list, json_pack(
		    "{s:s, s:s?, s:i, s:s?}", "from", vote->from,
		    "address", vote->named ?
		    address_text(&vote->address, room) : NULL,
		    "ms", (int)vote->ms, "error", vote->why == NULL ? NULL :
		    redact(arena, vote->why)));
	return list;
}

static json_t *
address_object(struct arena *arena, const struct finder *finder)
{
	const struct task *task = finder->task;
	char room[ADDRESS_ROOM];

	return json_pack(finder->warning == NULL ?
	    "{s:s, s:s?, s:s, s:o, s:[]}" : "{s:s, s:s?, s:s, s:o, s:[s]}",
	    "family", finder->family == IPV4 ? "ipv4" : "ipv6",
	    "address", task->verdict == FOUND ?
	    address_text(&task->address, room) : NULL,
	    "source", finder->stages[finder->at].spec,
	    "votes", votes_of(arena, task), "warnings", finder->warning);
}

static const char *
result_of(const struct report *report, int status)
{
	size_t i, bad = 0, written = 0, different = 0;

	for (i = 0; i < report->n_rows; i++) {
		enum status row = report->rows[i].status;

		bad += row == NOT_DONE || row == SKIPPED;
		written += row == UPDATED || row == CREATED;
		different += row == WOULD_UPDATE || row == WOULD_CREATE;
	}
	if (status > EXIT_DIFFERS)
		return bad < report->n_rows ? "partial" : "failed";
	return written > 0 ? "changed" : different > 0 ? "differs" :
	    "unchanged";
}

/* In the strings alone: a password may be "false", or a piece of the JSON. */
static void
strike_out(struct arena *arena, json_t *value)
{
	json_t *member;
	const char *key;
	size_t i;

	json_array_foreach(value, i, member) {
		strike_out(arena, member);
	}
	json_object_foreach(value, key, member) {
		strike_out(arena, member);
	}
	if (json_is_string(value) && json_string_set(value, redact(arena,
	    json_string_value(value))) != 0)
		json_string_set(value, "");
}

void
report_write(FILE *to, struct arena *arena, json_t *object)
{
	char *text;

	strike_out(arena, object);
	text = json_dumps(object, JSON_COMPACT);
	fprintf(to, "%s\n", text);
	json_text_free(text);
	json_decref(object);
}

static json_t *
frame(struct arena *arena, time_t now, int status, const char *result,
    bool dry_run, long elapsed)
{
	struct tm when;
	char text[24];

	gmtime_r(&now, &when);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &when);
	return json_pack("{s:i, s:s, s:s, s:i, s:s, s:b, s:i, s:[], s:[], "
	    "s:[]}", "version", 1, "program", arena_print(arena,
	    "dnsfollow/%s", DNSFOLLOW_VERSION), "time", text, "exit", status,
	    "result", result, "dry_run", (int)dry_run,
	    "elapsed_ms", (int)elapsed, "addresses", "records", "errors");
}

json_t *
report_object(const struct report *report, int status)
{
	json_t *object = frame(report->arena, report->time, status,
	    result_of(report, status), report->dry_run, report->elapsed);
	json_t *addresses = json_object_get(object, "addresses");
	json_t *records = json_object_get(object, "records");
	json_t *errors = json_object_get(object, "errors");
	const struct finder *finder;
	size_t i;

	for (finder = report->finders; finder != NULL; finder = finder->next) {
		if (finder->task == NULL)
			continue;
		json_array_append_new(addresses,
		    address_object(report->arena, finder));
		if (finder->task->verdict == FAILED)
			json_array_append_new(errors, report_error(
			    report->arena, fault_exit(finder->task->fault),
			    finder->task->why, NULL, 0));
	}
	for (i = 0; i < report->n_rows; i++)
		json_array_append_new(records, record_object(report->arena,
		    &report->rows[i]));
	if (report->signal != 0)
		json_array_append_new(errors, report_error(report->arena,
		    EXIT_TEMPFAIL, "a signal ended the run early; the next "
		    "run will do", NULL, 0));
	return object;
}

void
report_json(FILE *to, const struct report *report, int status)
{
	report_write(to, report->arena, report_object(report, status));
}

bool
report_death(int status, const char *message)
{
	struct arena *arena = arena_new();
	json_t *object = frame(arena, time(NULL), status, "failed", false, 0);

	json_array_append_new(json_object_get(object, "errors"),
	    report_error(arena, status, message, NULL, 0));
	report_write(stdout, arena, object);
	arena_free(arena);
	return false;
}
