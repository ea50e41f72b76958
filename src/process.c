/* process - what the system makes of this process. */

#include "process.h"

#include <sys/resource.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <fcntl.h>
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

static void
leave_no_trace(void)
{
	const struct rlimit none = { 0, 0 };

	unsetenv("SSLKEYLOGFILE");
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
