/* providers - which there are: find, list, recognise. */

#include "providers.h"

#include <string.h>
#include <strings.h>

#include "log.h"
#include "name.h"
#include "provider.h"
#include "sysexit.h"

#define PROVIDER(name) extern const struct provider provider_##name;
#define SERVICE(id, ...) PROVIDER(id)
#include "providers.def"
#include "services.def"
#undef PROVIDER

const struct provider *const providers[] = {
#define PROVIDER(name) &provider_##name,
#include "providers.def"
#include "services.def"
#undef SERVICE
#undef PROVIDER
	NULL
};

const struct gone gone_services[] = {
#define GONE(...) { __VA_ARGS__ },
#include "gone.def"
#undef GONE
	{ NULL, NULL, NULL, NULL }
};

/* inadyn's names have the kind of update before an "at" sign. */
static const char *
plain_id(const char *id)
{
	const char *sign = strchr(id, '@');

	return sign == NULL ? id : sign + 1;
}

static bool
is_called(const char *id, const char *aliases, const char *name)
{
	return strcmp(id, name) == 0 ||
	    (aliases != NULL && words_have(aliases, name));
}

static const struct provider *
find(const char *id)
{
	const struct provider *const *provider;

	for (provider = providers; *provider != NULL; provider++)
		if (is_called((*provider)->id, (*provider)->aliases, id))
			return *provider;
	return NULL;
}

const struct provider *
provider_find(const char *id)
{
	const struct provider *provider = find(id);

	return provider != NULL ? provider : find(plain_id(id));
}

static const struct gone *
find_gone(const char *id)
{
	const struct gone *gone;

	id = plain_id(id);
	for (gone = gone_services; gone->id != NULL; gone++)
		if (is_called(gone->id, gone->aliases, id))
			return gone;
	return NULL;
}

_Noreturn void
provider_unknown(const char *id, const char *origin, int status)
{
	struct nearest nearest = { .written = id };
	const struct provider *const *provider;
	const struct gone *gone = find_gone(id);

	if (gone != NULL)
		log_die(EXIT_USAGE, "%s: %s %s", origin, gone->title,
		    gone->why);
	for (provider = providers; *provider != NULL; provider++)
		nearest_try(&nearest, (*provider)->id);
	if (nearest.best != NULL)
		log_die(status, "%s: unknown provider \"%s\"; did you mean "
		    "%s?", origin, id, nearest.best);
	log_die(status, "%s: unknown provider \"%s\"; --list-providers shows "
	    "those there are; custom serves any other with an update URL",
	    origin, id);
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

bool
provider_is_plain(const struct provider *provider)
{
	return provider->endpoint != NULL &&
	    strncmp(provider->endpoint, "http:", 5) == 0;
}

/* A suffix like "awsdns-*" stands for every label that begins so. */
static bool
is_below(const char *host, const char *suffix)
{
	size_t size = strcspn(suffix, "*");

	if (suffix[size] == '\0')
		return name_within(host, suffix);
	for (; host != NULL; host = name_parent(host))
		if (strncasecmp(host, suffix, size) == 0)
			return true;
	return false;
}

bool
provider_has_nameserver(const struct provider *provider, const char *host)
{
	const char *const *suffix = provider->nameservers;

	for (; suffix != NULL && *suffix != NULL; suffix++)
		if (is_below(host, *suffix))
			return true;
	return false;
}
