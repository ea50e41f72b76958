/* credentials - what a provider needs to be given, and whether it was. */

#ifndef CREDENTIALS_H
#define CREDENTIALS_H

#include <stdbool.h>

struct arena;
struct key;
struct provider;
struct settings;
struct wire;

/* Takes every variable that may hold a secret of any provider out of the
 * environment; credentials_read finds them all the same. */
void	 credentials_hide(struct arena *);

/* The secret that --token-file means: the one called token, or the only one
 * there is. */
bool	 credentials_is_main(const struct provider *,
	    const struct key *secret);

/* Adds the provider's secrets and variables to the layer own. */
void	 credentials_read(struct arena *, struct wire *, const char *account,
	    const struct provider *, const struct settings *,
	    struct settings *own);

/*
 * Exactly one set of the provider's credentials is whole, and every setting of
 * the command line belongs to the provider; anything else ends the program.
 */
void	 credentials_check(struct arena *, const struct provider *,
	    const struct settings *);

/* Every setting of the provider is text and one of the words it may be; any
 * other ends the program. */
void	 credentials_check_words(const struct provider *,
	    const struct settings *);

/* The environment or the settings hold some of the provider's credentials: the
 * name of the first; NULL. */
const char *credentials_present(struct arena *, const struct provider *,
	    const struct settings *);

/* The first variable for a secret that is set to nothing; NULL. */
const char *credentials_empty(struct arena *);

#endif
