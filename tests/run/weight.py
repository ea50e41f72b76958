"""weight - the most memory that a run takes which changes nothing."""

import functools
import os
import statistics
import subprocess
import sys

import temporary
from certificates import certificates
from cloudflare_world import TOKEN, World
from common import OLD, EchoServer
from harness import PROGRAM, ROOT

CC = os.environ.get("CC", "cc").split()
SYSTEM = "/etc/ssl/certs/ca-certificates.crt"
NAMES = ["h%d.example.com" % number for number in range(100)]


def _call(command, environment=None):
    done = subprocess.run(command, env=environment, capture_output=True,
            text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise RuntimeError("%s: status %d\n%s" % (" ".join(command),
                done.returncode, done.stderr))
    return done.stdout


@functools.lru_cache(None)
def _weigh():
    path = os.path.join(temporary.directory("weigh"), "weigh")
    _call([*CC, "-O2", "-o", path, os.path.join(ROOT, "tests", "bench",
            "weigh.c")])
    return path


@functools.lru_cache(None)
def bundle():
    """All that the system trusts, and the stand-in's authority."""
    path = os.path.join(temporary.directory("bundle"), "bundle.pem")
    with open(path, "wb") as all:
        for part in SYSTEM, certificates().ca_file:
            with open(part, "rb") as file:
                all.write(file.read())
    return path


def stores():
    return ("one authority", certificates().ca_file), \
            ("the system's bundle", bundle())


def megabytes(names, ca_file, times):
    """The median of so many runs for the names."""
    home = temporary.directory("home")
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": home,
            "XDG_RUNTIME_DIR": home, "CLOUDFLARE_API_TOKEN": TOKEN}
    with World(*[("A", name, OLD) for name in names]) as world, \
            EchoServer(OLD) as echo:
        kilobytes = [int(_call([_weigh(), PROGRAM, "--ca-file", ca_file,
                "--allow-special", "-p", "cloudflare", *world.api,
                "-s", echo.spec, *names], environment).split()[-1])
                for _ in range(times)]
    if sys.platform == "darwin":
        kilobytes = [number / 1024 for number in kilobytes]
    return statistics.median(kilobytes) / 1024
