#!/usr/bin/env -S python3 -B
"""Limits of the system: files, memory, stack, the size of files, processes; and
two hundred runs at once."""

import collections
import os
import subprocess

import harness
import preload
import temporary
from cloudflare_world import ENV, HOME, World
from common import NEW, OLD, at_once
from harness import (SANITIZED, check_run, expect, expect_equal,
    expect_status, main, read, run, test, write)
from torture_world import Sweep, Target, Zone

BLOCK = "# BEGIN dnsfollow\n%s\n# END dnsfollow\n"
CROWD = 200


def limited(case, limit):
    """A run under a limit of sh(1)."""
    home = temporary.directory("home")
    case.prepare(home)
    done = subprocess.run(["sh", "-c", 'ulimit %s && exec "$@"' % limit, "sh",
        harness.PROGRAM, *map(str, case.args)], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=home,
        env=harness.environment(home, case.env), timeout=20)
    return harness.Run(case.args, done.returncode, done.stdout.decode(),
        done.stderr.decode(), 0, home)


def is_loaders(done):
    """It never came to main()."""
    return done.status == 127 and b"shared librar" in done.err.encode()


def climb(case, option, limits, statuses):
    """Limits from narrow to wide; at the widest it succeeds."""
    found, seen = Sweep(), []
    with case:
        for limit in limits:
            done = limited(case, "%s %d" % (option, limit))
            seen.append(done.status)
            if not is_loaders(done):
                found.judge("ulimit %s %d" % (option, limit), case, done,
                    statuses)
    found.end(1)
    expect_equal(seen[-1], 0, "status at the widest limit")
    expect(set(seen) - {0}, "no limit was narrow enough")


@test
def few_files_for_a_record():
    climb(Zone(True, tls=True), "-n", range(3, 40), (0, 66, 70, 75, 76))


@test
def few_files_for_a_hosts_file():
    climb(Target(True), "-n", range(3, 20), (0, 66, 70, 75))


class Command:
    args = "--show-ip", "--allow-special", "-s", "cmd:echo " + NEW
    env = None

    def prepare(self, home):
        pass


@test
def few_files_for_a_command():
    """It is not to blame for that."""
    seen = {done.status for done in (limited(Command(), "-n %d" % files)
        for files in range(3, 20)) if not is_loaders(done)}
    expect({0, 75} <= seen <= {0, 70, 75}, "status %s" % seen)


if preload.barred() is None:
    @test
    def little_memory_for_a_record():
        climb(Zone(True, tls=True), "-v", range(8000, 80000, 1500), (0, 70,
            75, 76))

    @test
    def small_stack():
        with Zone(True, tls=True) as case:
            for size in (256, 128, 64):
                done = limited(case, "-s %d" % size)
                expect_equal((done.status, case.held()), (0, NEW),
                    "status and record with %d KB" % size)
else:
    for name in ("little_memory_for_a_record", "small_stack"):
        print("skip %s: %s" % (name, preload.barred()))


@test
def no_further_process():
    """Nor thread, since root is not limited."""
    with Zone(True, tls=True) as case:
        done = limited(case, "-u 1 2>/dev/null || ulimit -p 1")
        check_run(done)
        expect_equal((done.status, case.held()), (0, NEW), "status, record")


@test
def files_of_no_size():
    """The new text does not fit; the old one stays."""
    case = Target(True)
    done = limited(case, "-f 0; trap '' XFSZ")
    check_run(done)
    expect_equal((done.status, case.held()), (75, case.old), "status and file")


class Crowd:
    """Runs that begin at once."""

    def __init__(self, argss, env, home=None):
        jobs = []
        for args in argss:
            own = home or temporary.directory("home")
            jobs.append((args, own, subprocess.Popen([harness.PROGRAM,
                *map(str, args)], stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=own,
                env=harness.environment(own, env))))
        self.done = []
        for args, own, job in jobs:
            out, err = job.communicate(timeout=60)
            self.done.append(harness.Run(args, job.returncode, out.decode(),
                err.decode(), 0, own))
            check_run(self.done[-1])
        self.statuses = collections.Counter(one.status for one in self.done)
        self.written = sum(" updated " in one.out for one in self.done)


@test
def two_hundred_at_once():
    """One works at a time; the others leave with 75 at once, or come later and
    find it done."""
    home = temporary.directory("home")
    with World() as world:
        args = at_once("-p", "cloudflare", *world.api, "-i", NEW, HOME,
            timeout=20)
        crowd = Crowd([args] * CROWD, ENV, home)
        expect_equal(crowd.written, 1, "runs that wrote")
        expect_equal(len(world.writes), 1, "writes")
        expect(set(crowd.statuses) <= {0, 75}, crowd.statuses)
        expect(len(world.server.requests) <= 1 + 3 * crowd.statuses[0],
            "%d requests" % len(world.server.requests))
        expect_equal(world.vendor.values(HOME), [NEW], "record")
    expect(set(os.listdir(home)) <= {"dnsfollow.lock", "dnsfollow"},
        os.listdir(home))


@test
def two_hundred_for_one_hosts_file():
    """Without a lock of the run: each writes its own name, and none loses that
    of another."""
    case = Target(True)
    names = ["home%d.example.test" % n for n in range(CROWD)]
    crowd = Crowd([[*case.args[:-1], "--no-lock", name] for name in names],
        None)
    lines = {line.split()[1] for line in read(case.path).decode().splitlines()
        if line.startswith(NEW)}
    expect(set(crowd.statuses) <= {0, 75}, crowd.statuses)
    expect_equal(len(lines & set(names)), crowd.statuses[0],
        "names that are there")
    expect_equal(set(os.listdir(case.directory)), {"hosts", ".hosts.lock"},
        "files")


@test
def thousands_of_names_in_one_hosts_file():
    """They are there already, and each changes: no time is spent on a square
    of their number, which --timeout could not end."""
    names = ["home%d.example.test" % n for n in range(4000)]
    case = Target(True)
    write(case.directory, "hosts", BLOCK % "\n".join("%s\t%s" % (OLD, name)
        for name in names), 0o644)
    done = run([*case.args[:-1], "-q"], config="".join("[%s]\n" % name
        for name in names))
    expect_status(done, 0)
    expect_equal(read(case.path).decode().count(NEW + "\t"), len(names),
        "names that changed")
    expect(done.elapsed < 8 or SANITIZED, "took %.1f s" % done.elapsed)


main()
