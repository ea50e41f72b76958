/*
 * manual - prints dnsfollow-providers(7) from the table of providers, so that
 * a provider stays one file and one row. A program of the build, no part of
 * dnsfollow.
 */

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "provider.h"
#include "providers.h"

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

/* A line that may be copied: with minus signs, where others are hyphens. */
static void
put_literal(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text == '\\' || *text == '-')
			printf("\\%c", *text == '-' ? '-' : 'e');
		else
			putchar(*text);
}

static void
put_heading(const struct key *key)
{
	const char *c = key->words;

	printf(".It Cm %s%s", key->name, c == NULL ? "" : " No = Cm ");
	for (; c != NULL && *c != '\0'; c++)
		if (*c == '|')
			fputs(" | ", stdout);
		else
			putchar(*c);
	putchar('\n');
}

static void
put_key(struct arena *arena, const struct key *key)
{
	const char *const *variable = key->variables;

	put_heading(key);
	put_sentence(arena, key->help);
	if (key->secret)
		printf("Secret; also\n.Cm %s-file\nor\n.Cm %s-command .\n",
		    key->name, key->name);
	if (*variable == NULL)
		return;
	puts(".br\nEnvironment:");
	for (; *variable != NULL; variable++)
		printf(".Ev %s %s\n", *variable,
		    variable[1] == NULL ? "." : ",");
}

/* The least that must be given: the first set of the credentials. */
static bool
is_needed(const struct key *key)
{
	return key->set == 1 && !key->spare;
}

static const char *
example_command(struct arena *arena, const struct provider *provider)
{
	struct buffer *text = buffer_new(arena);
	const struct key *key;

	for (key = provider->keys; key->name != NULL; key++)
		if (is_needed(key) && key->variables[0] != NULL)
			buffer_print(text, "%s=... \\\n", key->variables[0]);
	buffer_print(text, "dnsfollow -p %s%s", provider->id,
	    provider->needs_url ? " --api-url ..." : "");
	for (key = provider->keys; key->name != NULL; key++)
		if (is_needed(key) && key->variables[0] == NULL)
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
		if (is_needed(key) && key->secret)
			buffer_print(text,
			    "%s-file = ~/.config/dnsfollow/%s.%s\n",
			    key->name, provider->id, key->name);
		else if (is_needed(key))
			buffer_print(text, "%s = ...\n", key->name);
	buffer_print(text, "\n[NAME]\naccount = %s\n", provider->id);
	return text->data;
}

static void
put_facts(struct arena *arena, const struct provider *provider)
{
	const char *const *server = provider->nameservers;

	puts(".Bl -tag -width \"Name servers\" -compact");
	if (provider->endpoint != NULL)
		printf(".It API\n.Lk %s\n", provider->endpoint);
	printf(".It Manual\n.Lk %s\n.It Permission\n", provider->docs);
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
put_provider(struct arena *arena, const struct provider *provider)
{
	const struct key *key;

	printf(".Ss %s\n", provider->id);
	put_sentence(arena, provider->title);
	puts(".Pp");
	put_facts(arena, provider);
	put(provider->about);
	puts(".Pp\nSettings:\n.Bl -tag -width Ds");
	for (key = provider->keys; key->name != NULL; key++)
		put_key(arena, key);
	puts(".El\n.Pp\nBy hand:\n.Bd -literal -offset indent");
	put_literal(example_command(arena, provider));
	puts(".Ed\n.Pp\nIn the file:\n.Bd -literal -offset indent");
	put_literal(example_section(arena, provider));
	puts(".Ed");
}

int
main(void)
{
	struct arena *arena = arena_new();
	const struct provider *const *provider;

	puts(".Dd November 21, 2026\n.Dt DNSFOLLOW-PROVIDERS 7\n.Os\n"
	    ".Sh NAME\n.Nm dnsfollow-providers\n"
	    ".Nd the DNS providers that dnsfollow can write to\n"
	    ".Sh DESCRIPTION\nHere is what\n.Xr dnsfollow 1\n"
	    "and its file\n.Xr dnsfollow.conf 5\nneed for each provider.\n"
	    "The examples show the usual credentials; where there are "
	    "others, one kind is enough.\n"
	    "Give them no more than the permission named.\n"
	    "What is no secret may also be given by\n.Fl -set .\n"
	    "Each variable also has a form with\n.Ql _FILE\n"
	    "at its end, which holds the path of a file.\n"
	    ".Sh PROVIDERS");
	for (provider = providers; *provider != NULL; provider++)
		put_provider(arena, *provider);
	puts(".Sh SEE ALSO\n.Xr dnsfollow 1 ,\n.Xr dnsfollow.conf 5");
	arena_free(arena);
	return fflush(stdout) != 0;
}
