#!/usr/bin/env -S python3 -B
"""The rfc2136 provider against BIND and Knot, past a counter that can lie."""

import dnsclient
from common import (EchoServer, NEW, NEW6, OLD, OTHER, expect_asked,
    expect_one, statuses)
from harness import (cases, expect, expect_equal, expect_status, expect_words,
    main, test)
from rfc2136_world import BOTH, HOME, World, ZONE, bind


@cases(**BOTH)
def unchanged(primary):
    with World(primary) as world, EchoServer(OLD) as one:
        done = world.run(HOME, "-s", one.spec, "--json", ip=None)
        expect_status(done, 0)
        expect_one(done.json(), "unchanged", [OLD], [OLD])
        expect_asked(one.server, 1)
        expect_equal(world.dns.updates, [], "updates")
        expect(len(world.dns.messages) <= 4, "asked %s"
                % [message[:3] for message in world.dns.messages])
        world.untouched()


@cases(**BOTH)
def changed(primary):
    with World(primary) as world:
        done = world.run(HOME, "--json")
        world.only(done, NEW)
        record = expect_one(done.json(), "updated", [OLD], [NEW])
        expect_equal((record["provider"], record["zone"]), ("rfc2136",
                ZONE), "report")
        expect_equal(len(world.dns.updates), 1, "updates")
        expect_equal(dnsclient.ttl(primary.port, HOME), 60, "TTL")


@test
def changed_line():
    with World() as world:
        expect_equal(world.run(HOME).out, "%s A %s -> %s updated "
                "(rfc2136)\n" % (HOME, OLD, NEW), "stdout")


@cases(**BOTH)
def created(primary):
    with World(primary) as world:
        done = world.run("new." + ZONE, "--json")
        world.only(done, NEW, "new." + ZONE)
        expect_one(done.json(), "created", [], [NEW])
        expect_equal(dnsclient.ttl(primary.port, "new." + ZONE), 300,
                "TTL")


@test
def no_create():
    with World() as world:
        expect_status(world.run("new." + ZONE, "--no-create"), 68)
        world.untouched()


@cases(**BOTH)
def both_families_in_one_message(primary):
    with World(primary) as world:
        name = "both." + ZONE
        done = world.run(name, "-4", "-6", "-i", NEW6, "--json")
        world.only(done, NEW, name)
        world.only(done, NEW6, name, "AAAA")
        expect_equal(statuses(done.json()), [(name, "A", "updated"),
                (name, "AAAA", "updated")], "statuses")
        expect_equal(len(world.dns.updates), 1, "updates")


@test
def ipv6_only_leaves_ipv4():
    with World() as world:
        world.only(world.run("both." + ZONE, "-6", ip=NEW6), NEW6,
                "both." + ZONE, "AAAA")
        expect_equal(bind.values("both." + ZONE), [OLD], "A")


@test
def several_values():
    with World() as world:
        done = world.run("many." + ZONE)
        expect_status(done, 65)
        expect_words(done.err, OLD, OTHER, "--replace")
        world.untouched()


@cases(**BOTH)
def several_values_replaced(primary):
    with World(primary) as world:
        world.only(world.run("many." + ZONE, "--replace"), NEW,
                "many." + ZONE)


@cases(**BOTH)
def alias_is_refused(primary):
    with World(primary) as world:
        done = world.run("alias." + ZONE)
        expect_status(done, 65)
        expect_words(done.err, "CNAME")
        world.untouched()


@cases(apex=ZONE, wildcard="*." + ZONE, deep="a.b.c." + ZONE,
    upper="HOME.Example.TEST")
def name_is_found(name):
    with World() as world:
        plain = name.lower()
        world.only(world.run(name), NEW, plain)
        bind.put(ZONE, clear=[plain] if plain != ZONE else [])
        if plain == ZONE:
            remove_apex_address()


def remove_apex_address():
    """RFC 2136 keeps SOA and NS when the apex is emptied."""
    bind.put(ZONE, clear=[ZONE])


@test
def no_zone():
    with World() as world:
        done = world.run("home.example.org")
        expect_status(done, 68, 77)
        world.untouched()


@cases(**BOTH)
def zone_that_takes_no_updates(primary):
    with World(primary) as world:
        done = world.run("home.static.test")
        expect_status(done, 77)
        expect_equal(primary.values("home.static.test"), [OLD], "record")


@test
def ttl_is_part_of_what_is_wanted():
    with World() as world:
        world.only(world.run(HOME, "-t", "900", ip=OLD), OLD)
        expect_equal(dnsclient.ttl(bind.port, HOME), 900, "TTL")
        world.dns.forget()
        world.only(world.run(HOME, "-t", "900", ip=OLD), OLD)
        expect_equal(world.dns.updates, [], "updates of the second run")


@test
def dry_run():
    with World() as world:
        done = world.run(HOME, "-n", "--json")
        expect_status(done, 0)
        expect_one(done.json(), "would-update", [OLD], [NEW])
        world.untouched()


@cases(differs=(NEW, 1), right=(OLD, 0))
def check(ip, status):
    with World() as world:
        expect_status(world.run(HOME, "-c", ip=ip), status)
        expect_equal(world.dns.updates, [], "updates")


HUNDRED = ["h%03d.%s" % (number, ZONE) for number in range(100)]


@cases(**BOTH)
def hundred_names_changed_by_one_update(primary):
    with World(primary) as world:
        primary.put(ZONE, *[(name, "A", OLD, 60) for name in HUNDRED],
                clear=HUNDRED)
        done = world.run(*HUNDRED, "--json")
        expect_status(done, 0)
        expect_equal(len(world.dns.updates), 1, "updates")
        for name in HUNDRED:
            expect_equal(primary.values(name), [NEW], name)
        expect_equal(len(done.json()["records"]), 100, "reported")
        world.dns.forget()
        expect_status(world.run(*HUNDRED), 0)
        expect_equal(world.dns.updates, [], "updates of the second run")
        primary.put(ZONE, clear=HUNDRED)


@test
def two_zones_in_one_run():
    with World() as world:
        bind.put("second.test", ("home.second.test", "A", OLD, 60),
                clear=["home.second.test"])
        done = world.run(HOME, "home.second.test")
        world.only(done, NEW)
        world.only(done, NEW, "home.second.test")


main()
