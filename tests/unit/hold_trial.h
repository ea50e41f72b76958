/*
 * hold_trial - what the tests of hold share: a run's accounts and records, how
 * updates end, and a directory for the file. Times are seconds after NOW,
 * 2026-11-23 15:00 UTC.
 */

#ifndef HOLD_TRIAL_H
#define HOLD_TRIAL_H

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "account.h"
#include "check.h"
#include "hold.h"
#include "mem.h"
#include "provider.h"
#include "service.h"
#include "settings.h"
#include "task.h"

#define PASSWORD "TESTEXAMPLE-correct-horse"

enum { NOW = 1795446000, MINUTES = 60, HOURS = 3600, DAYS = 86400 };

static char directory[] = "/tmp/test_hold.XXXXXX";
static const char *path;	/* of the file */
static struct arena *arena;

static const struct key keys[] = {
	{ "user", .set = 1 }, { "password", .secret = true, .set = 1 },
	{ .name = NULL },
};
static const struct service quick = { .interval = 60 };
static const struct provider noip = { .id = "noip", .keys = keys,
	.kind = KIND_SERVICE, .holds = true };
static const struct provider easy = { .id = "easy", .keys = keys,
	.kind = KIND_SERVICE, .holds = true, .service = &quick };
static const struct provider cautious = { .id = "cautious", .keys = keys,
	.kind = KIND_SERVICE, .holds = true };
static const struct provider cloud = { .id = "cloud", .keys = keys };

/* What a run knows. */
struct world {
	struct account account;
	const char *name;
	enum family family;
};

static inline void
world_at(struct world *world, const struct provider *provider,
    const char *user, const char *password)
{
	struct settings *settings = settings_new(arena, NULL);

	settings_add(arena, settings, "user", user, "conf:1");
	settings_add(arena, settings, "password", password, "conf:2");
	*world = (struct world){ .account = { .id = "default",
	    .provider = provider, .settings = settings,
	    .base = "https://update.example.net" },
	    .name = "home.example.com", .family = IPV4 };
}

static inline struct world
world_of(const struct provider *provider)
{
	struct world world;

	world_at(&world, provider, "alice", PASSWORD);
	return world;
}

static inline struct address
address(const char *text)
{
	struct address parsed = { .family = IPV4 };

	if (!address_parse_any(&parsed, text))
		printf("FAIL address: %s\n", text);
	return parsed;
}

static inline void
clean(void)
{
	const char *command[] = { "", ".lock", ".damaged" };
	char *name;
	size_t i;

	for (i = 0; i < COUNT(command); i++) {
		name = arena_print(arena, "%s%s", path, command[i]);
		if (remove(name) == -1 && errno == ENOTEMPTY) {
			remove(arena_print(arena, "%s/in", name));
			remove(name);
		}
	}
}

static inline struct hold *
fresh(void)
{
	clean();
	return hold_open(arena, path, false);
}

static inline bool
save(struct hold *hold)
{
	const char *why = NULL;
	bool saved = hold_save(hold, &why) == NO_FAULT;

	if (!saved)
		fprintf(stderr, "%s\n", why);
	return saved;
}

static inline const struct subject *
whom(const struct world *world)
{
	struct subject *subject = arena_alloc(arena, sizeof(*subject));

	*subject = (struct subject){ &world->account, world->account.settings,
	    world->name, world->family };
	return subject;
}

/* As the next run finds it. */
static inline struct hold *
next_run(struct hold *hold)
{
	CHECK("it is saved", save(hold));
	return hold_open(arena, path, false);
}

static inline char *
contents(const char *name)
{
	struct buffer *text = buffer_new(arena);
	FILE *file = fopen(name, "r");
	char piece[4096];
	size_t n;

	buffer_text(text, "");
	if (file == NULL)
		return NULL;
	while ((n = fread(piece, 1, sizeof(piece), file)) > 0)
		buffer_add(text, piece, n);
	fclose(file);
	return text->data;
}

static inline const char *
printed(struct held held)
{
	return held.fault == NO_FAULT ? "free" : arena_print(arena, "%s: %s",
	    held.fault == FAULT_LATER ? "later" :
	    held.fault == FAULT_FORBIDDEN ? "forbidden" : "?", held.why);
}

/* What hold_record says at that time after NOW: "sent", "free", or why. */
static inline const char *
asked(struct hold *hold, const struct world *world, const char *wanted,
    long ttl, long after)
{
	struct address parsed = address(wanted);
	bool sent;
	struct held held = hold_record(hold, whom(world), &parsed, ttl,
	    NOW + after, &sent);

	return sent ? held.fault == NO_FAULT ? "sent" : "sent, and a fault" :
	    printed(held);
}

static inline bool
is_free(struct hold *hold, const struct world *world, long after)
{
	return strcmp(asked(hold, world, "192.0.2.7", 60, after),
	    "free") == 0;
}

static inline bool
begins(const char *text, const char *beginning)
{
	bool good = strncmp(text, beginning, strlen(beginning)) == 0;

	if (!good)
		fprintf(stderr, "\"%s\" does not begin \"%s\"\n", text,
		    beginning);
	return good;
}

/* An update of the record that ended so. */
static inline void
ended(struct hold *hold, const struct world *world, struct task task,
    const char *sent, long after)
{
	struct change change = { .name = world->name,
	    .address = address(sent) };

	if (task.verdict == CHANGED)
		change.was_so = task.n_changes == 1;
	hold_ended(hold, whom(world), &task, &change, NOW + after);
}

static const struct task good = { .verdict = CHANGED };
/* The provider says it held the address already. */
static const struct task nochg = { .verdict = CHANGED, .n_changes = 1 };

static inline struct task
failure(enum fault fault, const char *code, const char *why)
{
	static struct exchange answered = { .outcome = ANSWERED };

	return (struct task){ .verdict = FAILED, .fault = fault, .code = code,
	    .why = why, .http = 200, .asked = { &answered }, .n_asked = 1 };
}

static inline struct task
pause_of(enum fault fault, long wait)
{
	struct task task = failure(fault, "911",
	    "the service is out of order (911)");

	task.wait = wait;
	return task;
}

static const char badauth[] = "the user or the password is wrong; check both "
	"(badauth)";

/* Runs the tests with a directory and an arena; the status of the program. */
static inline int
trial(void (*tests)(void))
{
	if (mkdtemp(directory) == NULL)
		return 1;
	alarm(100);
	arena = arena_new();
	path = arena_print(arena, "%s/hold", directory);
	tests();
	clean();
	if (rmdir(directory) == -1) {
		printf("FAIL something is left in %s\n", directory);
		check_failures++;
	}
	arena_free(arena);
	return check_done();
}

#endif
