#!/usr/bin/env -S python3 -B
"""System calls that fail: each call of a run for a hosts file, with each error
that fits."""

import errno

from call_sweep import (FAILS, NOTHING, failures, names, points, sweep, test)
from harness import expect, expect_equal, main
from served import Served
from torture_world import Target

# 66: the configuration cannot be read; 70: no pipe, no results.
STATUSES = (0, 66, 70, 75, 77)
FULL = {"openat": [("ENOSPC", errno.ENOSPC), ("EDQUOT", errno.EDQUOT)]}


@test
def in_a_changed_file():
    sweep(Target(True), FAILS, failures, STATUSES)


@test
def in_an_unchanged_file():
    sweep(Target(False), FAILS, failures, STATUSES)


def of_the_temporary(calls):
    """The calls between its making and its taking of the other's place, as
    pairs of the call and which of its kind it is."""
    found = [(names()[int(call)], call, number)
        for call, number in points(calls)]
    end = [name for name, _, _ in found].index("rename")
    begin = max(at for at in range(end) if found[at][0] == "openat")
    return found[begin:end + 1]


@test
def in_what_is_to_take_the_place():
    """What the disk did not take for certain replaces nothing."""
    tried = set()
    with Target(True) as case, Served("calls", case.args) as served:
        _, (_, *calls) = served.run(0, 0, NOTHING, 0)
        for name, call, number in of_the_temporary(calls):
            for title, value in failures(name) + FULL.get(name, []):
                case.prepare(served.home)
                done, _ = served.run(call, number, FAILS, value)
                tried.add(name)
                expect_equal((done.status in (66, 75, 77), case.held()),
                    (True, case.old), "%s %s: %s" % (name, title, done.err))
                expect(title not in ("EIO", "ENOSPC", "EDQUOT")
                    or done.status == 75, "%s %s: status %d" % (name, title,
                    done.status))
    expect(tried >= {"openat", "write", "fsync", "close", "rename"}, tried)


main()
