/* names - the names that a run keeps, and by which account. */

#ifndef NAMES_H
#define NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "address.h"
#include "prefix.h"

struct account;
struct arena;
struct command_line;
struct config;
struct settings;
struct wire;

struct kept_name {
	const char *name;			/* A-label */
	struct account *account;
	const struct settings *settings;
	bool wants[FAMILIES];
	long ttl;				/* s; -1: as it is */
	struct device device;			/* whose IPv6 address it has */
};

struct names {
	struct kept_name *list;
	size_t n;
};

/*
 * The names of the command line, else all of the file, each with its account
 * opened. What is wrong ends the program before any request.
 */
struct names names_read(struct arena *, struct wire *, struct command_line *,
	    const struct config *);

/* The families that the settings ask for. */
void	 families_read(struct arena *, const struct settings *,
	    bool wants[FAMILIES]);

#endif
