/* environment - the variables of this process, without its secrets. */

#include "environment.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mem.h"
#include "redact.h"

extern char **environ;

struct taken {
	struct taken *next;
	const char *name, *value;
};

static struct arena *memory;	/* of those taken out; NULL: none */
static struct taken *all;

const char *
path_next(struct arena *arena, const char **list)
{
	const char *path = *list + strspn(*list, ":");
	const size_t size = strcspn(path, ":");

	*list = path + size;
	return size == 0 ? NULL : arena_copy(arena, path, size);
}

static struct taken *
find(const char *name)
{
	struct taken *taken = all;

	while (taken != NULL && strcmp(taken->name, name) != 0)
		taken = taken->next;
	return taken;
}

/* It is overwritten where it stands, which is what ps(1) shows; each of them,
 * for who started the program may have given the name twice. */
static void
wipe_all(const char *name)
{
	const size_t size = strlen(name);
	char **variable;

	for (variable = environ; *variable != NULL; variable++)
		if (strncmp(*variable, name, size) == 0 &&
		    (*variable)[size] == '=')
			mem_wipe(*variable + size + 1,
			    strlen(*variable + size + 1));
}

void
environment_take(const char *name)
{
	const char *value = getenv(name);
	struct taken *taken;

	if (value == NULL)
		return;
	if (memory == NULL)
		memory = arena_new();
	if (find(name) == NULL) {
		taken = arena_alloc(memory, sizeof(*taken));
		taken->name = arena_string(memory, name);
		taken->value = arena_string(memory, value);
		taken->next = all;
		all = taken;
	}
	wipe_all(name);
	unsetenv(name);
}

const char *
environment_value(const char *name)
{
	const struct taken *taken = find(name);
	const char *value = taken != NULL ? taken->value : getenv(name);

	return value == NULL || value[0] == '\0' ? NULL : value;
}

const char *
environment_directory(const char *name)
{
	const char *value = environment_value(name);

	return value == NULL || value[0] != '/' ? NULL : value;
}

const char *
environment_first_directory(struct arena *arena, const char *name)
{
	const char *list = environment_directory(name);

	return list == NULL ? NULL : path_next(arena, &list);
}

/* "https_proxy=http://me:word@host": without it no command gets out, either. */
static bool
names_proxy(const char *variable)
{
	static const char end[] = "_proxy";
	const size_t size = strcspn(variable, "="), n = strlen(end);

	return size > n && strncasecmp(variable + size - n, end, n) == 0 &&
	    strncmp(variable, "DNSFOLLOW_", 10) != 0;
}

char **
environment_for_commands(struct arena *arena)
{
	size_t n = 0, kept = 0, i;
	char **variables;

	while (environ != NULL && environ[n] != NULL)
		n++;
	variables = arena_alloc(arena, (n + 1) * sizeof(*variables));
	for (i = 0; i < n; i++)
		if (names_proxy(environ[i]) || !redact_finds(arena, environ[i]))
			variables[kept++] = environ[i];
	return variables;
}

void
environment_forget(void)
{
	if (memory != NULL)
		arena_free(memory);
	memory = NULL;
	all = NULL;
}
