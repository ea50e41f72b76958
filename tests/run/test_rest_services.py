#!/usr/bin/env -S python3 -B
"""Services with an interface of their own, each against its stand-in."""

from common import NEW, NEW6, OLD, OLD6, OTHER, expect_asked, good_server
from harness import (cases, expect, expect_equal, expect_status, expect_words,
    main, test)
from rest_world import ALL, HOME, KINDS, SECRET, WWW, World, ZONE
from zone_cases import expect_untouched, only, register

register(["cloudns", "desec", "dynv6"], but=("ttl_given",))
register(["dynu"], but=("sub_zone",))
# The name server is asked before it, and knows neither zone nor alias.
register(["dnsexit"], but=("sub_zone", "ttl_given", "alias_is_refused",
    "no_zone", "untrusted_certificate"))
# It has neither zones nor TTLs, and makes and removes no record.
register(["freedns"], but=("created", "created_in_an_empty_zone", "no_create",
    "three_names", "wildcard", "sub_zone", "ttl_given",
    "several_values_replaced", "others_replaced", "alias_is_refused",
    "no_zone", "hostile_wrong_types"))


@cases(**ALL)
def one_write_and_no_secret_in_its_url(id):
    with World(id) as world:
        only(world, world.run(HOME), NEW)
        expect_equal(len(world.writes), 1, "writes")
        expect(all(place == "body" or place.startswith("header ")
                for _, place in world.server.seen(SECRET)),
                "the secret stands in a URL")


@test
def freedns_two_names():
    with World("freedns") as world:
        world.put(WWW, "A", OTHER)
        done = world.run(HOME, WWW)
        only(world, done, NEW)
        only(world, done, NEW, name=WWW)


@test
def desec_writes_all_names_at_once():
    with World("desec", ("A", OLD), ("AAAA", OLD6)) as world:
        world.put(WWW, "A", OLD)
        expect_status(world.run(HOME, WWW, both=True), 0)
        expect_equal(len(world.writes), 1, "writes")


@cases(too_short=("300", 65), right=("7200", 0))
def desec_lowest_ttl(ttl, status):
    with World("desec") as world:
        done = world.run(HOME, "-t", ttl)
        expect_status(done, status)
        if status:
            expect_words(done.err, "3600")
            expect_equal(world.writes, [], "writes")
        else:
            expect_equal(world.vendor.ttl(HOME), 7200, "TTL")


@test
def desec_new_record_under_dedyn():
    with World("desec") as world:
        world.vendor.add_zone("home.dedyn.io", 60)
        only(world, world.run("home.dedyn.io"), NEW, name="home.dedyn.io")
        expect_equal(world.vendor.ttl("home.dedyn.io"), 60, "TTL")


@test
def desec_token_that_may_only_read():
    with World("desec") as world:
        world.vendor.may_write = False
        expect_status(world.run(HOME, "-n"), 0)
        done = world.run(HOME)
        expect_status(done, 77)
        expect_words(done.err, "permission")


@test
def dynv6_keeps_the_length_of_the_prefix():
    """Records of MAC addresses are made from it."""
    with World("dynv6") as world:
        world.put("mac." + ZONE, "AAAA", "00:00:5e:00:53:01")
        done = world.run(ZONE, both=True)
        only(world, done, NEW, name=ZONE)
        only(world, done, NEW6 + "/64", name=ZONE, type="AAAA")
        done = world.run("mac." + ZONE, "-6", ip=NEW6)
        expect_status(done, 65)
        expect_words(done.err, "follows the zone")


@test
def dynu_keeps_what_is_not_ours():
    with World("dynu") as world:
        before, = (dict(one) for one in world.vendor.domains.values())
        only(world, world.run(ZONE), NEW, name=ZONE)
        after, = world.vendor.domains.values()
        expect_equal(after, dict(before, ipv4Address=NEW), "domain")
        only(world, world.run(HOME), NEW)
        expect_equal([record["group"] for record
                in world.vendor.records.values()], ["office"], "group")


@test
def cloudns_ttl_must_be_of_the_list():
    with World("cloudns") as world:
        done = world.run(HOME, "-t", "1000")
        expect_status(done, 78)
        expect_words(done.err, "1800")
        expect_asked(world.server, 0)


@cases(none={}, two={"CLOUDNS_AUTH_ID": "1", "CLOUDNS_SUB_AUTH_ID": "77"})
def cloudns_needs_one_user(more):
    kind = KINDS["cloudns"]
    with World("cloudns") as world:
        kept, kind.more = kind.more, more
        try:
            done = world.run(HOME)
        finally:
            kind.more = kept
        expect_status(done, 78)
        expect_words(done.err, "auth-id")
        expect_asked(world.server, 0)


@cases(first=[None], ipv4=[OTHER])
def freedns_sets_the_record_of_the_type(held):
    """None: it was never set. The AAAA record stays what it is."""
    with World("freedns", ("AAAA", OLD6), ("A", *held)) as world:
        only(world, world.run(HOME), NEW)
        expect_equal(world.vendor.values(HOME, "AAAA"), [OLD6], "AAAA")


@cases(other_type=HOME, other_name=WWW)
def freedns_makes_no_record(name):
    with World("freedns") as world:
        before = world.snapshot()
        done = world.run(name, "-6", ip=NEW6)
        expect_status(done, 68)
        expect_words(done.err, "make one")
        expect_untouched(world, before)


@test
def freedns_follows_no_link_to_elsewhere():
    with World("freedns") as world, good_server() as elsewhere:
        world.vendor.server = elsewhere.url()
        done = world.run(HOME)
        expect_status(done, 76)
        expect_words(done.err, "another server")
        expect_asked(elsewhere, 0)


@test
def freedns_same_address_is_no_failure():
    """Somebody else set it between the list and the update."""
    with World("freedns") as world:
        world.server.misbehave("status", times=1, when=lambda request:
                request.path == "/dynamic/update.php", status=200,
                body="ERROR: Address %s has not changed." % NEW)
        expect_status(world.run(HOME), 0)


@test
def dnsexit_free_name():
    """A zone in the account, but not in the DNS."""
    with World("dnsexit") as world:
        world.vendor.zones = [HOME]
        expect_status(world.run(HOME), 65)
        only(world, world.run(HOME, zone=HOME), NEW)


@test
def dnsexit_ttl_in_minutes():
    with World("dnsexit") as world:
        only(world, world.run(HOME, "-t", "600"), NEW)
        expect_equal(world.vendor.ttls[HOME, "A"], 10, "TTL")


main()
