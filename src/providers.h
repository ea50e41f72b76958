/* providers - which there are: find, list, recognise. */

#ifndef PROVIDERS_H
#define PROVIDERS_H

#include <stdbool.h>
#include <stdio.h>

struct arena;
struct key;
struct nearest;
struct provider;

extern const struct provider *const providers[];	/* ends with NULL */

/* The provider of that id; NULL. */
const struct provider *provider_find(const char *id);
void	 provider_nearest(struct nearest *);
void	 provider_key_nearest(struct nearest *);
/* Any provider's key of that name; NULL. */
const struct key *provider_key(const char *name);
/* The provider whose zones have this name server; NULL. */
const struct provider *provider_by_nameserver(const char *host);

/* --list-providers, and --list-providers=ID */
void	 providers_print(FILE *);
void	 provider_print(FILE *, const struct provider *);

#endif
