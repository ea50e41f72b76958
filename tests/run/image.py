"""image - what the memory of a run still holds when it ends.

image.c is preloaded for that.
"""

import contextlib
import functools
import glob
import os
import shutil

import harness
import preload
import temporary

PIECE = 12  # bytes of a secret in a row that must not be there
harness.KEPT += ("LD_PRELOAD", "IMAGE_DIRECTORY")


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
    os.environ.update(LD_PRELOAD=preload.library("image"), IMAGE_DIRECTORY=image.directory)
    try:
        yield image
    finally:
        del os.environ["LD_PRELOAD"], os.environ["IMAGE_DIRECTORY"]
