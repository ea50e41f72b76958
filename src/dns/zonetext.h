/* zonetext - the words of a master file (RFC 1035, 5.1), where they stand. */

#ifndef DNS_ZONETEXT_H
#define DNS_ZONETEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct zone_word {
	size_t at, size;	/* quotes and escapes as they were written */
};

enum { ZONE_WORDS = 12 };	/* the longest line we look into is an SOA */

/* One record or directive: a line, or several held by parentheses. */
struct zone_line {
	size_t start, end;	/* in the text; its line end is part of it */
	unsigned number;	/* of its first line, from 1 */
	bool indented;		/* it begins with a blank: no owner */
	size_t count;		/* of words, also those past ZONE_WORDS */
	struct zone_word words[ZONE_WORDS];
};

struct zonetext {
	const char *text;
	size_t size;
	size_t at;
	unsigned line;		/* begin with 1; where wrong was met */
	const char *wrong;	/* what ended the reading early, or NULL */
};

/*
 * The next line that has words. False at the end or when something is wrong;
 * the line then holds the words before that.
 */
bool	 zonetext_next(struct zonetext *, struct zone_line *);

/* The word is this one, without regard to case. */
bool	 zonetext_is(const char *text, struct zone_word, const char *wanted);

/*
 * The word as an absolute name without its final dot ("" is the root), escapes
 * taken away where the plain byte means the same. NULL when it is no name.
 */
char	*zonetext_name(struct arena *, const char *text, struct zone_word,
	    const char *origin);

/* Seconds, from "3600" or "1h30m"; -1 when it is no TTL. */
long	 zonetext_ttl(const char *text, struct zone_word);

/* A 32-bit number in decimal digits. */
bool	 zonetext_number(const char *text, struct zone_word, uint32_t *number);

#endif
