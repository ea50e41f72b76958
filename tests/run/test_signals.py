#!/usr/bin/env -S python3 -B
"""Signals at each step of a change: the record, the hosts file, the hold file
is the old one or the new one; the run ends soon, by the signal or with 75, and
with 0 if all was done; and the next run finds everything in order."""

from signal import SIGKILL

from call_sweep import signalled, sweep, test
from harness import main
from torture_world import Held, Target, Zone


@test
def killed_in_a_changed_file():
    sweep(Target(True), *signalled(SIGKILL))


@test
def killed_in_a_changed_file_of_many_pages():
    sweep(Target(True, filler="# filler\n" * 8000), *signalled(SIGKILL))


@test
def killed_in_a_changed_record():
    sweep(Zone(True, tls=True), *signalled(SIGKILL))


@test
def killed_where_the_hold_file_is_written():
    sweep(Held(), *signalled(SIGKILL))


main()
