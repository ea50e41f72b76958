/* providers - which there are: find, list, recognise. */

#ifndef PROVIDERS_H
#define PROVIDERS_H

#include <stdbool.h>
#include <stdio.h>

struct arena;
struct key;
struct nearest;
struct provider;

extern const struct provider *const providers[];	/* ends with NULL */

/* A service that cannot be served: it ended, or is not public. */
struct gone {
	const char *id, *aliases, *title;
	const char *why;		/* in words that follow the title */
};
extern const struct gone gone_services[];		/* ends with id NULL */

/* The provider of that id or alias (also "default@ALIAS"); NULL. */
const struct provider *provider_find(const char *id);
/* Ends the program: there is none; is it gone, or misspelled? */
_Noreturn void provider_unknown(const char *id, const char *origin,
	    int status);
void	 provider_key_nearest(struct nearest *);
/* Any provider's key of that name; NULL. */
const struct key *provider_key(const char *name);
/* Its credentials: "token | email api-key", what may be missing in brackets. */
const char *provider_needs(struct arena *, const struct provider *);
/* It has no https, so that --allow-http must be given. */
bool	 provider_is_plain(const struct provider *);
/* Its zones have this name server. */
bool	 provider_has_nameserver(const struct provider *, const char *host);

/* --list-providers, and --list-providers=ID */
void	 providers_print(FILE *, struct arena *);
void	 provider_print(FILE *, struct arena *, const struct provider *);
/* Their ids, for --version. */
void	 providers_print_ids(FILE *, struct arena *);

#endif
