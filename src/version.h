/* version - what this program calls itself. The Makefile knows the version. */

#ifndef VERSION_H
#define VERSION_H

#ifndef DNSFOLLOW_VERSION
#define DNSFOLLOW_VERSION "1.0.0"
#endif

#define USER_AGENT "dnsfollow/" DNSFOLLOW_VERSION \
	" (+https://github.com/dnsfollow/dnsfollow)"

#endif
