/*
 * hold - what must not be asked again yet: the one small file that outlives a
 * run. It holds nothing that correctness needs; the live record is the memory.
 *
 * Of a provider that holds (provider.h) it remembers, for an account or for one
 * record of it, a refusal until the settings are other ones, a wait until a
 * time, and what was sent last. Of any other only the wait, when the provider
 * named one. Settings are known by a salted hash, never by their text, and an
 * account or record with other settings is another one: what is remembered of
 * the old ones waits there for their return.
 */

#ifndef HOLD_H
#define HOLD_H

#include <stdbool.h>
#include <time.h>

#include "address.h"
#include "record.h"

struct account;
struct arena;
struct hold;
struct provider;
struct settings;
struct task;

/*
 * Where the file is: $STATE_DIRECTORY, $XDG_STATE_HOME/dnsfollow, root's
 * /var/lib/dnsfollow, ~/.local/state/dnsfollow; NULL: nowhere.
 */
const char *hold_path(struct arena *);

/*
 * Reads it. A file that is damaged, not ours, too big or no file is not used,
 * with a warning, and set aside when something is saved. in_memory: nothing is
 * ever written, and saving succeeds (a dry run). path NULL: nothing is read,
 * and saving fails unless in_memory.
 */
struct hold *hold_open(struct arena *, const char *path, bool in_memory);

/* It blocks who writes too often, too: what is sent is remembered, or it is not
 * sent at all. */
bool	 hold_keeps_pace(const struct provider *);

/* Whom it is about: a record, or the whole account when name is NULL. */
struct subject {
	const struct account *account;
	const struct settings *settings;	/* the name's; the account's */
	const char *name;
	enum family family;
};

/* Why the subject may not be asked or written to now; NO_FAULT: it may. */
struct held {
	enum fault fault;	/* FAULT_LATER: waiting; FAULT_FORBIDDEN:
				   refused earlier, the user must mend it */
	const char *why;	/* until when, or what to mend; which file */
};

/* May the account be asked at all? */
struct held hold_account(struct hold *, const struct account *, time_t now);
/*
 * May the address be sent for the record, which holds another one now? It is
 * "sent" when it was, a short while ago, with success, so that the name servers
 * may not show it yet: then there is nothing to do, and no fault. ttl is the
 * record's, in s; -1: not known.
 */
struct held hold_record(struct hold *, const struct subject *,
	    const struct address *wanted, long ttl, time_t now, bool *sent);
/* What was sent last for the record with success; false: nothing is known. */
bool	 hold_last(struct hold *, const struct subject *, struct address *,
	    time_t *when);

/* The live record was seen to hold the address. Should it differ again later,
 * then somebody changed it: what was sent did arrive. */
void	 hold_seen(struct hold *, const struct subject *,
	    const struct address *);
/* Before anything is sent: the intention, so that a crash cannot forget it. */
void	 hold_sending(struct hold *, const struct subject *,
	    const struct address *, time_t now);
/* It was not sent after all. */
void	 hold_not_sent(struct hold *, const struct subject *);
/*
 * How it went, with the change of the subject; NULL: it was a describe, which
 * says something of the account alone. The whole account is meant when its
 * credentials were refused, or when it is to be asked later.
 */
void	 hold_ended(struct hold *, const struct subject *,
	    const struct task *, const struct change *, time_t now);
/* Forgets what is known of the subject and what stands against its account:
 * --force. */
void	 hold_lift(struct hold *, const struct subject *);

/*
 * Writes what changed, if anything did. Else, with why as a clause, it is still
 * in memory: FAULT_LATER when another run kept the file or there was no room,
 * FAULT_CONFIG when it cannot be written at all.
 */
enum fault hold_save(struct hold *, const char **why);

#endif
