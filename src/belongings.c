/*
 * belongings - which provider a credential or a server was written for: what
 * [default], the command line and the environment hold is in reach of every
 * account, and a token must not go to somebody else's server.
 */

#include "belongings.h"

#include <string.h>

#include "credentials.h"
#include "log.h"
#include "mem.h"
#include "provider.h"
#include "providers.h"
#include "secrets.h"
#include "settings.h"
#include "sysexit.h"

/* Where something was taken from, and by whom. */
struct place {
	struct place *next;
	const struct setting *setting;
	const struct provider *provider;
};

/* An account that is about to take what it needs. */
struct claim {
	struct arena *arena;
	struct place **places;
	const struct provider *provider;
	const char *account;
	const struct settings *settings;
};

/* Nobody wrote it for two: what is meant for the first one is not the
 * second's. */
static void
take(struct claim *claim, const struct setting *setting, const char *remedy)
{
	struct place *place = *claim->places;

	while (place != NULL && place->setting != setting)
		place = place->next;
	if (place == NULL) {
		place = arena_alloc(claim->arena, sizeof(*place));
		*place = (struct place){ *claim->places, setting,
		    claim->provider };
		*claim->places = place;
	}
	if (place->provider != claim->provider)
		log_die(EXIT_CONFIG, "%s: %s would go to two providers, %s and "
		    "%s; %s", setting->origin, setting->key,
		    place->provider->id, claim->provider->id, remedy);
}

/* Who writes a secret beside a provider, or above one, means that provider. The
 * environment is no part of the file below it. */
static void
check_meant(const struct claim *claim, const struct settings *layer,
    const struct setting *setting)
{
	const struct setting *meant = setting->origin[0] == '$' ?
	    settings_here(layer, "provider") :
	    settings_find(layer, "provider");
	const struct setting *named = settings_find(claim->settings,
	    "provider");

	if (meant == NULL || named == NULL ||
	    provider_find(meant->value) == claim->provider)
		return;
	log_die(EXIT_CONFIG, "%s: %s is for %s (%s), not for %s (%s); move it "
	    "with its provider into a section [account NAME]", setting->origin,
	    setting->key, meant->value, meant->origin, claim->provider->id,
	    named->origin);
}

static void
check(struct claim *claim, const char *key)
{
	const struct settings *layer = claim->settings;
	const struct setting *setting = NULL;

	while (layer != NULL &&
	    (setting = settings_here(layer, key)) == NULL)
		layer = layer->below;
	if (setting == NULL)
		return;
	check_meant(claim, layer, setting);
	take(claim, setting, "give each its own, in its section "
	    "[account NAME]");
}

static void
check_ways(struct claim *claim, const char *secret)
{
	check(claim, secret);
	check(claim, arena_print(claim->arena, "%s-file", secret));
	check(claim, arena_print(claim->arena, "%s-command", secret));
}

/* One setting for each file that all accounts share. */
static const struct setting *
file_setting(struct claim *claim, const char *key)
{
	const char *origin = arena_print(claim->arena,
	    "$CREDENTIALS_DIRECTORY/%s", key);
	const struct place *place = *claim->places;
	struct settings *layer;

	for (; place != NULL; place = place->next)
		if (strcmp(place->setting->origin, origin) == 0)
			return place->setting;
	layer = settings_new(claim->arena, NULL);
	settings_add(claim->arena, layer, key, "", origin);
	return layer->first;
}

static void
check_directory(struct claim *claim, const char *key)
{
	bool shared;

	if (secret_in_directory(claim->arena, claim->account, key, &shared) ==
	    NULL || !shared)
		return;
	take(claim, file_setting(claim, key), arena_print(claim->arena,
	    "name the file ACCOUNT.%s, after the section [account ACCOUNT] it "
	    "is for", key));
}

/* A setting that says where the credentials go. */
static bool
is_server(const char *key)
{
	return words_have("api-url|server|url|url-ipv6", key);
}

/* A file has no base URL, and none has who speaks DNS. */
static bool
has_base_url(const struct provider *provider)
{
	return provider->kind != KIND_FILE &&
	    (provider->kind != KIND_SERVER || provider->needs_url);
}

void
belongings_check(struct arena *arena, struct place **places,
    const struct provider *provider, const char *account,
    const struct settings *settings)
{
	struct claim claim = { arena, places, provider, account, settings };
	const struct key *key;

	if (has_base_url(provider))
		check(&claim, "api-url");
	for (key = provider->keys; key->name != NULL; key++) {
		if (key->secret)
			check_ways(&claim, key->name);
		else if (is_server(key->name))
			check(&claim, key->name);
		if (key->secret && credentials_is_main(provider, key))
			check_ways(&claim, "token");
		if (key->secret || is_server(key->name))
			check_directory(&claim, key->name);
	}
}
