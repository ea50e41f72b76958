/*
 * player - plays talks: the program's own providers, sources and engine, with
 * another wire, which holds no network but a text file.
 *
 *	# What the talk shows.
 *	$ cloudflare home.example.com A 192.0.2.7 token=t
 *	> GET https://api.cloudflare.com/client/v4/zones?per_page=50&page=1
 *	> Authorization: Bearer t
 *	< 200 {"success":true, ...
 *	< ... }
 *	= changed
 *
 * $	provider, name, types, addresses, settings. Further ones are names of
 *	the same account and inherit what they do not set. "show-ip" instead of
 *	both asks the sources alone; without addresses the sources are asked
 *	first. ('...' holds blanks, \n, and '' as a quote; key=<PATH what is
 *	in the file.)
 * @	time, the clock; key ALGORITHM NAME SECRET, that of the name server; of
 *	the request below: pause, the seconds before it goes out; together, how
 *	many are under way when it is answered.
 * >	METHOD URL [over IPv6], then headers that must be there, then the body,
 *	or "hex" and its bytes on one line, as behind the STATUS of a reply;
 *	DNS SERVER NAME TYPE [plain] [bare] [tcp], with "system" for the
 *	resolver; plain is without a capital letter, bare without EDNS; UPDATE
 *	SERVER ZONE and its records; READ PATH; WRITE PATH, then the text;
 *	UDP HOST:PORT HEX..., or then text, each line with CR LF behind it;
 *	MULTICAST HOST:PORT from HOST, which alone may answer.
 * <	STATUS BODY; RCODE [aa] [ra], then [authority|additional] NAME TTL TYPE
 *	VALUE; for an update RCODE [signed|forged|BADKEY|BADSIG|BADTIME TIME];
 *	a file's text; datagrams, each a line of HEX, of which the first that
 *	answers is taken, or one of text; or what befell it: timeout refused
 *	cut absent written, recased (an answer in other letters than asked) ...
 *	<h adds a header.
 * =	unchanged, changed, created, skipped or failed FAULT WORDS, for each
 *	record in its order, where the reason must hold the words; changed but
 *	failed FAULT WORDS; for show-ip, the address or failed.
 */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "account.h"
#include "address.h"
#include "finder.h"
#include "hold.h"
#include "log.h"
#include "names.h"
#include "provider.h"
#include "providers.h"
#include "report.h"
#include "run.h"
#include "settings.h"
#include "stage.h"
#include "talk.h"

static const char *const fault_words[] = {
	[NO_FAULT] = "none",
	[FAULT_CONFIG] = "config", [FAULT_INPUT] = "input",
	[FAULT_AUTH] = "auth", [FAULT_FORBIDDEN] = "forbidden",
	[FAULT_MISSING] = "missing",
	[FAULT_REFUSED] = "refused", [FAULT_NOWHERE] = "nowhere",
	[FAULT_LIMITED] = "limited", [FAULT_LATER] = "later",
	[FAULT_MOVED] = "moved", [FAULT_PROTOCOL] = "protocol",
	[FAULT_BUG] = "bug",
};

static const char *const status_words[] = {
	[UNCHANGED] = "unchanged", [UPDATED] = "changed",
	[CREATED] = "created", [SKIPPED] = "skipped",
	[WOULD_UPDATE] = "not written", [WOULD_CREATE] = "not written",
};

static const char *
list_and(struct arena *arena, const char *list, const char *word)
{
	return list == NULL ? word : arena_print(arena, "%s,%s", list, word);
}

/* The rest of a "$" line. */
static struct settings *
read_settings(struct talk *talk, const char *text, unsigned line,
    const struct settings *below)
{
	struct settings *settings = settings_new(talk->arena, below);
	const char *word, *equals, *families = NULL, *addresses = NULL;
	struct address address;

	while ((word = next_word(talk->arena, &text)) != NULL) {
		equals = strchr(word, '=');
		if (strcmp(word, "A") == 0)
			families = list_and(talk->arena, families, "ipv4");
		else if (strcmp(word, "AAAA") == 0)
			families = list_and(talk->arena, families, "ipv6");
		else if (address_parse_any(&address, word))
			addresses = list_and(talk->arena, addresses, word);
		else if (equals != NULL)
			settings_add(talk->arena, settings, arena_copy(
			    talk->arena, word, (size_t)(equals - word)),
			    value_read(talk, line, equals + 1), "the talk");
		else
			talk_fail(talk, line, "wanted a setting, got \"%s\"",
			    word);
	}
	if (families != NULL)
		settings_add(talk->arena, settings, "family", families,
		    "the talk");
	if (addresses != NULL)
		settings_add(talk->arena, settings, "ip", addresses,
		    "the talk");
	return settings;
}

static struct account *
open_account(struct talk *talk, const char *id,
    const struct settings *settings, unsigned line)
{
	struct account *account = arena_alloc(talk->arena, sizeof(*account));
	const char *base = settings_get(settings, "api-url");

	account->id = "default";
	account->provider = provider_find(id);
	account->settings = account->own = settings;
	if (account->provider == NULL) {
		talk_fail(talk, line, "wanted a provider, got \"%s\"", id);
		return NULL;
	}
	account->permission = account->provider->permission;
	account->base = base != NULL ? base : account->provider->endpoint;
	return account;
}

/* The talks' addresses are for documentation, so they are let through. */
static const struct settings *
base_settings(struct talk *talk)
{
	struct settings *base = settings_new(talk->arena, NULL);

	settings_add(talk->arena, base, "allow-special", "yes", "the talk");
	return base;
}

static bool
read_names(struct talk *talk, struct names *names,
    const struct settings **settings)
{
	const struct settings *below = base_settings(talk);
	const struct statement *wish = talk->wishes.list;
	struct account *account = NULL;
	struct kept_name *kept;
	const char *text, *id;

	names->list = arena_alloc(talk->arena,
	    talk->wishes.n * sizeof(*names->list));
	for (; wish < talk->wishes.list + talk->wishes.n; wish++) {
		text = wish->text;
		id = next_word(talk->arena, &text);
		kept = &names->list[names->n++];
		if (strcmp(id, "show-ip") != 0)
			kept->name = next_word(talk->arena, &text);
		kept->settings = read_settings(talk, text, wish->line, below);
		if (account == NULL && kept->name != NULL) {
			account = open_account(talk, id, kept->settings,
			    wish->line);
			if (account == NULL)
				return false;
		}
		if (account != NULL)
			account->n_names++;
		kept->account = account;
		kept->ttl = settings_number(kept->settings, "ttl", -1);
		families_read(talk->arena, kept->settings, kept->wants);
		if (wish == talk->wishes.list)
			*settings = below = kept->settings;
	}
	return talk->failure == NULL;
}

/* "... failed FAULT WORDS", where the words must be in what came, or all of it
 * as it stands. */
static bool
is_ending(struct talk *talk, const char *wish, const char *got)
{
	const char *fault = strstr(wish, "failed "), *words;
	size_t size;

	if (fault == NULL)
		return strcmp(wish, got) == 0;
	words = strchr(fault + strlen("failed "), ' ');
	size = words == NULL ? strlen(wish) : (size_t)(words - wish);
	return begins(got, arena_print(talk->arena, "%.*s:", (int)size,
	    wish)) && (words == NULL || strstr(got, words + 1) != NULL);
}

/* The ending as it came, against the talk's next. */
static void
expect(struct talk *talk, size_t *i, const char *got)
{
	const struct statement *ending;

	if (*i >= talk->endings.n) {
		talk_fail(talk, talk->endings.list[talk->endings.n - 1].line,
		    "wanted no more, got \"%s\"", got);
		return;
	}
	ending = &talk->endings.list[(*i)++];
	if (!is_ending(talk, ending->text, got))
		talk_fail(talk, ending->line, "wanted \"%s\", got \"%s\"",
		    ending->text, got);
}

static const char *
failed(struct talk *talk, enum fault fault, const char *why)
{
	return arena_print(talk->arena, "failed %s: %s", fault_words[fault],
	    why);
}

static void
judge_rows(struct talk *talk, const struct report *report, size_t *i)
{
	const struct row *row;
	const char *failure;

	for (row = report->rows; row < report->rows + report->n_rows; row++) {
		failure = row->problem.fault == NO_FAULT ? NULL :
		    failed(talk, row->problem.fault, row->problem.why);
		expect(talk, i, failure == NULL ? status_words[row->status] :
		    row->status == NOT_DONE ? failure :
		    arena_print(talk->arena, "%s but %s",
		    status_words[row->status], failure));
	}
}

static void
judge_finders(struct talk *talk, const struct report *report, size_t *i)
{
	const struct finder *finder;
	char room[ADDRESS_ROOM];

	for (finder = report->finders; finder != NULL; finder = finder->next)
		expect(talk, i, finder->found ?
		    address_text(&finder->task->address, room) :
		    failed(talk, finder->task->fault, finder->task->why));
}

static void
play(struct talk *talk)
{
	struct wire *wire = stage_open(talk);
	struct report report = { .arena = talk->arena };
	const struct settings *settings = NULL;
	struct names names = { NULL, 0 };
	size_t i = 0;

	if (!read_names(talk, &names, &settings))
		return;
	if (names.list[0].name == NULL) {
		run_show_ip(talk->arena, wire, settings, NULL, &report);
		judge_finders(talk, &report, &i);
	} else {
		run_names(talk->arena, wire, settings, &names,
		    hold_open(talk->arena, NULL, true), false, NULL, &report);
		judge_rows(talk, &report, &i);
	}
	stage_end(wire);
	if (i < talk->endings.n)
		talk_fail(talk, talk->endings.list[i].line,
		    "wanted \"%s\", got no more", talk->endings.list[i].text);
}

enum { PATIENCE = 10 };		/* s for one talk, which takes no ms */

/* On one line, as the summary wants it. */
static void
print_failure(const char *name, const struct talk *talk)
{
	const char *at;

	printf("FAIL %s: line %u: ", name, talk->failed_line);
	for (at = talk->failure; *at != '\0'; at++)
		putchar(*at == '\n' ? ' ' : *at);
	putchar('\n');
}

static bool
play_file(const char *path, const char *name)
{
	struct talk talk = { .arena = arena_new() };
	bool good;

	time_read("2026-01-02T03:04:05Z", &talk.time);
	talk_read(&talk, path);
	if (talk.failure == NULL)
		play(&talk);
	good = talk.failure == NULL;
	if (good)
		printf("ok %s\n", name);
	else
		print_failure(name, &talk);
	fflush(stdout);
	arena_free(talk.arena);
	return good;
}

/* In a process of its own, so that what dies or hangs takes nothing along. */
static bool
play_apart(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		alarm(PATIENCE);
		exit(!play_file(path, name));
	}
	if (child == -1 || waitpid(child, &status, 0) == -1 ||
	    WIFSIGNALED(status))
		printf("FAIL %s: ended by signal %d (%d: it hung)\n", name,
		    WTERMSIG(status), SIGALRM);
	else if (WEXITSTATUS(status) > 1)
		printf("FAIL %s: exit status %d\n", name,
		    WEXITSTATUS(status));
	fflush(stdout);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int
main(int argc, char *argv[])
{
	int i, failures = 0;

	log_level = LOG_NOTHING;
	for (i = 1; i < argc; i++)
		failures += !play_apart(argv[i]);
	return failures > 0;
}
