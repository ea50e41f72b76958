/* config_file - where the configuration file is, and its text. */

#ifndef CONFIG_FILE_H
#define CONFIG_FILE_H

struct arena;
struct settings;

/*
 * Opens --config, else the first of the usual places that exists; -1 when there
 * is none. A file that was asked for and is not there ends the program with 66.
 */
int	 config_open(struct arena *, const struct settings *,
	    const char **path);

/*
 * What is in it, without a byte order mark. Standard input may take patience
 * seconds to say more (66); what is no text ends the program with 78.
 */
char	*config_text(struct arena *, int fd, const char *path, long patience);

#endif
