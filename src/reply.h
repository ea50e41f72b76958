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

/* The words below read the reply to the first request, or to this one. */
void	 read_reply(struct task *, size_t i);
int	 status(const struct task *);
const char *reply(const struct task *);
size_t	 reply_size(const struct task *);
/* Its body as JSON; NULL if it is none. Borrowed, lives as long as the run. */
json_t	*reply_json(struct task *);
/* The same of any text. */
json_t	*json_read(struct task *, const char *, size_t);
/* What stands in it at a path like "errors.0.message"; NULL, or otherwise. */
json_t	*at(struct task *, const char *path);
const char *text_at(struct task *, const char *path);
/* A message, with what it says elsewhere in detail behind a colon. */
const char *said_at(struct task *, const char *path, const char *detail);
long	 number_at(struct task *, const char *path, long otherwise);
/* A whole number stands there, or nothing: for the count of pages, which may
 * be left out, but is no text. */
bool	 has_count(struct task *, const char *path);
/* A member of an object, when it is of the type; NULL. */
const char *json_text(const json_t *, const char *key);
long	 json_number(const json_t *, const char *key, long otherwise);
/* The same where a provider writes numbers as strings or strings as numbers:
 * 60 and "60" alike; NULL when it is neither. */
const char *json_word(struct task *, const json_t *, const char *key);
const char *word_at(struct task *, const char *path);

/* What a text says of the address: names it, or only others of its family. */
enum naming { NAMES_NONE, NAMES_IT, NAMES_ANOTHER };
enum naming names_address(const char *said, const struct address *);
/* Each address of the update is a word of the reply. */
bool	 names_every_address(struct task *);
/* The text is that address, in whatever spelling, and nothing else. */
bool	 is_address(const char *text, const struct address *);

/* For how long, in s, the provider asks to be left alone (Retry-After); 0. */
long	 said_wait(const struct task *);
/* What the provider said, fit to be shown: no secret, no control characters,
 * not too long. */
const char *quoted(struct task *, const char *said);

/* Endings. */
enum verdict fail(struct task *, enum fault, const char *, ...)
	    PRINTF_LIKE(3, 4);
/* Judges by the HTTP status, for a reply that says nothing better; what the
 * provider said (may be NULL) is quoted. */
enum verdict fail_http(struct task *, const char *said);

/* What a provider's error code means; "8|9": either of them. One that ends with
 * "*" stands for all that begin so, and "8: No right*" for that code with a
 * message that begins so. A table ends with code NULL. */
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
