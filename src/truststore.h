/* truststore - which certificates of authorities TLS shall trust. */

#ifndef TRUSTSTORE_H
#define TRUSTSTORE_H

#include <stdbool.h>

struct arena;

/* What is known of the TLS library and how it was built; each may be NULL. */
struct tls_library {
	const char *name;	/* "OpenSSL/3.0.19" */
	const char *bundle, *directory;		/* its defaults */
	bool clears;	/* a setting that is cleared stays so */
};

struct truststore {
	enum truststore_part {
		TRUST_DEFAULT,	/* leave the setting alone */
		TRUST_NOTHING,	/* clear it */
		TRUST_THIS,
	} use_bundle, use_directory;
	const char *bundle, *directory;	/* with TRUST_THIS */
};

/*
 * ca_file wins, if there is one; then CURL_CA_BUNDLE, SSL_CERT_FILE and
 * SSL_CERT_DIR of the environment; else the system's store, in the form that
 * the library reads quickest.
 */
struct truststore truststore_choose(struct arena *, const char *ca_file,
	    const struct tls_library *);

/*
 * All that must be readable for it: files, and directories with a slash behind;
 * and the links in these that may lead elsewhere. Ends with NULL.
 */
const char **truststore_paths(struct arena *, const struct truststore *);

#endif
