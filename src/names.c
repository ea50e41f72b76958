/* names - the names that a run keeps, and by which account. */

#include "names.h"

#include <string.h>

#include "accounts.h"
#include "command_line.h"
#include "config.h"
#include "credentials.h"
#include "dns/question.h"
#include "log.h"
#include "mem.h"
#include "name.h"
#include "nameservers.h"
#include "options.h"
#include "provider.h"
#include "providers.h"
#include "sysexit.h"
#include "url.h"

/* What holds for every provider may be set so, too: --set ttl=60. */
static void
check_option(struct arena *arena, const char *key, const char *value)
{
	const struct option *option = option_find(key);
	const char *wrong = option == NULL ? NULL :
	    option_check(arena, option, value);

	if (option != NULL && option->scope != NAMES)
		log_die(EXIT_USAGE, "--set %s: this is an option; write --%s",
		    key, key);
	if (wrong != NULL)
		log_die(EXIT_USAGE, "--set %s: \"%s\" %s", key, value, wrong);
}

/* --set KEY=VALUE becomes a setting of the command line. */
static void
unfold_sets(struct arena *arena, struct settings *line)
{
	const struct setting *setting;
	const char *equals, *key;

	for (setting = line->first; setting != NULL; setting = setting->next) {
		if (strcmp(setting->key, "set") != 0)
			continue;
		equals = strchr(setting->value, '=');
		if (equals == NULL || equals == setting->value ||
		    equals[1] == '\0')
			log_die(EXIT_USAGE, "--set %s: write KEY=VALUE",
			    setting->value);
		key = arena_copy(arena, setting->value,
		    (size_t)(equals - setting->value));
		if (provider_key(key) != NULL && provider_key(key)->secret)
			log_die(EXIT_USAGE, "--set %s: a secret does not "
			    "belong on the command line, where others see it; "
			    "use the environment or %s-file", key, key);
		check_option(arena, key, equals + 1);
		if (settings_here(line, key) != NULL)
			log_die(EXIT_USAGE, "--set %s: it is given twice; "
			    "leave one", key);
		settings_add(arena, line, key, equals + 1,
		    arena_print(arena, "--set %s", key));
	}
}

void
families_read(struct arena *arena, const struct settings *settings,
    bool wants[FAMILIES])
{
	const char **list = settings_list(arena, settings, "family");
	const char **ip = settings_list(arena, settings, "ip");
	const struct setting *written = settings_find(settings, "ip");
	bool given[FAMILIES] = { false, false };
	struct address address;
	size_t i;

	wants[IPV4] = wants[IPV6] = false;
	for (i = 0; list[i] != NULL; i++)
		wants[strcmp(list[i], "ipv6") == 0 ? IPV6 : IPV4] = true;
	for (i = 0; ip[i] != NULL; i++) {
		if (!address_parse_any(&address, ip[i]))
			continue;	/* the finder says what is wrong */
		if (given[address.family])
			log_die(setting_status(written), "%s: two %s "
			    "addresses; a record is to hold one",
			    written->origin, family_name(address.family));
		given[address.family] = true;
		if (list[0] == NULL)
			wants[address.family] = true;
	}
	for (i = IPV4; ip[0] != NULL && i < FAMILIES; i++)
		if (wants[i] && !given[i])
			log_die(setting_status(written), "%s: no %s address is "
			    "given; give one, or no --ip", written->origin,
			    family_name((enum family)i));
	if (!wants[IPV4] && !wants[IPV6])
		wants[IPV4] = true;
}

static long
ttl_of(const struct kept_name *kept)
{
	const struct provider *provider = kept->account->provider;
	const struct setting *setting = settings_find(kept->settings, "ttl");
	long ttl = settings_number(kept->settings, "ttl", -1);

	if (setting == NULL || ttl == provider->ttl.normal)
		return ttl;
	if (provider->ttl.max == 0 && !setting_is_argument(setting))
		return -1;	/* meant for others */
	if (provider->ttl.max == 0)
		log_die(setting_status(setting), "%s: %s has no TTL to set; "
		    "leave it out", setting->origin, provider->id);
	if (ttl < provider->ttl.min || ttl > provider->ttl.max)
		log_die(setting_status(setting), "%s: the TTL %ld is out of "
		    "%s's range, %ld to %ld", setting->origin, ttl,
		    provider->id, provider->ttl.min, provider->ttl.max);
	return ttl;
}

static void
check_families(const struct kept_name *kept)
{
	const struct provider *provider = kept->account->provider;

	if (provider->ipv4_only && kept->wants[IPV6])
		log_die(EXIT_CONFIG, "%s: %s keeps no IPv6 addresses; leave "
		    "ipv6 out for it, or keep the name elsewhere", kept->name,
		    provider->id);
	if (provider->one_family && kept->wants[IPV4] && kept->wants[IPV6])
		log_die(EXIT_CONFIG, "%s: the token of %s is that of one "
		    "record; keep one family by it, and the other by another "
		    "account", kept->name, provider->id);
}

static void
check_setting(const struct setting *setting, const char *wrong)
{
	if (wrong != NULL)
		log_die(setting_status(setting), "%s: the %s \"%s\" %s",
		    setting->origin, setting->key, setting->value, wrong);
}

/* What stands in [default] or at an account may be meant for other names. */
static void
check_idle(const struct setting *setting, const struct section *section,
    const char *wrong)
{
	if (setting != NULL && (setting_status(setting) == EXIT_USAGE ||
	    (section != NULL && settings_here(section->settings,
	    setting->key) == setting)))
		check_setting(setting, wrong);
}

/* What depends on the prefix that will be found is not looked at yet. */
static void
read_device(struct arena *arena, struct kept_name *kept,
    const struct section *section)
{
	const struct setting *id = settings_find(kept->settings, "host-id");
	const struct setting *length = settings_find(kept->settings,
	    "prefix-len"), *subnet = settings_find(kept->settings, "subnet");
	static const char alone[] = "means nothing without a host-id; give "
	    "one, such as --host-id ::1, or leave it out";
	struct device *device = &kept->device;
	unsigned bits;

	if (id == NULL) {
		check_idle(subnet, section, alone);
		check_idle(length, section, alone);
		return;
	}
	check_setting(id, device_parse(device, id->value));
	if (!kept->wants[IPV6])
		check_idle(id, section, arena_print(arena, "is for IPv6, and "
		    "%s is kept for IPv4 alone; give --family ipv6, or leave "
		    "it out", kept->name));
	device->prefix_length = (unsigned)settings_number(kept->settings,
	    "prefix-len", 0);
	device->in_subnet = subnet != NULL;
	device->subnet = (unsigned long)settings_number(kept->settings,
	    "subnet", 0);
	bits = device_prefix(device, 0);
	if (subnet != NULL)
		check_setting(subnet, device_wrong_subnet(arena, device, bits));
	if (length != NULL)
		check_setting(id, device_wrong_part(arena, device, bits));
}

/* The zone as a name, and one that holds the name. */
static void
check_zone(struct arena *arena, struct kept_name *kept)
{
	const struct setting *setting = settings_find(kept->settings, "zone");
	struct settings *layer;
	const char *zone, *why;

	if (setting == NULL)
		return;
	/* A zone may have one label, such as lan. */
	zone = name_parse(arena, arena_print(arena, "x.%s", setting->value),
	    &why);
	if (zone == NULL)
		log_die(setting_status(setting), "%s: %s %s", setting->origin,
		    setting->value, why);
	zone += 2;
	if (!name_within(kept->name, zone))
		log_die(setting_status(setting), "%s: %s does not lie in the "
		    "zone %s", setting->origin, kept->name, zone);
	layer = settings_new(arena, kept->settings);
	settings_add(arena, layer, "zone", zone, setting->origin);
	kept->settings = layer;
}

/* In words that follow it; NULL: nothing. */
static const char *
wrong_live_server(struct arena *arena, const char *server)
{
	const char *why;
	struct url url;

	if (!is_https(server))
		return nameserver_is_one(server) ? NULL : "is neither a "
		    "host[:port] nor an https URL; an IPv6 address with a port "
		    "stands in brackets";
	if (!url_parse(arena, server, &url, &why))
		return why;
	return !url.has_userinfo && url.query == NULL ? NULL : "has a user "
	    "name or a query; leave the place and the path";
}

static void
check_live_server(struct arena *arena, const struct settings *settings)
{
	const struct setting *setting = settings_find(settings, "live-server");
	const char *why = setting == NULL ? NULL :
	    wrong_live_server(arena, setting->value);

	if (why != NULL)
		log_die(setting_status(setting), "%s: \"%s\" %s",
		    setting->origin, strchr(setting->value, '@') != NULL ?
		    "the server" : setting->value, why);
}

static void
add_name(struct names *names, struct accounts *accounts, const char *name,
    const struct section *section)
{
	struct kept_name *kept = &names->list[names->n];
	struct keeper keeper;
	size_t i;

	for (i = 0; i < names->n; i++)
		if (strcmp(names->list[i].name, name) == 0)
			return;
	keeper = account_of(accounts, name, section);
	credentials_check_words(keeper.account->provider, keeper.settings);
	kept->name = name;
	kept->account = keeper.account;
	kept->settings = keeper.settings;
	families_read(accounts->arena, kept->settings, kept->wants);
	check_families(kept);
	read_device(accounts->arena, kept, section);
	kept->ttl = ttl_of(kept);
	check_zone(accounts->arena, kept);
	check_live_server(accounts->arena, kept->settings);
	names->n++;
}

static size_t
count(const struct config *config)
{
	const struct section *section;
	size_t n = 0, i;

	for (section = config->sections; section != NULL;
	    section = section->next)
		for (i = 0; section->names != NULL &&
		    section->names[i] != NULL; i++)
			n++;
	return n;
}

static void
add_all(struct names *names, struct accounts *accounts)
{
	const struct section *section;
	size_t i;

	for (section = accounts->config->sections; section != NULL;
	    section = section->next)
		for (i = 0; section->names != NULL &&
		    section->names[i] != NULL; i++)
			add_name(names, accounts, section->names[i], section);
}

/* Where the request does not say which name is meant, a second one would
 * overwrite the first. */
static void
check_alone(const struct names *names)
{
	const struct account *account;
	size_t i;

	for (i = 0; i < names->n; i++) {
		account = names->list[i].account;
		if (account->n_names > 1 &&
		    account->provider->service != NULL &&
		    !service_tells_names_apart(account->provider->service))
			log_die(EXIT_CONFIG, "%s: an account of %s has one "
			    "name; give each name an account of its own",
			    names->list[i].name, account->provider->id);
	}
}

struct names
names_read(struct arena *arena, struct wire *wire, struct command_line *line,
    const struct config *config)
{
	struct accounts accounts = { .arena = arena, .wire = wire,
	    .line = line, .config = config };
	struct names names = { NULL, 0 };
	const char *name, *why;
	size_t i;

	unfold_sets(arena, line->settings);
	names.list = arena_alloc(arena, (line->n_names + count(config) + 1) *
	    sizeof(*names.list));
	for (i = 0; i < line->n_names; i++) {
		name = name_parse(arena, line->names[i], &why);
		if (name == NULL)
			log_die(EXIT_USAGE, "\"%s\" %s", line->names[i], why);
		add_name(&names, &accounts, name, config_name(config, name));
	}
	if (line->n_names == 0)
		add_all(&names, &accounts);
	if (names.n == 0 && config->path == NULL)
		log_die(EXIT_NOINPUT, "no name given and no dnsfollow.conf "
		    "found; try: dnsfollow -p PROVIDER home.example.com");
	if (names.n == 0)
		log_die(EXIT_CONFIG, "%s has no section for a name; add "
		    "[home.example.com]", config->path);
	check_alone(&names);
	return names;
}
