/* request - the words in which a step asks. */

#include "request.h"

#include <string.h>

#include "encode.h"
#include "log.h"
#include "nameservers.h"
#include "sysexit.h"

enum { REPLY_LIMIT = 4 * 1024 * 1024, DATAGRAM_PAUSE = 250 /* ms */ };

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

const char *
change_address(struct task *task, const struct change *change)
{
	char room[ADDRESS_ROOM];

	return text(task, "%s", address_text(&change->address, room));
}

const char *
wanted_address(struct task *task, enum family family)
{
	size_t i;

	for (i = 0; i < task->n_changes; i++)
		if (task->changes[i].address.family == family)
			return change_address(task, &task->changes[i]);
	return NULL;
}

const char *
wrong_server(struct task *task, const char *key)
{
	const char *server = setting(task, key);

	return server == NULL || nameserver_is_one(server) ? NULL :
	    text(task, "%s: \"%s\" is no host[:port]; an IPv6 address with "
	    "a port stands in brackets", key,
	    strchr(server, '@') != NULL ? "the value" : server);
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
	if (task->n_asking == MESSAGES)
		log_die(EXIT_SOFTWARE, "a step asks too much at once");
	task->asking[task->n_asking++] = exchange;
	return exchange;
}

static struct exchange *
add_read(struct task *task, enum channel channel, const char *method,
    const char *where)
{
	struct exchange *exchange = add(task, channel, method, where);

	exchange->reads = true;
	return exchange;
}

struct exchange *
get(struct task *task, const char *where)
{
	return add_read(task, HTTP, "GET", where);
}

struct exchange *
write_by_get(struct task *task, const char *where)
{
	return add(task, HTTP, "GET", where);
}

struct exchange *
send_empty(struct task *task, const char *method, const char *where)
{
	return add(task, HTTP, method, where);
}

struct exchange *
send_text(struct task *task, const char *method, const char *where,
    const char *type, const char *body)
{
	struct exchange *exchange = add(task, HTTP, method, where);

	exchange->body = body;
	exchange->body_size = strlen(body);
	header(task, "Content-Type", type);
	return exchange;
}

struct exchange *
send_form(struct task *task, const char *where, const char *fields)
{
	return send_text(task, "POST", where,
	    "application/x-www-form-urlencoded", fields);
}

struct exchange *
send_json(struct task *task, const char *method, const char *where,
    json_t *body)
{
	return send_text(task, method, where, "application/json",
	    json_written(task, body));
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

static struct exchange *
add_message(struct task *task, enum channel channel, const char *server,
    const void *message, size_t size)
{
	struct exchange *exchange = add_read(task, channel, "UDP", "");

	exchange->server = server;
	exchange->body = message;
	exchange->body_size = size;
	return exchange;
}

struct exchange *
ask_dns(struct task *task, const char *server, const void *message,
    size_t size)
{
	return add_message(task, DNS, server, message, size);
}

struct exchange *
send_datagram(struct task *task, const char *server, const void *message,
    size_t size, bool (*answers)(const struct exchange *, const void *,
    size_t))
{
	struct exchange *exchange = add_message(task, DATAGRAM, server,
	    message, size);

	exchange->answers = answers;
	exchange->pause = DATAGRAM_PAUSE;
	return exchange;
}

static struct exchange *
asked_last(struct task *task)
{
	return task->asking[task->n_asking - 1];
}

void
only_reads(struct task *task)
{
	asked_last(task)->reads = true;
}

void
later(struct task *task, int64_t ms)
{
	asked_last(task)->anew = true;
	asked_last(task)->delay = ms;
}

enum ipv6_choice
ipv6_wanted(struct task *task)
{
	const char *which = setting(task, "ipv6");

	return which == NULL ? IPV6_STABLE :
	    strcmp(which, "temporary") == 0 ? IPV6_TEMPORARY :
	    strcmp(which, "any") == 0 ? IPV6_ANY : IPV6_STABLE;
}

void
as_echo(struct task *task)
{
	struct exchange *exchange = asked_last(task);

	exchange->detects = true;
	exchange->any_family = false;
	exchange->family = task->family;
	exchange->ipv6 = ipv6_wanted(task);
}

void
header(struct task *task, const char *name, const char *value)
{
	struct exchange *exchange = asked_last(task);

	if (exchange->n_headers == HEADERS)
		log_die(EXIT_SOFTWARE, "a request has too many headers");
	exchange->headers[exchange->n_headers++] =
	    (struct header){ name, value };
}

void
bearer(struct task *task, const char *token)
{
	header(task, "Authorization", text(task, "Bearer %s", token));
}

void
basic(struct task *task, const char *user, const char *password)
{
	const char *both = text(task, "%s:%s", user, password);

	header(task, "Authorization", text(task, "Basic %s",
	    base64_encode(task->arena, both, strlen(both))));
}

void
signed_by(struct task *task, void (*sign)(struct task *, struct exchange *))
{
	struct exchange *exchange = asked_last(task);

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

void *
scratch(struct task *task, size_t size)
{
	if (task->state == NULL)
		task->state = arena_alloc(task->arena, size);
	return task->state;
}
