#!/usr/bin/env -S python3 -B
"""Porkbun, NameSilo, NS1, Scaleway and Spaceship, each with its stand-in."""

from common import NEW, NEW6, OLD, OLD6, OTHER, expect_asked
from harness import (cases, expect, expect_equal, expect_status, expect_words,
    main, secret, test)
from rest_world import (HOME, KINDS, Kind, SECRET, WWW, World, ZONE,
    one_zone)
from services.namesilo import NameSilo
from services.ns1 import NS1
from services.porkbun import Porkbun
from services.scaleway import Scaleway
from services.spaceship import Spaceship
from zone_cases import only, register

KEY = secret("pk1_TESTEXAMPLE0123456789")

TWO = dict(
    porkbun=Kind(one_zone(Porkbun, KEY, SECRET), "/api/json/v3",
        "PORKBUN_SECRET_API_KEY", PORKBUN_API_KEY=KEY),
    namesilo=Kind(one_zone(NameSilo, SECRET), "/api", "NAMESILO_API_KEY"),
    ns1=Kind(one_zone(NS1, SECRET), "/v1", "NS1_API_KEY"),
    scaleway=Kind(one_zone(Scaleway, SECRET), "/domain/v2beta1",
        "SCW_SECRET_KEY"),
    spaceship=Kind(one_zone(Spaceship, KEY, SECRET), "/api/v1",
        "SPACESHIP_API_SECRET", SPACESHIP_API_KEY=KEY))
KINDS.update(TWO)
register(TWO)


@cases(porkbun=("porkbun", 3), namesilo=("namesilo", 3), ns1=("ns1", 12),
    scaleway=("scaleway", 3), spaceship=("spaceship", 3))
def names_share_reads(id, wanted):
    """The zone is looked for once a name and read once. NS1 alone is asked
    for the RRsets of each name, since its lists come in pages."""
    with World(id, ("A", NEW)) as world:
        world.put(WWW, "A", NEW)
        expect_status(world.run(HOME, WWW, ZONE, "-n"), 0)
        expect_asked(world.server, wanted)
        world.server.forget()
        expect_status(world.run(HOME, WWW, "-z", ZONE), 0)
        expect_asked(world.server, 7 if id == "ns1" else 1)


@cases(scaleway="scaleway", spaceship="spaceship")
def writes_all_names_at_once(id):
    with World(id, ("A", OLD), ("AAAA", OLD6)) as world:
        world.put(WWW, "A", OLD)
        expect_status(world.run(HOME, WWW, both=True), 0)
        expect_equal([request.method for request in world.writes],
                ["PATCH"] if id == "scaleway" else ["PUT", "DELETE"],
                "writes")
        expect_equal(world.vendor.values(WWW, "AAAA"), [NEW6], "www")


@cases(scaleway="scaleway", spaceship="spaceship")
def one_bad_name_blocks_no_other(id):
    """The whole batch is refused, then each goes alone."""
    with World(id) as world:
        world.put(WWW, "A", OLD)
        conflict = world.vendor.conflict
        world.vendor.conflict = lambda zone, host, *more: "CNAME" \
                if host == "www" else conflict(zone, host, *more)
        item = getattr(world.vendor, "_item", None)
        world.vendor._item = lambda zone, one, others: item(zone, one if
                one["name"] != "www" else dict(one, ttl=1), others)
        done = world.run(HOME, WWW)
        expect_status(done, 65)
        expect_equal((world.vendor.values(HOME), world.vendor.values(WWW)),
                ([NEW], [OLD]), "values")


@cases(scaleway="scaleway", spaceship="spaceship")
def short_pages(id):
    with World(id, ("TXT", "x")) as world:
        world.vendor.page = 2
        for number in range(5):
            world.put("n%d.%s" % (number, ZONE), "A", OTHER)
        world.put(ZONE, "A", NEW)
        expect_status(world.run(ZONE, "-z", ZONE), 0)
        expect_equal(world.writes, [], "writes")
        expect_asked(world.server, 4)


@cases(ns1="ns1", scaleway="scaleway", spaceship="spaceship")
def key_that_may_only_read(id):
    with World(id) as world:
        world.vendor.may_write = False
        expect_status(world.run(HOME, "-n"), 0)
        done = world.run(HOME)
        expect_status(done, 77)
        expect_words(done.err, "permission")


@cases(porkbun="porkbun", ns1="ns1", scaleway="scaleway",
    spaceship="spaceship")
def secret_stands_in_a_header(id):
    with World(id) as world:
        only(world, world.run(HOME), NEW)
        expect(all(place.startswith("header ") for value in (KEY, SECRET)
                for _, place in world.server.seen(value)),
                "the secret stands elsewhere")


@test
def porkbun_keeps_the_notes():
    with World("porkbun", ("TXT",)) as world:
        world.vendor.put(HOME, "A", OLD, notes="the cellar")
        only(world, world.run(HOME), NEW)
        record = world.vendor.find(HOME)[0]
        expect_equal((record["notes"], record["ttl"]), ("the cellar", 3600),
                "record")


@cases(new=False, old=True)
def porkbun_domain_is_not_opted_in(old):
    with World("porkbun") as world:
        world.vendor.old, world.vendor.closed = old, [ZONE]
        done = world.run(HOME)
        expect_status(done, 77)
        expect_words(done.err, "API access")


@test
def porkbun_without_codes():
    with World("porkbun") as world:
        world.vendor.old = True
        only(world, world.run(HOME), NEW)
        expect_status(world.run(HOME, right=False), 77)


@test
def porkbun_force_is_no_needless_edit():
    with World("porkbun", ("A", NEW)) as world:
        expect_status(world.run(HOME, "--force"), 0)
        expect_equal(world.writes, [], "writes")


@test
def namesilo_relative_hosts():
    with World("namesilo") as world:
        world.vendor.whole = False
        world.put(WWW, "A", OTHER)
        world.put(ZONE, "A", OTHER)
        only(world, world.run(HOME), NEW)
        only(world, world.run(ZONE), NEW, name=ZONE)
        expect_equal(world.vendor.values(WWW), [OTHER], "www")


@test
def namesilo_guard():
    """A page in the place of an answer says nothing of the key."""
    with World("namesilo") as world:
        world.server.misbehave("status", status=403, type="text/html",
                body="<html>Just a moment...</html>")
        done = world.run(HOME)
        expect_status(done, 75)
        expect_words(done.err, "page")


@test
def namesilo_id_is_the_new_one():
    with World("namesilo") as world:
        done = world.run(HOME, "--json")
        expect_equal(done.json()["records"][0]["id"],
                world.vendor.find(HOME)[0]["id"], "id")


@test
def ns1_keeps_what_stands_with_the_answer():
    with World("ns1", ("TXT",)) as world:
        world.vendor.put(HOME, "A", OLD, ttl=120,
                meta={"note": "the cellar"})
        only(world, world.run(HOME), NEW)
        found = world.vendor.set(HOME)
        expect_equal((found["ttl"], found["answers"][0]["meta"]),
                (120, {"note": "the cellar"}), "set")


@test
def ns1_leaves_steered_answers():
    with World("ns1", ("TXT",)) as world:
        world.vendor.put(HOME, "A", OLD, filters=[{"filter": "up",
                "config": {}}], tier=2)
        before = world.snapshot()
        done = world.run(HOME)
        expect_status(done, 65)
        expect_words(done.err, "filters")
        expect_equal(world.snapshot(), before, "what is held there")


@cases(secondary={"secondary": {"enabled": True}},
    link={"link": "example.net"})
def ns1_zone_of_others(more):
    with World("ns1") as world:
        world.vendor.more = more
        expect_status(world.run(HOME), 65)
        expect_equal(world.writes, [], "writes")


@test
def scaleway_keeps_the_comment():
    with World("scaleway", ("TXT",)) as world:
        world.vendor.put(HOME, "A", OLD, comment="the cellar", ttl=120)
        only(world, world.run(HOME), NEW)
        record = world.vendor.find(HOME)[0]
        expect_equal((record["comment"], record["ttl"]), ("the cellar", 120),
                "record")


@test
def scaleway_leaves_dynamic_records():
    with World("scaleway", ("TXT",)) as world:
        world.vendor.put(HOME, "A", OLD, weighted_config={"weighted_ips":
                [{"ip": OLD, "weight": 1}]})
        done = world.run(HOME)
        expect_status(done, 65)
        expect_words(done.err, "dynamic")
        expect_equal(world.writes, [], "writes")


@test
def scaleway_makes_no_zone():
    """It went between the list and the write."""
    with World("scaleway") as world:
        patch = world.vendor._patch
        world.vendor._patch = lambda *args: (world.vendor.zones.clear(),
                patch(*args))[1]
        expect(world.run(HOME).status, "it went well")
        expect_equal(world.vendor.zones, [], "zones")


@cases(forbidden=403, invalid=422)
def spaceship_names_that_are_no_zones(status):
    with World("spaceship") as world:
        world.vendor.foreign = status
        only(world, world.run("a.b." + HOME), NEW, name="a.b." + HOME)


@test
def spaceship_says_that_both_addresses_stand():
    with World("spaceship") as world:
        world.vendor.may_remove = False
        done = world.run(HOME)
        expect_status(done, 77)
        expect_words(done.err, "the new address stands", "permission")
        expect_equal(world.vendor.values(HOME), sorted([OLD, NEW]), "values")
        world.vendor.may_remove = True
        only(world, world.run(HOME, "--replace"), NEW)


@test
def spaceship_old_record_went_by_itself():
    """Of two that are to go one is gone: the list of both is refused."""
    with World("spaceship", ("A", OLD), ("AAAA", OLD6)) as world:
        put = world.vendor._put
        world.vendor._put = lambda zone, *more: (put(zone, *more),
                world.vendor.records.remove(world.vendor.find(HOME)[0]))
        done = world.run(HOME, both=True)
        only(world, done, NEW)
        only(world, done, NEW6, type="AAAA")


@test
def spaceship_leaves_records_of_features():
    with World("spaceship", ("TXT",)) as world:
        world.vendor.put(HOME, "A", OLD, group="product")
        done = world.run(HOME)
        expect_status(done, 65)
        expect_words(done.err, "feature")
        expect_equal(world.writes, [], "writes")


main()
