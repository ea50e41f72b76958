/* shape - how a provider's JSON spells a record, read and written by it. */

#include "shape.h"

#include <string.h>
#include <strings.h>

#include "mem.h"
#include "name.h"
#include "settings.h"

static bool
is_yes(const char *value)
{
	return strcmp(value, "yes") == 0;
}

/* The settings that were given are what the record has. */
static bool
is_as_asked(const struct settings *settings, const json_t *json,
    const struct shape *shape)
{
	const char *const *member, *wanted, *present;

	for (member = shape->switches; *member != NULL; member++) {
		wanted = settings_get(settings, *member);
		if (wanted != NULL && is_yes(wanted) !=
		    json_is_true(json_object_get(json, *member)))
			return false;
	}
	for (member = shape->texts; *member != NULL; member++) {
		wanted = settings_get(settings, *member);
		present = json_text(json, *member);
		if (wanted != NULL &&
		    strcmp(wanted, present == NULL ? "" : present) != 0)
			return false;
	}
	return true;
}

static long
ttl_of(const json_t *json, const struct shape *shape)
{
	return shape->automatic != NULL &&
	    json_is_true(json_object_get(json, shape->automatic)) ? -1 :
	    json_number(json, shape->ttl, -1);
}

bool
list_record(struct task *task, const json_t *json, const struct shape *shape,
    const char *owner, struct record **found)
{
	const char *name = json_text(json, shape->name);
	const char *type = json_text(json, shape->type);
	const char *value = json_text(json, shape->value);
	const char *id = json_text(json, shape->id);

	*found = NULL;
	if (name == NULL || type == NULL)
		return false;
	if (!name_equal(name, owner))
		return true;
	if (strcasecmp(type, "CNAME") == 0)
		found_other(task, text(task, "a CNAME to %s",
		    value == NULL ? "nothing" : value));
	if (strcasecmp(type, "A") != 0 && strcasecmp(type, "AAAA") != 0)
		return true;
	if (value == NULL || id == NULL)
		return false;
	*found = found_address(task, type, value, ttl_of(json, shape), id);
	if (*found != NULL)
		(*found)->outdated = !is_as_asked(task->settings, json,
		    shape);
	return *found != NULL;
}

bool
list_records(struct task *task, const json_t *list, const struct shape *shape,
    const char *owner)
{
	struct record *found;
	json_t *json;
	size_t i;

	json_array_foreach(list, i, json)
		if (!list_record(task, json, shape, owner, &found))
			return false;
	return json_is_array(list);
}

static void
consider_zone(struct task *task, const char *apex, const char *id, bool good)
{
	const char *best = task->live.zone;

	if (!name_within(task->name, apex) ||
	    (best != NULL && strlen(apex) < strlen(best)))
		return;
	if (best != NULL && name_equal(apex, best) &&
	    good == task->live.zone_is_good)
		id = NULL;
	else if (best != NULL && name_equal(apex, best) && !good)
		return;
	found_zone(task, apex, id);
	task->live.zone_is_good = good;
}

bool
list_zones(struct task *task, const json_t *list, const struct shape *shape)
{
	const char *apex, *id, *state;
	json_t *json;
	size_t i;

	json_array_foreach(list, i, json) {
		apex = json_text(json, shape->zone);
		id = json_text(json, shape->zone_id);
		if (apex == NULL || id == NULL)
			return false;
		state = shape->zone_state == NULL ? NULL :
		    json_text(json, shape->zone_state);
		consider_zone(task, apex, id, state != NULL &&
		    strcmp(state, shape->zone_good) == 0);
	}
	return json_is_array(list);
}

static void
add_settings(json_t *json, const struct change *change,
    const struct shape *shape)
{
	const char *const *member, *value;

	for (member = shape->switches; *member != NULL; member++) {
		value = change_setting(change, *member);
		if (value != NULL)
			json_object_set_new(json, *member,
			    json_boolean(is_yes(value)));
	}
	for (member = shape->texts; *member != NULL; member++) {
		value = change_setting(change, *member);
		if (value != NULL)
			json_object_set_new(json, *member, json_string(value));
	}
}

json_t *
record_json(struct task *task, const struct change *change,
    const struct shape *shape)
{
	bool is_new = change->n_replaces == 0;
	const char *type = family_type(change->address.family);
	json_t *json = json_pack("{s:s*, s:s*, s:s, s:o*}",
	    shape->name, is_new ? change->name : NULL,
	    shape->type, is_new ? type : NULL,
	    shape->value, change_address(task, change),
	    shape->ttl, is_new || change->ttl_given ?
	    json_integer(change->ttl) : NULL);

	add_settings(json, change, shape);
	return json;
}

static bool
is_record_of(const json_t *json, const struct shape *shape,
    const struct change *change)
{
	enum family family = change->address.family;
	const char *name = json_text(json, shape->name);
	const char *type = json_text(json, shape->type);
	const char *value = json_text(json, shape->value);
	struct address address;

	return name != NULL && type != NULL && value != NULL &&
	    name_equal(name, change->name) &&
	    strcasecmp(type, family_type(family)) == 0 &&
	    address_parse(&address, family, value, strlen(value)) &&
	    address_equal(&address, &change->address);
}

/* The TTL and the settings that were asked for were taken, too. */
static bool
is_taken(const json_t *json, const struct shape *shape,
    const struct change *change)
{
	long ttl = ttl_of(json, shape);

	return is_as_asked(change->settings, json, shape) &&
	    (!change->ttl_given || ttl < 0 || ttl == change->ttl);
}

static bool
is_saved(struct change *change, json_t *json, const struct shape *shape)
{
	const char *key;
	json_t *member;
	size_t i;

	if (is_record_of(json, shape, change)) {
		change->id = json_text(json, shape->id);
		return is_taken(json, shape, change);
	}
	json_object_foreach(json, key, member)
		if (is_saved(change, member, shape))
			return true;
	json_array_foreach(json, i, member)
		if (is_saved(change, member, shape))
			return true;
	return false;
}

enum verdict
check_saved(struct task *task, json_t *json, const struct shape *shape)
{
	size_t i, saved = 0;

	for (i = 0; i < task->n_changes; i++) {
		task->changes[i].done = is_saved(&task->changes[i], json,
		    shape);
		saved += task->changes[i].done;
	}
	return saved == task->n_changes ? CHANGED : fail(task, FAULT_PROTOCOL,
	    "it says success, but the answer lacks what was sent; see the "
	    "record there");
}
