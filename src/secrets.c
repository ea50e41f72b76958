/* secrets - where a credential comes from: exactly one place. */

#include "secrets.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "environment.h"
#include "exchange.h"
#include "fd.h"
#include "log.h"
#include "mem.h"
#include "redact.h"
#include "sysexit.h"
#include "wire.h"

enum {
	SECRET_LIMIT = REDACT_LONGEST, WORD_OF_KEY = 24,
	TURN = 500,	/* ms of waiting at once */
};

/* What one secret was found in so far. */
struct search {
	struct arena *arena;
	const struct secret_owner *owner;
	const struct key *key;
	const char *value, *origin;
};

/* Of one that is "ID,TOKEN" a server may repeat the TOKEN alone. */
static void
strike_out(const char *secret)
{
	const char *comma = strchr(secret, ',');

	redact_add(secret);
	if (comma != NULL)
		redact_add(comma + 1);
}

/* What a key of several lines is about: the base64 in it, word by word. */
static void
strike_out_words(struct arena *arena, const char *secret)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/=";
	size_t size;

	for (; *secret != '\0'; secret += size + (secret[size] != '\0')) {
		size = strspn(secret, letters);
		if (size >= WORD_OF_KEY)
			redact_add(arena_copy(arena, secret, size));
	}
}

static void
found(struct search *search, const char *value, const char *origin)
{
	if (search->value != NULL)
		log_die(EXIT_CONFIG, "%s: %s is given twice, by %s and by %s; "
		    "leave one", search->owner->provider, search->key->name,
		    search->origin, origin);
	if (value[0] == '\0')
		log_die(EXIT_CONFIG, "%s: %s is empty in %s",
		    search->owner->provider, search->key->name, origin);
	if (strlen(value) > SECRET_LIMIT)
		log_die(EXIT_CONFIG, "%s: %s in %s has more than %d bytes; "
		    "give the secret alone", search->owner->provider,
		    search->key->name, origin, SECRET_LIMIT);
	if (!search->key->lines && strpbrk(value, "\r\n") != NULL)
		log_die(EXIT_CONFIG, "%s: %s in %s has more than one line; "
		    "leave the secret alone in it", search->owner->provider,
		    search->key->name, origin);
	if (search->key->secret)
		strike_out(value);
	if (search->key->secret && search->key->lines)
		strike_out_words(search->arena, value);
	search->value = value;
	search->origin = origin;
}

/*
 * Containers and secret stores hand out files of root's that the service may
 * read (0440, 0444), so these may be open, unless we are root ourselves.
 */
void
secrets_check_mode(int fd, const char *path)
{
	struct stat status;

	if (fstat(fd, &status) != 0)
		log_die(EXIT_NOINPUT, "cannot read %s: %s", path,
		    strerror(errno));
	if (!S_ISREG(status.st_mode))
		return;
	if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0 ||
	    ((status.st_uid == geteuid() || status.st_uid != 0) &&
	    (status.st_mode & (S_IRGRP | S_IROTH)) != 0))
		log_die(EXIT_CONFIG, "%s holds a secret and others may %s "
		    "it: run \"chmod 600 %s\"", path,
		    (status.st_mode & (S_IWGRP | S_IWOTH)) != 0 ?
		    "change" : "read", path);
}

/* A FIFO may never say a word; the run must end all the same. A signal that
 * comes just before poll(2) does not end that. */
static void
wait_for_more(const struct search *search, int fd, const char *path)
{
	struct wire *wire = search->owner->wire;
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	int64_t left;

	do {
		left = wire_left(wire);
		if (wire_signal(wire) != 0 || left == 0)
			log_die(EXIT_TEMPFAIL, "%s: no %s came from %s %s",
			    search->owner->provider, search->key->name, path,
			    wire_signal(wire) != 0 ? "before a signal "
			    "ended the run" : "in time");
	} while (poll(&ready, 1, left < TURN ? (int)left : TURN) != 1);
}

static char *
read_secret(struct search *search, int fd, const char *path)
{
	char *text = arena_alloc(search->arena, SECRET_LIMIT + 1);
	size_t size = 0;
	ssize_t n;

	do {
		wait_for_more(search, fd, path);
		n = read(fd, text + size, SECRET_LIMIT - size);
		size += n > 0 ? (size_t)n : 0;
	} while (n > 0 ? size < SECRET_LIMIT : n == -1 && errno == EINTR);
	if (n < 0)
		log_die(EXIT_NOINPUT, "cannot read %s: %s", path,
		    strerror(errno));
	if (size == SECRET_LIMIT || memchr(text, '\0', size) != NULL)
		log_die(EXIT_CONFIG, "%s holds no secret: it is %s", path,
		    size == SECRET_LIMIT ? "too long" : "not text");
	while (size > 0 && strchr("\r\n", text[size - 1]) != NULL)
		text[--size] = '\0';
	return text;
}

/* What does not begin as a path does may be the secret itself, by mistake. */
static _Noreturn void
cannot_open(const struct search *search, const char *path, const char *setting)
{
	const int status = errno == EACCES ? EXIT_CONFIG : EXIT_NOINPUT;
	const char *why = strerror(errno);

	if (search->key->secret && strchr("/.", path[0]) == NULL)
		log_die(status, "cannot read the file with %s's %s that %s "
		    "names: %s; give its whole path, and not the secret",
		    search->owner->provider, search->key->name, setting, why);
	log_die(status, "cannot read the file with %s's %s, %s: %s (%s)",
	    search->owner->provider, search->key->name, path, why, setting);
}

static void
from_file(struct search *search, const char *path, const char *setting)
{
	const char *value;
	int fd;

	if (strcmp(path, "-") == 0) {
		value = read_secret(search, STDIN_FILENO, "stdin");
		found(search, value, "stdin");
		return;
	}
	fd = fd_open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
	if (fd < 0)
		cannot_open(search, path, setting);
	if (search->key->secret)
		secrets_check_mode(fd, path);
	value = read_secret(search, fd, path);
	close(fd);
	found(search, value, path);
}

static void
from_command(struct search *search, const char *command, const char *setting)
{
	struct wire *wire = search->owner->wire;
	struct exchange ask = { .channel = COMMAND, .url = command,
	    .limit = SECRET_LIMIT };

	wire_send(wire, &ask);
	while (wire_wait(wire) != &ask)
		continue;
	if (ask.outcome != ANSWERED)
		log_die(ask.outcome == TIMED_OUT ||
		    ask.outcome == INTERRUPTED ? EXIT_TEMPFAIL : EXIT_CONFIG,
		    "%s: %s: %s", search->owner->provider, setting, ask.error);
	if (ask.status != 0)
		log_die(EXIT_CONFIG, "%s: %s: the command ended with status "
		    "%d", search->owner->provider, setting, ask.status);
	if (!search->key->lines)
		ask.reply[strcspn(ask.reply, "\r\n")] = '\0';
	found(search, ask.reply, setting);
}

/* The user's own words: KEY-file or KEY-command. */
static void
from_settings(struct search *search, const char *name)
{
	struct arena *arena = search->arena;
	const struct settings *settings = search->owner->settings;
	const struct setting *setting;

	setting = settings_find(settings, arena_print(arena, "%s-file", name));
	if (setting != NULL)
		from_file(search, setting->value, setting->origin);
	setting = settings_find(settings,
	    arena_print(arena, "%s-command", name));
	if (setting != NULL)
		from_command(search, setting->value, setting->origin);
}

const char *
secret_in_directory(struct arena *arena, const char *account, const char *key,
    bool *shared)
{
	const char *directory = getenv("CREDENTIALS_DIRECTORY"), *path;

	if (directory == NULL)
		return NULL;
	path = arena_print(arena, "%s/%s.%s", directory, account, key);
	*shared = access(path, F_OK) != 0;
	if (*shared)
		path = arena_print(arena, "%s/%s", directory, key);
	return access(path, F_OK) == 0 ? path : NULL;
}

static void
from_credentials_directory(struct search *search)
{
	bool shared;
	const char *path = secret_in_directory(search->arena,
	    search->owner->account, search->key->name, &shared);

	if (path != NULL)
		from_file(search, path, "$CREDENTIALS_DIRECTORY");
}

/* Aliases that say the same are one source. */
static void
from_environment(struct search *search)
{
	struct arena *arena = search->arena;
	const char *const *variable, *name, *value, *path, *file;

	for (variable = search->key->variables; *variable != NULL;
	    variable++) {
		name = variable_name(arena, *variable,
		    search->owner->provider);
		value = environment_value(name);
		if (!search->key->secret && search->value != NULL)
			return;
		if (value != NULL && (search->value == NULL ||
		    strcmp(value, search->value) != 0))
			found(search, value, arena_print(arena, "$%s", name));
		file = arena_print(arena, "%s_FILE", name);
		path = environment_value(file);
		if (path != NULL && (search->key->secret ||
		    search->value == NULL))
			from_file(search, path,
			    arena_print(arena, "$%s", file));
	}
	for (variable = search->key->paths; *variable != NULL; variable++) {
		path = environment_value(*variable);
		if (path != NULL)
			from_file(search, path,
			    arena_print(arena, "$%s", *variable));
	}
}

void
secret_read(struct arena *arena, const struct secret_owner *owner,
    const struct key *key, struct settings *layer)
{
	struct search search = { .arena = arena, .owner = owner, .key = key };
	const struct setting *inlined;

	from_settings(&search, key->name);
	if (owner->only && strcmp(key->name, "token") != 0)
		from_settings(&search, "token");
	from_credentials_directory(&search);
	from_environment(&search);
	inlined = settings_find(owner->settings, key->name);
	if (inlined != NULL)
		found(&search, inlined->value, inlined->origin);
	if (search.value != NULL)
		settings_add(arena, layer, key->name, search.value,
		    search.origin);
}

/* What is no secret has an order instead of a rule against two places. */
void
variable_read(struct arena *arena, const struct secret_owner *owner,
    const struct key *key, struct settings *layer)
{
	struct search search = { .arena = arena, .owner = owner, .key = key };

	from_environment(&search);
	if (search.value == NULL)
		from_credentials_directory(&search);
	if (search.value != NULL)
		settings_add(arena, layer, key->name, search.value,
		    search.origin);
}

const char *
variable_present(struct arena *arena, const struct key *key,
    const char *provider)
{
	const char *const *variable, *name, *file;

	for (variable = key->variables; *variable != NULL; variable++) {
		name = variable_name(arena, *variable, provider);
		if (environment_value(name) != NULL)
			return name;
		file = arena_print(arena, "%s_FILE", name);
		if (environment_value(file) != NULL)
			return file;
	}
	for (variable = key->paths; *variable != NULL; variable++)
		if (environment_value(*variable) != NULL)
			return *variable;
	return NULL;
}
