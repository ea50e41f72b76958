#!/usr/bin/env -S python3 -B
"""Memory that is refused: of a run that finds a record right, each allocation
in turn."""

from harness import main
from memory_sweep import ONE, sweep, test
from torture_world import Zone


@test
def one_refused_in_an_unchanged_record():
    sweep(Zone(False), ONE)


main()
