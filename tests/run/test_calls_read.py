#!/usr/bin/env -S python3 -B
"""Where an address, a secret or the configuration is read: a read that fails is
not the end of the text, one that is interrupted is made again, and one that
brings a part is not all."""

import os
import re

import temporary
from call_sweep import (CUTS, FAILS, failures, interruptions, only, pieces,
    sweep, test)
from cloudflare_world import ENV, TOKEN
from common import NEW
from harness import expect, main, write
from torture_world import Target, Zone


def text(content):
    return write(temporary.directory("given"), "text", content)


class Input:
    """A case whose standard input is a file, for each run from its start."""

    def from_input(self, content):
        self.stdin = os.open(text(content), os.O_RDONLY)
        return self

    def prepare(self, home):
        super().prepare(home)
        if isinstance(self.stdin, int) and self.stdin >= 0:
            os.lseek(self.stdin, 0, os.SEEK_SET)


class Given(Input, Target):
    pass


class Secret(Input, Zone):
    """The token is nowhere but in what is read."""

    env = {name: "" for name in ENV}


CONFIG = "[default]\nprovider = cloudflare\ntoken = %s\n" % TOKEN
CASES = dict(
    address_of_a_file=lambda: Given(True, "-q", given=("-s", "file:"
    + text(NEW + "\n"))),
    address_of_the_input=lambda: Given(True, "-q", given=("-s", "-"))
    .from_input(NEW + "\n"),
    token_of_a_file=lambda: Secret(True, "-q", "--token-file",
    text(TOKEN + "\n")),
    token_of_the_input=lambda: Secret(True, "-q", "--token-file", "-")
    .from_input(TOKEN + "\n"),
    configuration=lambda: Secret(True, "-q", "-f", text(CONFIG)),
    configuration_of_the_input=lambda: Secret(True, "-q", "-f", "-")
    .from_input(CONFIG))


SAID = re.compile(r"cannot read (\S+/text|\(?stdin\)?|standard input): "
    r"Input/output error")


def each(function):
    """A test for each case."""
    for title, make in CASES.items():
        def one(make=make):
            function(make())
        one.__name__ = "%s_%s" % (function.__name__, title)
        test(one)


@each
def interrupted(case):
    sweep(case, FAILS, only(("read", "poll"), interruptions), (0,), least=4)


@each
def in_pieces(case):
    sweep(case, CUTS, pieces, (0,), least=2)


@each
def failing(case):
    """The text's own read, and the one that meets its end."""
    said = []

    def note(_, done):
        if SAID.search(done.err):
            said.append(done.status)
    sweep(case, FAILS, only(("read",), failures), (0, 66, 75), note, least=4)
    expect(len(said) == 2 and 0 not in said, "the runs that failed at what "
        "is read: %s" % said)


main()
