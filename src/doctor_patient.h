/*
 * doctor_patient - what the examinations of --doctor share. Each is one file,
 * and says what it has found once all that was asked has been answered.
 */

#ifndef DOCTOR_PATIENT_H
#define DOCTOR_PATIENT_H

#include <stdbool.h>
#include <stddef.h>

#include "entry.h"

struct checkup;
struct config;
struct engine;
struct finder;
struct names;
struct outlook;
struct poll;
struct row;
struct settings;
struct task;
struct wire;

struct patient {
	struct arena *arena;
	struct wire *wire;
	struct engine *engine;
	struct checkup *checkup;
	const struct settings *settings;
	const struct config *config;
	const struct names *names;
	struct rules rules;
	struct finder *finders;
	struct entry *entries;
	size_t n;
	struct row *rows;
	size_t n_rows;
	struct poll *polls;		/* of the sources */
	struct outlook *outlooks;	/* on the names, from the DNS */
};

/* One of them; any of the three may be NULL. */
struct examination {
	const char *name;
	void (*begin)(struct patient *);
	/* A conversation has ended: false when it was none of its own. */
	bool (*ended)(struct patient *, struct task *);
	void (*conclude)(struct patient *);
};

extern const struct examination examine_secrets, examine_clock,
	examine_sources, examine_router, examine_ipv6, examine_provider,
	examine_live;

/* Which file it is, before anything of it is used. */
void	 doctor_configuration(struct patient *);
/* Which names are kept by whom. */
void	 doctor_names(struct patient *);
/* "mode 0600, owner root" of the file; NULL: there is none. */
const char *doctor_mode(struct arena *, const char *path);
/* No name before the i-th is kept by its account. */
bool	 doctor_new_account(const struct names *, size_t i);

/* The description has ended: looks at what the DNS says of the name. */
void	 doctor_look_around(struct patient *, struct entry *);

#endif
