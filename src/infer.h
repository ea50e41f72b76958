/* infer - which provider is meant when none was named. */

#ifndef INFER_H
#define INFER_H

struct arena;
struct provider;
struct settings;
struct wire;

/*
 * The provider whose credentials are present; of several, the one whose name
 * servers the name's zone has. Still unclear ends the program with 64, naming
 * what was found and the -p to give.
 */
const struct provider *infer_provider(struct arena *, struct wire *,
	    const struct settings *, const char *name);

#endif
