/*
 * trap - preloaded into a run: somebody else is quick, and when the run has
 * removed a file whose name ends in $TRAP_SUFFIX, the file $TRAP_VICTIM stands
 * there at once, by its second name or, with $TRAP_LINK, by a symbolic link.
 */

#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <fcntl.h>

int
unlink(const char *path)
{
	const char *suffix = getenv("TRAP_SUFFIX");
	const char *victim = getenv("TRAP_VICTIM");
	const int removed = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
	int laid = 0;

	if (suffix != NULL && victim != NULL &&
	    strlen(path) > strlen(suffix) &&
	    strcmp(path + strlen(path) - strlen(suffix), suffix) == 0)
		laid = getenv("TRAP_LINK") != NULL ? symlink(victim, path) :
		    link(victim, path);
	if (laid != 0)
		_exit(99);
	return removed;
}
