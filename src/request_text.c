/* request_text - the texts that requests are made of. */

#include "request.h"

#include <string.h>

#include "log.h"
#include "redact.h"
#include "sysexit.h"
#include "url.h"
#include "wipe.h"

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
concealed(const char *secret)
{
	redact_add(secret);
	return secret;
}

/* The pair and those that follow it, with what stands before the first. */
static void
add_pairs(struct task *task, struct buffer *made, const char *before,
    const char *key, va_list pairs)
{
	const char *value;

	for (; key != NULL; key = va_arg(pairs, const char *)) {
		value = va_arg(pairs, const char *);
		if (value == NULL)
			continue;
		buffer_print(made, "%s%s=%s", before, key,
		    encoded(task, value));
		before = "&";
	}
}

const char *
url(struct task *task, const char *path, ...)
{
	struct buffer *made = buffer_new(task->arena);
	va_list pairs;

	buffer_print(made, "%s%s", task->account == NULL ||
	    task->account->base == NULL ? "" : task->account->base, path);
	va_start(pairs, path);
	add_pairs(task, made, "?", va_arg(pairs, const char *), pairs);
	va_end(pairs);
	return made->data;
}

const char *
path_to(struct task *task, const char *path, const char *name)
{
	return name == NULL ? path :
	    text(task, "%s/%s", path, encoded(task, name));
}

const char *
form(struct task *task, const char *key, ...)
{
	struct buffer *made = buffer_new(task->arena);
	va_list pairs;

	buffer_text(made, "");
	va_start(pairs, key);
	add_pairs(task, made, "", key, pairs);
	va_end(pairs);
	return made->data;
}

const char *
json_written(struct task *task, json_t *json)
{
	char *dumped = json_dumps(json, JSON_COMPACT);
	const char *written;

	json_decref(json);
	if (dumped == NULL)
		log_die(EXIT_SOFTWARE, "a request cannot be written as JSON");
	written = arena_string(task->arena, dumped);
	json_text_free(dumped);
	return written;
}
