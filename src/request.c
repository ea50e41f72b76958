/* request - the words in which a step asks and reads. */

#include "request.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "name.h"
#include "provider.h"
#include "url.h"

enum { REPLY_LIMIT = 8 * 1024 * 1024, QUOTE = 120 };

const char *
text(struct task *task, const char *format, ...)
{
	va_list arguments;
	char *made;

	va_start(arguments, format);
	made = arena_vprint(task->arena, format, arguments);
	va_end(arguments);
	return made;
}

const char *
encoded(struct task *task, const char *plain)
{
	return url_encode(task->arena, plain, strlen(plain));
}

const char *
url(struct task *task, const char *path, ...)
{
	struct buffer *made = buffer_new(task->arena);
	const char *key, *value;
	char before = '?';
	va_list pairs;

	buffer_print(made, "%s%s", task->account == NULL ||
	    task->account->base == NULL ? "" : task->account->base, path);
	va_start(pairs, path);
	while ((key = va_arg(pairs, const char *)) != NULL) {
		value = va_arg(pairs, const char *);
		if (value == NULL)
			continue;
		buffer_print(made, "%c%s=%s", before, key,
		    encoded(task, value));
		before = '&';
	}
	va_end(pairs);
	return made->data;
}

const char *
setting(struct task *task, const char *key)
{
	return settings_get(task->settings, key);
}

const char *
setting_origin(struct task *task, const char *key)
{
	const struct setting *found = settings_find(task->settings, key);

	return found == NULL ? NULL : found->origin;
}

const char *
change_setting(const struct change *change, const char *key)
{
	return settings_get(change->settings, key);
}

static struct exchange *
add(struct task *task, enum channel channel, const char *method,
    const char *where)
{
	struct exchange *exchange = arena_alloc(task->arena,
	    sizeof(*exchange));

	exchange->channel = channel;
	exchange->method = method;
	exchange->url = where;
	exchange->any_family = true;
	exchange->limit = REPLY_LIMIT;
	exchange->retry_after = -1;
	task->asking[task->n_asking++] = exchange;
	return exchange;
}

static struct exchange *
add_read(struct task *task, enum channel channel, const char *method,
    const char *where)
{
	struct exchange *exchange = add(task, channel, method, where);

	exchange->reads = exchange->repeatable = true;
	return exchange;
}

struct exchange *
get(struct task *task, const char *where)
{
	return add_read(task, HTTP, "GET", where);
}

struct exchange *
post_query(struct task *task, const char *where)
{
	return add_read(task, HTTP, "POST", where);
}

struct exchange *
send_empty(struct task *task, const char *method, const char *where)
{
	return add(task, HTTP, method, where);
}

struct exchange *
send_json(struct task *task, const char *method, const char *where,
    json_t *body)
{
	struct exchange *exchange = add(task, HTTP, method, where);
	char *dumped = json_dumps(body, JSON_COMPACT);

	json_decref(body);
	exchange->body = arena_string(task->arena, dumped);
	exchange->body_size = strlen(dumped);
	free(dumped);
	header(task, "Content-Type", "application/json");
	return exchange;
}

struct exchange *
read_file(struct task *task, const char *path)
{
	return add_read(task, FILES, "READ", path);
}

struct exchange *
write_file(struct task *task, const char *path, const char *old,
    size_t old_size, const char *new, size_t size)
{
	struct exchange *exchange = add(task, FILES, "WRITE", path);

	exchange->old = old;
	exchange->old_size = old_size;
	exchange->body = new;
	exchange->body_size = size;
	return exchange;
}

struct exchange *
run_command(struct task *task, const char *command)
{
	return add_read(task, COMMAND, "RUN", command);
}

struct exchange *
ask_dns(struct task *task, const char *server, const void *message,
    size_t size)
{
	struct exchange *exchange = add(task, DNS, "UDP", "");

	exchange->reads = true;
	exchange->server = server;
	exchange->body = message;
	exchange->body_size = size;
	return exchange;
}

void
header(struct task *task, const char *name, const char *value)
{
	struct exchange *exchange = task->asking[task->n_asking - 1];

	exchange->headers[exchange->n_headers++] =
	    (struct header){ name, value };
}

void
bearer(struct task *task, const char *token)
{
	header(task, "Authorization", text(task, "Bearer %s", token));
}

void
signed_by(struct task *task, void (*sign)(struct task *, struct exchange *))
{
	struct exchange *exchange = task->asking[task->n_asking - 1];

	exchange->sign = sign;
	exchange->n_plain = exchange->n_headers;
}

enum verdict
ask(struct task *task, step_fn *then)
{
	task->next = then;
	task->reads_failures = false;
	return ASKED;
}

enum verdict
ask_anyway(struct task *task, step_fn *then)
{
	task->next = then;
	task->reads_failures = true;
	return ASKED;
}

int
status(const struct task *task)
{
	return task->asked[0]->status;
}

const char *
reply(const struct task *task)
{
	return task->asked[0]->reply;
}

size_t
reply_size(const struct task *task)
{
	return task->asked[0]->reply_size;
}

const char *
reply_header(const struct task *task, const char *name)
{
	const struct exchange *exchange = task->asked[0];
	size_t i;

	for (i = 0; i < exchange->n_reply_headers; i++)
		if (strcasecmp(exchange->reply_headers[i].name, name) == 0)
			return exchange->reply_headers[i].value;
	return NULL;
}

static void
forget_json(void *json)
{
	json_decref(json);
}

json_t *
reply_json(struct task *task)
{
	struct exchange *exchange = task->asked[0];

	if (exchange->parsed == NULL && exchange->reply_size > 0) {
		exchange->parsed = json_loadb(exchange->reply,
		    exchange->reply_size, JSON_REJECT_DUPLICATES, NULL);
		if (exchange->parsed != NULL)
			arena_defer(task->arena, forget_json,
			    exchange->parsed);
	}
	return exchange->parsed;
}

const char *
json_text(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

long
json_number(const json_t *object, const char *key, long otherwise)
{
	const json_t *number = json_object_get(object, key);

	return json_is_integer(number) ?
	    (long)json_integer_value(number) : otherwise;
}

enum verdict
fail(struct task *task, enum fault fault, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	task_fail(task, fault,
	    arena_vprint(task->arena, format, arguments));
	va_end(arguments);
	if (task->n_asked > 0 && task->asked[0]->channel == HTTP)
		task->http = task->asked[0]->status;
	return FAILED;
}

static enum verdict
fail_limited(struct task *task)
{
	long seconds = task->asked[0]->retry_after;

	if (seconds > 0)
		return fail(task, FAULT_LIMITED, "too many requests (HTTP "
		    "429); not again for %ld s, as it says", seconds);
	return fail(task, FAULT_LIMITED, "too many requests (HTTP 429); run "
	    "less often");
}

enum verdict
fail_http(struct task *task, const char *said)
{
	const char *quoted = said == NULL || said[0] == '\0' ? "" :
	    text(task, ": %.*s", QUOTE, said);
	int code = status(task);

	if (code == 401)
		return fail(task, FAULT_AUTH, "the credentials were refused "
		    "(HTTP 401)%s; check them", quoted);
	if (code == 403)
		return fail(task, FAULT_AUTH, "permission refused (HTTP "
		    "403)%s; it needs %s", quoted,
		    task->account->provider->permission);
	if (code == 404)
		return fail(task, FAULT_MISSING, "not found (HTTP 404)%s; "
		    "check the zone and --api-url", quoted);
	if (code == 429)
		return fail_limited(task);
	if (code == 408 || code >= 500)
		return fail(task, FAULT_LATER, "out of order (HTTP %d)%s; "
		    "the next run may do", code, quoted);
	if (code >= 300 && code < 400)
		return fail(task, FAULT_PROTOCOL, "redirects elsewhere (HTTP "
		    "%d), which is not followed; check --api-url", code);
	if (said == NULL)
		return fail(task, FAULT_PROTOCOL, "the reply (HTTP %d, %zu "
		    "bytes) makes no sense; is a proxy or portal in between?",
		    code, reply_size(task));
	return fail(task, FAULT_PROTOCOL, "the request was refused (HTTP "
	    "%d)%s", code, quoted);
}

const char *
first_suffix(struct task *task)
{
	const char *zone = setting(task, "zone");

	task->suffix = zone != NULL ? zone :
	    strncmp(task->name, "*.", 2) == 0 ? task->name + 2 : task->name;
	return task->suffix;
}

/* A single label is nobody's zone here, unless the user names it. */
const char *
next_suffix(struct task *task)
{
	const char *parent = setting(task, "zone") != NULL ? NULL :
	    name_parent(task->suffix);

	if (parent != NULL && strchr(parent, '.') == NULL)
		parent = NULL;
	return task->suffix = parent;
}

enum verdict
fail_no_zone(struct task *task)
{
	const char *zone = setting(task, "zone");

	if (zone != NULL)
		return fail(task, FAULT_MISSING, "no zone %s in this account; "
		    "check --zone and what the credentials may see", zone);
	return fail(task, FAULT_MISSING, "no zone of this account holds the "
	    "name; add the zone, or check what the credentials may see: it "
	    "needs %s", task->account->provider->permission);
}

static struct record *
found(struct task *task)
{
	struct live *live = &task->live;
	struct record *records, *record;

	if (live->n == live->room) {
		live->room = live->room * 2 + 4;
		records = arena_alloc(task->arena,
		    live->room * sizeof(*records));
		if (live->n > 0)
			memcpy(records, live->records,
			    live->n * sizeof(*records));
		live->records = records;
	}
	record = &live->records[live->n++];
	record->ttl = -1;
	return record;
}

struct record *
found_address(struct task *task, const char *type, const char *value, long ttl,
    const char *id)
{
	enum family family = strcasecmp(type, "AAAA") == 0 ? IPV6 : IPV4;
	struct address address;
	struct record *record;

	if (strcasecmp(type, family_type(family)) != 0 ||
	    !address_parse(&address, family, value, strlen(value)))
		return NULL;
	record = found(task);
	record->is_address = true;
	record->address = address;
	record->ttl = ttl;
	record->id = id;
	return record;
}

struct record *
found_other(struct task *task, const char *what)
{
	struct record *record = found(task);

	record->other = what;
	return record;
}

void
found_zone(struct task *task, const char *apex, const char *id)
{
	task->live.zone = apex;
	task->live.zone_id = id;
}

const char *
relative(struct task *task, const char *name, const char *apex)
{
	const char *label = name_relative(task->arena, name,
	    task->live.zone);

	return label[0] == '\0' ? apex : label;
}

void *
scratch(struct task *task, size_t size)
{
	if (task->state == NULL)
		task->state = arena_alloc(task->arena, size);
	return task->state;
}
