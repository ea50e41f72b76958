#!/usr/bin/env -S python3 -B
"""What make starts, and people start by hand, understands what it is told or
says that it does not."""

import os
import signal
import subprocess

import temporary
from harness import (ROOT, cases, expect, expect_equal, expect_words, main,
    test)

LIMIT = 10  # seconds


def tool(name, *args, **env):
    """Its status and all it says; what it started ends with it."""
    with subprocess.Popen([os.path.join(ROOT, "tests", name), *args],
            cwd=ROOT, env={**os.environ, **env}, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT) as started:
        try:
            said = started.communicate(timeout=LIMIT)[0]
        finally:
            if started.poll() is None:
                os.killpg(started.pid, signal.SIGKILL)
    return started.returncode, said.decode(errors="replace")


@cases(unknown=("nonsense", "nonsense: there is no such test"),
    one_of_two=("docs nonsense", "nonsense: there is no such test"),
    none=(" ", "there is no test"))
def summary(only, words):
    out = os.path.relpath(temporary.directory("out"), ROOT)
    status, said = tool("summary", out, ONLY=only)
    expect_equal(status, 1, "status")
    expect_words(said, words, "0 passed, 0 failed")


@cases(**{name: name for name in ("demo", "deps", "fuzzers", "lint", "probe",
    "static", "summary", "variants")})
def usage(name):
    for args, wanted in ((["--help"], 0), (["--nonsense"], 1)):
        status, said = tool(name, *args)
        expect_equal(status, wanted, "status of " + args[0])
        expect(said.startswith("usage: tests/" + name)
            and said.count("\n") == 1, "it says " + said)


@test
def no_fuzzing_is_a_skip():
    status, said = tool("fuzzers", "--able", CC="nope")
    expect(status and not said, "able: status %d, %s" % (status, said))
    status, said = tool("fuzzers", temporary.directory("out"), CC="nope")
    expect_equal(status, 0, "status")
    expect_words(said, "skip fuzz: no nope", "0 passed, 0 failed, 1 skipped")


@cases(part=("run", ["smal"], {}, "smal: no such option or part"),
    option=("run", ["--nonsense"], {}, "--nonsense: no such option or part"),
    no_program=("run", ["--quick", "small"], {"DNSFOLLOW": "/nope"},
    "there is no program /nope"),
    memory=("memory", ["--nonsense"], {}, "usage: tests/bench/memory"),
    memory_of_nothing=("memory", [], {"DNSFOLLOW": "/nope"},
    "there is no program /nope"),
    no_compiler=("memory", [], {"CC": "nope"}, "nope: No such file"))
def bench(name, args, env, words):
    status, said = tool("bench/" + name, *args, **env)
    expect_equal(status, 1, "status")
    expect_words(said, words)
    expect(len(said.splitlines()) <= 2, "it says " + said)


main()
