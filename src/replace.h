/* replace - give a file other contents, all or nothing. */

#ifndef REPLACE_H
#define REPLACE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct exchange;

/* Those above the file, as far as they are missing, for its owner alone; the
 * path is as it was afterwards. false with errno. */
bool	 make_directories(char *path);

/* "/etc/hosts" and ".lock" -> "/etc/.hosts.lock": a dot file beside it, which
 * readers of a whole directory pass over. */
const char *sibling(struct arena *, const char *path, const char *suffix);

/*
 * The file at path, no symbolic link, gets the body of the exchange, through
 * the file temporary in the same directory; mode and owner stay. A file that
 * cannot be renamed over since it is mounted (containers do so with
 * /etc/hosts) is rewritten in place, which is whole only for differences of
 * less than a page. false with errno; then the file still
 * holds what it held, and temporary is gone; what a run that was killed left
 * there goes, too. So only who holds a lock may call it.
 */
bool	 replace_file(struct arena *, const char *path,
	    const char *temporary, const struct exchange *);

/* The same for a file of the program's own, whatever it held: it becomes
 * 0600. */
bool	 replace_private(const char *path, const char *temporary,
	    const void *, size_t);

#endif
