/*
 * manual - makes dnsfollow-providers(7): the page comes in, and for each line
 * of it that begins with @ goes out what the tables say, so that a provider
 * stays one file and one row. A program of the build, no part of dnsfollow.
 */

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "mem.h"
#include "provider.h"
#include "providers.h"
#include "sysexit.h"

/*
 * A line of text. What mdoc takes for its own is escaped: a backslash, and a
 * dot or an apostrophe that begins a line. A sentence begins a line.
 */
static void
put(const char *text)
{
	char last = '\n';

	for (; *text != '\0'; text++) {
		if (last == '\n' && (*text == '.' || *text == '\''))
			fputs("\\&", stdout);
		last = *text == ' ' && last == '.' &&
		    isupper((unsigned char)text[1]) ? '\n' : *text;
		if (last == '\\')
			fputs("\\e", stdout);
		else
			putchar(last);
	}
	putchar('\n');
}

/* A clause of the table as a sentence; a name like api-key stays as it is. */
static void
put_sentence(struct arena *arena, const char *clause)
{
	char *sentence = arena_print(arena, "%s.", clause);

	if (sentence[strcspn(sentence, " -:[")] == ' ')
		sentence[0] = (char)toupper((unsigned char)sentence[0]);
	put(sentence);
}

/* What may be copied: with minus signs, where others are hyphens. */
static void
put_literal(const char *text, size_t size)
{
	for (; size > 0; text++, size--)
		if (*text == '\\' || *text == '-')
			printf("\\%c", *text == '-' ? '-' : 'e');
		else
			putchar(*text);
}

static void
put_display(const char *title, const char *text)
{
	printf(".Pp\n%s:\n.Bd -literal -offset indent\n", title);
	put_literal(text, strlen(text));
	puts(".Ed");
}

/* "yes | no" and "no-ip , no-ip.com", for a macro. */
static void
put_words(const char *words, const char *between)
{
	size_t size;

	for (;; words += size + 1) {
		size = strcspn(words, "|");
		put_literal(words, size);
		if (words[size] == '\0')
			return;
		fputs(between, stdout);
	}
}

/* It may go on in the next line behind a slash, but at no hyphen. */
static void
put_link(const char *url)
{
	size_t size;

	for (fputs(".Lk ", stdout); *url != '\0'; url += size) {
		size = strcspn(url, "/");
		size += strspn(url + size, "/");
		put_literal(url, size);
		fputs(url[size] == '\0' ? "\n" : "\\:", stdout);
	}
}

static void
put_heading(const struct key *key)
{
	printf(".It Cm %s", key->name);
	if (key->words != NULL) {
		fputs(" No = Cm ", stdout);
		put_words(key->words, " | ");
	}
	putchar('\n');
}

static void
put_key(struct arena *arena, const struct provider *provider,
    const struct key *key)
{
	const char *const *variable = key->variables;

	put_heading(key);
	put_sentence(arena, key->help);
	if (key->secret)
		printf("Secret; also\n.Cm %s-file\nor\n.Cm %s-command .\n",
		    key->name, key->name);
	if (*variable != NULL)
		puts(".br\nEnvironment:");
	for (; *variable != NULL; variable++)
		printf(".Ev %s %s\n", variable_name(arena, *variable,
		    provider->id), variable[1] == NULL ? "." : ",");
	for (variable = key->paths; *variable != NULL; variable++)
		printf("The path of its file:\n.Ev %s .\n", *variable);
}

/* The least that must be given: the first set of the credentials. Where several
 * settings can stand for each other, the first is the usual one. */
static bool
is_needed(const struct provider *provider, const struct key *key)
{
	return key->set == 1 && (!key->spare || key == provider->keys);
}

static const char *
example_command(struct arena *arena, const struct provider *provider)
{
	struct buffer *text = buffer_new(arena);
	const struct key *key;

	for (key = provider->keys; key->name != NULL; key++)
		if (is_needed(provider, key) && key->variables[0] != NULL)
			buffer_print(text, "%s=... \\\n", variable_name(arena,
			    key->variables[0], provider->id));
	buffer_print(text, "dnsfollow -p %s%s", provider->id,
	    provider->needs_url ? " --api-url ..." : "");
	for (key = provider->keys; key->name != NULL; key++)
		if (is_needed(provider, key) && key->variables[0] == NULL)
			buffer_print(text, " --set %s=...", key->name);
	buffer_text(text, " NAME\n");
	return text->data;
}

static const char *
example_section(struct arena *arena, const struct provider *provider)
{
	struct buffer *text = buffer_new(arena);
	const struct key *key;

	buffer_print(text, "[account %s]\nprovider = %s\n%s", provider->id,
	    provider->id, provider->needs_url ? "api-url = ...\n" : "");
	for (key = provider->keys; key->name != NULL; key++)
		if (is_needed(provider, key) && key->secret)
			buffer_print(text,
			    "%s-file = ~/.config/dnsfollow/%s.%s\n",
			    key->name, provider->id, key->name);
		else if (is_needed(provider, key))
			buffer_print(text, "%s = ...\n", key->name);
	buffer_print(text, "\n[NAME]\naccount = %s\n", provider->id);
	return text->data;
}

static void
put_facts(struct arena *arena, const struct provider *provider)
{
	const char *const *server = provider->nameservers;

	puts(".Bl -tag -width \"Name servers\" -compact");
	if (provider->endpoint != NULL) {
		puts(".It API");
		put_link(provider->endpoint);
	}
	puts(".It Manual");
	put_link(provider->docs);
	printf(".It Needs\n%s.\n", provider_needs(arena, provider));
	puts(".It Permission");
	put_sentence(arena, provider->permission);
	if (provider->ttl.max > 0)
		printf(".It TTL\n%ld to %ld seconds; new records get %ld.\n",
		    provider->ttl.min, provider->ttl.max,
		    provider->ttl.normal);
	for (; server != NULL && *server != NULL; server++)
		printf("%s.Pa %s%s\n", server == provider->nameservers ?
		    ".It Name servers\n" : "", *server,
		    server[1] == NULL ? "" : " ,");
	puts(".El\n.Pp");
}

static void
put_aliases(const char *aliases)
{
	if (aliases == NULL)
		return;
	fputs(".br\nAlso known as\n.Cm ", stdout);
	put_words(aliases, " , ");
	puts(" .");
}

static void
put_settings(struct arena *arena, const struct provider *provider)
{
	const struct key *key;

	printf(".Ss %s\n%s.\n", provider->id, provider->title);
	put_aliases(provider->aliases);
	puts(".Pp");
	put_facts(arena, provider);
	put(provider->about);
	puts(".Pp\nSettings:\n.Bl -tag -width Ds");
	for (key = provider->keys; key->name != NULL; key++)
		put_key(arena, provider, key);
	puts(".El");
}

/* It is for what has no row, and the page has an example of it. */
static bool
is_general(const struct provider *provider)
{
	return provider == provider_find("dyndns2") ||
	    provider == provider_find("custom");
}

/* Those with a file of their own. */
static void
put_kind(struct arena *arena, enum provider_kind kind)
{
	const struct provider *const *provider;

	for (provider = providers; *provider != NULL; provider++) {
		if ((*provider)->kind != kind || is_general(*provider) ||
		    (*provider)->service != NULL)
			continue;
		put_settings(arena, *provider);
		put_display("By hand", example_command(arena, *provider));
		put_display("In the file", example_section(arena, *provider));
	}
}

/* "IPv4 and IPv6, with user, password." */
static void
put_terms(struct arena *arena, const struct provider *provider)
{
	struct buffer *text = buffer_new(arena);
	const struct key *key;

	for (key = provider->keys; key->name != NULL; key++)
		if (key->set > 0)
			buffer_print(text, "%s%s", text->size > 0 ? "|" : "",
			    key->name);
	if (provider_is_plain(provider))
		buffer_text(text, "|allow-http");
	printf("%s, with\n.Cm ", provider->ipv4_only ? "IPv4 alone" :
	    provider->one_family ? "IPv4 or IPv6" : "IPv4 and IPv6");
	put_words(text->data, " , ");
	puts(" .");
}

/* What the rows of the table have in common stands once, above them. */
static void
put_row(struct arena *arena, const struct provider *provider)
{
	printf(".It Cm %s\n%s.\n", provider->id, provider->title);
	put_terms(arena, provider);
	put(provider->about);
	put_aliases(provider->aliases);
	puts(".br");
	put_link(provider->docs);
}

static void
put_rows(struct arena *arena)
{
	const struct provider *const *provider;

	puts(".Bl -tag -width nsupdateinfo");
	for (provider = providers; *provider != NULL; provider++)
		if ((*provider)->service != NULL)
			put_row(arena, *provider);
	puts(".El");
}

static void
put_gone(void)
{
	const struct gone *gone;

	puts(".Bl -tag -width nsupdateinfo");
	for (gone = gone_services; gone->id != NULL; gone++) {
		printf(".It Cm %s\n%s %s.\n", gone->id, gone->title,
		    gone->why);
		put_aliases(gone->aliases);
	}
	puts(".El");
}

static void
put_part(struct arena *arena, const char *title)
{
	static const char *const kinds[] = {
		[KIND_API] = "zones", [KIND_SERVICE] = "services",
		[KIND_SERVER] = "servers", [KIND_FILE] = "files",
	};
	enum provider_kind kind = KIND_API;

	while (kind < COUNT(kinds) && strcmp(title, kinds[kind]) != 0)
		kind++;
	if (kind < COUNT(kinds))
		put_kind(arena, kind);
	else if (strcmp(title, "rows") == 0)
		put_rows(arena);
	else if (strcmp(title, "gone") == 0)
		put_gone();
	else if (provider_find(title) != NULL)
		put_settings(arena, provider_find(title));
	else
		log_die(EXIT_CONFIG, "the page has no part @%s", title);
}

int
main(void)
{
	struct arena *arena = arena_new();
	char *line = NULL;
	size_t room = 0;

	while (getline(&line, &room, stdin) > 0)
		if (line[0] == '@') {
			line[strcspn(line, "\n")] = '\0';
			put_part(arena, line + 1);
		} else
			fputs(line, stdout);
	free(line);
	arena_free(arena);
	return fflush(stdout) != 0;
}
