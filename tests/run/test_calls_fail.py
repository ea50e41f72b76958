#!/usr/bin/env -S python3 -B
"""System calls that fail: each call of a run that changes a record, or that
notes something in the hold file, with each error that fits."""

from call_sweep import FAILS, failures, sweep, test
from harness import main
from torture_world import Held, Zone

# 66: the configuration cannot be read; 70: no pipe, no results; 76: OpenSSL
# cannot read the store of certificates.


@test
def in_a_changed_record():
    sweep(Zone(True, tls=True, timeout=3), FAILS, failures, (0, 66, 70, 75,
        76))


@test
def in_a_hold_file():
    sweep(Held(), FAILS, failures, (66, 70, 75, 78))


main()
