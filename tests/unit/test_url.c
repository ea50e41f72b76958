/* test_url - percent-encoding, URLs and their parts, IDN. */

#include "url.h"

#include <langinfo.h>

#include "check.h"
#include "idn.h"
#include "mem.h"
#include "redact.h"

static void
test_encode(struct arena *arena)
{
	char every[256], plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-._~";
	char *encoded;
	size_t escaped = 0;

	CHECK_TEXT("encode: unreserved stays",
	    url_encode(arena, plain, sizeof(plain) - 1), plain);
	CHECK_TEXT("encode: everything else, upper case hex",
	    url_encode(arena, " !*'();:@&=+$,/?#[]%\"<>", 23),
	    "%20%21%2A%27%28%29%3B%3A%40%26%3D%2B%24%2C%2F%3F%23%5B%5D%25%22"
	    "%3C%3E");
	CHECK_TEXT("encode: NUL and high bytes",
	    url_encode(arena, "a\0\xc3\xa9", 4), "a%00%C3%A9");
	CHECK_TEXT("encode: nothing", url_encode(arena, "not read", 0), "");
	CHECK_TEXT("encode: only size bytes", url_encode(arena, "a/b", 2),
	    "a%2F");
	for (size_t i = 0; i < sizeof(every); i++)
		every[i] = (char)i;
	encoded = url_encode(arena, every, sizeof(every));
	for (; *encoded != '\0'; encoded++)
		escaped += *encoded == '%';
	CHECK("encode: 190 of the 256 bytes are escaped", escaped == 190);
}

static void
test_parts(struct arena *arena)
{
	static const struct {
		const char *text, *scheme, *host, *port, *path, *query;
		bool has_userinfo;
	} cases[] = {
		{ "https://example.com", "https", "example.com", "443", "/",
		    NULL, false },
		{ "HTTP://Example.COM/A/b?c=D&e#f", "http", "example.com",
		    "80", "/A/b", "c=D&e", false },
		{ "https://example.com:8443/x", "https", "example.com", "8443",
		    "/x", NULL, false },
		{ "http://127.0.0.1:5380/?", "http", "127.0.0.1", "5380", "/",
		    NULL, false },
		{ "https://[2001:DB8::1]:444/", "https", "[2001:db8::1]",
		    "444", "/", NULL, false },
		{ "https://u:p@example.com/", "https", "example.com", "443",
		    "/", NULL, true },
		{ "https://u@example.com/", "https", "example.com", "443",
		    "/", NULL, true },
		{ "https://:p@example.com/", "https", "example.com", "443",
		    "/", NULL, true },
		{ "https://example.com/a@b", "https", "example.com", "443",
		    "/a@b", NULL, false },
		{ "https://example.com?q=1", "https", "example.com", "443",
		    "/", "q=1", false },
		{ "https://example.com/a/../b/./c", "https", "example.com",
		    "443", "/b/c", NULL, false },
		{ "https://example.com/%2f%41", "https", "example.com", "443",
		    "/%2f%41", NULL, false },
		{ "https://example.com/é", "https", "example.com", "443",
		    "/%c3%a9", NULL, false },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct url url;
		const char *name = cases[i].text, *why = NULL;

		if (!url_parse(arena, name, &url, &why)) {
			CHECK_TEXT(name, why, NULL);
			continue;
		}
		CHECK_TEXT(name, url.scheme, cases[i].scheme);
		CHECK_TEXT(name, url.host, cases[i].host);
		CHECK_TEXT(name, url.port, cases[i].port);
		CHECK_TEXT(name, url.path, cases[i].path);
		CHECK_TEXT(name, url.query, cases[i].query);
		CHECK(name, url.has_userinfo == cases[i].has_userinfo);
	}
}

static void
test_refused(struct arena *arena)
{
	static const char *const texts[] = {
		"", "/", "example.com", "example.com/path", "//example.com/",
		"https:", "https:/", "https://", "https:///", "https:///path",
		"https:/example.com/", "https:example.com",
		"https:////example.com", "ftp://example.com/",
		"file:///etc/passwd", "javascript:alert(1)",
		"httpss://example.com/", "xhttps://example.com",
		" https://example.com/", "https://exa mple.com/",
		"https://example.com/a b", "https://example.com/a\nb",
		"https://example.com/\r\nHost: x", "https://example.com:0x50/",
		"https://example.com:99999/", "https://example.com:-1/",
		"https://:443/", "https://?q", "https://#f", "https://u:p@/",
		"https://[2001:db8::1/", "https://[nonsense]/",
		"https://exa<mple.com/", "https://\xff.example/",
		"https://\xef\xbb\xbf/" /* of nothing that is seen */,
	};
	struct url url;

	for (size_t i = 0; i < COUNT(texts); i++) {
		const char *name = arena_print(arena, "refused: %s",
		    redact(arena, texts[i]));
		const char *why = NULL;

		CHECK(name, !url_parse(arena, texts[i], &url, &why));
		CHECK(name, why != NULL && *why != '\0');
	}
}

static void
test_hosts(struct arena *arena)
{
	char before[32];
	const char *why = NULL;
	struct url url;

	snprintf(before, sizeof(before), "%s", nl_langinfo(CODESET));
	CHECK("idn: this program runs in the C locale",
	    strcmp(before, "UTF-8") != 0);
	CHECK_TEXT("idn: to A-labels", url_host_to_ascii(arena,
	    "凉开水水水.top", &why), has_idn() ? "xn--t8qz53azjkaa.top" : NULL);
	CHECK("idn: in a URL", url_parse(arena, "https://凉开水水水.top/x",
	    &url, &why) == has_idn());
	if (has_idn())
		CHECK_TEXT("idn: host of a URL", url.host,
		    "xn--t8qz53azjkaa.top");
	CHECK_TEXT("idn: the locale is given back", nl_langinfo(CODESET),
	    before);
	CHECK_TEXT("idn: ASCII in lower case", url_host_to_ascii(arena,
	    "Example.COM", &why), "example.com");
	CHECK_TEXT("idn: no why when all is well", why,
	    has_idn() ? NULL : ASK_A_LABEL);
	CHECK_TEXT("idn: broken UTF-8", url_host_to_ascii(arena,
	    "\xc3(.example", &why), NULL);
	CHECK_TEXT("idn: why", why, has_idn() ?
	    "is not a valid internationalised name in UTF-8" : ASK_A_LABEL);
}

int
main(void)
{
	struct arena *arena = arena_new();

	test_encode(arena);
	test_parts(arena);
	test_refused(arena);
	test_hosts(arena);
	arena_free(arena);
	return check_done();
}
