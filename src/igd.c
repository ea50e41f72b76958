/* igd - what is said to a UPnP Internet Gateway Device, and read of it. */

#include "igd.h"

#include <string.h>
#include <strings.h>

#include "mem.h"
#include "tags.h"

enum { LONGEST_URL = 1024, LONGEST_WORD = 64, LONGEST_CODE = 5 };

const char *
igd_search(struct arena *arena, const char *host, const char *target)
{
	return arena_print(arena, "M-SEARCH * HTTP/1.1\r\n"
	    "HOST: %s:" IGD_PORT "\r\n"
	    "MAN: \"ssdp:discover\"\r\n"
	    "%s"
	    "ST: %s\r\n\r\n", host == NULL ? IGD_GROUP : host,
	    host == NULL ? "MX: 2\r\n" : "", target);
}

/* The value of a header of the answer, whose first line is none; NULL. */
static const char *
header_of(struct arena *arena, const char *answer, size_t size,
    const char *name)
{
	const char *line = arena_copy(arena, answer, size), *value;
	const size_t length = strlen(name);

	while ((line = strchr(line, '\n')) != NULL) {
		line++;
		if (strncasecmp(line, name, length) != 0 || line[length] != ':')
			continue;
		value = line + length + 1;
		value += strspn(value, " \t");
		size = strcspn(value, "\r\n");
		while (size > 0 && value[size - 1] == ' ')
			size--;
		return arena_copy(arena, value, size);
	}
	return NULL;
}

bool
igd_answers(const void *answer, size_t size)
{
	static const char begins[] = "HTTP/1.", ok[] = " 200";
	const size_t version = sizeof(begins) - 1;
	const char *text = answer;

	return size > version + sizeof(ok) &&
	    memcmp(text, begins, version) == 0 &&
	    memcmp(text + version + 1, ok, sizeof(ok) - 1) == 0 &&
	    memchr(text, '\0', size) == NULL;
}

/* Behind "http://HOST[:PORT]" of just that host, letter for letter; NULL for
 * anything else, and for what is longer than a router needs. */
static const char *
path_at_host(const char *url, const char *host)
{
	static const char scheme[] = "http://";
	const char *at = url + sizeof(scheme) - 1;
	size_t digits;

	if (strncasecmp(url, scheme, sizeof(scheme) - 1) != 0 ||
	    strncmp(at, host, strlen(host)) != 0 || strlen(url) > LONGEST_URL)
		return NULL;
	at += strlen(host);
	if (*at == ':') {
		digits = strspn(at + 1, "0123456789");
		if (digits == 0 || digits > 5)
			return NULL;
		at += 1 + digits;
	}
	return *at == '\0' || *at == '/' || *at == '?' ? at : NULL;
}

static bool
is_printable(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text <= ' ' || *text > '~')
			return false;
	return true;
}

/* What is there of it to be shown. */
static const char *
shown(struct arena *arena, const char *url)
{
	return !is_printable(url) || *url == '\0' ? "something that is no URL" :
	    arena_copy(arena, url, strnlen(url, LONGEST_WORD));
}

const char *
igd_location(struct arena *arena, const char *answer, size_t size,
    const char *gateway, const char **why)
{
	const char *url = header_of(arena, answer, size, "LOCATION");

	if (url == NULL)
		*why = "answered the search without a LOCATION";
	else if (!is_printable(url) || path_at_host(url, gateway) == NULL)
		*why = arena_print(arena, "says that its description is at "
		    "%s, which is not the router itself; it is not believed",
		    shown(arena, url));
	else
		return url;
	return NULL;
}

/* Where base leads without its path, or without the last part of that. */
static const char *
upto_path(struct arena *arena, const char *base, const char *path, bool root)
{
	const char *slash = root ? NULL :
	    strrchr(arena_copy(arena, path, strcspn(path, "?")), '/');
	size_t length = (size_t)(path - base);

	if (slash != NULL)
		length += strcspn(path, "?") - strlen(slash);
	return arena_copy(arena, base, length);
}

/* The URL that is meant, as seen from base; NULL when it leads elsewhere. */
static const char *
resolve(struct arena *arena, const char *base, const char *url,
    const char *gateway)
{
	const char *path = path_at_host(base, gateway);

	if (path == NULL || !is_printable(url) || *url == '\0')
		return NULL;
	if (strncasecmp(url, "http:", 5) != 0 && strncmp(url, "//", 2) != 0 &&
	    strstr(url, "://") == NULL)
		url = arena_print(arena, "%s%s%s", upto_path(arena, base, path,
		    *url == '/'), *url == '/' ? "" : "/", url);
	else if (*url == '/')
		url = arena_print(arena, "http:%s", url);
	return path_at_host(url, gateway) != NULL ? url : NULL;
}

static bool
knows_address(const char *type)
{
	static const char *const types[] = {
		"urn:schemas-upnp-org:service:WANIPConnection:1",
		"urn:schemas-upnp-org:service:WANIPConnection:2",
		"urn:schemas-upnp-org:service:WANPPPConnection:1",
	};
	size_t i;

	for (i = 0; i < COUNT(types); i++)
		if (same_string(type, types[i]))
			return true;
	return false;
}

/* What controlURL is seen from: URLBase, or the description's own place. */
static const char *
base_of(struct arena *arena, const char *text, const char *end,
    const char *location, const char *gateway, const char **why)
{
	const char *base = tags_text(arena, text, end, "URLBase");

	if (base == NULL || *base == '\0')
		return location;
	if (is_printable(base) && path_at_host(base, gateway) != NULL)
		return base;
	*why = arena_print(arena, "names in its description the URLBase %s, "
	    "which is not the router itself; it is not believed",
	    shown(arena, base));
	return NULL;
}

size_t
igd_services(struct arena *arena, const char *description, size_t size,
    const char *location, const char *gateway,
    struct igd_service services[IGD_SERVICES], const char **why)
{
	const char *text = arena_copy(arena, description, size);
	const char *end = text + strlen(text), *at = text, *type, *url, *next;
	const char *base = base_of(arena, text, end, location, gateway, why);
	size_t n = 0;

	if (base == NULL)
		return 0;
	*why = "describes no connection that knows its address";
	while (n < IGD_SERVICES &&
	    (at = tags_behind(at, end, "service")) != NULL) {
		next = strstr(at, "</service>");
		if (next == NULL)
			next = end;
		type = tags_text(arena, at, next, "serviceType");
		url = tags_text(arena, at, next, "controlURL");
		at = next;
		if (type == NULL || url == NULL || !knows_address(type))
			continue;
		services[n].type = type;
		services[n].url = resolve(arena, base, url, gateway);
		if (services[n].url != NULL)
			n++;
		else
			*why = arena_print(arena, "wants to be asked at %s, "
			    "which is not the router itself; it is not "
			    "believed", shown(arena, url));
	}
	return n;
}

const char *
igd_action(struct arena *arena, const struct igd_service *service)
{
	return arena_print(arena, "\"%s#GetExternalIPAddress\"",
	    service->type);
}

const char *
igd_question(struct arena *arena, const struct igd_service *service)
{
	return arena_print(arena, "<?xml version=\"1.0\"?>"
	    "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" "
	    "s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\">\n"
	    "<s:Body><u:GetExternalIPAddress xmlns:u=\"%s\">"
	    "</u:GetExternalIPAddress></s:Body></s:Envelope>", service->type);
}

/* The number of an error; NULL. */
static const char *
error_of(struct arena *arena, const char *text)
{
	const char *code = tags_text(arena, text, text + strlen(text),
	    "errorCode");

	return code == NULL || *code == '\0' || strlen(code) > LONGEST_CODE ||
	    code[strspn(code, "0123456789")] != '\0' ? NULL : code;
}

const char *
igd_read(struct arena *arena, int status, const char *answer, size_t size,
    struct address *address)
{
	const char *text = arena_copy(arena, answer, size);
	const char *code = error_of(arena, text);
	const char *told = tags_text(arena, text, text + strlen(text),
	    "NewExternalIPAddress");

	*address = (struct address){ .family = IPV4 };
	if (status != 200)
		return code == NULL ?
		    arena_print(arena, "answered HTTP %d", status) :
		    arena_print(arena, "answered HTTP %d, UPnP error %s",
		    status, code);
	if (told == NULL)
		return "gave no answer to the question for its address";
	if (*told == '\0' || address_parse(address, IPV4, told, strlen(told)))
		return NULL;
	return "gave something that is no IPv4 address";
}
