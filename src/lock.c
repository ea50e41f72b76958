/* lock - one run at a time. */

#include "lock.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fd.h"
#include "log.h"
#include "mem.h"
#include "sysexit.h"

static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] == '/' ? value : NULL;
}

/* A directory that is ours alone; one in /tmp may be a trap of somebody's. */
static const char *
private_directory(struct arena *arena)
{
	const char *path = variable("RUNTIME_DIRECTORY");
	struct stat status;

	if (path == NULL)
		path = variable("XDG_RUNTIME_DIR");
	if (path != NULL)
		return path;
	path = arena_print(arena, "/tmp/dnsfollow-%lu",
	    (unsigned long)geteuid());
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return NULL;
	if (lstat(path, &status) != 0 || !S_ISDIR(status.st_mode) ||
	    status.st_uid != geteuid() || (status.st_mode & 077) != 0) {
		errno = EPERM;
		return NULL;
	}
	return path;
}

void
lock_take(struct arena *arena)
{
	const char *directory = private_directory(arena), *path;
	int fd = -1;

	path = arena_print(arena, "%s/dnsfollow.lock",
	    directory == NULL ? "" : directory);
	if (directory != NULL)
		fd = fd_open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
		    0600);
	if (fd >= 0 && fd_lock(fd))
		return;
	if (fd < 0 || errno != EWOULDBLOCK)
		log_warn("no lock against a second run (%s: %s); going on",
		    path, strerror(errno));
	else
		log_die(EXIT_TEMPFAIL, "another run holds %s; it will do, or "
		    "give --no-lock", path);
}
