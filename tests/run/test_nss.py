#!/usr/bin/env -S python3 -B
"""Names by a module of the C library that is not its own, such as systemd's or
Avahi's: it is loaded from within the sandbox."""

import os
import shutil
import subprocess
import sys

import namespace
import temporary
from common import NEW, at_once, good_server
from harness import (PROGRAM, expect_equal, expect_status, expect_words,
    main, read, run, test)
from services.echo import Echo

HERE = os.path.dirname(os.path.abspath(__file__))
COMPILER = next(filter(shutil.which, ("cc", "gcc", "clang")), None)
NAME = "echo.example.net"
BUILT = read(PROGRAM)


def barred():
    if b"libc.so.6" not in BUILT or b"ld-linux" not in BUILT:
        return "this C library has no such modules"
    if b"__asan_init" in BUILT:
        return "a sanitizer is in it"
    if COMPILER is None:
        return "no compiler here"
    if not shutil.which("unshare"):
        return "no namespaces here"


def module():
    """In a directory where it is found."""
    directory = temporary.directory("module")
    subprocess.run([COMPILER, "-shared", "-fPIC", "-O1", "-o",
        os.path.join(directory, "libnss_trial.so.2"),
        os.path.join(HERE, "nss.c")], check=True)
    return directory


def ask(env=None):
    with good_server() as server:
        server.mount("/", Echo(NEW))
        return run(at_once("--show-ip", "-vv", "-s", "web:"
                + server.url("/ip", NAME), timeout=5), env)


@test
def module_is_loaded_in_the_sandbox():
    done = ask({"LD_LIBRARY_PATH": module()})
    expect_status(done, 0)
    expect_equal(done.out, NEW + "\n", "address")
    expect_words(done.err, "sandbox: ")


@test
def without_it_there_is_no_such_name():
    """Or the one above would prove nothing."""
    done = ask()
    expect_status(done, 69, 75)
    expect_words(done.err, NAME + " does not resolve")


if barred():
    print("skip test_nss: " + barred())
    sys.exit()
namespace.enter("127.0.0.1 localhost\n", switch="hosts: files trial dns\n")
main()
