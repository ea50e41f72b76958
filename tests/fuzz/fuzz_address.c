/*
 * fuzz_address - any text as what a person or a server writes: an address, the
 * host part of a device, a name, a URL, a name server. What was read stays the
 * same when it is written and read again.
 */

#include <strings.h>

#include "address.h"
#include "echo.h"
#include "fuzz.h"
#include "mem.h"
#include "name.h"
#include "nameservers.h"
#include "prefix.h"
#include "redact.h"
#include "url.h"

static void
check_address(const char *text, size_t size)
{
	struct address address, again;
	char room[ADDRESS_ROOM];
	enum family family;
	bool local;

	for (family = IPV4; family < FAMILIES; family++) {
		if (!address_parse(&address, family, text, size))
			continue;
		must(address.family == family);
		must(memchr(text, '\0', size) == NULL);
		must(strspn(text, "0123456789abcdefABCDEF.:") == size);
		address_text(&address, room);
		must(strlen(room) < sizeof(room));
		must(address_parse_any(&again, room));
		must(address_equal(&address, &again));
		must(address_shares(&address, &again,
		    (unsigned)address_size(family) * 8));
		if (address_special(&address, &local) == NULL)
			address_is_cloudflare(&address);
	}
}

static void
check_device(struct arena *arena, const char *text)
{
	const struct address found = { IPV6, { 0x20, 1, 0xd, 0xb8, 0, 1 } };
	struct device device = { .id = NULL };
	struct address address;
	unsigned length;

	if (device_parse(&device, text) != NULL)
		return;
	for (length = 1; length < 128; length++) {
		if (device_wrong_part(arena, &device, length) != NULL)
			continue;
		address = device_address(&device, &found, length);
		must(address.family == IPV6);
		must(address_shares(&address, &found, length));
	}
}

static void
check_name(struct arena *arena, const char *text)
{
	const char *why = NULL, *name = name_parse(arena, text, &why), *c;

	if (name == NULL) {
		/* The character in the way may be a control character. */
		must(why != NULL && fuzz_is_shown(redact(arena, why)));
		return;
	}
	must(strlen(name) <= 253 && strchr(name, '.') != NULL);
	for (c = name; *c != '\0'; c++)
		must(strchr("abcdefghijklmnopqrstuvwxyz0123456789-_.*",
		    *c) != NULL);
	must(same_string(name_parse(arena, name, &why), name));
	must(name_within(name, name) && name_parent(name) != NULL);
	must(name_within(name, name_parent(name)));
	must(same_string(name_relative(arena, name, name), ""));
}

static void
check_url(struct arena *arena, const char *text)
{
	const char *why = NULL, *c;
	struct echo echo;
	struct url url;

	if (!url_parse(arena, text, &url, &why))
		must(fuzz_is_shown(why));
	else {
		must(strcmp(url.scheme, "https") == 0 ||
		    strcmp(url.scheme, "http") == 0);
		must(url.host[0] != '\0' && url.path[0] == '/');
		for (c = url.host; *c != '\0'; c++)
			must((unsigned char)*c > ' ');
	}
	if (echo_parse(arena, text, &echo) == NULL) {
		must(echo.read != NULL && echo.limit > 0);
		must(fuzz_is_shown(echo.from) && fuzz_is_shown(echo.host));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *text = arena_copy(arena, data, size);

	check_address(text, size);
	check_device(arena, text);
	check_name(arena, text);
	check_url(arena, text);
	nameserver_is_one(text);
	arena_free(arena);
	return 0;
}
