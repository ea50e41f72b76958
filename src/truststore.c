/*
 * truststore - which certificates of authorities TLS shall trust.
 *
 * OpenSSL and its forks parse a bundle as a whole for each context, which is
 * nine tenths of the work of a run; of a directory with hash links they read
 * only the certificate they need. The others read a directory as a whole, and
 * in addition to the bundle.
 *
 * From libcurl 8.21 on, clearing a setting brings back the default that was
 * compiled in. So with OpenSSL one file of the directory stands for "no bundle"
 * and, where it must, a path that holds nothing for "no directory": connections
 * share what was parsed of a bundle only if no directory is set.
 */

#include "truststore.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"

/* With fewer links the directory may be just an addition to the bundle. */
enum { WHOLE_STORE = 32 };

static const char usual_directory[] = "/etc/ssl/certs";
static const char no_directory[] = "/dev/null";

static bool
is_openssl(const struct tls_library *library)
{
	static const char *const names[] = {
		"OpenSSL", "LibreSSL", "BoringSSL", "AWS-LC", "quictls",
	};
	size_t i;

	for (i = 0; library->name != NULL && i < COUNT(names); i++)
		if (strncmp(library->name, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

/* "1a2b3c4d.0" */
static bool
is_hash_link(const char *name)
{
	return strspn(name, "0123456789abcdef") == 8 &&
	    strcmp(name + 8, ".0") == 0;
}

/* One of the directory's hash links, if it has at least so many; or NULL. */
static const char *
one_of(struct arena *arena, const char *directory, size_t at_least)
{
	DIR *listing = opendir(directory);
	const char *found = NULL, *path;
	const struct dirent *entry;
	size_t n = 0;

	while (listing != NULL && n < at_least &&
	    (entry = readdir(listing)) != NULL) {
		if (!is_hash_link(entry->d_name))
			continue;
		path = arena_print(arena, "%s/%s", directory, entry->d_name);
		if (access(path, R_OK) != 0)
			continue;
		found = path;
		n++;
	}
	if (listing != NULL)
		closedir(listing);
	return n >= at_least ? found : NULL;
}

static struct truststore
only_bundle(const struct tls_library *library, const char *bundle)
{
	struct truststore store = {
		.use_bundle = TRUST_THIS,
		.bundle = bundle,
		.use_directory = TRUST_NOTHING,
	};

	if (is_openssl(library) && !library->clears) {
		store.use_directory = TRUST_THIS;
		store.directory = no_directory;
	}
	return store;
}

static struct truststore
only_directory(struct arena *arena, const struct tls_library *library,
    const char *directory)
{
	struct truststore store = {
		.use_bundle = TRUST_NOTHING,
		.use_directory = TRUST_THIS,
		.directory = directory,
	};

	if (is_openssl(library))
		store.bundle = one_of(arena, directory, 1);
	if (store.bundle != NULL)
		store.use_bundle = TRUST_THIS;
	return store;
}

static struct truststore
of_system(struct arena *arena, const struct tls_library *library)
{
	const char *directory = library->directory != NULL ?
	    library->directory : usual_directory;
	struct truststore store = { .use_bundle = TRUST_DEFAULT };

	if (!is_openssl(library)) {
		if (library->bundle != NULL &&
		    access(library->bundle, R_OK) == 0)
			store.use_directory = TRUST_NOTHING;
		return store;
	}
	if (one_of(arena, directory, WHOLE_STORE) != NULL)
		return only_directory(arena, library, directory);
	return store;
}

static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value == NULL || *value == '\0' ? NULL : value;
}

struct truststore
truststore_choose(struct arena *arena, const char *ca_file,
    const struct tls_library *library)
{
	const char *directory = variable("SSL_CERT_DIR");
	struct truststore store;

	if (ca_file != NULL)
		return only_bundle(library, ca_file);
	ca_file = variable("CURL_CA_BUNDLE");
	if (ca_file == NULL)
		ca_file = variable("SSL_CERT_FILE");
	if (ca_file == NULL && directory == NULL)
		return of_system(arena, library);
	if (ca_file == NULL)
		return only_directory(arena, library, directory);
	store = only_bundle(library, ca_file);
	if (directory != NULL) {
		store.use_directory = TRUST_THIS;
		store.directory = directory;
	}
	return store;
}
