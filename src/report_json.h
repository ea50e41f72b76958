/* report_json - the report as one JSON object. Fields are added, never
 * renamed. */

#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include <stdio.h>

#include "report.h"

void	 report_json(FILE *, const struct report *, int status);

/* The words of the report: "updated", and the exit status of a fault. */
const char *status_name(enum status);
int	 fault_exit(enum fault);

#endif
