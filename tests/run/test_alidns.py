#!/usr/bin/env -S python3 -B
"""The alidns provider against the stand-in, which verifies every signature."""

from alidns_world import HOME, World, ZONE, only, writes
from common import (EchoServer, NEW, NEW6, OLD, OLD6, OTHER, expect_asked,
    expect_one, statuses)
from harness import (cases, expect, expect_equal, expect_status, expect_words,
    main, test)


@test
def unchanged():
    with World(("home", "A", NEW)) as world, EchoServer(NEW) as one:
        done = world.run(HOME, "-s", one.spec, "--json", ip=None)
        expect_status(done, 0)
        expect_one(done.json(), "unchanged", [NEW], [NEW])
        expect_asked(one.server, 1)
        expect_asked(world.server, 3, most=True)
        expect_equal(world.writes, [], "writes")


@test
def unchanged_with_the_zone_given():
    with World(("home", "A", NEW)) as world:
        expect_status(world.run(HOME, "-z", ZONE), 0)
        expect_asked(world.server, 1)


@test
def changed():
    with World() as world:
        done = world.run(HOME, "--json")
        only(world, done, NEW)
        expect_equal(world.writes, ["UpdateDomainRecord"], "writes")
        record = expect_one(done.json(), "updated", [OLD], [NEW])
        expect_equal((record["provider"], record["zone"]),
                ("alidns", ZONE), "report")


@test
def changed_line():
    with World() as world:
        done = world.run(HOME)
        expect_equal(done.out, "%s A %s -> %s updated (alidns)\n"
                % (HOME, OLD, NEW), "stdout")


@test
def update_keeps_ttl_and_line():
    with World(("x", "A", OLD)) as world:
        world.add("home", "A", OLD, ttl=1200)
        only(world, world.run(HOME), NEW)
        record = world.vendor.find(ZONE, "home")[0]
        expect_equal((record["TTL"], record["Line"]), (1200, "default"),
                "record")


@test
def created():
    with World(("other", "A", OLD)) as world:
        done = world.run(HOME, "--json")
        only(world, done, NEW)
        expect_one(done.json(), "created", [], [NEW])
        expect_equal(world.writes, ["AddDomainRecord"], "writes")


@test
def no_create():
    with World(("other", "A", OLD)) as world:
        expect_status(world.run(HOME, "--no-create"), 68)
        expect_equal(world.writes, [], "writes")


@cases(apex=(ZONE, "@"), wildcard=("*." + ZONE, "*"),
    deep=("a.b." + ZONE, "a.b"), upper=("HOME.Example.COM", "home"),
    deep_wildcard=("*.b." + ZONE, "*.b"))
def name_is_found(name, rr):
    with World((rr, "A", OLD)) as world:
        only(world, world.run(name), NEW, rr)


@cases(apex=(ZONE, "@"), wildcard=("*." + ZONE, "*"))
def name_is_created(name, rr):
    with World(("x", "A", OLD)) as world:
        only(world, world.run(name), NEW, rr)


@test
def similar_names_stay():
    with World(("myhome", "A", OLD), ("home2", "A", OLD),
            ("home.sub", "A", OLD)) as world:
        only(world, world.run(HOME), NEW)
        for rr in ("myhome", "home2", "home.sub"):
            expect_equal(world.vendor.values(ZONE, rr), [OLD], rr)


@test
def hosted_sub_zone():
    with World() as world:
        world.vendor.zones.clear()
        world.vendor.add_zone(ZONE, mine=False)
        world.vendor.add_zone("sub.example.com")
        done = world.run("home.sub.example.com")
        expect_status(done, 0)
        expect_equal(world.vendor.values("sub.example.com", "home"),
                [NEW], "record")


@cases(nobody=None, somebody_else=False)
def no_zone(mine):
    with World() as world:
        world.vendor.zones.clear()
        if mine is not None:
            world.vendor.add_zone(ZONE, mine=mine)
        done = world.run(HOME)
        expect_status(done, 68)
        expect_words(done.err, "zone|domain")
        expect_equal(world.writes, [], "writes")


@test
def both_families():
    with World(("home", "A", OLD), ("home", "AAAA", OLD6)) as world:
        done = world.run(HOME, "-4", "-6", "-i", NEW6, "--json")
        only(world, done, NEW)
        only(world, done, NEW6, type="AAAA")
        expect_equal(statuses(done.json()), [(HOME, "A", "updated"),
                (HOME, "AAAA", "updated")], "statuses")


@test
def ipv6_only_leaves_ipv4():
    with World(("home", "A", OLD), ("home", "AAAA", OLD6)) as world:
        only(world, world.run(HOME, "-6", ip=NEW6), NEW6, type="AAAA")
        expect_equal(world.vendor.values(ZONE, "home"), [OLD], "A")


@test
def several_values():
    with World(("home", "A", OLD), ("home", "A", OTHER)) as world:
        before = world.snapshot()
        done = world.run(HOME)
        expect_status(done, 65)
        expect_words(done.err, OLD, OTHER, "--replace")
        expect_equal(world.snapshot(), before, "records")


@cases(neither=(OLD, OTHER), first=(NEW, OTHER), last=(OTHER, NEW))
def several_values_replaced(*held):
    with World(*[("home", "A", value) for value in held],
            ("home2", "A", OLD)) as world:
        only(world, world.run(HOME, "--replace"), NEW)
        expect_equal(world.vendor.values(ZONE, "home2"), [OLD],
                "the neighbour")


@test
def other_lines_stay():
    with World(("home", "A", OLD)) as world:
        world.add("home", "A", OTHER, line="telecom")
        expect_status(world.run(HOME), 0)
        expect_equal({record["Line"]: record["Value"]
                for record in world.vendor.records}, {"default": NEW,
                "telecom": OTHER}, "records")


@test
def line_is_chosen():
    with World(("home", "A", OLD)) as world:
        world.add("home", "A", OTHER, line="telecom")
        expect_status(world.run(HOME, "--set", "line=telecom"), 0)
        expect_equal({record["Line"]: record["Value"]
                for record in world.vendor.records}, {"default": OLD,
                "telecom": NEW}, "records")


@test
def alias_is_refused():
    with World(("home", "CNAME", "x.example.net")) as world:
        done = world.run(HOME)
        expect_status(done, 65)
        expect_words(done.err, "CNAME|alias|conflict")
        expect_equal(world.vendor.values(ZONE, "home", "A"), [], "A")


@test
def disabled_record_is_no_success():
    with World(("x", "A", OLD)) as world:
        world.add("home", "A", OLD, status="DISABLE")
        done = world.run(HOME)
        expect(done.status not in (0, 1), "status %d" % done.status)


@test
def locked_record():
    with World(("x", "A", OLD)) as world:
        world.add("home", "A", OLD, locked=True)
        done = world.run(HOME)
        expect_status(done, 65, 77)
        expect_equal(world.vendor.values(ZONE, "home"), [OLD], "record")


@test
def duplicate_is_success():
    """Somebody else set the value between our reading and writing."""
    with World() as world:
        world.server.misbehave("status", when=writes, status=400, body={
                "Code": "DomainRecordDuplicate", "Message": "The DNS record "
                "already exists.", "RequestId": "x"})
        expect_status(world.run(HOME), 0)


@test
def ttl_is_part_of_what_is_wanted():
    with World(("home", "A", NEW)) as world:
        only(world, world.run(HOME, "-t", "900"), NEW)
        expect_equal(world.vendor.find(ZONE, "home")[0]["TTL"], 900,
                "TTL")
        world.server.forget()
        only(world, world.run(HOME, "-t", "900"), NEW)
        expect_equal(world.writes, [], "writes of the second run")


@test
def ttl_below_the_plan():
    with World() as world:
        done = world.run(HOME, "-t", "60")
        expect_status(done, 64, 65)
        expect_words(done.err, "TTL")
        expect_equal(world.vendor.values(ZONE, "home"), [OLD], "record")


@test
def ttl_out_of_range():
    with World() as world:
        done = world.run(HOME, "-t", "86401")
        expect_status(done, 64)
        expect_words(done.err, "86400")
        expect_asked(world.server, 0)


@test
def dry_run():
    with World() as world:
        done = world.run(HOME, "-n", "--json")
        expect_status(done, 0)
        expect_one(done.json(), "would-update", [OLD], [NEW])
        expect_equal(world.writes, [], "writes")


@cases(differs=(NEW, 1), right=(OLD, 0))
def check(ip, status):
    with World() as world:
        expect_status(world.run(HOME, "-c", ip=ip), status)
        expect_equal(world.writes, [], "writes")


@test
def hundred_records_of_a_name_are_all_read():
    """More values than one page holds."""
    with World(*[("home", "A", "192.0.2.%d" % (n + 1))
            for n in range(120)]) as world:
        done = world.run(HOME)
        expect_status(done, 65)
        expect_equal(world.writes, [], "writes")


@test
def several_names():
    names = ["h%d" % n for n in range(10)]
    with World(*[(name, "A", OLD) for name in names]) as world:
        done = world.run(*["%s.%s" % (name, ZONE) for name in names])
        expect_status(done, 0)
        for name in names:
            expect_equal(world.vendor.values(ZONE, name), [NEW], name)


main()
