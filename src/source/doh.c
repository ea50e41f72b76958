/*
 * doh - Cloudflare's resolver says who asks it: whoami.cloudflare, class CH,
 * type TXT, over HTTPS (RFC 8484).
 *
 * Over plain DNS the same question is easily answered by somebody else; here
 * the certificate says who answers.
 */

#include "../source.h"

#include <string.h>

#include "../dns/message.h"
#include "../echo.h"
#include "../url.h"

enum { LIMIT = 4096, PATIENCE = 5000 /* ms */ };

static const char endpoint[] = "https://cloudflare-dns.com/dns-query";
static const char owner[] = "whoami.cloudflare";
static const char message_type[] = "application/dns-message";

/* A TXT record with one text in it. */
static bool
is_one_text(const struct dns_rr *rr)
{
	return strcmp(rr->name, owner) == 0 && rr->type == DNS_TXT &&
	    rr->class == DNS_CH && rr->size > 0 &&
	    rr->rdata[0] == rr->size - 1;
}

/* The text, when it is all that the answer holds. */
static const char *
find_text(struct dns_reader *answer, size_t *size)
{
	const char *found = NULL;
	unsigned answers = 0;

	while (dns_next(answer)) {
		if (answer->rr.section != DNS_ANSWER)
			continue;
		answers++;
		if (!is_one_text(&answer->rr))
			continue;
		found = (const char *)answer->rr.rdata + 1;
		*size = answer->rr.size - 1;
	}
	return answers == 1 && !answer->truncated && !dns_damaged(answer) ?
	    found : NULL;
}

static void
read_whoami(struct task *t, const struct echo *echo)
{
	const struct exchange *x = t->asked[0];
	const char *found = NULL, *why = NULL;
	struct dns_reader answer;
	size_t size = 0;

	if (!dns_answers(reply(t), reply_size(t), x->body, x->body_size) ||
	    !dns_open(&answer, reply(t), reply_size(t)))
		why = "gave no answer to what it was asked";
	else if (answer.rcode != DNS_NOERROR)
		why = text(t, "answered %s", dns_rcode_name(answer.rcode));
	else if ((found = find_text(&answer, &size)) == NULL)
		why = "gave something else than one TXT record with one text";
	if (why != NULL)
		vote_failed(t, echo->from, echo->operator, why);
	else
		vote_text(t, echo->from, echo->operator, found, size);
}

static enum verdict
read_answer(struct task *t)
{
	echo_vote(t, t->state);
	t->next = votes_exhausted;
	return votes_agree(t) ? FOUND : votes_exhausted(t);
}

static enum verdict
ask_whoami(struct task *t, const struct echo *echo)
{
	struct dns_message query;
	struct exchange *x;

	/* The ID is 0, so that all may be answered alike (RFC 8484, 4.1). */
	dns_begin(&query, t->arena, 0, DNS_QUERY, true);
	dns_question_class(&query, owner, DNS_TXT, DNS_CH);
	x = send_text(t, "POST", echo->url, message_type, "");
	x->body = query.bytes;
	x->body_size = query.size;
	x->limit = LIMIT;
	x->timeout = PATIENCE;
	header(t, "Accept", message_type);
	only_reads(t);
	as_echo(t);
	return ask_anyway(t, read_answer);
}

static enum verdict
begin(struct task *t)
{
	struct echo *echo = scratch(t, sizeof(*echo));
	const char *url = t->arguments[0];

	echo_parse(t->arena, url != NULL ? url : endpoint, echo);
	echo->read = read_whoami;
	if (url == NULL) {
		echo->from = echo->operator;
		echo->built_in = true;
	}
	return ask_whoami(t, echo);
}

static const char *
check(struct arena *arena, const char *argument)
{
	struct url url;
	const char *why;

	if (argument == NULL)
		return NULL;
	if (!url_parse(arena, argument, &url, &why))
		return arena_print(arena, "%s; it is doh or doh:https://...",
		    why);
	return url.has_userinfo ? "has a user name in its URL" : NULL;
}

const struct source source_doh = {
	.name = "doh",
	.form = "doh[:URL]",
	.help = "Cloudflare's resolver says it, over HTTPS",
	.alone = true,
	.check = check,
	.begin = begin,
};
