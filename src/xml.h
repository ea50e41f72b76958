/*
 * xml - the XML of plain interfaces, read strictly: elements, and text.
 *
 * Attributes are passed over, since such answers have none but xmlns. Document
 * types, CDATA, entities of one's own and text beside elements are refused, and
 * so is what has more than 10000 elements.
 */

#ifndef XML_H
#define XML_H

#include <stddef.h>

struct arena;

struct xml {
	const char *name;
	const char *text;		/* "" when it holds elements */
	const struct xml *first;	/* of those in it */
	const struct xml *next;		/* after it */
};

/* The root; NULL when the text is not the whole of one. */
const struct xml *xml_parse(struct arena *, const char *text, size_t size);
/* The element at a path like "Error/Code" below it; NULL when there is none,
 * when there are several, and in NULL. */
const struct xml *xml_at(const struct xml *, const char *path);
/* Its text; NULL, also for one that holds elements. */
const char *xml_text(const struct xml *, const char *path);

#endif
