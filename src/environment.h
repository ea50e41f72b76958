/*
 * environment - the variables of this process, of which secrets are taken out:
 * they are in nobody's view, and no command inherits them.
 */

#ifndef ENVIRONMENT_H
#define ENVIRONMENT_H

struct arena;

/* The next path of a list such as PATH's, between colons; the list goes on
 * behind it. NULL: there is none. */
const char *path_next(struct arena *, const char **list);

/* The variable is a secret: from now on only environment_value has it. */
void	 environment_take(const char *name);
/* Its value, taken out or not; NULL when there is none or it is empty. */
const char *environment_value(const char *name);
/* Likewise, but NULL as well when it is no absolute path. */
const char *environment_directory(const char *name);
/* The first of several, between colons: systemd's, as STATE_DIRECTORY. */
const char *environment_first_directory(struct arena *, const char *name);
/*
 * The environment for a command, as execve(2) wants it: without what was taken
 * out, and without any other variable that holds a secret of this run. What
 * names a proxy for all programs stays.
 */
char	**environment_for_commands(struct arena *);
/* Wipes what was taken out. */
void	 environment_forget(void);

#endif
