"""preload - C of this directory that is preloaded into a run.

The program must be linked dynamically for that, and no sanitizer, which has an
allocator of its own, may be in it.
"""

import functools
import os
import shutil
import subprocess

import harness
import temporary

HERE = os.path.dirname(os.path.abspath(__file__))


def barred():
    """Why nothing can be preloaded here; None: it can."""
    program = harness.read(harness.PROGRAM)
    if not os.path.exists("/proc/self/maps"):
        return "no /proc here"
    if b"__asan_init" in program or b"__tsan_init" in program:
        return "a sanitizer has its own memory"
    if b"ld-linux" not in program and b"ld-musl" not in program:
        return "the program is static"
    if compiler() is None:
        return "no compiler here"
    return None


def compiler():
    return next(filter(shutil.which, ("cc", "gcc", "clang")), None)


@functools.lru_cache(None)
def library(name):
    """What becomes of name.c."""
    path = os.path.join(temporary.directory(name), name + ".so")
    subprocess.run([compiler(), "-shared", "-fPIC", "-O1", "-o", path,
        os.path.join(HERE, name + ".c")], check=True)
    return path
