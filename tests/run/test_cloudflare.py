#!/usr/bin/env -S python3 -B
"""The cloudflare provider against the stand-in."""

from cloudflare_world import HOME, World, only
from common import (EchoServer, NEW, NEW6, OLD, OLD6, OTHER, expect_asked,
    expect_one, statuses)
from harness import (STATIC, cases, expect, expect_equal, expect_no_idn,
    expect_status, expect_words, main, test)


@test
def unchanged():
    with World(("A", HOME, NEW)) as world, EchoServer(NEW) as one:
        done = world.run(HOME, "-s", one.spec, "--json", ip=None)
        expect_status(done, 0)
        expect_one(done.json(), "unchanged", [NEW], [NEW])
        expect_equal(done.json()["result"], "unchanged", "result")
        expect_asked(one.server, 1)
        expect_asked(world.server, 3, most=True)
        expect_equal(world.writes, [], "writes")


@test
def unchanged_with_the_zone_given():
    with World(("A", HOME, NEW)) as world, EchoServer(NEW) as one:
        done = world.run(HOME, "-s", one.spec, "-z", "example.com",
                ip=None)
        expect_status(done, 0)
        expect_asked(world.server, 2, most=True)
        expect_asked(one.server, 1)
        expect_equal(done.out, "", "a quiet run's stdout")


@test
def unchanged_with_the_zone_id_given():
    with World(("A", HOME, NEW)) as world:
        world.vendor.may.discard("read zones")
        done = world.run(HOME, "-z", "example.com", "--set", "zone-id="
                + world.zone)
        expect_status(done, 0)
        expect_asked(world.server, 1)


@test
def address_and_describe_overlap():
    with World(("A", HOME, NEW)) as world, EchoServer(NEW) as one:
        one.server.delay = 0.5
        world.run(HOME, "-s", one.spec, ip=None)
        expect(world.server.requests[0].time
                < one.server.requests[0].time + 0.3, "one after the other")


@test
def changed():
    with World() as world:
        done = world.run(HOME, "--json")
        only(world, done, NEW)
        record = expect_one(done.json(), "updated", [OLD], [NEW])
        expect_equal((record["provider"], record["zone"],
                done.json()["result"]), ("cloudflare", "example.com",
                "changed"), "report")
        expect_equal(len(world.writes), 1, "writes")


@test
def changed_line():
    with World() as world:
        done = world.run(HOME)
        only(world, done, NEW)
        expect_equal(done.out, "%s A %s -> %s updated (cloudflare)\n"
                % (HOME, OLD, NEW), "stdout")
        expect_equal(done.err, "", "stderr")


@test
def second_run_writes_nothing():
    with World() as world:
        only(world, world.run(HOME), NEW)
        world.server.forget()
        only(world, world.run(HOME), NEW)
        expect_equal(world.writes, [], "writes")


@test
def patch_keeps_what_we_do_not_own():
    with World(("TXT", "x.example.com", "x")) as world:
        id = world.add("A", HOME, OLD, ttl=120, comment="do not lose",
                tags=["owner:me"])
        only(world, world.run(HOME), NEW)
        record = world.vendor.records[id]
        expect_equal((record["ttl"], record["comment"], record["tags"],
                record["proxied"]), (120, "do not lose", ["owner:me"], False),
                "record")


@test
def proxied_stays():
    with World(("TXT", "x.example.com", "x")) as world:
        id = world.add("A", HOME, OLD, proxied=True)
        only(world, world.run(HOME), NEW)
        expect(world.vendor.records[id]["proxied"], "the cloud is off")


@cases(on=("yes", False, True), off=("no", True, False))
def proxied_is_part_of_what_is_wanted(word, before, after):
    with World(("TXT", "x.example.com", "x")) as world:
        id = world.add("A", HOME, NEW, proxied=before)
        only(world, world.run(HOME, "--set", "proxied=" + word), NEW)
        expect_equal(world.vendor.records[id]["proxied"], after,
                "proxied")
        world.server.forget()
        only(world, world.run(HOME, "--set", "proxied=" + word), NEW)
        expect_equal(world.writes, [], "writes of the second run")


@test
def comment_is_set():
    with World() as world:
        only(world, world.run(HOME, "--set", "comment=by test"), NEW)
        expect_equal(world.vendor.find(HOME)[0]["comment"], "by test",
                "comment")


@test
def created():
    with World(("A", "other.example.com", OLD)) as world:
        done = world.run(HOME, "--json", "--set", "proxied=yes", "--set",
                "comment=new")
        only(world, done, NEW)
        expect_one(done.json(), "created", [], [NEW])
        record = world.vendor.find(HOME)[0]
        expect_equal((record["proxied"], record["comment"]), (True,
                "new"), "record")
        expect_equal(world.vendor.values("other.example.com"), [OLD],
                "the neighbour")


@cases(apex="example.com", wildcard="*.example.com",
    deep="a.b.c.example.com", upper="HOME.Example.COM",
    dot="home.example.com.", idn="bücher.example.com")
def name_is_found(name):
    if STATIC and not name.isascii():
        with World() as world:
            return expect_no_idn(world.run(name))
    plain = name.lower().rstrip(".").encode("idna").decode() \
            if name.startswith("b") else name.lower().rstrip(".")
    with World(("A", plain, OLD), ("A", "x." + plain.lstrip("*."), OLD)) \
            as world:
        only(world, world.run(name), NEW, plain)
        expect_equal(world.vendor.values("x." + plain.lstrip("*.")),
                [OLD], "the neighbour")


@test
def sub_zone_is_preferred():
    with World() as world:
        sub = world.vendor.add_zone("sub.example.com")
        only(world, world.run("home.sub.example.com"), NEW,
                "home.sub.example.com")
        expect_equal(world.vendor.find("home.sub.example.com")[0]
                ["zone_id"], sub, "zone")


@test
def similar_zone_is_not_taken():
    with World() as world:
        world.vendor.zones[0]["name"] = "notexample.com"
        world.vendor.records.clear()
        done = world.run(HOME)
        expect_status(done, 68)
        expect_words(done.err, "zone")
        expect_equal(world.writes, [], "writes")


@test
def active_zone_of_two_is_preferred():
    with World() as world:
        world.vendor.add_zone("example.com", status="pending")
        world.vendor.zones.reverse()
        only(world, world.run(HOME), NEW)


@test
def two_zones_of_a_name_and_none_active():
    with World() as world:
        world.vendor.add_zone("example.com", status="pending")
        world.vendor.zones[0]["status"] = "pending"
        before = world.snapshot()
        done = world.run(HOME)
        expect_status(done, 65, 68, 78)
        expect_words(done.err, "zone-id|zone_id|zone id")
        expect_equal(world.snapshot(), before, "records")


@test
def both_families():
    with World(("A", HOME, OLD), ("AAAA", HOME, OLD6)) as world:
        done = world.run(HOME, "-4", "-6", "-i", NEW6, "--json")
        only(world, done, NEW)
        expect_equal(world.vendor.values(HOME, "AAAA"), [NEW6], "AAAA")
        expect_equal(statuses(done.json()), [(HOME, "A", "updated"),
                (HOME, "AAAA", "updated")], "statuses")
        expect_equal(len(world.writes), 1, "writes")


@test
def one_family_changes_the_other_is_made():
    with World(("A", HOME, OLD)) as world:
        done = world.run(HOME, "-4", "-6", "-i", NEW6, "--json")
        only(world, done, NEW)
        expect_equal(statuses(done.json()), [(HOME, "A", "updated"),
                (HOME, "AAAA", "created")], "statuses")


@test
def ipv6_only_leaves_ipv4():
    with World(("A", HOME, OLD), ("AAAA", HOME, OLD6)) as world:
        done = world.run(HOME, "-6", ip=NEW6)
        only(world, done, NEW6, type="AAAA")
        expect_equal(world.vendor.values(HOME), [OLD], "A")


@test
def addresses_are_compared_not_their_text():
    with World(("AAAA", HOME, "2001:db8:0:0:0:0:0:1")) as world:
        expect_status(world.run(HOME, "-6", ip="2001:DB8::1"), 0)
        expect_equal(world.writes, [], "writes")


@cases(neither=(OLD, OTHER), first=(NEW, OTHER), last=(OTHER, NEW),
    three=(OLD, OTHER, NEW))
def several_values_replaced(*held):
    with World(*[("A", HOME, value) for value in held]) as world:
        world.add("AAAA", HOME, OLD6)
        only(world, world.run(HOME, "--replace"), NEW)
        expect_equal(world.vendor.values(HOME, "AAAA"), [OLD6], "AAAA")


@test
def alias_is_refused():
    with World(("CNAME", HOME, "x.example.net")) as world:
        done = world.run(HOME)
        expect_status(done, 65)
        expect_words(done.err, "CNAME")
        expect_equal(world.writes, [], "writes")


@test
def ttl_is_part_of_what_is_wanted():
    with World(("A", HOME, NEW)) as world:
        only(world, world.run(HOME, "-t", "120"), NEW)
        expect_equal(world.vendor.find(HOME)[0]["ttl"], 120, "TTL")
        world.server.forget()
        only(world, world.run(HOME, "-t", "120"), NEW)
        expect_equal(world.writes, [], "writes of the second run")


@cases(low=29, high=86401)
def ttl_out_of_range(ttl):
    with World() as world:
        done = world.run(HOME, "-t", ttl)
        expect_status(done, 64)
        expect_words(done.err, "86400")
        expect_asked(world.server, 0)


@test
def dry_run():
    with World() as world:
        before = world.snapshot()
        done = world.run(HOME, "-n")
        expect_status(done, 0)
        expect_words(done.out, OLD, NEW)
        expect_equal(world.writes, [], "writes")
        done = world.run(HOME, "-n", "--json")
        expect_status(done, 0)
        expect_one(done.json(), "would-update", [OLD], [NEW])
        expect_equal(done.json()["dry_run"], True, "dry_run")
        expect_equal(world.snapshot(), before, "records")


@test
def dry_run_create():
    with World(("A", "other.example.com", OLD)) as world:
        done = world.run(HOME, "-n", "--json")
        expect_status(done, 0)
        expect_one(done.json(), "would-create", [], [NEW])
        expect_equal(world.writes, [], "writes")


@cases(differs=(NEW, 1, "differs"), right=(OLD, 0, "unchanged"))
def check(ip, status, result):
    with World() as world:
        world.vendor.may.discard("write records")
        done = world.run(HOME, "-c", ip=ip)
        expect_status(done, status)
        expect_equal(done.out, "", "stdout")
        done = world.run(HOME, "-c", "--json", ip=ip)
        expect_status(done, status)
        expect_equal(done.json()["result"], result, "result")
        expect_equal(world.writes, [], "writes")


@cases(changed=(NEW, 1), right=(OLD, 0))
def exit_changed(ip, status):
    with World() as world:
        expect_status(world.run(HOME, "--exit-changed", ip=ip), status)
        expect_equal(world.vendor.values(HOME), [ip], "record")


@cases(ttl=(["-t", "300"], "TTL 300 (was 60)"),
    setting=(["--set", "proxied=yes"], "other settings"))
def what_differs_beside_the_address(args, words):
    """The same address is not shown twice, as if it became another."""
    with World() as world:
        world.add("A", "www.example.com", NEW, ttl=60)
        done = world.run("www.example.com", "-n", *args)
        expect_equal(done.out, "+ www.example.com A %s %s (cloudflare)\n"
            % (NEW, words), "what would be done")
        done = world.run("www.example.com", "--status", *args)
        expect_words(done.out, "differs in " + words)
        done = world.run("www.example.com", "-n", "--json", *args)
        expect_equal(done.json()["records"][0]["difference"], words, "JSON")
        done = world.run("www.example.com", *args)
        expect_equal(done.out, "www.example.com A %s %s updated (cloudflare)\n"
            % (NEW, words), "what was done")


@test
def force():
    with World(("A", HOME, NEW)) as world:
        only(world, world.run(HOME, "--force"), NEW)
        expect_equal(len(world.writes), 1, "writes")


main()
