#!/usr/bin/env -S python3 -B
"""System calls that fail: each call of a run, with each error that fits."""

from call_sweep import FAILS, failures, sweep, test
from harness import main
from torture_world import Held, Target, Zone

# 66: the configuration cannot be read; 70: no pipe, no results; 76: OpenSSL
# cannot read the store of certificates.
OF_FILES, OF_HTTP, OF_TLS = (0, 66, 70, 75, 77), (0, 66, 70, 75), \
    (0, 66, 70, 75, 76)


@test
def in_a_changed_file():
    sweep(Target(True), FAILS, failures, OF_FILES)


@test
def in_an_unchanged_file():
    sweep(Target(False), FAILS, failures, OF_FILES)


@test
def in_a_changed_record():
    sweep(Zone(True, tls=True, timeout=3), FAILS, failures, OF_TLS)


@test
def in_a_hold_file():
    sweep(Held(), FAILS, failures, (66, 70, 75, 78))


main()
