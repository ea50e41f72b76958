/* fd - calls on files that a signal may interrupt: they are made again. */

#include "fd.h"

#include <sys/file.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "mem.h"

int
fd_open(const char *path, int flags, mode_t mode)
{
	int fd;

	do
		fd = open(path, flags, mode);
	while (fd == -1 && errno == EINTR);
	return fd;
}

int
fd_open_regular(const char *path, int flags)
{
	const int fd = fd_open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | flags,
	    0);
	struct stat status;
	int error;

	if (fd == -1)
		return -1;
	if (fstat(fd, &status) == -1)
		error = errno;
	else if (S_ISREG(status.st_mode))
		return fd;
	else
		error = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
	close(fd);
	errno = error;
	return -1;
}

ssize_t
fd_read(int fd, void *bytes, size_t size)
{
	ssize_t n;

	do
		n = read(fd, bytes, size);
	while (n == -1 && errno == EINTR);
	return n;
}

bool
fd_read_all(int fd, struct buffer *buffer, size_t limit)
{
	char part[4096];
	ssize_t n;

	while (buffer->size <= limit &&
	    (n = fd_read(fd, part, sizeof(part))) != 0) {
		if (n == -1)
			return false;
		buffer_add(buffer, part, (size_t)n);
	}
	return true;
}

bool
fd_write_all(int fd, const void *bytes, size_t size)
{
	const char *at = bytes;
	ssize_t n;

	while (size > 0) {
		n = write(fd, at, size);
		if (n == -1 && errno != EINTR)
			return false;
		if (n > 0) {
			at += n;
			size -= (size_t)n;
		}
	}
	return true;
}

bool
fd_sync(int fd)
{
	int result;

	do
		result = fsync(fd);
	while (result == -1 && errno == EINTR);
	return result == 0;
}

bool
fd_lock(int fd)
{
	int result;

	do
		result = flock(fd, LOCK_EX | LOCK_NB);
	while (result == -1 && errno == EINTR);
	return result == 0;
}
