/* wire_line - an exchange on its way: what wire.c and its channels share. */

#include "wire_line.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "log.h"

void
line_answered(struct line *line, struct buffer *reply)
{
	struct exchange *x = line->exchange;

	line->done = true;
	x->outcome = ANSWERED;
	x->error = NULL;
	if (reply->size == 0)
		buffer_text(reply, "");
	x->reply = reply->data;
	x->reply_size = reply->size;
}

void
line_answered_with(struct line *line, const void *reply, size_t size)
{
	struct buffer *buffer = buffer_new(line->arena);

	buffer_add(buffer, reply, size);
	line_answered(line, buffer);
}

void
line_hang_up(struct line *line)
{
	if (line->fd != -1)
		close(line->fd);
	line->fd = -1;
}

void
line_failed(struct line *line, enum outcome outcome, const char *format, ...)
{
	va_list arguments;

	line->done = true;
	line->exchange->outcome = outcome;
	va_start(arguments, format);
	line->exchange->error = arena_vprint(line->arena, format, arguments);
	va_end(arguments);
}

/* A provider that never answers must not cost the others their turn: what comes
 * after all reads has half of the time. */
int64_t
line_patience(const struct line *line)
{
	const struct exchange *x = line->exchange;

	if (x->timeout > 0)
		return x->timeout;
	return x->channel == HTTP && x->reads ? wire_left(line->wire) / 2 :
	    line->calls->patience;
}

void
line_late(struct line *line)
{
	line_failed(line, TIMED_OUT, "%s %s within %s", line->whom,
	    line->calls->late, span_words(line->arena,
	    wire_now(line->wire) - line->began));
}

void
line_log_sent(const struct line *line)
{
	const struct exchange *x = line->exchange;

	switch (x->channel) {
	case DNS:
		log_exchange("> %s %s, %zu bytes", x->method,
		    x->server == NULL ? "the system's resolver" : x->server,
		    x->body_size);
		break;
	case DATAGRAM:
		log_exchange("> UDP %s, %zu bytes", x->server, x->body_size);
		break;
	case COMMAND:
		log_exchange("> /bin/sh -c %s", x->url);
		break;
	default:
		log_exchange("> %s %s", x->method, x->url);
	}
}

void
line_log_received(const struct line *line)
{
	const struct exchange *x = line->exchange;

	if (x->outcome != ANSWERED)
		log_exchange("< %s, after %ld ms", x->error, x->ms);
	else
		log_exchange("< %d %zu bytes in %ld ms from %s", x->status,
		    x->reply_size, x->ms, line->whom);
}

void
lower_first(char *text)
{
	static const char upper[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const size_t first = strcspn(text, " :");

	if (strspn(text, upper) == 1 && strcspn(text + 1, upper) >= first - 1)
		text[0] = (char)(text[0] - 'A' + 'a');
}

const char *
error_words(struct arena *arena, int error)
{
	char *words = arena_string(arena, strerror(error));

	lower_first(words);
	return words;
}

const char *
span_words(struct arena *arena, int64_t ms)
{
	if (ms % 1000 < 100)
		return arena_print(arena, "%" PRId64 " s", ms / 1000);
	return arena_print(arena, "%" PRId64 ".%d s", ms / 1000,
	    (int)(ms % 1000 / 100));
}
