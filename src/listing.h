/* listing - the words in which a describe says what it has found. */

#ifndef LISTING_H
#define LISTING_H

#include <stdbool.h>

#include "reply.h"

/* The zone: what --zone says, else the suffixes of the name, longest first. */
const char *first_suffix(struct task *);
const char *next_suffix(struct task *);		/* NULL: none is left */
enum verdict try_first_suffix(struct task *, step_fn *ask_it);
/* There is no such zone: asks for the next one, or fails when none is left. */
enum verdict try_next_suffix(struct task *, step_fn *ask_it);
enum verdict fail_no_zone(struct task *);

/* Describing. found_address is NULL for another type, or no address. */
struct record *found_address(struct task *, const char *type,
	    const char *value, long ttl, const char *id);
struct record *found_other(struct task *, const char *what);
void	 found_zone(struct task *, const char *apex, const char *id);
/* One of the zones there are: found_zone if it holds the name, is the one that
 * --zone says, and no longer one was found. Of two that are alike the good one;
 * if neither or both are, it has no id, see fail_no_zone. */
void	 consider_zone(struct task *, const char *apex, const char *id,
	    bool good);
/* The name, dotted at its end or not, is the one that is asked for. */
bool	 is_ours(struct task *, const char *name);
/* What is not served is wrong whatever it holds, and not ours to change. */
void	 found_disabled(struct record *, const char *why);
/* Considers each of the list; false when one of them makes no sense, as it
 * says by false, or when it is no list. */
bool	 list_each(struct task *, const json_t *list,
	    bool (*consider)(struct task *, const json_t *));
/* The owner name relative to its zone, apex spelled so. */
const char *relative(struct task *, const char *name, const char *apex);
/* The same to a zone that is known; "" at its apex, NULL outside of it. */
const char *relative_to(struct task *, const char *name, const char *zone);

/* Updating. The record that is to stay; NULL when a new one is to be made. */
const struct record *kept_record(const struct change *);
const char *kept_id(const struct change *);
/* It is not the one that is to stay. */
bool	 is_another(const struct change *, const char *id);
/* The record that is to stay is right already, so that only others are to go;
 * if there are none, the change is marked as one that was so. */
bool	 is_right_already(struct change *);
/* After the new value stands the others go, one by one: the next; NULL. */
const struct record *next_to_remove(struct task *);
/* Removes the next; CHANGED when none is left. */
enum verdict remove_others(struct task *, enum verdict (*remove_one)(
	    struct task *, const struct record *));
/* It takes no such record, as said in its words. */
enum verdict fail_not_taken(struct task *, const char *said);
/* It answers with success, but not with what was sent. */
enum verdict fail_not_saved(struct task *);
/* It answers that it changed a record, but not the one that was to be. */
enum verdict fail_another(struct task *);
/* What was to go after the new value stood did not: says so, and why. */
enum verdict fail_old_stands(struct task *, step_fn *why);

#endif
