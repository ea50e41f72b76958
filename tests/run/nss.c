/*
 * nss - a module of the name service switch, as systemd, Avahi and others bring
 * theirs: the C library loads it only when a name is asked for. It knows one
 * name, and learns its address from a file that such modules read.
 */

#include <sys/socket.h>

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <nss.h>
#include <string.h>
#include <unistd.h>

enum nss_status _nss_trial_gethostbyname2_r(const char *, int,
	    struct hostent *, char *, size_t, int *, int *);

struct room {
	unsigned char address[4];
	char *list[2], *none[1];
};

enum nss_status
_nss_trial_gethostbyname2_r(const char *name, int family,
    struct hostent *entry, char *bytes, size_t size, int *error, int *h_error)
{
	struct room *room = (struct room *)(void *)bytes;
	const int fd = open("/etc/hosts", O_RDONLY | O_CLOEXEC);

	*error = fd == -1 ? errno : size < sizeof(*room) ? ERANGE : 0;
	*h_error = *error != 0 ? NETDB_INTERNAL : HOST_NOT_FOUND;
	if (fd != -1)
		close(fd);
	if (*error != 0)
		return NSS_STATUS_TRYAGAIN;
	if (family != AF_INET || strcmp(name, "echo.example.net") != 0)
		return NSS_STATUS_NOTFOUND;
	memcpy(room->address, "\177\0\0\1", 4);
	room->list[0] = (char *)room->address;
	room->list[1] = room->none[0] = NULL;
	*entry = (struct hostent){ .h_name = (char *)name,
	    .h_aliases = room->none, .h_addrtype = AF_INET, .h_length = 4,
	    .h_addr_list = room->list };
	return NSS_STATUS_SUCCESS;
}
