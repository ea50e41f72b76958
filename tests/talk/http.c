/* http - the requests and replies of HTTP and files in a talk. */

#include "talk.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

#include "exchange.h"

/* What may befall an exchange, by the word for it. */
static const struct {
	const char *word;
	enum outcome outcome;
	const char *error;
} mishaps[] = {
	{ "written", ANSWERED, NULL },
	{ "timeout", TIMED_OUT, "no answer in time" },
	{ "recased", TIMED_OUT, "no answer in the letters that were asked" },
	{ "refused", UNREACHABLE, "no connection (connection refused)" },
	{ "unresolved", UNRESOLVED, "the name does not resolve" },
	{ "cut", CUT, "the connection was cut" },
	{ "untrusted", UNTRUSTED, "the certificate is not trusted" },
	{ "garbled", GARBLED, "what came is not the protocol" },
	{ "absent", ABSENT, "no such file" },
	{ "unreadable", UNREADABLE, "the file may not be read" },
	{ "unwritable", UNWRITABLE, "the file may not be written" },
	{ "changed", CHANGED_MEANWHILE, "it was changed by somebody else" },
	{ "busy", BUSY, "it is locked by somebody else" },
};

static const char *
wanted(struct talk *talk, const char *what, const char *wish, const char *got)
{
	return arena_print(talk->arena, "%s: wanted \"%s\", got \"%s\"", what,
	    wish, got);
}

static const char *
header_value(const struct exchange *x, const char *name, size_t size)
{
	size_t i;

	for (i = 0; i < x->n_headers; i++)
		if (strlen(x->headers[i].name) == size &&
		    strncasecmp(x->headers[i].name, name, size) == 0)
			return x->headers[i].value;
	return "(none)";
}

/* "Name: value"; JSON and hosts(5) never look so. */
static size_t
header_name(const char *line)
{
	size_t size = strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-");

	return line[size] == ':' && line[size + 1] == ' ' ? size : 0;
}

static const char *
headers_differ(struct talk *talk, const struct turn *turn,
    const struct exchange *x, size_t *after)
{
	const char *line, *got;
	size_t i, size;

	for (i = 0; i < turn->asked.n; i++) {
		line = turn->asked.list[i];
		size = header_name(line);
		if (size == 0)
			break;
		got = header_value(x, line, size);
		if (strcmp(got, line + size + 2) != 0)
			return wanted(talk, "header", line, got);
	}
	*after = i;
	return NULL;
}

/* "hex" and bytes: these and no others. */
static const char *
bytes_differ(struct talk *talk, const char *hex, const struct exchange *x)
{
	struct buffer *wish = buffer_new(talk->arena);
	struct buffer *got = buffer_new(talk->arena);
	size_t i;

	buffer_text(got, "");
	for (i = 0; i < x->body_size; i++)
		buffer_print(got, "%02x",
		    ((const unsigned char *)x->body)[i]);
	add_hex(wish, hex);
	return wish->size == x->body_size &&
	    memcmp(wish->data, x->body, wish->size) == 0 ? NULL :
	    wanted(talk, "body", hex, got->data);
}

/* Of JSON, what it says counts, not how it is written. */
static const char *
body_differs(struct talk *talk, const struct buffer *wish,
    const struct exchange *x)
{
	json_t *a = json_loadb(wish->data, wish->size, 0, NULL);
	json_t *b = json_loadb(x->body, x->body_size, 0, NULL);
	bool same = a != NULL && b != NULL ? json_equal(a, b) :
	    wish->size == x->body_size + (x->body_size > 0) &&
	    (wish->size == 0 ||
	    memcmp(wish->data, x->body, x->body_size) == 0);

	json_decref(a);
	json_decref(b);
	return same ? NULL : wanted(talk, "body", wish->data,
	    arena_copy(talk->arena, x->body == NULL ? "" : x->body,
	    x->body_size));
}

/* A URL has no blank, so " over IPv6" behind it is ours. */
static const char *
http_differs(struct talk *talk, const struct turn *turn,
    const struct exchange *x)
{
	const char *over = strstr(turn->target, " over IPv");
	const char *got = over == NULL ? arena_print(talk->arena, "%s %s",
	    x->method, x->url) : arena_print(talk->arena, "%s %s over %s",
	    x->method, x->url, x->any_family ? "any" :
	    family_name(x->family));
	const char *wish = arena_print(talk->arena, "%s %s", turn->method,
	    turn->target);
	const char *differs;
	size_t after = 0;

	if (strcmp(wish, got) != 0)
		return wanted(talk, "request", wish, got);
	differs = headers_differ(talk, turn, x, &after);
	if (differs != NULL)
		return differs;
	if (after < turn->asked.n && begins(turn->asked.list[after], "hex "))
		return bytes_differ(talk, turn->asked.list[after] + 4, x);
	return body_differs(talk, joined(talk->arena, &turn->asked, after), x);
}

/* The reply to the last reading of the same file. */
static const char *
read_before(struct talk *talk, const struct turn *write)
{
	const struct turn *turn = write;

	while (turn-- > talk->turns)
		if (turn->played && strcmp(turn->method, "READ") == 0 &&
		    strcmp(turn->target, write->target) == 0)
			return joined(talk->arena, &turn->replied, 0)->data;
	return "";
}

static const char *
file_differs(struct talk *talk, const struct turn *turn,
    const struct exchange *x)
{
	const struct buffer *text = joined(talk->arena, &turn->asked, 0);
	const char *got = arena_copy(talk->arena, x->body == NULL ? "" :
	    x->body, x->body_size);

	if (strcmp(turn->method, x->method) != 0 ||
	    strcmp(turn->target, x->url) != 0)
		return wanted(talk, "file", turn->target, arena_print(
		    talk->arena, "%s %s", x->method, x->url));
	if (strcmp(x->method, "READ") == 0)
		return NULL;
	if (text->size != x->body_size || strcmp(text->data, got) != 0)
		return wanted(talk, "text", text->data, got);
	if (x->old != NULL && strcmp(x->old, read_before(talk, turn)) != 0)
		return "it replaces another text than the one that was read";
	return NULL;
}

const char *
request_differs(struct talk *talk, const struct turn *turn,
    const struct exchange *x)
{
	if (strcmp(turn->method, "DNS") == 0)
		return question_differs(talk, turn, x);
	if (strcmp(turn->method, "UPDATE") == 0)
		return update_differs(talk, turn, x);
	if (strcmp(turn->method, "UDP") == 0 ||
	    strcmp(turn->method, "MULTICAST") == 0 || x->channel == DATAGRAM)
		return datagram_differs(talk, turn, x);
	if (x->channel == DNS)
		return wanted(talk, "request", turn->method, arena_print(
		    talk->arena, "a DNS message to %s",
		    x->server == NULL ? "system" : x->server));
	return x->channel == FILES ? file_differs(talk, turn, x) :
	    http_differs(talk, turn, x);
}

static void
fill_headers(struct talk *talk, const struct turn *turn, struct exchange *x)
{
	const char *line;
	size_t i, size;

	x->reply_headers = arena_alloc(talk->arena,
	    (turn->headers.n + 1) * sizeof(*x->reply_headers));
	for (i = 0; i < turn->headers.n; i++) {
		line = turn->headers.list[i];
		size = header_name(line);
		if (size == 0) {
			talk_fail(talk, turn->line, "wanted \"<h Name: value\","
			    " got \"%s\"", line);
			return;
		}
		if (begins(line, "Retry-After: "))
			x->retry_after = strtol(line + size + 2, NULL, 10);
		if (x->status >= 300)
			x->reply_headers[x->n_reply_headers++] =
			    (struct header){ arena_copy(talk->arena, line,
			    size), line + size + 2 };
	}
}

static void
fill_text(struct exchange *x, const struct buffer *text)
{
	x->reply = text->data;
	x->reply_size = text->size;
	if (x->reply_size > x->limit) {
		x->outcome = TOO_BIG;
		x->error = "the reply is too big";
	}
}

static void
fill_http(struct talk *talk, const struct turn *turn, struct exchange *x)
{
	const char *first = turn->replied.list[0];
	struct buffer *body = buffer_new(talk->arena);
	char *rest;
	size_t i;

	x->status = (int)strtol(first, &rest, 10);
	if (x->status < 100)
		talk_fail(talk, turn->line, "wanted a reply, got \"%s\"",
		    first);
	if (begins(rest, " hex "))
		add_hex(body, rest + 5);
	else
		buffer_text(body, rest + (*rest == ' '));
	for (i = 1; i < turn->replied.n; i++)
		buffer_print(body, "\n%s", turn->replied.list[i]);
	fill_headers(talk, turn, x);
	fill_text(x, body);
}

void
reply_fill(struct talk *talk, const struct turn *turn, struct exchange *x)
{
	const char *first = turn->replied.list[0];
	size_t i;

	x->outcome = ANSWERED;
	x->error = NULL;
	x->recased = strcmp(first, "recased") == 0;
	x->status = 0;
	x->reply = arena_string(talk->arena, "");
	x->reply_size = x->n_reply_headers = 0;
	x->retry_after = -1;
	for (i = 0; i < COUNT(mishaps); i++)
		if (strcmp(first, mishaps[i].word) == 0) {
			x->outcome = mishaps[i].outcome;
			x->error = mishaps[i].error;
			return;
		}
	if (x->channel == DATAGRAM)
		datagram_fill(talk, turn, x);
	else if (x->channel == FILES)
		fill_text(x, joined(talk->arena, &turn->replied, 0));
	else if (x->channel == DNS || (strcmp(turn->method, "DNS") == 0 &&
	    strtol(first, NULL, 10) == 0))
		answer_fill(talk, turn, x);
	else
		fill_http(talk, turn, x);
}
