/* reply - the words in which a step reads, and says what went wrong. */

#include "reply.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "redact.h"
#include "settings.h"

enum { QUOTE = 120, MOST_PARSED = 32 << 20 };

void
read_reply(struct task *task, size_t i)
{
	task->reading = i;
}

static struct exchange *
read_now(const struct task *task)
{
	return task->asked[task->reading];
}

int
status(const struct task *task)
{
	return read_now(task)->status;
}

const char *
reply(const struct task *task)
{
	return read_now(task)->reply;
}

size_t
reply_size(const struct task *task)
{
	return read_now(task)->reply_size;
}

static void
forget_json(void *json)
{
	json_decref(json);
}

/* What jansson allocates for it at most: "[]," takes a hundred times its own
 * size. */
static size_t
weight(const char *text, size_t size)
{
	static const size_t weights[UCHAR_MAX + 1] = {
		['{'] = 300, ['['] = 200, [','] = 150, [':'] = 100,
	};
	size_t sum = size;

	while (size > 0)
		sum += weights[(unsigned char)text[--size]];
	return sum;
}

json_t *
json_read(struct task *task, const char *text, size_t size)
{
	json_t *json = NULL;

	task->parsed += weight(text, size);
	if (task->parsed <= MOST_PARSED)
		json = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
	if (json != NULL)
		arena_defer(task->arena, forget_json, json);
	return json;
}

json_t *
reply_json(struct task *task)
{
	struct exchange *exchange = read_now(task);

	if (exchange->parsed == NULL && !exchange->unparsable) {
		exchange->parsed = json_read(task, exchange->reply,
		    exchange->reply_size);
		exchange->unparsable = exchange->parsed == NULL;
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
		name = arena_copy(task->arena, path, size);
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

const char *
said_at(struct task *task, const char *path, const char *detail)
{
	const char *said = text_at(task, path), *more = text_at(task, detail);

	return said != NULL && more != NULL ?
	    text(task, "%s: %s", said, more) : said;
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

bool
has_count(struct task *task, const char *path)
{
	const json_t *count = at(task, path);

	return count == NULL || json_is_null(count) || json_is_integer(count);
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

static const char *
word_of(struct task *task, const json_t *json)
{
	if (json_is_integer(json))
		return text(task, "%" JSON_INTEGER_FORMAT,
		    json_integer_value(json));
	return json_string_value(json);
}

const char *
json_word(struct task *task, const json_t *object, const char *key)
{
	return word_of(task, json_object_get(object, key));
}

const char *
word_at(struct task *task, const char *path)
{
	return word_of(task, at(task, path));
}

enum naming
names_address(const char *said, const struct address *wanted)
{
	static const char between[] = " \t\r\n,;()[]{}|<>\"'=";
	enum naming naming = NAMES_NONE;
	struct address address;
	size_t size, end;

	for (;; said += size) {
		said += strspn(said, between);
		size = strcspn(said, between);
		if (size == 0)
			return naming;
		/* That of a sentence. */
		end = size > 1 && said[size - 1] == '.' ? size - 1 : size;
		if (!address_parse(&address, wanted->family, said, end))
			continue;
		if (address_equal(&address, wanted))
			return NAMES_IT;
		naming = NAMES_ANOTHER;
	}
}

bool
names_every_address(struct task *task)
{
	size_t i;

	for (i = 0; i < task->n_changes; i++)
		if (names_address(reply(task), &task->changes[i].address) !=
		    NAMES_IT)
			return false;
	return true;
}

bool
is_address(const char *text, const struct address *wanted)
{
	struct address address;

	return text != NULL && address_parse(&address, wanted->family, text,
	    strlen(text)) && address_equal(&address, wanted);
}

enum verdict
fail(struct task *task, enum fault fault, const char *format, ...)
{
	va_list arguments;
	const char *why;

	va_start(arguments, format);
	why = arena_vprint(task->arena, format, arguments);
	va_end(arguments);
	/* The run has looked again by the time that anybody is told. */
	task_fail(task, fault, fault != FAULT_MOVED ? why :
	    text(task, "%s; the next run looks again", why));
	if (task->n_asked > 0 && read_now(task)->channel == HTTP)
		task->http = read_now(task)->status;
	return FAILED;
}

const char *
quoted(struct task *task, const char *said)
{
	return redact_opening(task->arena, said, QUOTE);
}

long
said_wait(const struct task *task)
{
	long seconds = read_now(task)->retry_after;

	return seconds > 0 ? seconds : 0;
}

static enum verdict
fail_limited(struct task *task)
{
	long seconds = task->wait = said_wait(task);

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
	if (code == 408 || code >= 500) {
		task->wait = said_wait(task);
		return fail(task, FAULT_LATER, "out of order (HTTP %d)%s; "
		    "the next run may do", code, quote);
	}
	if (code >= 300 && code < 400)
		return fail(task, FAULT_PROTOCOL, "redirects elsewhere (HTTP "
		    "%d), which is not followed; check --api-url", code);
	if (task->parsed > MOST_PARSED)
		return fail(task, FAULT_PROTOCOL, "the reply (HTTP %d, %zu "
		    "bytes) holds more than is taken in; is this the right "
		    "server?", code, reply_size(task));
	if (said == NULL)
		return fail(task, FAULT_PROTOCOL, "the reply (HTTP %d, %zu "
		    "bytes) makes no sense; is a proxy or portal in between?",
		    code, reply_size(task));
	return fail(task, FAULT_PROTOCOL, "the request was refused (HTTP "
	    "%d)%s; its documentation says why", code, quote);
}

static bool
is_meant(const char *pattern, const char *code, const char *said)
{
	size_t size = strlen(pattern);

	if (pattern[size - 1] == '*')
		return strncmp(pattern, said, size - 1) == 0;
	return words_have(pattern, code);
}

enum verdict
fail_code(struct task *task, const struct meaning *meaning, const char *code,
    const char *said)
{
	if (code == NULL)
		return fail_http(task, said);
	task->code = quoted(task, code);
	if (said == NULL)
		said = code;
	else
		said = text(task, "%s: %s", code, said);
	for (; meaning->code != NULL && status(task) != 429; meaning++)
		if (is_meant(meaning->code, code, said))
			return fail(task, meaning->fault, "%s (%s)",
			    meaning->means, quoted(task, said));
	return fail_http(task, said);
}
