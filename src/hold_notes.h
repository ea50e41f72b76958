/* hold_notes - what the parts of hold share: notes about subjects. */

#ifndef HOLD_NOTES_H
#define HOLD_NOTES_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "hold.h"
#include "notes.h"
#include "notes_file.h"

struct hold {
	struct arena *arena;
	struct notes_file file;	/* path NULL: none */
	bool in_memory;
	struct notes notes;
	int64_t now;		/* the last time that was told */
};

enum {			/* s */
	HOLD_MINUTE = 60,
	HOLD_DAY = 24 * 60 * HOLD_MINUTE,
	HOLD_LONGEST_WAIT = 7 * HOLD_DAY,
};
enum { HOLD_SENT_MOST = 2 };	/* times, until the address is seen */

/* The account as a subject. */
struct subject hold_whole(const struct account *);

/* A note about the subject, to be filled in or to find one by. */
struct note hold_about(struct hold *, const struct subject *,
	    enum note_state);
/* The one that there is, of the same kind; NULL. */
const struct note *hold_find(struct hold *, const struct subject *,
	    enum note_state);

/* A clock that was wrong once, and then set right, must not hold for years what
 * was noted by it. */
bool	 hold_is_past(const struct note *, time_t now);

#endif
