/* doctor_outlook - what the DNS was asked of one name, and who. */

#ifndef DOCTOR_OUTLOOK_H
#define DOCTOR_OUTLOOK_H

#include "dns/cache.h"
#include "dns/watch.h"
#include "task.h"

struct arena;
struct entry;
struct patient;

/* One resolver, on one record. */
struct opinion {
	struct opinion *next;
	struct task task;
	struct cache cache;
	const char *whose;
};

/* One of the name servers: has it the address that it should have? */
struct sighting {
	struct sighting *next;
	struct task task;
	struct watch watch;
};

struct outlook {
	struct outlook *next;
	struct entry *entry;
	struct task find, live;	/* the name servers; what the first says */
	struct sighting *sightings;
	struct opinion *opinions;
	const char *skipped;		/* why nothing was asked; NULL */
	bool barred;			/* though it should have been */
};

/* The examination's, see doctor_patient.h. */
void	 outlook_begin(struct patient *);
bool	 outlook_ended(struct patient *, struct task *);

/* "8.8.8.8", with the port unless it is the usual one; NULL: it is no URL of a
 * resolver that speaks HTTPS. */
const char *outlook_title(struct arena *, const char *resolver);

#endif
