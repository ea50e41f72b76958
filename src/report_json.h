/* report_json - the report as one JSON object. Fields are added, never
 * renamed. */

#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include <stdio.h>

#include <jansson.h>

#include "report.h"

void	 report_json(FILE *, const struct report *, int status);

/* The same in parts, for who has more to say: the object, one of its errors,
 * whose message is "the fact; the next step", and its line. */
json_t	*report_object(const struct report *, int status);
json_t	*report_error(struct arena *, int status, const char *message,
	    const char *code, int http);
void	 report_write(FILE *, struct arena *, json_t *object);
/* The semicolon before the message's next step; NULL. */
const char *report_next_step(const char *message);

/* The words of the report: "updated", and the exit status of a fault. */
const char *status_name(enum status);
int	 fault_exit(enum fault);

#endif
