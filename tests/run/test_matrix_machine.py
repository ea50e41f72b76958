#!/usr/bin/env -S python3 -B
"""The fault matrix, of the machine: streams that lead nowhere, directories
that are missing, read-only or full, runs at the same time, runs that are
stopped, clocks that step, and kernels that know less."""

import calendar
import glob
import os
import shutil
import signal
import subprocess
import threading
import time

import temporary
from certificates import certificates
from cloudflare_world import HOME
from common import NEW
from harness import (SANITIZED, STATIC, cases, expect, expect_equal,
    expect_status, expect_words, main, test)
from matrix import Case, World, expect_files, register
from namespace import mounts, with_mounts
from servers import wait_for

CHANGED = dict(records={(HOME, "A"): [NEW]}, writes=1)


class Machine(World):
    """`before` stands before the words of the command, and `streams` are its
    standard streams."""

    def __init__(self, *records):
        super().__init__(*records)
        self.before, self.streams = (), {}

    def __exit__(self, *_):
        for stream in self.streams.values():
            os.close(stream)
        super().__exit__()

    def start(self, *args, **more):
        return super().start(*args, before=self.before, **self.streams,
                **more)


def machine(title, status, line, inject=None, why_not=None, **more):
    """why_not: what is in the way of doing it here."""
    if why_not:
        print("skip %s: %s" % (title, why_not))
        return
    register(Case(title, status, line, inject, **dict({"world": Machine},
            **more)))


# Streams.

def full():
    return os.open("/dev/full", os.O_WRONLY)


def nobody():
    """The reader has left."""
    reader, writer = os.pipe()
    os.close(reader)
    return writer


def streams(**made):
    def inject(world):
        world.streams = {name: make() for name, make in made.items()}
    return inject


LOST = (r"^dnsfollow: the results cannot be written \(.+\); the work itself is "
    "done$",)
UNSEEN = (r"^dnsfollow: the results cannot be written \(.+\)$",)
for title, kind in dict(is_full=full, has_no_reader=nobody).items():
    machine("stdout_%s" % title, 0, LOST, streams(stdout=kind), **CHANGED)
    machine("stdout_%s_and_json_was_asked_for" % title, 70, LOST,
        streams(stdout=kind), args=("--json",), **CHANGED)
    machine("stdout_%s_and_a_dry_run_was_asked_for" % title, 70, UNSEEN,
        streams(stdout=kind), args=("-n",))
    machine("stderr_%s" % title, 0, None, streams(stderr=kind),
        args=("-vv", "-e"), **CHANGED)
    machine("stdout_and_stderr_%s" % title, 0, None, streams(stdout=kind,
        stderr=kind), args=("-vv",), **CHANGED)
machine("output_file_is_full", 70, LOST, args=("-o", "/dev/full"), **CHANGED)


# Directories.

def place(**variables):
    def inject(world):
        world.before = ("env", *map("%s=%s".__mod__, variables.items()))
    return inject


def mounted(command):
    """The run sees this done to the directory of its state, D."""
    def inject(world):
        world.before = with_mounts(command, world.state)
    return inject


def unset(*names):
    def inject(world):
        world.before = ("env", *("--unset=" + name for name in names))
    return inject


MOUNTS = mounts()
NO_LOCK = r"^dnsfollow: going on without a lock against a second run " \
    r"\(\S+: %s\); set RUNTIME_DIRECTORY to .*$"
MISSING = temporary.directory("missing") + "/a/b"
machine("lock_directory_is_missing", 0, (NO_LOCK % "No such file or "
    "directory",), place(XDG_RUNTIME_DIR=MISSING), **CHANGED)
machine("lock_directory_is_a_file", 0, (NO_LOCK % "Not a directory",),
    place(XDG_RUNTIME_DIR="/dev/null"), **CHANGED)
machine("state_directory_is_missing", 0, None, place(XDG_STATE_HOME=MISSING),
    **CHANGED)
machine("state_directory_is_a_file", 0, None,
    place(XDG_STATE_HOME="/dev/null/state"), **CHANGED)
machine("home_is_unset", 0, None, unset("HOME"), **CHANGED)
machine("home_is_missing", 0, None, place(HOME="/dev/null/home"), **CHANGED)
machine("home_and_state_are_unset", 0, None, unset("HOME", "XDG_STATE_HOME"),
    **CHANGED)
TMPFS = "mount -t tmpfs -o %s none $D"
machine("directories_are_read_only", 0, (NO_LOCK % "Read-only file system",),
    mounted(TMPFS % "ro"), MOUNTS, **CHANGED)
machine("directories_are_full", 0, None, mounted(TMPFS % "size=4k"
    + "; cat /dev/zero >$D/filler 2>/dev/null; true"), MOUNTS, **CHANGED)
machine("directories_have_no_inode_left", 0, (NO_LOCK % "No space left on "
    "device",), mounted(TMPFS % "nr_inodes=1"), MOUNTS, **CHANGED)
machine("temporary_directory_is_read_only", 0, None, mounted("T=$(mktemp -d) "
    "&& mount -t tmpfs -o ro none $T && TMPDIR=$T"), MOUNTS, **CHANGED)


# Two runs.

def under_way(world):
    """A run whose request is answered when `world.go` is set."""
    world.go = threading.Event()
    world.provider.server.misbehave("held", times=1, until=world.go)
    job = world.start(HOME)
    expect(wait_for(lambda: world.provider.server.requests), "not begun")
    return job


@test
def second_run_while_the_first_is_running():
    with World() as world:
        first = under_way(world)
        seconds = []
        while len(seconds) < 20 and min(seconds, default=1) >= 0.05:
            done = world.run(HOME)
            expect_status(done, 75)
            expect_equal(done.err, "dnsfollow: another run holds %s/"
                "dnsfollow.lock; it will do, or give --no-lock\n"
                % world.state, "stderr")
            seconds.append(done.elapsed)
        expect(min(seconds) < 0.05 or SANITIZED, "it took %.3f s"
            % min(seconds))
        expect_equal(len(world.provider.server.requests), 1, "requests")
        expect_status(world.run(HOME, "--no-lock"), 0)
        world.go.set()
        expect_status(first.finish(), 0)
        expect_equal(world.records[HOME, "A"], [NEW], "record")
        expect_files(world)


@cases(killed=signal.SIGKILL, terminated=signal.SIGTERM)
def lock_vanishes_with_the_run(number):
    with World() as world:
        first = under_way(world)
        first.process.send_signal(number)
        first.finish(by_signal=True)
        expect_files(world)
        expect_status(world.run(HOME), 0)
        expect_equal(len(world.provider.writes), 1, "writes")


@test
def lock_is_left_where_somebody_else_made_it():
    """A file alone locks nothing."""
    with World() as world:
        with open(os.path.join(world.state, "dnsfollow.lock"), "w") as file:
            file.write("1\n")
        os.chmod(file.name, 0o600)
        expect_status(world.run(HOME), 0)
        expect_files(world)


# Stopped and continued.

def stopped(seconds):
    def during(world, job):
        expect(wait_for(lambda: world.provider.server.requests), "not begun")
        job.process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        job.process.send_signal(signal.SIGCONT)
    return during


def slow(world):
    world.provider.server.delay = 0.2


machine("stopped_and_continued", 0, None, slow, during=stopped(0.5),
    **CHANGED)
machine("stopped_for_longer_than_it_may_take", 75, ("^dnsfollow: ",),
    slow, during=stopped(3.5), start={"timeout": 3}, limit=8)


# Clocks that step while it runs.

class Stepping(Machine):
    """Its clock is what `clock` is given, by faketime."""

    def __init__(self, *records):
        super().__init__(*records)
        for one in (self.provider, self.service):
            certificate = certificates().long_lived
            one.server._tls.load_cert_chain(certificate.certificate,
                    certificate.key)
        self._path = os.path.join(temporary.directory("clock"), "now")
        self.clock("+0s")
        place(FAKETIME_TIMESTAMP_FILE=self._path, FAKETIME_NO_CACHE=1,
            FAKETIME_DONT_FAKE_MONOTONIC=1, LD_PRELOAD=LIBRARY)(self)

    def clock(self, offset):
        with open(self._path + ".new", "w") as file:
            file.write(offset + "\n")
        os.rename(self._path + ".new", self._path)


def steps(offset):
    def during(world, job):
        # Past the handshakes: certificates hold only for today's clock.
        expect(wait_for(lambda: world.provider.server.requests and
            world.service.server.requests), "not begun")
        world.clock(offset)
    return during


LIBRARY = (glob.glob("/usr/lib/*/faketime/libfaketime.so.1") + [None])[0]
NO_CLOCK = None if LIBRARY and not STATIC and not SANITIZED else \
    "a clock cannot be put before this program"
for title, offset in dict(an_hour_back="-1h", an_hour_ahead="+1h",
        a_leap_second="-1s", a_year_back="-365d", to_1970="-56y").items():
    machine("clock_steps_%s" % title, 0, None, slow, NO_CLOCK, world=Stepping,
        during=steps(offset), args=("--no-sandbox",), **CHANGED)


def summer_time(world):
    """The zone's clocks are put back an hour in a second from now."""
    world.provider.server.delay = 0.5
    then = time.gmtime(time.time() + 3601)
    place(TZ="AAA0BBB-1,J1/0,J%d/%s" % (then.tm_yday
        - (then.tm_yday > 59 and then.tm_year % 4 == 0),
        time.strftime("%H:%M:%S", then)))(world)


def told_in_utc(world, done):
    told = done.json()["time"]
    seen = calendar.timegm(time.strptime(told, "%Y-%m-%dT%H:%M:%SZ"))
    expect(abs(seen - time.time()) < 10, "the time is " + told)


machine("summer_time_ends", 0, None, summer_time, args=("--json",),
    after=told_in_utc, **CHANGED)


# Kernels that know less, and containers.

def kernel(*injections):
    def inject(world):
        world.before = ("strace", "-f", "-qq", "-o", "/dev/null",
            *(word for one in injections for word in ("-e", "inject=" + one)))
    return inject


def says_so_once(*words):
    def after(world, done):
        done = world.run(HOME, "-vv")
        expect_status(done, 0)
        lines = [line for line in done.err.splitlines() if "sandbox" in line]
        expect_equal(len(lines), 1, "lines about the sandbox")
        expect_words(lines[0], *words)
    return after


def traceable():
    return shutil.which("strace") and subprocess.run(["strace", "-qq", "-o",
        "/dev/null", "-e", "inject=getrandom:error=ENOSYS", "true"],
        stderr=subprocess.DEVNULL).returncode == 0


NO_TRACE = "a sanitizer cannot be traced" if SANITIZED else None \
    if traceable() else "nothing can be traced here"
NO_LANDLOCK = "landlock_create_ruleset:error=%s"
KERNELS = dict(
    without_landlock=([NO_LANDLOCK % "ENOSYS"], "no Landlock"),
    with_landlock_switched_off=([NO_LANDLOCK % "EOPNOTSUPP"], "no Landlock"),
    that_forbids_landlock=(["landlock_restrict_self:error=EPERM"],
    "no Landlock"),
    **{"without_rule_%d_of_landlock" % number: (["landlock_add_rule:"
    "error=ENOMEM:when=%d" % number], "no Landlock") for number in (1, 3, 9)},
    without_seccomp=(["prctl:error=EINVAL"], "no system calls denied"),
    of_long_ago=([NO_LANDLOCK % "ENOSYS", "prctl:error=EINVAL",
    "clone3:error=ENOSYS", "statx:error=ENOSYS", "openat2:error=ENOSYS",
    "close_range:error=ENOSYS"], "no Landlock", "no system calls denied"))
for title, (injections, *words) in KERNELS.items():
    machine("kernel_%s" % title, 0, None, kernel(*injections), NO_TRACE,
        after=says_so_once(*words), limit=8, **CHANGED)


def without_getrandom(world):
    """Nor TLS, since OpenSSL as Debian builds it knows no other source."""
    kernel("getrandom:error=ENOSYS")(world)
    for one in (world.provider, world.service):
        one.server._tls = None
    world.service.spec = "web:" + world.service.server.url("/ip")
    world.sources = [world.service.spec]


machine("kernel_without_getrandom", 0, None, without_getrandom, NO_TRACE,
    limit=8, **CHANGED)


def contained(*words, inside="true"):
    def inject(world):
        world.before = ("unshare", *words, "sh", "-c", inside
                + ' && exec "$@"', "sh")
    return inject


def possible(*words):
    return None if subprocess.run(["unshare", *words, "true"],
        stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0 \
        else "no such namespaces can be made here"


for title, words, inside in (
        ("of_its_own_processes", ("--user", "--map-root-user", "--pid",
        "--fork", "--mount-proc", "--ipc", "--uts"), "true"),
        ("without_proc", ("--mount",), "mount -t tmpfs none /proc"),
        ("without_devices", ("--mount",), "mount -t tmpfs none /dev"),
        ("of_no_user", ("--user", "--mount"), "true")):
    machine("container_%s" % title, 0, None, contained(*words, inside=inside),
        possible(*words) or (SANITIZED and title == "without_proc"
        and "LeakSanitizer needs /proc"), **CHANGED)

main()
