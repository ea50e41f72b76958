/*
 * test_hold_file - the file of what must not be asked again: where it is, what
 * stands in it, one that is damaged, foreign, missing or cannot be written, and
 * several runs at once.
 */

#include "hold.h"

#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <signal.h>
#include <time.h>

#include <jansson.h>

#include "check.h"
#include "hold_trial.h"
#include "notes.h"
#include "redact.h"

enum { CHILDREN = 8, SAVES = 20 };

static void
put_file(const char *name, const void *bytes, size_t size)
{
	const int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd == -1 || write(fd, bytes, size) != (ssize_t)size)
		printf("FAIL write %s: %s\n", name, strerror(errno));
	close(fd);
}

static void
make_link(const char *to, const char *name)
{
	if (symlink(to, name) == -1)
		printf("FAIL symlink %s: %s\n", name, strerror(errno));
}

static void
test_text(void)
{
	struct world world = world_of(&noip);
	struct hold *hold = fresh();
	char *text;

	redact_add(PASSWORD);
	ended(hold, &world, failure(FAULT_FORBIDDEN, "E-" PASSWORD,
	    "it says \"" PASSWORD " (a; b)\xff\x1b[1m\" to us; mend it"),
	    "192.0.2.7", 0);
	ended(hold, &world, failure(FAULT_AUTH, NULL, "\303\244\303\244"
	    "\303\244\303\244\303\244\303\244\303\244\303\244\303\244\303\244"
	    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	    "xx\303\244\303\244\303\244 the end"), "192.0.2.7", 0);
	hold = next_run(hold);
	text = contents(path);
	CHECK("no secret in the file", text != NULL &&
	    strstr(text, "TESTEXAMPLE") == NULL &&
	    strstr(text, "alice") == NULL && strstr(text, "horse") == NULL);
	CHECK("the fact alone, in one line", text != NULL && strstr(text,
	    "\"why\":\"it says \\\"[secret] (a; b)??[1m\\\" to us\"}") != NULL);
	CHECK("the code, too", text != NULL && strstr(text,
	    "\"code\":\"E-[secret]\"") != NULL);
	CHECK("cut between letters", text != NULL && strstr(text,
	    "the end") == NULL && !is_free(hold, &world, 0));
	CHECK("for the reader, the account", text != NULL && strstr(text,
	    "\"account\":\"default\"") != NULL);
	redact_forget();
}

/* The environment, and where the file is then. */
static void
test_path(void)
{
	static const struct {
		const char *name, *state, *xdg, *home, *wanted;
	} trials[] = {
		{ "systemd's", "/var/lib/x", "/xdg", "/home/a", "/var/lib/x/hold" },
		{ "the first of systemd's", "/a:/b", NULL, NULL, "/a/hold" },
		{ "not a relative one", "a:/b", "/xdg", NULL,
		    "/xdg/dnsfollow/hold" },
		{ "XDG's", NULL, "/xdg", "/home/a", "/xdg/dnsfollow/hold" },
		{ "the home", "", "xdg", "/home/a",
		    "/home/a/.local/state/dnsfollow/hold" },
		{ "nowhere", NULL, NULL, NULL, NULL },
		{ "not a relative home", NULL, NULL, "home", NULL },
	};
	const bool root = geteuid() == 0;
	size_t i;

	for (i = 0; i < COUNT(trials); i++) {
		unsetenv("STATE_DIRECTORY");
		unsetenv("XDG_STATE_HOME");
		unsetenv("HOME");
		if (trials[i].state != NULL)
			setenv("STATE_DIRECTORY", trials[i].state, 1);
		if (trials[i].xdg != NULL)
			setenv("XDG_STATE_HOME", trials[i].xdg, 1);
		if (trials[i].home != NULL)
			setenv("HOME", trials[i].home, 1);
		if (root && i == 4)
			CHECK_TEXT("root's", hold_path(arena),
			    "/var/lib/dnsfollow/hold");
		if (root && seteuid(65534) == -1)
			printf("FAIL seteuid: %s\n", strerror(errno));
		CHECK_TEXT(trials[i].name, hold_path(arena),
		    trials[i].wanted);
		if (root && seteuid(0) == -1)
			printf("FAIL seteuid: %s\n", strerror(errno));
	}
}

static mode_t
mode_of(const char *name)
{
	struct stat status;

	return lstat(name, &status) == 0 ? status.st_mode & 07777 : 0;
}

static void
test_made(void)
{
	struct world world = world_of(&noip);
	const char *usual = path;
	const mode_t mask = umask(0);
	struct hold *hold;

	path = arena_print(arena, "%s/a/b/hold", directory);
	hold = hold_open(arena, path, false);
	CHECK("nothing to save makes no directory", save(hold) &&
	    mode_of(arena_print(arena, "%s/a", directory)) == 0);
	ended(hold, &world, good, "192.0.2.7", 0);
	hold = next_run(hold);
	CHECK_TEXT("directories are made", asked(hold, &world, "192.0.2.7",
	    60, 1), "sent");
	CHECK("for us alone",
	    mode_of(arena_print(arena, "%s/a", directory)) == 0700 &&
	    mode_of(arena_print(arena, "%s/a/b", directory)) == 0700);
	CHECK("the file, too", mode_of(path) == 0600);
	chmod(path, 0644);
	ended(hold, &world, good, "192.0.2.7", 0);
	CHECK("whatever its mode was", save(hold) && mode_of(path) == 0600);
	umask(mask);
	clean();
	rmdir(arena_print(arena, "%s/a/b", directory));
	rmdir(arena_print(arena, "%s/a", directory));
	path = usual;
}

/* What is written to stderr meanwhile. */
static int
hear(void)
{
	const int kept = dup(STDERR_FILENO);
	const char *name = arena_print(arena, "%s/said", directory);
	const int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);

	dup2(fd, STDERR_FILENO);
	close(fd);
	return kept;
}

static const char *
heard(int kept)
{
	const char *name = arena_print(arena, "%s/said", directory);
	const char *text = contents(name);

	dup2(kept, STDERR_FILENO);
	close(kept);
	unlink(name);
	return text;
}

static size_t
lines(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += *text == '\n';
	return n;
}

/* Something in the place of the file: read with a warning by a dry run, which
 * leaves it there; set aside by one that saves. */
static void
try_wrong(const char *name, const char *fact)
{
	struct world world = world_of(&noip);
	const char *aside = arena_print(arena, "%s.damaged", path), *said;
	struct stat before, after;
	struct hold *hold;
	int kept;

	lstat(path, &before);
	kept = hear();
	hold = hold_open(arena, path, true);
	ended(hold, &world, good, "192.0.2.7", 0);
	CHECK(arena_print(arena, "%s: a dry run goes on", name), save(hold));
	said = heard(kept);
	CHECK_TEXT(arena_print(arena, "%s: it is said", name), said,
	    arena_print(arena, "dnsfollow: %s %s: what earlier runs noted "
	    "there is not used; the next write sets it aside as %s\n", path,
	    fact, aside));
	CHECK(arena_print(arena, "%s: it stays", name),
	    lstat(path, &after) == 0 && after.st_ino == before.st_ino &&
	    lstat(aside, &after) == -1 && access(arena_print(arena,
	    "%s.lock", path), F_OK) == -1);
	kept = hear();
	hold = hold_open(arena, path, false);
	CHECK(arena_print(arena, "%s: nothing is known", name),
	    is_free(hold, &world, 0));
	ended(hold, &world, good, "192.0.2.7", 0);
	CHECK(arena_print(arena, "%s: it is saved", name), save(hold));
	unlink(arena_print(arena, "%s.lock", path));
	CHECK(arena_print(arena, "%s: then there is nothing to do", name),
	    save(hold) && access(arena_print(arena, "%s.lock", path),
	    F_OK) == -1);
	said = heard(kept);
	CHECK(arena_print(arena, "%s: it is said once", name),
	    lines(said) == 1);
	CHECK(arena_print(arena, "%s: it is set aside", name),
	    lstat(aside, &after) == 0 && after.st_ino == before.st_ino &&
	    after.st_mode == before.st_mode);
	kept = hear();
	hold = hold_open(arena, path, false);
	CHECK_TEXT(arena_print(arena, "%s: and begun anew", name),
	    asked(hold, &world, "192.0.2.7", 60, 1), "sent");
	CHECK_TEXT("all is well then", heard(kept), "");
	clean();
}

/* A text as it is written, with everything that it may hold. */
static const char *
whole_text(void)
{
	struct world world = world_of(&noip), other = world;
	struct address wanted = address("192.0.2.7");
	struct hold *hold = fresh();

	ended(hold, &world, good, "192.0.2.7", 0);
	hold_sending(hold, whom(&world), &wanted, NOW);
	ended(hold, &world, pause_of(FAULT_LATER, HOURS), "192.0.2.7", 0);
	hold_sending(hold, whom(&world), &wanted, NOW);
	other.family = IPV6;
	ended(hold, &other, nochg, "2001:db8::7", 0);
	other.name = "www.example.com";
	ended(hold, &other, failure(FAULT_MISSING, "nohost", "no"),
	    "2001:db8::7", 0);
	save(hold);
	return contents(path);
}

/* The text, with the first of one thing replaced. */
static const char *
changed_text(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);

	return at == NULL ? NULL : arena_print(arena, "%.*s%s%s",
	    (int)(at - text), text, to, at + strlen(from));
}

static const struct { const char *from, *to; } damages[] = {
	{ "\"version\":1", "\"version\":\"1\"" },
	{ "\"version\":1,", "" },
	{ "{\"version\"", "[{\"version\"" },
	{ "\"salt\":\"", "\"salt\":\"00" },
	{ "\"salt\":\"", "\"pepper\":\"" },
	{ "\",\"entries\"", "zz\",\"entries\"" },
	{ "\"entries\":[", "\"entries\":[7," },
	{ "\"entries\":[", "\"entries\":{}, \"x\":[" },
	{ "\"provider\":\"noip\",", "" },
	{ "\"provider\":\"noip\"", "\"provider\":7" },
	{ "\"state\":\"sent\"", "\"state\":\"gone\"" },
	{ "\"state\":\"sent\"", "\"state\":null" },
	{ "\"state\":\"sent\"", "\"state\":\"waiting\"" },
	{ "\"state\":\"waiting\"", "\"state\":\"sent\"" },
	{ "\"state\":\"refused\"", "\"state\":\"sent\"" },
	{ "\"settings\":\"", "\"settings\":7, \"x\":\"" },
	{ "\"settings\":\"", "\"x\":\"" },
	{ "\"since\":17", "\"since\":-17" },
	{ "\"since\":17", "\"since\":999999999999999917" },
	{ "\"since\":17", "\"since\":9999999999999999999999999999917" },
	{ "\"since\":1", "\"since\":1." },
	{ "\"until\":", "\"until\":-1" },
	{ "\"until\":", "\"until\":true, \"x\":" },
	{ "\"count\":1", "\"count\":-1" },
	{ "\"count\":1", "\"count\":\"1\"" },
	{ "\"count\":1", "\"count\":99999999999" },
	{ "\"type\":\"A\"", "\"type\":\"MX\"" },
	{ "\"type\":\"A\"", "\"type\":\"AAAA\"" },
	{ "\"type\":\"A\",", "" },
	{ "\"www.example.com\",\"type\":\"AAAA\"",
	    "\"www.example.com\",\"type\":\"MX\"" },
	{ "\"address\":\"192", "\"address\":\"392" },
	{ "\"address\":\"192.0.2.7\"", "\"address\":[]" },
	{ "\"address\":\"192", "\"x\":\"192" },
	{ "\"name\":\"home", "\"name\":\"a\",\"name\":\"home" },
	{ "\"name\":\"home", "\"name\":\"a\\u0000home" },
	{ "\"name\":\"home", "\"name\":\"\xff" },
	{ "\"name\":", "\"x\":" },
	{ "\"code\":\"911\"", "\"code\":911" },
	{ "\"why\":\"", "\"why\":{}, \"x\":\"" },
	{ "]}\n", "]}}" },
	{ "{\"version\"", "\xef\xbb\xbf{\"version\"" },
};

static void
test_damaged(void)
{
	const char *text = whole_text(), *damaged;
	size_t i;

	for (i = 0; i < COUNT(damages); i++) {
		damaged = changed_text(text, damages[i].from, damages[i].to);
		if (damaged == NULL) {
			printf("FAIL damage: no %s in %s\n", damages[i].from,
			    text);
			check_failures++;
			continue;
		}
		clean();
		put_file(path, damaged, strlen(damaged));
		try_wrong(arena_print(arena, "damage %zu", i), "is damaged");
	}
	clean();
	damaged = changed_text(text, "\"version\":1", "\"version\":2");
	put_file(path, damaged, strlen(damaged));
	try_wrong("another version",
	    "is of a version that this program does not know");
	damaged = changed_text(text, "\"since\"", "\"later\":[],\"since\"");
	put_file(path, damaged, strlen(damaged));
	CHECK("a member more is passed over", !is_free(hold_open(arena, path,
	    false), &(struct world[]){ world_of(&noip) }[0], 0));
}

static void
test_truncated(void)
{
	struct world world = world_of(&noip);
	const char *text = whole_text();
	size_t size, full = strlen(text);
	bool always_said = true, never_held = true;
	struct hold *hold;
	int kept;

	/* Without the last line end it is whole. */
	for (size = 0; size + 1 < full; size++) {
		put_file(path, text, size);
		kept = hear();
		hold = hold_open(arena, path, true);
		always_said = lines(heard(kept)) == 1 && always_said;
		never_held = is_free(hold, &world, 0) && never_held;
	}
	CHECK("cut at every byte: it is said", always_said && full > 500);
	CHECK("cut at every byte: nothing is known", never_held);
	put_file(path, text, full);
	CHECK("whole, it is known", !is_free(hold_open(arena, path, false),
	    &world, 0));
	clean();
	put_file(path, text, full / 2);
	try_wrong("cut in half", "is damaged");
	put_file(path, "", 0);
	try_wrong("empty", "is damaged");
	put_file(path, "{\0}", 3);
	try_wrong("a NUL byte", "is damaged");
}

static void
test_not_ours(void)
{
	const char *text = whole_text();
	char *spaces = arena_alloc(arena, NOTES_LIMIT + 1);
	const char *elsewhere = arena_print(arena, "%s/elsewhere", directory);

	memset(spaces, ' ', NOTES_LIMIT + 1);
	memcpy(spaces, text, strlen(text));
	put_file(path, spaces, NOTES_LIMIT);
	CHECK("just short enough", !is_free(hold_open(arena, path, false),
	    &(struct world[]){ world_of(&noip) }[0], 0));
	clean();
	put_file(path, spaces, NOTES_LIMIT + 1);
	try_wrong("too long", "is longer than 1 MB");
	put_file(elsewhere, text, strlen(text));
	make_link(elsewhere, path);
	try_wrong("a symbolic link", "is a symbolic link");
	CHECK_TEXT("where it led to nothing was done", contents(elsewhere),
	    text);
	unlink(elsewhere);
	make_link(elsewhere, path);
	try_wrong("a symbolic link to nowhere", "is a symbolic link");
	CHECK("nothing was made there", access(elsewhere, F_OK) == -1);
	mkfifo(path, 0600);
	try_wrong("a FIFO", "is no regular file");
	mkdir(path, 0700);
	try_wrong("a directory", "is no regular file");
	put_file(path, text, strlen(text));
	chmod(path, 0620);
	try_wrong("the group may write", "may be written by others");
	put_file(path, text, strlen(text));
	chmod(path, 0602);
	try_wrong("others may write", "may be written by others");
	put_file(path, text, strlen(text));
	if (geteuid() != 0)
		printf("ok another user's (only root can make it so)\n");
	else if (chown(path, 65534, 65534) == 0)
		try_wrong("another user's", "belongs to another user");
	else
		CHECK("chown", false);
}

/* The place where it is set aside is taken. */
static void
test_aside(void)
{
	struct world world = world_of(&noip);
	const char *aside = arena_print(arena, "%s.damaged", path);
	const char *why = NULL;
	struct hold *hold;
	int kept;

	clean();
	kept = hear();
	put_file(path, "new", 3);
	put_file(aside, "old", 3);
	hold = hold_open(arena, path, false);
	CHECK("set aside even when nothing is to be written", save(hold) &&
	    access(path, F_OK) == -1);
	CHECK_TEXT("an older one is replaced", contents(aside), "new");
	mkdir(path, 0700);
	hold = hold_open(arena, path, false);
	ended(hold, &world, good, "192.0.2.7", 0);
	CHECK("a file by a directory", save(hold));
	unlink(path);
	put_file(path, "new", 3);
	put_file(arena_print(arena, "%s/in", aside), "", 0);
	hold = hold_open(arena, path, false);
	ended(hold, &world, good, "192.0.2.7", 0);
	CHECK("a directory that is not empty stays", hold_save(hold, &why) != NO_FAULT);
	heard(kept);
	CHECK_TEXT("and it is said", why, arena_print(arena, "cannot write "
	    "%s: it is damaged, and cannot be renamed to %s: %s", path, aside,
	    strerror(EISDIR)));
	CHECK_TEXT("the file, too", contents(path), "new");
	CHECK_TEXT("the run goes on with what it knows", asked(hold, &world,
	    "192.0.2.7", 60, 1), "sent");
	clean();
}

/* An error of the save: what is said then, without the path. */
static const char *
error_at(const char *where)
{
	struct world world = world_of(&cautious);
	struct hold *hold = hold_open(arena, where, false);
	const char *why = "nothing", *before = arena_print(arena,
	    "cannot write %s: ", where);

	ended(hold, &world, good, "192.0.2.7", 0);
	if (hold_save(hold, &why) == NO_FAULT)
		return "it was saved";
	if (strcmp(asked(hold, &world, "192.0.2.7", 60, 1), "sent") != 0)
		return "it was forgotten";
	return begins(why, before) ? why + strlen(before) : why;
}

static void
test_unwritable(void)
{
	const char *file = arena_print(arena, "%s/file", directory);
	const char *closed = arena_print(arena, "%s/closed", directory);
	const struct rlimit small = { 40, RLIM_INFINITY },
	    none = { RLIM_INFINITY, RLIM_INFINITY };
	const char *text = whole_text();

	put_file(file, "", 0);
	CHECK_TEXT("below a file", error_at(arena_print(arena, "%s/hold",
	    file)), strerror(ENOTDIR));
	CHECK_TEXT("in a place that takes no files", error_at("/proc/hold"),
	    strerror(ENOENT));
	mkdir(closed, 0500);
	if (geteuid() == 0 && seteuid(65534) == -1)
		printf("FAIL seteuid: %s\n", strerror(errno));
	chmod(directory, 0700);
	CHECK_TEXT("in a directory that is closed", error_at(arena_print(
	    arena, "%s/hold", closed)), strerror(EACCES));
	CHECK_TEXT("where none may be made", error_at(arena_print(arena,
	    "%s/more/hold", closed)), strerror(EACCES));
	if (getuid() == 0 && seteuid(0) == -1)
		printf("FAIL seteuid: %s\n", strerror(errno));
	rmdir(closed);
	unlink(file);
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small);
	CHECK_TEXT("no room", error_at(path), strerror(EFBIG));
	setrlimit(RLIMIT_FSIZE, &none);
	CHECK_TEXT("the old file stays", contents(path), text);
	CHECK("the new one does not", access(arena_print(arena,
	    "%s/.hold.new", directory), F_OK) == -1);
	put_file(arena_print(arena, "%s/.hold.new", directory), "x", 1);
	CHECK_TEXT("nor does one that a crash left", error_at(path),
	    "it was saved");
	clean();
	CHECK("it is gone", access(arena_print(arena, "%s/.hold.new",
	    directory), F_OK) == -1);
	make_link("/dev/null", arena_print(arena, "%s.lock", path));
	CHECK_TEXT("a link for the lock", error_at(path), strerror(ELOOP));
	clean();
}

static void
test_nowhere(void)
{
	struct world world = world_of(&noip);
	struct hold *hold = hold_open(arena, NULL, false);
	const char *why = NULL;

	CHECK("nowhere, and nothing to save", save(hold));
	ended(hold, &world, failure(FAULT_AUTH, "badauth", badauth),
	    "192.0.2.7", 0);
	CHECK("nowhere to save", hold_save(hold, &why) != NO_FAULT);
	CHECK_TEXT("it says how to mend it", why, "there is no place for the "
	    "file hold: neither STATE_DIRECTORY, XDG_STATE_HOME nor HOME is "
	    "set");
	CHECK("this run remembers", begins(asked(hold, &world, "192.0.2.7",
	    60, 1), "forbidden: refused earlier (badauth: the user or the "
	    "password is wrong), 2026-11-23 15:00 UTC, remembered in this "
	    "run; "));
	hold = hold_open(arena, NULL, true);
	ended(hold, &world, good, "192.0.2.7", 0);
	CHECK("in memory it is no fault", save(hold));
}

static void
test_dry(void)
{
	struct world world = world_of(&noip);
	const char *text = whole_text();
	struct hold *hold = hold_open(arena, path, true);

	unlink(arena_print(arena, "%s.lock", path));
	CHECK("a dry run is held, too", !is_free(hold, &world, 0));
	hold_lift(hold, whom(&world));
	CHECK("and can be forced", is_free(hold, &world, 0) && save(hold));
	CHECK_TEXT("but changes nothing", contents(path), text);
	CHECK("and locks nothing", access(arena_print(arena, "%s.lock",
	    path), F_OK) == -1);
	clean();
}

static void
test_age(void)
{
	struct world old = world_of(&noip), new = old;
	struct hold *hold = fresh();

	old.name = "old.example.com";
	ended(hold, &old, good, "192.0.2.7", 0);
	ended(hold, &new, good, "192.0.2.7", 400L * DAYS);
	hold = next_run(hold);
	CHECK("400 days are not too old", strstr(contents(path), "old.") !=
	    NULL);
	ended(hold, &new, good, "192.0.2.7", 400L * DAYS + 1);
	hold = next_run(hold);
	CHECK("a second more is", strstr(contents(path), "old.") == NULL &&
	    strstr(contents(path), "home.") != NULL);
	ended(hold, &old, pause_of(FAULT_LATER, HOURS), "192.0.2.7", 0);
	hold = next_run(hold);
	CHECK("a wait is written", strstr(contents(path), "waiting") != NULL);
	new = world_of(&easy);
	ended(hold, &new, good, "192.0.2.9", HOURS);
	hold = next_run(hold);
	CHECK("until it is over", strstr(contents(path), "waiting") == NULL);
}

static void
test_room(void)
{
	char why[201] = "";
	struct note note = { .state = NOTE_REFUSED, .provider = "p",
	    .settings = "s" };
	struct notes notes = { .salt = "0123456789abcdef0123456789abcdef" };
	struct notes again;
	const struct buffer *text;
	size_t i;

	for (i = 0; i < 10100; i++) {
		note.since = 1 + (int64_t)(i * 7919 % 10100);
		notes_add(arena, &notes, &note);
	}
	text = notes_write(arena, &notes, 5);
	CHECK("10 000 notes", text != NULL && notes_read(arena, text->data,
	    text->size, &again) == NULL && again.n == 10000);
	CHECK("the newest ones", again.list[0].since == 10100 &&
	    again.list[9999].since == 101);
	memset(why, 'y', sizeof(why) - 1);
	for (i = 0; i < notes.n; i++)
		notes.list[i].why = why;
	text = notes_write(arena, &notes, 5);
	CHECK("1 MB", text != NULL && text->size <= 1024 * 1024 &&
	    text->size > 1024 * 1024 - 400);
	CHECK("all of it whole", text != NULL && notes_read(arena, text->data,
	    text->size, &again) == NULL && again.n > 3000);
	CHECK("the newest of them", again.list[0].since == 10100 &&
	    again.list[again.n - 1].since == 10101 - (int64_t)again.n);
}

/* One of several processes: many saves, the file open all the while, or opened
 * for each. */
static void
save_often(int child)
{
	struct world world = world_of(&noip);
	struct hold *hold = hold_open(arena, path, false);
	int i;

	for (i = 0; i < SAVES; i++) {
		world.name = arena_print(arena, "n%d-%d.example.com",
		    child, i);
		ended(hold, &world, good, "192.0.2.7", i);
		if (!save(hold))
			_exit(1);
		if (child % 2 == 1)
			hold = hold_open(arena, path, false);
	}
	_exit(0);
}

static void
test_processes(void)
{
	struct world world = world_of(&noip);
	pid_t children[CHILDREN];
	int i, status, failed = 0, missing = 0;
	struct address last;
	struct hold *hold;
	json_t *json;
	time_t when;

	clean();
	fflush(stdout);
	for (i = 0; i < CHILDREN; i++)
		if ((children[i] = fork()) == 0)
			save_often(i);
	for (i = 0; i < CHILDREN; i++)
		failed += waitpid(children[i], &status, 0) == -1 ||
		    status != 0;
	CHECK("every process saved", failed == 0);
	json = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
	CHECK("the file is JSON", json_array_size(json_object_get(json,
	    "entries")) == CHILDREN * SAVES);
	json_decref(json);
	hold = hold_open(arena, path, false);
	for (i = 0; i < CHILDREN * SAVES; i++) {
		world.name = arena_print(arena, "n%d-%d.example.com",
		    i / SAVES, i % SAVES);
		missing += !hold_last(hold, whom(&world), &last, &when) ||
		    when != NOW + i % SAVES;
	}
	CHECK("nothing is lost", missing == 0);
}

/* Two runs that overlap, and neither found a file. */
static void
test_overlap(void)
{
	struct world first = world_of(&noip), second = first, third = first;
	struct hold *a = fresh(), *b = hold_open(arena, path, false), *c;
	struct address last;
	time_t when;

	second.name = "second.example.com";
	third.name = "third.example.com";
	ended(a, &first, good, "192.0.2.7", 0);
	ended(b, &second, good, "192.0.2.7", 0);
	CHECK("both save", save(a) && save(b));
	c = hold_open(arena, path, false);
	CHECK("both are known", hold_last(c, whom(&first), &last, &when) &&
	    hold_last(c, whom(&second), &last, &when));
	CHECK("also to the second of them", hold_last(b, whom(&first),
	    &last, &when));
	ended(b, &third, good, "192.0.2.7", 0);
	hold_lift(a, whom(&first));
	CHECK("both save again", save(b) && save(a));
	c = hold_open(arena, path, false);
	CHECK("what one forgot is gone, what the other told is not",
	    !hold_last(c, whom(&first), &last, &when) &&
	    hold_last(c, whom(&third), &last, &when));
	unlink(path);
	CHECK("what did not change is not written", save(a) && save(b) &&
	    access(path, F_OK) == -1);
}

static long
seconds_since(const struct timespec *begin)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long)(now.tv_sec - begin->tv_sec);
}

static void
test_lock(void)
{
	struct world world = world_of(&noip);
	const char *lock_path = arena_print(arena, "%s.lock", path);
	const char *why = NULL;
	struct timespec begin, moment = { .tv_nsec = 300000000 };
	struct hold *hold = fresh();
	const int lock = open(lock_path, O_RDWR | O_CREAT, 0600);
	pid_t child;

	ended(hold, &world, good, "192.0.2.7", 0);
	flock(lock, LOCK_EX);
	fflush(stdout);
	child = fork();
	if (child == 0) {
		nanosleep(&moment, NULL);
		flock(lock, LOCK_UN);
		_exit(0);
	}
	CHECK("another run is waited for", save(hold));
	waitpid(child, NULL, 0);
	flock(lock, LOCK_EX);
	ended(hold, &world, good, "192.0.2.8", 0);
	clock_gettime(CLOCK_MONOTONIC, &begin);
	CHECK("not for ever", hold_save(hold, &why) != NO_FAULT &&
	    seconds_since(&begin) >= 4 && seconds_since(&begin) <= 15);
	CHECK_TEXT("it is said", why, arena_print(arena, "cannot write %s: "
	    "another run keeps %s", path, lock_path));
	clock_gettime(CLOCK_MONOTONIC, &begin);
	CHECK("and only once a run", hold_save(hold, &why) != NO_FAULT &&
	    seconds_since(&begin) <= 2);
	close(lock);
	CHECK("afterwards it is saved", save(hold));
	clean();
}

static void
test_salt(void)
{
	const char *first = arena_string(arena, whole_text());
	const char *second = whole_text(), *a, *b;

	a = strstr(first, "\"salt\":\"");
	b = strstr(second, "\"salt\":\"");
	CHECK("each file has its salt", a != NULL && b != NULL &&
	    strncmp(a, b, 8 + 32) != 0 && a[8 + 32] == '"');
	a = strstr(first, "\"settings\":\"");
	b = strstr(second, "\"settings\":\"");
	CHECK("so the same settings look different", a != NULL && b != NULL &&
	    strncmp(a, b, 12 + 8) != 0);
	CHECK("32 bits of them", a != NULL && a[12 + 8] == '"' &&
	    strspn(a + 12, "0123456789abcdef") == 8);
}

/* Only to a note about the very same, in all that tells it. */
static void
test_same(void)
{
	struct note note = { .state = NOTE_SENT, .provider = "p",
	    .name = "n", .settings = "s", .family = IPV4 }, other;
	struct notes notes = { .salt = "x" };

	notes_put(arena, &notes, &note);
	other = note;
	other.state = NOTE_UNCHANGED;
	CHECK("another state of the kind", notes_find(&notes, &other) !=
	    NULL);
	other.state = NOTE_SENDING;
	CHECK("another kind", notes_find(&notes, &other) == NULL);
	other = note;
	other.provider = "q";
	CHECK("another provider", notes_find(&notes, &other) == NULL);
	other = note;
	other.name = "m";
	CHECK("another name", notes_find(&notes, &other) == NULL);
	other.name = NULL;
	CHECK("the account", notes_find(&notes, &other) == NULL);
	other = note;
	other.settings = "t";
	CHECK("other settings", notes_find(&notes, &other) == NULL);
	other = note;
	other.family = IPV6;
	CHECK("another family", notes_find(&notes, &other) == NULL);
	note.count = 2;
	notes_put(arena, &notes, &note);
	CHECK("one takes the place of the other", notes.n == 1 &&
	    notes.list[0].count == 2);
}

/* The hash of the settings that stands n-th in the file. */
static const char *
nth_hash(const char *text, int n)
{
	static const char before[] = "\"settings\":\"";

	for (; n >= 0 && text != NULL; n--) {
		text = strstr(text, before);
		if (text != NULL)
			text += strlen(before);
	}
	return text == NULL ? "" : arena_print(arena, "%.8s", text);
}

/* So that nobody sees in the file who shares a password with whom. */
static void
test_hashes(void)
{
	struct world world = world_of(&noip), other = world_of(&easy);
	struct hold *hold = fresh();
	const char *hashes[3];
	size_t i;

	ended(hold, &world, good, "192.0.2.7", 0);
	ended(hold, &other, good, "192.0.2.7", 0);
	world.name = "www.example.com";
	ended(hold, &world, good, "192.0.2.7", 0);
	hold = next_run(hold);
	for (i = 0; i < COUNT(hashes); i++)
		hashes[i] = nth_hash(contents(path), (int)i);
	CHECK("names and providers are part of the hash",
	    strlen(hashes[0]) == 8 && strlen(hashes[2]) == 8 &&
	    strcmp(hashes[0], hashes[1]) != 0 &&
	    strcmp(hashes[0], hashes[2]) != 0 &&
	    strcmp(hashes[1], hashes[2]) != 0);
}

static void
test_file(void)
{
	test_text();
	test_path();
	test_made();
	test_damaged();
	test_truncated();
	test_not_ours();
	test_aside();
	test_unwritable();
	test_nowhere();
	test_dry();
	test_age();
	test_room();
	test_processes();
	test_overlap();
	test_lock();
	test_salt();
	test_same();
	test_hashes();
}

int
main(void)
{
	return trial(test_file);
}
