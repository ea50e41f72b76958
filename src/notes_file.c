/*
 * notes_file - where the notes of earlier runs are kept: one file, read with
 * distrust and replaced as a whole.
 *
 * Whoever saves holds a lock on a file beside it, and reads the notes again
 * under it, so that two runs at once lose nothing of each other's.
 */

#include "notes_file.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "encode.h"
#include "fd.h"
#include "log.h"
#include "mem.h"
#include "notes.h"
#include "replace.h"
#include "wire.h"

enum { TRIES = 250, PAUSE = 20 * 1000 * 1000 };	/* ns: 5 s in all */

/* -1 with wrong, or without when there is no such file. A symbolic link may
 * lead to somebody else's. */
static int
open_own(struct arena *arena, const char *path, const char **wrong)
{
	const int fd = fd_open_regular(path, O_NOFOLLOW);
	struct stat status;

	*wrong = NULL;
	if (fd == -1 && (errno == ENOENT || errno == ENOTDIR))
		return -1;
	if (fd == -1 && errno == ELOOP)
		*wrong = "is a symbolic link";
	else if (fd == -1 && (errno == EISDIR || errno == EINVAL))
		*wrong = "is no regular file";
	else if (fd == -1 || fstat(fd, &status) == -1)
		*wrong = arena_print(arena, "cannot be read (%s)",
		    strerror(errno));
	else if (status.st_uid != geteuid())
		*wrong = "belongs to another user";
	else if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		*wrong = "may be written by others";
	if (*wrong == NULL)
		return fd;
	if (fd != -1)
		close(fd);
	return -1;
}

/* What is wrong with it; NULL: nothing. */
static const char *
read_text(struct arena *arena, int fd, struct buffer *text)
{
	if (!fd_read_all(fd, text, NOTES_LIMIT))
		return arena_print(arena, "cannot be read (%s)",
		    strerror(errno));
	return text->size > NOTES_LIMIT ? "is longer than 1 MB" : NULL;
}

static struct notes
no_notes(struct arena *arena)
{
	unsigned char salt[16];

	wire_random(NULL, salt, sizeof(salt));
	return (struct notes){
		.salt = hex_encode(arena, salt, sizeof(salt)),
	};
}

/* What is wrong with the file, and then there are no notes. */
static const char *
read_notes(struct arena *arena, const char *path, struct notes *notes)
{
	struct buffer *text = buffer_new(arena);
	const char *wrong;
	const int fd = open_own(arena, path, &wrong);

	if (fd != -1) {
		wrong = read_text(arena, fd, text);
		close(fd);
		if (wrong == NULL)
			wrong = notes_read(arena, text->data, text->size,
			    notes);
	}
	if (fd == -1 || wrong != NULL)
		*notes = no_notes(arena);
	return wrong;
}

static void
warn(const struct notes_file *file)
{
	log_warn("%s %s: what earlier runs noted there is not used; the "
	    "next write sets it aside as %s.damaged", file->path, file->wrong,
	    file->path);
}

void
notes_file_read(struct arena *arena, struct notes_file *file,
    struct notes *notes)
{
	if (file->path == NULL) {
		*notes = no_notes(arena);
		return;
	}
	file->wrong = read_notes(arena, file->path, notes);
	if (file->wrong != NULL)
		warn(file);
}

/* No file that is there is touched, whatever it is. -1 with errno. */
static int
open_lock(struct arena *arena, const char *path)
{
	const int flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK |
	    O_CLOEXEC;
	int fd = fd_open(path, flags, S_IRUSR | S_IWUSR);

	if (fd == -1 && errno == ENOENT &&
	    make_directories(arena_string(arena, path)))
		fd = fd_open(path, flags, S_IRUSR | S_IWUSR);
	return fd;
}

/* Another run needs it for a moment; a signal ends the wait, and the sleep
 * before it. false with errno. */
static bool
take_lock(struct notes_file *file, int lock)
{
	const struct timespec pause = { .tv_nsec = PAUSE };
	int tries = file->busy ? 1 : TRIES;

	while (!fd_lock(lock)) {
		if (errno != EWOULDBLOCK)
			return false;
		if (--tries == 0 || wire_signal(NULL) != 0) {
			file->busy = true;
			errno = EWOULDBLOCK;
			return false;
		}
		nanosleep(&pause, NULL);
	}
	return true;
}

/* The place of an older one that was set aside is taken, too. */
static bool
set_aside(const char *path, const char *aside)
{
	int error;

	if (rename(path, aside) == 0)
		return true;
	error = errno;
	if (remove(aside) == 0)
		return rename(path, aside) == 0;
	errno = error;
	return false;
}

/* The notes that the file holds by now; NULL: they may be replaced. */
static const char *
read_again(struct arena *arena, struct notes_file *file, struct notes *notes)
{
	const char *known = file->wrong;
	const char *aside = arena_print(arena, "%s.damaged", file->path);

	file->wrong = read_notes(arena, file->path, notes);
	if (file->wrong == NULL)
		return NULL;
	if (known == NULL)
		warn(file);
	if (!set_aside(file->path, aside))
		return arena_print(arena, "it %s, and cannot be renamed to "
		    "%s: %s", file->wrong, aside, strerror(errno));
	file->wrong = NULL;
	return NULL;
}

/* Of what could not be made, errno says why. */
static const char *
no_file(struct notes_file *file)
{
	file->full = errno == ENOSPC || errno == EDQUOT;
	return strerror(errno);
}

/* What hinders it; NULL: it is done. */
static const char *
save_locked(struct arena *arena, struct notes_file *file, struct notes *notes,
    int64_t now)
{
	const struct buffer *text;
	struct notes merged;
	const char *why = read_again(arena, file, &merged);

	if (why != NULL)
		return why;
	if (!notes_changed(notes))
		return NULL;
	notes_merge(arena, &merged, notes);
	text = notes_write(arena, &merged, now);
	if (text == NULL)
		return "out of memory";
	if (!replace_private(file->path, sibling(arena, file->path, ".new"),
	    text->data, text->size))
		return no_file(file);
	*notes = merged;
	return NULL;
}

bool
notes_file_save(struct arena *arena, struct notes_file *file,
    struct notes *notes, int64_t now, const char **why)
{
	const char *lock_path = arena_print(arena, "%s.lock", file->path);
	const int lock = open_lock(arena, lock_path);

	if (lock != -1 && take_lock(file, lock))
		*why = save_locked(arena, file, notes, now);
	else if (lock != -1 && errno == EWOULDBLOCK)
		*why = arena_print(arena, "another run keeps %s", lock_path);
	else
		*why = no_file(file);
	if (lock != -1)
		close(lock);
	if (*why != NULL)
		*why = arena_print(arena, "cannot write %s: %s", file->path,
		    *why);
	return *why == NULL;
}
