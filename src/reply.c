/* reply - the words in which a step reads, and says what went wrong. */

#include "reply.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "redact.h"

enum { QUOTE = 120 };

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

json_t *
at(struct task *task, const char *path)
{
	json_t *json = reply_json(task);
	const char *name;
	size_t size;

	for (; json != NULL && *path != '\0';
	    path += size + (path[size] == '.')) {
		size = strcspn(path, ".");
		name = text(task, "%.*s", (int)size, path);
		json = json_is_array(json) && isdigit((unsigned char)*name) ?
		    json_array_get(json, strtoul(name, NULL, 10)) :
		    json_object_get(json, name);
	}
	return json;
}

const char *
text_at(struct task *task, const char *path)
{
	return json_string_value(at(task, path));
}

static long
number_of(const json_t *number, long otherwise)
{
	return json_is_integer(number) ?
	    (long)json_integer_value(number) : otherwise;
}

long
number_at(struct task *task, const char *path, long otherwise)
{
	return number_of(at(task, path), otherwise);
}

const char *
json_text(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

long
json_number(const json_t *object, const char *key, long otherwise)
{
	return number_of(json_object_get(object, key), otherwise);
}

static bool
has_address(const char *text, const struct address *wanted)
{
	static const char blanks[] = " \t\r\n,";
	struct address address;
	size_t size;

	for (;; text += size) {
		text += strspn(text, blanks);
		size = strcspn(text, blanks);
		if (size == 0)
			return false;
		if (address_parse(&address, wanted->family, text, size) &&
		    address_equal(&address, wanted))
			return true;
	}
}

bool
names_every_address(struct task *task)
{
	size_t i;

	for (i = 0; i < task->n_changes; i++)
		if (!has_address(reply(task), &task->changes[i].address))
			return false;
	return true;
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

/* What the provider said, fit to be shown: no secret (which a cut would hide
 * from the search for it), no control characters, not too long. */
static const char *
quoted(struct task *task, const char *said)
{
	const char *clean = redact(task->arena, said);
	size_t size = strlen(clean);

	if (size > QUOTE)
		for (size = QUOTE; ((unsigned char)clean[size] & 0xc0) == 0x80;)
			size--;
	return text(task, "%.*s", (int)size, clean);
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
	const char *quote = said == NULL || said[0] == '\0' ? "" :
	    text(task, " (%s)", quoted(task, said));
	int code = status(task);

	if (code == 401)
		return fail(task, FAULT_AUTH, "the credentials were refused "
		    "(HTTP 401)%s; check them", quote);
	if (code == 403)
		return fail(task, FAULT_FORBIDDEN, "permission refused (HTTP "
		    "403)%s; it needs %s", quote,
		    task->account->permission);
	if (code == 404)
		return fail(task, FAULT_MISSING, "not found (HTTP 404)%s; "
		    "check the zone and --api-url", quote);
	if (code == 429)
		return fail_limited(task);
	if (code == 408 || code >= 500)
		return fail(task, FAULT_LATER, "out of order (HTTP %d)%s; "
		    "the next run may do", code, quote);
	if (code >= 300 && code < 400)
		return fail(task, FAULT_PROTOCOL, "redirects elsewhere (HTTP "
		    "%d), which is not followed; check --api-url", code);
	if (said == NULL)
		return fail(task, FAULT_PROTOCOL, "the reply (HTTP %d, %zu "
		    "bytes) makes no sense; is a proxy or portal in between?",
		    code, reply_size(task));
	return fail(task, FAULT_PROTOCOL, "the request was refused (HTTP "
	    "%d)%s", code, quote);
}

static bool
is_meant(const char *pattern, const char *code)
{
	size_t size = strlen(pattern);

	if (pattern[size - 1] == '*')
		return strncmp(pattern, code, size - 1) == 0;
	return strcmp(pattern, code) == 0;
}

enum verdict
fail_code(struct task *task, const struct meaning *meaning, const char *code,
    const char *said)
{
	if (code == NULL)
		return fail_http(task, said);
	task->code = code;
	if (said == NULL)
		said = code;
	else
		said = text(task, "%s: %s", code, said);
	for (; meaning->code != NULL && status(task) != 429; meaning++)
		if (is_meant(meaning->code, code))
			return fail(task, meaning->fault, "%s (%s)",
			    meaning->means, quoted(task, said));
	return fail_http(task, said);
}
