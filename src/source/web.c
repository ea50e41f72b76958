/*
 * web - an echo service on the web says from which address it was asked.
 *
 * The built-in lists name operators of different kinds next to each other, in
 * a fixed order: a rotating one would make a record flap when two disagree.
 * Worldwide and Chinese services never stand in one list, since split routing
 * can make both right.
 */

#include "../source.h"

#include <string.h>

#include "../url.h"

struct operator;
typedef void reader(struct task *, const struct operator *);

struct operator {
	const char *list;
	enum family family;
	const char *name;	/* operators are counted by it, not hosts */
	const char *url;
	reader *read;
	size_t limit;		/* bytes of an honest answer, at most */
};

enum { PLAIN_LIMIT = 1024, PAGE_LIMIT = 4096, PATIENCE = 5000 /* ms */ };

static void
read_plain(struct task *t, const struct operator *operator)
{
	vote_text(t, operator->name, operator->name, reply(t), reply_size(t));
}

/* The value of the key in lines of key=value, and how often it stands there. */
static const char *
trace_value(struct task *t, const char *key, size_t *size, unsigned *times)
{
	const char *line = reply(t), *value = NULL;
	size_t length, key_size = strlen(key);

	for (*times = 0; *line != '\0'; line += length + (line[length] != 0)) {
		length = strcspn(line, "\n");
		if (length <= key_size || line[key_size] != '=' ||
		    strncmp(line, key, key_size) != 0)
			continue;
		value = line + key_size + 1;
		*size = length - key_size - 1;
		(*times)++;
	}
	return value;
}

/*
 * Cloudflare's trace, lines of key=value. Its own address was published by
 * other clients when it answered so, and so was a WARP exit.
 */
static void
read_trace(struct task *t, const struct operator *operator)
{
	const char *ip, *host, *warp, *why = NULL;
	struct address address;
	struct url asked;
	size_t ip_size = 0, host_size = 0, warp_size = 0;
	unsigned ips, hosts, warps;

	ip = trace_value(t, "ip", &ip_size, &ips);
	host = trace_value(t, "h", &host_size, &hosts);
	warp = trace_value(t, "warp", &warp_size, &warps);
	url_parse(t->arena, operator->url, &asked, &why);
	if (ips != 1)
		why = "gave no single ip line";
	else if (host != NULL && (strlen(asked.host) != host_size ||
	    strncmp(host, asked.host, host_size) != 0))
		why = "answered for another host";
	else if (warp != NULL && (warp_size != 3 ||
	    strncmp(warp, "off", 3) != 0))
		why = "saw a WARP exit, not this line; turn WARP off";
	else if (address_parse(&address, t->family, ip, ip_size) &&
	    address_is_cloudflare(&address))
		why = "named an address of its own network";
	if (why != NULL)
		vote_failed(t, operator->name, operator->name, why);
	else
		vote_text(t, operator->name, operator->name, ip, ip_size);
}

/* {"ip":"..."} or {"data":{"ip":"..."}} */
static void
read_member(struct task *t, const struct operator *operator)
{
	json_t *json = reply_json(t);
	const char *ip = json_text(json, "ip");

	if (ip == NULL)
		ip = json_text(json_object_get(json, "data"), "ip");
	if (ip == NULL)
		vote_failed(t, operator->name, operator->name,
		    "gave no JSON with an ip");
	else
		vote_text(t, operator->name, operator->name, ip, strlen(ip));
}

static void
read_page(struct task *t, const struct operator *operator)
{
	static const char before[] = "Current IP Address:";
	const char *at = strstr(reply(t), before);

	if (at == NULL) {
		vote_failed(t, operator->name, operator->name,
		    "gave a page without the address");
		return;
	}
	at += sizeof(before) - 1;
	vote_text(t, operator->name, operator->name, at, strcspn(at, "<"));
}

#define TRACE "https://www.cloudflare.com/cdn-cgi/trace"

static const struct operator built_in[] = {
	{ "global", IPV4, "cloudflare", TRACE, read_trace, PAGE_LIMIT },
	{ "global", IPV4, "amazon", "https://checkip.amazonaws.com/",
	  read_plain, PLAIN_LIMIT },
	{ "global", IPV4, "ipify", "https://api.ipify.org/",
	  read_plain, PLAIN_LIMIT },
	{ "global", IPV4, "ident.me", "https://v4.ident.me/",
	  read_plain, PLAIN_LIMIT },
	{ "global", IPV6, "cloudflare", TRACE, read_trace, PAGE_LIMIT },
	{ "global", IPV6, "amazon", "https://checkip.global.api.aws/",
	  read_plain, PLAIN_LIMIT },
	{ "global", IPV6, "ipify", "https://api6.ipify.org/",
	  read_plain, PLAIN_LIMIT },
	{ "global", IPV6, "ident.me", "https://v6.ident.me/",
	  read_plain, PLAIN_LIMIT },
	{ "cn", IPV4, "oray", "https://ddns.oray.com/checkip",
	  read_page, PAGE_LIMIT },
	{ "cn", IPV4, "3322", "https://ip.3322.net/",
	  read_plain, PLAIN_LIMIT },
	{ "cn", IPV4, "yinghualuo", "https://v4.yinghualuo.cn/bejson",
	  read_member, PAGE_LIMIT },
	{ "cn", IPV4, "ipip", "https://myip.ipip.net/json",
	  read_member, PAGE_LIMIT },
	{ "cn", IPV6, "neu6", "https://speed.neu6.edu.cn/getIP.php",
	  read_plain, PLAIN_LIMIT },
	{ "cn", IPV6, "yinghualuo", "https://v6.yinghualuo.cn/bejson",
	  read_member, PAGE_LIMIT },
	{ "cn", IPV6, "ddnsip", "https://ipv6.ddnsip.cn/",
	  read_plain, PLAIN_LIMIT },
};

/* Whom this conversation asks, and who is next. */
struct round {
	struct operator *operators;
	size_t n, at;
};

static bool
is_list(const char *argument)
{
	return strcmp(argument, "global") == 0 || strcmp(argument, "cn") == 0;
}

static void
add_list(struct task *t, struct round *round, const char *list)
{
	size_t i;

	for (i = 0; i < COUNT(built_in); i++)
		if (strcmp(built_in[i].list, list) == 0 &&
		    built_in[i].family == t->family)
			round->operators[round->n++] = built_in[i];
}

static void
add_url(struct task *t, struct round *round, const char *address)
{
	struct url parsed;
	const char *why, *name;

	url_parse(t->arena, address, &parsed, &why);
	name = text(t, "%s:%s", parsed.host, parsed.port);
	round->operators[round->n++] = (struct operator){ .name = name,
	    .url = address, .read = read_plain, .limit = PLAIN_LIMIT };
}

static enum verdict ask_next(struct task *);

static enum verdict
read_answer(struct task *t)
{
	struct round *round = t->state;
	const struct operator *operator = &round->operators[round->at++];

	if (t->asked[0]->outcome != ANSWERED)
		vote_failed(t, operator->name, operator->name,
		    t->asked[0]->error);
	else if (status(t) != 200)
		vote_failed(t, operator->name, operator->name,
		    text(t, "answered HTTP %d", status(t)));
	else
		operator->read(t, operator);
	t->next = ask_next;
	return votes_agree(t) ? FOUND : ask_next(t);
}

static enum verdict
ask_next(struct task *t)
{
	struct round *round = t->state;
	const struct operator *operator = &round->operators[round->at];
	struct exchange *echo;

	if (round->at == round->n)
		return votes_exhausted(t);
	echo = get(t, operator->url);
	echo->detects = true;
	echo->any_family = false;
	echo->family = t->family;
	echo->limit = operator->limit;
	echo->timeout = PATIENCE;
	return ask_anyway(t, read_answer);
}

static enum verdict
begin(struct task *t)
{
	struct round *round = scratch(t, sizeof(*round));
	const char **argument;
	size_t n = 0;

	for (argument = t->arguments; *argument != NULL; argument++)
		n += is_list(*argument) ? COUNT(built_in) : 1;
	round->operators = arena_alloc(t->arena,
	    (n + COUNT(built_in)) * sizeof(*round->operators));
	if (n == 0)
		add_list(t, round, "global");
	for (argument = t->arguments; *argument != NULL; argument++)
		if (is_list(*argument))
			add_list(t, round, *argument);
		else
			add_url(t, round, *argument);
	return ask_next(t);
}

static bool
is_url(const char *argument)
{
	return argument != NULL && !is_list(argument);
}

static const char *
check(struct arena *arena, const char *argument)
{
	struct url parsed;
	const char *why;

	if (argument == NULL || is_list(argument))
		return NULL;
	if (!url_parse(arena, argument, &parsed, &why))
		return arena_print(arena, "%s; it is web, web:global, web:cn "
		    "or web:https://...", why);
	if (parsed.has_userinfo)
		return "has a user name in its URL";
	return NULL;
}

const struct source source_web = {
	.name = "web",
	.form = "web[:global|cn|URL]",
	.help = "an echo service says it; several web:URL vote",
	.joins = is_url,
	.check = check,
	.begin = begin,
};
