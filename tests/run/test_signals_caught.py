#!/usr/bin/env -S python3 -B
"""As test_signals.py, of those signals that the program catches."""

from signal import SIGHUP, SIGINT, SIGTERM

from call_sweep import signalled, sweep, test
from harness import main
from torture_world import Held, Target, Zone


@test
def term_in_a_changed_file():
    sweep(Target(True), *signalled(SIGTERM))


@test
def term_in_a_changed_record():
    sweep(Zone(True, tls=True), *signalled(SIGTERM))


@test
def term_where_the_hold_file_is_written():
    sweep(Held(), *signalled(SIGTERM))


@test
def interrupt_in_a_changed_file():
    sweep(Target(True), *signalled(SIGINT, again=False))


@test
def hangup_in_a_changed_file():
    sweep(Target(True), *signalled(SIGHUP, again=False))


main()
