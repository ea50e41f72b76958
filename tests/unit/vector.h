/* vector - bytes of test vectors, each in memory of exactly its own size, so
 * that the address sanitizer sees every step outside. */

#ifndef VECTOR_H
#define VECTOR_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct vector {
	unsigned char *bytes;
	size_t size;
};

static inline struct vector
vector_copy(const void *bytes, size_t size)
{
	struct vector vector = { malloc(size > 0 ? size : 1), size };

	if (vector.bytes == NULL)
		abort();
	if (size > 0)
		memcpy(vector.bytes, bytes, size);
	return vector;
}

static inline unsigned
vector_digit(char digit)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = strchr(digits, digit);

	if (digit == '\0' || at == NULL)
		abort();
	return (unsigned)(at - digits);
}

/* From hexadecimal digits; blanks are skipped. */
static inline struct vector
vector_hex(const char *hex)
{
	struct vector vector = vector_copy(hex, strlen(hex));

	vector.size = 0;
	while (*(hex += strspn(hex, " ")) != '\0') {
		vector.bytes[vector.size++] = (unsigned char)
		    (vector_digit(hex[0]) << 4 | vector_digit(hex[1]));
		hex += 2;
	}
	vector.bytes = realloc(vector.bytes, vector.size);
	if (vector.bytes == NULL)
		abort();
	return vector;
}

static inline void
vector_free(struct vector vector)
{
	free(vector.bytes);
}

#endif
