#!/usr/bin/env -S python3 -B
"""System calls that fail: each call of a run for a hosts file, with each error
that fits."""

from call_sweep import FAILS, failures, sweep, test
from harness import main
from torture_world import Target

# 66: the configuration cannot be read; 70: no pipe, no results.
STATUSES = (0, 66, 70, 75, 77)


@test
def in_a_changed_file():
    sweep(Target(True), FAILS, failures, STATUSES)


@test
def in_an_unchanged_file():
    sweep(Target(False), FAILS, failures, STATUSES)


main()
