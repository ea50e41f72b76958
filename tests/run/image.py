"""image - what the memory of a run still holds when it ends.

image.c is preloaded for that, so the program must be linked dynamically, and a
sanitizer, which keeps what was freed, must not be in it.
"""

import contextlib
import functools
import glob
import os
import shutil
import subprocess

import harness
import temporary

PIECE = 12  # bytes of a secret in a row that must not be there
HERE = os.path.dirname(os.path.abspath(__file__))
harness.KEPT += ("LD_PRELOAD", "IMAGE_DIRECTORY")


def barred():
    """Why no image can be taken here; None: it can."""
    program = harness.read(harness.PROGRAM)
    if not os.path.exists("/proc/self/maps"):
        return "no /proc here"
    if b"__asan_init" in program or b"__tsan_init" in program:
        return "a sanitizer keeps what was freed"
    if b"ld-linux" not in program and b"ld-musl" not in program:
        return "the program is static"
    if compiler() is None:
        return "no compiler here"
    return None


def compiler():
    return next(filter(shutil.which, ("cc", "gcc", "clang")), None)


@functools.lru_cache(None)
def library():
    path = os.path.join(temporary.directory("image"), "image.so")
    subprocess.run([compiler(), "-shared", "-fPIC", "-O1", "-o", path,
        os.path.join(HERE, "image.c")], check=True)
    return path


class Image:
    def __init__(self):
        self.directory = temporary.directory("images")

    @functools.cached_property
    def bytes(self):
        paths = glob.glob(os.path.join(self.directory, "dnsfollow.*"))
        harness.expect(paths, "no image was taken")
        return b"".join(map(harness.read, paths))

    def expect_without(self, *secrets):
        for value in secrets:
            data = value.encode() if isinstance(value, str) else value
            for at in range(max(1, len(data) - PIECE + 1)):
                found = self.bytes.find(data[at:at + PIECE])
                harness.expect(found < 0, "a piece of %r is left in memory: "
                    "%r" % (value, self.bytes[max(0, found - 60):
                    found + 60]))

    def forget(self):
        shutil.rmtree(self.directory)


@contextlib.contextmanager
def taken():
    """Of every run within; they must be over at the end of it."""
    image = Image()
    os.environ.update(LD_PRELOAD=library(), IMAGE_DIRECTORY=image.directory)
    try:
        yield image
    finally:
        del os.environ["LD_PRELOAD"], os.environ["IMAGE_DIRECTORY"]
