/* lineend - how a text ends its lines. */

#ifndef DNS_LINEEND_H
#define DNS_LINEEND_H

#include <stddef.h>

/* "\r\n" when the text's first line ends so, else "\n". */
const char *line_end(const char *text, size_t size);

#endif
