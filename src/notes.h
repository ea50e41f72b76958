/*
 * notes - what one run leaves behind for the next ones: a list, how two of them
 * become one, and the list as JSON. hold.c knows what follows from a note.
 */

#ifndef NOTES_H
#define NOTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "address.h"
#include "digest.h"

struct arena;

enum note_state {
	NOTE_REFUSED,	/* until the settings are other ones */
	NOTE_WAITING,	/* until a time */
	NOTE_SENT,	/* the address was sent, and taken */
	NOTE_UNCHANGED,	/* the same, but it was there already, it was said */
	NOTE_SENDING,	/* the address is about to be sent */
};

/*
 * There is one note of each kind for a record, or for a whole account: what
 * stands against it (refused, waiting), what was sent last (sent, unchanged),
 * what is being sent. Whose it is, is told by provider, settings, name and
 * family.
 */
struct note {
	enum note_state state;
	const char *provider;
	const char *account;	/* its section, for the reader only */
	const char *name;	/* NULL: the whole account */
	enum family family;
	const char *settings;	/* see notes_settings */
	int64_t since, until;	/* s since 1970; until: of waiting */
	long count;		/* waiting: replies in a row that made no sense;
				   sent: how often, and never seen */
	struct address address;	/* of sent, unchanged and sending */
	const char *code, *why;	/* may be NULL */

	/* This run's own. */
	struct digest of_settings;	/* of what it changed */
	bool changed, gone;
};

struct notes {
	const char *salt;	/* 32 hex digits */
	struct note *list;
	size_t n, room;
};

enum {
	NOTES_LIMIT = 1024 * 1024,	/* bytes of the JSON text */
	NOTES_MOST = 10000,
	NOTES_DAYS = 400,		/* they are kept */
};

/*
 * How settings are known: by 32 bits of a salted hash of their hash. The cut is
 * on purpose. It tells other settings well enough, but millions of passwords
 * have the same 32 bits, so that nobody learns from the file which one it is.
 */
const char *notes_settings(struct arena *, const struct notes *,
	    const struct digest *);

/* The first state of its kind. */
enum note_state note_kind(const struct note *);
void	 notes_add(struct arena *, struct notes *, const struct note *);
/* There is a note about some account of the provider. */
bool	 notes_know(const struct notes *, const char *provider);
/* The note of the same kind about the same; NULL. */
struct note *notes_find(const struct notes *, const struct note *like);
/* Takes the place of the one that notes_find would find. */
void	 notes_put(struct arena *, struct notes *, const struct note *);
void	 notes_drop(struct notes *, const struct note *like);
bool	 notes_changed(const struct notes *);

/* Does to these notes what was changed in the other ones. */
void	 notes_merge(struct arena *, struct notes *,
	    const struct notes *changed);

/* Reads the text. What is wrong with it, as words that follow the name of the
 * file; NULL: nothing. */
const char *notes_read(struct arena *, const char *, size_t, struct notes *);
/* The text, without notes that time has passed by; what does not fit is left
 * out, the oldest first. NULL: out of memory. */
const struct buffer *notes_write(struct arena *, const struct notes *,
	    int64_t now);

#endif
