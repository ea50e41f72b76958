#!/usr/bin/env -S python3 -B
"""What a run may cost, against the bare program that makes the same requests.
`make bench` measures more, and slower."""

import functools

import cost
from cost_world import Case, Near
from harness import (PROGRAM, SANITIZED, STATIC, cases, expect, lacking, main,
    run, when)

BOTH = (4, 6)
CASES = {"unchanged": Case("unchanged"),
    "changed": Case("changed", changes=True)}
MORE = {**CASES, "both_families": Case("both", families=BOTH, changes=True),
    "ten_names": Case("ten names", 10)}
EXACT = "a sanitizer costs more" if SANITIZED else None
LOADING = 3     # million instructions of --help above the loading of libcurl
WRITING = 50    # system calls more
ENOUGH = 20     # runs, of which one must do: load only adds


@functools.lru_cache(None)
def world():
    return Near()


def once(case, measure, command=None):
    """A run, after which the zone must be as it should."""
    world().begin(case)
    found = measure(command or world().dnsfollow(case),
        world().environment())
    most("wrong records", world().wrong(case), 0)
    return found


def most(what, seen, limit):
    expect(seen <= limit, "%s: %s, more than %s" % (what, seen, limit))


def test_each(why, table=CASES):
    """A test for each case, if nothing is wrong with it."""
    return cases(**table) if why is None else when(why)


@test_each(EXACT or lacking("valgrind")
    or ("its libcurl is its own" if STATIC else None), MORE)
def instructions(case):
    bare = world().floor(case)
    ours = once(case, cost.instructions)
    most("above bare, M", ours - once(case, cost.instructions, bare),
        cost.OWN)
    if not case.changes and "OpenSSL" in run(["--version"]).out:
        most("in all, M", ours, cost.MOST["instructions"])


@test_each(EXACT)
def memory(case):
    weigh = cost.Weighing()
    most("MB", once(case, weigh).memory, 3 if STATIC
        else cost.MOST["memory"])


@test_each(EXACT or lacking("strace"))
def calls(case):
    seen = once(case, cost.calls)
    most("system calls", seen.calls, cost.MOST["calls"]
        + (WRITING if case.changes else 0))
    most("files opened", seen.files, cost.MOST["files"])
    most("processes", seen.processes, cost.MOST["processes"])


@cases(**MORE, ten_changed=Case("ten changed", 10, changes=True))
def one_connection_for_each_host(case):
    once(case, cost.call)
    connections, handshakes, requests = world().counted()
    hosts = world().hosts()
    most("connections", connections, hosts)
    most("TLS handshakes", handshakes, hosts)
    most("requests", requests, hosts + 2)


def small(why):
    return cases(**{name.strip("-").replace(" ", "_"): (arguments,)
        for name, arguments in cost.SMALL.items()}) if why is None \
        else when(why)


@small(EXACT or lacking("strace"))
def nobody_is_asked(arguments):
    seen = cost.calls([PROGRAM, *arguments], world().environment(), good=False)
    expect(not seen.network, "a look at the network: %s" % seen.network[:3])
    expect(not seen.store, "a look into a CA store: %s" % seen.store[:3])
    most("processes", seen.processes, cost.MOST["processes"])


@small(EXACT or lacking("valgrind"))
def loading_is_all(arguments):
    """bare without arguments is loaded, and ends."""
    ours, bare = [cost.instructions(command, world().environment(),
        good=False) for command in ([PROGRAM, *arguments],
            [world().bare])]
    most("above loading, M", ours - bare, LOADING)


@small(EXACT)
def at_once(arguments):
    """Soon, or in what loading takes, where that takes so long: once, for
    other programs may slow down the one and not the other."""
    weigh = cost.Weighing()
    for _ in range(ENOUGH):
        ours, bare = [weigh(command, world().environment(), good=False).wall
            for command in ([PROGRAM, *arguments], [world().bare])]
        limit = max(cost.AT_ONCE, 1.5 * bare)
        if ours <= limit:
            return
    most("ms", ours, limit)


main()
