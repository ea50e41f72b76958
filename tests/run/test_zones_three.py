#!/usr/bin/env -S python3 -B
"""Route 53, Huawei Cloud and IONOS, each with its stand-in."""

from common import NEW, NEW6, OLD, OLD6, OTHER, expect_asked
from harness import (cases, expect, expect_equal, expect_status, expect_words,
    main, secret, test)
from rest_world import HOME, KINDS, Kind, SECRET, WWW, World, ZONE
from services.huaweicloud import HuaweiCloud
from services.ionos import Ionos
from services.route53 import Route53
from zone_cases import only, register

KEY = "AKIDTESTEXAMPLE"
TOKEN = secret("TESTEXAMPLE-session-token==")


def kind(vendor, *args):
    """A maker of the stand-in with one zone."""
    def make(server):
        made = vendor(*args)
        made.add_zone(ZONE)
        return made
    return make


THREE = dict(
    route53=Kind(kind(Route53, KEY, SECRET), "", "AWS_SECRET_ACCESS_KEY",
        AWS_ACCESS_KEY_ID=KEY),
    huaweicloud=Kind(kind(HuaweiCloud, KEY, SECRET), "",
        "HUAWEICLOUD_SDK_SK", HUAWEICLOUD_SDK_AK=KEY),
    ionos=Kind(kind(Ionos, "TESTEXAMPLE." + SECRET), "/dns/v1",
        "IONOS_SECRET", IONOS_PREFIX="TESTEXAMPLE"))
KINDS.update(THREE)
TALKATIVE = "no_secret_in_the_most_talkative_output"
register(["ionos"])
register(["huaweicloud"], but=[TALKATIVE])
register(["route53"], but=[TALKATIVE, "hostile_wrong_types"])   # no JSON


@cases(route53="route53", huaweicloud="huaweicloud")
def secret_is_not_sent(id):
    """Nor said, however talkative the run."""
    with World(id) as world:
        only(world, world.run(HOME, "-vv", "--explain"), NEW)
        expect_equal(world.server.seen(SECRET), [], "the secret")


@cases(route53="route53", huaweicloud="huaweicloud")
def session_token(id):
    with World(id) as world:
        world.vendor.token = TOKEN
        expect_status(world.run(HOME), 77)
        world.kind = Kind(None, "", world.kind.variable, **dict(
            world.kind.more, **{"AWS_SESSION_TOKEN": TOKEN,
            "HUAWEICLOUD_SDK_SECURITY_TOKEN": TOKEN}))
        only(world, world.run(HOME, "-vv"), NEW)


@cases(route53="route53", huaweicloud="huaweicloud")
def wrong_clock(id):
    with World(id) as world:
        world.vendor.skew = 3600
        done = world.run(HOME)
        expect_words(done.err, "clock")
        expect_status(done, 78 if id == "route53" else 77)
        expect_equal(world.vendor.values(HOME), [OLD], "A")


@cases(route53="route53", huaweicloud="huaweicloud", ionos="ionos")
def names_share_reads(id):
    """The zones are listed once, and their one zone is read once."""
    with World(id, ("A", NEW)) as world:
        world.put(WWW, "A", NEW)
        expect_status(world.run(HOME, WWW, ZONE, "-n"), 0)
        expect_asked(world.server, 2)


@cases(route53="route53", ionos="ionos")
def writes_all_names_at_once(id):
    with World(id, ("A", OLD), ("AAAA", OLD6)) as world:
        world.put(WWW, "A", OLD)
        expect_status(world.run(HOME, WWW, both=True), 0)
        expect_equal([request.method for request in world.writes],
                ["POST"] if id == "route53" else ["PATCH"], "writes")
        expect_equal(world.vendor.values(WWW, "AAAA"), [NEW6], "www")


@cases(route53="route53", ionos="ionos")
def one_bad_name_blocks_no_other(id):
    """The whole batch is refused, then each goes alone."""
    with World(id) as world:
        world.put(WWW, "A", OLD)
        conflict = world.vendor.conflict
        world.vendor.conflict = lambda zone, host, *more: "CNAME" \
                if host == "www" else conflict(zone, host, *more)
        done = world.run(HOME, WWW)
        expect_status(done, 65)
        expect_equal((world.vendor.values(HOME), world.vendor.values(WWW)),
                ([NEW], [OLD]), "values")


@cases(route53="route53", huaweicloud="huaweicloud")
def short_pages(id):
    with World(id, ("TXT", "x")) as world:
        world.vendor.page_cap = 2
        for number in range(5):
            world.put("n%d.%s" % (number, ZONE), "A", OTHER)
            world.vendor.add_zone("a%d.example.com" % number)
        world.put(WWW, "A", NEW)
        expect_status(world.run(WWW, HOME, ip=NEW), 0)
        expect_equal(world.vendor.values(HOME), [NEW], "home")
        expect_asked(world.server, 8)


@cases(route53="route53", huaweicloud="huaweicloud", ionos="ionos")
def key_that_may_only_read(id):
    with World(id) as world:
        world.vendor.may_write = False
        expect_status(world.run(HOME, "-n"), 0)
        done = world.run(HOME)
        expect_status(done, 77)
        expect_words(done.err, "permission")


@test
def route53_zone_id_needs_no_list_of_zones():
    with World("route53") as world:
        world.vendor.may = {"sets"}
        done = world.run(HOME)
        expect_status(done, 77)
        expect_words(done.err, "ListHostedZonesByName")
        for id in (world.vendor.id(ZONE), "/hostedzone/"
                + world.vendor.id(ZONE)):
            only(world, world.run(HOME, "--set", "zone-id=" + id), NEW)
        expect_status(world.run(HOME, "--set", "zone-id=a/b?c"), 78)
        expect_status(world.run(HOME, "--set", "zone-id=ZOTHER"), 68)


@cases(private=(True, 0), public=(False, 78))
def route53_zone_that_is_there_twice(private, status):
    """One for a VPC is another world."""
    with World("route53") as world:
        world.vendor.more_zones = [(ZONE, "ZTWIN", private)]
        done = world.run(HOME)
        expect_status(done, status)
        if not private:
            expect_words(done.err, "zone-id")


@cases(alias=("an alias to lb.example.net", {"alias": "lb.example.net."}),
    policy=("routing policy", {"identifier": "one"}))
def route53_leaves_what_is_steered(words, more):
    with World("route53", ("TXT", "x")) as world:
        world.vendor.put(HOME, "A", OLD, **more)
        done = world.run(HOME)
        expect_status(done, 65)
        expect_words(done.err, words)
        expect_equal(world.writes, [], "writes")


@test
def route53_keeps_the_ttl():
    with World("route53", ("TXT", "x")) as world:
        world.vendor.put(HOME, "A", OLD, ttl=42)
        only(world, world.run(HOME), NEW)
        expect_equal(world.vendor.find(HOME)[0]["ttl"], 42, "TTL")


@test
def route53_neighbours_in_the_sorted_list():
    """What the list begins with is another name."""
    with World("route53", ("TXT",)) as world:
        world.vendor.add_zone("example-a.com")
        world.vendor.add_zone("sub.example.com")
        for name in ("home-a", "homf", "x.home"):
            world.put(name + "." + ZONE, "A", NEW)
        done = world.run(HOME, "--json")
        only(world, done, NEW)
        expect_equal(done.json()["records"][0]["status"], "created", "status")
        expect_equal(world.vendor.find(HOME)[0]["zone"], ZONE, "zone")


@test
def huaweicloud_line():
    """Each line has its own answer."""
    with World("huaweicloud", ("A", OLD)) as world:
        world.vendor.put(HOME, "A", OTHER, line="CN")
        expect_status(world.run(HOME), 0)
        expect_equal(world.vendor.values(HOME), sorted([NEW, OTHER]), "lines")
        expect_status(world.run(HOME, "--set", "line=CN"), 0)
        expect_equal(world.vendor.values(HOME), [NEW, NEW], "lines")
        expect_status(world.run(WWW, "--set", "line=CN"), 0)
        expect_equal(world.vendor.find(WWW)[0]["line"], "CN", "line")


@test
def huaweicloud_keeps_what_stands_with_it():
    with World("huaweicloud", ("TXT", "x")) as world:
        world.vendor.put(HOME, "A", OLD, ttl=42, weight=7,
                description="the cellar")
        only(world, world.run(HOME), NEW)
        found = world.vendor.find(HOME)[0]
        expect_equal((found["ttl"], found["weight"], found["description"]),
                (42, 7, "the cellar"), "set")


@test
def huaweicloud_weighted_sets():
    """Of two sets one is written and the other removed."""
    with World("huaweicloud", ("TXT", "x")) as world:
        world.vendor.put(HOME, "A", OLD, weight=2)
        world.vendor.put(HOME, "A", OTHER, "192.0.2.99", weight=3)
        expect_status(world.run(HOME), 65)
        world.vendor.may_delete = False
        expect_status(world.run(HOME, "--replace"), 77)
        world.vendor.may_delete = True
        only(world, world.run(HOME, "--replace"), NEW)


@test
def huaweicloud_disabled():
    with World("huaweicloud", ("TXT", "x")) as world:
        world.vendor.put(HOME, "A", NEW, status="DISABLE")
        done = world.run(HOME)
        expect_status(done, 65)
        expect_words(done.err, "DISABLE", "console")


@test
def ionos_enables_what_is_disabled():
    with World("ionos", ("TXT", "x")) as world:
        world.vendor.put(HOME, "A", NEW, disabled=True, ttl=600)
        only(world, world.run(HOME), NEW)
        expect_equal(world.vendor.enabled(HOME), [NEW], "enabled")
        expect_equal(world.vendor.find(HOME)[0]["ttl"], 600, "TTL")


@test
def ionos_disabled_beside_an_enabled_one():
    with World("ionos", ("A", NEW)) as world:
        world.vendor.put(HOME, "A", OTHER, disabled=True)
        expect_status(world.run(HOME), 0)
        expect_equal(world.writes, [], "writes")


@test
def ionos_key_in_one_piece():
    with World("ionos") as world:
        world.kind = Kind(None, "/dns/v1", "IONOS_API_KEY")
        done = world.run(HOME)
        expect_status(done, 77)
        expect_words(done.err, "PREFIX.SECRET")
        world.vendor.key = "TESTEXAMPLE." + SECRET
        world.kind.env = lambda value: {"IONOS_API_KEY": world.vendor.key}
        only(world, world.run(HOME), NEW)


@test
def ionos_looks_what_became_of_it():
    """Success that changed nothing is none."""
    with World("ionos") as world:
        world.vendor.forgets = True
        done = world.run(HOME)
        expect_status(done, 76)
        expect_words(done.err, "lacks what was sent")


main()
