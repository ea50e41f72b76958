/* tsig - signed DNS messages (RFC 8945) and the files that keys come in. */

#ifndef DNS_TSIG_H
#define DNS_TSIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../digest.h"

struct arena;
struct dns_message;

struct tsig_key {
	const char *name;		/* lower case, no final dot */
	enum hash hash;
	const unsigned char *secret;
	size_t secret_size;
};

/* "hmac-sha256" and its like, any case, a final dot allowed; the short forms
 * "sha256" too. */
bool	 tsig_algorithm(const char *text, enum hash *);
/* Its name in messages: "hmac-sha256", "hmac-md5.sig-alg.reg.int". */
const char *tsig_algorithm_name(enum hash);

/*
 * Reads a key in any of the forms it is handed out in:
 *   key "name" { algorithm hmac-sha256; secret "base64"; };   (tsig-keygen)
 *   Private-key-format: v1.3 ...       (K<name>.+163+<id>.private; the key's
 *                                       name is taken from path)
 *   [algorithm:]name:base64            (nsupdate -y; with its algorithm also in
 *                                       a "#" line, as keymgr -t writes it)
 * path may be NULL. Returns NULL, or what is wrong in words that follow "the
 * key" ("has an empty secret"), never a secret.
 */
const char *tsig_parse_key(struct arena *, const char *text, const char *path,
	    struct tsig_key *);
/* The same from its parts, as the settings tsig-key, tsig-secret and
 * tsig-algorithm give them; algorithm may be NULL: hmac-sha256. */
const char *tsig_make_key(struct arena *, const char *name,
	    const char *algorithm, const char *secret, struct tsig_key *);

/* What a request was signed with, to check the answer by. */
struct tsig_mac {
	struct digest digest;
};

/*
 * Appends the TSIG record. now is in seconds since 1970; fudge is 300 s. false
 * when the library lacks the hash, or when message->failed.
 */
bool	 tsig_sign(struct dns_message *, const struct tsig_key *, uint64_t now,
	    struct tsig_mac *);

enum tsig_verdict {
	TSIG_GOOD,		/* signed by the key, in time */
	TSIG_UNSIGNED,		/* no TSIG: never a success, rcode is a hint */
	TSIG_BAD,		/* other key or MAC, or damaged: a stranger's */
	TSIG_ERROR,		/* *error says: BADSIG or BADKEY, unsigned, so
				 * a hint only; with another the MAC is good */
	TSIG_BADTIME,		/* MAC is good; *server_time: server's clock */
	TSIG_STALE,		/* MAC is good, but signed outside the fudge */
};
/*
 * Judges an answer that dns_answers took for one. *error is the TSIG's own, 0
 * when there is none; *server_time is when it was signed but for TSIG_BADTIME,
 * and 0 when the MAC isn't good.
 */
enum tsig_verdict tsig_verify(const void *reply, size_t,
	    const struct tsig_key *, const struct tsig_mac *request,
	    uint64_t now, int *error, uint64_t *server_time);

#endif
