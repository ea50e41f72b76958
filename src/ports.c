/*
 * ports - the ports of TCP that a run connects to.
 *
 * One too many does little harm, one too few ends a good run. So whatever looks
 * like a URL counts, wherever it was set.
 */

#include "ports.h"

#include <string.h>

#include "mem.h"
#include "proxies.h"
#include "settings.h"

enum { DNS_PORT = 53, HTTP_PORT = 80, HTTPS_PORT = 443, PROXY_PORT = 1080 };

static void
add(struct ports *ports, long port)
{
	size_t i;

	for (i = 0; i < ports->n; i++)
		if (ports->list[i] == port)
			return;
	/* A 0 stands behind the last one. */
	ports->list = arena_grow(ports->arena, ports->list, ports->n,
	    &ports->room, 2 * sizeof(*ports->list));
	ports->list[ports->n++] = (uint16_t)port;
	ports->list[ports->n] = 0;
}

struct ports
ports_new(struct arena *arena)
{
	struct ports ports = { .arena = arena };

	add(&ports, HTTPS_PORT);
	add(&ports, DNS_PORT);
	return ports;
}

/* Of "host:port", "user:word@[::1]:port"; what stands in the place of a port
 * and is no number may become any. */
static void
add_port_of(struct ports *ports, const char *place, size_t size, long usual)
{
	const char *text = arena_copy(ports->arena, place, size);
	const char *user = strrchr(text, '@'), *colon, *end;
	long port = usual;

	if (user != NULL)
		text = user + 1;
	end = strrchr(text, ']');
	colon = strrchr(end == NULL ? text : end, ':');
	/* A bare IPv6 address has several, and no port. */
	if (colon != NULL && strchr(end == NULL ? text : end, ':') == colon &&
	    !number_parse(colon + 1, 1, UINT16_MAX, &port))
		ports->any = true;
	add(ports, port);
}

void
ports_of_urls(struct ports *ports, const char *text)
{
	static const char mark[] = "://";
	const char *at;

	for (at = strstr(text, mark); at != NULL; at = strstr(at, mark)) {
		long usual = at > text && at[-1] == 's' ? HTTPS_PORT :
		    HTTP_PORT;

		at += strlen(mark);
		add_port_of(ports, at, strcspn(at, "/?#, \t"), usual);
	}
}

static void
ports_of_place(struct ports *ports, const char *text, long usual)
{
	if (strstr(text, "://") != NULL)
		ports_of_urls(ports, text);
	else
		add_port_of(ports, text, strcspn(text, "/, \t"), usual);
}

/* Without a port, libcurl takes its own idea of one, whatever the scheme. */
void
ports_of_proxy(struct ports *ports, const char *text)
{
	ports_of_place(ports, text, PROXY_PORT);
	add(ports, PROXY_PORT);
}

void
ports_of_settings(struct ports *ports, const struct settings *layer)
{
	const struct setting *one;

	for (; layer != NULL; layer = layer->below)
		for (one = layer->first; one != NULL; one = one->next) {
			if (one->value == NULL)
				continue;
			if (same_string(one->key, "server") ||
			    same_string(one->key, "live-server"))
				ports_of_place(ports, one->value, DNS_PORT);
			else if (proxy_is_setting(one->key))
				ports_of_proxy(ports, one->value);
			else
				ports_of_urls(ports, one->value);
		}
}
