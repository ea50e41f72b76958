/* disguise - a text as those who decode it read it. */

#ifndef DISGUISE_H
#define DISGUISE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum disguise {
	DISGUISE_PERCENT,	/* %2F or %2f of URLs */
	DISGUISE_FORM,		/* the same, and + for a blank */
	DISGUISE_JSON,		/* \/ \" \u00e9, and of others \' \x27 */
	DISGUISE_XML,		/* &amp; &#38; &#x26; */
	DISGUISES
};

/* Of each byte of the text, and of its end, where it stood in what was there
 * before anything was decoded. */
struct reading {
	char *text;
	size_t size;
	size_t *at;
};

/* The text as it is. */
struct reading	 reading_of(struct arena *, const char *text);
/* One layer is taken off; false when nothing in it wears that one. */
bool	 reading_decode(struct arena *, enum disguise, const struct reading *,
	    struct reading *decoded);

#endif
