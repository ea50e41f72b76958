#!/usr/bin/env -S python3 -B
"""System calls that fail, are interrupted, or meet a signal, of a run that asks
a command for the address or for the token."""

from signal import SIGTERM

from call_sweep import (FAILS, failures, interruptions, only, signalled, sweep,
    test)
from cloudflare_world import ENV, TOKEN
from common import NEW
from harness import main
from torture_world import Target, Zone

# Those that a command takes; the others fail elsewhere.
ITS = {"clone", "clone3", "close", "fcntl", "kill", "pipe", "pipe2", "poll",
    "read", "setpgid", "vfork", "wait4"}


class Asking(Zone):
    """The token is nowhere else."""

    env = dict({name: "" for name in ENV}, ASKED=TOKEN)

    def __init__(self, *args):
        super().__init__(True, "--token-command", 'echo "$ASKED"', *args)


def address(*args):
    return Target(True, *args, given=("-s", "cmd:echo " + NEW))


@test
def failing_for_the_address():
    sweep(address(), FAILS, only(ITS, failures), (0, 66, 70, 75, 77), least=20)


@test
def failing_for_the_token():
    sweep(Asking(), FAILS, only(ITS, failures), (0, 66, 70, 75, 78), least=20)


@test
def interrupted_for_the_address():
    sweep(address("-q"), FAILS, interruptions, (0,))


@test
def interrupted_for_the_token():
    sweep(Asking("-q"), FAILS, interruptions, (0,))


@test
def terminated_for_the_address():
    what, values, *more = signalled(SIGTERM)
    sweep(address(), what, only(ITS, values), *more, least=20)


main()
