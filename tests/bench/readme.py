"""readme - what README.md says of the costs: tables of what was measured."""

import platform
import re
import subprocess
import time

from harness import PROGRAM

ROWS = (("time, ms", "%.0f", "wall"), ("CPU time, ms", "%.0f", "cpu"),
    ("instructions, million", "%.0f", "instructions"),
    ("peak memory, MB", "%.1f", "memory"),
    ("connections, each with TLS", "%d", "connections"),
    ("requests", "%d", "requests"), ("system calls", "%d", "calls"),
    ("files opened", "%d", "files"), ("processes", "%d", "processes"))
TRIPS = "unchanged", "changed", "A+AAAA unchanged", "A+AAAA changed", \
    "10 names unchanged", "10 names changed", "100 names unchanged", \
    "100 names changed", "unchanged, zone-id", "changed, zone-id", \
    "changed, zone-id, quorum 1", "100 names changed, zone-id, quorum 1"


def text(bench):
    """In the order of the clients, which stand at the columns."""
    names = [client.name for client in bench.clients]
    return "\n".join(["%s, on %s:" % (time.strftime("%Y-%m-%d", time.gmtime()),
        machine()), "",
        *table("One name, right already", names, ((title, [
            form % bench.costs[name, "unchanged"][column]
            if column in bench.costs[name, "unchanged"] else ""
            for name in names]) for title, form, column in ROWS)), "",
        *table("Services 100 ms away: ms, round trips in a row", names, (
            (title, ["%.0f, %.1f" % bench.walls[name, title]
                if (name, title) in bench.walls else "" for name in names])
            for title in TRIPS))])


def table(title, names, rows):
    yield "| %s |" % " | ".join([title, *names])
    yield "|" + "---|" * (len(names) + 1)
    for head, cells in rows:
        yield "| %s |" % " | ".join([head, *cells])


def machine():
    """"2 cores of an AMD EPYC, Debian 12, libcurl 7.88.1 (OpenSSL/3.0.19)"."""
    version = subprocess.run([PROGRAM, "--version"], capture_output=True,
        text=True).stdout
    return "%s, %s, %s" % (_processor(), _system(),
        re.search("^libcurl.*", version, re.M).group())


def _processor():
    try:
        with open("/proc/cpuinfo") as file:
            lines = file.read()
    except OSError:
        return platform.machine()
    models = re.findall(r"^model name\s*: (.*)", lines, re.M)
    return "%d x %s" % (len(models), models[0]) if models \
        else platform.machine()


def _system():
    try:
        told = platform.freedesktop_os_release()
    except OSError:
        return platform.platform(terse=True)
    return "%s %s" % (told["NAME"].split()[0], told.get("VERSION_ID", ""))
