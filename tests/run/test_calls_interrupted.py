#!/usr/bin/env -S python3 -B
"""System calls that are interrupted, or done in part: each that may be, and a
storm of signals that mean nothing. The run does what it would have done."""

import signal
import time

from call_sweep import (CUTS, FAILS, interruptions, pieces, sweep,
    test as swept)
from cloudflare_world import ENV
from common import NEW
from harness import Job, expect, expect_equal, expect_status, main, test
from torture_world import Target, Zone

RIGHT = (0,)


@swept
def in_a_changed_file():
    sweep(Target(True, "-q"), FAILS, interruptions, RIGHT)


@swept
def in_an_unchanged_file():
    sweep(Target(False, "-q"), FAILS, interruptions, RIGHT)


@swept
def in_a_changed_record():
    sweep(Zone(True, "-q"), FAILS, interruptions, RIGHT)


@swept
def in_an_unchanged_record():
    sweep(Zone(False, "-q"), FAILS, interruptions, RIGHT)


@swept
def cut_in_a_changed_file():
    sweep(Target(True, "-q"), CUTS, pieces, RIGHT, least=5)


@swept
def cut_in_a_changed_record():
    sweep(Zone(True, "-q"), CUTS, pieces, RIGHT, least=5)


@test
def storm_of_signals():
    """Stopped, continued, and told of a terminal's size, all the time."""
    with Zone(True, tls=True) as zone:
        zone.world.server.delay = 0.3
        job, n = Job(zone.args, ENV), 0
        while job.process.poll() is None:
            for number in (signal.SIGWINCH, signal.SIGCONT, signal.SIGURG,
                    signal.SIGCHLD, signal.SIGSTOP, signal.SIGCONT):
                job.process.send_signal(number)
                n += 1
            time.sleep(0.0005)
        expect_status(job.finish(), 0)
        expect(n > 60, "only %d signals" % n)
        expect_equal(zone.held(), NEW, "record")


main()
