#!/usr/bin/env -S python3 -B
"""--status: a table of the names, which writes nothing."""

import os
import pty
import subprocess

import temporary
from cloudflare_world import ENV, HOME, World
from common import EchoServer, NEW, NEW6, OLD, OLD6, OTHER, at_once, statuses
from harness import (PROGRAM, cases, expect, expect_equal, expect_status,
    expect_words, main, read, run, secret, test, write)
from hosts_target import HOSTS, expect_untouched, file_args, target
from service_world import HOME as SERVED, dyndns2, expect_sent

WWW, LAB = "www.example.com", "lab.example.com"
GREEN, RED, PLAIN = "\033[32m", "\033[31m", "\033[0m"


def table(text):
    """The lines as lists of cells; every column begins where its title
    does, and no line ends in blanks."""
    lines = text.splitlines()
    titles = ["NAME", "TYPE", "LIVE", "HERE", "STATE"]
    expect_equal(lines[0].split(), titles, "titles")
    places = [lines[0].index(title) for title in titles] + [None]
    for line in lines:
        expect_equal(line, line.rstrip(), "the end of the line")
        for place in places[1:-1]:
            expect_equal(line[place - 2:place], "  ", "before a column")
            expect(line[place] != " ", "unaligned: %r" % line)
    return [[line[one:other].rstrip() for one, other in
            zip(places, places[1:])] for line in lines[1:]]


def look(world, echo, *args, env=ENV):
    """The run, and that it wrote nothing and asked once."""
    before = world.snapshot()
    echo.server.forget()
    done = run(at_once("-p", "cloudflare", *world.api, "-s", echo.spec,
            "--status", *args), env)
    expect_equal(world.writes, [], "writes")
    expect_equal(world.snapshot(), before, "records")
    expect_equal(os.listdir(done.home), [], "files that it left")
    return done


def names():
    return World(("A", HOME, OLD), ("A", WWW, NEW), ("AAAA", WWW, OLD6))


@test
def all_states_in_one_table():
    with names() as world, EchoServer(NEW) as echo:
        done = look(world, echo, HOME, WWW, LAB)
        expect_status(done, 0)
        expect_equal(table(done.out), [[HOME, "A", OLD, NEW, "differs"],
                [WWW, "A", NEW, NEW, "ok"], [LAB, "A", "-", NEW, "missing"]],
                "table")
        expect_equal(done.err, "", "stderr")
        expect_equal(echo.asked, 1, "echo requests")


@test
def second_operator_is_not_needed():
    with names() as world, EchoServer(NEW) as echo, \
            EchoServer(OTHER) as other:
        done = look(world, echo, "-s", other.spec, HOME)
        expect_status(done, 0)
        expect_equal(table(done.out), [[HOME, "A", OLD, NEW, "differs"]],
                "table")
        expect_equal([echo.asked, other.asked], [1, 0], "echo requests")


@test
def two_families():
    with names() as world, EchoServer(NEW, NEW6, both=True) as echo:
        done = look(world, echo, "-4", "-6", HOME, WWW)
        expect_status(done, 0)
        expect_equal(table(done.out), [[HOME, "A", OLD, NEW, "differs"],
                [HOME, "AAAA", "-", NEW6, "missing"],
                [WWW, "A", NEW, NEW, "ok"],
                [WWW, "AAAA", OLD6, NEW6, "differs"]], "table")
        expect_equal(echo.asked, 2, "echo requests, one for each family")


@test
def several_addresses():
    with World(("A", HOME, OLD), ("A", HOME, OTHER)) as world, \
            EchoServer(NEW) as echo:
        done = look(world, echo, "--replace", HOME)
        expect_status(done, 0)
        expect_equal(table(done.out), [[HOME, "A", "%s, %s" % (OLD, OTHER),
                NEW, "differs"]], "table")
        done = look(world, echo, HOME)
        expect_status(done, 65)
        expect_equal(table(done.out), [[HOME, "A", "%s, %s" % (OLD, OTHER),
                NEW, "failed"]], "table")
        expect_words(done.err, HOME, "--replace")


@test
def names_of_the_file():
    hosts = "%s home.example.test\n" % NEW
    path = target(hosts)
    with EchoServer(NEW) as echo:
        done = run(file_args(path, "-s", echo.spec, "--status"),
            config="[home.example.test, *.example.test]\n[b.test]\n")
        expect_status(done, 65)
        expect_equal(table(done.out), [
            ["home.example.test", "A", NEW, NEW, "ok"],
            ["*.example.test", "A", "-", NEW, "failed"],
            ["b.test", "A", "-", NEW, "missing"]], "table")
        expect_equal(echo.asked, 1, "echo requests")
        expect_untouched(path, hosts)


@test
def no_name_at_all():
    done = run(["--status"])
    plain = run([])
    expect_equal((done.status, done.err, done.out),
            (plain.status, plain.err, ""), "run")
    expect_status(done, 66)


@test
def provider_that_fails():
    with names() as world, EchoServer(NEW) as echo:
        world.server.misbehave("status", status=500, body="{}")
        done = look(world, echo, HOME, WWW)
        expect_status(done, 75)
        expect_equal(table(done.out), [[HOME, "A", "-", NEW, "failed"],
                [WWW, "A", "-", NEW, "failed"]], "table")
        expect_words(done.err, HOME, "500")


@test
def refused_credentials():
    value = secret("FAKE-but-wrong-token-000000")
    with names() as world, EchoServer(NEW) as echo:
        done = look(world, echo, HOME, env={"CLOUDFLARE_API_TOKEN": value})
        expect_status(done, 77)
        expect_equal(table(done.out), [[HOME, "A", "-", NEW, "failed"]],
                "table")


@test
def one_zone_is_missing():
    with names() as world, EchoServer(NEW) as echo:
        done = look(world, echo, WWW, "home.example.org")
        expect_status(done, 68)
        expect_equal(table(done.out), [[WWW, "A", NEW, NEW, "ok"],
                ["home.example.org", "A", "-", NEW, "failed"]], "table")


@test
def no_address():
    with names() as world, EchoServer(None) as echo:
        done = look(world, echo, WWW, HOME)
        expect_status(done, 69)
        expect_equal(table(done.out), [[WWW, "A", NEW, "-", "unknown"],
                [HOME, "A", OLD, "-", "unknown"]], "table")


@test
def one_family_has_no_address():
    with names() as world, EchoServer(NEW, None, both=True) as echo:
        done = look(world, echo, "-4", "-6", WWW)
        expect_status(done, 69)
        expect_equal(table(done.out), [[WWW, "A", NEW, NEW, "ok"],
                [WWW, "AAAA", OLD6, "-", "unknown"]], "table")


@test
def as_data():
    with names() as world, EchoServer(NEW) as echo:
        report = look(world, echo, "--json", HOME, WWW, LAB).json()
        expect_equal((report["exit"], report["result"], report["dry_run"]),
                (0, "differs", True), "report")
        expect_equal(statuses(report), [(HOME, "A", "would-update"),
                (LAB, "A", "would-create"), (WWW, "A", "unchanged")],
                "statuses")
        report = look(world, echo, "--json", WWW).json()
        expect_equal((report["exit"], report["result"]), (0, "unchanged"),
                "report")
        world.server.misbehave("status", status=500, body="{}")
        report = look(world, echo, "--json", WWW).json()
        expect_equal((report["exit"], report["result"]), (75, "failed"),
                "report")


@test
def check_still_counts_differences():
    with names() as world, EchoServer(NEW) as echo:
        expect_status(look(world, echo, "--check", HOME), 1)
        expect_status(look(world, echo, "--check", WWW), 0)


@cases(once=("-q",), twice=("-qq",))
def quiet(*args):
    with names() as world, EchoServer(NEW) as echo:
        done = look(world, echo, HOME, *args)
        expect_status(done, 0)
        expect_equal(done.out + done.err, "", "output")


@test
def to_a_file():
    with names() as world, EchoServer(NEW) as echo:
        path = write(os.path.dirname(target()), "status", "")
        done = look(world, echo, HOME, "-o", path)
        expect_status(done, 0)
        expect_equal(done.out, "", "stdout")
        expect_equal(len(table(read(path).decode())), 1, "rows")


@test
def colors_of_the_states():
    with names() as world, EchoServer(NEW) as echo:
        done = look(world, echo, "--color", "always", HOME, WWW, LAB)
        for word, color in (("ok", GREEN), ("differs", RED),
                ("missing", RED)):
            expect(color + word + PLAIN in done.out, "%s: %r" % (word,
                    done.out))


@cases(plain=({}, True), no_color=({"NO_COLOR": "1"}, False))
def on_a_terminal(env, colored):
    args = file_args(target("%s a.test\n" % NEW), "-i", NEW, "--status",
            "a.test")
    parent, child = pty.openpty()
    done = subprocess.run([PROGRAM, *map(str, args)], stdout=child,
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=20,
            env=dict({"HOME": os.path.dirname(target())}, **env))
    out = os.read(parent, 65536).decode()
    os.close(child)
    os.close(parent)
    expect_equal((done.returncode, done.stderr), (0, b""), "run")
    expect_words(out, "a.test", "STATE")
    expect_equal(GREEN + "ok" in out, colored, "color")


@test
def force_is_no_difference():
    with names() as world, EchoServer(NEW) as echo:
        done = look(world, echo, "--force", WWW)
        expect_equal(table(done.out), [[WWW, "A", NEW, NEW, "ok"]], "table")


@test
def no_lock_is_taken():
    path = target()
    with EchoServer(NEW) as echo:
        done = run(file_args(path, "-s", echo.spec, "--status", "a.test"),
            {"XDG_RUNTIME_DIR": "/dev/null"})
        expect_status(done, 0)
        expect_untouched(path, HOSTS)


def held(world):
    """The service, whose update was refused until the user mends it."""
    world.vendor.next = ["nohost"]
    expect_status(world.run(), 68, 77, 65)
    world.server.forget()
    return read(world.path)


@test
def held_back():
    with dyndns2() as world:
        before = held(world)
        done = world.run("--status", SERVED)
        expect(done.status != 0, "status 0")
        expect_equal(table(done.out), [[SERVED, "A", OLD, NEW, "held"]],
                "table")
        expect_equal(read(world.path), before, "the hold file")
        expect_sent(world, 0)


@test
def account_held_back():
    state = temporary.directory("state")
    env = dict(ENV, XDG_STATE_HOME=state)
    with names() as world, EchoServer(NEW) as echo:
        world.server.misbehave("status", status=429, body="{}",
            headers=[("Retry-After", "600")])
        expect_status(world.run(HOME, env=env), 75)
        world.server.behave()
        world.server.forget()
        path = os.path.join(state, "dnsfollow", "hold")
        before = read(path)
        done = look(world, echo, HOME, "--force", env=env)
        expect_status(done, 75)
        expect_equal(table(done.out), [[HOME, "A", "-", NEW, "held"]],
                "table")
        expect_equal(world.server.requests, [], "requests to the provider")
        expect_equal(read(path), before, "the hold file")


@test
def what_is_right_needs_no_refresh():
    with dyndns2(live={SERVED: (NEW, None)}) as world:
        done = world.run("--status", "--set", "refresh-days=20", SERVED)
        expect_equal(table(done.out), [[SERVED, "A", NEW, NEW, "ok"]],
                "table")


@test
def force_lifts_nothing():
    with dyndns2() as world:
        before = held(world)
        done = world.run("--status", "--force", SERVED)
        expect_equal(table(done.out)[0][4], "held", "state")
        expect_equal(read(world.path), before, "the hold file")
        expect_sent(world, 0)


@test
def sent_and_not_yet_visible():
    with dyndns2(follow=False) as world:
        expect_status(world.run(), 0)
        before = read(world.path)
        done = world.run("--status", SERVED)
        expect_status(done, 0)
        expect_equal(table(done.out), [[SERVED, "A", OLD, NEW, "held"]],
                "table")
        expect_equal(read(world.path), before, "the hold file")


@test
def looking_makes_no_hold_file():
    with dyndns2() as world:
        done = world.run("--status", SERVED)
        expect_status(done, 0)
        expect_equal(table(done.out), [[SERVED, "A", OLD, NEW, "differs"]],
                "table")
        expect(not os.path.exists(world.path), "a hold file was made")


@test
def service_without_a_record():
    with dyndns2(provider="dnsomatic") as world:
        wanted = [[SERVED, "A", "-", NEW, "-"]]
        for _ in range(2):
            done = world.run("--status", SERVED)
            expect_status(done, 0)
            expect_equal(table(done.out), wanted, "table")
            expect_status(world.run(), 0)


@test
def devices_behind_the_prefix():
    with World(("AAAA", HOME, NEW6), ("AAAA", WWW, OLD6)) as world, \
            EchoServer(None, NEW6, both=True) as echo:
        wanted = "2001:db8:7::9"
        done = look(world, echo, "-6", "--host-id", "::9", HOME, WWW)
        expect_status(done, 0)
        expect_equal(table(done.out), [
            [HOME, "AAAA", NEW6, wanted, "differs"],
            [WWW, "AAAA", OLD6, wanted, "differs"]], "table")
        done = look(world, echo, "-6", "--host-id", "2001::9", HOME)
        expect_status(done, 65)
        expect_equal(table(done.out), [[HOME, "AAAA", NEW6, "-", "failed"]],
                "table")


@test
def loud():
    """The harness looks for the secret in what is said."""
    with names() as world, EchoServer(NEW) as echo:
        expect_status(look(world, echo, HOME, "-vv"), 0)


main()
