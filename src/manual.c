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
	bool begins = true;

	for (; *text != '\0'; text++) {
		if (begins && (*text == '.' || *text == '\''))
			fputs("\\&", stdout);
		begins = text[0] == ' ' && text[-1] == '.' &&
		    isupper((unsigned char)text[1]);
		if (*text == '\\')
			fputs("\\e", stdout);
		else
			putchar(begins ? '\n' : *text);
	}
	putchar('\n');
}

/* A sentence from words of the table, which begin and end as a clause does. */
static void
put_sentence(struct arena *arena, const char *clause)
{
	char *sentence = arena_print(arena, "%s.", clause);

	/* A name such as api-key keeps its spelling. */
	if (sentence[strcspn(sentence, " -:[")] == ' ')
		sentence[0] = (char)toupper((unsigned char)sentence[0]);
	put(sentence);
}

static void
put_variables(const struct key *key, const char *suffix)
{
	const char *const *variable;

	for (variable = key->variables; *variable != NULL; variable++)
		printf(".Ev %s%s%s\n", *variable, suffix,
		    variable[1] == NULL ? "" : " ,");
}

static void
put_key(struct arena *arena, const struct key *key)
{
	const char *word;
	size_t size;

	printf(".It Cm %s", key->name);
	for (word = key->words; word != NULL && *word != '\0';
	    word += size + (word[size] != '\0')) {
		size = strcspn(word, "|");
		printf(" %s %.*s", word == key->words ? "No = Cm" : "|",
		    (int)size, word);
	}
	putchar('\n');
	put_sentence(arena, key->help);
	if (key->variables[0] != NULL) {
		puts(".br\nEnvironment:");
		put_variables(key, "");
	}
	if (!key->secret)
		return;
	printf(".br\nSecret; also\n.Cm %s-file\nand\n.Cm %s-command\n"
	    "in the configuration file", key->name, key->name);
	if (key->variables[0] == NULL) {
		puts(".");
		return;
	}
	puts(",\nand the path of a file in");
	put_variables(key, "_FILE");
}

/* The least that must be given: the first set of the credentials. */
static bool
is_needed(const struct key *key)
{
	return key->set == 1 && !key->spare;
}

static const char *
value_of(struct arena *arena, const struct key *key)
{
	return key->words == NULL ? "..." : arena_copy(arena, key->words,
	    strcspn(key->words, "|"));
}

static void
put_command(struct arena *arena, const struct provider *provider)
{
	const struct key *key;

	puts(".Pp\nOnce, by hand:\n.Bd -literal -offset indent");
	for (key = provider->keys; key->name != NULL; key++)
		if (is_needed(key) && key->variables[0] != NULL)
			printf("%s=%s \\e\n", key->variables[0],
			    value_of(arena, key));
	printf("dnsfollow \\-p %s", provider->id);
	if (provider->needs_url)
		printf(" \\-\\-api\\-url ...");
	for (key = provider->keys; key->name != NULL; key++)
		if (is_needed(key) && key->variables[0] == NULL)
			printf(" \\-\\-set %s=%s", key->name,
			    value_of(arena, key));
	puts(" NAME\n.Ed");
}

static void
put_section(struct arena *arena, const struct provider *provider)
{
	const struct key *key;

	printf(".Pp\nIn\n.Xr dnsfollow.conf 5 :\n"
	    ".Bd -literal -offset indent\n[account %s]\nprovider = %s\n",
	    provider->id, provider->id);
	if (provider->needs_url)
		puts("api\\-url = ...");
	for (key = provider->keys; key->name != NULL; key++)
		if (is_needed(key) && key->secret)
			printf("%s\\-file = ~/.config/dnsfollow/%s.%s\n",
			    key->name, provider->id, key->name);
		else if (is_needed(key))
			printf("%s = %s\n", key->name, value_of(arena, key));
	printf("\n[NAME]\naccount = %s\n.Ed\n", provider->id);
}

static void
put_facts(struct arena *arena, const struct provider *provider)
{
	const char *const *server;

	puts(".Bl -tag -width \"Name servers\" -compact");
	if (provider->endpoint != NULL)
		printf(".It API\n.Lk %s\n", provider->endpoint);
	printf(".It Manual\n.Lk %s\n.It Permission\n", provider->docs);
	put_sentence(arena, provider->permission);
	puts(".It TTL");
	if (provider->ttl.max == 0)
		puts("None that could be set.");
	else
		printf("%ld to %ld seconds; new records get %ld.\n",
		    provider->ttl.min, provider->ttl.max,
		    provider->ttl.normal);
	server = provider->nameservers;
	if (server != NULL)
		puts(".It Name servers");
	for (; server != NULL && *server != NULL; server++)
		printf(".Pa %s%s\n", *server, server[1] == NULL ? "" : " ,");
	puts(".El");
}

static void
put_provider(struct arena *arena, const struct provider *provider)
{
	const struct key *key;

	printf(".Ss %s\n", provider->id);
	put_sentence(arena, provider->title);
	put(provider->about);
	puts(".Pp");
	put_facts(arena, provider);
	puts(".Pp\nSettings:\n.Bl -tag -width Ds");
	for (key = provider->keys; key->name != NULL; key++)
		put_key(arena, key);
	puts(".El");
	put_command(arena, provider);
	put_section(arena, provider);
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
	    "needs to know for each provider.\n"
	    "Give credentials no more than the permission that is named.\n"
	    "In the examples,\n.Ql NAME\nstands for the name to keep, such as"
	    "\n.Ql home.example.com ,\nand\n.Ql ...\n"
	    "for a value of yours.\nNot all settings are needed: one set of "
	    "credentials is, and the examples show the usual one.\n"
	    "A setting that is no secret may also be given by\n.Fl -set .\n"
	    "A provider that was not named is recognised by credentials, and "
	    "where those of several are present, by the name servers of the "
	    "zone.\n.Sh PROVIDERS");
	for (provider = providers; *provider != NULL; provider++)
		put_provider(arena, *provider);
	puts(".Sh SEE ALSO\n.Xr dnsfollow 1 ,\n.Xr dnsfollow.conf 5");
	arena_free(arena);
	return fflush(stdout) != 0 || ferror(stdout);
}
