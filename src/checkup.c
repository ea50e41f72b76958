/* checkup - findings, one line or one JSON object each. */

#include "checkup.h"

#include <stdio.h>
#include <string.h>

#include "log.h"
#include "redact.h"
#include "report.h"
#include "report_json.h"
#include "sysexit.h"

static const struct {
	const char *word, *name, *color;
} statuses[] = {
	[CHECK_OK] = { "ok", "ok", "\033[32m" },
	[CHECK_WARN] = { "warn", "warn", "\033[33m" },
	[CHECK_FAIL] = { "FAIL", "fail", "\033[31m" },
};

struct checkup *
checkup_new(struct arena *arena)
{
	struct checkup *checkup = arena_alloc(arena, sizeof(*checkup));

	checkup->arena = arena;
	checkup->last = &checkup->first;
	return checkup;
}

static struct check *
add(struct checkup *checkup, enum check_status status, int exit,
    const char *subject, const char *format, va_list arguments)
{
	struct check *check = arena_alloc(checkup->arena, sizeof(*check));

	check->check = checkup->examining;
	check->subject = subject;
	check->status = status;
	check->message = arena_vprint(checkup->arena, format, arguments);
	check->exit = exit;
	check->last = &check->data;
	*checkup->last = check;
	checkup->last = &check->next;
	return check;
}

struct check *
check_ok(struct checkup *checkup, const char *subject, const char *format, ...)
{
	struct check *check;
	va_list arguments;

	va_start(arguments, format);
	check = add(checkup, CHECK_OK, EXIT_OK, subject, format, arguments);
	va_end(arguments);
	return check;
}

struct check *
check_warn(struct checkup *checkup, const char *subject, const char *format,
    ...)
{
	struct check *check;
	va_list arguments;

	va_start(arguments, format);
	check = add(checkup, CHECK_WARN, EXIT_OK, subject, format, arguments);
	va_end(arguments);
	return check;
}

struct check *
check_fail(struct checkup *checkup, int exit, const char *subject,
    const char *format, ...)
{
	struct check *check;
	va_list arguments;

	va_start(arguments, format);
	check = add(checkup, CHECK_FAIL, exit, subject, format, arguments);
	va_end(arguments);
	return check;
}

static struct datum *
add_datum(struct checkup *checkup, struct check *check, const char *key)
{
	struct datum *datum = arena_alloc(checkup->arena, sizeof(*datum));

	datum->key = key;
	*check->last = datum;
	check->last = &datum->next;
	return datum;
}

void
check_text(struct checkup *checkup, struct check *check, const char *key,
    const char *text)
{
	if (text != NULL)
		add_datum(checkup, check, key)->text =
		    arena_string(checkup->arena, text);
}

void
check_number(struct checkup *checkup, struct check *check, const char *key,
    long number)
{
	add_datum(checkup, check, key)->number = number;
}

/* The first failure says how it ends. */
static int
exit_status(const struct checkup *checkup)
{
	const struct check *check;
	int status = EXIT_OK;

	for (check = checkup->first; check != NULL; check = check->next) {
		if (check->status == CHECK_FAIL)
			return check->exit;
		if (check->status == CHECK_WARN)
			status = EXIT_DIFFERS;
	}
	return status;
}

static void
print_line(const struct report *report, const struct check *check)
{
	const char *word = statuses[check->status].word;
	int padding = 5 - (int)strlen(word);

	fprintf(report->to, "%s%s%s%*s %-13s %s%s%s\n",
	    report->color ? statuses[check->status].color : "", word,
	    report->color ? "\033[0m" : "", padding, "", check->check,
	    check->subject == NULL ? "" : redact(report->arena,
	    check->subject), check->subject == NULL ? "" : ": ",
	    redact(report->arena, check->message));
}

/* -q leaves out what is well, -qq all. */
static void
print_lines(const struct checkup *checkup, const struct report *report)
{
	const struct check *check;

	for (check = checkup->first; check != NULL; check = check->next)
		if (log_level >= LOG_NORMAL || (log_level == LOG_ERRORS &&
		    check->status != CHECK_OK))
			print_line(report, check);
}

static json_t *
check_object(struct arena *arena, const struct check *check)
{
	const char *whole = redact(arena, check->message);
	const char *hint = report_next_step(whole);
	const struct datum *datum;
	json_t *object = json_pack("{s:s, s:s?, s:s, s:s, s:s?, s:i}",
	    "check", check->check, "subject", check->subject == NULL ? NULL :
	    redact(arena, check->subject),
	    "status", statuses[check->status].name,
	    "message", hint == NULL ? whole :
	    arena_copy(arena, whole, (size_t)(hint - whole)),
	    "hint", hint == NULL ? NULL : hint + 1 + strspn(hint + 1, " "),
	    "exit", check->exit);

	for (datum = check->data; datum != NULL; datum = datum->next)
		json_object_set_new(object, datum->key, datum->text == NULL ?
		    json_integer(datum->number) :
		    json_string(redact(arena, datum->text)));
	return object;
}

/* The failures are the report's errors. */
static void
print_json(const struct checkup *checkup, const struct report *report,
    int status)
{
	json_t *object = report_object(report, status);
	json_t *checks = json_array(), *errors = json_array();
	const struct check *check;

	for (check = checkup->first; check != NULL; check = check->next) {
		json_array_append_new(checks,
		    check_object(report->arena, check));
		if (check->status == CHECK_FAIL)
			json_array_append_new(errors, report_error(
			    report->arena, check->exit, check->message, NULL,
			    0));
	}
	json_object_set_new(object, "checks", checks);
	json_object_set_new(object, "errors", errors);
	report_write(report->to, report->arena, object);
}

int
checkup_print(const struct checkup *checkup, const struct report *report)
{
	int status = exit_status(checkup);

	if (report->json)
		print_json(checkup, report, status);
	else
		print_lines(checkup, report);
	return report_close(report, status);
}
