/* accounts - which account keeps a name: its provider and its credentials. */

#ifndef ACCOUNTS_H
#define ACCOUNTS_H

#include "account.h"

struct arena;
struct command_line;
struct config;
struct place;
struct section;
struct wire;

/* All that are open. The wire is asked for name servers when the credentials of
 * several providers are there. */
struct accounts {
	struct arena *arena;
	struct wire *wire;
	const struct command_line *line;
	const struct config *config;
	struct account *first;
	struct place *places;	/* of what they took; see belongings */
};

/* What one name is kept by. */
struct keeper {
	struct account *account;
	/* The name's own over the account's. */
	const struct settings *settings;
};

/*
 * Opens the account of the name, or finds it open already. section is the one
 * the name stands in, or NULL. What is wrong ends the program: an unknown
 * provider or account, credentials that are absent, half or double.
 */
struct keeper account_of(struct accounts *, const char *name,
	    const struct section *);

#endif
