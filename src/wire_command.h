/* wire_command - what a shell command prints. */

#ifndef WIRE_COMMAND_H
#define WIRE_COMMAND_H

struct channel_calls;

extern const struct channel_calls command_calls;

#endif
