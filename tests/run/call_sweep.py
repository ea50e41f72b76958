"""call_sweep - runs for each system call that a run makes: it fails, is
interrupted, or a signal comes with it (calls.c)."""

import collections
import errno
import functools
import platform
import re
import signal
import subprocess

import preload
import torture_world
from harness import expect, expect_status
from served import Served
from torture_world import Sweep

NOTHING, FAILS, SIGNALS, CUTS = 0, 1, 2, 3
# In seconds. A run that waits in spite of the signal takes its 10; less would
# ask of the machine not to pause once in thousands of runs.
PATIENCE = 3

# What may become of a call, as its manual has it.
ERRORS = dict(
    access=("EACCES", "EIO"), bind=("EADDRINUSE",), capget=("EPERM",),
    capset=("EPERM",), clone=("EAGAIN",),
    clone3=("EAGAIN",), close=("EIO",), connect=("ECONNREFUSED",
    "ENETUNREACH", "EADDRNOTAVAIL", "EACCES"), eventfd2=("EMFILE",),
    faccessat2=("EACCES",), fchmod=("EPERM", "EROFS"), fchown=("EPERM",),
    fcntl=("EINVAL",), flock=("ENOLCK",), fsync=("EIO", "ENOSPC"),
    ftruncate=("EIO",), getdents64=("EIO",), getpeername=("ENOTCONN",),
    getrandom=("ENOSYS",), getsockname=("ENOBUFS",), getsockopt=("ENOBUFS",),
    ioctl=("ENOTTY",), landlock_add_rule=("EINVAL", "ENOMEM"),
    landlock_create_ruleset=("ENOSYS", "EMFILE"),
    landlock_restrict_self=("E2BIG",), lseek=("EINVAL",), mkdir=("ENOSPC",
    "EROFS"), mmap=("ENOMEM",), mprotect=("ENOMEM",), newfstatat=("EIO",
    "EACCES"), openat=("EMFILE", "ENFILE", "EACCES", "ENOENT", "EIO",
    "EROFS"), pipe2=("EMFILE",), poll=("ENOMEM",), ppoll=("ENOMEM",),
    prctl=("EINVAL",), pread64=("EIO",), prlimit64=("EPERM",), read=("EIO",),
    readlink=("EIO", "EACCES", "ENOMEM"), recvfrom=("ECONNRESET", "ENOMEM"),
    recvmsg=("ECONNRESET",), rename=("EIO", "ENOSPC", "EACCES", "EXDEV"),
    rt_sigaction=("EINVAL",), seccomp=("EINVAL", "EPERM"),
    sendto=("ECONNRESET", "EPIPE", "ENOBUFS"), sendmmsg=("ENETUNREACH",),
    sendmsg=("ECONNRESET",), setpgid=("EPERM",),
    setsockopt=("ENOPROTOOPT",), socket=("EMFILE", "EAFNOSUPPORT", "ENOBUFS"),
    socketpair=("EMFILE",), statx=("ENOSYS",), unlink=("EACCES",),
    wait4=("ECHILD",), write=("EIO", "ENOSPC", "EDQUOT"))
# Their failure is a matter between the kernel and the C library.
PASSED_OVER = {"brk", "exit_group", "exit", "futex", "madvise", "munmap",
    "rseq", "rt_sigprocmask", "rt_sigreturn", "set_robust_list", "sysinfo",
    "getpid", "geteuid", "uname", "sched_getaffinity", "clock_nanosleep",
    "gettid", "tgkill", "mremap", "lstat", "dup", "restart_syscall"}
# Those that may wait, and end so when a signal comes. close(2) is done then,
# and connect(2) does not wait, for libcurl.
INTERRUPTED = {"openat", "read", "write", "poll", "ppoll", "flock",
    "sendto", "recvfrom", "recvmsg", "sendmsg", "sendmmsg", "pread64", "fsync",
    "getrandom", "wait4"}

# No memory, or a wrong setting: what is open is left to the system.
AT_ONCE = (66, 70, 78)
# Those that may do a part of what they are asked for.
CUT = {"read", "write", "pread64"}


def barred():
    why = preload.barred()
    if why is None and platform.machine() != "x86_64":
        why = "not known how to leave out a call here"
    return why


def test(function):
    return torture_world.unless(barred(), function)


@functools.lru_cache(None)
def names():
    """By number, as the compiler's headers have them."""
    text = subprocess.run([preload.compiler(), "-E", "-dM", "-include",
        "asm/unistd.h", "-xc", "/dev/null"], check=True,
        stdout=subprocess.PIPE, universal_newlines=True).stdout
    return {int(number): name for name, number in re.findall(
        r"#define __NR_(\w+) (\d+)", text)}


def points(calls):
    """Of each call its kind and which of that kind it is."""
    counts = collections.Counter()
    for call in calls:
        counts[call] += 1
        yield call, counts[call]


def sweep(case, what, values, statuses, judge=None, least=50):
    """A run for each call, and each value that values(name) has for it; least:
    so many runs there must be."""
    found = Sweep()
    with case, Served("calls", case.args, case.env, case.stdin) as served:
        done, (usual, *calls) = served.run(0, 0, NOTHING, 0)
        expect_status(done, case.status)
        for call, number in points(calls):
            name = names()[int(call)]
            for title, value in values(name):
                case.prepare(served.home)
                done, (files, *_) = served.run(call, number, what, value)
                more = functools.partial(expect_closed, name, int(files)
                    - int(usual), judge)
                found.judge("%s %d %s" % (name, number, title), case, done,
                    statuses, more=more)
    found.end(least)


def expect_closed(name, files, more, case, done):
    """So many files are open at the end besides those that usually are: none,
    unless one was not closed for the test's sake, or all ended at once."""
    expect(files <= 0 or name == "close" or done.status in AT_ONCE,
        "%d files were left open" % files)
    if more is not None:
        more(case, done)


def failures(name):
    expect(name in ERRORS or name in PASSED_OVER,
        "no error is known of " + name)
    return [(error, getattr(errno, error)) for error in ERRORS.get(name, ())]


def interruptions(name):
    return [("EINTR", errno.EINTR)] if name in INTERRUPTED else []


def only(calls, values):
    return lambda name: values(name) if name in calls else []


def pieces(name):
    return [("of one byte", 1)] if name in CUT else []


def signalled(number, again=True):
    """At each call. It ends soon; again: the next run finds all in order."""
    def soon(case, done):
        expect(done.elapsed < PATIENCE, "it took %.1f s"
            % done.elapsed)
        if again:
            case.follow(done)
    return (SIGNALS, lambda name: [(signal.Signals(number).name, number)],
        (0, 75, -number), soon)
