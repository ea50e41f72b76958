/* providers_print - the lists of providers, for people. */

#include "providers.h"

#include <string.h>

#include "mem.h"
#include "provider.h"

/* Columns of the lists, which are as wide as a terminal. */
enum { TITLE = 30, CREDENTIALS = 25, KEY = 18, RIGHT = 79 };

const char *
provider_needs(struct arena *arena, const struct provider *provider)
{
	struct buffer *text = buffer_new(arena);
	const struct key *key;
	const char *before = "";
	int set = 1;

	buffer_text(text, "");
	for (key = provider->keys; key->name != NULL; key++) {
		if (key->set == 0)
			continue;
		if (key->set != set)
			before = " | ";
		set = key->set;
		buffer_print(text, key->spare ? "%s[%s]" : "%s%s", before,
		    key->name);
		before = " ";
	}
	return text->data;
}

/* How many bytes of whole words the column can hold; one at the least. */
static int
fitting(const char *text, int column)
{
	int size = (int)strcspn(text, " "), more;

	while (text[size] != '\0') {
		more = 1 + (int)strcspn(text + size + 1, " ");
		if (size + more > column)
			break;
		size += more;
	}
	return size;
}

/* Past the words of the column, and the blanks behind them. */
static const char *
after(const char *text, int size)
{
	return text + size + strspn(text + size, " ");
}

/* A title or credentials that are long go on in the next line. */
static void
print_row(FILE *to, struct arena *arena, const struct provider *provider)
{
	const char *needs = provider_needs(arena, provider);
	const char *title = provider->title, *id = provider->id;
	const char *families = provider->ipv4_only ? "A" : "A AAAA";
	int size;

	for (; *title != '\0' || *needs != '\0'; id = families = "") {
		size = fitting(title, TITLE);
		fprintf(to, "  %-13s%-*.*s", id,
		    *needs == '\0' ? size : TITLE, size, title);
		title = after(title, size);
		size = fitting(needs, CREDENTIALS);
		if (size > 0)
			fprintf(to, " %-6s  %.*s", families, size, needs);
		fputc('\n', to);
		needs = after(needs, size);
	}
}

/* The one of that kind whose id follows upon the last one's; NULL. */
static const struct provider *
following(enum provider_kind kind, const struct provider *last)
{
	const struct provider *const *provider, *next = NULL;

	for (provider = providers; *provider != NULL; provider++)
		if ((*provider)->kind == kind && (last == NULL ||
		    strcmp((*provider)->id, last->id) > 0) && (next == NULL ||
		    strcmp((*provider)->id, next->id) < 0))
			next = *provider;
	return next;
}

void
providers_print(FILE *to, struct arena *arena)
{
	static const char *const kinds[] = {
		[KIND_API] = "Zones at those who host them",
		[KIND_SERVICE] = "Dynamic-DNS services",
		[KIND_SERVER] = "Name servers of your own",
		[KIND_FILE] = "Files",
	};
	const struct provider *provider;
	enum provider_kind kind;

	for (kind = KIND_API; kind < COUNT(kinds); kind++) {
		fprintf(to, "%s:\n", kinds[kind]);
		for (provider = following(kind, NULL); provider != NULL;
		    provider = following(kind, provider))
			print_row(to, arena, provider);
		fputc('\n', to);
	}
	fputs("Each with its id for -p, the records that it keeps (A for IPv4, "
	    "AAAA for\nIPv6) and the credentials that it needs. "
	    "--list-providers=ID shows all about\none. The provider custom "
	    "serves any other with an update URL.\n", to);
}

/* The first line has its left side already. */
static void
print_wrapped(FILE *to, const char *text, int left)
{
	int size = fitting(text, RIGHT - left);

	fprintf(to, "%.*s\n", size, text);
	for (text = after(text, size); *text != '\0';
	    text = after(text, size)) {
		size = fitting(text, RIGHT - left);
		fprintf(to, "%*s%.*s\n", left, "", size, text);
	}
}

void
providers_print_ids(FILE *to, struct arena *arena)
{
	const struct provider *const *provider;
	struct buffer *text = buffer_new(arena);

	for (provider = providers; *provider != NULL; provider++)
		buffer_print(text, "%s%s", text->size > 0 ? " " : "",
		    (*provider)->id);
	print_wrapped(to, text->data, fprintf(to, "providers: "));
}

static void
print_key(FILE *to, struct arena *arena, const struct key *key,
    const char *id)
{
	const char *const *variable;

	print_wrapped(to, key->help, fprintf(to, "  %-*s", KEY, key->name));
	if (key->words != NULL)
		fprintf(to, "  %-*s%s\n", KEY, "", key->words);
	if (key->secret)
		print_wrapped(to, arena_print(arena, "a secret: %s-file, "
		    "%s-command, or", key->name, key->name),
		    fprintf(to, "  %-*s", KEY, ""));
	for (variable = key->variables; *variable != NULL; variable++)
		fprintf(to, "  %-*s$%s\n", KEY, "",
		    variable_name(arena, *variable, id));
	for (variable = key->paths; *variable != NULL; variable++)
		fprintf(to, "  %-*s$%s, a path\n", KEY, "", *variable);
}

static void
print_fact(FILE *to, const char *title, const char *fact)
{
	if (fact[0] != '\0')
		print_wrapped(to, fact, fprintf(to, "%-12s", title));
}

/* "no-ip, no-ip.com" */
static const char *
listed(struct arena *arena, const char *words)
{
	struct buffer *text = buffer_new(arena);

	for (buffer_text(text, ""); *words != '\0'; words++)
		if (*words == '|')
			buffer_text(text, ", ");
		else
			buffer_add(text, words, 1);
	return text->data;
}

void
provider_print(FILE *to, struct arena *arena, const struct provider *provider)
{
	const struct key *key;

	fprintf(to, "%s - %s\n%s\n", provider->id, provider->title,
	    provider->docs);
	if (provider->aliases != NULL)
		print_fact(to, "Also", listed(arena, provider->aliases));
	if (provider->endpoint != NULL)
		print_fact(to, "API", provider->endpoint);
	print_fact(to, "Needs", arena_print(arena, "%s%s",
	    provider_needs(arena, provider),
	    provider_is_plain(provider) ? ", and --allow-http" : ""));
	print_fact(to, "Permission", provider->permission);
	if (provider->ttl.max > 0)
		print_fact(to, "TTL", arena_print(arena, "%ld to %ld s, new "
		    "records %ld", provider->ttl.min, provider->ttl.max,
		    provider->ttl.normal));
	print_fact(to, "Families", provider->ipv4_only ? "IPv4 alone" :
	    provider->one_family ? "IPv4 or IPv6: that of the token's record" :
	    "IPv4 and IPv6");
	print_fact(to, "Notes", provider->about);
	fputs("Settings\n", to);
	for (key = provider->keys; key->name != NULL; key++)
		print_key(to, arena, key, provider->id);
}
