/*
 * request - the words in which a step asks. They bear no prefix, because sixty
 * files are to read as sentences.
 *
 * Texts live as long as the run; nothing is ever freed by a step.
 */

#ifndef REQUEST_H
#define REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "mem.h"
#include "record.h"
#include "task.h"

/* Texts. */
const char *text(struct task *, const char *, ...) PRINTF_LIKE(2, 3);
const char *encoded(struct task *, const char *);	/* for path or query */
/* From now on it is struck out of all output, as a secret among the settings
 * is: a key that was computed, or one that a reply brought. */
const char *concealed(const char *);
/* base + path + "?k=v&k=v", of encoded pairs that end with NULL; a pair whose
 * value is NULL is left out. path must be encoded where it needs to be. */
const char *url(struct task *, const char *path, ...);
/* The path and below it the name, encoded; NULL: the path alone. */
const char *path_to(struct task *, const char *path, const char *name);
/* "k=v&k=v" alone, for send_form. */
const char *form(struct task *, const char *key, ...);
/* The JSON as text; takes the reference. */
const char *json_written(struct task *, json_t *);

/* Settings of the account, or of the name where it has its own. */
const char *setting(struct task *, const char *key);
const char *setting_origin(struct task *, const char *key);
const char *change_setting(const struct change *, const char *key);

/* The update's new address of the family as text; NULL when it has none. */
const char *wanted_address(struct task *, enum family);
const char *change_address(struct task *, const struct change *);

/* What is wrong with the setting as host[:port] of a name server; NULL. */
const char *wrong_server(struct task *, const char *key);

/*
 * Asking. Each adds one request, up to MESSAGES of them, which go out together
 * when the step returns ask(). get is a read: asked once for all names of
 * the account, and again when it fails. The others are writes.
 */
struct exchange *get(struct task *, const char *url);
struct exchange *send_json(struct task *, const char *method, const char *url,
	    json_t *body);		/* takes the reference */
struct exchange *send_form(struct task *, const char *url, const char *form);
struct exchange *send_text(struct task *, const char *method, const char *url,
	    const char *type, const char *body);
struct exchange *send_empty(struct task *, const char *method,
	    const char *url);
/* A GET that writes, as old styles do. */
struct exchange *write_by_get(struct task *, const char *url);
struct exchange *read_file(struct task *, const char *path);
struct exchange *write_file(struct task *, const char *path, const char *old,
	    size_t old_size, const char *text, size_t size);
struct exchange *run_command(struct task *, const char *command);
struct exchange *ask_dns(struct task *, const char *server, const void *,
	    size_t);			/* NULL: the system's resolver */

/*
 * A datagram to an address:port, and the one that answers it; the others are
 * passed over. Sent again after 250 ms and then 500, unless the pause is set;
 * with method MULTICAST to a group, whose sender then says who may answer.
 */
struct exchange *send_datagram(struct task *, const char *server, const void *,
	    size_t, bool (*answers)(const struct exchange *, const void *,
	    size_t));

/* The request asked for last only reads, though it is a POST. */
void	 only_reads(struct task *);
/* It goes out only then, in ms, and is asked anew if it was asked before. */
void	 later(struct task *, int64_t ms);
/* What the setting ipv6 says. */
enum ipv6_choice ipv6_wanted(struct task *);
/* It finds out from which address of t->family this machine is seen: on a
 * connection of its own, past any proxy, and over IPv6 from the kind of address
 * that the setting ipv6 names. */
void	 as_echo(struct task *);
/* A header of it. */
void	 header(struct task *, const char *name, const char *value);
void	 bearer(struct task *, const char *token);
void	 basic(struct task *, const char *user, const char *password);
/* The request is signed each time it goes out, with a fresh time and nonce. */
void	 signed_by(struct task *,
	    void (*sign)(struct task *, struct exchange *));

enum verdict ask(struct task *, step_fn *then);
/* The same, but then looks at outcomes itself. */
enum verdict ask_anyway(struct task *, step_fn *then);

/* A place for what a step must remember, zeroed at first. */
void	*scratch(struct task *, size_t);

#endif
