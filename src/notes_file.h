/* notes_file - where the notes of earlier runs are kept: one file, read with
 * distrust and replaced as a whole. */

#ifndef NOTES_FILE_H
#define NOTES_FILE_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct notes;

struct notes_file {
	const char *path;	/* NULL: nowhere */
	const char *wrong;	/* why it was not read, as words that follow the
				   path; NULL: it was, or there is none */
	bool busy;		/* it was waited for once, in vain */
	bool full;		/* there was no room for it */
};

/*
 * Reads the notes; there are none, and a new salt, where there is no file. The
 * same holds, after a warning, for one that is damaged, no regular file, too
 * long, another user's, or to be written by others. Nothing is written.
 */
void	 notes_file_read(struct arena *, struct notes_file *, struct notes *);

/*
 * Brings what was changed in the notes into the file as it is by now, and the
 * notes up to date with it. What cannot be read is set aside as PATH.damaged.
 * Directories that are missing are made. false, with why as a clause.
 */
bool	 notes_file_save(struct arena *, struct notes_file *, struct notes *,
	    int64_t now, const char **why);

#endif
