"""matrix - faults as a table: what is broken, and what must come of it.

Each Case is one test. Whatever it is about, it looks at all that a fault could
harm: the exit status, the one line that says it, the time, the memory, what is
kept at the provider and how often it was written to, the hosts file, the file
hold, the locks, and where the secret went.
"""

import dataclasses
import fcntl
import glob
import json
import os
import re
import stat
import zlib
from typing import Any, Callable, Optional, Tuple

import temporary
from cloudflare_world import ENV, HOME, TOKEN, World as Zone
from common import EchoServer, NEW, NEW6, trusting
from harness import Job, SANITIZED, STATIC, expect, expect_equal, read, test
from hosts_target import HOSTS, target

MEMORY = 64 << 20
BOMB = 256 << 20    # bytes that a compressed body has at last
LOCAL = "home.example.test"     # is kept in the hosts file
WRITTEN = HOSTS + "# BEGIN dnsfollow\n%s\t%s\n# END dnsfollow\n" % (NEW, LOCAL)
TARGET = {"hosts", ".hosts.lock"}
STATE = {"dnsfollow.lock", "dnsfollow", "dnsfollow/hold",
    "dnsfollow/hold.lock"}
CONFIG = """[account online]
provider = cloudflare
[account here]
provider = file
path = %%s
[%s]
account = online
[%s]
account = here
""" % (HOME, LOCAL)


class World:
    """All that one run meets: a provider with a zone, the service that tells
    the address, a hosts file, and a directory for what is remembered."""

    def __init__(self, *records, both=False):
        self.provider = Zone(*records)
        self.service = EchoServer(NEW, NEW6 if both else None, both)
        self._others = []
        self.sources = [self.service.spec]
        self.target = target()
        self.state = temporary.directory("state")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.provider.server.close()
        self.service.server.close()
        for one in self._others:
            one.server.close()

    def other(self, address=NEW):
        """One more address service, which no run is told of yet."""
        self._others.append(EchoServer(address))
        return self._others[-1]

    def start(self, *args, env=(), timeout=10, config=None, special=True,
            **more):
        """The program, on its way; more: what a harness.Job is told."""
        given = [word for source in self.sources for word in ("-s", source)]
        if timeout:     # else the run's own
            given += ["--timeout", timeout]
        return Job([arg for arg in trusting("--retry-for", "0",
                *self.provider.api, *given, *args)
                if special or arg != "--allow-special"],
                dict(ENV, XDG_STATE_HOME=self.state,
                XDG_RUNTIME_DIR=self.state, **dict(env)),
                config=config or CONFIG % self.target, **more)

    def run(self, *args, **more):
        return self.start(*args, **more).finish()

    @property
    def records(self):
        """What the provider holds: (name, type) to its values."""
        vendor = self.provider.vendor
        return {key: vendor.values(*key) for key in sorted(
                (record["name"], record["type"])
                for record in vendor.records.values())}

    @property
    def hold(self):
        return os.path.join(self.state, "dnsfollow", "hold")


@dataclasses.dataclass
class Case:
    title: str      # begins with the fault, in a user's words
    status: Any     # the exit status; several, where the system decides
    # Regular expressions of the line on stderr, in their order: the thing,
    # the fact, the next step. None: there is nothing to say.
    line: Optional[Tuple[str, ...]]
    inject: Optional[Callable] = None   # breaks the world before the run
    names: tuple = (HOME,)
    args: tuple = ()
    lines: int = 1      # on stderr, when there is one
    # What the provider holds otherwise afterwards: (name, type) to values,
    # none when it is gone.
    records: dict = dataclasses.field(default_factory=dict)
    writes: int = 0     # requests that write, as the provider saw them
    asked: Optional[int] = None     # all requests, likewise
    wrote_target: bool = False      # whether LOCAL has its address there
    limit: float = 4    # seconds
    memory: int = MEMORY
    start: dict = dataclasses.field(default_factory=dict)  # for World.start
    world: Callable = World
    during: Optional[Callable] = None   # what befalls it: during(world, job)
    after: Optional[Callable] = None    # what else holds: after(world, done)


def packed(header, size):
    """A reply of so many blanks, by gzip; header says so."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b" " * (1 << 20)
    data = b"".join(packer.compress(block) for _ in range(size >> 20)) \
        + packer.flush()
    return b"HTTP/1.1 200 OK\r\n%s: gzip\r\nContent-Length: %d\r\n\r\n%s" \
        % (header, len(data), data)


def hurried(speed):
    """How a run begins whose clock goes so many times as fast; None where
    that cannot be."""
    library = (glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
        + glob.glob("/usr/*/lib/faketime/libfaketime.1.dylib") + [None])[0]
    if library is None or STATIC or SANITIZED:
        return None
    return {"timeout": None, "env": {"LD_PRELOAD": library,
        "FAKETIME": "+0 x%d" % speed}}


def register(*cases):
    """One test for each case."""
    for case in cases:
        def one(case=case):
            check(case)
        one.__name__ = case.title
        test(one)


def check(case):
    with case.world() as world:
        if case.inject:
            case.inject(world)
        wanted = {key: values for key, values
                in (world.records | case.records).items() if values}
        job = world.start(*case.args, *case.names, **case.start)
        if case.during:
            case.during(world, job)
        done = job.finish(by_signal=_may_die(case))
        expect_end(done, case)
        expect_line(done, case)
        expect_equal(world.records, wanted, "records")
        expect_equal(len(world.provider.writes), case.writes, "writes")
        if case.asked is not None:
            expect_equal(len(world.provider.server.requests), case.asked,
                    "requests")
        expect_files(world, case.wrote_target)
        expect_secret_kept(world)
        if case.after:
            case.after(world, done)


def _statuses(case):
    return case.status if isinstance(case.status, tuple) else (case.status,)


def _may_die(case):
    """By a signal that it does not take for itself."""
    return any(status < 0 for status in _statuses(case))


def expect_end(done, case):
    expect(done.status in _statuses(case), "status %s, not %s"
            % (done.status, case.status))
    limit = case.limit * (4 if SANITIZED else 1)
    expect(done.elapsed < limit, "took %.1f s, not %s" % (done.elapsed,
            limit))
    expect(done.memory is not None, "nobody measured its memory")
    expect(done.memory <= case.memory or SANITIZED, "%d MiB of memory"
            % (done.memory >> 20))


def expect_line(done, case):
    said = done.err.splitlines()
    if case.line is None:
        expect_equal(said, [], "stderr")
        return
    expect_equal(len(said), case.lines, "number of lines on stderr")
    wanted = ".*".join(case.line)
    expect(any(re.search(wanted, line) for line in said),
            "%r is not like %r" % (said, wanted))


def expect_files(world, wrote_target=False):
    """Nothing is torn, left over, or locked."""
    expect_equal(read(world.target).decode(), WRITTEN if wrote_target
            else HOSTS, "the hosts file")
    expect_tidy(os.path.dirname(world.target), TARGET)
    for path in expect_tidy(world.state, STATE):
        expect(stat.S_IMODE(os.stat(path).st_mode) & 0o077 == 0,
                "others may read " + path)
    if os.path.exists(world.hold):
        expect_equal(json.loads(read(world.hold))["version"], 1,
                "version of the file hold")
        expect(TOKEN.encode() not in read(world.hold),
                "a secret stands in the file hold")


def expect_tidy(directory, known):
    """No other files than these, no lock that is held; the paths."""
    paths = [os.path.join(place, name)
            for place, inside, files in os.walk(directory)
            for name in inside + files]
    for path in paths:
        expect(os.path.relpath(path, directory) in known,
                "left over: " + path)
        if path.endswith(".lock"):
            expect_free(path)
    return paths


def expect_free(path):
    with open(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            expect(False, "still locked: " + path)


def expect_secret_kept(world):
    """It goes to the provider alone, and there in its header only."""
    expect_equal(world.service.server.seen(TOKEN), [],
            "the secret at the address service")
    expect({place for _, place in world.provider.server.seen(TOKEN)}
            <= {"header authorization"}, "the secret stands in a wrong place")
