/* lock - one run at a time. */

#include "lock.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "environment.h"
#include "fd.h"
#include "log.h"
#include "mem.h"
#include "sysexit.h"

/* What is wrong with a directory that may be a trap of somebody's; NULL. */
static const char *
not_ours_alone(const char *path)
{
	struct stat status;

	if (lstat(path, &status) != 0)
		return strerror(errno);
	if (!S_ISDIR(status.st_mode))
		return "it is no directory";
	return status.st_uid != geteuid() || (status.st_mode & 077) != 0 ?
	    "it is not this user's alone" : NULL;
}

/* Of the user alone: in /tmp anybody could be first. */
static const char *
directory_for(struct arena *arena, const char **wrong)
{
	const char *path = environment_first_directory(arena,
	    "RUNTIME_DIRECTORY");

	if (path == NULL)
		path = environment_directory("XDG_RUNTIME_DIR");
	*wrong = NULL;
	if (path != NULL)
		return path;
	path = arena_print(arena, "/tmp/dnsfollow-%lu",
	    (unsigned long)geteuid());
	*wrong = mkdir(path, 0700) != 0 && errno != EEXIST ?
	    strerror(errno) : not_ours_alone(path);
	return path;
}

void
lock_take(struct arena *arena)
{
	const char *wrong, *path = directory_for(arena, &wrong);
	int fd;

	if (wrong == NULL) {
		path = arena_print(arena, "%s/dnsfollow.lock", path);
		fd = fd_open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
		    0600);
		if (fd >= 0 && fd_lock(fd))
			return;
		if (fd >= 0 && errno == EWOULDBLOCK)
			log_die(EXIT_TEMPFAIL, "another run holds %s; it will "
			    "do, or give --no-lock", path);
		wrong = strerror(errno);
	}
	log_warn("going on without a lock against a second run (%s: %s); "
	    "set RUNTIME_DIRECTORY to a directory of this user's own", path,
	    wrong);
}
