#!/usr/bin/env -S python3 -B
"""Memory that is refused: of runs for a record, all allocations from one on,
every other one; with TORTURE=all each of them."""

from harness import main
from memory_sweep import ALL, sweep, test
from torture_world import Zone


@test
def all_refused_from_one_on_in_a_changed_record():
    sweep(Zone(True), ALL, step=2)


@test
def all_refused_from_one_on_in_an_unchanged_record():
    sweep(Zone(False), ALL, step=2)


main()
