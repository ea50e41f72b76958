/* datagram - the datagrams of a talk, in hex or as lines of text. */

#include "talk.h"

#include <string.h>

#include "exchange.h"

static const char digits[] = "0123456789abcdef";

static bool
is_hex(const char *line)
{
	return strspn(line, "0123456789abcdef ") == strlen(line);
}

void
add_hex(struct buffer *bytes, const char *line)
{
	const char *high = NULL, *digit;
	unsigned char byte;

	for (; *line != '\0'; line++) {
		if (*line == ' ')
			continue;
		digit = strchr(digits, *line);
		if (high == NULL) {
			high = digit;
			continue;
		}
		byte = (unsigned char)((high - digits) * 16 +
		    (digit - digits));
		buffer_add(bytes, &byte, 1);
		high = NULL;
	}
}

static const char *
hex(struct arena *arena, const void *bytes, size_t size)
{
	const unsigned char *at = bytes;
	struct buffer *text = buffer_new(arena);

	for (buffer_text(text, ""); size > 0; size--)
		buffer_print(text, "%02x", *at++);
	return text->data;
}

/* All lines are hex, or each is text with CR LF behind it. */
static struct buffer *
message(struct arena *arena, const char *begun, const struct lines *lines)
{
	const bool is_text = *begun == '\0' && lines->n > 0 &&
	    !is_hex(lines->list[0]);
	struct buffer *bytes = buffer_new(arena);
	size_t i;

	buffer_text(bytes, "");
	add_hex(bytes, begun);
	for (i = 0; i < lines->n; i++)
		if (is_text)
			buffer_print(bytes, "%s\r\n", lines->list[i]);
		else if (is_hex(lines->list[i]))
			add_hex(bytes, lines->list[i]);
	return bytes;
}

const char *
datagram_differs(struct talk *talk, const struct turn *turn,
    const struct exchange *x)
{
	const char *text = turn->target;
	const char *server = next_word(talk->arena, &text), *from = NULL;
	const struct buffer *wish;

	if (x->channel != DATAGRAM || strcmp(turn->method, x->method) != 0 ||
	    !same_string(server, x->server))
		return arena_print(talk->arena, "wanted %s %s, got %s %s",
		    turn->method, turn->target, x->method,
		    x->server == NULL ? x->url : x->server);
	if (begins(text, " from ")) {
		text += strlen(" from ");
		from = next_word(talk->arena, &text);
	}
	if (!same_string(from, x->sender))
		return arena_print(talk->arena, "wanted %s %s, which is to be "
		    "answered by %s", turn->method, turn->target,
		    x->sender == NULL ? "the server" : x->sender);
	if (!is_hex(text))
		return "wanted HOST:PORT [from HOST] [HEX]";
	wish = message(talk->arena, text, &turn->asked);
	if (wish->size == x->body_size &&
	    memcmp(wish->data, x->body, wish->size) == 0)
		return NULL;
	return arena_print(talk->arena, "body: wanted %s, got %s (%.*s)",
	    hex(talk->arena, wish->data, wish->size),
	    hex(talk->arena, x->body, x->body_size), (int)x->body_size,
	    (const char *)x->body);
}

/* Of several in hex, each a line, the first that answers; the wire passes over
 * the others, and then waits in vain. */
void
datagram_fill(struct talk *talk, const struct turn *turn, struct exchange *x)
{
	const struct lines *all = &turn->replied;
	const bool is_text = !is_hex(all->list[0]);
	struct lines one = *all;
	const struct buffer *bytes;
	size_t i;

	for (i = 0; i < (is_text ? 1 : all->n); i++) {
		one.list = all->list + i;
		one.n = is_text ? all->n : 1;
		bytes = message(talk->arena, "", &one);
		if (!x->answers(x, bytes->data, bytes->size))
			continue;
		x->reply = bytes->data;
		x->reply_size = bytes->size;
		return;
	}
	x->outcome = TIMED_OUT;
	x->error = "no answer in time";
}
