/*
 * wipe - memory that is zeroed before it is given back, for libraries that copy
 * credentials and let themselves be told where memory comes from.
 *
 * There is always some, or the program ends: libraries take a refusal for a
 * reply that makes no sense, or go on with half a request.
 */

#ifndef WIPE_H
#define WIPE_H

#include <stddef.h>

void	*wiping_malloc(size_t);
void	*wiping_calloc(size_t, size_t);
void	*wiping_realloc(void *, size_t);
char	*wiping_strdup(const char *);
void	 wiping_free(void *);

/* From now on jansson's memory is. Before its first use. */
void	 wipe_json(void);
/* What json_dumps() made, however its memory came about. */
void	 json_text_free(char *);

/* What libraries gave back as it was, and what calls that are over left on the
 * stack. At the end of the run. */
void	 wipe_leftovers(void);

#endif
