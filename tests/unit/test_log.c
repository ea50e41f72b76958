/* test_log - which lines are printed at which level, and how. */

#include "log.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "redact.h"

/* What the child of the last capture wrote to stderr, and how it ended. */
static char seen[1024];
static int status;

static void
capture(void (*lines)(void))
{
	int ends[2];
	pid_t child;
	size_t size = 0;
	ssize_t got;

	fflush(stdout);
	if (pipe(ends) == -1 || (child = fork()) == -1)
		abort();
	if (child == 0) {
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		close(ends[1]);
		lines();
		_exit(0);
	}
	close(ends[1]);
	while ((got = read(ends[0], seen + size, sizeof(seen) - 1 - size)) > 0)
		size += (size_t)got;
	seen[size] = '\0';
	close(ends[0]);
	waitpid(child, &status, 0);
}

static void
one_of_each(void)
{
	log_error("e%d", 1);
	log_warn("w%s", "2");
	log_verbose("v3");
	log_exchange("x4");
	log_explain(7, "t%d", 5);
}

static void
secrets_and_controls(void)
{
	redact_add("fake-token");
	log_error("token=%s\033[2J\nsecond", "fake-token");
	redact_forget();
}

static void
deadly(void)
{
	log_die(78, "no %s", "more");
}

static void
test_levels(void)
{
	log_level = LOG_NOTHING;
	capture(one_of_each);
	CHECK_TEXT("nothing", seen, "");
	log_level = LOG_ERRORS;
	capture(one_of_each);
	CHECK_TEXT("errors", seen, "dnsfollow: e1\n");
	log_level = LOG_NORMAL;
	capture(one_of_each);
	CHECK_TEXT("normal", seen, "dnsfollow: e1\ndnsfollow: w2\n");
	log_level = LOG_VERBOSE;
	capture(one_of_each);
	CHECK_TEXT("verbose", seen,
	    "dnsfollow: e1\ndnsfollow: w2\ndnsfollow: v3\n");
	log_level = LOG_EXCHANGES;
	capture(one_of_each);
	CHECK_TEXT("exchanges", seen, "dnsfollow: e1\ndnsfollow: w2\n"
	    "dnsfollow: v3\ndnsfollow: x4\n");
	log_level = LOG_NORMAL;
}

int
main(void)
{
	capture(one_of_each);
	CHECK_TEXT("normal is the level without options", seen,
	    "dnsfollow: e1\ndnsfollow: w2\n");
	test_levels();
	log_explains = true;
	log_level = LOG_NOTHING;
	capture(one_of_each);
	CHECK_TEXT("explain whatever the level", seen,
	    "dnsfollow:     7 ms  t5\n");
	log_level = LOG_NORMAL;
	capture(secrets_and_controls);
	CHECK_TEXT("secrets and controls", seen,
	    "dnsfollow: token=[secret]?[2J?second\n");
	capture(deadly);
	CHECK_TEXT("die prints", seen, "dnsfollow: no more\n");
	CHECK("die ends with the status",
	    WIFEXITED(status) && WEXITSTATUS(status) == 78);
	CHECK("syslog: no such facility", !log_to_syslog("kernel") &&
	    !log_to_syslog("") && !log_to_syslog("local8"));
	CHECK("syslog: facilities", log_to_syslog("daemon") &&
	    log_to_syslog("cron") && log_to_syslog("local7"));
	return check_done();
}
