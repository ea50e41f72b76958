#!/usr/bin/env -S python3 -B
"""DigitalOcean, Gandi, GoDaddy and Hetzner, each with its stand-in."""

from common import NEW, NEW6, OLD, OLD6, OTHER, expect_asked
from harness import (cases, expect, expect_equal, expect_status, expect_words,
    main, secret, test)
from rest_world import (HOME, KINDS, Kind, SECRET, WWW, World, ZONE,
    one_zone)
from services.digitalocean import DigitalOcean
from services.gandi import Gandi
from services.godaddy import GoDaddy
from services.hetzner import Hetzner
from zone_cases import (only, register, secret_stands_in_a_header,
    ttl_is_kept)

KEY = "TESTEXAMPLE-key"
OLD_KEY = secret("TESTEXAMPLE-old-key-0123456789")

ONE = dict(
    digitalocean=Kind(one_zone(DigitalOcean, SECRET), "/v2",
        "DIGITALOCEAN_ACCESS_TOKEN"),
    gandi=Kind(one_zone(Gandi, SECRET), "/v5/livedns",
        "GANDI_PERSONAL_ACCESS_TOKEN"),
    godaddy=Kind(one_zone(GoDaddy, SECRET), "", "GODADDY_PAT"),
    hetzner=Kind(one_zone(Hetzner, SECRET), "/v1", "HCLOUD_TOKEN"))
KINDS.update(ONE)
ALL = {id: id for id in ONE}
register(ONE, also=(secret_stands_in_a_header, ttl_is_kept))


def with_env(id, env, *args):
    """A run with other variables than the usual one."""
    kept, KINDS[id].env = KINDS[id].env, lambda _: env
    try:
        return World.run(*args)
    finally:
        KINDS[id].env = kept


@cases(digitalocean=("digitalocean", 2, 1), gandi=("gandi", 2, 1),
    godaddy=("godaddy", 6, 3), hetzner=("hetzner", 2, 2))
def names_share_reads(id, wanted, zone_given):
    """GoDaddy alone is asked for each name whether it is a zone."""
    with World(id, ("A", NEW)) as world:
        for name in (WWW, ZONE, "new." + ZONE):
            world.put(name, "A", NEW)
        names = HOME, WWW, "new." + ZONE, ZONE
        expect_status(world.run(*names), 0)
        expect_asked(world.server, wanted)
        world.server.forget()
        expect_status(world.run(*names, "-z", ZONE), 0)
        expect_asked(world.server, zone_given)


@cases(**ALL)
def token_that_may_only_read(id):
    with World(id) as world:
        world.vendor.may_write = False
        expect_status(world.run(HOME, "-n"), 0)
        done = world.run(HOME)
        expect_status(done, 77)
        expect_words(done.err, "the token|tokens")
        expect_equal(world.vendor.values(HOME), [OLD], "A")


@cases(digitalocean=("digitalocean", 29), gandi=("gandi", 299),
    godaddy=("godaddy", 599), hetzner=("hetzner", 59))
def ttl_too_short(id, ttl):
    with World(id) as world:
        done = world.run(HOME, "-t", ttl)
        expect_status(done, 64)
        expect_words(done.err, str(ttl + 1))
        expect_asked(world.server, 0)


@cases(digitalocean="digitalocean", hetzner="hetzner")
def short_pages(id):
    with World(id, ("TXT",)) as world:
        world.vendor.page_cap = 2
        for number in range(5):
            world.vendor.add_zone("n%d.example.net" % number)
            world.put("n%d.%s" % (number, ZONE), "A", OTHER)
        world.vendor.zones.sort(key=lambda zone: zone == ZONE)
        world.put("z." + ZONE, "A", OLD)
        done = world.run("z." + ZONE, WWW)
        only(world, done, NEW, name="z." + ZONE)
        only(world, done, NEW, name=WWW)


@test
def gandi_full_pages():
    with World("gandi", ("TXT",)) as world:
        for number in range(100):
            world.vendor.add_zone("n%d.example.net" % number)
            world.put("n%d.%s" % (number, ZONE), "A", OTHER)
        world.vendor.zones.sort(key=lambda zone: zone == ZONE)
        world.vendor.put(HOME, "A", OLD, ttl=1234)
        only(world, world.run(HOME), NEW)
        expect_equal(world.vendor.find(HOME)[0]["ttl"], 1234, "TTL")


@test
def gandi_name_in_another_case():
    with World("gandi", ("TXT",)) as world:
        world.vendor.add(ZONE, "Home", "A", OLD, 1234)
        expect_status(world.run(HOME), 0)
        expect_equal([(record["host"], record["value"], record["ttl"])
                for record in world.vendor.records], [("Home", NEW, 1234)],
                "records")


@test
def gandi_zone_without_a_right():
    """One zone is none of the token's, the other is."""
    with World("gandi") as world:
        world.vendor.add_zone("example.net")
        world.vendor.hidden.add("example.net")
        done = world.run("home.example.net", HOME)
        expect_status(done, 77)
        expect_words(done.err, "technical configurations")
        expect_equal(world.vendor.values(HOME), [NEW], "A")


@test
def gandi_old_api_key():
    with World("gandi") as world:
        world.vendor.token, world.vendor.key = None, OLD_KEY
        expect_status(with_env("gandi", {"GANDI_KEY": OLD_KEY}, world, HOME),
                0)
        done = with_env("gandi", {"GANDI_PERSONAL_ACCESS_TOKEN": OLD_KEY},
                world, HOME)
        expect_status(done, 77)


@test
def gandi_alias_at_the_apex():
    with World("gandi") as world:
        world.put(ZONE, "ALIAS", "www.example.net.")
        done = world.run(ZONE)
        expect_status(done, 65)
        expect_words(done.err, "ALIAS")
        only(world, world.run(HOME), NEW)


@test
def godaddy_key_and_secret():
    with World("godaddy") as world:
        world.vendor.token = None
        world.vendor.key, world.vendor.secret = KEY, SECRET
        expect_status(with_env("godaddy", {"GODADDY_API_KEY": KEY,
                "GODADDY_API_SECRET": SECRET}, world, HOME), 0)
        expect_equal(world.vendor.values(HOME), [NEW], "A")


@test
def godaddy_small_account():
    with World("godaddy") as world:
        world.vendor.small = True
        done = world.run(HOME)
        expect_status(done, 77)
        expect_words(done.err, "10 domains", "Premier")


@test
def godaddy_says_in_the_body_when_to_come_again():
    with World("godaddy") as world:
        world.vendor.busy = 30
        done = world.run(HOME)
        expect_status(done, 75)
        expect_words(done.err, "30 s")


@test
def godaddy_zone_with_more_records_than_a_list():
    with World("godaddy", ("TXT",)) as world:
        for number in range(500):
            world.put("n%d.%s" % (number, ZONE), "A", OTHER)
        world.vendor.put(HOME, "A", OLD, ttl=1234)
        world.put(WWW, "A", OLD, OTHER)
        done = world.run(HOME, WWW)
        expect_status(done, 65)
        expect_words(done.err, "several A records")
        expect_equal([(record["value"], record["ttl"]) for record
                in world.vendor.find(HOME)], [(NEW, 1234)], "A")


@test
def godaddy_parked_domain():
    with World("godaddy") as world:
        world.put(ZONE, "A", "Parked")
        done = world.run(ZONE)
        expect_status(done, 65)
        expect_words(done.err, "Parked")
        only(world, world.run(HOME, WWW), NEW)


@test
def digitalocean_may_not_delete():
    """The new address stands, but not alone, so the run failed."""
    with World("digitalocean", ("A", OLD, OTHER)) as world:
        world.vendor.may.discard("delete")
        done = world.run(HOME, "--replace")
        expect_status(done, 77)
        expect_words(done.err, "domain:delete")
        expect(NEW in world.vendor.values(HOME), "it does not stand")


@test
def hetzner_keeps_the_comment():
    with World("hetzner", ("TXT",)) as world:
        world.vendor.put(HOME, "A", OLD, comment="the cellar")
        only(world, world.run(HOME), NEW)
        expect_equal(world.vendor.comments(HOME), ["the cellar"], "comment")


@cases(same=("10800", 0), other=("60", 1))
def hetzner_ttl_of_the_zone(ttl, writes):
    """It is the record's as long as that has none of its own."""
    with World("hetzner", ("TXT",)) as world:
        world.vendor.put(HOME, "A", NEW, ttl=None)
        expect_status(world.run(HOME, "-t", ttl), 0)
        expect_equal(len(world.writes), writes, "writes")
        expect_equal(world.vendor.ttl(HOME), 60 if writes else None, "TTL")


@cases(at_once=(0, 3), soon=(1, 5), later=(2, 7))
def hetzner_waits_for_what_it_began(takes, requests):
    """The zone is locked until then, so the TTL could not be changed."""
    with World("hetzner") as world:
        world.vendor.takes = takes
        only(world, world.run(HOME, "-t", "60"), NEW)
        expect_equal(world.vendor.ttl(HOME), 60, "TTL")
        expect_asked(world.server, 1 + requests)


@test
def hetzner_action_that_fails():
    with World("hetzner", ("A", OLD), ("AAAA", OLD6)) as world:
        world.vendor.takes, world.vendor.ends = 1, "error"
        done = world.run(HOME)
        expect_status(done, 75)
        expect_words(done.err, "Action failed")


@test
def hetzner_locked_by_somebody_else():
    with World("hetzner") as world:
        world.vendor.running = {"id": "1", "left": 99}
        done = world.run(HOME)
        expect_status(done, 75)
        expect_words(done.err, "is being changed")
        expect_equal(world.vendor.values(HOME), [OLD], "A")


@test
def hetzner_protected_rrset():
    with World("hetzner", ("A", OLD), ("AAAA", OLD6)) as world:
        world.vendor.protected.add(("home", "A"))
        done = world.run(HOME, both=True)
        expect_status(done, 65)
        expect_words(done.err, "protected")
        expect_equal((world.vendor.values(HOME), world.vendor.values(HOME,
                "AAAA")), ([OLD], [NEW6]), "values")


@test
def hetzner_secondary_zone():
    with World("hetzner") as world:
        world.vendor.secondary.add(ZONE)
        done = world.run(HOME)
        expect_status(done, 65)
        expect_words(done.err, "secondary")
        expect_equal(world.writes, [], "writes")


main()
