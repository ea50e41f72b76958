/*
 * wire_file - files read, and replaced as a whole.
 *
 * Local files are read and written at once, without the poll loop: they are
 * small, and poll(2) knows no waiting for a disk. Only standard input, which
 * may be a pipe that never says a word, and somebody else's lock are waited
 * for. The lock is a file of its own, since the rename gives the name to
 * another file; it is left, or two could hold locks of the same name.
 */

#include "wire_file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fd.h"
#include "replace.h"
#include "wire_line.h"

enum { LOCK_PATIENCE = 5000, LOCK_PAUSE = 50 };	/* ms */

struct writing {
	const char *path;	/* without symbolic links */
	const char *lock_path;
	int lock;		/* -1: not open */
};

static bool
is_absent(int error)
{
	return error == ENOENT || error == ENOTDIR;
}

/* That it went wrong is no fault of the file, nor of who may do what to it. */
static bool
is_passing(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOLCK ||
	    error == EIO;
}

static void
fail_reading(struct line *line, const char *path)
{
	line_failed(line, is_absent(errno) ? ABSENT :
	    is_passing(errno) ? HINDERED : UNREADABLE,
	    "cannot read %s: %s", path, errno == EINVAL ? "Not a regular file" :
	    strerror(errno));
}

static void
tell_content(struct line *line, struct buffer *text)
{
	const struct exchange *x = line->exchange;

	if (text->size > x->limit)
		line_failed(line, TOO_BIG, "%s is over the limit of %zu bytes",
		    x->url, x->limit);
	else
		line_answered(line, text);
}

static void
read_file(struct line *line)
{
	const struct exchange *x = line->exchange;
	struct buffer *text = buffer_new(line->arena);
	const int fd = fd_open_regular(x->url, 0);

	if (fd == -1) {
		fail_reading(line, x->url);
		return;
	}
	if (fd_read_all(fd, text, x->limit))
		tell_content(line, text);
	else
		fail_reading(line, x->url);
	close(fd);
}

/* As much as there is of standard input; own is what came so far. */
static void
read_input(struct line *line)
{
	struct buffer *text = line->own;
	char part[4096];
	const ssize_t n = read(STDIN_FILENO, part, sizeof(part));

	if (n > 0)
		buffer_add(text, part, (size_t)n);
	mem_wipe(part, sizeof(part));	/* it may be a secret */
	if (n == -1 && errno != EINTR && errno != EAGAIN)
		fail_reading(line, line->whom);
	else if (n == 0 || text->size > line->exchange->limit)
		tell_content(line, text);
}

static void
wait_for_input(struct line *line)
{
	line->own = buffer_new(line->arena);
	line->whom = "standard input";
	line->fd = STDIN_FILENO;
	line->events = POLLIN;
}

static void
fail_writing(struct line *line, const char *path)
{
	enum outcome outcome = UNWRITABLE;

	if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)
		outcome = FULL;
	else if (is_passing(errno))
		outcome = HINDERED;
	else if (is_absent(errno))
		outcome = ABSENT;
	line_failed(line, outcome, "cannot write %s: %s", path,
	    strerror(errno));
}

/* The name of the file itself, which need not exist yet; NULL with errno. */
static const char *
resolve(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *directory, *real = realpath(path, NULL);
	const char *resolved = NULL;
	struct stat status;

	if (real != NULL)
		resolved = arena_string(arena, real);
	else if (errno == ENOENT && lstat(path, &status) == -1) {
		/* What a link leads to is not made: was that meant? */
		directory = slash == NULL ? arena_string(arena, ".") :
		    arena_copy(arena, path, (size_t)(slash - path) + 1);
		real = realpath(directory, NULL);
		if (real != NULL)
			resolved = arena_print(arena, "%s/%s", real,
			    slash == NULL ? path : slash + 1);
	}
	if (real == NULL && errno == ENOMEM)
		mem_refused();
	free(real);
	return resolved;
}

/* The file holds what the asker believes it holds. */
static bool
is_unchanged(const struct exchange *x, const char *path, struct arena *arena)
{
	const int fd = fd_open_regular(path, 0);
	struct buffer *text;
	bool same;

	if (fd == -1)
		return x->old == NULL && is_absent(errno);
	text = buffer_new(arena);
	same = x->old != NULL && fd_read_all(fd, text, x->old_size) &&
	    text->size == x->old_size && (text->size == 0 ||
	    memcmp(text->data, x->old, text->size) == 0);
	close(fd);
	return same;
}

static void
write_locked(struct line *line)
{
	const struct exchange *x = line->exchange;
	const struct writing *writing = line->own;
	const char *path = writing->path;

	if (!is_unchanged(x, path, line->arena))
		line_failed(line, CHANGED_MEANWHILE,
		    "%s was changed by somebody else meanwhile", x->url);
	else if (!replace_file(line->arena, path,
	    sibling(line->arena, path, ".dnsfollow"), x))
		fail_writing(line, x->url);
	else
		line_answered(line, buffer_new(line->arena));
}

static void
try_lock(struct line *line)
{
	const struct writing *writing = line->own;
	const int64_t now = wire_now(line->wire);

	if (fd_lock(writing->lock))
		write_locked(line);
	else if (errno != EWOULDBLOCK)
		fail_writing(line, writing->lock_path);
	else if (now - line->began >= LOCK_PATIENCE)
		line_failed(line, BUSY, "%s is locked by somebody else (%s)",
		    line->exchange->url, writing->lock_path);
	else
		line->wakes = now + LOCK_PAUSE;
}

static void
write_file(struct line *line)
{
	struct writing *writing = arena_alloc(line->arena, sizeof(*writing));
	const char *path = line->exchange->url;

	writing->lock = -1;
	line->own = writing;
	writing->path = resolve(line->arena, path);
	if (writing->path == NULL) {
		fail_writing(line, path);
		return;
	}
	writing->lock_path = sibling(line->arena, writing->path, ".lock");
	writing->lock = fd_open(writing->lock_path, O_RDWR | O_CREAT |
	    O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (writing->lock == -1)
		fail_writing(line, path);
	else
		try_lock(line);
}

static bool
writes(const struct line *line)
{
	return strcmp(line->exchange->method, "WRITE") == 0;
}

static bool
begin(struct line *line)
{
	line->whom = line->exchange->url;
	if (writes(line))
		write_file(line);
	else if (strcmp(line->exchange->url, "-") == 0)
		wait_for_input(line);
	else
		read_file(line);
	return true;
}

static void
go_on(struct line *line)
{
	if (writes(line))
		try_lock(line);
	else
		read_input(line);
}

static void
release(struct line *line)
{
	const struct writing *writing = line->own;

	if (writes(line) && writing->lock != -1)
		close(writing->lock);
}

const struct channel_calls file_calls = {
	.begin = begin,
	.go_on = go_on,
	.release = release,
	.late = "was not ready",
};
