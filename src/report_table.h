/* report_table - the rows of a report as a table, for --status. */

#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include <stdio.h>

struct report;

void	 report_table(FILE *, const struct report *);

#endif
