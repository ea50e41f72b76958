/*
 * command_line - what the user wrote this time: arguments and environment.
 *
 * getopt_long(3) is not used: it takes abbreviations, and a later option must
 * not change what an old crontab means.
 */

#include "command_line.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "environment.h"
#include "log.h"
#include "mem.h"
#include "options.h"
#include "proxies.h"
#include "sysexit.h"

/* What the command line is read into. */
struct reader {
	struct arena *arena;
	struct settings *settings;
	char **next;		/* the argument after the one being read */
};

static const char *
spelled(struct arena *arena, const struct option *option)
{
	return option->name == NULL ?
	    arena_print(arena, "-%c", option->letter) :
	    arena_print(arena, "--%s", option->name);
}

static const char help[] = "dnsfollow --help lists the options";

static _Noreturn void
unknown_option(struct arena *arena, const char *written)
{
	struct nearest nearest = { .written = written };
	const struct option *option;

	for (option = options; option->help != NULL; option++)
		if (option->name != NULL)
			nearest_try(&nearest, option->name);
	log_die_hinting(EXIT_USAGE, nearest.best == NULL ? help :
	    arena_print(arena, "did you mean --%s?", nearest.best),
	    "unknown option --%s", written);
}

/* --family ipv4,ipv6 is the same as --family ipv4 --family ipv6. */
static void
take_list(struct reader *reader, const struct option *option,
    const char *value, const char *origin)
{
	struct settings *list = settings_new(reader->arena, NULL);
	const char **word;

	settings_add(reader->arena, list, option->name, value, "");
	word = settings_list(reader->arena, list, option->name);
	for (; *word != NULL; word++)
		settings_add(reader->arena, reader->settings, option->name,
		    *word, origin);
}

/* One more -v; -4 and -6 add up to a family list; the rest is as written. */
static void
take(struct reader *reader, const struct option *option, const char *value)
{
	const char *origin = spelled(reader->arena, option), *wrong;
	const char *family, *already;

	if (option->name == NULL) {
		family = option->letter == '4' ? "ipv4" : "ipv6";
		settings_add(reader->arena, reader->settings, "family",
		    family, origin);
		return;
	}
	if (option->counts) {
		already = settings_get(reader->settings, option->name);
		value = already == NULL ? "1" : "2";
	}
	wrong = option_check(reader->arena, option, value);
	if (wrong != NULL) {
		log_die_hinting(EXIT_USAGE, help, "%s: \"%s\" %s", origin,
		    value, wrong);
	}
	if (option->kind == LIST)
		take_list(reader, option, value, origin);
	else
		settings_add(reader->arena, reader->settings, option->name,
		    value, origin);
}

/* The argument that stands apart from its option. */
static const char *
argument_of(struct reader *reader, const struct option *option)
{
	if (*reader->next == NULL) {
		log_die_hinting(EXIT_USAGE, help, "%s needs an argument: %s",
		    spelled(reader->arena, option), option->argument);
	}
	return *reader->next++;
}

static void
read_long(struct reader *reader, const char *written)
{
	const char *equals = strchr(written, '='), *value;
	const struct option *option;
	char *name;

	name = equals == NULL ? arena_string(reader->arena, written) :
	    arena_copy(reader->arena, written, (size_t)(equals - written));
	option = option_find(name);
	if (option == NULL)
		unknown_option(reader->arena, name);
	if (option->kind == SWITCH && equals != NULL) {
		log_die_hinting(EXIT_USAGE, "write the option alone",
		    "--%s takes no argument", name);
	}
	if (equals != NULL)
		value = equals + 1;
	else if (option->kind == SWITCH)
		value = "yes";
	else if (option->kind == OPTIONAL)
		value = "";
	else
		value = argument_of(reader, option);
	take(reader, option, value);
}

static const struct option *
option_by_letter(char letter)
{
	const struct option *option;

	for (option = options; option->help != NULL; option++)
		if (option->letter == letter)
			return option;
	return NULL;
}

static void
read_letters(struct reader *reader, const char *letters)
{
	const struct option *option;

	for (; *letters != '\0'; letters++) {
		option = option_by_letter(*letters);
		if (option == NULL) {
			log_die_hinting(EXIT_USAGE, help,
			    "unknown option -%c",
			    isprint((unsigned char)*letters) ? *letters : '?');
		}
		if (option->kind == SWITCH) {
			take(reader, option, "yes");
			continue;
		}
		take(reader, option, letters[1] != '\0' ? letters + 1 :
		    argument_of(reader, option));
		return;
	}
}

static const char *
variable_of(struct arena *arena, const char *name)
{
	char *variable = arena_print(arena, "DNSFOLLOW_%s", name), *c;

	for (c = variable; *c != '\0'; c++)
		*c = *c == '-' ? '_' : (char)toupper((unsigned char)*c);
	return variable;
}

/* A proxy's password is a secret like any other. */
static const char *
option_value(const struct option *option, const char *variable)
{
	const char *value = getenv(variable);

	if (value == NULL || !proxy_is_setting(option->name) ||
	    !proxy_has_password(value))
		return value;
	environment_take(variable);
	return environment_value(variable);
}

static struct settings *
read_environment(struct arena *arena)
{
	struct settings *settings = settings_new(arena, NULL);
	const char *variable, *value, *wrong;
	const struct option *option;

	for (option = options; option->help != NULL; option++) {
		if (option->name == NULL || (option->scope == ONCE &&
		    strcmp(option->name, "config") != 0))
			continue;
		variable = variable_of(arena, option->name);
		value = option_value(option, variable);
		if (value == NULL || value[0] == '\0')
			continue;
		wrong = option_check(arena, option, value);
		if (wrong != NULL)
			log_die(EXIT_USAGE, "$%s: \"%s\" %s", variable, value,
			    wrong);
		settings_add(arena, settings, option->name, value,
		    arena_print(arena, "$%s", variable));
	}
	return settings;
}

struct command_line
command_line_read(struct arena *arena, int argc, char *argv[])
{
	struct command_line line = { 0 };
	struct reader reader = { .arena = arena, .next = argv + 1 };
	bool only_names = false;
	const char *argument;

	line.names = arena_alloc(arena,
	    ((size_t)argc + 1) * sizeof(*line.names));
	reader.settings = settings_new(arena, read_environment(arena));
	line.settings = reader.settings;
	while (argc > 0 && (argument = *reader.next) != NULL) {
		reader.next++;
		if (only_names || argument[0] != '-' || argument[1] == '\0')
			line.names[line.n_names++] = argument;
		else if (strcmp(argument, "--") == 0)
			only_names = true;
		else if (argument[1] == '-')
			read_long(&reader, argument + 2);
		else
			read_letters(&reader, argument + 1);
	}
	return line;
}
