/*
 * url - URLs, percent-encoding and IDN, by libcurl's URL API.
 *
 * Parts are asked for with the same flags that libcurl uses when it sends a
 * request, so that what is signed is what goes over the wire.
 */

#include "url.h"

#include <curl/curl.h>
#include <limits.h>
#include <locale.h>
#include <string.h>
#include <strings.h>
#if defined(__APPLE__)
#include <xlocale.h>
#endif

#include "mem.h"

char *
url_encode(struct arena *arena, const void *bytes, size_t size)
{
	char *encoded, *copy;

	/* libcurl would measure an empty text itself. */
	if (size == 0)
		return arena_string(arena, "");
	encoded = size > INT_MAX ? NULL :
	    curl_easy_escape(NULL, bytes, (int)size);
	if (encoded == NULL)
		mem_refused();
	copy = arena_string(arena, encoded);
	curl_free(encoded);
	return copy;
}

static CURLU *
new_handle(void)
{
	CURLU *handle = curl_url();

	if (handle == NULL)
		mem_refused();
	return handle;
}

/* NULL when there is no such part. */
static char *
get_part(struct arena *arena, CURLU *handle, CURLUPart part, unsigned flags)
{
	char *value, *copy;
	CURLUcode code = curl_url_get(handle, part, &value, flags);

	if (code == CURLUE_OUT_OF_MEMORY)
		mem_refused();
	if (code != CURLUE_OK)
		return NULL;
	copy = arena_string(arena, value);
	curl_free(value);
	return copy;
}

static bool
read_parts(struct arena *arena, CURLU *handle, struct url *url,
    const char **why)
{
	char *host = get_part(arena, handle, CURLUPART_HOST, 0);

	if (host == NULL) {
		*why = "has no host";
		return false;
	}
	*url = (struct url){
		.scheme = get_part(arena, handle, CURLUPART_SCHEME, 0),
		.host = url_host_to_ascii(arena, host, why),
		.port = get_part(arena, handle, CURLUPART_PORT,
		    CURLU_DEFAULT_PORT),
		.path = get_part(arena, handle, CURLUPART_PATH,
		    CURLU_URLENCODE),
		.query = get_part(arena, handle, CURLUPART_QUERY, 0),
		.has_userinfo =
		    get_part(arena, handle, CURLUPART_USER, 0) != NULL ||
		    get_part(arena, handle, CURLUPART_PASSWORD, 0) != NULL,
	};
	/* Whether "?" alone is a query differs by version. */
	if (url->query != NULL && *url->query == '\0')
		url->query = NULL;
	return url->host != NULL;
}

/* libcurl forgives one slash and three. */
static bool
is_absolute(const char *text)
{
	size_t scheme = strcspn(text, ":");

	if ((scheme != 4 || strncasecmp(text, "http", 4) != 0) &&
	    (scheme != 5 || strncasecmp(text, "https", 5) != 0))
		return false;
	text += scheme;
	return strncmp(text, "://", 3) == 0 && text[3] != '/';
}

bool
url_parse(struct arena *arena, const char *text, struct url *url,
    const char **why)
{
	CURLU *handle;
	CURLUcode code;
	bool good;

	if (!is_absolute(text)) {
		*why = "does not begin with https:// or http:// and a host";
		return false;
	}
	handle = new_handle();
	code = curl_url_set(handle, CURLUPART_URL, text, 0);
	if (code == CURLUE_OUT_OF_MEMORY)
		mem_refused();
	if (code != CURLUE_OK)
		*why = arena_print(arena, "is no URL: %s",
		    curl_url_strerror(code));
	good = code == CURLUE_OK && read_parts(arena, handle, url, why);
	curl_url_cleanup(handle);
	return good;
}

static bool
is_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

#ifdef CURLU_PUNYCODE

/* A locale in which text is UTF-8, or 0. */
static locale_t
utf8_locale(void)
{
	static const char *const names[] = {
		"C.UTF-8", "C.utf8", "en_US.UTF-8", "UTF-8",
	};
	locale_t locale = (locale_t)0;

	for (size_t i = 0; i < COUNT(names) && locale == (locale_t)0; i++)
		locale = newlocale(LC_CTYPE_MASK, names[i], (locale_t)0);
	return locale;
}

/*
 * The IDN library takes the text to be in the locale's encoding. The locale is
 * lent to this thread only and taken back, for nothing else is to change.
 */
static CURLUcode
get_ascii_host(CURLU *handle, char **host)
{
	locale_t locale = utf8_locale(), before = (locale_t)0;
	CURLUcode code;

	if (locale != (locale_t)0)
		before = uselocale(locale);
	code = curl_url_get(handle, CURLUPART_HOST, host, CURLU_PUNYCODE);
	if (locale != (locale_t)0) {
		uselocale(before);
		freelocale(locale);
	}
	return code;
}

/*
 * NULL when libcurl refuses; which code it refuses with differs by version, and
 * may be the one for out of memory.
 */
static char *
convert(struct arena *arena, const char *host)
{
	CURLU *handle = new_handle();
	char *ascii = NULL, *copy = NULL;

	if (curl_url_set(handle, CURLUPART_HOST, host, 0) == CURLUE_OK &&
	    get_ascii_host(handle, &ascii) == CURLUE_OK && is_ascii(ascii))
		copy = arena_string(arena, ascii);
	curl_free(ascii);
	curl_url_cleanup(handle);
	return copy;
}

static bool
can_convert(void)
{
	return (curl_version_info(CURLVERSION_NOW)->features &
	    CURL_VERSION_IDN) != 0;
}

#else

static char *
convert(struct arena *arena, const char *host)
{
	(void)arena;
	(void)host;
	return NULL;
}

static bool
can_convert(void)
{
	return false;
}

#endif

static char *
converted(struct arena *arena, const char *host, const char **why)
{
	char *ascii;

	if (!can_convert()) {
		*why = "is an internationalised name, and this libcurl cannot "
		    "convert it: write its A-label (xn--...)";
		return NULL;
	}
	ascii = convert(arena, host);
	/* Of nothing but characters that are not seen, nothing is left. */
	if (ascii != NULL && *ascii != '\0')
		return ascii;
	*why = "is not a valid internationalised name in UTF-8";
	return NULL;
}

char *
url_host_to_ascii(struct arena *arena, const char *host, const char **why)
{
	char *ascii = is_ascii(host) ? arena_string(arena, host) :
	    converted(arena, host, why);

	/* Not tolower(3), which asks the locale. */
	for (char *c = ascii; c != NULL && *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return ascii;
}

const char *
url_shown(struct arena *arena, const char *text)
{
	return strchr(text, '@') != NULL ? "the URL" :
	    arena_print(arena, "\"%s\"", text);
}

const char *
url_library(struct arena *arena)
{
	const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);

	return arena_print(arena, "libcurl %s (%s)", info->version,
	    info->ssl_version == NULL ? "no TLS" : info->ssl_version);
}
