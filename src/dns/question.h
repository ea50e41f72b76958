/* question - DNS questions as steps ask and read them. */

#ifndef DNS_QUESTION_H
#define DNS_QUESTION_H

#include <stdbool.h>

#include "../task.h"
#include "message.h"

/* To a name server (or resolver: server NULL), with a fresh ID and random
 * letter case; recurse is for resolvers. */
struct exchange *ask_record(struct task *, const char *server,
	    const char *name, enum dns_type, bool recurse);
/* The same question in the same manner, after all. */
void	 ask_again(struct task *, const struct exchange *asked);
/*
 * Asks again, in a plainer manner, what was not coped with: without the mixed
 * case when the answer came in other letters, without EDNS after FORMERR or
 * NOTIMP. true when there is any such; the step is then to end with
 * ask_anyway(itself), and will read all replies of this batch once more.
 */
bool	 ask_plainer(struct task *);
/* The server of --live-server is a resolver that speaks HTTPS. */
bool	 is_https(const char *server);
/* Over HTTPS (RFC 8484) to the resolver at the URL. */
void	 ask_record_https(struct task *, const char *resolver,
	    const char *name, enum dns_type);

/*
 * Opens the reply to request i. false when there is none, or one that is no
 * answer (any rcode but NOERROR and NXDOMAIN); t->why then says so.
 */
bool	 open_answer(struct task *, size_t i, struct dns_reader *);

/* Lists the A, AAAA and CNAME records of t->name that the reply holds. false
 * when it is damaged. */
bool	 list_answer(struct task *, struct dns_reader *);

/* The same with the replies to all requests, which ask for several types; sets
 * t->live.no_name. false, with t->why, unless all are answers. */
bool	 list_answers(struct task *);

/* The owner of the first SOA in the reply, in its answer or its authority: the
 * zone's apex; NULL. mname may be NULL. */
const char *answer_apex(struct task *, struct dns_reader *,
	    const char **mname);

#endif
