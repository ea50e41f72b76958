/* fd - calls on files that a signal may interrupt: they are made again. */

#ifndef FD_H
#define FD_H

#include <stdbool.h>
#include <sys/types.h>

struct buffer;

/* open(2); the mode is that of a file which is made. */
int	 fd_open(const char *path, int flags, mode_t mode);

/* The same for reading, of a regular file only: a FIFO or a device would block
 * or never end. -1 with errno: EISDIR, or EINVAL for what else it is. */
int	 fd_open_regular(const char *path, int flags);

/* read(2). -1 with errno. */
ssize_t	 fd_read(int fd, void *, size_t);

/* Reads to the end, or until there are more than limit bytes; false with
 * errno. */
bool	 fd_read_all(int fd, struct buffer *, size_t limit);

/* false with errno. */
bool	 fd_write_all(int fd, const void *, size_t);

/* fsync(2). false with errno. */
bool	 fd_sync(int fd);

/* flock(2) for one alone. false with errno: EWOULDBLOCK when another has it. */
bool	 fd_lock(int fd);

#endif
