"""readme - what README.md says of the costs: tables of what was measured."""

import os
import platform
import re
import subprocess
import time

import cost
from harness import PROGRAM

ROWS = (("time, ms", "%.0f", "wall"), ("CPU time, ms", "%.0f", "cpu"),
    ("instructions, million", "%.0f", "instructions"),
    ("peak memory, MB", "%.1f", "memory"),
    ("connections, each with TLS", "%d", "connections"),
    ("requests", "%d", "requests"), ("system calls", "%d", "calls"),
    ("files opened", "%d", "files"), ("processes", "%d", "processes"))
# What is no number of requests; those are the same by themselves.
RATIOS = {"wall", "cpu", "instructions", "memory", "calls", "files"}
TRIPS = "unchanged", "changed", "A+AAAA unchanged", "A+AAAA changed", \
    "10 names unchanged", "10 names changed", "100 names unchanged", \
    "100 names changed", "unchanged, zone-id", "changed, zone-id", \
    "changed, zone-id, quorum 1", "100 names changed, zone-id, quorum 1"


def text(bench):
    """In the order of the clients, which stand at the columns; behind the
    first two the ratio of the one to the other."""
    names = [client.name for client in bench.clients]
    return "\n".join([", ".join(["%s, on %s" % (time.strftime("%Y-%m-%d",
            time.gmtime()), machine()), *versions(bench.clients)]) + ":", "",
        *table("One name, right already", [*names[:2], "ratio", *names[2:]],
            ((title, costs(bench, names, form, column))
            for title, form, column in ROWS)), "",
        *table("Services 100 ms away: ms, round trips in a row", names, (
            (title, ["%.0f, %.1f" % bench.walls[name, title]
                if (name, title) in bench.walls else "" for name in names])
            for title in TRIPS)), "",
        *remarks(bench)])


def costs(bench, names, form, column):
    values = [bench.costs.get((name, "unchanged"), {}).get(column)
        for name in names]
    cells = ["" if value is None else form % value for value in values]
    known = column in RATIOS and None not in values[:2]
    return [*cells[:2], "%.2f" % (values[0] / values[1]) if known else "",
        *cells[2:]]


def remarks(bench):
    """What is in no table; all of these runs ended with status 0."""
    for (name, title), row in bench.costs.items():
        if row["wrong"]:
            yield "%s, %s: %d wrong" % (title, name, row["wrong"])
    if bench.stripped:
        flags = os.environ.get("CFLAGS")
        yield "Stripped: %.0f kB, by %s%s" % (bench.stripped / 1000,
            cost.call([*cost.CC, "--version"]).splitlines()[0],
            " with " + flags if flags else "")


def versions(clients):
    """As the others tell it, one of them only in its help."""
    for client in clients:
        if client.telling:
            told = subprocess.run([client.program, client.telling],
                capture_output=True, text=True)
            yield "%s %s" % (client.name, re.search(
                r"(?:version |^)v?(\d[\d.]*\d)", told.stdout + told.stderr,
                re.M).group(1))


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
