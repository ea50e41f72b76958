/* shape - how a provider's JSON spells a record, read and written by it. */

#include "shape.h"

#include <stdint.h>
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
ttl_of(struct task *task, const json_t *json, const struct shape *shape)
{
	const char *ttl = json_word(task, json, shape->ttl);
	long seconds;

	if (ttl == NULL || !number_parse(ttl, 0, INT32_MAX, &seconds) ||
	    (shape->automatic != NULL &&
	    json_is_true(json_object_get(json, shape->automatic))))
		return -1;
	return seconds;
}

const char *
owner_of(struct task *task, const char *name, const struct shape *shape)
{
	return shape->apex == NULL ? name : relative(task, name, shape->apex);
}

/* false when it makes no sense; *found as in list_record. */
static bool
list_value(struct task *task, const struct shape *shape, const char *type,
    const char *value, long ttl, const char *id, struct record **found)
{
	*found = NULL;
	if (strcasecmp(type, "CNAME") == 0)
		found_other(task, text(task, "a CNAME to %s",
		    value == NULL ? "nothing" : value));
	if (shape->others != NULL && words_have(shape->others, type))
		found_other(task, text(task, "a record of type %s", type));
	if (strcasecmp(type, "A") != 0 && strcasecmp(type, "AAAA") != 0)
		return true;
	if (value == NULL || (shape->id != NULL && id == NULL))
		return false;
	*found = found_address(task, type, value, ttl, id);
	return *found != NULL;
}

bool
list_record(struct task *task, const json_t *json, const struct shape *shape,
    const char *owner, struct record **found)
{
	const char *name = json_text(json, shape->name);
	const char *type = json_text(json, shape->type);

	*found = NULL;
	if (name == NULL || type == NULL)
		return false;
	if (!name_equal(name, owner))
		return true;
	if (!list_value(task, shape, type, json_text(json, shape->value),
	    ttl_of(task, json, shape), json_word(task, json, shape->id),
	    found))
		return false;
	if (*found != NULL) {
		(*found)->outdated = !is_as_asked(task->settings, json,
		    shape);
		(*found)->whole = json;
	}
	return true;
}

/* Of an RRset. */
static const char *
value_text(const json_t *value, const struct shape *shape)
{
	return shape->value == NULL ? json_string_value(value) :
	    json_text(value, shape->value);
}

bool
list_set(struct task *task, const json_t *set, const struct shape *shape,
    const char *owner)
{
	const json_t *values = json_object_get(set, shape->values), *value;
	const char *name = json_text(set, shape->name);
	const char *type = json_text(set, shape->type);
	struct record *found;
	size_t i;

	if (name == NULL || type == NULL || !json_is_array(values))
		return false;
	if (!name_equal(name, owner))
		return true;
	json_array_foreach(values, i, value) {
		if (!list_value(task, shape, type, value_text(value, shape),
		    ttl_of(task, set, shape), json_word(task, set, shape->id),
		    &found))
			return false;
		if (found != NULL)
			found->whole = value;
	}
	return true;
}

bool
list_records(struct task *task, const json_t *list, const struct shape *shape,
    const char *owner)
{
	struct record *found;
	json_t *json;
	size_t i;

	json_array_foreach(list, i, json)
		if (shape->values != NULL ?
		    !list_set(task, json, shape, owner) :
		    !list_record(task, json, shape, owner, &found))
			return false;
	return json_is_array(list);
}

bool
list_zone(struct task *task, const json_t *json, const struct shape *shape)
{
	const char *apex = json_text(json, shape->zone);
	const char *id = json_word(task, json, shape->zone_id), *state;

	if (apex == NULL || id == NULL)
		return false;
	state = shape->zone_state == NULL ? NULL :
	    json_text(json, shape->zone_state);
	consider_zone(task, apex, id, state != NULL &&
	    strcmp(state, shape->zone_good) == 0);
	return true;
}

bool
list_zones(struct task *task, const json_t *list, const struct shape *shape)
{
	json_t *json;
	size_t i;

	json_array_foreach(list, i, json)
		if (!list_zone(task, json, shape))
			return false;
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
	    shape->name, is_new ? owner_of(task, change->name, shape) : NULL,
	    shape->type, is_new ? type : NULL,
	    shape->value, change_address(task, change),
	    shape->ttl, is_new || change->ttl_given ?
	    json_integer(change->ttl) : NULL);

	add_settings(json, change, shape);
	return json;
}

static bool
is_record_of(struct task *task, const json_t *json, const struct shape *shape,
    const struct change *change)
{
	enum family family = change->address.family;
	const char *name = json_text(json, shape->name);
	const char *type = json_text(json, shape->type);
	const char *value = json_text(json, shape->value);
	struct address address;

	return name != NULL && type != NULL && value != NULL &&
	    name_equal(name, owner_of(task, change->name, shape)) &&
	    strcasecmp(type, family_type(family)) == 0 &&
	    address_parse(&address, family, value, strlen(value)) &&
	    address_equal(&address, &change->address);
}

/* The TTL and the settings that were asked for were taken, too. */
static bool
is_taken(struct task *task, const json_t *json, const struct shape *shape,
    const struct change *change)
{
	long ttl = ttl_of(task, json, shape);

	return is_as_asked(change->settings, json, shape) &&
	    (!change->ttl_given || ttl < 0 || ttl == change->ttl);
}

/* Those that were found are not looked at again. */
static struct change *
change_of(struct task *task, const json_t *json, const struct shape *shape)
{
	size_t i;

	for (i = 0; i < task->n_changes; i++)
		if (!task->changes[i].done &&
		    is_record_of(task, json, shape, &task->changes[i]))
			return &task->changes[i];
	return NULL;
}

/* Looks through all of the reply for records that were asked for. */
static void
note_saved(struct task *task, json_t *json, const struct shape *shape)
{
	struct change *change = change_of(task, json, shape);
	const char *key;
	json_t *member;
	size_t i;

	if (change != NULL) {
		change->id = json_word(task, json, shape->id);
		change->done = is_taken(task, json, shape, change);
		return;
	}
	json_object_foreach(json, key, member) {
		note_saved(task, member, shape);
	}
	json_array_foreach(json, i, member) {
		note_saved(task, member, shape);
	}
}

enum verdict
check_saved(struct task *task, json_t *json, const struct shape *shape)
{
	size_t i, saved = 0;

	for (i = 0; i < task->n_changes; i++)
		task->changes[i].done = false;
	note_saved(task, json, shape);
	for (i = 0; i < task->n_changes; i++)
		saved += task->changes[i].done;
	return saved == task->n_changes ? CHANGED : fail_not_saved(task);
}

static bool
is_set_saved(struct task *task, const struct change *change, json_t *list,
    const struct shape *shape)
{
	const char *owner = owner_of(task, change->name, shape);
	const char *type = family_type(change->address.family);
	json_t *set, *values;
	const char *name;
	size_t i;

	json_array_foreach(list, i, set) {
		values = json_object_get(set, shape->values);
		name = json_text(set, shape->name);
		if (name != NULL && name_equal(name, owner) &&
		    same_string(json_text(set, shape->type), type) &&
		    ttl_of(task, set, shape) == change->ttl &&
		    json_array_size(values) == 1)
			return is_address(value_text(json_array_get(
			    values, 0), shape), &change->address);
	}
	return false;
}

enum verdict
check_sets_saved(struct task *task, json_t *list, const struct shape *shape)
{
	struct change *change = task->changes;
	bool all = true;

	for (; change < task->changes + task->n_changes; change++) {
		change->done = change->was_so ||
		    is_set_saved(task, change, list, shape);
		all = all && change->done;
	}
	return all ? CHANGED : fail_not_saved(task);
}
