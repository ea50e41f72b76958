/* links_linux - what the kernel knows of this machine's own lines, by
 * netlink. */

#ifdef __linux__
#include <sys/socket.h>
#include <sys/time.h>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "links.h"
#include "links_netlink.h"
#include "mem.h"

enum {
	PIECE = 32 * 1024,	/* the kernel's own bound for one */
	MOST = 64 * 1024 * 1024, /* bytes of one answer: a whole BGP table */
	TRIES = 8,
	PATIENCE = 2,		/* s; the kernel answers at once */
};

struct reader {
	struct arena *arena;
	struct links *links;
	int fd;
	uint32_t sequence;
	bool inconsistent;
	_Alignas(struct nlmsghdr) unsigned char piece[PIECE];
};

static int
open_socket(void)
{
	const struct timeval patience = { .tv_sec = PATIENCE };
	const int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
	    NETLINK_ROUTE);

	if (fd != -1)
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
		    sizeof(patience));
	return fd;
}

/* Of all families: what follows the head is zero. */
static bool
request(struct reader *reader, uint16_t type, size_t size)
{
	struct {
		struct nlmsghdr head;
		unsigned char body[sizeof(struct ifinfomsg)];
	} message = { .head = { .nlmsg_type = type,
	    .nlmsg_len = (uint32_t)NLMSG_LENGTH(size),
	    .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
	    .nlmsg_seq = ++reader->sequence } };
	ssize_t sent;

	do
		sent = send(reader->fd, &message, message.head.nlmsg_len, 0);
	while (sent == -1 && errno == EINTR);
	return sent != -1;
}

/* The size of one piece of the kernel's; 0 when there is none, see errno. */
static size_t
receive(struct reader *reader)
{
	struct sockaddr_nl from = { .nl_pid = 0 };
	socklen_t room = sizeof(from);
	ssize_t size;

	do
		size = recvfrom(reader->fd, reader->piece, PIECE, MSG_TRUNC,
		    (struct sockaddr *)&from, &room);
	while ((size == -1 && errno == EINTR) ||
	    (size != -1 && from.nl_pid != 0));
	if (size == 0 || size > PIECE)
		errno = EMSGSIZE;
	return size == -1 || size > PIECE ? 0 : (size_t)size;
}

/* false: see errno. */
static bool
dump(struct reader *reader, uint16_t type, size_t size)
{
	struct links_answer answer = { .sequence = reader->sequence + 1 };
	size_t piece, sum = 0;

	if (!request(reader, type, size))
		return false;
	while (!answer.ended) {
		piece = receive(reader);
		sum += piece;
		if (piece == 0)
			return false;
		errno = EBADMSG;
		if (sum > MOST || !links_take(reader->arena, reader->links,
		    &answer, reader->piece, piece))
			return false;
	}
	reader->inconsistent |= answer.inconsistent;
	errno = answer.error;
	return answer.error == 0;
}

/* All of it anew as long as something changes meanwhile. */
static bool
dump_all(struct reader *reader)
{
	int tries = 0;

	do {
		*reader->links = (struct links){ .all = NULL };
		reader->inconsistent = false;
		if (!dump(reader, RTM_GETLINK, sizeof(struct ifinfomsg)) ||
		    !dump(reader, RTM_GETADDR, sizeof(struct ifaddrmsg)) ||
		    !dump(reader, RTM_GETROUTE, sizeof(struct rtmsg)))
			return false;
	} while (reader->inconsistent && ++tries < TRIES);
	errno = EAGAIN;
	return !reader->inconsistent;
}

struct links *
links_read(struct arena *arena)
{
	struct links *links = arena_alloc(arena, sizeof(*links));
	struct reader reader = { .arena = arena, .links = links,
	    .fd = open_socket() };
	const bool good = reader.fd != -1 && dump_all(&reader);
	const int error = errno;

	if (reader.fd != -1)
		close(reader.fd);
	if (good)
		return links;
	*links = (struct links){ .why = arena_print(arena, "the kernel does "
	    "not tell the state of addresses, nor routes (netlink: %s); does "
	    "a sandbox forbid AF_NETLINK?", strerror(error)) };
	links_add_plain(arena, links);
	return links;
}
#else
typedef int links_linux_is_empty;
#endif
