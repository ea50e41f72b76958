/* dumpable - preloaded into a run, which ends with 99 if a debugger of the same
 * user could have read it, and a crash could have left it in a core. */

#include <sys/prctl.h>
#include <unistd.h>

__attribute__((destructor))
static void
end(void)
{
	if (prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0)
		_exit(99);
}
