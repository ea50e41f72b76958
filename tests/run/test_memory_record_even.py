#!/usr/bin/env -S python3 -B
"""Memory that is refused: of a run that changes a record, each allocation in
turn; here those of even numbers."""

from harness import main
from memory_sweep import ONE, sweep, test
from torture_world import Zone


@test
def one_refused_in_a_changed_record():
    sweep(Zone(True), ONE, part=2, parts=2)


main()
