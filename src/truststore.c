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
#include <string.h>
#include <unistd.h>

#include "environment.h"
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
	return strspn(name, "0123456789abcdef") == 8 && name[8] == '.' &&
	    strspn(name + 9, "0123456789") == 1 && name[10] == '\0';
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

/* OpenSSL takes several, between colons. */
static struct truststore
only_directory(struct arena *arena, const struct tls_library *library,
    const char *directory)
{
	struct truststore store = {
		.use_bundle = TRUST_NOTHING,
		.use_directory = TRUST_THIS,
		.directory = directory,
	};
	const char *path;

	while (is_openssl(library) && store.bundle == NULL &&
	    (path = path_next(arena, &directory)) != NULL)
		store.bundle = one_of(arena, path, 1);
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

struct truststore
truststore_choose(struct arena *arena, const char *ca_file,
    const struct tls_library *library)
{
	const char *directory = environment_value("SSL_CERT_DIR");
	struct truststore store;

	if (ca_file != NULL)
		return only_bundle(library, ca_file);
	ca_file = environment_value("CURL_CA_BUNDLE");
	if (ca_file == NULL)
		ca_file = environment_value("SSL_CERT_FILE");
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

/* What there is in a directory. */
struct listing {
	const char **names;
	size_t n, room;
	size_t hashed, named;	/* links by hash, and certificates by name */
};

static bool
is_pem(const char *name)
{
	const size_t size = strlen(name);

	return size > 4 && strcmp(name + size - 4, ".pem") == 0;
}

static bool
may_be_link(const struct dirent *entry)
{
#ifdef DT_LNK
	return entry->d_type == DT_LNK || entry->d_type == DT_UNKNOWN;
#else
	return entry->d_name[0] != '.';
#endif
}

static void
add_path(struct arena *arena, struct listing *to, const char *path)
{
	to->names = arena_grow(arena, to->names, to->n, &to->room,
	    sizeof(*to->names));
	to->names[to->n++] = path;
}

/* Of what is no link there, the names only if all are asked for. */
static struct listing
listing_of(struct arena *arena, DIR *directory, bool all)
{
	struct listing names = { .n = 0 };
	const struct dirent *entry;

	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		names.hashed += is_hash_link(entry->d_name);
		names.named += is_pem(entry->d_name);
		if (!all && !may_be_link(entry))
			continue;
		add_path(arena, &names, arena_string(arena, entry->d_name));
	}
	if (directory != NULL)
		closedir(directory);
	return names;
}

/* "Example_CA.pem" leads to "Example_CA.crt". */
static bool
is_vendors(const struct listing *vendor, const char *link)
{
	const size_t size = is_pem(link) ? strlen(link) - 4 : 0;
	size_t i;

	for (i = 0; size > 0 && i < vendor->n; i++)
		if (strncmp(vendor->names[i], link, size) == 0 &&
		    strcmp(vendor->names[i] + size, ".crt") == 0)
			return true;
	return false;
}

/* To a neighbour that is no link to elsewhere itself it does not. */
static bool
leads_away(const char *link)
{
	char target[4096];
	const ssize_t size = readlink(link, target, sizeof(target));

	return size > 0 && memchr(target, '/', (size_t)size) != NULL;
}

/*
 * Each link could be looked at, but a system's directory has some hundred. As
 * many links by hash as certificates lead to these, which stand beside them;
 * and Debian has its vendor's in another directory, by the same names.
 */
static void
add_links(struct arena *arena, struct listing *paths, const char *directory,
    DIR *listing)
{
	const struct listing links = listing_of(arena, listing, false),
	    vendor = listing_of(arena,
	    opendir("/usr/share/ca-certificates/mozilla"), true);
	const bool to_neighbours = links.hashed >= WHOLE_STORE &&
	    links.hashed <= links.named;
	const char *path;
	size_t i;

	for (i = 0; i < links.n; i++) {
		if ((to_neighbours && is_hash_link(links.names[i])) ||
		    is_vendors(&vendor, links.names[i]))
			continue;
		path = arena_print(arena, "%s/%s", directory, links.names[i]);
		if (leads_away(path))
			add_path(arena, paths, path);
	}
}

static void
add_directory(struct arena *arena, struct listing *paths, const char *directory)
{
	DIR *listing = opendir(directory);

	if (listing == NULL)
		return;
	add_path(arena, paths, arena_print(arena, "%s/", directory));
	add_links(arena, paths, directory, listing);
}

const char **
truststore_paths(struct arena *arena, const struct truststore *trust)
{
	const char *list = trust->directory, *directory;
	struct listing paths = { .n = 0 };

	while (list != NULL && (directory = path_next(arena, &list)) != NULL)
		add_directory(arena, &paths, directory);
	if (trust->bundle != NULL)
		add_path(arena, &paths, trust->bundle);
	add_path(arena, &paths, NULL);
	return paths.names;
}
