/*
 * settings - what the user wrote, in layers: the command line over the
 * environment over the name's section over the account's over [default].
 */

#ifndef SETTINGS_H
#define SETTINGS_H

#include <stdbool.h>

struct arena;

/* One thing that may be set: a row of the program's or a provider's table. */
struct key {
	const char *name;	/* "api-url"; in a file, after "--" or --set */
	/* Of the environment, the vendor's own first; each also with _FILE.
	 * "*_USER" stands for NOIP_USER at the provider noip. */
	const char *variables[6];
	const char *paths[3];	/* of the environment, those that hold the
				   path of its file */
	bool secret;		/* never on the command line; also KEY-file
				   and KEY-command */
	bool lines;		/* the secret may have several lines */
	int set;		/* the credentials of one number belong together
				   and suffice; 0: none of them */
	bool spare;		/* may be missing from its set */
	const char *words;	/* "yes|no": the only values; NULL: any */
	const char *help;	/* one line, lower case, no full stop */
};

/* "token" of "token-file" and "token-command"; any other name as it is. */
const char *key_stem(struct arena *, const char *name);

/* The variable's whole name at the provider with that id. */
const char *variable_name(struct arena *, const char *variable,
	    const char *id);

struct setting {
	struct setting *next;
	const char *key, *value;
	const char *origin;	/* "--ttl", "$CF_Token", "dnsfollow.conf:7" */
};

/* One layer; the layers below it are asked when it has no answer. */
struct settings {
	const struct settings *below;
	struct setting *first, **last;
};

struct settings *settings_new(struct arena *, const struct settings *below);
void	 settings_add(struct arena *, struct settings *, const char *key,
	    const char *value, const char *origin);

/* The layer again, but over another one below. */
struct settings *settings_over(struct arena *, const struct settings *,
	    const struct settings *below);

/* The setting of the highest layer that has one (there, the last); NULL. */
const struct setting *settings_find(const struct settings *, const char *key);
/* The same in this layer alone. */
const struct setting *settings_here(const struct settings *, const char *key);
/* It was given on the command line. */
bool	 setting_is_argument(const struct setting *);
/* The exit status for a wrong one: 64 when it was given with this run (as an
 * argument, in the environment), 78 when it stands in the file. */
int	 setting_status(const struct setting *);
/* Its value; NULL when nobody set it. */
const char *settings_get(const struct settings *, const char *key);
/* A switch that says yes. */
bool	 settings_yes(const struct settings *, const char *key);
/* A number that was checked when it was read; otherwise when there is none. */
long	 settings_number(const struct settings *, const char *key,
	    long otherwise);
/* All values of the highest layer that has any, commas split but for those
 * of the command line; NULL-terminated, empty when there is none. */
const char **settings_list(struct arena *, const struct settings *,
	    const char *key);

/* Whole decimal number between min and max; false otherwise. */
bool	 number_parse(const char *, long min, long max, long *);
/* The word of the "|" separated list is there, exactly. */
bool	 words_have(const char *words, const char *word);

/* Of the words tried, the one that differs least from what was written, if it
 * is near enough; else best stays NULL. */
struct nearest {
	const char *written, *best;
	unsigned distance;
};
void	 nearest_try(struct nearest *, const char *word);

#endif
