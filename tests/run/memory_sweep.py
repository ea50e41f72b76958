"""memory_sweep - a run for each allocation that it makes: that one is refused,
or all from that one on (refuse.c).

Those before main(), by libraries that begin, are the loader's time. Of a run
without TLS each failure is told as what it is. OpenSSL's own lack of memory
reaches nobody under that name: libcurl says that there is no TLS, or what
OpenSSL says of the certificate.
"""

import functools
import signal
import subprocess

import harness
import preload
import torture_world
from harness import expect, expect_status
from served import Served
from torture_world import Sweep

ONE, ALL = 0, 1
OK, BUG = 0, 70
OF_TLS = (75, 76)
# OpenSSL 3.0 tries once to make its context, libcurl does not look whether it
# could, and then the lock that this locks is not there. 49 allocations lead to
# that.
KNOWN_CRASH, KNOWN_CRASHES = "RAND_get0_primary", 60
CRASHES_SO = "OpenSSL/3.0."
# Pieces of memory that OpenSSL keeps when one was refused to it while it began,
# and of how many runs that is true at most: one of so many.
KEPT, KEEPERS = 24, 16


@functools.lru_cache(None)
def may_crash():
    return CRASHES_SO in subprocess.run([harness.PROGRAM, "--version"],
        stdout=subprocess.PIPE, universal_newlines=True, check=True).stdout


class Left:
    """As many pieces of memory and files are left as in a run that lacks
    nothing, unless it ended at once."""

    def __init__(self, live, files):
        self._usual, self.keepers = (int(live), int(files)), 0

    def expect_none(self, live, files, _, done):
        live, files = int(live) - self._usual[0], int(files) - self._usual[1]
        if done.status == BUG:
            return
        self.keepers += live > 0
        expect(live <= KEPT, "%d pieces of memory are left" % live)
        expect(files <= 0, "%d files are left open" % files)


def sweep(case, how, also=(), step=1, part=1, parts=1):
    """A run for each allocation, or for each so many; also: the statuses of a
    run with TLS besides; part: of those of the parts that share the work."""
    step = torture_world.step(step) * parts
    found, crashes = Sweep(), 0
    with case, Served("refuse", case.args, case.env) as served:
        done, (seen, live, files) = served.run(0, ONE)
        expect_status(done, OK)
        left = Left(live, files)
        for number in range(part, int(seen) + 1, step):
            case.prepare(served.home)
            done, (_, live, files, *functions) = served.run(number, how)
            if done.status == -signal.SIGSEGV and also and may_crash() and \
                    KNOWN_CRASH in functions:
                crashes += 1
                continue
            found.judge("allocation %d" % number, case, done, (OK, BUG,
                *also), functions, functools.partial(left.expect_none, live,
                files))
    found.end(500 // step)
    expect(left.keepers <= found.runs / KEEPERS, "%d of %d runs left pieces "
        "of memory" % (left.keepers, found.runs))
    expect(crashes <= KNOWN_CRASHES // step + 1, "%d crashes" % crashes)


def test(function):
    return torture_world.unless(preload.barred(), function)
