/* command_line - what the user wrote this time: arguments and environment. */

#ifndef COMMAND_LINE_H
#define COMMAND_LINE_H

#include <stddef.h>

#include "settings.h"

struct arena;

struct command_line {
	struct settings *settings;	/* the arguments over the environment */
	const char **names;		/* as written, NULL-terminated */
	size_t n_names;
};

/*
 * Reads the arguments and the DNSFOLLOW_ variables. A wrong one ends the
 * program with 64, one line that says what and one that hints at the nearest
 * word.
 */
struct command_line command_line_read(struct arena *, int argc, char *argv[]);

#endif
