/* credentials - what a provider needs to be given, and whether it was. */

#include "credentials.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "environment.h"
#include "log.h"
#include "mem.h"
#include "options.h"
#include "provider.h"
#include "providers.h"
#include "secrets.h"
#include "settings.h"
#include "sysexit.h"

enum { SETS = 4 };

bool
credentials_is_main(const struct provider *provider, const struct key *secret)
{
	const struct key *key;

	for (key = provider->keys; key->name != NULL; key++)
		if (key->secret && key != secret &&
		    (strcmp(key->name, "token") == 0 ||
		    strcmp(secret->name, "token") != 0))
			return false;
	return true;
}

static bool
is_empty(const char *variable)
{
	const char *value = getenv(variable);

	return value != NULL && *value == '\0';
}

/* An empty one has nothing to hide, and is to be found later. */
static void
hide_variable(const char *variable)
{
	if (!is_empty(variable))
		environment_take(variable);
}

void
credentials_hide(struct arena *arena)
{
	const struct provider *const *provider;
	const char *const *variable;
	const struct key *key;

	for (provider = providers; *provider != NULL; provider++)
		for (key = (*provider)->keys; key->name != NULL; key++)
			for (variable = key->variables; key->secret &&
			    *variable != NULL; variable++)
				hide_variable(variable_name(arena, *variable,
				    (*provider)->id));
}

const char *
credentials_empty(struct arena *arena)
{
	const struct provider *const *provider;
	const char *const *variable, *name;
	const struct key *key;

	for (provider = providers; *provider != NULL; provider++)
		for (key = (*provider)->keys; key->name != NULL; key++)
			for (variable = key->variables; key->secret &&
			    *variable != NULL; variable++) {
				name = variable_name(arena, *variable,
				    (*provider)->id);
				if (is_empty(name))
					return name;
			}
	return NULL;
}

void
credentials_read(struct arena *arena, struct wire *wire,
    const char *account, const struct provider *provider,
    const struct settings *settings, struct settings *own)
{
	struct secret_owner owner = { account, provider->id, settings, wire,
	    false };
	const struct key *key;

	for (key = provider->keys; key->name != NULL; key++) {
		owner.only = key->secret && credentials_is_main(provider, key);
		if (key->secret)
			secret_read(arena, &owner, key, own);
		else
			variable_read(arena, &owner, key, own);
	}
}

static bool
given(const struct settings *settings, const struct key *key)
{
	const char *value = settings_get(settings, key->name);

	return value != NULL && (key->words == NULL ||
	    strcmp(value, "no") != 0);
}

/* How the person who reads it would give the key. */
static const char *
spelled(struct arena *arena, const struct provider *provider,
    const struct key *key)
{
	const char *variable = key->variables[0] == NULL ? NULL :
	    variable_name(arena, key->variables[0], provider->id);

	if (key->words != NULL)
		return arena_print(arena, "--set %s=yes", key->name);
	if (!key->secret)
		return arena_print(arena, "%s (--set %s=...%s%s)", key->name,
		    key->name, variable == NULL ? "" : " or $",
		    variable == NULL ? "" : variable);
	return variable == NULL ? key->name :
	    arena_print(arena, "%s ($%s)", key->name, variable);
}

/* The missing ones of a set, joined; "" if it is whole. *some: one is there. */
static const char *
missing(struct arena *arena, const struct provider *provider,
    const struct settings *settings, int set, bool *some)
{
	struct buffer *text = buffer_new(arena);
	const struct key *key;

	buffer_text(text, "");
	for (key = provider->keys; key->name != NULL; key++) {
		if (key->set != set)
			continue;
		if (settings != NULL && given(settings, key))
			*some = true;
		else if (!key->spare)
			buffer_print(text, "%s%s", text->size > 0 ?
			    " and " : "",
			    spelled(arena, provider, key));
	}
	return text->data;
}

static bool
has_set(const struct provider *provider, int set)
{
	const struct key *key;

	for (key = provider->keys; key->name != NULL; key++)
		if (key->set == set)
			return true;
	return false;
}

/* "CLOUDFLARE_API_TOKEN, or CLOUDFLARE_EMAIL with CLOUDFLARE_API_KEY" */
static const char *
credentials_wanted(struct arena *arena, const struct provider *provider)
{
	struct buffer *text = buffer_new(arena);
	bool some;
	int set;

	buffer_text(text, "");
	for (set = 1; set < SETS && has_set(provider, set); set++)
		buffer_print(text, "%s%s", set > 1 ? ", or " : "",
		    missing(arena, provider, NULL, set, &some));
	return text->data;
}

/* What --set says must be a key of this provider, and no secret. */
static void
check_set(const struct provider *provider, const struct setting *setting)
{
	struct nearest nearest = { .written = setting->key };
	const struct key *key;

	if (option_find(setting->key) != NULL)
		return;
	for (key = provider->keys; key->name != NULL &&
	    strcmp(key->name, setting->key) != 0; key++)
		if (!key->secret)
			nearest_try(&nearest, key->name);
	if (key->name == NULL && nearest.best != NULL)
		log_die(EXIT_USAGE, "--set %s: %s has no such setting; did "
		    "you mean %s?", setting->key, provider->id, nearest.best);
	if (key->name == NULL)
		log_die(EXIT_USAGE, "--set %s: %s has no such setting; "
		    "--list-providers=%s shows them", setting->key,
		    provider->id, provider->id);
	if (key->words != NULL && !words_have(key->words, setting->value))
		log_die(EXIT_USAGE, "--set %s: \"%s\" is none of %s",
		    setting->key, setting->value, key->words);
}

static bool
is_utf8(const char *text)
{
	json_t *string = json_string(text);

	json_decref(string);
	return string != NULL;
}

void
credentials_check_words(const struct provider *provider,
    const struct settings *settings)
{
	const struct setting *setting;
	const struct key *key;

	for (key = provider->keys; key->name != NULL; key++) {
		setting = settings_find(settings, key->name);
		if (setting == NULL)
			continue;
		if (!is_utf8(setting->value))
			log_die(EXIT_CONFIG, "%s: %s is no UTF-8 text; write "
			    "it anew", setting->origin, key->name);
		if (key->words != NULL &&
		    !words_have(key->words, setting->value))
			log_die(EXIT_CONFIG, "%s: %s: \"%s\" is none of %s",
			    setting->origin, key->name, setting->value,
			    key->words);
	}
}

void
credentials_check(struct arena *arena, const struct provider *provider,
    const struct settings *settings)
{
	const char *half = NULL, *lacks;
	const struct setting *setting;
	unsigned whole = 0;
	bool some;
	int set;

	for (setting = settings->first; setting != NULL;
	    setting = setting->next)
		if (strncmp(setting->origin, "--set ", 6) == 0)
			check_set(provider, setting);
	credentials_check_words(provider, settings);
	if (!has_set(provider, 1))
		return;
	for (set = 1; set < SETS; set++) {
		some = false;
		lacks = missing(arena, provider, settings, set, &some);
		if (some && lacks[0] == '\0')
			whole++;
		else if (some)
			half = lacks;
	}
	if (whole > 1)
		log_die(EXIT_CONFIG, "%s: credentials are given twice; leave "
		    "one of: %s", provider->id,
		    credentials_wanted(arena, provider));
	if (whole == 0 && half != NULL)
		log_die(EXIT_CONFIG, "%s: half of the credentials is there; "
		    "give %s too", provider->id, half);
	if (whole == 0)
		log_die(EXIT_CONFIG, "%s cannot be used without its "
		    "settings; give %s; dnsfollow.conf "
		    "can hold them too", provider->id,
		    credentials_wanted(arena, provider));
}

const char *
credentials_present(struct arena *arena, const struct provider *provider,
    const struct settings *settings)
{
	const struct setting *setting;
	const struct key *key;
	const char *variable;

	for (key = provider->keys; key->name != NULL; key++) {
		if (key->set == 0)
			continue;
		variable = variable_present(arena, key, provider->id);
		if (variable != NULL)
			return arena_print(arena, "$%s", variable);
		/* "user" in the file may be meant for any of a hundred. */
		if (provider->service != NULL)
			continue;
		setting = settings_find(settings, key->name);
		if (setting == NULL)
			setting = settings_find(settings, arena_print(arena,
			    "%s-file", key->name));
		if (setting == NULL)
			setting = settings_find(settings, arena_print(arena,
			    "%s-command", key->name));
		if (setting != NULL &&
		    strcmp(setting->key, "token-file") != 0 &&
		    strcmp(setting->key, "token-command") != 0 &&
		    strcmp(setting->key, "api-url") != 0)
			return setting->origin;
	}
	return NULL;
}
