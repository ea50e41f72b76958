/* proxies - the passwords of proxies, which stand in their URLs. */

#ifndef PROXIES_H
#define PROXIES_H

#include <stdbool.h>

struct arena;
struct settings;

/* Of the environment, those that name a proxy for https; NULL-terminated. */
extern const char *const proxy_variables[];

/* The setting names a proxy: --proxy, --echo-proxy. */
bool	 proxy_is_setting(const char *key);

/* "me:word@host:3128", with a scheme before it or none. */
bool	 proxy_has_password(const char *url);

/* "host:3128", without what else stands in its URL. */
const char *proxy_place(struct arena *, const char *url);
/* The first of the variables that is not empty; NULL. */
const char *proxy_variable(void);

/*
 * From now on the passwords of all proxies that the settings and the
 * environment name are struck out of all output. One in an argument, where
 * others can read it, ends the program.
 */
void	 proxies_hide(struct arena *, const struct settings *);

#endif
