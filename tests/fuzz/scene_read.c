/* scene_read - an input as a talk: what cannot be one is passed over. */

#include <string.h>

#include "fuzz.h"
#include "scene.h"
#include "talk.h"

enum { MOST_WISHES = 6, MOST_TURNS = 400 };

static void
add_line(struct talk *talk, struct lines *lines, const char *text)
{
	lines->list = arena_grow(talk->arena, lines->list, lines->n,
	    &lines->room, sizeof(*lines->list));
	lines->list[lines->n++] = text;
}

static void
add_wish(struct talk *talk, const char *text)
{
	struct statements *all = &talk->wishes;

	if (all->n == MOST_WISHES)
		return;
	all->list = arena_grow(talk->arena, all->list, all->n, &all->room,
	    sizeof(*all->list));
	all->list[all->n++] = (struct statement){ .text = text };
}

static struct turn *
add_turn(struct talk *talk)
{
	struct turn *turn;

	if (talk->n == MOST_TURNS)
		return NULL;
	talk->turns = arena_grow(talk->arena, talk->turns, talk->n,
	    &talk->room, sizeof(*talk->turns));
	turn = &talk->turns[talk->n++];
	*turn = (struct turn){ .method = "", .target = "" };
	return turn;
}

static void
read_key(struct talk *talk, const char *text)
{
	const char *algorithm = next_word(talk->arena, &text);
	const char *name = next_word(talk->arena, &text);
	const char *secret = next_word(talk->arena, &text);
	struct tsig_key key;

	if (secret != NULL && tsig_make_key(talk->arena, name, algorithm,
	    secret, &key) == NULL)
		talk->key = key;
}

static void
read_circumstance(struct scene *scene, const char *text)
{
	struct talk *talk = scene->talk;
	time_t time;

	if (begins(text, "again"))
		scene->again = true;
	else if (begins(text, "key "))
		read_key(talk, text + 4);
	/* Years that the program can write with four digits. */
	else if (begins(text, "time ") && time_read(text + 5, &time) &&
	    time > 0 && time < 253402300000)
		talk->time = time;
}

/* What a reply is for, if it says so. */
static void
read_request(struct talk *talk, struct turn *turn, const char *text)
{
	size_t size = strcspn(text, " ");

	turn->method = arena_copy(talk->arena, text, size);
	turn->target = text + size + (text[size] == ' ');
}

static void
read_line(struct scene *scene, const char *text)
{
	struct talk *talk = scene->talk;
	struct turn *last = talk->n == 0 ? NULL : &talk->turns[talk->n - 1];
	const char *rest = text[0] == '\0' ? text :
	    text + 1 + (text[1] == ' ');

	if (text[0] == '$')
		add_wish(talk, rest);
	else if (text[0] == '@')
		read_circumstance(scene, rest);
	else if (text[0] == '>' && (last = add_turn(talk)) != NULL)
		read_request(talk, last, rest);
	else if (last != NULL && begins(text, "<h "))
		add_line(talk, &last->headers, text + 3);
	else if (last != NULL && text[0] == '<')
		add_line(talk, &last->replied, rest);
}

void
scene_read(struct scene *scene, const char *text, size_t size)
{
	const char *at = text, *end = text + size, *line;

	time_read("2026-01-02T03:04:05Z", &scene->talk->time);
	read_key(scene->talk, "hmac-sha256 ddns-key "
	    "bm90IGEgcmVhbCBzZWNyZXQsIDMyIGJ5dGVzIGxvbmc=");
	while ((line = fuzz_line(&at, end, &size)) != NULL)
		read_line(scene, arena_copy(scene->talk->arena, line, size));
}
