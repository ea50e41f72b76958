/* test_truststore - which trust store is chosen for which TLS library. */

#include "truststore.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "mem.h"

static char directory[] = "/tmp/test_truststore.XXXXXX";

static void
touch(struct arena *arena, unsigned number)
{
	FILE *file = fopen(arena_print(arena, "%s/%08x.0", directory, number),
	    "w");

	if (file != NULL)
		fclose(file);
}

static void
test_environment(struct arena *arena, const struct tls_library *openssl,
    const struct tls_library *other)
{
	struct truststore store;

	setenv("SSL_CERT_FILE", "/named", 1);
	store = truststore_choose(arena, NULL, other);
	CHECK_TEXT("SSL_CERT_FILE", store.bundle, "/named");
	CHECK("and no directory", store.use_directory == TRUST_NOTHING);
	store = truststore_choose(arena, "/given", openssl);
	CHECK_TEXT("a file that was given goes before it", store.bundle,
	    "/given");
	CHECK_TEXT("and a directory that holds nothing", store.directory,
	    "/dev/null");
	setenv("CURL_CA_BUNDLE", "/curls", 1);
	CHECK_TEXT("CURL_CA_BUNDLE goes before it, too",
	    truststore_choose(arena, NULL, openssl).bundle, "/curls");
	unsetenv("CURL_CA_BUNDLE");
	setenv("SSL_CERT_FILE", "", 1);
	setenv("SSL_CERT_DIR", directory, 1);
	store = truststore_choose(arena, NULL, openssl);
	CHECK_TEXT("SSL_CERT_DIR", store.directory, directory);
	CHECK("and one file of it", store.use_bundle == TRUST_THIS &&
	    strstr(store.bundle, directory) == store.bundle);
	setenv("SSL_CERT_DIR", arena_print(arena, "/absent::%s", directory), 1);
	store = truststore_choose(arena, NULL, openssl);
	CHECK("one file of the second of two", store.bundle != NULL &&
	    strstr(store.bundle, directory) == store.bundle);
	unsetenv("SSL_CERT_DIR");
}

/* With a libcurl that takes NULL for none. */
static void
test_clearing(struct arena *arena, struct tls_library openssl)
{
	struct truststore store;

	openssl.clears = true;
	store = truststore_choose(arena, "/given", &openssl);
	CHECK_TEXT("a file", store.bundle, "/given");
	CHECK("and a directory that is cleared",
	    store.use_directory == TRUST_NOTHING && store.directory == NULL);
	store = truststore_choose(arena, NULL, &openssl);
	CHECK("the system's directory stays", store.use_directory ==
	    TRUST_THIS && store.use_bundle == TRUST_THIS);
}

int
main(void)
{
	struct arena *arena = arena_new();
	const struct tls_library openssl = {
		.name = "OpenSSL/3.0.19",
		.bundle = "/bundle",
		.directory = directory,
	};
	const struct tls_library other = {
		.name = "GnuTLS/3.7.9",
		.bundle = "/etc/passwd",
		.directory = directory,
	};
	struct truststore store;
	unsigned i;

	unsetenv("SSL_CERT_FILE");
	unsetenv("SSL_CERT_DIR");
	unsetenv("CURL_CA_BUNDLE");
	if (mkdtemp(directory) == NULL)
		return 1;
	for (i = 0; i < 3; i++)
		touch(arena, i);
	store = truststore_choose(arena, NULL, &openssl);
	CHECK("a few links are no store", store.use_bundle == TRUST_DEFAULT &&
	    store.use_directory == TRUST_DEFAULT);
	for (i = 0; i < 100; i++)
		touch(arena, i);
	store = truststore_choose(arena, NULL, &openssl);
	CHECK_TEXT("OpenSSL takes the directory", store.directory, directory);
	CHECK("and one file of it for the bundle", store.bundle != NULL &&
	    strstr(store.bundle, directory) == store.bundle);
	store = truststore_choose(arena, NULL, &other);
	CHECK("the others take the bundle", store.use_bundle == TRUST_DEFAULT &&
	    store.use_directory == TRUST_NOTHING);
	test_environment(arena, &openssl, &other);
	test_clearing(arena, openssl);
	for (i = 0; i < 100; i++)
		unlink(arena_print(arena, "%s/%08x.0", directory, i));
	rmdir(directory);
	arena_free(arena);
	return check_done();
}
