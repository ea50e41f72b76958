/* wire_socket - sockets as a run wants them: who they seem to come from, and
 * through which line they go. */

#ifndef WIRE_SOCKET_H
#define WIRE_SOCKET_H

#include <stdbool.h>
#include <sys/socket.h>

struct line;

enum {
	DATAGRAM_ROOM = 4096,	/* for more than an honest one has */
	FLOOD = 64,	/* datagrams at once, before the time is looked at */
};

/* Makes a new one non-blocking and closed on exec. */
void	 fd_prepare(int fd);

/*
 * The same for a socket that is to go there, and binds it to the line of
 * --interface, unless the other end is on this machine. Where the exchange
 * detects the address, the kernel is told which kind of IPv6 address it shall
 * come from. false, with errno, when it cannot be bound: then it must not be
 * used.
 */
bool	 socket_prepare(int fd, const struct line *, const struct sockaddr *to);

#endif
