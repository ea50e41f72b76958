/*
 * hostsnames - which addresses a text in the form of hosts(5) gives a name.
 *
 * A run may ask for each of thousands of names that stand there, so these are
 * put into an order once.
 */

#include "hosts.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../mem.h"
#include "hostsline.h"

/* A text is full of them, hence no more than 16 bytes. */
struct named {
	const char *at;		/* in the text */
	uint32_t line;
	uint16_t size;
	bool inside;		/* of our block */
};

struct hosts_names {
	const char *text;
	struct named *list;	/* NULL: they are counted first */
	size_t count;
};

static struct hosts_piece
word_of(const struct named *named)
{
	return (struct hosts_piece){ named->at, named->size };
}

static void
add(struct hosts_names *names, struct hosts_piece word, unsigned line,
    bool inside)
{
	if (!hosts_is_name(word))
		return;
	if (names->list != NULL)
		names->list[names->count] = (struct named){ .at = word.at,
		    .line = line, .size = (uint16_t)word.size,
		    .inside = inside };
	names->count++;
}

static void
read_names(struct hosts_names *names, size_t size)
{
	struct hosts_lines lines = { .text = names->text, .size = size };
	struct hosts_piece line, word;
	struct address address;
	bool inside = false;

	names->count = 0;
	while (hosts_line(&lines, &line)) {
		if (hosts_is_mark(line, HOSTS_BEGIN))
			inside = true;
		else if (hosts_is_mark(line, HOSTS_END))
			inside = false;
		if (!hosts_address(&line, &address))
			continue;
		while (hosts_word(&line, &word))
			add(names, word, lines.number, inside);
	}
}

static int
compare(const void *left, const void *right)
{
	const struct named *a = left, *b = right;
	const int order = hosts_compare(word_of(a), word_of(b));

	return order != 0 ? order : (a->at > b->at) - (a->at < b->at);
}

const struct hosts_names *
hosts_names(struct arena *arena, const char *text, size_t size)
{
	struct hosts_names *names = arena_alloc(arena, sizeof(*names));

	names->text = text;
	read_names(names, size);
	names->list = arena_alloc(arena,
	    (names->count + 1) * sizeof(*names->list));
	read_names(names, size);
	qsort(names->list, names->count, sizeof(*names->list), compare);
	return names;
}

/* The first that is not below the name. */
static size_t
first_of(const struct hosts_names *names, struct hosts_piece name)
{
	size_t from = 0, to = names->count, middle;

	while (from < to) {
		middle = from + (to - from) / 2;
		if (hosts_compare(word_of(&names->list[middle]), name) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* That of its line. */
static struct address
address_of(const struct hosts_names *names, const struct named *named)
{
	struct hosts_piece line = { named->at, 0 };
	struct address address = { .family = IPV4 };

	while (line.at > names->text && line.at[-1] != '\n')
		line.at--;
	line.size = (size_t)(named->at - line.at);
	hosts_address(&line, &address);
	return address;
}

size_t
hosts_find(const struct hosts_names *names, const char *name,
    enum family family, struct address *found, size_t room, unsigned *outside)
{
	const struct hosts_piece key = { name, strlen(name) };
	const struct named *named = names->list + first_of(names, key);
	const struct named *end = names->list + names->count;
	struct address address;
	unsigned line = 0;
	size_t count = 0;

	*outside = 0;
	for (; named < end && hosts_compare(word_of(named), key) == 0;
	    named++) {
		if (named->line == line)	/* it stands there twice */
			continue;
		line = named->line;
		address = address_of(names, named);
		if (address.family != family)
			continue;
		if (count < room)
			found[count] = address;
		count++;
		if (!named->inside && *outside == 0)
			*outside = line;
	}
	return count;
}
