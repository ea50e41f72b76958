/* nameservers - which name servers a DNS message goes to. */

#include "nameservers.h"

#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "exchange.h"
#include "mem.h"

static const char default_port[] = "53";

static const char *
printed(struct arena *arena, const struct addrinfo *info)
{
	char host[64], port[8];
	const char *form = "%s:%s";

	if (getnameinfo(info->ai_addr, info->ai_addrlen, host, sizeof(host),
	    port, sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		return "the name server";
	if (strcmp(port, default_port) == 0)
		return arena_string(arena, host);
	if (info->ai_family == AF_INET6)
		form = "[%s]:%s";
	return arena_print(arena, form, host, port);
}

static void
add(struct arena *arena, struct nameservers *servers,
    const struct addrinfo *info)
{
	struct nameserver *server;

	servers->list = arena_grow(arena, servers->list, servers->n,
	    &servers->room, sizeof(*servers->list));
	server = &servers->list[servers->n++];
	memcpy(&server->address, info->ai_addr, info->ai_addrlen);
	server->size = info->ai_addrlen;
	server->name = printed(arena, info);
}

/*
 * Blocks while a name is looked up. That is accepted: names of name servers are
 * few, were mostly looked up a moment ago by whoever gave them to us, and the
 * C library has no other portable way.
 */
static void
add_all(struct arena *arena, struct nameservers *servers, const char *host,
    const char *port, const struct exchange *x, int flags)
{
	const struct addrinfo wanted = {
		.ai_family = x->any_family ? AF_UNSPEC :
		    x->family == IPV6 ? AF_INET6 : AF_INET,
		.ai_socktype = SOCK_DGRAM,
		.ai_flags = AI_NUMERICSERV | flags,
	};
	struct addrinfo *found, *info;

	if (getaddrinfo(host, port, &wanted, &found) != 0)
		return;
	for (info = found; info != NULL; info = info->ai_next)
		add(arena, servers, info);
	freeaddrinfo(found);
}

/* Where the host ends and the port begins; in a bare IPv6 address the colons
 * are its own. */
struct parts {
	const char *host, *port;
	size_t size;		/* of host */
};

static struct parts
parts_of(const char *text)
{
	struct parts parts = { text, default_port, strlen(text) };
	const char *colon = strrchr(text, ':'), *end;

	if (*text == '[' && (end = strchr(text, ']')) != NULL) {
		parts.host++;
		parts.size = (size_t)(end - parts.host);
		if (end[1] != '\0')
			parts.port = end[1] == ':' ? end + 2 : "";
	} else if (colon != NULL && colon == strchr(text, ':')) {
		parts.size = (size_t)(colon - text);
		parts.port = colon + 1;
	}
	return parts;
}

bool
nameserver_is_one(const char *text)
{
	const struct parts parts = parts_of(text);
	const char *digits = parts.port;
	struct address address;

	if (parts.size == 0 || strlen(digits) == 0 || strlen(digits) > 5 ||
	    digits[strspn(digits, "0123456789")] != '\0' ||
	    strtoul(digits, NULL, 10) == 0 ||
	    strtoul(digits, NULL, 10) > UINT16_MAX)
		return false;
	return memchr(parts.host, ':', parts.size) == NULL ?
	    strpbrk(text, "[] \t/@") == NULL :
	    address_parse(&address, IPV6, parts.host, parts.size);
}

static void
add_named(struct arena *arena, struct nameservers *servers,
    const struct exchange *x)
{
	const struct parts parts = parts_of(x->server);

	add_all(arena, servers, arena_copy(arena, parts.host, parts.size),
	    parts.port, x, 0);
}

/* resolv.conf(5); without a server in it, the one on this host. */
static void
add_listed(struct arena *arena, struct nameservers *servers,
    const struct exchange *x, const char *file)
{
	static const char key[] = "nameserver", blank[] = " \t\r\n";
	FILE *list = fopen(file, "re");
	char *line = NULL, *word;
	size_t room = 0;
	bool any = false;

	while (list != NULL && getline(&line, &room, list) != -1) {
		word = line + sizeof(key) - 1;
		if (strncmp(line, key, sizeof(key) - 1) != 0 ||
		    strspn(word, blank) == 0)
			continue;
		word += strspn(word, blank);
		word[strcspn(word, blank)] = '\0';
		any = true;
		add_all(arena, servers, word, default_port, x, AI_NUMERICHOST);
	}
	free(line);
	if (list != NULL)
		fclose(list);
	if (!any)
		add_all(arena, servers, "127.0.0.1", default_port, x,
		    AI_NUMERICHOST);
}

struct nameservers
nameservers_find(struct arena *arena, const struct exchange *x,
    const char *file)
{
	struct nameservers servers = { .n = 0 };

	if (x->server != NULL)
		add_named(arena, &servers, x);
	else
		add_listed(arena, &servers, x, file);
	return servers;
}
