#!/usr/bin/env -S python3 -B
"""Foreign texts by the dozen: replies that are cut, and those in which one
thing is of a wrong type; lines of 64 kB; and odd command lines."""

import json
import os

from cloudflare_world import HOME
from common import NEW, OLD
from harness import (cases, expect, expect_equal, expect_status, main, run,
    test)
from hosts_target import file_args, holds, target
from provider_faults import PLACES
from service_world import dyndns2
from torture_world import Zone

STEP = 7    # of the bytes where a reply is cut
BY_NUMBER = (68, 75)    # an id may be one, but here nothing has it
OTHERS = (None, 7, "x", [], {}, True)
# What is read of each place's reply; a number of pages may be null.
READ = {
    "list of zones": ("success", "result", "result.0", "result.0.id",
        "result.0.name", "result_info.total_pages"),
    "list of records": ("success", "result", "result.0", "result.0.id",
        "result.0.name", "result.0.type", "result.0.content",
        "result_info.total_pages"),
    "write": ("success", "result", "result.name", "result.type",
        "result.content"),
}


def honest(place):
    """The body that comes there."""
    with Zone(True) as zone:
        server, bodies = zone.world.server, []
        answer = server.answer

        def keep(request):
            response = answer(request)
            if PLACES[place](request):
                bodies.append(response.body)
            return response
        server.answer = keep
        expect_status(run(zone.args, zone.env), 0)
        body = bodies[0]
        return body if isinstance(body, bytes) else body.encode()


def tell(zone, place, body):
    """A run that is told this there."""
    zone.prepare(None)
    zone.world.server.behave()
    zone.world.server.misbehave("status", when=PLACES[place], status=200,
        body=body)
    done = run(zone.args, zone.env)
    expect(place == "write" or done.status == 0 or zone.held() == OLD,
        "it was written to")
    return done


@cases(**{place.replace(" ", "_"): place for place in PLACES})
def reply_is_cut(place):
    body = honest(place)
    expect(len(body) > 10 * STEP, "a reply of %d bytes" % len(body))
    with Zone(True) as zone:
        for size in range(0, len(body), STEP):
            done = tell(zone, place, body[:size])
            expect(done.status == 76, "cut at %d: status %d" % (size,
                done.status))


def paths(value, path=()):
    """Of all that is in it."""
    inside = value.items() if isinstance(value, dict) else \
        enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield (*path, key)
        yield from paths(one, (*path, key))


def changed(body, path, other):
    """With another thing there; None, if it is of that type already."""
    whole = json.loads(body)
    place = whole
    for key in path[:-1]:
        place = place[key]
    if type(place[path[-1]]) is type(other):
        return None
    place[path[-1]] = other
    return json.dumps(whole)


@cases(**{place.replace(" ", "_"): place for place in PLACES})
def one_thing_is_of_a_wrong_type(place):
    body, seen = honest(place), set()
    with Zone(True) as zone:
        for number, path in enumerate(paths(json.loads(body))):
            name = ".".join(map(str, path))
            others = OTHERS if name in READ[place] else \
                OTHERS[number % 3::3]
            for other in others:
                text = changed(body, path, other)
                if text is None or other is None and "pages" in name:
                    continue
                done = tell(zone, place, text)
                what = "%s is %r: status %d" % (name, other, done.status)
                if name in READ[place]:
                    seen.add(name)
                    expect(done.status in (76, *(BY_NUMBER if other == 7 and
                        name.endswith("id") else ())), what)
                else:
                    expect(done.status in (0, 76), what)
    expect_equal(seen, set(READ[place]), "what is read")


@cases(good=("good %s " % NEW, 0), blank=(" ", 75, 76), letters=("x", 76),
    nul=("\0", 76))
def answer_of_64_kb(text, *wanted):
    with dyndns2() as world:
        world.vendor.next = [text * (65536 // len(text))]
        done = world.run()
        expect_status(done, *wanted)
        expect(len(done.err) < 1000, "%d bytes are said" % len(done.err))


@test
def ten_thousand_arguments():
    path = target()
    done = run(file_args(path, "-i", NEW, *["-v"] * 10000,
        "home.example.test"))
    expect_status(done, 0)
    names = ["n%d.example.test" % n for n in range(10000)]
    done = run(file_args(path, "-i", NEW, "-q", *names))
    expect_status(done, 0)
    expect(holds(path, NEW, names[-1]), "the last is not there")


@test
def nothing_after_the_options():
    path = target()
    done = run(file_args(path, "-i", NEW, "--"))
    expect_status(done, 64, 66)
    done = run(file_args(path, "-i", NEW, "--", "home.example.test"))
    expect_status(done, 0)
    expect(holds(path, NEW), "it is not there")


@cases(source="-s", address="-i", provider="-p", setting="--set",
    number="--ttl", output="-o")
def value_that_is_no_utf8(option):
    done = run([option, os.fsdecode(b"\xff\xfe\x80"), "-n",
        "home.example.test"])
    expect(done.status in (64, 65, 66, 78), "status %d" % done.status)
    expect(len(done.err.splitlines()) <= 2, "more than two lines")
    expect("\ufffd" not in done.err, "it is told as it is")


@cases(ttl=("--ttl", "300", "600"), timeout=("--timeout", "5", "10"),
    provider=("-p", "cloudflare", "file"))
def option_twice(option, first, last):
    """The last one counts."""
    path = target()
    done = run(["--allow-special", "-i", NEW, "--set", "path=" + path, "-p",
        "file", option, first, option, last, "home.example.test"])
    expect_status(done, 0)
    expect(holds(path, NEW), "it is not there")


main()
