/* test_echo - echo services as they are written, and who runs them. */

#include "echo.h"

#include "check.h"
#include "mem.h"
#include "url.h"

static const char *
reader_of(const struct echo *echo)
{
	return echo->read == echo_read_plain ? "plain" :
	    echo->read == echo_read_trace ? "trace" :
	    echo->read == echo_read_json ? "json" :
	    echo->read == echo_read_after ? "after" : "none";
}

/* "URL FROM OPERATOR READER KEY LIMIT", or what is wrong. */
static const char *
parsed(struct arena *arena, const char *written)
{
	struct echo echo;
	const char *why = echo_parse(arena, written, &echo);

	return why != NULL ? why : arena_print(arena, "%s|%s|%s|%s|%s|%zu",
	    echo.url, echo.from, echo.operator, reader_of(&echo),
	    echo.key == NULL ? "" : echo.key, echo.limit);
}

static void
test_parse(struct arena *arena)
{
	static const char reader[] = "has no reader behind the URL; it is "
	    "json:KEY or after:TEXT";
	static const struct {
		const char *written, *wanted;
	} trials[] = {
		{ "https://echo.test/ip", "https://echo.test/ip|"
		    "echo.test:443|echo.test:443|plain||1024" },
		{ "https://echo.test:8443/ip", "https://echo.test:8443/ip|"
		    "echo.test:8443|echo.test:8443|plain||1024" },
		{ "https://echo.test/ip json:data.ip", "https://echo.test/ip|"
		    "echo.test:443|echo.test:443|json|data.ip|4096" },
		{ "https://echo.test/ip \t after:Your IP: ",
		    "https://echo.test/ip|echo.test:443|echo.test:443|after|"
		    "Your IP: |4096" },
		{ "https://echo.test/ip ", "https://echo.test/ip|"
		    "echo.test:443|echo.test:443|plain||1024" },
		{ "https://echo.test/cdn-cgi/trace",
		    "https://echo.test/cdn-cgi/trace|echo.test:443|"
		    "echo.test:443|trace||4096" },
		{ "https://echo.test/cdn-cgi/trace after:ip=",
		    "https://echo.test/cdn-cgi/trace|echo.test:443|"
		    "echo.test:443|after|ip=|4096" },
		{ "https://echo.test/ip json:", reader },
		{ "https://echo.test/ip after:", reader },
		{ "https://echo.test/ip json", reader },
		{ "https://echo.test/ip regex:[0-9.]+", reader },
		{ "https://me@echo.test/ip", "has a user name in its URL" },
	};
	size_t i;

	for (i = 0; i < COUNT(trials); i++)
		CHECK_TEXT(trials[i].written, parsed(arena,
		    trials[i].written), trials[i].wanted);
	CHECK("no URL", parsed(arena, "echo.test/ip") != NULL);
	CHECK("no host", parsed(arena, "https:///ip") != NULL);
}

static void
test_operators(struct arena *arena)
{
	static const struct {
		const char *host, *operator;
	} trials[] = {
		{ "www.cloudflare.com", "cloudflare" },
		{ "cloudflare.com", "cloudflare" },
		{ "ipv4.icanhazip.com", "cloudflare" },
		{ "connectivity.cloudflareclient.com", "cloudflare" },
		{ "cf-ns.com", "cloudflare" },
		{ "WWW.Cloudflare.COM", "cloudflare" },
		{ "notcloudflare.com", "notcloudflare.com:443" },
		{ "cloudflare.com.example", "cloudflare.com.example:443" },
		{ "checkip.amazonaws.com", "amazon" },
		{ "checkip.global.api.aws", "amazon" },
		{ "api64.ipify.org", "ipify" },
		{ "4.tnedi.me", "ident.me" },
		{ "v6.ident.me", "ident.me" },
		{ "myip4.ipip.net", "ipip" },
		{ "members.3322.org", "3322" },
	};
	struct echo echo;
	size_t i;

	for (i = 0; i < COUNT(trials); i++) {
		const char *written = arena_print(arena, "https://%s/",
		    trials[i].host);

		CHECK_TEXT(trials[i].host, echo_parse(arena, written,
		    &echo) == NULL ? echo.operator : NULL, trials[i].operator);
	}
}

/* Operators by name, without gaps. */
static const char *
names_of(struct arena *arena, const char *list, enum family family)
{
	struct echo room[ECHOES];
	struct buffer *names = buffer_new(arena);
	size_t i, n = echo_list(arena, list, family, room);

	for (i = 0; i < n; i++)
		buffer_print(names, "%s%s", i == 0 ? "" : " ",
		    room[i].built_in && room[i].read != NULL &&
		    strcmp(room[i].from, room[i].operator) == 0 ?
		    room[i].from : "?");
	return names->data;
}

static void
test_lists(struct arena *arena)
{
	CHECK_TEXT("global, IPv4", names_of(arena, "global", IPV4),
	    "cloudflare amazon ipify ident.me");
	CHECK_TEXT("global, IPv6", names_of(arena, "global", IPV6),
	    "cloudflare amazon ipify ident.me");
	CHECK_TEXT("cn, IPv4", names_of(arena, "cn", IPV4),
	    "oray 3322 yinghualuo ipip");
	CHECK_TEXT("cn, IPv6", names_of(arena, "cn", IPV6),
	    "neu6 yinghualuo ddnsip");
	CHECK("lists by name", echo_is_list("global") && echo_is_list("cn") &&
	    !echo_is_list("c") && !echo_is_list("https://echo.test/"));
}

int
main(void)
{
	struct arena *arena = arena_new();

	test_parse(arena);
	test_operators(arena);
	test_lists(arena);
	arena_free(arena);
	return check_done();
}
