#!/usr/bin/env -S python3 -B
"""Whole runs for cloudflare: credentials, permissions, counts, signals."""

import signal
import time

import fault_cases
from cloudflare_world import EMAIL, ENV, HOME, KEY, TOKEN, World, only
from common import EchoServer, NEW, OLD, at_once, expect_asked, trusting
from harness import (Job, cases, expect, expect_equal, expect_status,
    expect_words, main, run, secret, test)
from servers import wait_for


fault_cases.wrong_certificates("cloudflare", ENV, "/client/v4")


@test
def nothing_listens():
    with World() as world:
        url = world.server.url("/client/v4")
    done = run(at_once("-p", "cloudflare", "--api-url", url, "-i", NEW,
            HOME), ENV)
    expect_status(done, 75)


@test
def global_key():
    with World() as world:
        only(world, world.run(HOME, env={"CLOUDFLARE_EMAIL": EMAIL,
                "CLOUDFLARE_API_KEY": KEY}), NEW)


@cases(vendor="CLOUDFLARE_API_TOKEN", old="CF_API_TOKEN",
    lego="CF_DNS_API_TOKEN", acme="CF_Token")
def environment_names(variable):
    with World() as world:
        only(world, world.run(HOME, env={variable: TOKEN}), NEW)


@test
def provider_is_inferred():
    with World() as world:
        done = run(at_once(*world.api, "-i", NEW, HOME), ENV)
        only(world, done, NEW)


@cases(wrong={"CLOUDFLARE_API_TOKEN": "FAKE-but-wrong-token-000000"},
    wrong_key={"CLOUDFLARE_EMAIL": EMAIL,
    "CLOUDFLARE_API_KEY": "fake-but-wrong-key-000"})
def credentials_refused(env):
    for value in env.values():
        if value != EMAIL:
            secret(value)
    with World() as world:
        done = world.run(HOME, "-vv", env=env)
        expect_status(done, 77)
        expect_equal(world.writes, [], "writes")
        expect_asked(world.server, 2, most=True)


@test
def refused_credentials_are_tried_once():
    with World() as world:
        done = world.run(*["h%d.example.com" % n for n in range(20)],
                env={"CLOUDFLARE_API_TOKEN": "FAKE-but-wrong-token-000000"})
        expect_status(done, 77)
        expect_asked(world.server, 1)


@test
def token_filtered_by_address():
    with World() as world:
        world.vendor.location = "203.0.113.77"
        done = world.run(HOME)
        expect_status(done, 77)
        expect_words(done.err, "203.0.113.77|location|filter|address")


@cases(zones=("read zones", (68, 77)), records=("read records", (77,)),
    writing=("write records", (77,)))
def permission_missing(what, wanted):
    with World() as world:
        world.vendor.may.discard(what)
        before = world.snapshot()
        done = world.run(HOME, "--json")
        expect_status(done, *wanted)
        expect_equal(world.snapshot(), before, "records")
        expect_equal(done.json()["result"], "failed", "result")


@test
def no_zone():
    with World() as world:
        done = world.run("home.example.org", "--json")
        expect_status(done, 68)
        expect_equal(world.writes, [], "writes")
        error = (done.json()["errors"] or [done.json()["records"][0]
                ["error"]])[0]
        expect_equal((error["code"], error["exit"]), ("NOHOST", 68),
                "error")


@test
def partial():
    with World() as world:
        done = world.run(HOME, "home.example.org", "--json")
        expect_status(done, 68)
        expect_equal(world.vendor.values(HOME), [NEW], "record")
        expect_equal(done.json()["result"], "partial", "result")


@test
def secret_goes_to_the_provider_only():
    with World() as world, EchoServer(NEW) as one:
        world.run(HOME, "-s", one.spec, ip=None)
        expect_equal(one.server.seen(TOKEN), [], "seen by the echo")
        expect_equal({place for _, place in world.server.seen(TOKEN)},
                {"header authorization"}, "places")


@cases(quiet=("-qq",), loud=("-vv",), told=("-e", "-vv", "--json"))
def refused_in_every_voice(*args):
    """The harness looks for the secret in what is said."""
    with World() as world:
        world.server.misbehave("status", status=400, body={"success":
                False, "errors": [{"code": 6003, "message": "bad header: "
                "Bearer " + TOKEN}], "messages": [TOKEN], "result": None})
        done = world.run(HOME, *args)
        expect(done.status != 0, "status 0")
        if args == ("-qq",):
            expect_equal(done.out + done.err, "", "output")


HUNDRED = ["h%03d.example.com" % number for number in range(100)]
HUNDRED_CONFIG = "[default]\nprovider = cloudflare\n%%s[%s]\n" \
    % ", ".join(HUNDRED)


def hundred(address, config, *args):
    world = World(*[("A", name, address) for name in HUNDRED]
            + [("TXT", "t%d.example.com" % n, "x") for n in range(50)])
    with world:
        done = world.run(*args, config=config)
    return world, done


@cases(zone_given="zone = example.com\n", zone_asked="")
def hundred_names_unchanged(line):
    world, done = hundred(NEW, HUNDRED_CONFIG % line)
    expect_status(done, 0)
    expect_asked(world.server, 3, most=True)
    expect_equal(world.writes, [], "writes")


@test
def short_pages_are_read_to_the_end():
    names = HUNDRED[:70]
    with World(*[("A", name, OLD) for name in names]) as world:
        world.vendor.page_cap = 20
        expect_status(world.run(*names), 0)
        for name in names:
            expect_equal(world.vendor.values(name), [NEW], name)


@test
def hundred_names_cost_the_time_of_one():
    times = []
    for count in (1, 100):
        names = HUNDRED[:count]
        with World(*[("A", name, NEW) for name in names]) as world:
            world.server.delay = 0.1
            began = time.monotonic()
            expect_status(world.run(*names, "-z", "example.com"), 0)
            times.append(time.monotonic() - began)
    # One after the other they would take ten seconds.
    expect(times[1] <= 2 * times[0] + 0.5, "%.2f s against %.2f s"
            % (times[1], times[0]))


@test
def batch_is_all_or_nothing():
    with World(("A", HOME, OLD), ("A", "www.example.com", OLD)) as world:
        before = world.snapshot()
        world.server.misbehave("status", when=lambda request:
                request.method != "GET", status=400, body={"success": False,
                "errors": [{"code": 1004, "message": "DNS Validation Error"}],
                "messages": [], "result": None})
        done = world.run(HOME, "www.example.com", "--json")
        expect(done.status not in (0, 1), "status %d" % done.status)
        expect_equal(world.snapshot(), before, "records")
        expect_equal({record["status"] for record in
                done.json()["records"]}, {"failed"}, "statuses")


@cases(term=signal.SIGTERM, interrupt=signal.SIGINT, hangup=signal.SIGHUP)
def signal_in_the_middle(number):
    with World() as world:
        world.server.misbehave("silent")
        job = Job(trusting("-p", "cloudflare", *world.api, "-i", NEW,
                HOME), ENV)
        wait_for(lambda: world.server.requests)
        sent = time.monotonic()
        job.process.send_signal(number)
        done = job.finish(by_signal=True)
        expect(done.status != 0, "status 0")
        expect(time.monotonic() - sent < 2, "took its time")
        expect_equal(world.writes, [], "writes")


main()
