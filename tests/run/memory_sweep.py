"""memory_sweep - a run for each allocation that it makes: that one is refused,
or all from that one on (refuse.c).

Those before main(), by libraries that begin, are the loader's time. Of a run
without TLS each failure is told as what it is. OpenSSL's own lack of memory
reaches nobody under that name: libcurl says that there is no TLS, or what
OpenSSL says of the certificate.
"""

import signal

import preload
import torture_world
from harness import expect_status
from served import Served
from torture_world import Sweep

ONE, ALL = 0, 1
OK, BUG = 0, 70
OF_TLS = (75, 76)
# OpenSSL 3.0 tries once to make its context, libcurl does not look whether it
# could, and then the lock that this locks is not there.
KNOWN_CRASHES = {"RAND_get0_primary"}


def sweep(case, how, also=(), step=1):
    """A run for each allocation, or for each so many."""
    step = torture_world.step(step)
    found = Sweep()
    with case, Served("refuse", case.args, case.env) as served:
        done, (seen,) = served.run(0, ONE)
        expect_status(done, OK)
        for number in range(1, int(seen) + 1, step):
            case.prepare(served.home)
            done, (_, *functions) = served.run(number, how)
            if done.status == -signal.SIGSEGV and also and \
                    KNOWN_CRASHES & set(functions):
                continue
            found.judge("allocation %d" % number, case, done, (OK, BUG,
                *also), functions)
    found.end(500 // step)


def test(function):
    return torture_world.unless(preload.barred(), function)
