/* test_template - places, pairs that are left out, and each way of writing. */

#include "template.h"

#include "check.h"
#include "mem.h"

static const char *
fill(void *of, const char *place, const char *otherwise)
{
	static const struct { const char *place, *value; } values[] = {
		{ "name", "home.example.com" }, { "ip", "192.0.2.7" },
		{ "address", "2001:db8::7" },
		{ "addresses", "192.0.2.7,2001:db8::7" },
		{ "token", "a&b c%\"'\\<\xc3\xa4" }, { "empty", "" },
	};
	size_t i;

	(void)of;
	for (i = 0; i < COUNT(values); i++)
		if (strcmp(values[i].place, place) == 0)
			return values[i].value;
	return otherwise;
}

static const struct {
	enum writing writing;
	const char *template, *filled;
} cases[] = {
	{ AS_IT_IS, "", "" },
	{ AS_IT_IS, "plain", "plain" },
	{ AS_IT_IS, "{name}", "home.example.com" },
	{ AS_IT_IS, "{ip} {name}", "192.0.2.7 home.example.com" },
	{ AS_IT_IS, "{ip6|none}", "none" },
	{ AS_IT_IS, "x{ip6}y", "xy" },
	{ AS_IT_IS, "{token}", "a&b c%\"'\\<\xc3\xa4" },
	{ IN_URL, "/u?h={name}&a={ip}", "/u?h=home.example.com&a=192.0.2.7" },
	{ IN_URL, "/u?a={address}", "/u?a=2001%3Adb8%3A%3A7" },
	{ IN_URL, "/u?a={addresses}", "/u?a=192.0.2.7,2001%3Adb8%3A%3A7" },
	{ IN_URL, "/u?k={token}",
	  "/u?k=a%26b%20c%25%22%27%5C%3C%C3%A4" },
	{ IN_URL, "/u/{token}", "/u/a%26b%20c%25%22%27%5C%3C%C3%A4" },
	{ IN_URL, "/u?ip={ip}&ip6={ip6}", "/u?ip=192.0.2.7" },
	{ IN_URL, "/u?ip6={ip6}&ip={ip}", "/u?ip=192.0.2.7" },
	{ IN_URL, "/u?ip6={ip6}", "/u" },
	{ IN_URL, "/u?ip6={ip6|no}&on", "/u?ip6=no&on" },
	{ IN_URL, "/u?ip6={ip6|}", "/u?ip6=" },
	{ IN_URL, "/u?e={empty}", "/u?e=" },
	{ IN_URL, "/{ip6}/u?x=1", "//u?x=1" },
	{ IN_FORM, "key={token}&ip6={ip6}&ip={ip}",
	  "key=a%26b%20c%25%22%27%5C%3C%C3%A4&ip=192.0.2.7" },
	{ IN_JSON, "{\"k\":\"{token}\",\"n\":[{\"ip\":\"{ip}\"}]}",
	  "{\"k\":\"a&b c%\\\"'\\\\<\xc3\xa4\",\"n\":[{\"ip\":\"192.0.2.7\"}]}" },
	{ IN_JSON, "{ \"a\": {}, \"ip6\": \"{ip6}\" }",
	  "{ \"a\": {}, \"ip6\": \"\" }" },
	{ IN_XML, "<k>{token}</k>",
	  "<k>a&#38;b c%&#34;&#39;\\&#60;\xc3\xa4</k>" },
};

static const struct {
	const char *template, *wrong;
} wrongs[] = {
	{ "/u?h={name}&a={ip6|no}", NULL },
	{ "{\"a\":{\"b\":\"{name}\"}}", NULL },
	{ "/u?h={hostname}&a={ip}", "{hostname}" },
	{ "/u?h={nam}", "{nam}" },
	{ "/u?h={name|x}&a={IP}", "{IP}" },
	{ "/u?h={name", "{name" },
};

int
main(void)
{
	struct arena *arena = arena_new();
	const char *got;
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		got = template_fill(arena, cases[i].template, cases[i].writing,
		    fill, NULL);
		CHECK_TEXT(cases[i].template, got, cases[i].filled);
	}
	for (i = 0; i < COUNT(wrongs); i++) {
		got = template_wrong(arena, wrongs[i].template,
		    "name|ip|ip6|token");
		CHECK_TEXT(wrongs[i].template, got, wrongs[i].wrong);
	}
	arena_free(arena);
	return check_done();
}
