/*
 * dnsfollow - keeps DNS names pointing at the address of the line it runs on:
 * options, address and live record, write if they differ, report.
 */

#include <sys/stat.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "command_line.h"
#include "config.h"
#include "credentials.h"
#include "digest.h"
#include "doctor.h"
#include "environment.h"
#include "hold.h"
#include "lock.h"
#include "log.h"
#include "mem.h"
#include "names.h"
#include "needs.h"
#include "options.h"
#include "process.h"
#include "provider.h"
#include "providers.h"
#include "proxies.h"
#include "redact.h"
#include "report.h"
#include "run.h"
#include "sources.h"
#include "sysexit.h"
#include "url.h"
#include "version.h"
#include "wipe.h"
#include "wire.h"

/* Before the options are read, since they may be what is wrong. */
static void
promise_json(char *argv[])
{
	const char *variable = getenv("DNSFOLLOW_JSON");

	if (variable != NULL && strcmp(variable, "yes") == 0)
		log_last_words = report_death;
	for (; *argv != NULL && strcmp(*argv, "--") != 0; argv++)
		if (strcmp(*argv, "--json") == 0)
			log_last_words = report_death;
}

static void
set_log(const struct settings *settings)
{
	const char *facility = settings_get(settings, "syslog");

	log_level = LOG_NORMAL + (int)settings_number(settings, "verbose", 0) -
	    (int)settings_number(settings, "quiet", 0);
	log_explains = settings_yes(settings, "explain");
	if (facility != NULL && !log_to_syslog(facility[0] == '\0' ?
	    "daemon" : facility))
		log_die(EXIT_USAGE, "--syslog=%s: there is no such facility; "
		    "try daemon, user or local0", facility);
	if (settings_yes(settings, "json") && log_last_words == NULL)
		log_last_words = report_death;
}

static void
print_versions(struct arena *arena)
{
	printf("dnsfollow %s\n%s\n%s\njansson %s\n",
	    DNSFOLLOW_VERSION, url_library(arena), digest_library(),
	    jansson_version_str());
	providers_print_ids(stdout, arena);
}

static void
list_providers(struct arena *arena, const char *id)
{
	const struct provider *provider = provider_find(id);

	if (id[0] == '\0')
		providers_print(stdout, arena);
	else if (provider != NULL)
		provider_print(stdout, arena, provider);
	else
		provider_unknown(id, "--list-providers", EXIT_USAGE);
}

/* The verbs that need neither names nor a network. */
static bool
did_verb(struct arena *arena, const struct settings *settings)
{
	const char *why;

	if (settings_yes(settings, "help"))
		options_print(stdout);
	else if (settings_yes(settings, "version"))
		print_versions(arena);
	else if (settings_get(settings, "list-providers") != NULL)
		list_providers(arena,
		    settings_get(settings, "list-providers"));
	else if (settings_yes(settings, "list-sources"))
		sources_print(stdout);
	else
		return false;
	why = report_flush(stdout);
	if (why != NULL)
		log_die(EXIT_SOFTWARE, "the results cannot be written (%s)",
		    why);
	return true;
}

/* Command line and environment over [default]. */
static const struct settings *
run_settings(struct arena *arena, const struct command_line *line,
    const struct config *config)
{
	const struct section *base = config_default(config);

	return settings_over(arena, line->settings, settings_over(arena,
	    line->settings->below, base == NULL ? NULL : base->settings));
}

/* A FIFO would be waited for in a place where nothing ends the wait. */
static bool
is_readable(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode) &&
	    access(path, R_OK) == 0;
}

static struct wire *
open_wire(struct arena *arena, const struct settings *settings)
{
	const struct wire_options wire = {
		.arena = arena,
		.ca_file = settings_get(settings, "ca-file"),
		.proxy = settings_get(settings, "proxy"),
		.echo_proxy = settings_get(settings, "echo-proxy"),
		.interface = settings_get(settings, "interface"),
		.timeout = 1000 * settings_number(settings, "timeout", 60),
		.connect_timeout = 1000 *
		    settings_number(settings, "connect-timeout", 5),
	};
	const char *wrong = NULL;

	proxies_hide(arena, settings);
	if (wire.ca_file != NULL && !is_readable(wire.ca_file))
		log_die(EXIT_NOINPUT, "--ca-file: cannot read %s; is it a "
		    "file with certificates?", wire.ca_file);
	if (wire.interface != NULL)
		wrong = wire_interface_wrong(arena, wire.interface);
	if (wrong != NULL)
		log_die(EXIT_UNAVAILABLE, "%s: %s",
		    settings_find(settings, "interface")->origin, wrong);
	return wire_open(&wire);
}

/* One run has one purpose. */
static void
check_verbs(const struct settings *settings)
{
	static const char *const verbs[] = { "show-ip", "status", "doctor" };
	const char *asked = NULL;
	size_t i;

	for (i = 0; i < COUNT(verbs); i++) {
		if (!settings_yes(settings, verbs[i]))
			continue;
		if (asked != NULL)
			log_die(EXIT_USAGE, "--%s and --%s cannot go together; "
			    "run them one after the other", asked, verbs[i]);
		asked = verbs[i];
	}
}

/* Before any work is done whose results it is to hold. */
static FILE *
open_output(const char *path)
{
	FILE *file = path == NULL || strcmp(path, "-") == 0 ? stdout :
	    fopen(path, "we");

	if (file == NULL && errno == ENOMEM)
		mem_refused();
	if (file == NULL)
		log_die(EXIT_USAGE, "--output: cannot write %s: %s", path,
		    strerror(errno));
	return file;
}

static struct report
open_report(struct arena *arena, const struct settings *settings,
    struct wire *wire)
{
	const char *color = settings_get(settings, "color");
	bool terminal = isatty(STDOUT_FILENO);

	return (struct report){
		.arena = arena, .time = wire_clock(wire),
		.json = settings_yes(settings, "json"),
		.check = settings_yes(settings, "check"),
		.dry_run = settings_yes(settings, "dry-run") ||
		    settings_yes(settings, "check") ||
		    settings_yes(settings, "status"),
		.exit_changed = settings_yes(settings, "exit-changed"),
		.to = open_output(settings_get(settings, "output")),
		.all = terminal || log_level >= LOG_VERBOSE,
		.color = color == NULL || strcmp(color, "auto") == 0 ?
		    terminal && environment_value("NO_COLOR") == NULL :
		    strcmp(color, "always") == 0,
	};
}

/* Standard input can be read once: as configuration, secret, or address. */
static void
check_standard_input(struct arena *arena, const struct settings *settings)
{
	const char **source = settings_list(arena, settings, "source");
	const char *config = settings_get(settings, "config");
	const char *token = settings_get(settings, "token-file");
	int claims = config != NULL && strcmp(config, "-") == 0;

	claims += token != NULL && strcmp(token, "-") == 0;
	for (; *source != NULL; source++)
		claims += strcmp(*source, "-") == 0;
	if (claims > 1)
		log_die(EXIT_USAGE, "standard input is claimed twice; give a "
		    "file for one of --config, --token-file, --source");
}

/* Herds are spread by time; a person at a terminal is no herd. */
static void
splay(struct wire *wire, const struct settings *settings)
{
	long most = settings_number(settings, "splay", 0);
	unsigned random;

	if (most == 0 || isatty(STDERR_FILENO))
		return;
	wire_random(NULL, &random, sizeof(random));
	random %= (unsigned)most + 1;
	log_verbose("waiting %u s", random);
	wire_delay(wire, (int64_t)random * 1000);
}

static int
show_ip(struct arena *arena, struct wire *wire,
    const struct settings *settings, struct needs *needs,
    struct report *report)
{
	needs_only(needs, BEFORE_ASKING);
	run_show_ip(arena, wire, settings, needs, report);
	return report_addresses(report);
}

static int
keep(struct arena *arena, struct wire *wire, const struct settings *settings,
    const struct names *names, struct needs *needs, struct report *report)
{
	const bool dry = report->dry_run;

	if (!dry && !settings_yes(settings, "no-lock"))
		lock_take(arena);
	needs->names = names;
	needs_only(needs, BEFORE_ASKING);
	run_names(arena, wire, settings, names, hold_open(arena,
	    hold_path(arena), dry), dry, needs, report);
	return settings_yes(settings, "status") ? report_status(report) :
	    report_print(report);
}

int
main(int argc, char *argv[])
{
	struct arena *arena = arena_new();
	const struct settings *settings;
	struct command_line line;
	struct config *config;
	struct report report;
	struct needs needs;
	struct names names;
	struct wire *wire;
	int status;

	process_prepare();
	wipe_json();
	promise_json(argv);
	line = command_line_read(arena, argc, argv);
	set_log(line.settings);
	if (did_verb(arena, line.settings)) {
		arena_free(arena);
		return EXIT_OK;
	}
	check_verbs(line.settings);
	credentials_hide(arena);
	if (settings_yes(line.settings, "doctor"))
		doctor_prepare(arena, line.settings);
	config = config_read(arena, line.settings);
	settings = run_settings(arena, &line, config);
	check_standard_input(arena, settings);
	set_log(settings);
	wire = open_wire(arena, settings);
	splay(wire, settings);
	report = open_report(arena, settings, wire);
	needs = needs_of(settings, wire, report.dry_run);
	if (settings_yes(settings, "show-ip"))
		status = show_ip(arena, wire, settings, &needs, &report);
	else if (settings_yes(settings, "doctor"))
		status = doctor(arena, wire, settings, &line, config,
		    &needs, &report);
	else {
		names = names_read(arena, wire, &line, config);
		status = keep(arena, wire, settings, &names, &needs, &report);
	}
	wire_close(wire);
	redact_forget();
	environment_forget();
	arena_free(arena);
	wipe_leftovers();
	return status;
}
