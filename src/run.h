/* run - one run: look, decide, confirm, write. */

#ifndef RUN_H
#define RUN_H

#include <stdbool.h>

struct arena;
struct hold;
struct names;
struct needs;
struct report;
struct settings;
struct wire;

/* Finds the addresses, reads the live records, writes what differs and may be
 * written (nothing when dry), and fills the report. needs may be NULL. */
void	 run_names(struct arena *, struct wire *, const struct settings *,
	    const struct names *, struct hold *, bool dry, struct needs *,
	    struct report *);

/* Only finds the addresses of the families asked for, into the report. needs
 * may be NULL. */
void	 run_show_ip(struct arena *, struct wire *, const struct settings *,
	    struct needs *, struct report *);

#endif
