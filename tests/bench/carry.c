/*
 * carry - a line with a round-trip time: two TUN devices in two networks, and
 * every packet of the one comes out of the other after a while.
 *
 * usage: carry DEVICE DEVICE NETWORK
 *
 * The first device is made here, the second in the network of that path. On
 * standard input: "delay MICROSECONDS", that of each packet, or "counts", each
 * to be sent when the one before was answered by a line. Counts are those since
 * the last: packets, bytes, connections begun by the first side, TLS handshakes
 * begun by it, and packets that were lost.
 */

#define _GNU_SOURCE	/* setns, ppoll */

#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { LARGEST = 2048, ROOM = 8192, SYN = 0x02, ACK = 0x10 };
enum { HANDSHAKE = 22, CLIENT_HELLO = 1 };

struct packet {
	int64_t due;
	int to;
	size_t size;
	unsigned char bytes[LARGEST];
};

/* Those under way, in the order in which they came. */
static struct packet ring[ROOM];
static size_t first, n;
static int64_t delay;
static long packets, bytes, connections, handshakes, lost;

static int64_t
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * INT64_C(1000000) + time.tv_nsec / 1000;
}

static void
need(bool good, const char *what)
{
	if (good)
		return;
	perror(what);
	exit(1);
}

static int
device(const char *name)
{
	struct ifreq request = { .ifr_flags = IFF_TUN | IFF_NO_PI };
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);

	need(fd != -1, "/dev/net/tun");
	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	need(ioctl(fd, TUNSETIFF, &request) == 0, name);
	return fd;
}

static int
far_device(const char *name, const char *network)
{
	int there = open(network, O_RDONLY | O_CLOEXEC);

	need(there != -1 && setns(there, CLONE_NEWNET) == 0, network);
	close(there);
	return device(name);
}

/* Where TCP begins in a packet; NULL when it is none. */
static const unsigned char *
tcp_of(const struct packet *packet)
{
	const unsigned char *ip = packet->bytes;
	bool four = ip[0] >> 4 == 4;
	size_t head = four ? (ip[0] & 15) * 4u : 40;

	if (packet->size < head + 20 || ip[four ? 9 : 6] != IPPROTO_TCP)
		return NULL;
	return ip + head;
}

static void
count(const struct packet *packet, bool outgoing)
{
	const unsigned char *tcp = tcp_of(packet), *data;

	packets++;
	bytes += (long)packet->size;
	if (!outgoing || tcp == NULL)
		return;
	if ((tcp[13] & (SYN | ACK)) == SYN)
		connections++;
	data = tcp + (tcp[12] >> 4) * 4;
	if (data + 6 <= packet->bytes + packet->size &&
	    data[0] == HANDSHAKE && data[5] == CLIENT_HELLO)
		handshakes++;
}

/* What waits at a device goes under way, as far as there is room. */
static void
take(int from, int to, bool outgoing)
{
	struct packet *packet;
	ssize_t size;

	while (n < ROOM) {
		packet = &ring[(first + n) % ROOM];
		size = read(from, packet->bytes, sizeof(packet->bytes));
		if (size <= 0)
			return;
		packet->size = (size_t)size;
		packet->to = to;
		packet->due = now() + delay;
		count(packet, outgoing);
		n++;
	}
}

static void
deliver(void)
{
	const struct packet *packet;

	for (; n > 0; n--, first = (first + 1) % ROOM) {
		packet = &ring[first];
		if (packet->due > now())
			return;
		/* A device that is full, or down by now, loses it. */
		if (write(packet->to, packet->bytes, packet->size) == -1)
			lost++;
	}
}

/* False at the end of the input. */
static bool
obey(void)
{
	char line[64];
	ssize_t size = read(STDIN_FILENO, line, sizeof(line) - 1);

	if (size <= 0)
		return false;
	line[size] = '\0';
	if (strncmp(line, "delay ", 6) == 0) {
		delay = strtol(line + 6, NULL, 10);
		puts("done");
		fflush(stdout);
		return true;
	}
	printf("%ld %ld %ld %ld %ld\n", packets, bytes, connections, handshakes,
	    lost);
	fflush(stdout);
	packets = bytes = connections = handshakes = lost = 0;
	return true;
}

static void
rest(struct pollfd *fds)
{
	int64_t left = n > 0 ? ring[first].due - now() : 0;
	struct timespec time;

	left = left < 0 ? 0 : left;
	time.tv_sec = (time_t)(left / 1000000);
	time.tv_nsec = (long)(left % 1000000) * 1000;
	ppoll(fds, 3, n > 0 ? &time : NULL, NULL);
}

int
main(int argc, char *argv[])
{
	struct pollfd fds[3];
	int near, far;

	if (argc != 4)
		return 64;
	near = device(argv[1]);
	far = far_device(argv[2], argv[3]);
	fds[0] = (struct pollfd){ .fd = STDIN_FILENO, .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = near, .events = POLLIN };
	fds[2] = (struct pollfd){ .fd = far, .events = POLLIN };
	puts("ready");
	fflush(stdout);
	for (;;) {
		deliver();
		rest(fds);
		take(near, far, true);
		take(far, near, false);
		if (fds[0].revents != 0 && !obey())
			return 0;
	}
}
