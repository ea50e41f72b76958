"""cost - what a program costs: time, memory, instructions, system calls; and
the bare program (tests/bench/bare.c) that makes the requests of a run.
"""

import collections
import glob
import os
import re
import shutil
import subprocess
import sys

import temporary
from certificates import certificates
from harness import PROGRAM, ROOT

OUT = os.path.abspath(os.environ.get("OUT") or os.path.dirname(PROGRAM))
CC = os.environ.get("CC", "cc").split()
SYSTEM, BUNDLE = "/etc/ssl/certs", "ca-certificates.crt"
STORE = ("/ssl/", "/pki/", "/ca-certificates", "/certs/")
# Runs that end before anybody is asked.
SMALL = {"--help": ["--help"], "--version": ["--version"],
    "a wrong option": ["--wrong"],
    "a wrong setting": ["--no-config", "-p", "cloudflare", "--set", "wrong=1",
        "--timeout", "never", "home.example.com"]}
PATIENCE = ["--connect-timeout", "60", "--timeout", "300"]  # for valgrind

# What a run may cost at most that finds one record unchanged.
MOST = {"instructions": 60, "memory": 14, "calls": 800, "files": 60,
    "processes": 1}     # millions, MB
OWN = 5     # million instructions above the bare program, for one record
AT_ONCE = 6     # ms, for what is in SMALL

Weight = collections.namedtuple("Weight", "wall cpu memory")
Calls = collections.namedtuple("Calls",
    "calls files processes threads forks network store")
Trust = collections.namedtuple("Trust",
    "title arguments environment bundle directory")


class Broken(Exception):
    pass


def call(command, environment=None, good=True):
    """Its output; good: it must end well."""
    try:
        done = subprocess.run(command, env=environment, capture_output=True,
            text=True, stdin=subprocess.DEVNULL)
    except OSError as why:
        raise Broken("%s: %s" % (command[0], why.strerror)) from None
    if good and done.returncode:
        raise Broken("%s: status %d\n%s" % (" ".join(command)[:800],
                done.returncode, (done.stderr or done.stdout)[-2000:]))
    return done.stdout


def look_for_program():
    if not os.path.isfile(PROGRAM) or not os.access(PROGRAM, os.X_OK):
        raise Broken("there is no program %s; run: make" % PROGRAM)


def compiled(name, *libraries):
    """A program of tests/bench, built like the program."""
    program = os.path.join(temporary.directory("bench"), name)
    call([*CC, "-std=c11", "-D_POSIX_C_SOURCE=200809L",
        "-D_DEFAULT_SOURCE", "-D_DARWIN_C_SOURCE", "-O2",
        *_flags("include"), *_flags("compile"), *_flags("link"),
        "-o", program, os.path.join(ROOT, "tests", "bench", name + ".c"),
        *libraries])
    return program


def compiled_bare():
    return compiled("bare", *_flags("libs", "-lcurl"))


def _flags(part, *otherwise):
    """As tests/probe found them; a static program has none of these."""
    path = os.path.join(OUT, "flags", part)
    return ["@" + path] if os.path.exists(path) else otherwise


class Weighing:
    def __init__(self):
        self._weigh = compiled("weigh")

    def __call__(self, command, environment, good=True):
        """Wall and CPU time in ms, peak memory of one process in MB."""
        text = call([self._weigh, *command], environment, good)
        wall, cpu, memory = [int(word)
                for word in text.splitlines()[-1].split()]
        unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
        return Weight(wall / 1000, cpu / 1000, memory / unit)


def instructions(command, environment, good=True):
    """Millions of them, children's included."""
    directory = temporary.directory("callgrind")
    call(["valgrind", "--quiet", "--tool=callgrind", "--trace-children=yes",
            "--callgrind-out-file=%s/%%p" % directory, *command], environment,
        good)
    total = 0
    for name in os.listdir(directory):
        with open(os.path.join(directory, name)) as file:
            total += _summary(file)
    if not total:
        raise Broken("callgrind counted nothing")
    return total / 1e6


def _summary(lines):
    for line in lines:
        if line.startswith(("summary:", "totals:")):
            return int(line.split()[1])
    return 0


def calls(command, environment, good=True):
    """The system calls of a run, those of its children included."""
    log = os.path.join(temporary.directory("strace"), "log")
    call(["strace", "-f", "-qq", "-o", log, *command], environment, good)
    number = files = forks = threads = 0
    network, store = [], []
    with open(log, errors="replace") as lines:
        for line in lines:
            found = re.match(r"\d+ +(\w+)\((.*)", line)
            if not found:
                continue
            number += 1
            name, rest = found.groups()
            # With O_PATH, as the sandbox names what it allows, open(2) opens
            # no file.
            if name in ("open", "openat") and "O_PATH" not in rest \
                    and not re.search(r"= -1 E", rest):
                files += 1
            if name in ("open", "openat", "stat", "newfstatat", "access") \
                    and any(part in rest for part in STORE):
                store.append(line.strip())
            if name in ("socket", "connect", "sendto"):
                network.append(line.strip())
            if name in ("fork", "vfork", "clone", "clone3"):
                threads += "CLONE_THREAD" in rest
                forks += "CLONE_THREAD" not in rest
    return Calls(number, files, 1 + forks, threads, forks, network, store)


def store():
    """A new directory like the system's: all its authorities and that of the
    stand-ins, by hash and in a bundle."""
    directory = os.path.join(temporary.directory("trust"), "certs")
    os.mkdir(directory)
    authorities = [certificates().ca_file,
        *sorted(glob.glob(SYSTEM + "/*.pem"))]
    for number, path in enumerate(authorities):
        shutil.copyfile(path, os.path.join(directory, "%d.pem" % number))
    call(["openssl", "rehash", directory])
    with open(os.path.join(directory, BUNDLE), "wb") as all:
        for path in authorities:
            with open(path, "rb") as file:
                all.write(file.read())
    return directory


def trusts(directory):
    """The settings that are compared, of which the first is what happens by
    itself on Debian. Programs have to be told of a directory that is not the
    system's."""
    bundle = os.path.join(directory, BUNDLE)
    ca_file = certificates().ca_file
    usual = {} if directory == SYSTEM else {"SSL_CERT_DIR": directory}
    # The one that is listed first, as the program takes it.
    first = next(os.path.join(directory, name)
        for name in os.listdir(directory) if name.endswith(".0"))
    return (Trust("hashed directory", [], usual, first, directory),
        Trust("one CA file", ["--ca-file", ca_file], {}, ca_file, ""),
        Trust("a bundle", ["--ca-file", bundle], {}, bundle, ""),
        Trust("libcurl's defaults", [], {"SSL_CERT_DIR": directory,
            "SSL_CERT_FILE": bundle}, bundle, directory))


def replay(requests, where):
    """Arguments with which the bare program makes these requests again, those
    at the same time that were so. where(request): its family and URL. The
    family is said only of a host that was asked over both."""
    words, done = [], 0
    places = {request: where(request) for request in requests}
    families = {(family, request.host)
            for request, (family, _) in places.items()}
    for request in sorted(requests, key=lambda one: one.time):
        if words and request.time > done:
            words.append(",")
            done = 0
        done = min(done, request.done) if done else request.done
        family, url = places[request]
        both = {("4", request.host), ("6", request.host)} <= families
        words.append((family if both else "") + _request(request, url))
    return words


def _request(request, url):
    token = "+" if request.header("authorization") else ""
    body = " " + request.body.decode() if request.body else ""
    return "%s%s %s%s" % (token, request.method, url, body)
