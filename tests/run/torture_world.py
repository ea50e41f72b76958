"""torture_world - runs that are made to fail at one point after the other, and
what must hold of each, wherever that was.

A record is the old one or the new one, and the new one if the run says so; a
file is whole; whatever failed has one line on standard error and a status of
the right class.
"""

import json
import os
import re
import signal
import subprocess

import harness
import temporary
from cloudflare_world import ENV, HOME, World
from common import NEW, OLD, at_once
from harness import (Failure, check_run, expect, expect_equal,
    expect_status, read, write)
from hosts_target import HOSTS, file_args
from standin import Server

BLOCK = "# BEGIN dnsfollow\n%s\thome.example.test\n# END dnsfollow\n"
SHOWN = 8   # failures of one sweep
NOBODY = 65534


class Case:
    """Something to be run; status: how it ends when nothing goes wrong."""

    env = None
    old = OLD
    stdin = subprocess.DEVNULL
    status = 0
    least = 1   # lines on standard error, when it fails

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def prepare(self, home):
        """Before each run."""

    def follow(self, done):
        """After it the next run does what is left to do."""
        expect_status(harness.run(self.args, self.env), 0)
        expect_equal(self.held(), NEW, "after the next run")


class Target(Case):
    """A hosts file; changes: whether the run has something to do; given: where
    its address comes from; filler: what stands in the file besides."""

    old = "203.0.113.177"   # longer than the new one

    def __init__(self, changes, *args, given=("-i", NEW), filler="",
            timeout=10):
        self.changes, self.timeout = changes, timeout
        self.start = HOSTS + filler
        self.directory = temporary.directory("target")
        self.path = os.path.join(self.directory, "hosts")
        self.args = file_args(self.path, *given, "home.example.test", *args,
            timeout=timeout)
        self.prepare(None)

    def prepare(self, home):
        write(self.directory, "hosts", self.text(self.old if self.changes
            else NEW), 0o644)
        if os.getuid() == 0:
            os.chown(self.path, NOBODY, NOBODY)
        self.before = os.stat(self.path)

    def text(self, address):
        return self.start + BLOCK % address

    def held(self, killed=False):
        """The address; the file is whole and of the same mode and owner, and
        nothing is left beside it but, when it was killed, what the next run
        removes."""
        left = set(os.listdir(self.directory)) - {"hosts", ".hosts.lock",
            ".hosts.dnsfollow" if killed else None}
        expect(not left, "left beside the file: %s" % left)
        address = self.address(read(self.path).decode())
        status = os.stat(self.path)
        for what in ("st_mode", "st_uid", "st_gid"):
            expect_equal(getattr(status, what), getattr(self.before, what),
                what)
        expect_equal(status.st_ino != self.before.st_ino,
            self.is_another(address), "another file")
        return address

    def address(self, text):
        for address in (self.old, NEW):
            if text == self.text(address):
                return address
        raise Failure("the file is torn: %r" % text[-200:])

    def is_another(self, address):
        """The text is new, and so is the file."""
        return self.changes and address == NEW


class Zone(Case):
    """A record of a zone, with TLS or without."""

    env = ENV

    def __init__(self, changes, *args, tls=False, timeout=10):
        self.changes, self.timeout = changes, timeout
        self.world = World()
        if not tls:
            self.world.server.close()
            self.world.server = Server()
            self.world.server.mount("/client/v4/", self.world.vendor)
        (self.record,) = self.world.vendor.records.values()
        self.args = at_once("-p", "cloudflare", *self.world.api, "-i", NEW,
            HOME, *args, timeout=timeout)
        self.prepare(None)

    def __exit__(self, *_):
        self.world.server.close()

    def prepare(self, home):
        self.record["content"] = OLD if self.changes else NEW
        self.world.server.forget()

    def held(self, killed=False):
        (address,) = self.world.vendor.values(HOME)
        expect(self.changes or not self.world.writes, "it was written")
        return address


class Held(Zone):
    """The service asks for patience, which the hold file remembers; it is there
    already, of a time that is over."""

    status = 75
    least = 0   # that line may be what cannot be written

    def __init__(self):
        self.past = None
        super().__init__(True)
        self.world.server.misbehave("status", status=429, body="{}",
            headers=[("Retry-After", "600")])

    def prepare(self, home):
        if home is None:
            return
        path = os.path.join(home, "dnsfollow", "hold")
        if self.past is None:
            self.past = re.sub(rb'"until":\d+', b'"until":1700000000',
                read(path))
        with open(path, "wb") as file:
            file.write(self.past)

    def follow(self, done):
        """The next run reads it, and knows whether it is to wait."""
        again = harness.run(self.args, dict(self.env,
            XDG_STATE_HOME=done.home))
        expect_status(again, 75)
        expect("is not used" not in again.err, again.err)


def judge(case, done, statuses):
    """Whatever happened: this may have come of it, and nothing else."""
    check_run(done, by_signal=done.status in statuses, bug=True)
    expect(done.status in statuses, "status %d" % done.status)
    expect(done.elapsed < case.timeout + 2, "it took %.1f s" % done.elapsed)
    held = case.held(done.status == -signal.SIGKILL)
    expect(held in (case.old, NEW), "the record holds %s" % held)
    expect(done.status != 0 or held == NEW, "0, but the record is old")
    lines = len(done.err.splitlines())
    if done.status > 0:
        expect(case.least <= lines <= 3, "%d lines on standard error" % lines)
    hold_is_whole(os.path.join(done.home, "dnsfollow", "hold"))


def hold_is_whole(path):
    if os.path.exists(path):
        try:
            json.loads(read(path))
        except ValueError as why:
            raise Failure("the hold file is torn: %s" % why)


class Sweep:
    """What came of many runs; in the end it fails with those that were
    wrong."""

    def __init__(self):
        self.runs, self.wrong = 0, []

    def judge(self, what, case, done, statuses, where=(), more=None):
        """more: what else is looked at, of the case and the run."""
        self.runs += 1
        try:
            judge(case, done, statuses)
            if more is not None:
                more(case, done)
        except Failure as why:
            self.wrong.append("%s: %s (status %d: %s%s)" % (what, why,
                done.status, done.err.strip()[:300], " ".join(where)))

    def end(self, at_least):
        expect(self.runs >= at_least, "only %d runs" % self.runs)
        for line in self.wrong[:SHOWN]:
            print("    " + line)
        expect(not self.wrong, "%d of %d runs went wrong" % (
            len(self.wrong), self.runs))


def step(usual):
    """Each so many points are tried; with TORTURE=all every one."""
    return 1 if os.environ.get("TORTURE") == "all" else usual


def unless(why, function):
    """A test, unless there is a reason why it cannot be."""
    if why is None:
        return harness.test(function)
    print("skip %s: %s" % (function.__name__, why))
    return function
