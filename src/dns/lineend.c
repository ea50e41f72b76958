/* lineend - how a text ends its lines. */

#include "lineend.h"

#include <string.h>

const char *
line_end(const char *text, size_t size)
{
	const char *end = size == 0 ? NULL : memchr(text, '\n', size);

	if (end == NULL)
		end = text + size;
	return end > text && end[-1] == '\r' ? "\r\n" : "\n";
}
