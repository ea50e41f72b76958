#!/usr/bin/env -S python3 -B
"""The system's resolver leads to the zone's name servers and is believed in
nothing else, whatever it is; and one server that the user names."""

from live_world import (DEAD, FRONT, KNOT, MUTE, OverHttps,    # first
    REFUSING, RESOLVER, ROUTER, Router, STALE, World, front, front6,
    recursive, resolver)

import time

from common import OLD, OTHER, expect_asked
from dnsfront import (FORMERR, NOTIMP, RA, REFUSED, SERVFAIL, forward, only,
    unless)
from harness import (cases, expect, expect_equal, expect_status,
    expect_words, main, test)

router = Router()


@test
def split_horizon():
    with World("home.split.test") as world:
        expect_equal(recursive.values(world.name), [STALE], "inside")
        world.expect(world.run("--json", ip=STALE), "updated", [OLD],
            after=STALE)


@cases(own_record=("home.bind.test", STALE), own_name=("home.knot.test",
    STALE), forwarded=("home.front-bind.test", OTHER))
def through_a_router(name, ip):
    with World(name, resolvers=[ROUTER]) as world:
        world.expect(world.run("--json", ip=ip), "updated", [OLD], after=ip)
        world.expect(world.run("--json", ip=ip), "unchanged", [ip],
            after=ip)


@cases(alias=("alias.bind.test", 65), missing=("gone.bind.test", 0))
def found_through_a_router(name, status):
    with World(name, None, resolvers=[ROUTER]) as world:
        expect_status(world.run(), status)
        expect_asked(world.server, status == 0)


def _late(seconds):
    """The first answer comes so late."""
    asked = []

    def trick(passage):
        asked.append(passage)
        if len(asked) == 1:
            time.sleep(seconds)
        forward(passage)
    return trick


@cases(slow=1.0, slower_than_a_resend=2.3)
def slow_resolver(seconds):
    with World("home.bind.test") as world, resolver.tricked(_late(seconds)):
        done = world.run("--json")
        world.expect(done, "updated", [OLD])
        expect(done.elapsed < seconds + 1.5, "%.1f s" % done.elapsed)


@cases(dead=(DEAD, 1), mute=(MUTE, 5))
def second_resolver(first, seconds):
    with World("home.bind.test", resolvers=[first, RESOLVER]) as world:
        done = world.run("--json")
        world.expect(done, "updated", [OLD])
        expect(done.elapsed < seconds, "%.1f s" % done.elapsed)


def _has_edns(question):
    return question.edns is not None


def _asks_soa(question):
    return question.type == "SOA"


@cases(**{title: unless(wrong, lambda question, flags=flags:
    question.reply(RA | flags)) for title, wrong, flags in (
    ("edns_formerr", _has_edns, FORMERR), ("edns_notimp", _has_edns, NOTIMP),
    ("soa_servfail", _asks_soa, SERVFAIL), ("soa_notimp", _asks_soa, NOTIMP),
    ("soa_refused", _asks_soa, REFUSED), ("soa_empty", _asks_soa, 0))})
def poor_resolver(trick):
    with World("home.bind.test") as world, resolver.tricked(trick):
        world.expect_updated()


@test
def resolver_that_changes_case():
    def lower(passage):
        reply, end = passage.honest, passage.question.end
        passage.send(reply[:12] + reply[12:end].lower() + reply[end:])

    with World("home.bind.test") as world, resolver.tricked(lower):
        done = world.run("--json")
        world.expect(done, "updated", [OLD])
        expect(done.elapsed < 4, "%.1f s" % done.elapsed)


@cases(refuses=only(lambda question: question.reply(RA | REFUSED)),
    mute=only(lambda question: None))
def useless_resolver(trick):
    name = "home.bind.test"
    with World(name) as world, resolver.tricked(trick):
        with OverHttps(name):
            world.expect_updated()


LIVE = dict(option=("--live-server", FRONT), port=("--live-server",
    FRONT + ":53"), setting=("--set", "live-server=" + FRONT))


@cases(**LIVE)
def live_server(*args):
    with World("home.front-bind.test", resolvers=[DEAD]) as world:
        world.expect_updated(*args)
        expect_equal(front.asked(), ["A"], "asked of the server")


@test
def live_server_over_ipv6():
    with World("home.six.test", resolvers=[DEAD]) as world:
        world.expect_updated("--live-server", "[::1]")
        expect_equal(front6.asked(), ["A"], "asked of the server")


@test
def live_server_over_https():
    name = "home.bind.test"
    with World(name, resolvers=[DEAD]) as world, OverHttps(name) as https:
        world.expect_updated("--live-server",
            "https://cloudflare-dns.com/dns-query")
        https.expect_asked(1)


@cases(refuses=(REFUSING, "REFUSED"), dead=(DEAD, DEAD), mute=(MUTE, MUTE),
    parent=(KNOT, "refer"))
def live_server_of_no_use(server, word):
    with World("home.sideways.test") as world:
        done = world.run("--live-server", server)
        world.expect_refused(done, 75)
        expect_words(done.err, "live-server", word)
        expect_equal(resolver.asked(), [], "asked of the resolver")


main()
