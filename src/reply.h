/*
 * reply - the words in which a step reads, and says what went wrong.
 *
 * A step tests the container first, then its size, then its members: "not
 * JSON" and "an empty list" must never look alike.
 */

#ifndef REPLY_H
#define REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "record.h"
#include "request.h"
#include "task.h"

/* The reply to the first request. */
int	 status(const struct task *);
const char *reply(const struct task *);
size_t	 reply_size(const struct task *);
/* Its body as JSON; NULL if it is none. Borrowed, lives as long as the run. */
json_t	*reply_json(struct task *);
/* What stands in it at a path like "errors.0.message"; NULL, or otherwise. */
json_t	*at(struct task *, const char *path);
const char *text_at(struct task *, const char *path);
long	 number_at(struct task *, const char *path, long otherwise);
/* A member of an object, when it is of the type; NULL. */
const char *json_text(const json_t *, const char *key);
long	 json_number(const json_t *, const char *key, long otherwise);

/* Each address of the update is a word of the reply. */
bool	 names_every_address(struct task *);

/* Endings. */
enum verdict fail(struct task *, enum fault, const char *, ...)
	    PRINTF_LIKE(3, 4);
/* Judges by the HTTP status, for a reply that says nothing better; what the
 * provider said (may be NULL) is quoted. */
enum verdict fail_http(struct task *, const char *said);

/* What a provider's error code means. One that ends with "*" stands for all
 * that begin so. A table ends with code NULL. */
struct meaning {
	const char *code;
	enum fault fault;
	const char *means;	/* the fact; the next step */
};

/* Judges by the table, and by the HTTP status when the code is not in it or
 * NULL; said is the provider's own message, or NULL. */
enum verdict fail_code(struct task *, const struct meaning *,
	    const char *code, const char *said);

#endif
