#!/usr/bin/env -S python3 -B
"""A signal in each place where a run waits: it ends within a second with 75,
and says so, in JSON too."""

from network_world import AWAY, Broken, World, enter

enter()

import contextlib
import fcntl
import itertools
import os
import signal
import subprocess
import time

import matrix
from cloudflare_world import ENV, HOME
from harness import (Job, expect, expect_equal, expect_status, expect_words,
    main, test)
from hosts_target import file_args, target
from lines_world import API
from rude import Rude
from servers import wait_for
from service_world import dyndns2

SIGNALS = itertools.cycle((signal.SIGTERM, signal.SIGINT, signal.SIGHUP))
LONG = 30   # seconds that a run could wait


def waits(place):
    """A test of place(stack), which starts a run and returns it with what
    tells, once it holds, that the run is there."""
    def one(number=next(SIGNALS)):
        with contextlib.ExitStack() as stack:
            job, is_there = place(stack)
            expect(wait_for(is_there, 5), "it does not come there")
            time.sleep(0.2)
            expect(job.process.poll() is None, "it does not wait")
            job.process.send_signal(number)
            sent = time.monotonic()
            with contextlib.suppress(subprocess.TimeoutExpired):
                job.process.wait(5)     # its input stays open
            waited = time.monotonic() - sent
            done = job.finish(by_signal=True)
        expect_status(done, 75)
        expect(waited < 1, "it took %.1f s" % waited)
        expect_equal(done.json()["exit"], 75, "exit of the report")
        expect_words(done.err, "signal")
    one.__name__ = place.__name__
    test(one)


def lock(stack, path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    file = stack.enter_context(open(path, "w"))
    os.chmod(path, 0o600)
    fcntl.flock(file, fcntl.LOCK_EX)


@waits
def for_the_resolver(stack):
    world = stack.enter_context(World())
    world.resolver.trick = lambda *_: None
    return world.start(HOME, "--json", timeout=LONG), \
        lambda: world.resolver.asked


@waits
def for_a_connection(stack):
    world = stack.enter_context(World())
    lost = stack.enter_context(Broken("tcp dport { %d }"
        % world.provider.server.port))
    return world.start(HOME, "--json", "--connect-timeout", "20",
        timeout=LONG), lambda: lost.count


@waits
def for_a_handshake(stack):
    world = stack.enter_context(World())
    rude = stack.enter_context(Rude(lambda connection:
        connection.makefile("rb").read()))
    world.provider.server.port = rude.port
    return world.start(HOME, "--json", "--connect-timeout", "20",
        timeout=LONG), lambda: rude.connections


def for_a_server(kind, *args, **details):
    def place(stack):
        world = stack.enter_context(World())
        world.provider.server.misbehave(kind, **details)
        return world.start(HOME, "--json", *args, timeout=LONG), \
            lambda: world.provider.server.requests
    return place


for title, place in dict(for_a_reply=for_a_server("silent"),
        for_a_body=for_a_server("stall"),
        for_a_slow_reply=for_a_server("trickle", pause=0.2, body_only=False),
        to_ask_again=for_a_server("status", "--retry-for", "20", status=503,
        headers=[("Retry-After", "10")])).items():
    place.__name__ = title
    waits(place)


@waits
def for_an_address_service(stack):
    world = stack.enter_context(World())
    world.service.server.misbehave("silent")
    return world.start(HOME, "--json", timeout=LONG), \
        lambda: world.service.server.requests


def for_a_source(spec):
    def place(stack):
        world = stack.enter_context(matrix.World())
        world.sources = [spec]
        return world.start(HOME, "--json", timeout=LONG), \
            lambda: not time.sleep(0.3)
    return place


for title, spec in dict(router="router", stun="stun:%s:3478" % AWAY,
        doh="doh:https://%s/q" % AWAY, command="cmd:sleep 20").items():
    place = for_a_source(spec)
    place.__name__ = "for_the_source_" + title
    waits(place)


@waits
def for_a_command_with_the_token(stack):
    world = stack.enter_context(matrix.World())
    return world.start(HOME, "--json", "--token-command", "sleep 20",
        timeout=LONG, env={name: "" for name in ENV}), \
        lambda: not time.sleep(0.3)


def for_input(*args, env=None):
    def place(stack):
        job = Job([*file_args(target(), *args, "--json", timeout=LONG),
            "home.example.test"], env, stdin="")
        return job, lambda: not time.sleep(0.3)
    return place


for title, place in dict(for_an_address_of_the_input=for_input("-s", "-"),
        for_the_token_of_the_input=for_input("-p", "cloudflare",
        "--token-file", "-"), for_its_turn=for_input("--splay", "86400", "-i",
        AWAY)).items():
    place.__name__ = title
    waits(place)


@waits
def for_the_lock_of_a_hosts_file(stack):
    world = stack.enter_context(matrix.World())
    lock(stack, os.path.join(os.path.dirname(world.target), ".hosts.lock"))
    return world.start(matrix.LOCAL, "--json", timeout=LONG), \
        lambda: not time.sleep(0.3)


@waits
def for_the_lock_of_the_hold_file(stack):
    world = stack.enter_context(dyndns2())
    lock(stack, world.path + ".lock")
    return world.begin("home.example.test", "--json", timeout=LONG), \
        lambda: not time.sleep(0.3)


main()
