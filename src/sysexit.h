/* sysexit - the exit statuses, as sysexits(3) numbers them and the manual
 * explains them. */

#ifndef SYSEXIT_H
#define SYSEXIT_H

enum {
	EXIT_OK = 0,
	EXIT_DIFFERS = 1,	/* --check, --exit-changed */
	EXIT_USAGE = 64,
	EXIT_DATAERR = 65,
	EXIT_NOINPUT = 66,
	EXIT_NOHOST = 68,
	EXIT_UNAVAILABLE = 69,
	EXIT_SOFTWARE = 70,
	EXIT_TEMPFAIL = 75,
	EXIT_PROTOCOL = 76,
	EXIT_NOPERM = 77,
	EXIT_CONFIG = 78,
};

#endif
