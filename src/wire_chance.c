/* wire_chance - the wire's clock and its random numbers. */

#include "wire.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#if defined(__APPLE__)
#include <sys/random.h>
#endif

#include "fd.h"
#include "log.h"
#include "sysexit.h"

time_t
wire_clock(struct wire *wire)
{
	(void)wire;
	return time(NULL);
}

/* For kernels that have no call for it. */
static void
read_random(unsigned char *bytes, size_t size)
{
	const int fd = fd_open("/dev/urandom", O_RDONLY | O_CLOEXEC, 0);
	ssize_t n;

	while (fd != -1 && size > 0) {
		n = read(fd, bytes, size);
		if (n == 0 || (n == -1 && errno != EINTR))
			break;
		if (n > 0) {
			bytes += n;
			size -= (size_t)n;
		}
	}
	if (fd != -1)
		close(fd);
	if (size > 0)
		log_die(EXIT_SOFTWARE, "this system has no random numbers");
}

void
wire_random(struct wire *wire, void *bytes, size_t size)
{
	enum { AT_ONCE = 256 };		/* what getentropy(3) gives at most */
	unsigned char *at = bytes;
	size_t part;

	(void)wire;
	for (; size > 0; at += part, size -= part) {
		part = size < AT_ONCE ? size : AT_ONCE;
		if (getentropy(at, part) == -1)
			read_random(at, part);
	}
}
