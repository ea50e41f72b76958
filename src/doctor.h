/*
 * doctor - --doctor: all that a run depends on is examined, one line a finding,
 * and nothing is written.
 */

#ifndef DOCTOR_H
#define DOCTOR_H

struct arena;
struct command_line;
struct config;
struct needs;
struct report;
struct settings;
struct wire;

/* From now on a wrong configuration or secret, which ends the program, is the
 * last finding. */
void	 doctor_prepare(struct arena *, const struct settings *);

/* Prints the findings and returns the exit status: 0, 1 when there are warnings
 * only, or that of the first failure. */
int	 doctor(struct arena *, struct wire *, const struct settings *,
	    struct command_line *, const struct config *, struct needs *,
	    struct report *);

#endif
