/*
 * belongings - which provider a credential or a server was written for: what
 * [default], the command line and the environment hold is in reach of every
 * account, and a token must not go to somebody else's server.
 */

#ifndef BELONGINGS_H
#define BELONGINGS_H

struct arena;
struct place;
struct provider;
struct settings;

/*
 * Ends the program with 78 when a secret, base URL or server that the provider
 * would take for the account was written for another provider, or was taken for
 * one already. settings are all layers of the account, without what
 * credentials_read finds; places begin as NULL and are what was taken so far.
 */
void	 belongings_check(struct arena *, struct place **places,
	    const struct provider *, const char *account,
	    const struct settings *);

#endif
