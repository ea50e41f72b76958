/* replace - give a file other contents, all or nothing. */

#include "replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exchange.h"
#include "fd.h"
#include "mem.h"

bool
make_directories(char *path)
{
	char *slash = strrchr(path, '/');
	bool made;

	if (slash == NULL || slash == path)
		return true;
	*slash = '\0';
	made = mkdir(path, S_IRWXU) == 0 || errno == EEXIST ||
	    (errno == ENOENT && make_directories(path) &&
	    (mkdir(path, S_IRWXU) == 0 || errno == EEXIST));
	*slash = '/';
	return made;
}

const char *
sibling(struct arena *arena, const char *path, const char *suffix)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;

	return arena_print(arena, "%.*s.%s%s", (int)(name - path), path, name,
	    suffix);
}

/* Also when the file is closed, an error of the disk may come to light. */
static bool
close_whole(int fd, bool whole)
{
	const int error = errno;

	if (close(fd) == -1 && whole)
		return false;
	errno = error;
	return whole;
}

/* Mode and owner of the old file, before the new one is seen by its name. */
static bool
inherit(int fd, const char *path)
{
	struct stat old, new;

	if (stat(path, &old) == -1 || fstat(fd, &new) == -1)
		return false;
	if ((old.st_uid != new.st_uid || old.st_gid != new.st_gid) &&
	    fchown(fd, old.st_uid, old.st_gid) == -1)
		return false;
	return fchmod(fd, old.st_mode & 07777) == 0;
}

/* Whatever is there goes. */
static int
create_anew(const char *path, mode_t mode)
{
	unlink(path);
	return fd_open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
	    O_CLOEXEC, mode);
}

static bool
make(const char *path, const char *temporary, const struct exchange *x)
{
	const int fd = create_anew(temporary, x->old == NULL ? 0666 : 0600);

	if (fd == -1)
		return false;
	return close_whole(fd, (x->old == NULL || inherit(fd, path)) &&
	    fd_write_all(fd, x->body, x->body_size) && fd_sync(fd));
}

/* The text from there on; the file ends with so many bytes. */
static bool
overwrite(int fd, const char *text, size_t from, size_t size, size_t end)
{
	return lseek(fd, (off_t)from, SEEK_SET) == (off_t)from &&
	    fd_write_all(fd, text + from, size - from) &&
	    ftruncate(fd, (off_t)end) == 0 && fd_sync(fd);
}

/* Where the old and the new text part. */
static size_t
parting(const struct exchange *x)
{
	const char *new = x->body, *old = x->old;
	size_t n = 0;

	while (n < x->body_size && n < x->old_size && new[n] == old[n])
		n++;
	return n;
}

/*
 * Only what differs is written, and empty lines where the old text went on: who
 * is killed leaves the one or the other, as long as the difference fits into a
 * page. Should it fail half way, the old text is written back.
 */
static bool
rewrite(struct arena *arena, const char *path, const struct exchange *x)
{
	const int fd = fd_open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0);
	struct buffer *text = buffer_new(arena);
	int error;
	bool done;

	if (fd == -1)
		return false;
	buffer_text(text, "");
	buffer_add(text, x->body, x->body_size);
	while (text->size < x->old_size)
		buffer_text(text, "\n");
	done = overwrite(fd, text->data, parting(x), text->size, x->body_size);
	if (!done && x->old != NULL) {
		error = errno;
		overwrite(fd, x->old, 0, x->old_size, x->old_size);
		errno = error;
	}
	return close_whole(fd, done);
}

/* So that the new name survives a power cut; not every file system can. */
static void
sync_directory(const char *path)
{
	char directory[4096];
	const char *slash = strrchr(path, '/');
	size_t size = slash == NULL ? 0 : (size_t)(slash - path) + 1;
	int fd;

	if (size == 0 || size >= sizeof(directory))
		return;
	memcpy(directory, path, size);
	directory[size] = '\0';
	fd = fd_open(directory, O_RDONLY | O_CLOEXEC, 0);
	if (fd == -1)
		return;
	fd_sync(fd);
	close(fd);
}

/* With what came of making the temporary file. */
static bool
take_place(const char *path, const char *temporary, bool made)
{
	int error;

	if (made && rename(temporary, path) == 0) {
		sync_directory(path);
		return true;
	}
	error = errno;
	unlink(temporary);
	errno = error;
	return false;
}

bool
replace_file(struct arena *arena, const char *path, const char *temporary,
    const struct exchange *x)
{
	const bool made = make(path, temporary, x);

	return take_place(path, temporary, made) ||
	    (made && errno == EBUSY && rewrite(arena, path, x));
}

bool
replace_private(const char *path, const char *temporary, const void *bytes,
    size_t size)
{
	const int fd = create_anew(temporary, S_IRUSR | S_IWUSR);

	return fd != -1 && take_place(path, temporary,
	    close_whole(fd, fd_write_all(fd, bytes, size) && fd_sync(fd)));
}
