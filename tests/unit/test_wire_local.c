/* test_wire_local - files and commands over the wire. */

#include "wire_trial.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>

static char directory[] = "/tmp/test_wire_local.XXXXXX";

static const char *
in_directory(struct trial *trial, const char *name)
{
	return arena_print(trial->arena, "%s/%s", directory, name);
}

static struct exchange *
file_read(struct trial *trial, const char *path)
{
	return trial_do(trial, trial_exchange(trial, FILES, "READ", path));
}

static struct exchange *
writing(struct trial *trial, const char *path, const char *old,
    const char *text)
{
	struct exchange *x = trial_exchange(trial, FILES, "WRITE", path);

	x->old = old;
	x->old_size = old == NULL ? 0 : strlen(old);
	x->body = text;
	x->body_size = strlen(text);
	return x;
}

static enum outcome
written(struct trial *trial, const char *path, const char *old,
    const char *text)
{
	return trial_do(trial, writing(trial, path, old, text))->outcome;
}

/* Files in the directory whose names hold the text. */
static unsigned
count_files(const char *text)
{
	DIR *listing = opendir(directory);
	const struct dirent *entry;
	unsigned n = 0;

	while ((entry = readdir(listing)) != NULL)
		n += strstr(entry->d_name, text) != NULL;
	closedir(listing);
	return n;
}

static void
test_reading(struct trial *trial)
{
	const char *path = in_directory(trial, "absent");
	struct exchange *x = file_read(trial, path);

	CHECK("no such file", x->outcome == ABSENT);
	CHECK_TEXT("no such file: error", x->error, arena_print(trial->arena,
	    "cannot read %s: No such file or directory", path));
	CHECK("a path below a file",
	    file_read(trial, "/etc/passwd/x")->outcome == ABSENT);
	CHECK("a directory is no file",
	    file_read(trial, directory)->outcome == UNREADABLE);
	path = in_directory(trial, "fifo");
	mkfifo(path, 0600);
	CHECK("a FIFO does not block",
	    file_read(trial, path)->outcome == UNREADABLE);
	x = trial_exchange(trial, FILES, "READ", "/etc/passwd");
	x->limit = 10;
	CHECK("a file over the limit", trial_do(trial, x)->outcome == TOO_BIG);
	x->limit = 1 << 20;
	CHECK("a file", trial_do(trial, x)->outcome == ANSWERED &&
	    x->reply_size > 10 && x->status == 0);
}

static void
test_writing(struct trial *trial)
{
	const char *path = in_directory(trial, "hosts");
	const char *link = in_directory(trial, "link");
	struct stat status;

	CHECK("a new file", written(trial, path, NULL, "one\n") == ANSWERED);
	CHECK_TEXT("it holds the text", file_read(trial, path)->reply,
	    "one\n");
	CHECK("a file that should not be there",
	    written(trial, path, NULL, "x") == CHANGED_MEANWHILE);
	CHECK("a file that holds another text",
	    written(trial, path, "onE\n", "x") == CHANGED_MEANWHILE);
	CHECK("a file that holds more",
	    written(trial, path, "one", "x") == CHANGED_MEANWHILE);
	CHECK("a file that is gone", written(trial, in_directory(trial,
	    "gone"), "", "x") == CHANGED_MEANWHILE);
	chmod(path, 0640);
	CHECK("a file that is as it was",
	    written(trial, path, "one\n", "two\n") == ANSWERED);
	CHECK("its mode stays", stat(path, &status) == 0 &&
	    (status.st_mode & 07777) == 0640);
	CHECK("a link", symlink("hosts", link) == 0 &&
	    written(trial, link, "two\n", "three\n") == ANSWERED);
	CHECK("it stays a link", lstat(link, &status) == 0 &&
	    S_ISLNK(status.st_mode));
	CHECK_TEXT("what it leads to is written",
	    file_read(trial, path)->reply, "three\n");
	CHECK("one lock file is left, and no other",
	    count_files(".hosts.") == 1 && count_files(".hosts.lock") == 1);
}

static void
test_unwritable(struct trial *trial)
{
	const struct rlimit small = {
		.rlim_cur = 100,
		.rlim_max = RLIM_INFINITY,
	};
	const char *path = in_directory(trial, "hosts");
	char *text = arena_alloc(trial->arena, 5001);
	struct rlimit before;
	struct exchange *x;

	memset(text, 'x', 5000);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	setrlimit(RLIMIT_FSIZE, &small);
	x = trial_do(trial, writing(trial, path, "three\n", text));
	setrlimit(RLIMIT_FSIZE, &before);
	CHECK("no room for all of it", x->outcome == FULL);
	CHECK_TEXT("no room: error", x->error, arena_print(trial->arena,
	    "cannot write %s: File too large", path));
	CHECK_TEXT("no room: the old text is there",
	    file_read(trial, path)->reply, "three\n");
	CHECK("no room: nothing else is", count_files(".hosts.") == 1);
	CHECK("where no file can be", written(trial, "/proc/dnsfollow", NULL,
	    "x") == ABSENT);
	CHECK("below a file", written(trial, "/etc/passwd/x", NULL, "x") ==
	    ABSENT);
	CHECK("a link to nothing", symlink("nothing", in_directory(trial,
	    "loose")) == 0 && written(trial, in_directory(trial, "loose"),
	    NULL, "x") == ABSENT);
}

static void
test_lock(struct trial *trial)
{
	const char *path = in_directory(trial, "hosts");
	const int lock = open(in_directory(trial, ".hosts.lock"), O_RDWR);
	struct exchange *x = writing(trial, path, "three\n", "four\n");

	CHECK("the lock is free", flock(lock, LOCK_EX | LOCK_NB) == 0);
	x->timeout = 300;
	CHECK("somebody else's lock is waited for",
	    trial_do(trial, x)->outcome == TIMED_OUT && x->ms >= 300);
	x->timeout = 0;
	wire_send(trial->wire, x);
	wire_send(trial->wire, trial_exchange(trial, COMMAND, NULL,
	    "sleep 0.2"));
	CHECK("others go on meanwhile", wire_wait(trial->wire) != x);
	close(lock);
	CHECK("then it is written", wire_wait(trial->wire) == x &&
	    x->outcome == ANSWERED);
}

static struct exchange *
command(struct trial *trial, const char *text, int64_t timeout)
{
	struct exchange *x = trial_exchange(trial, COMMAND, NULL, text);

	x->timeout = timeout;
	return trial_do(trial, x);
}

static void
test_commands(struct trial *trial)
{
	struct exchange *x = command(trial, "echo a; sleep 0.1; echo b", 0);

	CHECK_TEXT("what a command prints", x->reply, "a\nb\n");
	CHECK("it ended well", x->outcome == ANSWERED && x->status == 0);
	x = command(trial, "echo no; exit 3", 0);
	CHECK("an exit status is an answer", x->outcome == ANSWERED &&
	    x->status == 3 && strcmp(x->reply, "no\n") == 0);
	x = command(trial, "kill -9 $$", 0);
	CHECK("a death by signal", x->outcome == ANSWERED && x->status == 137);
	x = command(trial, "cat; exec 2>/dev/null; no-such-command", 0);
	CHECK("no such command", x->outcome == ABSENT && x->status == 127);
	x = command(trial, "exec >/dev/null; sleep 0.1; exit 4", 0);
	CHECK("it may close its output first", x->status == 4);
	CHECK("endless output", command(trial, "yes", 0)->outcome == TOO_BIG);
	CHECK("SIGPIPE is as usual", command(trial,
	    "yes | head -n 1", 0)->outcome == ANSWERED);
	x = command(trial, arena_print(trial->arena,
	    "(sleep 0.4; touch %s/survived) | cat", directory), 200);
	CHECK("a command that takes too long", x->outcome == TIMED_OUT &&
	    x->ms >= 200 && x->ms < 600);
	CHECK_TEXT("a command that takes too long: error", x->error,
	    "the command did not end within 0.2 s");
	command(trial, "sleep 0.5", 0);
	CHECK("all of it was ended", count_files("survived") == 0);
	CHECK("no child is left", waitpid(-1, NULL, WNOHANG) == -1);
}

/* As containers have /etc/hosts: no rename can replace it. */
static void
test_mounted(struct trial *trial)
{
	const char *path = in_directory(trial, "mounted");

	if (command(trial, arena_print(trial->arena, "cd %s && echo old >below "
	    "&& : >mounted && mount --bind below mounted 2>/dev/null",
	    directory), 0)->status != 0) {
		puts("skip a file that is mounted: mounting is not allowed");
		return;
	}
	CHECK("a file that is mounted",
	    written(trial, path, "old\n", "new text\n") == ANSWERED);
	CHECK_TEXT("a file that is mounted: text",
	    file_read(trial, path)->reply, "new text\n");
	CHECK("a file that is mounted: shorter",
	    written(trial, path, "new text\n", "") == ANSWERED);
	CHECK_TEXT("a file that is mounted: empty",
	    file_read(trial, path)->reply, "");
	CHECK("nothing else is left", count_files(".mounted.") == 1);
	command(trial, arena_print(trial->arena, "umount %s", path), 0);
}

/* How many descriptors a command has, during a stalled exchange or after. */
static void
test_inheritance(struct trial *trial)
{
	const char *text = "ls /dev/fd/ | wc -l";
	struct exchange *stall, *x = trial_exchange(trial, COMMAND, NULL, text);
	in_port_t port = 0;
	const int listener = trial_listen(SOCK_STREAM, &port);

	stall = trial_exchange(trial, HTTP, "GET", arena_print(trial->arena,
	    "http://127.0.0.1:%u/", (unsigned)port));
	stall->timeout = 300;
	x->not_before = wire_now(trial->wire) + 100;
	wire_send(trial->wire, stall);
	wire_send(trial->wire, x);
	CHECK("a command beside HTTP", wire_wait(trial->wire) == x &&
	    wire_wait(trial->wire) == stall && stall->outcome == TIMED_OUT);
	CHECK_TEXT("it does not inherit the connection", x->reply,
	    command(trial, text, 0)->reply);
	close(listener);
}

int
main(void)
{
	struct trial trial = trial_open(20000);

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (mkdtemp(directory) == NULL)
		return 1;
	test_reading(&trial);
	test_writing(&trial);
	test_unwritable(&trial);
	test_lock(&trial);
	test_commands(&trial);
	test_mounted(&trial);
	test_inheritance(&trial);
	command(&trial, arena_print(trial.arena, "rm -r %s", directory), 0);
	trial_close(&trial);
	return check_done();
}
