"""torture_world - runs that are made to fail at one point after the other, and
what must hold of each, wherever that was.

A record is the old one or the new one, and the new one if the run says so; a
file is whole; whatever failed has one line on standard error and a status of
the right class.
"""

import os

import harness
import temporary
from cloudflare_world import ENV, HOME, World
from common import NEW, OLD, at_once
from harness import Failure, check_run, expect, read, write
from hosts_target import HOSTS, file_args
from standin import Server

BLOCK = "# BEGIN dnsfollow\n%s\thome.example.test\n# END dnsfollow\n"
SHOWN = 8   # failures of one sweep


class Target:
    """A hosts file; changes: whether the run has something to do."""

    env = None

    def __init__(self, changes, timeout=10):
        self.changes = changes
        self.directory = temporary.directory("target")
        self.path = os.path.join(self.directory, "hosts")
        self.args = file_args(self.path, "-i", NEW, "home.example.test",
            timeout=timeout)
        self.reset()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def reset(self):
        write(self.directory, "hosts", HOSTS + BLOCK % (OLD if self.changes
            else NEW), 0o644)

    def held(self):
        """The address; the file is whole, and nothing is left beside it."""
        left = set(os.listdir(self.directory)) - {"hosts", ".hosts.lock"}
        for name in left:
            os.unlink(os.path.join(self.directory, name))
        expect(not left, "left beside the file: %s" % left)
        text = read(self.path).decode()
        for address in (OLD, NEW):
            if text == HOSTS + BLOCK % address:
                return address
        raise Failure("the file is torn: %r" % text)


class Zone:
    """A record of a zone, with TLS or without."""

    env = ENV

    def __init__(self, changes, tls=False, timeout=10):
        self.changes = changes
        self.world = World()
        if not tls:
            self.world.server.close()
            self.world.server = Server()
            self.world.server.mount("/client/v4/", self.world.vendor)
        (self.record,) = self.world.vendor.records.values()
        self.args = at_once("-p", "cloudflare", *self.world.api, "-i", NEW,
            HOME, timeout=timeout)
        self.reset()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.world.server.close()

    def reset(self):
        self.record["content"] = OLD if self.changes else NEW
        self.world.server.forget()

    def held(self):
        (address,) = self.world.vendor.values(HOME)
        expect(self.changes or not self.world.writes, "it was written")
        return address


def judge(case, done, statuses, by_signal=False):
    """Whatever happened: this may have come of it, and nothing else."""
    check_run(done, by_signal=by_signal, bug=True)
    expect(done.status in statuses, "status %d" % done.status)
    held = case.held()
    expect(held in (OLD, NEW), "the record holds %s" % held)
    expect(done.status != 0 or held == NEW, "0, but the record is old")
    lines = len(done.err.splitlines())
    if done.status > 0:
        expect(1 <= lines <= 2, "%d lines on standard error" % lines)
    hold_is_whole(done.home)


def hold_is_whole(home):
    path = os.path.join(home, "dnsfollow", "hold")
    if os.path.exists(path):
        text = read(path).decode()
        expect(text.endswith("}\n"), "the hold file is torn: %r" % text)


class Sweep:
    """What came of many runs; in the end it fails with those that were
    wrong."""

    def __init__(self):
        self.runs, self.wrong = 0, []

    def judge(self, what, case, done, statuses, where=(), **more):
        self.runs += 1
        try:
            judge(case, done, statuses, **more)
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
