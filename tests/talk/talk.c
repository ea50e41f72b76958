/* talk - reads a recorded conversation. */

#include "talk.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BEGIN = 16 };

void
talk_fail(struct talk *talk, unsigned line, const char *format, ...)
{
	va_list arguments;

	if (talk->failure != NULL)
		return;
	va_start(arguments, format);
	talk->failure = arena_vprint(talk->arena, format, arguments);
	va_end(arguments);
	talk->failed_line = line;
}

/* Room for one more of n things of the size each. */
static void *
more(struct arena *arena, void *list, size_t n, size_t *room, size_t size)
{
	void *larger;

	if (n < *room)
		return list;
	*room = *room * 2 + BEGIN;
	larger = arena_alloc(arena, *room * size);
	if (n > 0)
		memcpy(larger, list, n * size);
	return larger;
}

static void
add_line(struct talk *talk, struct lines *lines, const char *text)
{
	lines->list = more(talk->arena, lines->list, lines->n, &lines->room,
	    sizeof(*lines->list));
	lines->list[lines->n++] = text;
}

static void
add_statement(struct talk *talk, struct statements *all, unsigned line,
    const char *text)
{
	all->list = more(talk->arena, all->list, all->n, &all->room,
	    sizeof(*all->list));
	all->list[all->n++] = (struct statement){ line, text };
}

bool
begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static const char *
quoted_word(struct arena *arena, const char **text)
{
	const char *at = *text + 1;
	char *word = arena_alloc(arena, strlen(at) + 1);
	size_t size = 0;

	for (; *at != '\0' && (at[0] != '\'' || at[1] == '\''); at++)
		if (at[0] == '\\' && at[1] == 'n') {
			word[size++] = '\n';
			at++;
		} else {
			word[size++] = *at;
			at += at[0] == '\'';
		}
	*text = at + (*at != '\0');
	return word;
}

/* The quotes may begin within: key='a b'. Within, '' is one of them. */
const char *
next_word(struct arena *arena, const char **text)
{
	const char *start;
	size_t size;

	*text += strspn(*text, " ");
	if (**text == '\0')
		return NULL;
	start = *text;
	size = strcspn(start, " '");
	*text += size;
	if (**text != '\'')
		return arena_copy(arena, start, size);
	return arena_print(arena, "%.*s%s", (int)size, start,
	    quoted_word(arena, text));
}

struct buffer *
joined(struct arena *arena, const struct lines *lines, size_t from)
{
	struct buffer *text = buffer_new(arena);

	buffer_text(text, "");
	for (; from < lines->n; from++)
		buffer_print(text, "%s\n", lines->list[from]);
	return text;
}

/* Days since 1970, by counting years that begin in March. */
static long
days_until(long year, long month, long day)
{
	long shifted = year - (month <= 2);
	long of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;

	return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 +
	    of_year - 719468;
}

bool
time_read(const char *text, time_t *time)
{
	int year, month, day, hour, minute, second;

	if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2dZ", &year, &month, &day,
	    &hour, &minute, &second) != 6)
		return false;
	*time = ((days_until(year, month, day) * 24 + hour) * 60 + minute) *
	    60 + second;
	return true;
}

const char *
time_text(struct arena *arena, time_t time)
{
	char text[sizeof("2026-01-02T03:04:05Z")];
	struct tm utc;

	gmtime_r(&time, &utc);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc);
	return arena_string(arena, text);
}

static const char *
read_key(struct talk *talk, const char *text)
{
	const char *algorithm = next_word(talk->arena, &text);
	const char *name = next_word(talk->arena, &text);
	const char *secret = next_word(talk->arena, &text);

	if (secret == NULL)
		return "an algorithm, a name and a secret";
	return tsig_make_key(talk->arena, name, algorithm, secret, &talk->key);
}

/* What follows "@"; some of it is of the request below it. */
static void
read_circumstance(struct talk *talk, unsigned line, const char *text,
    struct turn *below)
{
	if (begins(text, "time ") && time_read(text + 5, &talk->time))
		return;
	if (begins(text, "pause "))
		below->pause = strtol(text + 6, NULL, 10);
	else if (begins(text, "together "))
		below->together = strtol(text + 9, NULL, 10);
	if (below->pause > 0 || below->together > 0)
		return;
	if (begins(text, "key ") && read_key(talk, text + 4) == NULL)
		return;
	talk_fail(talk, line, "wanted time, pause, together or key, got "
	    "\"%s\"", text);
}

static void
add_turn(struct talk *talk, unsigned line, const char *text,
    struct turn *begun)
{
	size_t size = strcspn(text, " ");
	struct turn *turn;

	talk->turns = more(talk->arena, talk->turns, talk->n, &talk->room,
	    sizeof(*talk->turns));
	turn = &talk->turns[talk->n++];
	*turn = *begun;
	turn->line = line;
	turn->method = arena_copy(talk->arena, text, size);
	turn->target = text + size + (text[size] == ' ');
	*begun = (struct turn){ .line = 0 };
}

/* A ">" after a reply begins the next request. */
static void
read_line(struct talk *talk, unsigned line, const char *text,
    struct turn *begun)
{
	struct turn *last = talk->n == 0 ? NULL : &talk->turns[talk->n - 1];
	const char *rest = text[0] == '\0' ? text :
	    text + 1 + (text[1] == ' ');

	if (text[0] == '\0' || text[0] == '#')
		return;
	if (text[0] == '$')
		add_statement(talk, &talk->wishes, line, rest);
	else if (text[0] == '=')
		add_statement(talk, &talk->endings, line, rest);
	else if (text[0] == '@')
		read_circumstance(talk, line, rest, begun);
	else if (text[0] == '>' && (last == NULL || last->replied.n > 0))
		add_turn(talk, line, rest, begun);
	else if (text[0] == '>')
		add_line(talk, &last->asked, rest);
	else if (last != NULL && begins(text, "<h "))
		add_line(talk, &last->headers, text + 3);
	else if (last != NULL && text[0] == '<')
		add_line(talk, &last->replied, rest);
	else
		talk_fail(talk, line, "wanted # $ @ > < or =, got \"%s\"",
		    text);
}

void
talk_read(struct talk *talk, const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t room = 0;
	unsigned line = 0;
	struct turn begun = { .line = 0 };

	talk->path = path;
	if (file == NULL) {
		talk_fail(talk, 0, "wanted a file, got none");
		return;
	}
	while (getline(&text, &room, file) != -1) {
		text[strcspn(text, "\n")] = '\0';
		read_line(talk, ++line, arena_string(talk->arena, text),
		    &begun);
	}
	free(text);
	fclose(file);
	if (talk->wishes.n == 0 || talk->endings.n == 0)
		talk_fail(talk, line, "wanted $ and = lines, got none");
}

const char *
value_read(struct talk *talk, unsigned line, const char *value)
{
	struct buffer *text = buffer_new(talk->arena);
	FILE *file;
	int byte;

	if (value[0] != '<')
		return value;
	file = fopen(value + 1, "r");
	if (file == NULL) {
		talk_fail(talk, line, "wanted the file %s, got none",
		    value + 1);
		return value;
	}
	while ((byte = getc(file)) != EOF)
		buffer_print(text, "%c", byte);
	fclose(file);
	return text->data;
}
