#!/usr/bin/env -S python3 -B
"""What somebody could do who had taken over a real run while it talks to its
servers: inside.c, which is preloaded, tries it there."""

import errno
import os

import preload
import temporary
from cloudflare_world import ENV, HOME, TOKEN, World
from common import EchoServer, NEW
from harness import (cases, expect, expect_equal, expect_status, main, read,
    run, write)
from standin import Server

WHY = preload.barred()
TRUSTED = "/etc/hosts"      # is read to resolve names


def tried(world, other, arguments, **more):
    """What was tried in a run, and what came of it."""
    place = temporary.directory("inside")
    token = write(place, "token", TOKEN)
    results = os.path.join(place, "results")
    env = dict(INSIDE=results, INSIDE_PORT=other.port, INSIDE_READ=":".join((
        "/etc/passwd", "/etc/shadow", "/root", token, TRUSTED)),
        LD_PRELOAD=preload.library("inside"))
    done = world.run(HOME, "--token-file", token, *arguments, env=env, **more)
    expect_status(done, 0, 1)
    expect(os.path.exists(results), "nothing was tried")
    return dict(line.rsplit(" ", 1) for line in
            read(results).decode().splitlines())


def inside(kinds):
    if WHY:
        return lambda function: print("skip %s: %s" % (function.__name__,
                WHY))
    return cases(**kinds)


@inside(dict(changed=([], {"ip": NEW}), looked_at=(["--check"], {"ip": NEW}),
    shown=(["--status"], {"ip": NEW}), examined=(["--doctor"], {"ip": NEW})))
def nothing_but_what_it_needs(arguments, more):
    other = Server()
    with World() as world:
        seen = tried(world, other, arguments, **more)
    other.close()
    barred = str(errno.EACCES)
    if "--doctor" in arguments:
        seen.pop("read /etc/passwd")    # names the owner of a file
    expect_equal(seen.pop("read " + TRUSTED), "0", "what is needed")
    expect_equal(seen.pop("exec"), str(errno.EPERM), "exec")
    expect_equal(set(seen.values()), {barred}, "what came of %s" % list(seen))


@inside(dict(one=[]))
def all_of_it_without(_):
    """Or the tests above would prove nothing."""
    other = Server()
    with World() as world:
        seen = tried(world, other, ["--no-sandbox"], ip=NEW)
    other.close()
    for what in "read /etc/passwd", "write", "connect":
        expect_equal(seen[what], "0", what)
    expect("exec" not in seen, "exec did not happen")


main()
