#!/usr/bin/env -S python3 -B
"""A hosts file that is mounted, as containers have it: no rename can replace
it, so it is written in place, and is whole all the same."""

import lines_world

lines_world.enter(hosts=None)

import subprocess
from signal import SIGKILL, SIGTERM

from call_sweep import FAILS, failures, signalled, sweep, test
from harness import expect, main, read

from torture_world import Target


class Mounted(Target):
    is_mounted = False

    def prepare(self, home):
        super().prepare(home)
        if not self.is_mounted:
            subprocess.run(["mount", "--bind", self.path, self.path],
                check=True)
            self.is_mounted = True

    def held(self, killed=False):
        """That the other file cannot be removed is no failure any more."""
        return super().held(True)

    def text(self, address):
        """The old one is longer by more than a line's end."""
        return super().text(address).replace(".test\n", ".test # of old\n"
            if address == self.old else ".test\n")

    def address(self, text):
        """A run that was killed may leave empty lines at the end."""
        return super().address(text.rstrip("\n") + "\n")

    def is_another(self, address):
        return False


@test
def is_written():
    with Mounted(True) as case:
        case.follow(None)
        expect(read(case.path).endswith(b"dnsfollow\n"), "another end")


@test
def killed():
    sweep(Mounted(True), *signalled(SIGKILL))


@test
def terminated():
    sweep(Mounted(True), *signalled(SIGTERM))


@test
def call_fails():
    sweep(Mounted(True), FAILS, failures, (0, 66, 70, 75, 77))


main()
