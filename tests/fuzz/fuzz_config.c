/*
 * fuzz_config - any text as the configuration file, and then all that is made of
 * it before a run: names, accounts, credentials, sources. It is accepted, or the
 * program ends with one of the statuses for a wrong configuration.
 */

#include <stdio.h>
#include <unistd.h>

#include "account.h"
#include "command_line.h"
#include "config.h"
#include "finder.h"
#include "fuzz.h"
#include "mem.h"
#include "name.h"
#include "names.h"
#include "provider.h"
#include "scene.h"
#include "talk.h"

struct play {
	struct scene scene;
	struct talk talk;
	FILE *file;
};

/* The arguments stand in lines before one that is "--". */
static char **
arguments_of(struct arena *arena, const char *text, size_t size,
    size_t *file, int *n)
{
	char **list = arena_alloc(arena, 20 * sizeof(*list));
	const char *at = text, *end = text + size, *line;
	size_t length;

	*n = 1;
	*file = 0;
	list[0] = arena_string(arena, "dnsfollow");
	while (*n < 19 && (line = fuzz_line(&at, end, &length)) != NULL) {
		if (length == 2 && memcmp(line, "--", 2) == 0) {
			*file = (size_t)(at - text);
			return list;
		}
		list[(*n)++] = arena_copy(arena, line, length);
	}
	list[*n = 1] = NULL;
	return list;
}

/* No file of this machine is a secret's here. */
static bool
reads_files(const struct settings *settings)
{
	const struct setting *setting;

	for (; settings != NULL; settings = settings->below)
		for (setting = settings->first; setting != NULL;
		    setting = setting->next)
			if (strlen(setting->key) > 5 && strcmp("-file",
			    setting->key + strlen(setting->key) - 5) == 0)
				return true;
	return false;
}

static void
judge(struct arena *arena, const struct names *names)
{
	struct finder *finders = NULL;
	const struct kept_name *kept;
	enum family family;
	const char *why;

	must(names->n > 0);
	for (kept = names->list; kept < names->list + names->n; kept++) {
		must(same_string(name_parse(arena, kept->name, &why),
		    kept->name));
		must(kept->account != NULL && kept->account->provider != NULL);
		must(kept->wants[IPV4] || kept->wants[IPV6]);
		must(!kept->wants[IPV6] ||
		    !kept->account->provider->ipv4_only);
		for (family = IPV4; family < FAMILIES; family++)
			if (kept->wants[family])
				must(finder_for(arena, &finders,
				    kept->settings, family) != NULL);
	}
}

static void
play_input(void *of)
{
	struct play *play = of;
	struct arena *arena = play->talk.arena;
	const char *text = play->scene.of;
	struct wire *wire = scene_open(&play->scene);
	const struct section *section;
	struct command_line line;
	struct config *config;
	struct names names;
	size_t at;
	char **list;
	int n;

	list = arguments_of(arena, text, play->scene.n_sent, &at, &n);
	must(ftruncate(STDIN_FILENO, 0) == 0);
	must(pwrite(STDIN_FILENO, text + at, play->scene.n_sent - at, 0) ==
	    (ssize_t)(play->scene.n_sent - at));
	must(lseek(STDIN_FILENO, 0, SEEK_SET) == 0);
	play->scene.n_sent = 0;
	line = command_line_read(arena, n, list);
	if (reads_files(line.settings))
		return;
	settings_add(arena, line.settings, "config", "-", "--config");
	config = config_read(arena, line.settings);
	for (section = config->sections; section != NULL;
	    section = section->next)
		if (reads_files(section->settings))
			return;
	names = names_read(arena, wire, &line, config);
	judge(arena, &names);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static FILE *file;
	struct play play = { .scene = { .talk = &play.talk },
	    .talk = { .arena = arena_new() } };

	/* The program reads its file as standard input, of this one. */
	if (file == NULL && ((file = tmpfile()) == NULL ||
	    dup2(fileno(file), STDIN_FILENO) == -1))
		abort();
	play.scene.of = arena_copy(play.talk.arena, data, size);
	play.scene.n_sent = size;
	fuzz_survives(play_input, &play);
	return 0;
}
