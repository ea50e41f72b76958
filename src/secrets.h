/* secrets - where a credential comes from: exactly one place. */

#ifndef SECRETS_H
#define SECRETS_H

#include <stdbool.h>

#include "settings.h"

struct arena;
struct wire;

/* Who wants to know: an account and the layers of what was written for it. */
struct secret_owner {
	const char *account;		/* $CREDENTIALS_DIRECTORY/ACCOUNT.KEY */
	const char *provider;		/* for messages */
	const struct settings *settings;
	struct wire *wire;		/* runs KEY-command */
	bool only;			/* the main secret: --token-file and
					   token-command mean it too */
};

/*
 * Looks in KEY-file, KEY-command, $CREDENTIALS_DIRECTORY, the environment and
 * the file itself; adds what it finds to the layer (with the place as its
 * origin, the path for a file), and to what is struck out of all output. A
 * secret that is given twice, a file that others may read, a command that fails
 * end the program with 78, a file that is not there with 66.
 */
void	 secret_read(struct arena *, const struct secret_owner *,
	    const struct key *, struct settings *layer);

/* The same for a key that is no secret: the environment, else
 * $CREDENTIALS_DIRECTORY; the first that has it. */
void	 variable_read(struct arena *, const struct secret_owner *,
	    const struct key *, struct settings *layer);
/* One of the key's variables is set, with or without _FILE; its name. */
const char *variable_present(struct arena *, const struct key *,
	    const char *provider);

/* The key's file in $CREDENTIALS_DIRECTORY, where systemd's LoadCredential=
 * puts it; shared: all accounts have it, for it bears no account's name. NULL:
 * there is none. */
const char *secret_in_directory(struct arena *, const char *account,
	    const char *key, bool *shared);

/* Ends the program with 78 and the chmod line when others could read or change
 * the file that the descriptor is open on. */
void	 secrets_check_mode(int fd, const char *path);

#endif
