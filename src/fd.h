/* fd - calls on files that a signal may interrupt: they are made again. */

#ifndef FD_H
#define FD_H

#include <stdbool.h>
#include <sys/types.h>

/* open(2); the mode is that of a file which is made. */
int	 fd_open(const char *path, int flags, mode_t mode);

/* fsync(2). false with errno. */
bool	 fd_sync(int fd);

/* flock(2) for one alone. false with errno: EWOULDBLOCK when another has it. */
bool	 fd_lock(int fd);

#endif
