/*
 * image - preloaded into a run: when it ends, all memory that it could write
 * goes to a file in $IMAGE_DIRECTORY, called by the program and its process.
 *
 * The file is written straight from the memory, since a process that must not
 * be dumped may not open /proc/self/mem; nothing is allocated at the end, or
 * what is looked for would be written over; and files are opened at the start,
 * since a sandbox may forbid it later.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char maps[1024 * 1024];
static int from = -1, to = -1;

static void
write_range(int fd, const char *begin, const char *end)
{
	ssize_t n;

	while (begin < end) {
		n = write(fd, begin, (size_t)(end - begin));
		if (n <= 0)
			n = 4096;	/* a page that cannot be read */
		begin += n;
	}
}

static void
write_image(void)
{
	unsigned long begin, end;
	char *line, *next, mode[5];
	size_t size = 0;
	ssize_t n = 1;

	while (n > 0 && size < sizeof(maps) - 1) {
		n = read(from, maps + size, sizeof(maps) - 1 - size);
		size += n > 0 ? (size_t)n : 0;
	}
	close(from);
	for (line = maps; line != NULL && *line != '\0'; line = next) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		if (sscanf(line, "%lx-%lx %4s", &begin, &end, mode) == 3 &&
		    strncmp(mode, "rw", 2) == 0)
			write_range(to, (const char *)begin,
			    (const char *)end);
	}
	close(to);
}

__attribute__((constructor))
static void
begin(void)
{
	char path[4096];
	const char *directory = getenv("IMAGE_DIRECTORY");

	if (directory == NULL)
		return;
	snprintf(path, sizeof(path), "%s/%s.%ld", directory,
	    program_invocation_short_name, (long)getpid());
	from = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
	to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	atexit(write_image);
}
