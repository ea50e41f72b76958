/*
 * log - lines on stderr for the person, with every secret struck out. Results
 * go to stdout and are report.c's.
 */

#ifndef LOG_H
#define LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "mem.h"

enum log_level {
	LOG_NOTHING = -2,	/* -qq */
	LOG_ERRORS,		/* -q */
	LOG_NORMAL,
	LOG_VERBOSE,		/* -v: what was decided */
	LOG_EXCHANGES,		/* -vv: what went over the wire */
};

extern enum log_level log_level;
extern bool log_explains;	/* --explain */

/* From now on lines go to syslog too, under this facility ("daemon"); false
 * when there is no such facility. */
bool	 log_to_syslog(const char *facility);

/* Each line begins "dnsfollow: "; the text has neither that nor a newline. */
void	 log_error(const char *, ...) PRINTF_LIKE(1, 2);
void	 log_warn(const char *, ...) PRINTF_LIKE(1, 2);
void	 log_verbose(const char *, ...) PRINTF_LIKE(1, 2);
void	 log_exchange(const char *, ...) PRINTF_LIKE(1, 2);
/* Only with --explain; ms since the start stand before the text. */
void	 log_explain(int64_t ms, const char *, ...) PRINTF_LIKE(2, 3);

/* Called with the words before log_die ends the program; true: they are said,
 * and are not printed again. NULL: nothing. */
extern bool (*log_last_words)(int status, const char *);

/* Prints and ends the program with the status (sysexits(3)). */
_Noreturn void log_die(int status, const char *, ...) PRINTF_LIKE(2, 3);
/* The same with the next step on a line of its own. */
_Noreturn void log_die_hinting(int status, const char *hint, const char *, ...)
	    PRINTF_LIKE(3, 4);

#endif
