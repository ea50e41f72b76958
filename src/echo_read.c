/*
 * echo_read - the readers of what echo services answer. None of them searches
 * for digits: pages and error messages are full of what looks like addresses.
 */

#include <string.h>

#include "echo.h"
#include "log.h"
#include "mem.h"
#include "reply.h"
#include "request.h"
#include "task.h"
#include "votes.h"

void
echo_read_plain(struct task *task, const struct echo *echo)
{
	vote_text(task, echo->from, echo->operator, reply(task),
	    reply_size(task));
}

/* The value of the key in lines of key=value, and how often it stands there. */
static const char *
trace_value(struct task *task, const char *key, size_t *size, unsigned *times)
{
	const char *line = reply(task), *value = NULL;
	size_t length, key_size = strlen(key);

	for (*times = 0; *line != '\0'; line += length + (line[length] != 0)) {
		length = strcspn(line, "\n");
		if (length <= key_size || line[key_size] != '=' ||
		    strncmp(line, key, key_size) != 0)
			continue;
		value = line + key_size + 1;
		*size = length - key_size - 1;
		while (*size > 0 && value[*size - 1] == '\r')
			(*size)--;
		(*times)++;
	}
	return value;
}

static bool
is_word(const char *value, size_t size, const char *word)
{
	return size == strlen(word) && strncmp(value, word, size) == 0;
}

/*
 * Cloudflare's trace, lines of key=value. Its h is the host that was asked:
 * clients that took the first address on the page published 1.1.1.1 by it.
 */
void
echo_read_trace(struct task *task, const struct echo *echo)
{
	const char *ip, *host, *warp, *why = NULL;
	size_t ip_size = 0, host_size = 0, warp_size = 0;
	unsigned ips, hosts, warps;

	ip = trace_value(task, "ip", &ip_size, &ips);
	host = trace_value(task, "h", &host_size, &hosts);
	warp = trace_value(task, "warp", &warp_size, &warps);
	if (ips != 1)
		why = "gave no single ip line";
	else if (host != NULL && !is_word(host, host_size, echo->host))
		why = "answered for another host";
	else if (warp != NULL && !is_word(warp, warp_size, "off"))
		why = "saw a WARP exit, not this line; turn WARP off, or go "
		    "past it with --interface";
	if (host == NULL && why == NULL)
		log_verbose("%s does not say for which host it answers",
		    echo->from);
	if (why != NULL)
		vote_failed(task, echo->from, echo->operator, why);
	else
		vote_text(task, echo->from, echo->operator, ip, ip_size);
}

void
echo_read_json(struct task *task, const struct echo *echo)
{
	const char *ip = text_at(task, echo->key);

	if (ip == NULL)
		vote_failed(task, echo->from, echo->operator, text(task,
		    "gave no JSON with a text at %s", echo->key));
	else
		vote_text(task, echo->from, echo->operator, ip, strlen(ip));
}

void
echo_read_after(struct task *task, const struct echo *echo)
{
	const char *at = strstr(reply(task), echo->key);

	if (at == NULL) {
		vote_failed(task, echo->from, echo->operator, text(task,
		    "gave a page without \"%s\"", echo->key));
		return;
	}
	at += strlen(echo->key);
	vote_text(task, echo->from, echo->operator, at, strcspn(at, "<\n"));
}
