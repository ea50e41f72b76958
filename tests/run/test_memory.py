#!/usr/bin/env -S python3 -B
"""Memory that is refused: of runs for a hosts file, each allocation in turn."""

from harness import main
from memory_sweep import ALL, ONE, sweep, test
from torture_world import Target


@test
def one_refused_in_a_changed_file():
    sweep(Target(True), ONE)


@test
def one_refused_in_an_unchanged_file():
    sweep(Target(False, "-o", "/dev/null"), ONE)


@test
def all_refused_from_one_on_in_a_changed_file():
    sweep(Target(True), ALL)


@test
def all_refused_from_one_on_in_an_unchanged_file():
    sweep(Target(False), ALL)


main()
