#!/usr/bin/env -S python3 -B
"""--wait: after a write the zone's own name servers are asked until all of
them have it. One is a secondary that looks at its primary when it is told to.
"""

from live_world import (BIND, FRONT, SECONDARY, Secondary,    # first
    World, bind, front, lag_front, resolver)

import signal

import dnsclient
from common import NEW, OLD, at_once, expect_asked, expect_one
from dnsfront import forward
from harness import (cases, expect, expect_equal, expect_status,
    expect_words, main, run, test)
from servers import KEY, SECRET, wait_for

BOTH = dict(bind="lag-bind.test", knot="lag-knot.test")
secondary = Secondary()


class Lag(World):
    """The primary has what the service was told at once, or if it is hidden,
    only when somebody asked for it; the secondary only then in any case."""

    def __init__(self, zone, held=OLD, label="home", hidden=False):
        self.zone, self.hidden, self.told = zone, hidden, None
        super().__init__(label + "." + zone, held)
        secondary.look(zone)
        expect(wait_for(lambda: dnsclient.serial(53, zone, SECONDARY)
            == self.holder.serial(zone), 10), "it lags already")
        lag_front.forget()

    def changed(self, name, type, address):
        self.told = address
        lag_front.forget()
        if not self.hidden:
            super().changed(name, type, address)

    def catch_up(self, passage):
        """The trick of lag_front: after the first question behind the
        write it has it."""
        forward(passage)
        if self.hidden and self.told:
            self.holder.set(self.name, self.told)
        if self.told:
            secondary.look(self.zone)


def expect_waited(world, done, status="updated", before=(OLD,)):
    expect_status(done, 0)
    expect_one(done.json(), status, list(before), [NEW])
    expect_equal((secondary.values(world.name),
        world.holder.values(world.name)), ([NEW], [NEW]), "in the DNS")


@cases(**BOTH)
def secondary_is_waited_for(zone):
    with Lag(zone) as world, lag_front.tricked(world.catch_up):
        done = world.run("--json", "--wait", 15)
        expect_waited(world, done)
        expect_asked(world.server, 1)
        expect(2 <= len(lag_front.questions) <= 4, "asked %d times"
            % len(lag_front.questions))


@test
def hidden_primary_is_waited_for():
    with Lag("lag-bind.test", hidden=True) as world, \
            lag_front.tricked(world.catch_up):
        done = world.run("--json", "--wait", 15)
        expect_waited(world, done)
        expect_asked(world.server, 1)


@test
def new_name_is_waited_for():
    """The resolver is not asked for it, or it would remember that there is
    none."""
    with Lag("lag-bind.test", None, "new") as world, \
            lag_front.tricked(world.catch_up):
        done = world.run("--json", "--wait", 15)
        expect_waited(world, done, "created", ())
        expect_equal(resolver.asked(world.name), ["SOA"],
            "asked of the resolver")


@test
def secondary_of_an_update_is_waited_for():
    """The same with rfc2136, which writes to the primary itself."""
    def catch_up(passage):
        forward(passage)
        secondary.look("lag-bind.test")

    with Lag("lag-bind.test") as world, lag_front.tricked(catch_up):
        done = run(at_once("-p", "rfc2136", "--set", "server=" + BIND, "-i",
            NEW, "--json", "--wait", 15, world.name),
            {"RFC2136_TSIG_KEY": KEY[0], "RFC2136_TSIG_SECRET": SECRET})
        expect_waited(world, done)
        expect(2 <= len(lag_front.questions) <= 4, "asked %d times"
            % len(lag_front.questions))


LATE = {"%s_%s" % (holder, title): (zone, held, label, words)
    for holder, zone in BOTH.items() for title, held, label, words in (
    ("old", OLD, "home", [OLD]), ("missing", None, "none", ["no such name"]))}


@cases(**LATE)
def time_is_up(zone, held, label, words):
    with Lag(zone, held, label) as world:
        done = world.run("--wait", 2)
        expect_status(done, 76)
        expect_words(done.err, world.name, "ns2." + zone, *words)
        expect("ns1." not in done.err, "the wrong server")
        expect_words(done.out, NEW, "updated" if held else "created")
        expect_asked(world.server, 1)
        expect(1.5 < done.elapsed < 4.5, "%.1f s" % done.elapsed)


@test
def time_is_up_in_json():
    with Lag("lag-bind.test") as world:
        done = world.run("--json", "--wait", 1)
        expect_status(done, 76)
        record = expect_one(done.json(), "updated", [OLD], [NEW])
        expect(record["error"] is not None, "no error")
        expect_words(record["error"]["message"], OLD, "ns2.lag-bind.test")
        expect_equal(record["error"]["exit"], 76, "exit of it")


@test
def names_are_waited_for_side_by_side():
    names = ["%s.lag-bind.test" % label for label in ("one", "two", "six")]
    with Lag("lag-bind.test", None, "one") as world:
        done = world.run("--wait", 2, names=names)
        expect_status(done, 76)
        expect_words(done.err, *names)
        expect(done.elapsed < 5, "%.1f s" % done.elapsed)


@test
def nothing_is_waited_for_without_a_write():
    with Lag("lag-bind.test") as world:
        bind.set(world.name, NEW)
        expect_equal(secondary.values(world.name), [OLD], "it lags")
        done = world.run("--json", "--wait", 15, "--live-server", BIND)
        expect_status(done, 0)
        expect_one(done.json(), "unchanged", [NEW], [NEW])
        expect_equal(lag_front.questions, [], "asked of the secondary")


@cases(one="bind.test", one_of_them_dead="half.test")
def servers_that_have_it_at_once(zone):
    with World("home." + zone) as world:
        done = world.run("--json", "--wait", 15)
        world.expect(done, "updated", [OLD])
        expect(done.elapsed < 1.5, "%.1f s" % done.elapsed)


@cases(refusing="refusing.test", mute="mute.test")
def other_address_of_a_server_that_is_no_good(zone):
    with World("home." + zone) as world:
        world.expect(world.run("--json", "--wait", 6), "updated", [OLD])


@test
def zone_below_the_one_given_is_waited_for():
    """The servers of the one that is given refer to those that count."""
    with World("home.sub.above-bind.test") as world:
        done = world.run("--json", "--wait", 6, "--zone", "above-bind.test")
        world.expect(done, "updated", [OLD])
        expect(done.elapsed < 1.5, "%.1f s" % done.elapsed)


@test
def only_the_live_server_is_waited_for():
    with Lag("lag-bind.test") as world:
        done = world.run("--json", "--wait", 15, "--live-server", FRONT)
        world.expect(done, "updated", [OLD])
        expect_equal((front.asked(), lag_front.asked()), (["A", "A"], []),
            "asked")


@test
def waiting_ends_with_a_signal():
    with Lag("lag-bind.test") as world:
        job = world.begin("--wait", 15)
        expect(wait_for(lambda: world.told and lag_front.questions, 10),
            "nobody waited")
        job.process.send_signal(signal.SIGTERM)
        done = job.finish(by_signal=True)
        expect(done.status != 0 and done.elapsed < 5,
            "status %d after %.1f s" % (done.status, done.elapsed))
        expect_words(done.out, NEW, "updated")


main()
