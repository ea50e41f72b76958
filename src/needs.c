/* needs - what a run must still reach; all else it gives up to the sandbox. */

#include "needs.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "account.h"
#include "environment.h"
#include "hold.h"
#include "log.h"
#include "mem.h"
#include "names.h"
#include "ports.h"
#include "provider.h"
#include "proxies.h"
#include "replace.h"
#include "sandbox.h"
#include "settings.h"
#include "source.h"
#include "sources.h"
#include "truststore.h"
#include "wire.h"

struct list {
	const char **paths;	/* NULL-terminated */
	size_t n, room;
};

struct collection {
	const struct needs *needs;
	struct arena *arena;
	struct list reads, writes;
	struct ports ports;
	bool runs_commands, speaks_http;
};

static const char *const of_the_system[] = {
	/* Names and addresses, and the modules that look them up. */
	"/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf",
	"/etc/host.conf", "/etc/gai.conf", "/etc/services", "/usr/etc",
	"/etc/mdns.allow", "/run/systemd/resolve", "/run/resolvconf",
	"/run/NetworkManager/resolv.conf",
	"/run/NetworkManager/no-stub-resolv.conf", "/run/connman/resolv.conf",
	"/var/lib/libvirt/dnsmasq",
	/* Libraries that are loaded late. */
	"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib",
	"/usr/local/lib64", "/nix/store", "/gnu/store", "/etc/ld.so.cache",
	/* TLS: certificates and what is to be used; no private keys. */
	"/etc/ssl/certs/", "/etc/ssl/cert.pem", "/etc/ssl/ca-bundle.pem",
	"/etc/ssl/openssl.cnf", "/etc/ca-certificates/",
	"/usr/share/ca-certificates/", "/usr/local/share/ca-certificates/",
	"/usr/share/pki/", "/usr/share/ssl", "/usr/local/ssl/openssl.cnf",
	"/var/lib/ca-certificates/", "/etc/pki/ca-trust/",
	"/etc/pki/tls/certs/", "/etc/pki/tls/cert.pem",
	"/etc/pki/tls/openssl.cnf", "/etc/pki/tls/openssl.d/", "/etc/gnutls",
	"/etc/crypto-policies/", "/usr/share/crypto-policies/",
	"/usr/share/p11-kit/", "/etc/pkcs11/",
	"/proc/sys/crypto/fips_enabled",
	/* Chance, time zone, messages. */
	"/dev/urandom", "/dev/random", "/dev/null", "/etc/localtime",
	"/usr/share/zoneinfo", "/usr/share/locale",
};

/* Of the environment: paths, several between colons. */
static const char *const variables[] = {
	"LD_LIBRARY_PATH", "OPENSSL_CONF", "OPENSSL_MODULES",
	"OPENSSL_ENGINES", "GNUTLS_SYSTEM_PRIORITY_FILE", "TZDIR", "LOCPATH",
};

static void
add(struct arena *arena, struct list *list, const char *path)
{
	/* With room for the NULL behind the last one. */
	list->paths = arena_grow(arena, list->paths, list->n, &list->room,
	    2 * sizeof(*list->paths));
	list->paths[list->n++] = path;
	list->paths[list->n] = NULL;
}

static void
add_environment(struct collection *all)
{
	const char *list, *path;
	size_t i;

	for (i = 0; i < COUNT(variables); i++) {
		list = getenv(variables[i]);
		while (list != NULL &&
		    (path = path_next(all->arena, &list)) != NULL)
			add(all->arena, &all->reads, path);
	}
}

static void
add_truststore(struct collection *all, const struct truststore *trust)
{
	const char **path = truststore_paths(all->arena, trust);

	for (; *path != NULL; path++)
		add(all->arena, &all->reads, *path);
}

/* What is asked of the router, before a write or an explanation, see wan.h. */
static bool
may_ask_router(const struct needs *needs, const struct source *source)
{
	return strcmp(source->name, "router") == 0 || (!source->trusted &&
	    (needs->writes || needs->examines || log_explains));
}

static void
add_sources(struct collection *all, const struct settings *settings, bool ipv4)
{
	const char **spec = settings_list(all->arena, settings, "source");
	const char *usual[] = { "web", NULL }, *argument, *why;
	const struct source *source;

	if (*settings_list(all->arena, settings, "ip") != NULL)
		return;
	all->speaks_http = true;
	if (*spec == NULL)
		spec = usual;
	for (; *spec != NULL; spec++) {
		source = source_find(all->arena, *spec, &argument, &why);
		if (source == NULL)
			continue;
		if (ipv4 && may_ask_router(all->needs, source))
			all->ports.any = true;
		if (strcmp(source->name, "cmd") == 0)
			all->runs_commands = true;
		else if (strcmp(source->name, "file") == 0)
			add(all->arena, &all->reads, argument);
	}
}

static const char *
directory_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? "./" :
	    arena_copy(arena, path, (size_t)(slash - path) + 1);
}

static void
add_target(struct collection *all, const struct kept_name *kept)
{
	const char *path = settings_get(kept->settings, "path");
	char *real;

	if (path == NULL)
		path = settings_get(kept->account->settings, "path");
	if (kept->account->provider->kind != KIND_FILE || path == NULL)
		return;
	add(all->arena, &all->reads, path);
	if (!all->needs->writes)
		return;
	/* Where a link leads; or a file that is to be made. */
	real = realpath(path, NULL);
	add(all->arena, &all->writes, directory_of(all->arena,
	    real == NULL ? path : real));
	free(real);
}

static void
add_names(struct collection *all)
{
	const struct names *names = all->needs->names;
	const struct kept_name *kept = names->list;

	for (; kept < names->list + names->n; kept++) {
		all->speaks_http |= kept->account->provider->kind != KIND_FILE;
		ports_of_settings(&all->ports, kept->settings);
		ports_of_settings(&all->ports, kept->account->settings);
		if (kept->account->base != NULL)
			ports_of_urls(&all->ports, kept->account->base);
		add_sources(all, kept->settings, kept->wants[IPV4]);
		add_target(all, kept);
	}
}

/* Its directory is made now: later, the right to write above it is gone. */
static void
add_hold(struct collection *all)
{
	const char *path = hold_path(all->arena);

	if (path == NULL)
		return;
	if (all->needs->writes)
		make_directories(arena_string(all->arena, path));
	add(all->arena, all->needs->writes ? &all->writes : &all->reads,
	    directory_of(all->arena, path));
}

static void
collect(struct collection *all)
{
	const struct needs *needs = all->needs;
	const char *const *proxy = proxy_variables;
	size_t i;

	ports_of_settings(&all->ports, needs->settings);
	for (; *proxy != NULL; proxy++)
		if (getenv(*proxy) != NULL)
			ports_of_proxy(&all->ports, getenv(*proxy));
	if (needs->names != NULL && needs->names->n > 0)
		add_names(all);
	else
		add_sources(all, needs->settings, true);
	for (i = 0; i < COUNT(of_the_system); i++)
		add(all->arena, &all->reads, of_the_system[i]);
	add_environment(all);
	if (needs->examines)
		add(all->arena, &all->reads, "/etc/passwd");
	add_truststore(all, wire_trust(needs->wire));
	add_hold(all);
}

struct needs
needs_of(const struct settings *settings, struct wire *wire, bool dry)
{
	const bool doctor = settings_yes(settings, "doctor");

	return (struct needs){
		.settings = settings, .wire = wire,
		.writes = !dry && !doctor && !settings_yes(settings, "show-ip"),
		.examines = doctor,
	};
}

static void
enter(const struct collection *all)
{
	sandbox_enter(all->arena, &(struct sandbox){
	    .reads = all->reads.paths, .writes = all->writes.paths,
	    .ports = all->ports.any ? NULL : all->ports.list });
}

static void
enter_with_nothing(void)
{
	const char *nothing[] = { NULL };
	struct arena *arena = arena_new();

	sandbox_enter(arena, &(struct sandbox){ nothing, nothing,
	    (const uint16_t []){ 0 } });
	arena_free(arena);
}

/* What is collected is of no use afterwards, and the run may need the room. */
static void
enter_with_needs(struct needs *needs, enum needs_stage stage)
{
	const char *nothing[] = { NULL };
	struct collection all = { .needs = needs, .arena = arena_new(),
	    .reads = { .paths = nothing }, .writes = { .paths = nothing } };

	all.ports = ports_new(all.arena);
	collect(&all);
	needs->postponed = stage == BEFORE_ASKING && all.runs_commands;
	if (needs->postponed)
		log_verbose("no sandbox before the command of cmd: has ended: "
		    "it would be the command's, too");
	else {
		if (all.speaks_http)
			wire_prepare(needs->wire);
		enter(&all);
	}
	arena_free(all.arena);
}

void
needs_only(struct needs *needs, enum needs_stage stage)
{
	if (needs == NULL || settings_yes(needs->settings, "no-sandbox") ||
	    !sandbox_possible())
		return;
	if (stage == AFTER_ASKING)
		enter_with_nothing();
	else if (stage == BEFORE_ASKING || needs->postponed)
		enter_with_needs(needs, stage);
}
