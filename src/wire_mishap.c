/*
 * wire_mishap - what went wrong with an HTTP exchange, in words.
 *
 * libcurl's details differ by version and TLS library. They are quoted; the few
 * that are looked at only choose among sentences, and none is relied on.
 */

#include "wire_mishap.h"

#include <string.h>
#include <time.h>

#include "wire_line.h"

static bool
holds_any(const char *text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strstr(text, *words) != NULL)
			return true;
	return false;
}

/* libcurl's words as part of a sentence, after one that says what failed. */
static const char *
quoted(struct arena *arena, const char *detail)
{
	static const char *const openings[] = {
		"SSL certificate problem: ", "SSL: ", "OpenSSL SSL_connect: ",
		"server certificate verification failed: ",
	};
	char *words;
	size_t i;

	for (i = 0; i < COUNT(openings); i++)
		if (strncmp(detail, openings[i], strlen(openings[i])) == 0)
			detail += strlen(openings[i]);
	/* A proxy's URL may be quoted there, with its password. */
	if (*detail == '\0' || strchr(detail, '@') != NULL)
		return "no details";
	words = arena_string(arena, detail);
	lower_first(words);
	return words;
}

/* What TLS libraries say of a certificate whose time it is not. */
static bool
is_about_time(const char *detail)
{
	static const char *const words[] = {
		"expired", "EXPIRED", "expiration date", "not yet valid",
		"not activated yet", "FUTURE", "future", NULL,
	};

	return holds_any(detail, words);
}

/* What they say when it is that of another host. */
static bool
is_about_name(const char *detail)
{
	static const char *const words[] = {
		"not match", "name matches", "address matches",
		"name mismatch", "address mismatch", "not valid for name",
		NULL,
	};

	return holds_any(detail, words);
}

static void
tell_certificate(struct line *line, const struct mishap *mishap)
{
	const char *words = quoted(line->arena, mishap->detail);
	const time_t now = wire_clock(line->wire);
	struct tm utc;
	char date[sizeof("2038-01-19")] = "unknown";

	line->exchange->stranger = !is_about_time(mishap->detail);
	if (line->exchange->stranger) {
		line_failed(line, is_about_name(mishap->detail) ? MISNAMED :
		    UNTRUSTED, "the certificate of %s is not trusted (%s)",
		    mishap->host, words);
		return;
	}
	if (gmtime_r(&now, &utc) != NULL)
		strftime(date, sizeof(date), "%Y-%m-%d", &utc);
	line_failed(line, UNTRUSTED, "the certificate of %s is not trusted "
	    "(%s; by the clock of this machine it is %s)", mishap->host, words,
	    date);
}

/* What libcurl says of it is the path once more. */
static void
tell_truststore(struct line *line, const struct mishap *mishap)
{
	line_failed(line, TRUSTLESS, "no certificate to trust %s by can be "
	    "read from %s", mishap->host, mishap->store != NULL ?
	    mishap->store : "the system's store");
}

static void
tell_handshake(struct line *line, const struct mishap *mishap)
{
	static const char *const broken[] = {
		"SYSCALL", "reset", "unexpected eof", "closed", "terminated",
		NULL,
	};

	line_failed(line, mishap->error != 0 ||
	    holds_any(mishap->detail, broken) ? CUT : GARBLED,
	    "no TLS with %s:%s (%s)", mishap->host, mishap->port,
	    quoted(line->arena, mishap->detail));
}

/* Who was to be connected with, as far as is known. */
static const char *
whom(struct line *line, const struct mishap *mishap)
{
	if (mishap->proxy == NULL)
		return arena_print(line->arena, "%s:%s", mishap->host,
		    mishap->port);
	return arena_print(line->arena, "the proxy %s on the way to %s:%s",
	    mishap->proxy, mishap->host, mishap->port);
}

static void
tell_no_proxy_name(struct line *line, const struct mishap *mishap)
{
	line_failed(line, UNRESOLVED, "the name of %s does not resolve",
	    whom(line, mishap));
}

static void
tell_no_connection(struct line *line, const struct mishap *mishap)
{
	line_failed(line, UNREACHABLE, "no connection to %s (%s)",
	    whom(line, mishap), mishap->error != 0 ?
	    error_words(line->arena, mishap->error) :
	    quoted(line->arena, mishap->detail));
}

static void
tell_proxy(struct line *line, const struct mishap *mishap)
{
	line_failed(line, UNREACHABLE,
	    "%s does not open the way to %s:%s (%s)", mishap->proxy == NULL ?
	    "a proxy" : arena_print(line->arena, "the proxy %s",
	    mishap->proxy), mishap->host, mishap->port,
	    mishap->proxy_status == 0 ?
	    quoted(line->arena, mishap->detail) :
	    arena_print(line->arena, "status %ld", mishap->proxy_status));
}

static void
tell_slow(struct line *line, const struct mishap *mishap)
{
	const char *span = span_words(line->arena,
	    wire_now(line->wire) - line->began);

	if (!mishap->resolved && mishap->proxy != NULL)
		line_failed(line, UNRESOLVED,
		    "the name of %s did not resolve within %s",
		    whom(line, mishap), span);
	else if (!mishap->resolved)
		line_failed(line, UNRESOLVED,
		    "the name %s did not resolve within %s", mishap->host,
		    span);
	else if (mishap->connected)
		line_failed(line, UNREACHABLE, "no TLS with %s:%s within %s",
		    mishap->host, mishap->port, span);
	else
		line_failed(line, UNREACHABLE, "no connection to %s within %s",
		    whom(line, mishap), span);
}

static void
tell_big(struct line *line, const struct mishap *mishap)
{
	line_failed(line, TOO_BIG, "the reply of %s is over the limit of %zu "
	    "bytes", mishap->host, line->exchange->limit);
}

/* One of its own, or: before, host, after, and perhaps libcurl's words. */
static const struct sentence {
	void (*tell)(struct line *, const struct mishap *);
	enum outcome outcome;
	const char *before, *after;
	bool quotes;
} sentences[] = {
	[MISHAP_OTHER] = { NULL, GARBLED, "the exchange with ", " failed",
	    true },
	[MISHAP_NO_NAME] = { NULL, UNRESOLVED, "the name ",
	    " does not resolve", false },
	[MISHAP_NO_PROXY_NAME] = { .tell = tell_no_proxy_name },
	[MISHAP_NO_CONNECTION] = { .tell = tell_no_connection },
	[MISHAP_PROXY] = { .tell = tell_proxy },
	[MISHAP_SLOW] = { .tell = tell_slow },
	[MISHAP_CERTIFICATE] = { .tell = tell_certificate },
	[MISHAP_PIN] = { NULL, UNPINNED, "the key of ",
	    " is none of those that --pin names", false },
	[MISHAP_TRUSTSTORE] = { .tell = tell_truststore },
	[MISHAP_HANDSHAKE] = { .tell = tell_handshake },
	[MISHAP_CUT] = { NULL, CUT, "", " ended the connection before its "
	    "reply", true },
	[MISHAP_BIG] = { .tell = tell_big },
	[MISHAP_BIG_HEADER] = { NULL, TOO_BIG, "the header of the reply of ",
	    " is too big", false },
	[MISHAP_NOT_HTTP] = { NULL, GARBLED, "", " did not reply in HTTP",
	    true },
};

void
mishap_tell(struct line *line, const struct mishap *mishap)
{
	const struct sentence *sentence = &sentences[mishap->kind];

	if (sentence->tell != NULL) {
		sentence->tell(line, mishap);
		return;
	}
	line_failed(line, sentence->outcome, "%s%s%s%s%s%s", sentence->before,
	    mishap->host, sentence->after, sentence->quotes ? " (" : "",
	    sentence->quotes ? quoted(line->arena, mishap->detail) : "",
	    sentence->quotes ? ")" : "");
}
