/* process - what the system makes of this process. */

#include "process.h"

#include <sys/resource.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

static void
occupy_standard_files(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

/*
 * GnuTLS, which libcurl may stand on, has read the variable before main: from
 * level 9 on it prints keys. Where it is not there, neither is its function.
 */
#ifdef __ELF__
__attribute__((weak)) void gnutls_global_set_log_level(int);

static void
silence_gnutls(void)
{
	unsetenv("GNUTLS_DEBUG_LEVEL");
	if (gnutls_global_set_log_level != NULL)
		gnutls_global_set_log_level(0);
}
#else
static void
silence_gnutls(void)
{
	unsetenv("GNUTLS_DEBUG_LEVEL");
}
#endif

static void
leave_no_trace(void)
{
	const struct rlimit none = { 0, 0 };

	unsetenv("SSLKEYLOGFILE");
	silence_gnutls();
	setrlimit(RLIMIT_CORE, &none);
#ifdef __linux__
	prctl(PR_SET_DUMPABLE, 0);
#endif
}

void
process_prepare(void)
{
	occupy_standard_files();
	leave_no_trace();
}
