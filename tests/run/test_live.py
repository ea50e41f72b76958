#!/usr/bin/env -S python3 -B
"""The live record is what the zone's own name servers hold, in whatever layout
they are found; and the service hears only of what is not so."""

from live_world import (DEAD, HEARSAY, LATE_DEAD, MUTE,    # first
    OverHttps, STALE, World, bind, front, knot, knot_front,
    refusing, resolver)

import collections
import socket
import struct

import dnsclient
import temporary
from common import NEW, NEW6, OLD, OLD6, OTHER, expect_asked, statuses
from dnsfront import RD
from harness import (cases, expect, expect_equal, expect_status,
    expect_words, main, test)
from servers import wait_for

BOTH = dict(bind="bind.test", knot="knot.test")
FRONTS = dict(bind=(front, "front-bind.test"),
    knot=(knot_front, "front-knot.test"))


@cases(**BOTH)
def unchanged(zone):
    with World("home." + zone, NEW) as world:
        world.expect(world.run("--json"), "unchanged", [NEW], asked=0)
        expect_equal(world.server.connections, 0, "connections")


@cases(**BOTH)
def changed(zone):
    with World("home." + zone) as world:
        world.expect_updated()


@cases(**FRONTS)
def twenty_runs_tell_the_service_nothing(before, zone):
    remembered = {"STATE_DIRECTORY": temporary.directory("state")}
    with World("home." + zone, NEW) as world:
        for _ in range(20):
            world.expect(world.run("--json", env=remembered), "unchanged",
                [NEW], asked=0)
        expect_equal(world.server.connections, 0, "connections")
        expect_equal(before.asked(), ["A"] * 20, "asked of the server")
        expect_equal(resolver.asked(), ["NS"] * 20 + ["SOA"] * 20,
            "asked of the resolver")
        for _ in range(5):
            expect_status(world.run(ip=OTHER, env=remembered), 0)
            expect_asked(world.server, 1)


@cases(**FRONTS)
def questions_are_hard_to_forge_answers_to(before, zone):
    with World("home." + zone, NEW) as world:
        for _ in range(10):
            expect_status(world.run(), 0)
        for one, flags in ((before, 0), (resolver, RD)):
            expect_equal({(question.flags, question.edns, question.stream)
                for question in one.questions}, {(flags, 1232, False)},
                "flags, EDNS size, over TCP")
            for what in ("id", "port", "written"):
                seen = {getattr(question, what)
                    for question in one.questions}
                expect(len(seen) > 7, "%s: %s" % (what, seen))


@test
def both_families_are_two_questions():
    with World("home.front-bind.test", NEW) as world:
        bind.set(world.name, NEW6, type="AAAA")
        done = world.run("--json", "-4", "-6", "-i", NEW6)
        expect_status(done, 0)
        expect_asked(world.server, 0)
        expect_equal(front.asked(), ["A", "AAAA"], "asked of the server")
        one, other = front.questions
        for what in ("id", "port"):
            expect(getattr(one, what) != getattr(other, what),
                "the same %s twice" % what)
        expect_equal(resolver.asked(), ["NS", "SOA"], "of the resolver")


@test
def only_the_family_that_differs_is_told():
    with World("home.front-bind.test", NEW) as world:
        bind.set(world.name, OLD6, type="AAAA")
        done = world.run("--json", "-4", "-6", "-i", NEW6)
        expect_status(done, 0)
        expect_equal(statuses(done.json()), [(world.name, "A", "unchanged"),
            (world.name, "AAAA", "updated")], "records")
        expect_asked(world.server, 1)
        expect_equal(bind.values(world.name), [NEW], "A")


@test
def names_of_a_zone_share_what_is_asked():
    names = ["%s.front-bind.test" % label for label in ("one", "two", "six")]
    with World(names[0], NEW) as world:
        for name in names[1:]:
            bind.set(name, NEW)
        expect_status(world.run(names=names), 0)
        expect_asked(world.server, 0)
        expect_equal(front.asked(), ["A"] * 3, "asked of the server")
        expect_equal(collections.Counter(resolver.asked())["NS"], 1,
            "times the resolver was asked for NS")


# The zone is found by the resolver, or given, so that it is the parent that
# is asked first, and refers.
@cases(**{"%s_%s" % (title, how): (zone, of, args) for title, zone, of in (
    ("bind_to_knot", "above-bind.test", "sub"), ("knot_to_bind",
    "above-knot.test", "sub"), ("elsewhere", "above-bind.test", "far"))
    for how, args in (("found", []), ("referred", ["--zone", zone]))})
def delegation(zone, label, args):
    with World("home.%s.%s" % (label, zone)) as world:
        world.expect_updated(*args)
        world.expect(world.run("--json", *args), "unchanged", [NEW])


@test
def parent_is_asked_once():
    name = "home.sub.above-front.test"
    with World(name) as world:
        world.expect_updated("--zone", "above-front.test")
        expect_equal(front.asked(name), ["A"], "asked of the parent")


ALIASES = {"%s_%s" % (holder, label): (label + "." + zone, target)
    for holder, zone in BOTH.items() for label, target in (
    ("alias", "home." + zone), ("away", "home.target.test"),
    ("nowhere", "home.gone.example"), ("broken", "home.broken.test"),
    ("any.star", "home.target.test"), ("home.moved", "home.target.test"))}


@cases(**ALIASES)
def alias(name, target):
    with World(name, None) as world:
        done = world.run()
        world.expect_refused(done, 65)
        expect_words(done.err, "CNAME", target)


@cases(**BOTH)
def wildcard(zone):
    with World("any.wild." + zone, None) as world:
        world.expect(world.run("--json", ip=OLD), "unchanged", [OLD], 0, OLD)
        world.expect_updated()


@cases(**{"%s_%s" % (holder, label): label + "." + zone
    for holder, zone in BOTH.items() for label in ("v6only", "empty",
    "missing")})
def created(name):
    with World(name, None) as world:
        before = world.holder.values(name, "AAAA")
        world.expect(world.run("--json"), "created", [])
        expect_equal(world.holder.values(name), [NEW], "in the DNS")
        expect_equal(world.holder.values(name, "AAAA"), before, "AAAA")


@cases(differs=NEW, is_one_of_them=OLD)
def several(ip):
    with World("several.bind.test", None) as world:
        done = world.run(ip=ip)
        world.expect_refused(done, 65)
        expect_words(done.err, OLD, STALE)


@cases(**FRONTS)
def hundred_addresses_come_over_tcp(before, zone):
    with World("crowd." + zone, None) as world:
        done = world.run(ip="192.0.2.50")
        world.expect_refused(done, 65)
        expect_words(done.err, "192.0.2.1", "192.0.2.2")
        expect_equal([question.stream for question in before.questions],
            [False, True], "over TCP")


@cases(dead="dead.test", refusing="refusing.test", sideways="sideways.test",
    unknown="unknown.test", ipv6="six.test", dead_then_ipv6="six-four.test")
def next_server(zone):
    with World("home." + zone) as world:
        done = world.run("--json")
        world.expect(done, "updated", [OLD])
        expect(done.elapsed < 1.5, "%.1f s" % done.elapsed)
        expect(zone != "refusing.test" or wait_for(lambda: any(
            name == world.name for name, _, _ in refusing.asked)),
            "the lame one was not asked first")


@cases(bind="mute.test", knot="mute-knot.test")
def next_server_after_a_mute_one(zone):
    with World("home." + zone) as world:
        done = world.run("--json")
        world.expect(done, "updated", [OLD])
        expect(done.elapsed < 3.5, "%.1f s" % done.elapsed)


@test
def what_a_server_heard_is_not_its_word():
    name = "home.hearsay.test"
    with World(name, NEW) as world:
        _make_hear(HEARSAY, name)
        knot.set(name, OLD)
        expect_equal(dnsclient.values(53, name, "A", HEARSAY), [NEW],
            "hearsay")
        world.expect_updated()


def _make_hear(server, name):
    """The resolver asks, and remembers."""
    with socket.socket(type=socket.SOCK_DGRAM) as line:
        line.connect((server, 53))
        line.settimeout(5)
        line.send(struct.pack(">6H", 1, RD, 1, 0, 0, 0)
            + dnsclient.encode_name(name) + b"\0\1\0\1")
        line.recv(512)


GONE = dict(dead=("gone.test", DEAD, LATE_DEAD), mute=("silent.test", MUTE),
    lame=("lame.test", "REFUSED", HEARSAY))


@cases(**GONE)
def nobody_answers(zone, *words):
    with World("home." + zone) as world:
        done = world.run()
        world.expect_refused(done, 75)
        expect_words(done.err, *words, "HTTPS")
        expect(done.elapsed < 3.5, "%.1f s" % done.elapsed)


@cases(**{title: case[0] for title, case in GONE.items()})
def over_https_when_nobody_answers(zone):
    name = "home." + zone
    with World(name) as world, OverHttps(name) as https:
        world.expect_updated()
        https.expect_asked(1)


@test
def unchanged_over_https():
    name = "home.gone.test"
    with World(name) as world, OverHttps(name, NEW):
        world.expect(world.run("--json"), "unchanged", [NEW], asked=0)


@test
def of_two_that_differ_the_one_asked_counts():
    """Each run asks any one of them; in time both have been."""
    with World("home.two.test", OLD) as world:
        knot.set(world.name, NEW)
        seen = set()
        for _ in range(40):
            world.service.held[world.name]["A"] = None
            bind.set(world.name, OLD)
            for one in (world.server, front, knot_front):
                one.forget()
            done = world.run("--json")
            at_front = len(front.questions)
            expect_equal(at_front + len(knot_front.questions), 1, "asked")
            world.expect(done, *(("updated", [OLD], 1) if at_front else
                ("unchanged", [NEW], 0)))
            seen.add(at_front)
            if len(seen) == 2:
                return
        expect(False, "the same server is always the first")


main()
