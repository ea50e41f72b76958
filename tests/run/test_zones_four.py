#!/usr/bin/env -S python3 -B
"""netcup, NearlyFreeSpeech.NET, Beget and BlazingFast, each with its
stand-in."""

from common import NEW, NEW6, OLD, OLD6, OTHER, expect_asked
from harness import (cases, expect, expect_equal, expect_status, expect_words,
    main, secret, test)
from rest_world import HOME, KINDS, Kind, SECRET, WWW, World, ZONE
from services.beget import Beget
from services.blazingfast import BlazingFast
from services.netcup import NetCup
from services.nfsn import NFSN
from zone_cases import SUB, only, register

KEY = secret("TESTEXAMPLE-key-0123456789")
USER = "testuser"


def kind(vendor, *args):
    """A maker of the stand-in with one zone."""
    def make(server):
        made = vendor(*args)
        made.add_zone(ZONE)
        return made
    return make


FOUR = dict(
    netcup=Kind(kind(NetCup, "12345", KEY, SECRET), "",
        "NETCUP_API_PASSWORD", NETCUP_CUSTOMER_NUMBER="12345",
        NETCUP_API_KEY=KEY),
    nfsn=Kind(kind(NFSN, USER, SECRET), "", "NEARLYFREESPEECH_API_KEY",
        NEARLYFREESPEECH_LOGIN=USER),
    beget=Kind(kind(Beget, USER, SECRET), "/api", "BEGET_PASSWORD",
        BEGET_USERNAME=USER),
    blazingfast=Kind(kind(BlazingFast, USER, SECRET), "/api",
        "BLAZINGFAST_PASSWORD", BLAZINGFAST_USERNAME=USER))
KINDS.update(FOUR)
# The domains of netcup are no zones of each other, and have no TTLs; the key
# of nfsn never goes over the line.
register(["netcup"], but=("sub_zone", "ttl_given"))
register(["nfsn"], but=("no_secret_in_the_most_talkative_output",))
register(["beget", "blazingfast"])


@cases(netcup=("netcup", 2), nfsn=("nfsn", 3), beget=("beget", 4),
    blazingfast=("blazingfast", 3))
def names_share_reads(id, wanted):
    """Logins and lists are asked for once; Beget lists each name."""
    with World(id, ("A", NEW)) as world:
        world.put(WWW, "A", NEW)
        world.put(ZONE, "A", NEW)
        expect_status(world.run(HOME, WWW, ZONE), 0)
        expect_asked(world.server, wanted)


@cases(netcup=("netcup", ["updateDnsRecords"]), beget=("beget",
    ["changeRecords"]))
def both_families_in_one_write(id, wanted):
    with World(id, ("A", OLD), ("AAAA", OLD6)) as world:
        expect_status(world.run(HOME, both=True), 0)
        expect_equal(len(world.writes), 1, "writes")
        expect(wanted[0] in repr(world.writes[0]), "another write")


@cases(nfsn="nfsn", blazingfast="blazingfast")
def key_that_may_only_read(id):
    with World(id) as world:
        world.vendor.may_write = False
        done = world.run(HOME)
        expect_status(done, 77)
        expect_words(done.err, "permission")


@test
def netcup_writes_all_names_at_once():
    with World("netcup", ("A", OLD), ("AAAA", OLD6)) as world:
        world.put(WWW, "A", OLD, OTHER)
        expect_status(world.run(HOME, WWW, "--replace", both=True), 0)
        expect_equal(len(world.writes), 2, "the new ones, then the old ones")
        expect_equal(world.vendor.values(WWW, "A"), [NEW], "www")
        expect_equal(world.vendor.values(WWW, "AAAA"), [NEW6], "www")


@test
def netcup_one_bad_name_blocks_no_other():
    with World("netcup") as world:
        world.put(WWW, "A", OLD)
        conflict = world.vendor.conflict
        world.vendor.conflict = lambda zone, host, *more: "CNAME" \
                if host == "www" else conflict(zone, host, *more)
        expect_status(world.run(HOME, WWW), 65)
        expect_equal((world.vendor.values(HOME), world.vendor.values(WWW)),
                ([NEW], [OLD]), "values")


@test
def netcup_causes_no_errors():
    """Too many of them lock the user out."""
    with World("netcup") as world:
        expect_status(world.run(HOME, "a.b.c." + ZONE), 0)
        expect_equal(world.vendor._errors, [], "errors")


@test
def netcup_keeps_the_priority():
    with World("netcup", ("TXT", "x")) as world:
        world.vendor.put(HOME, "A", OLD, priority="5")
        only(world, world.run(HOME), NEW)
        expect_equal(world.vendor.find(HOME)[0]["priority"], "5", "priority")


@test
def netcup_session_that_is_not_taken():
    """As it happens there: another one does."""
    with World("netcup") as world:
        world.vendor._spoilt = 1
        only(world, world.run(HOME), NEW)
        expect_equal(len(world.vendor._logins), 2, "logins")
        world.vendor._spoilt = 9
        expect_status(world.run(HOME, ip=OTHER), 75)


@test
def netcup_old_records_stay():
    with World("netcup", ("A", OLD, OTHER)) as world:
        world.vendor._keeps = True
        done = world.run(HOME, "--replace")
        expect_status(done, 65)
        expect_words(done.err, "the new address stands")
        expect_equal(len(world.vendor.values(HOME)), 2, "values")


@test
def nfsn_key_goes_nowhere():
    with World("nfsn") as world:
        only(world, world.run(HOME, "-vv", "--explain"), NEW)
        expect_equal(world.server.seen(SECRET), [], "the key was sent")


@test
def nfsn_clock_is_wrong():
    with World("nfsn") as world:
        world.vendor._skew = 60
        done = world.run(HOME)
        expect_status(done, 77)
        expect_words(done.err, "clock")


@test
def nfsn_leaves_system_records():
    with World("nfsn", ("TXT",)) as world:
        world.vendor.put(HOME, "A", OLD, scope="system")
        expect_status(world.run(HOME), 65)
        expect_equal(world.writes, [], "writes")


@test
def nfsn_old_address_stays():
    """It says success, but one that was to go is there."""
    with World("nfsn", ("A", OLD, OTHER)) as world:
        world.vendor._keeps = True
        done = world.run(HOME, "--replace")
        expect_status(done, 76)
        expect_words(done.err, "--replace")


@test
def beget_loses_no_record():
    with World("beget", ("A", OLD), ("AAAA", OLD6), ("TXT", "x", "y")) \
            as world:
        held = world.vendor.held[HOME]
        held["MX"] = [{"ttl": 300, "exchange": "mx.", "preference": 10}]
        held["SRV"] = [{"ttl": 300, "target": "x.", "port": 1}]
        held["CAA"] = [{"ttl": 300, "value": "x", "tag": "issue",
                "flags": 0}]
        wanted = dict(held, A=[{"ttl": 3600, "address": NEW}])
        only(world, world.run(HOME), NEW)
        expect_equal(world.vendor.held[HOME], wanted, "records")


@test
def beget_refuses_what_it_may_lose():
    with World("beget", ("A", OLD), ("HTTPS", "1 .")) as world:
        before = world.snapshot()
        done = world.run(HOME)
        expect_status(done, 65)
        expect_words(done.err, "HTTPS")
        expect_equal((world.writes, world.snapshot()), ([], before), "all")


@test
def beget_name_is_not_in_the_panel():
    with World("beget") as world:
        world.vendor._known = [ZONE]
        done = world.run(HOME)
        expect_status(done, 68)
        expect_words(done.err, "subdomain")
        expect_equal(world.writes, [], "writes")


@test
def beget_record_that_came_meanwhile():
    """Between the first look and the write."""
    with World("beget") as world:
        get, seen = world.vendor._getData, []
        def get_data(input):
            if seen:
                world.vendor.held[HOME]["TXT"] = [{"ttl": 300, "txtdata": "z"}]
            seen.append(input)
            return get(input)
        world.vendor._getData = get_data
        only(world, world.run(HOME), NEW)
        expect_equal(world.vendor.values(HOME, "TXT"), ["z"], "TXT")


@cases(relative=("relative",), keyed=("keyed",), both=("relative", "keyed"))
def blazingfast_ways_to_list(*ways):
    with World("blazingfast", ("A", OLD)) as world:
        world.put(ZONE, "A", OTHER)
        for way in ways:
            setattr(world.vendor, way, True)
        for name in (HOME, ZONE, "new." + ZONE):
            only(world, world.run(name), NEW, name=name)


@test
def blazingfast_logs_in_once():
    with World("blazingfast", ("A", OLD), ("AAAA", OLD6)) as world:
        world.put(WWW, "A", OLD)
        world.vendor.add_zone(SUB)
        expect_status(world.run(HOME, WWW, "a." + SUB, both=True), 0)
        expect_equal(world.vendor._logins, 1, "logins")


@test
def blazingfast_keeps_the_priority():
    with World("blazingfast", ("TXT", "x")) as world:
        world.vendor.put(HOME, "A", OLD, priority=5)
        only(world, world.run(HOME), NEW)
        record = world.vendor.find(HOME)[0]
        expect_equal((record["priority"], record["ttl"]), (5, 3600),
                "record")


main()
