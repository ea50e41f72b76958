/*
 * log - lines on stderr for the person, with every secret struck out.
 *
 * A line is one write, so that lines of programs that share a log do not mix.
 */

#include "log.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "redact.h"
#include "wipe.h"

enum { LONGEST = 64 * 1024 };	/* a longer line is somebody's rubbish */

enum log_level log_level = LOG_NORMAL;
bool log_explains;
bool (*log_last_words)(int, const char *);

static bool syslog_open;

static const struct {
	const char *name;
	int facility;
} facilities[] = {
	{ .name = "daemon", .facility = LOG_DAEMON },
	{ .name = "user", .facility = LOG_USER },
	{ .name = "cron", .facility = LOG_CRON },
	{ .name = "local0", .facility = LOG_LOCAL0 },
	{ .name = "local1", .facility = LOG_LOCAL1 },
	{ .name = "local2", .facility = LOG_LOCAL2 },
	{ .name = "local3", .facility = LOG_LOCAL3 },
	{ .name = "local4", .facility = LOG_LOCAL4 },
	{ .name = "local5", .facility = LOG_LOCAL5 },
	{ .name = "local6", .facility = LOG_LOCAL6 },
	{ .name = "local7", .facility = LOG_LOCAL7 },
};

bool
log_to_syslog(const char *facility)
{
	for (size_t i = 0; i < COUNT(facilities); i++) {
		if (strcmp(facilities[i].name, facility) != 0)
			continue;
		openlog("dnsfollow", LOG_PID, facilities[i].facility);
		return syslog_open = true;
	}
	return false;
}

static const char *
bounded(struct arena *arena, const char *text)
{
	size_t size = strlen(text);

	return size <= LONGEST ? text : arena_print(arena,
	    "%s... (a line of %zu bytes)",
	    redact_opening(arena, text, REDACT_OPENING), size);
}

static void
print_line(struct arena *arena, int priority, const char *text)
{
	char *clean = redact(arena, bounded(arena, text));
	char *line = arena_print(arena, "dnsfollow: %s\n", clean);

	if (syslog_open)
		syslog(priority, "%s", clean);
	if (write(STDERR_FILENO, line, strlen(line)) == -1)
		return;		/* there is nobody left to tell */
}

static void
print(enum log_level level, int priority, const char *format,
    va_list arguments)
{
	struct arena *arena;

	if (log_level < level)
		return;
	arena = arena_new();
	print_line(arena, priority, arena_vprint(arena, format, arguments));
	arena_free(arena);
}

void
log_error(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print(LOG_ERRORS, LOG_ERR, format, arguments);
	va_end(arguments);
}

void
log_warn(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print(LOG_NORMAL, LOG_WARNING, format, arguments);
	va_end(arguments);
}

void
log_verbose(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print(LOG_VERBOSE, LOG_INFO, format, arguments);
	va_end(arguments);
}

void
log_exchange(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print(LOG_EXCHANGES, LOG_DEBUG, format, arguments);
	va_end(arguments);
}

void
log_explain(int64_t ms, const char *format, ...)
{
	struct arena *arena;
	va_list arguments;

	if (!log_explains)
		return;
	arena = arena_new();
	va_start(arguments, format);
	print_line(arena, LOG_DEBUG, arena_print(arena, "%5" PRId64 " ms  %s",
	    ms, arena_vprint(arena, format, arguments)));
	va_end(arguments);
	arena_free(arena);
}

/* hint may be NULL. */
static void
say_last(int status, const char *hint, const char *format, va_list arguments)
{
	struct arena *arena = arena_new();
	const char *words = arena_vprint(arena, format, arguments);
	const char *all = bounded(arena, hint == NULL ? words :
	    arena_print(arena, "%s; %s", words, hint));

	if (log_last_words == NULL || !log_last_words(status, all)) {
		log_error("%s", words);
		if (hint != NULL)
			log_error("%s", hint);
	}
	arena_free(arena);
}

static _Noreturn void
leave(int status)
{
	arena_free_all();
	wipe_leftovers();
	exit(status);
}

void
log_die(int status, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say_last(status, NULL, format, arguments);
	va_end(arguments);
	leave(status);
}

void
log_die_hinting(int status, const char *hint, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say_last(status, hint, format, arguments);
	va_end(arguments);
	leave(status);
}
