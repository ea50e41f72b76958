/* wire_signal - the signals that ask a run to end, made visible to poll(2). */

#ifndef WIRE_SIGNAL_H
#define WIRE_SIGNAL_H

void	 signals_catch(void);
void	 signals_restore(void);	/* as they were before signals_catch */
int	 signals_fd(void);	/* readable when one has come */
int	 signals_caught(void);	/* the latest, or 0 */

#endif
