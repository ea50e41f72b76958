/*
 * options - the table that the command line, the environment, the file, --help
 * and the manual go by.
 */

#include "options.h"

#include <string.h>

#include "mem.h"

#define GROUP(title) { .help = title }

const struct option options[] = {
	GROUP("What:"),
	{ .name = "provider", .letter = 'p', .kind = TEXT, .scope = NAMES,
	  .argument = "ID",
	  .help = "the provider (whose credentials are there)" },
	{ .name = "account", .letter = 'a', .kind = TEXT, .scope = NAMES,
	  .argument = "NAME", .help = "the account section to use" },
	{ .name = "zone", .letter = 'z', .kind = TEXT, .scope = NAMES,
	  .argument = "ZONE",
	  .help = "the zone; else found by asking the provider" },
	{ .name = "family", .kind = LIST, .scope = NAMES, .argument = "LIST",
	  .words = "ipv4|ipv6",
	  .help = "ipv4, ipv6 or both (ipv4)" },
	{ .letter = '4', .kind = SWITCH, .help = "the same as --family ipv4" },
	{ .letter = '6', .kind = SWITCH,
	  .help = "the same as --family ipv6; with -4, both" },
	{ .name = "ttl", .letter = 't', .kind = NUMBER, .scope = NAMES,
	  .argument = "SEC", .min = 1, .max = 2147483647,
	  .help = "the record's TTL (as it is; new: the provider's)" },
	{ .name = "no-create", .kind = SWITCH, .scope = NAMES,
	  .help = "a missing record is an error" },
	{ .name = "replace", .kind = SWITCH, .scope = NAMES,
	  .help = "leave exactly this one of several addresses" },
	{ .name = "set", .kind = TEXT, .scope = ONCE, .argument = "KEY=VALUE",
	  .help = "a setting of the provider, no secret; repeatable" },
	GROUP("Address:"),
	{ .name = "ip", .letter = 'i', .kind = TEXT, .scope = NAMES,
	  .argument = "ADDR", .help = "publish this address, one per family" },
	{ .name = "source", .letter = 's', .kind = TEXT, .scope = NAMES,
	  .argument = "SPEC",
	  .help = "where it comes from (web); see --list-sources" },
	{ .name = "quorum", .kind = NUMBER, .scope = NAMES, .argument = "N",
	  .min = 1, .max = 8,
	  .help = "operators that must agree (2; 1 for one web:URL)" },
	{ .name = "web-list", .kind = TEXT, .scope = NAMES,
	  .argument = "URL",
	  .help = "\"URL [READER]\" instead of the built-in lists" },
	{ .name = "ipv6", .kind = TEXT, .scope = NAMES, .argument = "WHICH",
	  .words = "stable|temporary|any",
	  .help = "stable, temporary or any of this machine's (stable)" },
	{ .name = "host-id", .kind = TEXT, .scope = NAMES, .argument = "ID",
	  .help = "another device's: ::1 or mac:00-11-22-33-44-55" },
	{ .name = "prefix-len", .kind = NUMBER, .scope = NAMES,
	  .argument = "N", .min = 32, .max = 127,
	  .help = "bits it shares with this machine (64)" },
	{ .name = "subnet", .kind = NUMBER, .scope = NAMES, .argument = "N",
	  .min = 0, .max = 2147483647,
	  .help = "its /64 within a shorter --prefix-len" },
	{ .name = "gateway", .kind = TEXT, .scope = NAMES,
	  .argument = "ADDR",
	  .help = "the router to ask (the default route's)" },
	{ .name = "allow-special", .kind = SWITCH, .scope = NAMES,
	  .help = "permit private, carrier NAT and such addresses" },
	{ .name = "allow-cdn", .kind = SWITCH, .scope = NAMES,
	  .help = "permit addresses of Cloudflare's own network" },
	{ .name = "allow-deprecated", .kind = SWITCH, .scope = NAMES,
	  .help = "permit iface a deprecated address, as a last resort" },
	GROUP("Doing:"),
	{ .name = "dry-run", .letter = 'n', .kind = SWITCH, .scope = RUN,
	  .help = "everything but writing" },
	{ .name = "check", .letter = 'c', .kind = SWITCH, .scope = RUN,
	  .help = "like -n, quiet; status 1 if something differs" },
	{ .name = "exit-changed", .kind = SWITCH, .scope = RUN,
	  .help = "status 1 instead of 0 if something was written" },
	{ .name = "wait", .kind = NUMBER, .scope = RUN, .argument = "SEC",
	  .min = 1, .max = 3600,
	  .help = "wait until the name servers have it, SEC at most" },
	{ .name = "force", .kind = SWITCH, .scope = RUN,
	  .help = "write even if equal, or refused before" },
	GROUP("Files and secrets:"),
	{ .name = "config", .letter = 'f', .kind = TEXT, .scope = ONCE,
	  .argument = "FILE", .help = "the configuration file, - for stdin" },
	{ .name = "no-config", .kind = SWITCH, .scope = ONCE,
	  .help = "read none" },
	{ .name = "token-file", .kind = TEXT, .scope = NAMES,
	  .argument = "PATH",
	  .help = "the file with the provider's secret, - for stdin" },
	{ .name = "token-command", .kind = TEXT, .scope = NAMES,
	  .argument = "CMD",
	  .help = "the command that prints the provider's secret" },
	{ .name = "ca-file", .kind = TEXT, .scope = RUN, .argument = "FILE",
	  .help = "certificates to trust instead of the system's" },
	{ .name = "pin", .kind = LIST, .scope = NAMES, .argument = "PIN",
	  .help = "sha256//BASE64: the key the provider must have, too" },
	{ .name = "no-sandbox", .kind = SWITCH, .scope = RUN,
	  .help = "keep every right that the run has; for debugging" },
	GROUP("Network:"),
	{ .name = "timeout", .kind = NUMBER, .scope = RUN, .argument = "SEC",
	  .min = 1, .max = 3600, .help = "for the whole run (60)" },
	{ .name = "connect-timeout", .kind = NUMBER, .scope = RUN,
	  .argument = "SEC", .min = 1, .max = 300,
	  .help = "for one connection (5)" },
	{ .name = "retry-for", .kind = NUMBER, .scope = RUN,
	  .argument = "SEC", .min = 0, .max = 3600,
	  .help = "how long what failed is tried again (20)" },
	{ .name = "proxy", .kind = TEXT, .scope = RUN, .argument = "URL",
	  .help = "for provider APIs, never for finding the address" },
	{ .name = "echo-proxy", .kind = TEXT, .scope = RUN,
	  .argument = "URL",
	  .help = "for finding the address, if you insist" },
	{ .name = "interface", .kind = TEXT, .scope = RUN,
	  .argument = "NAME",
	  .help = "send every request through this line" },
	{ .name = "api-url", .kind = TEXT, .scope = NAMES, .argument = "URL",
	  .help = "the provider's base URL" },
	{ .name = "allow-http", .kind = SWITCH, .scope = NAMES,
	  .help = "use a service that has no https at all" },
	{ .name = "live-server", .kind = TEXT, .scope = NAMES,
	  .argument = "HOST",
	  .help = "asked for the live record; or a DoH URL" },
	GROUP("Output:"),
	{ .name = "verbose", .letter = 'v', .kind = SWITCH, .scope = RUN,
	  .counts = true, .help = "say what is done; -vv also every exchange" },
	{ .name = "quiet", .letter = 'q', .kind = SWITCH, .scope = RUN,
	  .counts = true, .help = "errors only; -qq nothing" },
	{ .name = "json", .kind = SWITCH, .scope = RUN,
	  .help = "one JSON object on standard output" },
	{ .name = "output", .letter = 'o', .kind = TEXT, .scope = RUN,
	  .argument = "FILE", .help = "write the results to FILE" },
	{ .name = "color", .kind = TEXT, .scope = RUN, .argument = "WHEN",
	  .words = "auto|always|never",
	  .help = "auto, always or never (auto)" },
	{ .name = "syslog", .kind = OPTIONAL, .scope = RUN,
	  .argument = "FACILITY",
	  .help = "send messages to syslog too (daemon)" },
	{ .name = "explain", .letter = 'e', .kind = SWITCH, .scope = RUN,
	  .help = "say each decision with its time, on stderr" },
	GROUP("Company:"),
	{ .name = "splay", .kind = NUMBER, .scope = RUN, .argument = "SEC",
	  .min = 0, .max = 86400,
	  .help = "sleep up to SEC at random first; not on a terminal" },
	{ .name = "no-lock", .kind = SWITCH, .scope = RUN,
	  .help = "do not keep a second run away" },
	GROUP("Other verbs:"),
	{ .name = "show-ip", .kind = SWITCH, .scope = ONCE,
	  .help = "print the address and leave" },
	{ .name = "status", .kind = SWITCH, .scope = ONCE,
	  .help = "a table of the names; writes nothing" },
	{ .name = "doctor", .kind = SWITCH, .scope = ONCE,
	  .help = "examine all that a run depends on; writes nothing" },
	{ .name = "public-resolver", .kind = TEXT, .scope = RUN,
	  .argument = "URL",
	  .help = "DoH, which --doctor compares with the zone" },
	{ .name = "list-providers", .kind = OPTIONAL, .scope = ONCE,
	  .argument = "ID", .help = "the providers, or all about one" },
	{ .name = "list-sources", .kind = SWITCH, .scope = ONCE,
	  .help = "the sources of the address" },
	{ .name = "help", .letter = 'h', .kind = SWITCH, .scope = ONCE,
	  .help = "this text" },
	{ .name = "version", .letter = 'V', .kind = SWITCH, .scope = ONCE,
	  .help = "versions of the program and its libraries" },
	{ .help = NULL }
};

const struct option *
option_find(const char *name)
{
	const struct option *option;

	for (option = options; option->help != NULL; option++)
		if (option->name != NULL && strcmp(option->name, name) == 0)
			return option;
	return NULL;
}

static bool
are_words(struct arena *arena, const struct option *option, const char *value)
{
	struct settings *list = settings_new(arena, NULL);
	const char **word;

	if (option->kind != LIST)
		return words_have(option->words, value);
	settings_add(arena, list, "", value, "");
	word = settings_list(arena, list, "");
	if (*word == NULL)
		return false;
	for (; *word != NULL; word++)
		if (!words_have(option->words, *word))
			return false;
	return true;
}

const char *
option_check(struct arena *arena, const struct option *option,
    const char *value)
{
	long number;

	if (option->kind == SWITCH && !option->counts &&
	    !words_have("yes|no", value))
		return "is neither yes nor no";
	if ((option->kind == NUMBER || option->counts) &&
	    !number_parse(value, option->min,
	    option->counts ? 2 : option->max, &number))
		return arena_print(arena, "is no number from %ld to %ld",
		    option->min, option->counts ? 2L : option->max);
	if (option->words != NULL && !are_words(arena, option, value))
		return arena_print(arena, "is none of %s", option->words);
	if (value[0] == '\0' && option->kind == TEXT)
		return "is empty";
	return NULL;
}

static void
print_option(FILE *to, const struct option *option)
{
	char left[40];
	int size = 0;

	if (option->letter != 0)
		size = snprintf(left, sizeof(left), "  -%c%s", option->letter,
		    option->name == NULL ? "" : ", ");
	else
		size = snprintf(left, sizeof(left), "      ");
	if (option->name != NULL)
		snprintf(left + size, sizeof(left) - (size_t)size,
		    option->kind == OPTIONAL ? "--%s[=%s]" : "--%s %s",
		    option->name,
		    option->argument == NULL ? "" : option->argument);
	fprintf(to, "%-27s %s\n", left, option->help);
}

void
options_print(FILE *to)
{
	const struct option *option;

	fputs("Usage: dnsfollow [options] [name ...]\n"
	    "Keeps DNS names pointing at the address of the line it runs "
	    "on.\n", to);
	for (option = options; option->help != NULL; option++)
		if (option->name == NULL && option->letter == 0)
			fprintf(to, "\n%s\n", option->help);
		else
			print_option(to, option);
	fputs("\nExample: CLOUDFLARE_API_TOKEN=... dnsfollow home.example.com\n"
	    "Each --x-y is also DNSFOLLOW_X_Y in the environment and x-y in "
	    "dnsfollow.conf,\nbut for the verbs, --set, --no-config and, in "
	    "the file, --config.\n"
	    "Manual: man dnsfollow, man dnsfollow.conf, "
	    "man dnsfollow-providers\n", to);
}
