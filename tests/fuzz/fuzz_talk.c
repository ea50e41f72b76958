/*
 * fuzz_talk - any replies to any provider and source: the input is a talk (see
 * tests/talk/player.c) whose requests are only hints, and what is said in it is
 * what the program's own engine, providers and sources are told.
 *
 * Whatever that is, the run comes to an end; what failed says why, in words that
 * can be shown; nothing is written of a name that could not be described; no
 * credential goes to another host; and what is printed is whole.
 *
 * Inputs are made of the talks by tests/fuzz/talks.
 */

#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "account.h"
#include "command_line.h"
#include "config.h"
#include "exchange.h"
#include "finder.h"
#include "fuzz.h"
#include "hold.h"
#include "name.h"
#include "names.h"
#include "options.h"
#include "provider.h"
#include "providers.h"
#include "report.h"
#include "run.h"
#include "scene.h"
#include "talk.h"
#include "url.h"

enum { SHORTEST_SECRET = 8, MOST_SENT = 20000 };

/* Hosts beside the base URL's that a provider's credentials are for. */
static const struct {
	const char *id, *host;
} known_hosts[] = {
	{ "gcloud", "oauth2.googleapis.com" },
	{ "tencentcloud", "dnspod.intl.tencentcloudapi.com" },
	{ "dnspod", "api.dnspod.com" },
};

/* The provider again, with an update that looks at what it is to do. */
struct watched {
	struct provider provider;	/* it comes first */
	const struct provider *real;
};

struct play {
	struct scene scene;
	struct talk talk;
	struct names names;
	bool updating;			/* at least one update has begun */
};

static struct play *playing;

/* The provider's own key of that name, else another's; NULL: there is none. */
static const struct key *
key_of(const char *id, const char *name)
{
	const struct provider *provider = id == NULL ? NULL :
	    provider_find(id);
	const struct key *key = provider == NULL ? NULL : provider->keys;

	for (; key != NULL && key->name != NULL; key++)
		if (strcmp(key->name, name) == 0)
			return key;
	return provider_key(name);
}

/* As the program has checked it before a run: of an option and of a provider's
 * key, without a file of this machine. */
static bool
is_setting(struct arena *arena, const char *id, const char *key,
    const char *value)
{
	static const char *const others[] = { "ca-file", "config", "proxy",
	    "echo-proxy", "output", "syslog", "interface", "set" };
	const struct option *option = option_find(key);
	const struct key *row = key_of(id, key);
	const char *c;
	size_t i, size = strlen(key);

	for (i = 0; i < COUNT(others); i++)
		if (strcmp(others[i], key) == 0)
			return false;
	if (value[0] == '\0' ||
	    (size > 5 && strcmp(key + size - 5, "-file") == 0))
		return false;
	for (c = value; *c != '\0'; c++)
		if (((unsigned char)*c < ' ' && (*c != '\n' || row == NULL ||
		    !row->lines)) || *c == 0x7f)
			return false;
	if (option != NULL)
		return option_check(arena, option, value) == NULL;
	return row != NULL;
}

static void
add_list(struct arena *arena, const char **list, const char *word)
{
	*list = *list == NULL ? word : arena_print(arena, "%s,%s", *list,
	    word);
}

static void
add_setting(struct arena *arena, const char *id, struct settings *settings,
    struct settings *run, const char *word)
{
	const char *equals = strchr(word, '='), *key;
	const struct option *option;

	if (equals == NULL)
		return;
	key = arena_copy(arena, word, (size_t)(equals - word));
	option = option_find(key);
	if (!is_setting(arena, id, key, equals + 1) ||
	    settings_here(settings, key) != NULL)
		return;
	settings_add(arena, option != NULL && option->scope != NAMES ? run :
	    settings, key, equals + 1, "dnsfollow.conf:1");
}

/* The rest of a "$" line of that provider; what holds for the run alone goes
 * there. */
static struct settings *
read_settings(struct arena *arena, const char *id, const char *text,
    struct settings *run)
{
	struct settings *settings = settings_new(arena, NULL);
	const char *word, *families = NULL, *addresses = NULL;
	struct address address;

	while ((word = next_word(arena, &text)) != NULL)
		if (strcmp(word, "A") == 0)
			add_list(arena, &families, "ipv4");
		else if (strcmp(word, "AAAA") == 0)
			add_list(arena, &families, "ipv6");
		else if (address_parse_any(&address, word))
			add_list(arena, &addresses, word);
		else
			add_setting(arena, id, settings, run, word);
	if (families != NULL)
		settings_add(arena, settings, "family", families,
		    "dnsfollow.conf:1");
	if (addresses != NULL)
		settings_add(arena, settings, "ip", addresses,
		    "dnsfollow.conf:1");
	return settings;
}

/* What a file of [default] and a section for each name would hold. */
static bool
read_config(struct play *play, struct config *config, struct settings *run)
{
	struct arena *arena = play->talk.arena;
	struct section **last, *base = arena_alloc(arena, sizeof(*base));
	const struct statement *wish = play->talk.wishes.list;
	const char *text, *id, *why;
	struct section *section;

	if (play->talk.wishes.n == 0)
		return false;
	config->path = "dnsfollow.conf";
	config->sections = base;
	base->kind = SECTION_DEFAULT;
	base->origin = "dnsfollow.conf:1";
	last = &base->next;
	for (; wish < play->talk.wishes.list + play->talk.wishes.n; wish++) {
		text = wish->text;
		id = next_word(arena, &text);
		section = arena_alloc(arena, sizeof(*section));
		section->kind = SECTION_NAMES;
		section->origin = "dnsfollow.conf:2";
		if (id == NULL || strcmp(id, "show-ip") != 0) {
			section->title = id == NULL ? NULL :
			    next_word(arena, &text);
			section->names = arena_alloc(arena,
			    2 * sizeof(*section->names));
			section->names[0] = section->title == NULL ? NULL :
			    name_parse(arena, section->title, &why);
			if (section->names[0] == NULL ||
			    config_name(config, section->names[0]) != NULL)
				return false;
		}
		section->settings = read_settings(arena, id, text, run);
		if (base->settings == NULL) {
			base->settings = section->settings;
			if (section->names != NULL)
				settings_add(arena, base->settings,
				    "provider", id, "dnsfollow.conf:1");
			if (settings_here(base->settings, "allow-special") ==
			    NULL)
				settings_add(arena, base->settings,
				    "allow-special", "yes",
				    "dnsfollow.conf:1");
			section->settings = settings_new(arena, NULL);
		}
		if (section->names == NULL)
			return true;
		*last = section;
		last = &section->next;
	}
	return true;
}

static bool
is_described(const struct change *change)
{
	const struct task *task = (const struct task *)(const void *)
	    ((const char *)change->live - offsetof(struct task, live));

	return change->live != NULL && task->verdict == LISTED;
}

/* The step that begins every update. */
static enum verdict
update(struct task *task)
{
	const struct watched *watched =
	    (const struct watched *)(const void *)task->account->provider;
	bool local, allowed = settings_yes(task->settings, "allow-special");
	const struct change *change;

	must(task->n_changes > 0);
	for (change = task->changes;
	    change < task->changes + task->n_changes; change++) {
		must(is_described(change));
		must(address_special(&change->address, &local) == NULL ||
		    (local && allowed));
	}
	playing->updating = true;
	return watched->real->update(task);
}

static void
watch_accounts(struct play *play)
{
	struct watched *watched;
	struct account *account;
	size_t i;

	for (i = 0; i < play->names.n; i++) {
		account = play->names.list[i].account;
		if (account->provider->update == update)
			continue;
		watched = arena_alloc(play->talk.arena, sizeof(*watched));
		watched->provider = *account->provider;
		watched->real = account->provider;
		watched->provider.update = update;
		account->provider = &watched->provider;
	}
}

/* The secret stands in the request as it is. Of a text, since a password may be
 * what is in a body anyway. */
static bool
tells(const struct exchange *x, const char *secret)
{
	size_t i;

	if (strlen(secret) < SHORTEST_SECRET)
		return false;
	for (i = 0; i < x->n_headers; i++)
		if (strstr(x->headers[i].value, secret) != NULL)
			return true;
	return strstr(x->url, secret) != NULL;
}

static bool
is_authorized(const struct exchange *x)
{
	size_t i;

	for (i = 0; i < x->n_headers; i++)
		if (strcmp(x->headers[i].name, "Authorization") == 0)
			return true;
	return false;
}

static bool
has_credential(const struct exchange *x, const struct account *account)
{
	const struct key *key = account->provider->keys;
	const char *value;

	for (; key->name != NULL; key++) {
		value = settings_get(account->settings, key->name);
		if (key->secret && value != NULL && tells(x, value))
			return true;
	}
	return is_authorized(x);
}

static bool
is_host_of(struct arena *arena, const struct account *account,
    const char *host)
{
	const char *server = settings_get(account->settings, "server"), *why;
	struct url base;
	size_t i;

	if (account->base != NULL &&
	    url_parse(arena, account->base, &base, &why) &&
	    strcmp(base.host, host) == 0)
		return true;
	for (i = 0; i < COUNT(known_hosts); i++)
		if (strcmp(known_hosts[i].id, account->provider->id) == 0 &&
		    strcmp(known_hosts[i].host, host) == 0)
			return true;
	/* The user's own URL, of the provider custom and of dyndns2. */
	return account->base == NULL || server != NULL;
}

static void
look_at_http(struct play *play, const struct exchange *x)
{
	struct arena *arena = play->talk.arena;
	bool tells_it = false, may = false;
	const struct account *account;
	const char *why, *c;
	struct url url;
	size_t i;

	must(url_parse(arena, x->url, &url, &why));
	for (c = x->url; *c != '\0'; c++)
		must((unsigned char)*c > ' ' && *c != 0x7f);
	for (i = 0; i < play->names.n; i++) {
		account = play->names.list[i].account;
		if (!has_credential(x, account))
			continue;
		tells_it = true;
		may = may || is_host_of(arena, account, url.host);
	}
	/* Two accounts may have the same. */
	must(!tells_it || may);
}

static void
look_at(struct scene *scene, const struct exchange *x)
{
	struct play *play = scene->of;

	must(scene->n_sent < MOST_SENT);
	must(x->n_headers <= HEADERS);
	must(x->limit > 0);
	/* A server that is asked for is told in a word. */
	if (x->server != NULL)
		must(fuzz_is_shown(x->server));
	if (scene_is_write(x) && play->names.n > 0)
		must(play->updating);
	if (x->channel == HTTP)
		look_at_http(play, x);
}

static void
judge_problem(enum fault fault, const char *why)
{
	must(fault != NO_FAULT && fault != FAULT_BUG);
	must(fuzz_is_shown(why));
}

static void
judge(const struct play *play, const struct report *report)
{
	const struct finder *finder;
	const struct row *row;

	for (row = report->rows; row < report->rows + report->n_rows; row++) {
		if (getenv("FUZZ_TELLS") != NULL)
			fprintf(stderr, "status %d: %s\n", (int)row->status,
			    row->problem.why);
		if (row->status == NOT_DONE || row->problem.fault != NO_FAULT)
			judge_problem(row->problem.fault, row->problem.why);
		if (row_is_written(row))
			must(play->updating && row->found);
	}
	for (finder = report->finders; finder != NULL; finder = finder->next)
		if (!finder->found)
			judge_problem(finder->task->fault, finder->task->why);
	if (report->dry_run)
		must(play->scene.n_writes == 0);
}

/* What is printed is one JSON object, with no control character in it. */
static void
print(struct report *report, int (*print_it)(const struct report *), bool json)
{
	char *text = NULL;
	size_t size = 0, i;
	json_t *object;

	report->json = json;
	report->to = open_memstream(&text, &size);
	if (report->to == NULL)
		return;
	print_it(report);
	for (i = 0; i < size; i++)
		must((unsigned char)text[i] >= ' ' || text[i] == '\n');
	if (json) {
		object = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
		must(json_is_object(object));
		json_decref(object);
	}
	free(text);
}

static void
play_names(struct play *play, struct wire *wire, struct command_line *line,
    const struct config *config, struct report *report)
{
	struct arena *arena = play->talk.arena;

	play->names = names_read(arena, wire, line, config);
	watch_accounts(play);
	run_names(arena, wire, settings_over(arena, line->settings,
	    config->sections->settings), &play->names,
	    hold_open(arena, NULL, true), report->dry_run, NULL,
	    report);
	judge(play, report);
	print(report, report_print, true);
	print(report, report_print, false);
	print(report, report_status, false);
}

static void
play_input(void *of)
{
	struct play *play = of;
	struct arena *arena = play->talk.arena;
	struct command_line line = { .settings = settings_new(arena,
	    settings_new(arena, NULL)), .names = arena_alloc(arena,
	    sizeof(*line.names)) };
	struct config config = { .path = NULL };
	struct report report = { .arena = arena, .time = play->talk.time,
	    .all = true };
	struct wire *wire = scene_open(&play->scene);

	if (!read_config(play, &config, line.settings))
		return;
	report.check = settings_yes(line.settings, "check");
	report.dry_run = report.check || settings_yes(line.settings,
	    "dry-run") || settings_yes(line.settings, "status");
	report.exit_changed = settings_yes(line.settings, "exit-changed");
	if (config.sections->next != NULL) {
		play_names(play, wire, &line, &config, &report);
		return;
	}
	run_show_ip(arena, wire, settings_over(arena, line.settings,
	    config.sections->settings), NULL, &report);
	judge(play, &report);
	must(play->scene.n_writes == 0);
	print(&report, report_addresses, true);
	print(&report, report_addresses, false);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct play play = { .scene = { .talk = &play.talk, .sent = look_at,
	    .of = &play }, .talk = { .arena = arena_new() } };

	playing = &play;
	scene_read(&play.scene, (const char *)data, size);
	fuzz_survives(play_input, &play);
	return 0;
}
