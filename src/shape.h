/* shape - how a provider's JSON spells a record, read and written by it. */

#ifndef SHAPE_H
#define SHAPE_H

#include <stdbool.h>

#include "listing.h"

struct shape {
	/* The members of a record; id may be NULL. */
	const char *name, *type, *value, *ttl, *id;
	/* Types that make an address of their own, beside CNAME: "ALIAS|URL";
	 * may be NULL. */
	const char *others;
	/* Of an RRset, the member that lists its values: texts, or objects
	 * that each have the member value. */
	const char *values;
	/* Names are relative to the zone, and its apex is spelled so; NULL:
	 * they are whole. */
	const char *apex;
	/* Settings that are members of the same name: yes or no as true or
	 * false, and texts. A record that differs in one is outdated. */
	const char *switches[3], *texts[3];
	/* The member that, when true, leaves the record no TTL of its own. */
	const char *automatic;
	/* The members of a zone in a list of zones, and the state that makes
	 * one better than its twin; may be NULL. */
	const char *zone, *zone_id, *zone_state, *zone_good;
};

/* The name as records here spell it. */
const char *owner_of(struct task *, const char *name, const struct shape *);

/*
 * Lists the record when owner is its name and it is an A, AAAA or CNAME; *found
 * is then the address listed, else NULL. false when it makes no sense.
 */
bool	 list_record(struct task *, const json_t *, const struct shape *,
	    const char *owner, struct record **found);
/* The same for the values of an RRset; each is the whole of its record. */
bool	 list_set(struct task *, const json_t *set, const struct shape *,
	    const char *owner);
/* The same for all in a list of records, or of RRsets if the shape has values;
 * false also when it is no list. */
bool	 list_records(struct task *, const json_t *list, const struct shape *,
	    const char *owner);

/*
 * Finds the longest zone of the list that holds the name. Of two that are alike
 * the better one; if none is, it has no zone_id. false when the list makes no
 * sense.
 */
bool	 list_zones(struct task *, const json_t *list, const struct shape *);
/* The same for one of them. */
bool	 list_zone(struct task *, const json_t *, const struct shape *);

/* A new record whole, or of the one that is there what is to change. */
json_t	*record_json(struct task *, const struct change *,
	    const struct shape *);
/* CHANGED when every change of the task stands in the JSON, at any depth, as a
 * record with its new address; each then has its id. */
enum verdict check_saved(struct task *, json_t *, const struct shape *);
/* The same where the list is of RRsets, each with its new address alone and
 * the TTL that was sent. */
enum verdict check_sets_saved(struct task *, json_t *list,
	    const struct shape *);

#endif
