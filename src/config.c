/* config - the configuration file: [sections] of key = value. */

#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config_file.h"
#include "log.h"
#include "mem.h"
#include "name.h"
#include "options.h"
#include "providers.h"
#include "proxies.h"
#include "redact.h"
#include "secrets.h"
#include "sysexit.h"

/* Each is compared with each. */
enum { MOST_TITLES = 10000 };

struct parser {
	struct arena *arena;
	struct config *config;
	struct section **last;
	struct section *section;	/* being filled; NULL: none yet */
	int fd;
	long patience;			/* s for input that does not come */
	unsigned line;
	unsigned titles;		/* sections, and names in these */
	bool private;			/* the file's mode was looked at */
};

static const char *
here(struct parser *parser)
{
	return arena_print(parser->arena, "%s:%u", parser->config->path,
	    parser->line);
}

/* What the file holds, as part of a sentence whose end must be read too. */
static const char *
quoted(struct parser *parser, const char *written)
{
	return redact_opening(parser->arena, written, 256);
}

/* token-file or token-command, of a secret called token. */
static bool
is_secret_source(struct arena *arena, const char *name)
{
	const char *stem = key_stem(arena, name);
	const struct key *key = provider_key(stem);

	return strcmp(stem, name) != 0 && key != NULL && key->secret;
}

static _Noreturn void
unknown_key(struct parser *parser, const char *name)
{
	struct nearest nearest = { .written = name };
	const struct option *option;

	for (option = options; option->help != NULL; option++)
		if (option->name != NULL && option->scope != ONCE)
			nearest_try(&nearest, option->name);
	provider_key_nearest(&nearest);
	if (nearest.best != NULL)
		log_die(EXIT_CONFIG, "%s: unknown key \"%s\"; did you mean "
		    "\"%s\"?", here(parser),
		    quoted(parser, name), nearest.best);
	log_die(EXIT_CONFIG, "%s: unknown key \"%s\"; dnsfollow.conf(5) "
	    "lists them", here(parser), quoted(parser, name));
}

/* A secret in the file itself is as private as the file is. */
static void
check_mode(struct parser *parser)
{
	if (parser->private)
		return;
	secrets_check_mode(parser->fd, parser->config->path);
	parser->private = true;
}

static void
check_option(struct parser *parser, const struct option *option,
    const char *value)
{
	const char *wrong = option_check(parser->arena, option, value);

	if (wrong != NULL)
		log_die(EXIT_CONFIG, "%s: %s: \"%s\" %s", here(parser),
		    option->name, quoted(parser, value), wrong);
	if (option->scope == RUN && parser->section->kind != SECTION_DEFAULT)
		log_die(EXIT_CONFIG, "%s: %s belongs in [default]: it holds "
		    "for the whole run", here(parser), option->name);
	if (proxy_is_setting(option->name) && proxy_has_password(value))
		check_mode(parser);
}

static void
check_key(struct parser *parser, const struct key *key, const char *value)
{
	if (key->words != NULL && !words_have(key->words, value))
		log_die(EXIT_CONFIG, "%s: %s: \"%s\" is none of %s",
		    here(parser), key->name, quoted(parser, value),
		    key->words);
	if (key->secret)
		check_mode(parser);
}

static const char *
expanded(struct parser *parser, const char *name, const char *value)
{
	const char *home = getenv("HOME");
	size_t size = strlen(name);

	if (size < 5 || strcmp(name + size - 5, "-file") != 0 ||
	    strncmp(value, "~/", 2) != 0 || home == NULL)
		return value;
	return arena_print(parser->arena, "%s%s", home, value + 1);
}

static void
add_setting(struct parser *parser, const char *name, const char *value)
{
	const struct option *option = option_find(name);
	const struct key *key = provider_key(name);
	const struct setting *already;

	if (parser->section == NULL)
		log_die(EXIT_CONFIG, "%s: \"%s\" stands before the first "
		    "section; begin with [default]", here(parser),
		    quoted(parser, name));
	already = settings_here(parser->section->settings, name);
	if (already != NULL)
		log_die(EXIT_CONFIG, "%s: %s is there already, at %s; leave "
		    "one", here(parser), name, already->origin);
	if (value[0] == '\0')
		log_die(EXIT_CONFIG, "%s: %s has no value", here(parser),
		    name);
	if (option != NULL && option->scope != ONCE)
		check_option(parser, option, value);
	else if (key != NULL)
		check_key(parser, key, value);
	else if (!is_secret_source(parser->arena, name))
		unknown_key(parser, name);
	settings_add(parser->arena, parser->section->settings, name,
	    expanded(parser, name, value), here(parser));
}

static void
count_title(struct parser *parser)
{
	if (++parser->titles > MOST_TITLES)
		log_die(EXIT_CONFIG, "%s: more than %d sections and names; "
		    "write them into several files, and give each its own run "
		    "with -f", here(parser), MOST_TITLES);
}

static const char **
title_names(struct parser *parser, const char *title)
{
	struct settings *titles = settings_new(parser->arena, NULL);
	const struct section *other;
	const char **names, *why;
	size_t i, j;

	settings_add(parser->arena, titles, "title", title, "");
	names = settings_list(parser->arena, titles, "title");
	for (i = 0; names[i] != NULL; i++) {
		const char *written = names[i];

		if (i > 0)
			count_title(parser);
		names[i] = name_parse(parser->arena, written, &why);
		if (names[i] == NULL)
			log_die(EXIT_CONFIG, "%s: [%s] %s; a title is "
			    "default, account NAME, or DNS names",
			    here(parser), quoted(parser, written), why);
		for (j = 0; j < i; j++)
			if (strcmp(names[j], names[i]) == 0)
				log_die(EXIT_CONFIG, "%s: [%s] names %s "
				    "twice; leave one", here(parser),
				    quoted(parser, title), names[i]);
		other = config_name(parser->config, names[i]);
		if (other != NULL)
			log_die(EXIT_CONFIG, "%s: [%s] is there already, at "
			    "%s; leave one", here(parser),
			    quoted(parser, written), other->origin);
	}
	return names;
}

static void
add_section(struct parser *parser, const char *title)
{
	struct section *section = arena_alloc(parser->arena, sizeof(*section));
	const struct section *same = NULL;

	count_title(parser);
	section->title = title;
	section->origin = here(parser);
	section->settings = settings_new(parser->arena, NULL);
	if (strcmp(title, "default") == 0) {
		section->kind = SECTION_DEFAULT;
		same = config_default(parser->config);
	} else if (strncmp(title, "account ", 8) == 0) {
		section->kind = SECTION_ACCOUNT;
		section->title = title + 8 + strspn(title + 8, " \t");
		same = config_account(parser->config, section->title);
	} else {
		section->kind = SECTION_NAMES;
		section->names = title_names(parser, title);
		if (section->names[0] == NULL)
			log_die(EXIT_CONFIG, "%s: an empty title",
			    here(parser));
	}
	if (same != NULL)
		log_die(EXIT_CONFIG, "%s: [%s] is there already, at %s; leave "
		    "one", here(parser), quoted(parser, title),
		    same->origin);
	*parser->last = section;
	parser->last = &section->next;
	parser->section = section;
}

static char *
trimmed(char *text)
{
	size_t size;

	text += strspn(text, " \t\r");
	for (size = strlen(text); size > 0 &&
	    strchr(" \t\r", text[size - 1]) != NULL; size--)
		text[size - 1] = '\0';
	return text;
}

static void
read_title(struct parser *parser, char *title)
{
	char *end = strchr(title, ']');

	if (end == NULL)
		log_die(EXIT_CONFIG, "%s: the title has no closing ]",
		    here(parser));
	if (end[1] != '\0')
		log_die(EXIT_CONFIG, "%s: something stands behind the ] of the "
		    "title; give it, and any comment, a line of its own",
		    here(parser));
	*end = '\0';
	add_section(parser, trimmed(title));
}

static void
read_line(struct parser *parser, char *line)
{
	char *equals;

	line = trimmed(line);
	if (line[0] == '\0' || line[0] == '#' || line[0] == ';')
		return;
	if (line[0] == '[') {
		read_title(parser, line + 1);
		return;
	}
	equals = strchr(line, '=');
	if (equals == NULL)
		log_die(EXIT_CONFIG, "%s: neither [title] nor key = value",
		    here(parser));
	*equals = '\0';
	add_setting(parser, trimmed(line), trimmed(equals + 1));
}

static void
parse(struct parser *parser)
{
	char *text = config_text(parser->arena, parser->fd,
	    parser->config->path, parser->patience), *end;

	for (; text != NULL; text = end) {
		parser->line++;
		end = strchr(text, '\n');
		if (end != NULL)
			*end++ = '\0';
		read_line(parser, text);
	}
}

struct config *
config_read(struct arena *arena, const struct settings *settings)
{
	struct config *config = arena_alloc(arena, sizeof(*config));
	struct parser parser = { .arena = arena, .config = config };
	const char *path = NULL;

	parser.last = &config->sections;
	parser.patience = settings_number(settings, "timeout", 60);
	parser.fd = config_open(arena, settings, &path);
	if (parser.fd < 0)
		return config;
	config->path = path;
	parse(&parser);
	close(parser.fd);
	return config;
}

struct section *
config_default(const struct config *config)
{
	struct section *section = config->sections;

	while (section != NULL && section->kind != SECTION_DEFAULT)
		section = section->next;
	return section;
}

struct section *
config_account(const struct config *config, const char *title)
{
	struct section *section = config->sections;

	while (section != NULL && (section->kind != SECTION_ACCOUNT ||
	    strcmp(section->title, title) != 0))
		section = section->next;
	return section;
}

struct section *
config_name(const struct config *config, const char *name)
{
	struct section *section;
	size_t i;

	for (section = config->sections; section != NULL;
	    section = section->next)
		for (i = 0; section->names != NULL &&
		    section->names[i] != NULL; i++)
			if (name_equal(section->names[i], name))
				return section;
	return NULL;
}
