#!/usr/bin/env -S python3 -B
"""What runs leave behind, by valgrind: no memory that nothing points to, no
error of memory, and no file that is open but those it was given."""

import re
import subprocess

import harness
import preload
import temporary
from harness import check_run, expect, expect_equal, main
from torture_world import Held, Target, Zone, unless

VALGRIND = ["valgrind", "-q", "--leak-check=full", "--show-leak-kinds=definite,"
    "indirect,possible", "--errors-for-leak-kinds=definite,indirect,possible",
    "--track-fds=yes", "--error-exitcode=99"]
# A child's lock is given back by its end.
KEPT = ("dnsfollow.lock", "/dev/null")


def barred():
    why = preload.barred()
    if why is None and not preload.shutil.which("valgrind"):
        why = "no valgrind here"
    return why


def test(function):
    return unless(barred(), function)


def clean(case):
    with case:
        home = temporary.directory("home")
        log = home + "/valgrind"
        done = subprocess.run([*VALGRIND, "--log-file=" + log,
            harness.PROGRAM, *map(str, case.args)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, cwd=home, timeout=100,
            env=harness.environment(home, case.env))
        said = harness.read(log).decode()
        open_files = [line for line in re.findall(r"Open .*", said)
            if "inherited" not in said.split(line, 1)[1][:120]
            and not any(word in line for word in KEPT)]
        expect_equal((done.returncode, open_files), (case.status, []),
            "status and files; " + said[:1500])
        check_run(harness.Run(case.args, done.returncode,
            done.stdout.decode(), done.stderr.decode(), 0, home))


@test
def changed_file():
    clean(Target(True))


@test
def unchanged_file():
    clean(Target(False))


@test
def changed_record():
    clean(Zone(True, tls=True, timeout=60))


@test
def unchanged_record():
    clean(Zone(False, tls=True, timeout=60))


@test
def failed_record():
    clean(Held())


main()
