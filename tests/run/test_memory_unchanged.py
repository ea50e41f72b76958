#!/usr/bin/env -S python3 -B
"""Memory that is refused: of a run that finds a record right, each allocation
in turn."""

from harness import main
from memory_sweep import ALL, ONE, sweep, test
from torture_world import Zone


@test
def one_refused_in_an_unchanged_record():
    sweep(Zone(False), ONE)


@test
def all_refused_from_one_on_in_an_unchanged_record():
    sweep(Zone(False), ALL)


main()
