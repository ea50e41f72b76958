/* pins - the keys that the servers of an account may have. */

#ifndef PINS_H
#define PINS_H

struct arena;
struct settings;

/* "sha256//...;sha256//..." of the setting pin, NULL when there is none; what
 * is no pin ends the program. */
const char *pins_read(struct arena *, const struct settings *);

#endif
