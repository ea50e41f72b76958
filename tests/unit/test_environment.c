/* test_environment - secrets are taken out of it, and found all the same. */

#include "environment.h"

#include <stdlib.h>

#include "mem.h"
#include "redact.h"

#include "check.h"

extern char **environ;

static bool
holds(char **variables, const char *text)
{
	for (; *variables != NULL; variables++)
		if (strstr(*variables, text) != NULL)
			return true;
	return false;
}

/* Only who starts a program can make it so. */
static void
test_twice(void)
{
	char first[] = "TWICE=fake-first", longer[] = "TWICE_MORE=stays",
	    second[] = "TWICE=fake-second";
	char *made[] = { first, longer, second, NULL }, **before = environ;

	environ = made;
	environment_take("TWICE");
	CHECK("both are taken out", getenv("TWICE") == NULL);
	CHECK_TEXT("the first is wiped", first, "TWICE=");
	CHECK("the second is wiped", strncmp(second, "TWICE=\0", 8) == 0);
	CHECK_TEXT("no other is", getenv("TWICE_MORE"), "stays");
	CHECK_TEXT("the first counts", environment_value("TWICE"),
	    "fake-first");
	environ = before;
}

int
main(void)
{
	struct arena *arena = arena_new();
	const char *place;
	char **variables;

	setenv("A_TOKEN", "fake-token-0123", 1);
	setenv("COPY", "x fake-token-0123 y", 1);
	setenv("ENCODED", "user:fake%2dtoken%2d0123@host", 1);
	setenv("PLAIN", "plain", 1);
	setenv("EMPTY", "", 1);
	place = getenv("A_TOKEN");
	environment_take("A_TOKEN");
	environment_take("A_TOKEN");
	environment_take("NONE");
	CHECK("it is taken out", getenv("A_TOKEN") == NULL);
	CHECK_TEXT("and wiped where it stood", place, "");
	CHECK_TEXT("its value is known", environment_value("A_TOKEN"),
	    "fake-token-0123");
	CHECK_TEXT("others too", environment_value("PLAIN"), "plain");
	CHECK_TEXT("empty is none", environment_value("EMPTY"), NULL);
	CHECK_TEXT("none", environment_value("NONE"), NULL);
	variables = environment_for_commands(arena);
	CHECK("a command does not get it", !holds(variables, "A_TOKEN"));
	CHECK("before it is a secret, a copy stays", holds(variables, "COPY"));
	redact_add("fake-token-0123");
	variables = environment_for_commands(arena);
	CHECK("then no copy of it", !holds(variables, "COPY"));
	CHECK("nor an encoded one", !holds(variables, "ENCODED"));
	CHECK("all others", holds(variables, "PLAIN=plain"));
	test_twice();
	environment_forget();
	environment_forget();
	CHECK_TEXT("forgotten", environment_value("A_TOKEN"), NULL);
	redact_forget();
	arena_free(arena);
	return check_done();
}
