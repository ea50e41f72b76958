/*
 * needs - what a run must still reach when its settings are known and its
 * secrets read; all else it gives up to the sandbox.
 *
 * Reading: what resolves names, the libraries that the C library and TLS load
 * only when they are needed, the certificates of authorities, the file of a
 * file: source. Writing: the directories of the hold file, which is made if it
 * is not there, and of a file that is the target. TCP: the ports of the URLs
 * and servers that were given, 443 and 53.
 *
 * What that cannot do. A router tells only when it is asked at which port it
 * answers UPnP, and any source on the network may lead to that question before
 * a write: then TCP may go to any port. A run with a cmd: source has no sandbox
 * before all commands have ended: it would be theirs, too. A file that somebody
 * replaces by another of its name during the run, such as /etc/resolv.conf,
 * cannot be read any more. Before the sandbox stands what reads names, which
 * may ask for their name servers.
 */

#ifndef NEEDS_H
#define NEEDS_H

#include <stdbool.h>

struct names;
struct settings;
struct wire;

struct needs {
	const struct settings *settings;	/* the run's */
	const struct names *names;		/* NULL: none, --show-ip */
	struct wire *wire;
	bool writes;		/* no dry run */
	bool examines;		/* --doctor */

	bool postponed;		/* needs_only's own */
};

/* Of a run without names, so far; dry: it writes nothing. */
struct needs needs_of(const struct settings *, struct wire *, bool dry);

enum needs_stage {
	BEFORE_ASKING,		/* nothing was asked yet */
	AFTER_COMMANDS,		/* the sources have told the address */
	AFTER_ASKING,		/* all is done but the report: nothing more */
};

/* Does nothing with --no-sandbox, where there is no sandbox, or with NULL. */
void	 needs_only(struct needs *, enum needs_stage);

#endif
