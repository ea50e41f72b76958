/* check - what a unit test is written with: one line of output a case. */

#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static unsigned check_failures;

/* Ends the case: "ok name", or "FAIL name: file:line: expression". */
#define CHECK(name, expression) \
	check_that((name), (expression), __FILE__, __LINE__, #expression)
/* Two texts are the same; NULL equals only NULL. */
#define CHECK_TEXT(name, got, wanted) \
	check_text((name), (got), (wanted), __FILE__, __LINE__)

static inline void
check_that(const char *name, bool good, const char *file, int line,
    const char *expression)
{
	if (good) {
		printf("ok %s\n", name);
		return;
	}
	printf("FAIL %s: %s:%d: %s\n", name, file, line, expression);
	check_failures++;
}

static inline void
check_text(const char *name, const char *got, const char *wanted,
    const char *file, int line)
{
	if (got == wanted || (got != NULL && wanted != NULL &&
	    strcmp(got, wanted) == 0)) {
		printf("ok %s\n", name);
		return;
	}
	printf("FAIL %s: %s:%d: got \"%s\", wanted \"%s\"\n", name, file, line,
	    got == NULL ? "(null)" : got, wanted == NULL ? "(null)" : wanted);
	check_failures++;
}

/* The status of the test program. */
static inline int
check_done(void)
{
	return check_failures == 0 ? 0 : 1;
}

#endif
