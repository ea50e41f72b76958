/*
 * template - text with places, such as "/update?host={name}&ip6={ip6|no}".
 *
 * A place is a word in braces. What stands after a bar in it is used where
 * there is nothing to put in: "no" above. In a query or a form, a pair whose
 * place stays empty is left out; elsewhere the place is.
 *
 * A brace that no letter follows is none of a place, but of a JSON text.
 */

#ifndef TEMPLATE_H
#define TEMPLATE_H


struct arena;

/* How what is put in must be written there; the text around it stays. */
enum writing {
	AS_IT_IS,
	IN_URL,		/* percent-encoded; after "?" there are pairs */
	IN_FORM,	/* nothing but pairs */
	IN_JSON,	/* within the quotes of a string */
	IN_XML,
};

/* What belongs into the place; NULL: nothing, not even otherwise, which is what
 * stands after its bar, or NULL. */
typedef const char *fill_fn(void *of, const char *place,
	    const char *otherwise);

const char *template_fill(struct arena *, const char *template,
	    enum writing, fill_fn *, void *of);

/* The first place that is none of the words ("name|ip|ip6"), or that has no
 * end; NULL. */
const char *template_wrong(struct arena *, const char *template,
	    const char *words);

#endif
