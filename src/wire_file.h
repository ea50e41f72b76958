/*
 * wire_file - files read, and replaced as a whole: compared with what was read
 * before, under a lock, by a rename.
 */

#ifndef WIRE_FILE_H
#define WIRE_FILE_H

struct channel_calls;

extern const struct channel_calls file_calls;

#endif
