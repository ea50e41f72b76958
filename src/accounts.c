/* accounts - which account keeps a name: its provider and its credentials. */

#include "accounts.h"

#include <string.h>

#include "address.h"
#include "belongings.h"
#include "command_line.h"
#include "config.h"
#include "credentials.h"
#include "infer.h"
#include "log.h"
#include "mem.h"
#include "options.h"
#include "pins.h"
#include "provider.h"
#include "providers.h"
#include "sysexit.h"
#include "url.h"

/* Something in the section belongs to an account: it is one of its own. */
static bool
has_own_account(struct arena *arena, const struct section *section)
{
	const struct setting *setting;
	const struct key *key;

	for (setting = section == NULL ? NULL : section->settings->first;
	    setting != NULL; setting = setting->next) {
		key = provider_key(key_stem(arena, setting->key));
		if ((key != NULL && (key->set != 0 || key->secret)) ||
		    strcmp(setting->key, "provider") == 0 ||
		    strcmp(setting->key, "api-url") == 0 ||
		    strcmp(setting->key, "pin") == 0 ||
		    strcmp(setting->key, "allow-http") == 0)
			return true;
	}
	return false;
}

/* The layers of the file: the account's section over [default]. */
static const struct settings *
file_layers(struct accounts *accounts, const struct section *account)
{
	const struct section *base = config_default(accounts->config);
	const struct settings *below = base == NULL ? NULL :
	    settings_over(accounts->arena, base->settings, NULL);

	return account == NULL ? below :
	    settings_over(accounts->arena, account->settings, below);
}

/* Command line and environment over what is given; own lies between them. */
static const struct settings *
under_the_user(struct accounts *accounts, const struct settings *own,
    const struct settings *below)
{
	const struct settings *line = accounts->line->settings;

	below = settings_over(accounts->arena, line->below, below);
	if (own != NULL)
		below = settings_over(accounts->arena, own, below);
	return settings_over(accounts->arena, line, below);
}

static const struct section *
named_account(struct accounts *accounts, const struct section *section)
{
	const struct settings *file = file_layers(accounts, NULL);
	const struct setting *title;
	const struct section *account;

	if (section != NULL)
		file = settings_over(accounts->arena, section->settings, file);
	title = settings_find(under_the_user(accounts, NULL, file), "account");
	if (title == NULL)
		return NULL;
	account = config_account(accounts->config, title->value);
	if (account == NULL)
		log_die(setting_status(title), "%s: there is no section "
		    "[account %s]", title->origin, title->value);
	return account;
}

static const struct provider *
provider_written(const struct setting *written)
{
	const struct provider *provider = provider_find(written->value);

	if (provider == NULL)
		provider_unknown(written->value, written->origin,
		    setting_status(written));
	return provider;
}

static struct account *
open_already(struct accounts *accounts, const char *id,
    const struct provider *provider)
{
	struct account *account = accounts->first;

	while (account != NULL && (account->provider != provider ||
	    strcmp(account->id, id) != 0))
		account = account->next;
	return account;
}

static const char *
base_url(struct arena *arena, const struct provider *provider,
    const struct settings *settings)
{
	const struct setting *written = settings_find(settings, "api-url");
	const char *why;
	struct url parsed;
	size_t size;

	if (written == NULL && provider->needs_url)
		log_die(EXIT_CONFIG, "%s: no api-url; give its base URL with "
		    "--api-url or api-url = ... in the file", provider->id);
	if (written == NULL)
		return provider->endpoint;
	if (!url_parse(arena, written->value, &parsed, &why))
		log_die(setting_status(written), "%s: %s %s",
		    written->origin, url_shown(arena, written->value), why);
	if (parsed.has_userinfo || parsed.query != NULL)
		log_die(setting_status(written), "%s: a base URL has neither "
		    "a user name nor a query", written->origin);
	size = strlen(written->value);
	while (size > 0 && written->value[size - 1] == '/')
		size--;
	return arena_copy(arena, written->value, size);
}

static bool
is_near(const char *host)
{
	struct address address;
	bool local = false;

	return strcmp(host, "localhost") == 0 ||
	    (address_parse_any(&address, host) &&
	    address_special(&address, &local) != NULL);
}

/* Over plain http anybody on the way reads the credentials. */
static void
check_plain_http(struct arena *arena, const struct account *account)
{
	const struct provider *provider = account->provider;
	const char *why;
	struct url parsed;

	if (account->base == NULL ||
	    settings_yes(account->settings, "allow-http") ||
	    !url_parse(arena, account->base, &parsed, &why) ||
	    strcmp(parsed.scheme, "http") != 0 || is_near(parsed.host))
		return;
	if (account->base == provider->endpoint)
		log_die(EXIT_CONFIG, "%s speaks plain http only, so that "
		    "anybody on the way can read the password; to use it all "
		    "the same, write allow-http = yes or give --allow-http",
		    provider->id);
	log_warn("%s: the credentials go to %s unencrypted; use https:// "
	    "where it can be had", provider->id, parsed.host);
}

/* Those of a name: its own, too, are the provider's to judge. */
static void
check_settings(struct arena *arena, struct account *account,
    const struct settings *settings)
{
	struct task task = { .arena = arena, .account = account,
	    .settings = settings };
	const char *wrong = account->provider->check == NULL ? NULL :
	    account->provider->check(&task);

	if (wrong != NULL)
		log_die(EXIT_CONFIG, "%s: %s", account->provider->id, wrong);
}

static struct account *
account_open(struct accounts *accounts, const char *id,
    const struct provider *provider, const struct settings *file)
{
	struct arena *arena = accounts->arena;
	struct account *account = arena_alloc(arena, sizeof(*account));
	struct settings *own = settings_new(arena, NULL);

	belongings_check(arena, &accounts->places, provider, id,
	    under_the_user(accounts, NULL, file));
	credentials_read(arena, accounts->wire, id, provider,
	    under_the_user(accounts, NULL, file), own);
	account->id = id;
	account->provider = provider;
	account->permission = provider->permission;
	account->own = own;
	account->settings = under_the_user(accounts, own, file);
	credentials_check(arena, provider, account->settings);
	account->base = base_url(arena, provider, account->settings);
	account->pins = pins_read(arena, account->settings);
	check_plain_http(arena, account);
	account->next = accounts->first;
	return accounts->first = account;
}

/* A section that is one provider's says nothing that only others know. */
static void
check_keys(struct arena *arena, const struct provider *provider,
    const struct section *section)
{
	const struct setting *setting;
	const struct key *key;

	for (setting = section == NULL ? NULL : section->settings->first;
	    setting != NULL; setting = setting->next) {
		if (option_find(setting->key) != NULL)
			continue;
		for (key = provider->keys; key->name != NULL; key++)
			if (strcmp(key->name, setting->key) == 0 ||
			    strcmp(key->name, key_stem(arena,
			    setting->key)) == 0)
				break;
		if (key->name == NULL)
			log_die(EXIT_CONFIG, "%s: %s is no setting of %s; "
			    "--list-providers=%s shows them", setting->origin,
			    setting->key, provider->id, provider->id);
	}
}

struct keeper
account_of(struct accounts *accounts, const char *name,
    const struct section *section)
{
	struct arena *arena = accounts->arena;
	const struct section *titled = named_account(accounts, section);
	const struct settings *file = file_layers(accounts, titled), *with;
	const char *id = titled != NULL ? titled->title : "default";
	const struct provider *provider;
	const struct setting *written;
	struct keeper keeper;

	with = section == NULL ? file :
	    settings_over(arena, section->settings, file);
	if (has_own_account(arena, section)) {
		file = with;
		id = arena_print(arena, "[%s]", section->title);
	}
	written = settings_find(under_the_user(accounts, NULL, with),
	    "provider");
	provider = written != NULL ? provider_written(written) :
	    infer_provider(arena, accounts->wire,
	    under_the_user(accounts, NULL, with), name);
	check_keys(arena, provider, titled);
	check_keys(arena, provider, section);
	keeper.account = open_already(accounts, id, provider);
	if (keeper.account == NULL)
		keeper.account = account_open(accounts, id, provider, file);
	keeper.account->n_names++;
	keeper.settings = under_the_user(accounts, keeper.account->own, with);
	check_settings(arena, keeper.account, keeper.settings);
	return keeper;
}
