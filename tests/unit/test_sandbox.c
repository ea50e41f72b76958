/*
 * test_sandbox - a program that enters the sandbox and tries what must fail
 * then, and what must not.
 *
 * Each sandbox is entered by a child of its own. What the kernel here cannot
 * forbid is skipped.
 */

#include "sandbox.h"

#include "check.h"

#if defined(__linux__)

#include <linux/capability.h>
#include <linux/netlink.h>

#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "mem.h"

enum {
	ABI = 444, ABI_PORTS = 4, ABI_SCOPES = 6,
	IO_URING_SETUP = 425, CLONE3 = 435,
	MULTIPATH_TCP = 262, FAST_OPEN = 0x20000000,
};

static const char *home;		/* a directory; all paths are in it */
static uint16_t open_port, other_port;	/* where somebody listens */
static long abi;

static const char *
in_home(struct arena *arena, const char *name)
{
	return arena_print(arena, "%s/%s", home, name);
}

/* 0, or the errno of opening it so. */
static int
opened(const char *path, int flags)
{
	const int fd = open(path, flags | O_CLOEXEC, S_IRUSR | S_IWUSR);

	if (fd == -1)
		return errno;
	close(fd);
	return 0;
}

static void
make(const char *path)
{
	opened(path, O_WRONLY | O_CREAT);
}

/* 0, or the errno of what the call returned. */
static int
failed(long result)
{
	return result == -1 ? errno : 0;
}

static struct sockaddr_in
loopback(uint16_t port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
	    .sin_port = htons(port),
	    .sin_addr = { .s_addr = htonl(INADDR_LOOPBACK) } };
}

static int
connected(uint16_t port)
{
	const struct sockaddr_in to = loopback(port);
	const int fd = socket(AF_INET, SOCK_STREAM, 0);
	const int error = failed(connect(fd, (const struct sockaddr *)&to,
	    sizeof(to)));

	close(fd);
	return error;
}

static int
bound(int type)
{
	const struct sockaddr_in to = loopback(0);
	const int fd = socket(AF_INET, type, 0);
	const int error = failed(bind(fd, (const struct sockaddr *)&to,
	    sizeof(to)));

	close(fd);
	return error;
}

/* To the socket of that name; a NUL in front: one without a path. */
static int
reached(const char *name, size_t size, int *listener)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	const socklen_t all = (socklen_t)(offsetof(struct sockaddr_un,
	    sun_path) + size);
	int error;

	memcpy(to.sun_path, name, size);
	if (listener == NULL) {
		error = failed(connect(fd, (const struct sockaddr *)&to, all));
		close(fd);
		return error;
	}
	*listener = fd;
	return failed(bind(fd, (const struct sockaddr *)&to, all)) |
	    failed(listen(fd, 4));
}

static uint16_t
listening(void)
{
	struct sockaddr_in at = loopback(0);
	socklen_t size = sizeof(at);
	const int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (bind(fd, (const struct sockaddr *)&at, size) != 0 ||
	    listen(fd, 8) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &size) != 0)
		exit(2);
	return ntohs(at.sin_port);
}

static void *
nothing(void *own)
{
	return own;
}

static bool
can_thread(void)
{
	pthread_t thread;

	return pthread_create(&thread, NULL, nothing, NULL) == 0 &&
	    pthread_join(thread, NULL) == 0;
}

static bool
can_look_up(void)
{
	const struct addrinfo wanted = { .ai_family = AF_INET };
	struct addrinfo *found;

	if (getaddrinfo("localhost", "80", &wanted, &found) != 0)
		return false;
	freeaddrinfo(found);
	return true;
}

/* The errno of a call that takes nothing which could make sense. */
static int
refusal(long call)
{
	return failed(syscall(call, -1L, NULL, NULL, 0L, 0L, 0L));
}

/* Some of each kind, by hand: what is denied stands in another list. */
static void
test_denied(void)
{
	static const struct {
		const char *name;
		long call;
	} calls[] = {
		{ "execveat", __NR_execveat }, { "kcmp", __NR_kcmp },
		{ "process_vm_readv", __NR_process_vm_readv },
		{ "process_vm_writev", __NR_process_vm_writev },
		{ "pidfd_getfd", 438 }, { "pidfd_send_signal", 424 },
		{ "setns", __NR_setns }, { "open_tree", 428 },
		{ "move_mount", 429 }, { "fsopen", 430 }, { "fsmount", 432 },
		{ "mount_setattr", 442 }, { "pivot_root", __NR_pivot_root },
		{ "init_module", __NR_init_module },
		{ "finit_module", __NR_finit_module },
		{ "kexec_load", __NR_kexec_load },
		{ "perf_event_open", __NR_perf_event_open },
		{ "userfaultfd", __NR_userfaultfd },
		{ "add_key", __NR_add_key },
		{ "open_by_handle_at", __NR_open_by_handle_at },
		{ "personality", __NR_personality },
		{ "fchownat", __NR_fchownat }, { "mknodat", __NR_mknodat },
		{ "utimensat", __NR_utimensat }, { "fchmodat2", 452 },
		{ "setxattr", __NR_setxattr }, { "truncate", __NR_truncate },
		{ "accept4", __NR_accept4 },
	};
	size_t i;

	for (i = 0; i < COUNT(calls); i++)
		CHECK(calls[i].name, refusal(calls[i].call) == EPERM);
	CHECK("clone3 is as good as unknown", refusal(CLONE3) == ENOSYS);
}

static int
made(int family, int type, int protocol)
{
	const int fd = socket(family, type, protocol);
	const int error = failed(fd);

	close(fd);
	return error;
}

static void
test_sockets(void)
{
	static const int families[] = { AF_PACKET, AF_VSOCK, AF_ALG, AF_KEY,
	    AF_X25 };
	size_t i;

	for (i = 0; i < COUNT(families); i++)
		CHECK("no socket of another family",
		    made(families[i], SOCK_DGRAM, 0) == EAFNOSUPPORT);
	CHECK("no raw one", made(AF_INET, SOCK_RAW | SOCK_CLOEXEC,
	    IPPROTO_ICMP) == EPERM && made(AF_INET6, SOCK_RAW,
	    IPPROTO_ICMPV6) == EPERM);
	CHECK("none of the kernel's", made(AF_NETLINK, SOCK_RAW,
	    NETLINK_AUDIT) == EPERM);
	CHECK("but that of routes", made(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
	    NETLINK_ROUTE) == 0);
	CHECK("a local one", made(AF_UNIX, SOCK_STREAM, 0) == 0);
	CHECK("one of IPv6", made(AF_INET6, SOCK_DGRAM, 0) != EPERM);
}

/* What Landlock takes for no connection of TCP. */
static void
test_detours(void)
{
	const struct sockaddr_in to = loopback(other_port);
	const int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct iovec byte = { "x", 1 };
	struct msghdr message = { .msg_name = (void *)(uintptr_t)&to,
	    .msg_namelen = sizeof(to), .msg_iov = &byte, .msg_iovlen = 1 };

	CHECK("no TCP over many ways", made(AF_INET, SOCK_STREAM,
	    MULTIPATH_TCP) == EPERM);
	CHECK("no connection by sending", failed(sendto(fd, "x", 1, FAST_OPEN,
	    (const struct sockaddr *)&to, sizeof(to))) == EPERM);
	CHECK("in no way", failed(sendmsg(fd, &message, FAST_OPEN)) == EPERM);
	CHECK("nothing is typed for others", failed(ioctl(STDIN_FILENO,
	    TIOCSTI, "x")) == EPERM && failed(ioctl(STDIN_FILENO, TIOCLINUX,
	    "x")) == EPERM);
	close(fd);
}

static void
test_rights(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {
		{ .effective = 0 } };

	CHECK("rights can be read", syscall(__NR_capget, &header, sets) == 0);
	CHECK("few of root's are left", (sets[0].permitted &
	    (1U << CAP_SETUID | 1U << CAP_SYS_ADMIN | 1U << CAP_NET_ADMIN |
	    1U << CAP_SYS_PTRACE | 1U << CAP_KILL)) == 0 &&
	    sets[1].permitted == 0);
}

static void
test_calls(const char *file)
{
	char *const arguments[] = { "true", NULL }, *const none[] = { NULL };

	CHECK("no exec", failed(execve("/bin/true", arguments, none)) ==
	    EPERM);
	CHECK("no fork", failed(fork()) == EPERM);
	CHECK("no ptrace", failed(ptrace(PTRACE_ATTACH, getppid(), NULL,
	    NULL)) == EPERM);
	CHECK("no signal to others", failed(kill(getppid(), 0)) == EPERM);
	CHECK("in no way", abi < ABI_SCOPES || failed(syscall(__NR_tgkill,
	    getppid(), getppid(), 0)) == EPERM);
	CHECK("no listen", failed(listen(-1, 1)) == EPERM);
	CHECK("no accept", failed(accept(-1, NULL, NULL)) == EPERM);
	CHECK("no io_uring", failed(syscall(IO_URING_SETUP, 1, NULL)) ==
	    EPERM);
	CHECK("no bpf", failed(syscall(__NR_bpf, -1, NULL, 0)) == EPERM);
	CHECK("no keyring", failed(syscall(__NR_keyctl, -1)) == EPERM);
	CHECK("no mount", failed(syscall(__NR_mount, NULL, NULL, NULL, 0,
	    NULL)) == EPERM);
	CHECK("no namespace", failed(syscall(__NR_unshare, 0)) == EPERM);
	CHECK("no other mode by name", failed(chmod(file, 0700)) == EPERM);
#if defined(__x86_64__) && defined(__LP64__)
	CHECK("no call of x32", failed(syscall(0x40000000L + __NR_getpid)) ==
	    EPERM);
#endif
	test_denied();
	test_sockets();
	test_detours();
	test_rights();
	CHECK("a thread", can_thread());
	CHECK("bind of a datagram socket", bound(SOCK_DGRAM) == 0);
	CHECK("a signal to oneself", raise(0) == 0);
	CHECK("a name is looked up", can_look_up());
}

static void
test_files(struct arena *arena)
{
	const char *written = in_home(arena, "writes/new");

	CHECK("a file is read", opened(in_home(arena, "file"), O_RDONLY) == 0);
	CHECK("but not written", opened(in_home(arena, "file"), O_WRONLY) ==
	    EACCES);
	CHECK("what a link leads to is read", opened(in_home(arena, "link"),
	    O_RDONLY) == 0);
	CHECK("a file below is read", opened(in_home(arena, "listed/file"),
	    O_RDONLY) == 0);
	CHECK("a directory is listed", opened(in_home(arena, "listed"),
	    O_RDONLY | O_DIRECTORY) == 0);
	CHECK("another one is not, though read", opened(in_home(arena,
	    "reads"), O_RDONLY | O_DIRECTORY) == EACCES && opened(
	    in_home(arena, "reads/file"), O_RDONLY) == 0);
	CHECK("no other file", opened(in_home(arena, "secret"), O_RDONLY) ==
	    EACCES);
	CHECK("not /etc/passwd", opened("/etc/passwd", O_RDONLY) == EACCES);
	CHECK("nothing in /tmp", opened(in_home(arena, "new"), O_WRONLY |
	    O_CREAT) == EACCES);
	CHECK("nothing is removed", failed(unlink(in_home(arena, "file"))) ==
	    EACCES);
	CHECK("a file is made, renamed, removed", opened(written, O_WRONLY |
	    O_CREAT | O_EXCL) == 0 && failed(rename(written, in_home(arena,
	    "writes/old"))) == 0 && opened(in_home(arena, "writes/old"),
	    O_WRONLY | O_TRUNC) == 0 && failed(unlink(in_home(arena,
	    "writes/old"))) == 0);
	CHECK("a directory is made there", failed(mkdir(written, 0700)) == 0 &&
	    failed(rmdir(written)) == 0);
}

static void
test_network(void)
{
	if (abi < ABI_PORTS) {
		printf("skip ports: this kernel's Landlock has none\n");
		return;
	}
	CHECK("a port that is named", connected(open_port) == 0);
	CHECK("no other port", connected(other_port) == EACCES);
	CHECK("no port of one's own", bound(SOCK_STREAM) == EACCES);
}

static void
enter(struct arena *arena, bool writes, const uint16_t *ports)
{
	const char *reads[] = {
		in_home(arena, "file"), in_home(arena, "link"),
		in_home(arena, "listed/"), in_home(arena, "reads"),
		in_home(arena, "absent"), "/etc/hosts", "/etc/nsswitch.conf",
		"/etc/resolv.conf", "/lib", "/usr/lib", "/etc/ld.so.cache",
		NULL };
	const char *places[] = { writes ? in_home(arena, "writes/") : NULL,
	    NULL };

	sandbox_enter(arena, &(struct sandbox){ reads, places, ports });
}

static void
test_all(struct arena *arena)
{
	const uint16_t ports[] = { 53, open_port, 0 };

	enter(arena, true, ports);
	test_calls(in_home(arena, "writes"));
	if (abi < 1) {
		printf("skip files: this kernel has no Landlock\n");
		return;
	}
	test_files(arena);
	test_network();
}

static void
test_less(struct arena *arena)
{
	const char *path = in_home(arena, "writes/new");
	const char name[] = "\0test_sandbox", *socket = in_home(arena, "s");
	int abstract, named;
	const int made = reached(name, sizeof(name), &abstract) |
	    reached(socket, strlen(socket) + 1, &named);

	/* Who listens must be somebody else. */
	if (made != 0 || abi < 1 || fork() != 0)
		return;
	enter(arena, true, NULL);
	CHECK("any port, as long as none is named",
	    connected(other_port) == 0);
	CHECK("written first", opened(path, O_WRONLY | O_CREAT) == 0);
	if (abi >= ABI_SCOPES)
		CHECK("no socket without a path", reached(name, sizeof(name),
		    NULL) == EPERM);
	CHECK("but one that has a path", reached(socket, strlen(socket) + 1,
	    NULL) == 0);
	enter(arena, false, (const uint16_t []){ open_port, 0 });
	CHECK("then no more", opened(path, O_WRONLY) == EACCES &&
	    failed(unlink(path)) == EACCES);
	CHECK("and fewer ports", abi < ABI_PORTS ||
	    (connected(other_port) == EACCES && connected(open_port) == 0));
	CHECK("what is read stays", opened(in_home(arena, "file"),
	    O_RDONLY) == 0);
}

static void
test_nothing(struct arena *arena)
{
	const char *none[] = { NULL };

	enter(arena, true, NULL);
	CHECK("a socket, first", made(AF_INET, SOCK_DGRAM, 0) == 0);
	sandbox_enter(arena, &(struct sandbox){ none, none,
	    (const uint16_t []){ 0 } });
	CHECK("nobody is asked any more", made(AF_INET, SOCK_DGRAM, 0) ==
	    EPERM && made(AF_UNIX, SOCK_STREAM, 0) == EPERM);
	CHECK("and nothing read", abi < 1 || opened(in_home(arena, "file"),
	    O_RDONLY) == EACCES);
}

/* In a child; false when anything failed in it. */
static bool
apart(struct arena *arena, void (*test)(struct arena *))
{
	int status;

	fflush(stdout);
	if (fork() == 0) {
		test(arena);
		fflush(stdout);
		while (wait(&status) != -1)
			check_failures += status != 0;
		_exit(check_done());
	}
	return wait(&status) != -1 && status == 0;
}

static const char *const directories[] = { "listed", "reads", "writes" };
static const char *const files[] = { "file", "secret", "behind",
    "listed/file", "reads/file" };

static void
furnish(struct arena *arena)
{
	size_t i;

	for (i = 0; i < COUNT(directories); i++)
		mkdir(in_home(arena, directories[i]), S_IRWXU);
	for (i = 0; i < COUNT(files); i++)
		make(in_home(arena, files[i]));
	if (symlink("behind", in_home(arena, "link")) != 0)
		exit(2);
}

static bool
clear(struct arena *arena)
{
	size_t i;
	bool done = unlink(in_home(arena, "link")) == 0 &&
	    unlink(in_home(arena, "s")) == 0 &&
	    unlink(in_home(arena, "writes/new")) == 0;

	for (i = 0; i < COUNT(files); i++)
		done &= unlink(in_home(arena, files[i])) == 0;
	for (i = 0; i < COUNT(directories); i++)
		done &= rmdir(in_home(arena, directories[i])) == 0;
	return rmdir(home) == 0 && done;
}

int
main(void)
{
	static char directory[] = "/tmp/test_sandbox.XXXXXX";
	struct arena *arena = arena_new();

	if (!sandbox_possible()) {
		printf("skip sandbox: not under a sanitizer or valgrind\n");
		return 0;
	}
	home = mkdtemp(directory);
	if (home == NULL)
		return 2;
	abi = syscall(ABI, NULL, 0, 1);
	open_port = listening();
	other_port = listening();
	furnish(arena);
	CHECK("all that one sandbox allows and forbids",
	    apart(arena, test_all));
	CHECK("entered again there is less", apart(arena, test_less));
	CHECK("at last there is nothing", apart(arena, test_nothing));
	CHECK("who did not enter is free", clear(arena) || abi < 1);
	arena_free(arena);
	return check_done();
}

#else

int
main(void)
{
	printf("skip sandbox: tested on Linux only\n");
	return 0;
}

#endif
