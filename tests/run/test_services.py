#!/usr/bin/env -S python3 -B
"""Every row of src/services.def: talks made from the row are played by the
player, and its requests are compared with what others know of the service."""

import os
import subprocess
import sys

import row_talks
import rows
import temporary
import witness
from harness import PROGRAM

PLAYER = os.path.join(os.path.dirname(PROGRAM), "talk", "player")
BATCH = 500     # talks for one call


def played(texts):
    """What is wrong with each talk that failed, by its name."""
    directory = temporary.directory("talks")
    for name, text in texts.items():
        with open(os.path.join(directory, name), "w",
                encoding="utf-8") as file:
            file.write(text)
    names = list(texts)
    said = {}
    for first in range(0, len(names), BATCH):
        output = subprocess.run([PLAYER, *names[first:first + BATCH]],
                cwd=directory, stdout=subprocess.PIPE,
                stdin=subprocess.DEVNULL).stdout.decode(errors="replace")
        for line in output.splitlines():
            word, _, rest = line.partition(" ")
            name, _, why = rest.partition(": ")
            if word in ("ok", "FAIL"):
                said[name] = why if word == "FAIL" else None
    return {name: said.get(name, "the player said nothing of it")
            for name in names if said.get(name, True)}


def main():
    table = [row for row in rows.services() if not sys.argv[1:]
            or row.id in sys.argv[1:]]
    texts = {"%s-%s" % (row.id, case): text for row in table
            for case, text in row_talks.talks(row)}
    failed = played(texts)
    for name, text in texts.items():
        if name not in failed:
            print("ok " + name)
            continue
        print("FAIL %s: %s" % (name, failed[name]))
        print("".join("    %s\n" % line for line in text.splitlines()),
                end="")
    wrong = witness.judge(table)
    sys.exit(1 if failed or wrong else 0)


main()
