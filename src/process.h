/* process - what the system makes of this process. */

#ifndef PROCESS_H
#define PROCESS_H

/*
 * Before anything else. Descriptors 0 to 2 are taken, so that no file or
 * connection becomes one of them: what was closed has nothing to read, and
 * cannot be written. Neither what a crash leaves behind nor what a debugger may
 * read tells a credential, nor do the keys of connections, which variables
 * would have TLS libraries write down.
 */
void	 process_prepare(void);

#endif
