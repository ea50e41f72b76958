/*
 * settings - what the user wrote, in layers: the command line over the
 * environment over the name's section over the account's over [default].
 */

#include "settings.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "sysexit.h"

const char *
key_stem(struct arena *arena, const char *name)
{
	static const char *const forms[] = { "-file", "-command" };
	size_t i, size, cut;

	for (i = 0; i < COUNT(forms); i++) {
		size = strlen(name);
		cut = strlen(forms[i]);
		if (size > cut && strcmp(name + size - cut, forms[i]) == 0)
			return arena_copy(arena, name, size - cut);
	}
	return name;
}

const char *
variable_name(struct arena *arena, const char *variable, const char *id)
{
	char *name, *c;

	if (variable[0] != '*')
		return variable;
	name = arena_print(arena, "%s%s", id, variable + 1);
	for (c = name; *c != '\0'; c++)
		*c = (char)(isalnum((unsigned char)*c) ?
		    toupper((unsigned char)*c) : '_');
	return name;
}

struct settings *
settings_new(struct arena *arena, const struct settings *below)
{
	struct settings *settings = arena_alloc(arena, sizeof(*settings));

	settings->below = below;
	settings->last = &settings->first;
	return settings;
}

struct settings *
settings_over(struct arena *arena, const struct settings *layer,
    const struct settings *below)
{
	struct settings *settings = settings_new(arena, below);

	if (layer != NULL)
		settings->first = layer->first;
	return settings;
}

void
settings_add(struct arena *arena, struct settings *settings, const char *key,
    const char *value, const char *origin)
{
	struct setting *setting = arena_alloc(arena, sizeof(*setting));

	*setting = (struct setting){ NULL, key, value, origin };
	*settings->last = setting;
	settings->last = &setting->next;
}

const struct setting *
settings_here(const struct settings *settings, const char *key)
{
	const struct setting *setting, *found = NULL;

	for (setting = settings->first; setting != NULL;
	    setting = setting->next)
		if (strcmp(setting->key, key) == 0)
			found = setting;
	return found;
}

const struct setting *
settings_find(const struct settings *settings, const char *key)
{
	const struct setting *found = NULL;

	for (; settings != NULL && found == NULL; settings = settings->below)
		found = settings_here(settings, key);
	return found;
}

bool
setting_is_argument(const struct setting *setting)
{
	return setting->origin[0] == '-';
}

int
setting_status(const struct setting *setting)
{
	return setting_is_argument(setting) || setting->origin[0] == '$' ?
	    EXIT_USAGE : EXIT_CONFIG;
}

const char *
settings_get(const struct settings *settings, const char *key)
{
	const struct setting *setting = settings_find(settings, key);

	return setting == NULL ? NULL : setting->value;
}

bool
settings_yes(const struct settings *settings, const char *key)
{
	const char *value = settings_get(settings, key);

	return value != NULL && strcmp(value, "yes") == 0;
}

long
settings_number(const struct settings *settings, const char *key,
    long otherwise)
{
	const char *value = settings_get(settings, key);

	return value == NULL ? otherwise : strtol(value, NULL, 10);
}

/* The value's pieces between commas, without the blanks around them. */
static size_t
split(struct arena *arena, const char *value, const char **list)
{
	size_t n = 0, size;

	for (;; value++) {
		value += strspn(value, " \t");
		size = strcspn(value, ",");
		while (size > 0 && isblank((unsigned char)value[size - 1]))
			size--;
		if (size > 0)
			list[n++] = arena_copy(arena, value, size);
		value += strcspn(value, ",");
		if (*value == '\0')
			return n;
	}
}

const char **
settings_list(struct arena *arena, const struct settings *settings,
    const char *key)
{
	const struct setting *setting;
	const char **list;
	size_t n = 0, room = 1;

	while (settings != NULL && settings_here(settings, key) == NULL)
		settings = settings->below;
	if (settings != NULL)
		for (setting = settings->first; setting != NULL;
		    setting = setting->next)
			if (strcmp(setting->key, key) == 0)
				room += strlen(setting->value) / 2 + 1;
	list = arena_alloc(arena, room * sizeof(*list));
	if (settings == NULL)
		return list;
	for (setting = settings->first; setting != NULL;
	    setting = setting->next) {
		if (strcmp(setting->key, key) != 0)
			continue;
		if (setting_is_argument(setting))
			list[n++] = setting->value;
		else
			n += split(arena, setting->value, list + n);
	}
	return list;
}

bool
number_parse(const char *text, long min, long max, long *number)
{
	char *end;

	if (!isdigit((unsigned char)text[0]))
		return false;
	errno = 0;
	*number = strtol(text, &end, 10);
	return errno == 0 && *end == '\0' && *number >= min && *number <= max;
}

bool
words_have(const char *words, const char *word)
{
	size_t size = strlen(word);

	for (;; words++) {
		if (strncmp(words, word, size) == 0 && size > 0 &&
		    (words[size] == '|' || words[size] == '\0'))
			return true;
		words += strcspn(words, "|");
		if (*words == '\0')
			return false;
	}
}

enum { WORD_ROOM = 40 };

static unsigned
least(unsigned a, unsigned b, unsigned c)
{
	unsigned less = a < b ? a : b;

	return less < c ? less : c;
}

/* How many letters must be put in, taken out or changed (Levenshtein). */
static unsigned
distance(const char *a, const char *b)
{
	unsigned row[WORD_ROOM + 1], corner, above;
	size_t i, j, n = strlen(b);

	if (strlen(a) > WORD_ROOM || n > WORD_ROOM)
		return UINT_MAX;
	for (j = 0; j <= n; j++)
		row[j] = (unsigned)j;
	for (i = 0; a[i] != '\0'; i++) {
		corner = row[0]++;
		for (j = 0; j < n; j++) {
			above = row[j + 1];
			row[j + 1] = least(corner + (a[i] != b[j]),
			    above + 1, row[j] + 1);
			corner = above;
		}
	}
	return row[n];
}

/* Two neighbours have changed places. */
static bool
is_swapped(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b)
		a++, b++;
	return *a != '\0' && *b != '\0' && a[0] == b[1] && a[1] == b[0] &&
	    strcmp(a + 2, b + 2) == 0;
}

void
nearest_try(struct nearest *nearest, const char *word)
{
	unsigned d = distance(nearest->written, word);
	size_t size = strlen(nearest->written);

	/* A word cut short is near, however much is missing. */
	if (size >= 3 && (strncmp(word, nearest->written, size) == 0 ||
	    is_swapped(word, nearest->written)))
		d = 1;
	if (d > 1 + size / 4 ||
	    (nearest->best != NULL && d >= nearest->distance))
		return;
	nearest->best = word;
	nearest->distance = d;
}
