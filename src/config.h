/* config - the configuration file: [sections] of key = value. */

#ifndef CONFIG_H
#define CONFIG_H


#include "settings.h"

struct arena;

enum section_kind { SECTION_DEFAULT, SECTION_ACCOUNT, SECTION_NAMES };

struct section {
	struct section *next;
	enum section_kind kind;
	const char *title;		/* the account or names as written */
	/* Of SECTION_NAMES: normalised, NULL-terminated. */
	const char **names;
	struct settings *settings;	/* this section's own layer */
	const char *origin;		/* "dnsfollow.conf:12" */
};

struct config {
	const char *path;		/* NULL: there is none */
	struct section *sections;	/* in the order of the file */
};

/*
 * Finds and reads the file: --config, else the first of the usual places that
 * exists, else nothing. What is wrong ends the program: 66 when a file that
 * was asked for is not there, 78 with file:line for the rest.
 */
struct config *config_read(struct arena *, const struct settings *);

struct section *config_default(const struct config *);
struct section *config_account(const struct config *, const char *title);
/* The section that has the name; NULL. */
struct section *config_name(const struct config *, const char *name);

#endif
