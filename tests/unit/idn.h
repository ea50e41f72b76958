/* idn - whether the libcurl at hand can convert names at all. */

#ifndef IDN_H
#define IDN_H

#include <curl/curl.h>
#include <stdbool.h>

/* Asked of libcurl here, for url.c's own idea of it is under test. */
static inline bool
has_idn(void)
{
#ifdef CURLU_PUNYCODE
	return (curl_version_info(CURLVERSION_NOW)->features &
	    CURL_VERSION_IDN) != 0;
#else
	return false;
#endif
}

#define ASK_A_LABEL "is an internationalised name, and this libcurl cannot " \
	"convert it: write its A-label (xn--...)"

#endif
