/* proxies - the passwords of proxies, which stand in their URLs. */

#include "proxies.h"

#include <stdlib.h>
#include <string.h>

#include "disguise.h"
#include "environment.h"
#include "log.h"
#include "mem.h"
#include "redact.h"
#include "settings.h"
#include "sysexit.h"

const char *const proxy_variables[] = {
	"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", NULL
};

static const char *const settings_of_proxies[] = { "proxy", "echo-proxy" };

bool
proxy_is_setting(const char *key)
{
	size_t i;

	for (i = 0; i < COUNT(settings_of_proxies); i++)
		if (same_string(key, settings_of_proxies[i]))
			return true;
	return false;
}

/* From behind the user to the last "@", which a word need not have escaped. */
static const char *
find_password(const char *url, size_t *size)
{
	const char *mark = strstr(url, "://"), *colon, *at;
	const char *user = mark == NULL ? url : mark + 3;

	at = strrchr(user, '@');
	colon = at == NULL ? NULL : memchr(user, ':', (size_t)(at - user));
	if (colon == NULL || colon + 1 == at)
		return NULL;
	*size = (size_t)(at - colon - 1);
	return colon + 1;
}

bool
proxy_has_password(const char *url)
{
	size_t size;

	return find_password(url, &size) != NULL;
}

const char *
proxy_place(struct arena *arena, const char *url)
{
	const char *mark = strstr(url, "://"), *at = strrchr(url, '@');
	const char *host = at != NULL ? at + 1 : mark != NULL ? mark + 3 : url;
	const char *colon;

	host = arena_copy(arena, host, strcspn(host, "/?#"));
	colon = strrchr(host, ':');
	if (colon != NULL && strchr(colon, ']') == NULL)
		return host;
	/* What libcurl takes then. */
	return arena_print(arena, "%s:%s", host,
	    strncmp(url, "https://", 8) == 0 ? "443" : "1080");
}

const char *
proxy_variable(void)
{
	const char *const *name = proxy_variables;

	while (*name != NULL && environment_value(*name) == NULL)
		name++;
	return *name;
}

/* As it is written, and as it is sent. */
static void
hide(struct arena *arena, const char *url)
{
	struct reading written, decoded;
	const char *password;
	size_t size;

	password = url == NULL ? NULL : find_password(url, &size);
	if (password == NULL)
		return;
	written = reading_of(arena, arena_copy(arena, password, size));
	redact_add(written.text);
	if (reading_decode(arena, DISGUISE_PERCENT, &written, &decoded))
		redact_add(decoded.text);
}

static void
hide_setting(struct arena *arena, const struct settings *settings,
    const char *key)
{
	const struct setting *setting = settings_find(settings, key);

	if (setting == NULL)
		return;
	hide(arena, setting->value);
	if (setting_is_argument(setting) && proxy_has_password(setting->value))
		log_die(EXIT_USAGE, "%s: others can read a password in an "
		    "argument; write the URL in the configuration file, as %s",
		    setting->origin, key);
}

void
proxies_hide(struct arena *arena, const struct settings *settings)
{
	const char *const *name;
	size_t i;

	for (name = proxy_variables; *name != NULL; name++)
		hide(arena, getenv(*name));
	for (i = 0; i < COUNT(settings_of_proxies); i++)
		hide_setting(arena, settings, settings_of_proxies[i]);
}
