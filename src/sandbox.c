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
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* The kernel's interface may be newer than the headers here: these numbers are
 * the same on every architecture that has a filter below. */
enum {
	LANDLOCK_CREATE = 444, LANDLOCK_ADD, LANDLOCK_RESTRICT,
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
		return "this kernel has no Landlock";
	set = ruleset_for(abi, needed);
	rules = (int)syscall(LANDLOCK_CREATE, &set, sizeof(set), 0);
	for (path = needed->reads; *path != NULL; path++)
		whole &= allow_path(rules, *path, is_listed(*path) ? READS :
		    FS_READ_FILE);
	for (path = needed->writes; *path != NULL; path++)
		whole &= allow_path(rules, *path, WRITES & set.files);
	if ((set.ports & TCP_CONNECT) != 0)
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
#elif defined(__aarch64__) && defined(__LP64__)
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
enum { X32 = 0x40000000, CLONE3 = 435, PROGRAM_MOST = 320 };

/* Those with a number are too new for some headers. */
static const uint16_t denied[] = {
	/* Other programs and processes. */
	__NR_execve, __NR_execveat, __NR_ptrace, __NR_process_vm_readv,
	__NR_process_vm_writev, __NR_kcmp, 438 /* pidfd_getfd */,
	440 /* process_madvise */, 448 /* process_mrelease */, __NR_kill,
	__NR_rt_sigqueueinfo, __NR_rt_tgsigqueueinfo,
	424 /* pidfd_send_signal */, __NR_unshare, __NR_setns,
	/* Being a server. */
	__NR_listen, __NR_accept4,
	/* What the system is made of. */
	__NR_mount, __NR_umount2, __NR_pivot_root, __NR_chroot, __NR_swapon,
	__NR_swapoff, __NR_quotactl, 443 /* quotactl_fd */, __NR_acct,
	428 /* open_tree */, 467 /* open_tree_attr */, 429 /* move_mount */,
	430 /* fsopen */, 431 /* fsconfig */, 432 /* fsmount */,
	433 /* fspick */, 442 /* mount_setattr */, __NR_reboot,
	__NR_sethostname, __NR_setdomainname, __NR_settimeofday, __NR_syslog,
	__NR_clock_settime, __NR_clock_adjtime, __NR_adjtimex, __NR_vhangup,
	__NR_personality, __NR_kexec_load,
#ifdef __NR_kexec_file_load
	__NR_kexec_file_load,
#endif
	__NR_init_module, __NR_finit_module, __NR_delete_module,
	/* Where many holes of the kernel were. */
	425, 426, 427 /* io_uring */, __NR_bpf, __NR_perf_event_open,
	__NR_userfaultfd, __NR_add_key, __NR_request_key, __NR_keyctl,
	__NR_fanotify_init, __NR_name_to_handle_at, __NR_open_by_handle_at,
	/* Files' owners, modes, times by name, which Landlock does not know;
	 * what is written here is changed while it is open. */
	__NR_fchmodat, 452 /* fchmodat2 */, __NR_fchownat, __NR_mknodat,
	__NR_utimensat, __NR_setxattr, __NR_lsetxattr, __NR_fsetxattr,
	__NR_removexattr, __NR_lremovexattr, __NR_fremovexattr,
	463 /* setxattrat */, 466 /* removexattrat */,
#ifdef __NR_accept
	__NR_accept,
#endif
#ifdef __NR_chmod
	__NR_fork, __NR_vfork, __NR_chmod, __NR_chown, __NR_lchown, __NR_mknod,
	__NR_utimes, __NR_futimesat,
#endif
#ifdef __NR_modify_ldt
	__NR_iopl, __NR_ioperm, __NR_modify_ldt, __NR_utime,
#endif
};

struct program {
	struct sock_filter code[PROGRAM_MOST];
	unsigned short size;
};

/* Goes on behind so many more when it holds, or when it does not. */
static void
test(struct program *program, unsigned how, size_t value, int if_so, int if_not)
{
	program->code[program->size++] = (struct sock_filter){
		.code = (uint16_t)(BPF_JMP | BPF_K | how),
		.k = (uint32_t)value, .jt = (uint8_t)if_so,
		.jf = (uint8_t)if_not };
}

static void
load(struct program *program, size_t offset)
{
	program->code[program->size++] = (struct sock_filter){
		.code = BPF_LD | BPF_W | BPF_ABS, .k = (uint32_t)offset };
}

static void
end_with(struct program *program, uint32_t verdict)
{
	program->code[program->size++] = (struct sock_filter){
		.code = BPF_RET | BPF_K, .k = verdict };
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

/* libcurl's resolver is one. What clone3(2) is to do cannot be seen here; C
 * libraries fall back to clone(2), whose flags come first, lower half first. */
static void
allow_only_threads(struct program *program)
{
	test(program, BPF_JEQ, CLONE3, 0, 1);
	end_with(program, SECCOMP_RET_ERRNO | ENOSYS);
	test(program, BPF_JEQ, __NR_clone, 0, 3);
	load(program, offsetof(struct seccomp_data, args));
	test(program, BPF_JSET, CLONE_THREAD, 1, 0);
	end_with(program, SECCOMP_RET_ERRNO | EPERM);
}

static const char *
enter_filter(struct arena *arena)
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
	allow_only_threads(program);
	end_with(program, SECCOMP_RET_ALLOW);
	whole = (struct sock_fprog){ program->size, program->code };
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole) == 0 ?
	    "some system calls denied" : arena_print(arena, "no system calls "
	    "denied: %s", strerror(errno));
}

#else

static const char *
enter_filter(struct arena *arena)
{
	(void)arena;
	return "no system calls denied: not on this architecture";
}

#endif

void
sandbox_enter(struct arena *arena, const struct sandbox *needed)
{
	const char *files;

	/* Both want it of those who are not root. */
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	files = enter_landlock(arena, needed);
	log_exchange("sandbox: %s; %s", files, enter_filter(arena));
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
	if (pledge(needed->writes[0] == NULL ?
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
