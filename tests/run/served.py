"""served - one command line, run as often as wanted by a process that has done
the loader's work (serve.h)."""

import os
import subprocess
import time

import harness
import preload
import temporary


class Served:
    """The library, of a file NAME.c, makes the faults that it is told of."""

    def __init__(self, library, args, env=None, stdin=subprocess.DEVNULL):
        self.home = temporary.directory("home")
        os.chmod(self.home, 0o700)
        self.args = [str(arg) for arg in args]
        self._files = [open(os.path.join(temporary.directory("output"),
            "output"), "ab+", 0) for _ in range(2)]
        orders, self._orders = os.pipe()
        self._results, results = os.pipe()
        env = dict(env or {}, LD_PRELOAD=preload.library(library),
            SERVE="%d %d" % (orders, results))
        self._process = subprocess.Popen([harness.PROGRAM, *self.args],
            stdin=stdin, stdout=self._files[0],
            stderr=self._files[1], pass_fds=(orders, results),
            cwd=self.home, env=harness.environment(self.home, env))
        os.close(orders)
        os.close(results)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self._orders)
        os.close(self._results)
        self._process.wait(30)
        for file in self._files:
            file.close()

    def run(self, *order):
        """The run, and what the library tells of it besides."""
        for file in self._files:
            file.truncate(0)
        began = time.monotonic()
        os.write(self._orders, " ".join(map(str, order)).encode() + b"\n")
        status, *rest = self._result().split()
        out, err = (os.pread(file.fileno(), 100000, 0).decode(
            errors="replace") for file in self._files)
        return harness.Run(self.args, os.waitstatus_to_exitcode(int(status)),
            out, err, time.monotonic() - began, self.home), rest

    def _result(self):
        text = b""
        while not text.endswith(b"\n"):
            piece = os.read(self._results, 65536)
            harness.expect(piece, "the process that serves is gone")
            text += piece
        return text.decode()
