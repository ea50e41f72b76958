/*
 * sandbox - gives up, for the rest of the run, what it needs no more.
 *
 * Calls are denied by a list, not allowed by one: which ones a C library and a
 * TLS library make changes with each of their versions. bind(2) is not among
 * them, since musl's resolver binds its socket; nor is there a limit on the
 * size of files, since that would kill a run whose output goes to one.
 */

#include "sandbox.h"

#include <stdlib.h>
#include <string.h>

#include "fd.h"
#include "log.h"
#include "mem.h"

#if (!defined(__linux__) && !defined(__OpenBSD__)) || \
	defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UNUSABLE true
#elif defined(__has_feature)
#define UNUSABLE (__has_feature(address_sanitizer) || \
	__has_feature(memory_sanitizer) || __has_feature(thread_sanitizer))
#else
#define UNUSABLE false
#endif

/* Valgrind's own library is preloaded into what it runs. */
bool
sandbox_possible(void)
{
	const char *preloaded = getenv("LD_PRELOAD");

	return !UNUSABLE && (preloaded == NULL ||
	    strstr(preloaded, "vgpreload") == NULL);
}

#if defined(__linux__)

#include <sys/prctl.h>
#include <sys/syscall.h>

#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* The kernel may be newer than the headers here. Without these, the numbers are
 * those of every architecture that has a filter below. */
enum {
#ifdef __NR_landlock_create_ruleset
	LANDLOCK_CREATE = __NR_landlock_create_ruleset,
	LANDLOCK_ADD = __NR_landlock_add_rule,
	LANDLOCK_RESTRICT = __NR_landlock_restrict_self,
#else
	LANDLOCK_CREATE = 444, LANDLOCK_ADD, LANDLOCK_RESTRICT,
#endif
	RULE_PATH = 1, RULE_PORT = 2,
	ABI_TRUNCATE = 3, ABI_PORTS = 4, ABI_IOCTL = 5, ABI_SCOPES = 6,

	FS_EXECUTE = 1 << 0, FS_WRITE_FILE = 1 << 1, FS_READ_FILE = 1 << 2,
	FS_READ_DIR = 1 << 3, FS_REMOVE_DIR = 1 << 4, FS_REMOVE_FILE = 1 << 5,
	FS_MAKE_CHAR = 1 << 6, FS_MAKE_DIR = 1 << 7, FS_MAKE_REG = 1 << 8,
	FS_MAKE_SOCK = 1 << 9, FS_MAKE_FIFO = 1 << 10, FS_MAKE_BLOCK = 1 << 11,
	FS_MAKE_SYM = 1 << 12, FS_TRUNCATE = 1 << 14, FS_IOCTL_DEV = 1 << 15,

	TCP_BIND = 1 << 0, TCP_CONNECT = 1 << 1,
	SCOPE_ABSTRACT_SOCKETS = 1 << 0, SCOPE_SIGNALS = 1 << 1,

	READS = FS_READ_FILE | FS_READ_DIR,
	/* Whatever lies in the way of a file is set aside, too. */
	WRITES = READS | FS_WRITE_FILE | FS_TRUNCATE | FS_REMOVE_FILE |
	    FS_REMOVE_DIR | FS_MAKE_REG | FS_MAKE_DIR | FS_MAKE_SOCK |
	    FS_MAKE_FIFO | FS_MAKE_SYM,
	ALL_EVER = WRITES | FS_EXECUTE | FS_MAKE_CHAR | FS_MAKE_BLOCK,
	PATH_ONLY = 010000000,	/* O_PATH, which POSIX does not have */
};

struct ruleset { uint64_t files, ports, scopes; };
struct path_rule { uint64_t rights; int32_t fd; };
struct port_rule { uint64_t rights, port; };

/* All that this kernel can take away. */
static struct ruleset
ruleset_for(long abi, const struct sandbox *needed)
{
	struct ruleset set = { .files = ALL_EVER };

	if (abi < ABI_TRUNCATE)
		set.files &= ~(uint64_t)FS_TRUNCATE;
	if (abi >= ABI_PORTS)
		set.ports = TCP_BIND | (needed->ports == NULL ? 0U :
		    TCP_CONNECT);
	if (abi >= ABI_IOCTL)
		set.files |= FS_IOCTL_DEV;
	/* Those with a path stay: the system's resolver, syslog. */
	if (abi >= ABI_SCOPES)
		set.scopes = SCOPE_ABSTRACT_SOCKETS | SCOPE_SIGNALS;
	return set;
}

/* What is not there needs no rule. false: what is there has none. */
static bool
allow_path(int rules, const char *path, uint64_t rights)
{
	const struct path_rule rule = { rights,
	    fd_open(path, PATH_ONLY | O_CLOEXEC, 0) };
	bool added;

	if (rule.fd == -1)
		return errno != EMFILE && errno != ENFILE && errno != ENOMEM;
	added = syscall(LANDLOCK_ADD, rules, RULE_PATH, &rule, 0) == 0;
	close(rule.fd);
	return added;
}

/* A rule that lets a file be listed would be refused. */
static bool
is_listed(const char *path)
{
	return path[0] != '\0' && path[strlen(path) - 1] == '/';
}

static bool
allow_ports(int rules, const uint16_t *port)
{
	while (*port != 0 && syscall(LANDLOCK_ADD, rules, RULE_PORT,
	    &(struct port_rule){ TCP_CONNECT, *port }, 0) == 0)
		port++;
	return *port == 0;
}

/* Says what came of it. */
static const char *
enter_landlock(struct arena *arena, const struct sandbox *needed)
{
	const long abi = syscall(LANDLOCK_CREATE, NULL, 0, 1);
	const char *const *path;
	struct ruleset set;
	bool whole = true;
	int rules;

	if (abi < 1)
		return errno == ENOSYS || errno == EOPNOTSUPP ?
		    "this kernel has no Landlock" : arena_print(arena,
		    "no Landlock: %s", strerror(errno));
	set = ruleset_for(abi, needed);
	rules = (int)syscall(LANDLOCK_CREATE, &set, sizeof(set), 0);
	for (path = needed->reads; *path != NULL; path++)
		whole &= allow_path(rules, *path, is_listed(*path) ? READS :
		    FS_READ_FILE);
	for (path = needed->writes; *path != NULL; path++)
		whole &= allow_path(rules, *path, WRITES & set.files);
	if (needed->ports != NULL && abi >= ABI_PORTS)
		whole &= allow_ports(rules, needed->ports);
	/* Better none than one that bars what is needed. */
	whole = whole && syscall(LANDLOCK_RESTRICT, rules, 0) == 0;
	close(rules);
	return !whole ? "no Landlock: it cannot be entered" :
	    arena_print(arena, "Landlock %ld for files%s", abi,
	    abi < ABI_PORTS ? "" : needed->ports == NULL ? ", any "
	    "port of TCP" : " and ports of TCP");
}

#if defined(__x86_64__) && defined(__LP64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__AARCH64EL__) && defined(__LP64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64 && defined(AUDIT_ARCH_RISCV64)
#define ARCHITECTURE AUDIT_ARCH_RISCV64
#elif defined(__ARM_EABI__) && defined(__ARMEL__)
#define ARCHITECTURE AUDIT_ARCH_ARM
#elif defined(__i386__)
#define ARCHITECTURE AUDIT_ARCH_I386
#endif

#ifdef ARCHITECTURE
/* X32 is another set of calls, on x86-64. */
enum { X32 = 0x40000000, CLONE3 = 435 };

/* The lower half, which comes first. */
#define ARGUMENT(n) (offsetof(struct seccomp_data, args) + \
	(n) * sizeof(uint64_t))

static const uint16_t denied[] = {
#include "sandbox_calls.def"
};
static const uint16_t of_others[] = { __NR_socket, __NR_connect };

/* Arguments that make a call another one. */
enum {
	PUSH_INPUT = 0x5412,	/* of ioctl(2): TIOCSTI, as if it were typed */
	PASTE_INPUT = 0x541c,	/* TIOCLINUX, likewise on a console */
	FAST_OPEN = 0x20000000,	/* of sendto(2): connects */
	MULTIPATH_TCP = 262,	/* of socket(2): TCP that Landlock does not */
	SMC = 256,		/* take for it; and another one */
	RAW = 3, TYPES = 0xf,
	LOCAL = 1, INET = 2, INET6 = 10, NETLINK = 16,
};

struct program {
	struct sock_filter code[2 * COUNT(denied) + 128];
	unsigned short size;
};

/* One that is cut is refused as a whole. */
static void
append(struct program *program, struct sock_filter step)
{
	if (program->size < COUNT(program->code))
		program->code[program->size++] = step;
}

/* Goes on behind so many more when it holds, or when it does not. */
static void
test(struct program *program, unsigned how, size_t value, int if_so, int if_not)
{
	append(program, (struct sock_filter){
	    .code = (uint16_t)(BPF_JMP | BPF_K | how), .k = (uint32_t)value,
	    .jt = (uint8_t)if_so, .jf = (uint8_t)if_not });
}

static void
load(struct program *program, size_t offset)
{
	append(program, (struct sock_filter){
	    .code = BPF_LD | BPF_W | BPF_ABS, .k = (uint32_t)offset });
}

static void
end_with(struct program *program, uint32_t verdict)
{
	append(program, (struct sock_filter){
	    .code = BPF_RET | BPF_K, .k = verdict });
}

static void
deny(struct program *program, const uint16_t *calls, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		test(program, BPF_JEQ, calls[i], 0, 1);
		end_with(program, SECCOMP_RET_ERRNO | EPERM);
	}
}

static void
allow_only_families(struct program *program)
{
	static const uint16_t families[] = { LOCAL, INET, INET6, NETLINK };
	size_t i;

	test(program, BPF_JEQ, __NR_socket, 0, COUNT(families) + 2);
	load(program, ARGUMENT(0));
	for (i = 0; i < COUNT(families); i++)
		test(program, BPF_JEQ, families[i], (int)(COUNT(families) - i),
		    0);
	end_with(program, SECCOMP_RET_ERRNO | EAFNOSUPPORT);
	load(program, offsetof(struct seccomp_data, nr));
}

/* A socket of that family, when the masked argument equals the value, or has
 * its bits: how. */
static void
deny_of_family(struct program *program, uint32_t family, size_t argument,
    uint32_t mask, unsigned how, uint32_t value)
{
	test(program, BPF_JEQ, __NR_socket, 0, 6);
	load(program, ARGUMENT(0));
	test(program, BPF_JEQ, family, 0, 4);
	load(program, ARGUMENT(argument));
	append(program, (struct sock_filter){
	    .code = BPF_ALU | BPF_AND | BPF_K, .k = mask });
	test(program, how, value, 0, 1);
	end_with(program, SECCOMP_RET_ERRNO | EPERM);
	load(program, offsetof(struct seccomp_data, nr));
}

/* No raw ones, and of the kernel's only what tells addresses and routes. */
static void
limit_sockets(struct program *program)
{
	allow_only_families(program);
	deny_of_family(program, INET, 1, TYPES, BPF_JEQ, RAW);
	deny_of_family(program, INET6, 1, TYPES, BPF_JEQ, RAW);
	deny_of_family(program, NETLINK, 2, UINT32_MAX, BPF_JSET, UINT32_MAX);
}

/* Calls that would go around the ports, or to a terminal's shell: when the
 * argument equals the value, or has its bits. */
static const struct {
	uint16_t call, argument, how;
	uint32_t value;
} detours[] = {
	{ __NR_socket, 2, BPF_JEQ, MULTIPATH_TCP },
	{ __NR_socket, 2, BPF_JEQ, SMC },
	{ __NR_sendto, 3, BPF_JSET, FAST_OPEN },
	{ __NR_sendmsg, 2, BPF_JSET, FAST_OPEN },
	{ __NR_sendmmsg, 3, BPF_JSET, FAST_OPEN },
	{ __NR_ioctl, 1, BPF_JEQ, PUSH_INPUT },
	{ __NR_ioctl, 1, BPF_JEQ, PASTE_INPUT },
};

static void
deny_detours(struct program *program)
{
	size_t i;

	for (i = 0; i < COUNT(detours); i++) {
		test(program, BPF_JEQ, detours[i].call, 0, 4);
		load(program, ARGUMENT(detours[i].argument));
		test(program, detours[i].how, detours[i].value, 0, 1);
		end_with(program, SECCOMP_RET_ERRNO | EPERM);
		load(program, offsetof(struct seccomp_data, nr));
	}
}

/* libcurl's resolver is one. What clone3(2) is to do cannot be seen here; C
 * libraries fall back to clone(2), whose flags come first, lower half first. */
static void
allow_only_threads(struct program *program)
{
	test(program, BPF_JEQ, CLONE3, 0, 1);
	end_with(program, SECCOMP_RET_ERRNO | ENOSYS);
	test(program, BPF_JEQ, __NR_clone, 0, 3);
	load(program, ARGUMENT(0));
	test(program, BPF_JSET, CLONE_THREAD, 1, 0);
	end_with(program, SECCOMP_RET_ERRNO | EPERM);
}

/* alone: nobody is asked any more. In all threads, as a resolver's may be left
 * over. */
static const char *
enter_filter(struct arena *arena, bool alone)
{
	struct program *program = arena_alloc(arena, sizeof(*program));
	struct sock_fprog whole;

	load(program, offsetof(struct seccomp_data, arch));
	test(program, BPF_JEQ, ARCHITECTURE, 1, 0);
	end_with(program, SECCOMP_RET_ERRNO | EPERM);
	load(program, offsetof(struct seccomp_data, nr));
	test(program, BPF_JGE, X32, 0, 1);
	end_with(program, SECCOMP_RET_ERRNO | EPERM);
	deny(program, denied, COUNT(denied));
	if (alone)
		deny(program, of_others, COUNT(of_others));
	limit_sockets(program);
	deny_detours(program);
	allow_only_threads(program);
	end_with(program, SECCOMP_RET_ALLOW);
	whole = (struct sock_fprog){ program->size, program->code };
	return syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER,
	    SECCOMP_FILTER_FLAG_TSYNC, &whole) == 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole) == 0 ?
	    "some system calls denied" : arena_print(arena, "no system calls "
	    "denied: %s", strerror(errno));
}

#else

static const char *
enter_filter(struct arena *arena, bool alone)
{
	(void)arena;
	(void)alone;
	return "no system calls denied: not on this architecture";
}

#endif

/* Of root's rights only those stay by which a file is given to whom the old one
 * belonged, and which --interface takes on older kernels. */
static void
drop_capabilities(void)
{
	static const int kept[] = { CAP_CHOWN, CAP_DAC_OVERRIDE,
	    CAP_DAC_READ_SEARCH, CAP_FOWNER, CAP_FSETID, CAP_NET_RAW };
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
	uint32_t mask = 0;
	size_t i;

	if (syscall(__NR_capget, &header, sets) == -1)
		return;
	for (i = 0; i < COUNT(kept); i++)
		mask |= 1U << kept[i];
	sets[0].permitted &= mask;
	sets[0].effective &= mask;
	sets[0].inheritable = sets[1].permitted = sets[1].effective =
	    sets[1].inheritable = 0;
	syscall(__NR_capset, &header, sets);
}

void
sandbox_enter(struct arena *arena, const struct sandbox *needed)
{
	const bool alone = needed->ports != NULL && needed->ports[0] == 0;
	const char *files, *calls;

	/* Both want it of those who are not root. */
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	drop_capabilities();
	files = enter_landlock(arena, needed);
	calls = enter_filter(arena, alone);
	if (!alone)
		log_exchange("sandbox: %s; %s", files, calls);
}

#elif defined(__OpenBSD__)

#include <unistd.h>

/* Paths that do not exist are passed over. Ports cannot be named. */
void
sandbox_enter(struct arena *arena, const struct sandbox *needed)
{
	const char *const *path;

	(void)arena;
	for (path = needed->reads; *path != NULL; path++)
		unveil(*path, "r");
	for (path = needed->writes; *path != NULL; path++)
		unveil(*path, "rwc");
	if (pledge(needed->reads[0] == NULL ? "stdio" :
	    needed->writes[0] == NULL ?
	    "stdio rpath inet dns route mcast" :
	    "stdio rpath wpath cpath fattr chown flock inet dns route mcast",
	    NULL) == 0)
		log_exchange("sandbox: unveil and pledge");
}

#else

void
sandbox_enter(struct arena *arena, const struct sandbox *needed)
{
	(void)arena;
	(void)needed;
}

#endif
