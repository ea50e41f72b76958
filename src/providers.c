/* providers - which there are: find, list, recognise. */

#include "providers.h"

#include <string.h>

#include "mem.h"
#include "name.h"
#include "provider.h"

#define PROVIDER(name) extern const struct provider provider_##name;
#include "providers.def"
#undef PROVIDER

const struct provider *const providers[] = {
#define PROVIDER(name) &provider_##name,
#include "providers.def"
#undef PROVIDER
	NULL
};

const struct provider *
provider_find(const char *id)
{
	const struct provider *const *provider;

	for (provider = providers; *provider != NULL; provider++)
		if (strcmp((*provider)->id, id) == 0)
			return *provider;
	return NULL;
}

void
provider_nearest(struct nearest *nearest)
{
	const struct provider *const *provider;

	for (provider = providers; *provider != NULL; provider++)
		nearest_try(nearest, (*provider)->id);
}

const struct key *
provider_key(const char *name)
{
	const struct provider *const *provider;
	const struct key *key;

	for (provider = providers; *provider != NULL; provider++)
		for (key = (*provider)->keys; key->name != NULL; key++)
			if (strcmp(key->name, name) == 0)
				return key;
	return NULL;
}

void
provider_key_nearest(struct nearest *nearest)
{
	const struct provider *const *provider;
	const struct key *key;

	for (provider = providers; *provider != NULL; provider++)
		for (key = (*provider)->keys; key->name != NULL; key++)
			nearest_try(nearest, key->name);
}

const struct provider *
provider_by_nameserver(const char *host)
{
	const struct provider *const *provider;
	const char *const *suffix;

	for (provider = providers; *provider != NULL; provider++) {
		suffix = (*provider)->nameservers;
		for (; suffix != NULL && *suffix != NULL; suffix++)
			if (name_within(host, *suffix))
				return *provider;
	}
	return NULL;
}

void
providers_print(FILE *to)
{
	const struct provider *const *provider;

	for (provider = providers; *provider != NULL; provider++)
		fprintf(to, "%-12s %s\n", (*provider)->id,
		    (*provider)->title);
	fputs("\n--list-providers=ID shows the settings and the least "
	    "permission of one.\n", to);
}

/* The first line has its left side already. */
static void
print_wrapped(FILE *to, const char *text, int left)
{
	int column = left, size;

	for (; *text != '\0'; text += size, text += strspn(text, " ")) {
		size = (int)strcspn(text, " ");
		if (column > left && column + 1 + size > 79) {
			fprintf(to, "\n%*s", left, "");
			column = left;
		}
		column += fprintf(to, "%s%.*s", column > left ? " " : "",
		    size, text);
	}
	fputc('\n', to);
}

static void
print_key(FILE *to, const struct key *key)
{
	const char *const *variable;

	fprintf(to, "  %-16s ", key->name);
	print_wrapped(to, key->help, 19);
	if (key->words != NULL)
		fprintf(to, "  %-16s %s\n", "", key->words);
	if (key->secret)
		fprintf(to, "  %-16s a secret: %s-file, %s-command, or\n", "",
		    key->name, key->name);
	for (variable = key->variables; *variable != NULL; variable++)
		fprintf(to, "  %-16s $%s\n", "", *variable);
}

void
provider_print(FILE *to, const struct provider *provider)
{
	const struct key *key;

	fprintf(to, "%s - %s\n%s\n", provider->id, provider->title,
	    provider->docs);
	if (provider->endpoint != NULL)
		fprintf(to, "API         %s\n", provider->endpoint);
	fputs("Permission  ", to);
	print_wrapped(to, provider->permission, 12);
	if (provider->ttl.max > 0)
		fprintf(to, "TTL         %ld to %ld s, new records %ld\n",
		    provider->ttl.min, provider->ttl.max,
		    provider->ttl.normal);
	fputs("Settings\n", to);
	for (key = provider->keys; key->name != NULL; key++)
		print_key(to, key);
}
