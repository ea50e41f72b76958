/* config_file - where the configuration file is, and its text. */

#include "config_file.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "environment.h"
#include "fd.h"
#include "log.h"
#include "mem.h"
#include "settings.h"
#include "sysexit.h"

#ifndef SYSCONFDIR
#define SYSCONFDIR "/etc"
#endif

enum { CONFIG_LIMIT = 1024 * 1024 };

static const char *
why_not(void)
{
	return errno == EINVAL || errno == EISDIR ? "it is no regular file" :
	    strerror(errno);
}

/* The first of the usual places that has one. */
static int
open_usual(struct arena *arena, const char **path)
{
	const char *home = environment_directory("HOME");
	const char *xdg = environment_directory("XDG_CONFIG_HOME");
	int fd = -1;

	*path = NULL;
	if (xdg != NULL)
		*path = arena_print(arena, "%s/dnsfollow/dnsfollow.conf", xdg);
	else if (home != NULL)
		*path = arena_print(arena,
		    "%s/.config/dnsfollow/dnsfollow.conf", home);
	if (*path != NULL)
		fd = fd_open_regular(*path, 0);
	if (fd < 0 && (*path == NULL || errno == ENOENT ||
	    errno == ENOTDIR)) {
		*path = SYSCONFDIR "/dnsfollow.conf";
		fd = fd_open_regular(*path, 0);
	}
	if (fd < 0 && errno != ENOENT && errno != ENOTDIR)
		log_die(EXIT_NOINPUT, "cannot read %s: %s", *path, why_not());
	return fd;
}

int
config_open(struct arena *arena, const struct settings *settings,
    const char **path)
{
	int fd;

	if (settings_yes(settings, "no-config"))
		return -1;
	*path = settings_get(settings, "config");
	if (*path == NULL)
		return open_usual(arena, path);
	if (strcmp(*path, "-") == 0) {
		*path = "(stdin)";
		return dup(STDIN_FILENO);
	}
	fd = fd_open_regular(*path, 0);
	if (fd < 0)
		log_die(EXIT_NOINPUT, "cannot read %s: %s; give another "
		    "-f FILE or --no-config", *path, why_not());
	return fd;
}

static bool
is_ready(int fd, long patience)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	int n;

	do
		n = poll(&ready, 1, (int)patience * 1000);
	while (n == -1 && errno == EINTR);
	return n == 1;
}

char *
config_text(struct arena *arena, int fd, const char *path, long patience)
{
	struct buffer *text = buffer_new(arena);
	char piece[4096];
	ssize_t n = 1;

	buffer_text(text, "");
	while (n > 0 && text->size <= CONFIG_LIMIT) {
		if (!is_ready(fd, patience))
			log_die(EXIT_NOINPUT, "no configuration came from %s "
			    "within %ld s", path, patience);
		n = fd_read(fd, piece, sizeof(piece));
		if (n > 0)
			buffer_add(text, piece, (size_t)n);
	}
	mem_wipe(piece, sizeof(piece));
	if (n < 0)
		log_die(EXIT_NOINPUT, "cannot read %s: %s", path,
		    strerror(errno));
	if (text->size > CONFIG_LIMIT)
		log_die(EXIT_CONFIG, "%s: longer than 1 MB; is that the right "
		    "file?", path);
	if (memchr(text->data, '\0', text->size) != NULL)
		log_die(EXIT_CONFIG, "%s: holds a NUL byte; is that the right "
		    "file?", path);
	return strncmp(text->data, "\xef\xbb\xbf", 3) == 0 ?
	    text->data + 3 : text->data;
}
