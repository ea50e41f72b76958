#!/usr/bin/env -S python3 -B
"""The tencentcloud provider against the stand-in, which verifies every
signature and resets what a change does not send."""

import state_cases
from common import NEW, OLD, OLD6, OTHER, at_once, expect_asked, statuses
from harness import (cases, expect_equal, expect_status, expect_words, main,
    run, test)
from rest_world import HOME, WWW, ZONE
from tencentcloud_world import ENV, World
from zone_cases import DEEP, SUB, only

state_cases.register("tencentcloud", {name: {"Response": dict(answer,
    RequestId="y")} for name, answer in dict(other={"RecordId": 999}, none={},
    null={"RecordId": None}, empty={"RecordId": ""},
    list={"RecordId": [556507778]}).items()})


@test
def changed():
    with World() as world:
        done = world.run(HOME, "--json")
        only(world, done, NEW)
        expect_equal(world.written, ["ModifyRecord"], "writes")
        expect_equal(done.json()["records"][0]["id"],
                str(world.home["RecordId"]), "id")


@test
def change_keeps_all_else():
    with World(("TXT",)) as world:
        world.put(HOME, "A", OLD, ttl=1200, weight=20, remark="at home")
        before = dict(world.home, Value=NEW)
        only(world, world.run(HOME), NEW)
        expect_equal(world.home, before, "record")


@test
def created():
    with World(("TXT", "x")) as world:
        only(world, world.run(HOME), NEW)
        expect_equal(world.written, ["CreateRecord"], "writes")
        expect_equal((world.home["TTL"], world.home["Line"]), (600, "默认"),
                "record")


@test
def zone_is_found_longest_first():
    with World() as world:
        world.vendor.add_zone(SUB)
        only(world, world.run(DEEP), NEW, name=DEEP)
        expect_equal(world.vendor.values(HOME), [OLD], "home")
        expect_equal([given["Domain"] for action, given in world.asked],
                [DEEP, SUB, SUB], "zones asked for")


@test
def both_families_share_the_list():
    with World(("A", OLD), ("AAAA", OLD6)) as world:
        expect_status(world.run(HOME, both=True), 0)
        expect_asked(world.server, 4)


@cases(neither=(OTHER, OLD), first=(NEW, OTHER), last=(OTHER, NEW))
def replaced_without_a_needless_change(*held):
    with World(("A", *held)) as world:
        only(world, world.run(HOME, "--replace"), NEW)
        expect_equal(world.written[-1], "DeleteRecord", "the last write")


@cases(ours=((), NEW, OTHER), chosen=(("--set", "line=电信"), OLD, NEW))
def one_line_is_changed(args, default, other):
    with World() as world:
        world.put(HOME, "A", OTHER, line="电信")
        expect_status(world.run(HOME, *args), 0)
        expect_equal({record["Line"]: record["Value"]
                for record in world.vendor.records}, {"默认": default,
                "电信": other}, "records")


@test
def line_of_each_name():
    with World() as world:
        world.put(WWW, "A", OLD)
        for name in (HOME, WWW):
            world.put(name, "A", OTHER, line="电信")
        expect_status(world.run(config="[default]\nzone = %s\n[%s]\n"
                "[%s]\nline = 电信\n" % (ZONE, HOME, WWW)), 0)
        expect_equal(sorted((record["Name"], record["Line"])
                for record in world.vendor.records
                if record["Value"] == NEW), [("home", "默认"),
                ("www", "电信")], "changed")
        expect_asked(world.server, 3)


@test
def provider_is_the_one_with_credentials():
    with World() as world:
        only(world, run(at_once("--api-url", world.server.url(), "-i", NEW,
                HOME), ENV), NEW)


@test
def line_is_unknown():
    with World() as world:
        done = world.run(HOME, "--set", "line=telecom")
        expect_status(done, 78)
        expect_words(done.err, "line", "RecordLineInvalid")


@test
def line_is_no_text():
    with World() as world:
        done = world.run(HOME, config="[default]\nline = \udcff\n"
                .encode("utf-8", "surrogateescape"))
        expect_status(done, 78)
        expect_asked(world.server, 0)


@cases(changed=("A", OLD), created=("TXT",))
def international_site(*held):
    with World(held, site="international") as world:
        only(world, world.run(HOME, "--set", "site=international"), NEW)
        expect_equal((world.home["Line"], world.asked[-1][1]["RecordLine"]),
                ("Default", "Default"), "line")


@test
def site_is_none():
    with World() as world:
        done = world.run(HOME, "--set", "site=abroad")
        expect_status(done, 64)
        expect_words(done.err, "china|international")


@test
def list_is_late():
    """A list may lack the record that was made half a minute ago."""
    with World(("A", NEW)) as world:
        world.server.misbehave("status", when=lambda request:
                not world.is_write(request), status=200, body={"Response": {
                "Error": {"Code": "ResourceNotFound.NoDataOfRecord",
                "Message": "x"}, "RequestId": "y"}})
        expect_status(world.run(HOME, "-z", ZONE), 0)
        only(world, world.run(HOME, "-z", ZONE), NEW)


@test
def quota():
    with World() as world:
        world.vendor.roll = 0
        done = world.run(HOME, "--json", both=True)
        expect_status(done, 65)
        expect_equal(statuses(done.json()), [(HOME, "A", "updated"),
                (HOME, "AAAA", "failed")], "statuses")


@test
def pages_are_all_read():
    """The server sends fewer than it was asked for."""
    with World(("TXT",)) as world:
        for n in range(7):
            world.put("n%d.%s" % (n, ZONE), "A", OLD)
        world.put(HOME, "A", OLD)
        world.put(WWW, "A", NEW)
        world.vendor.page = 3
        done = world.run(HOME, WWW, "-z", ZONE)
        only(world, done, NEW)
        expect_equal([given["Offset"] for action, given in world.asked
                if action == "DescribeRecordList"], [0, 3, 6], "offsets")
        expect_equal(world.written, ["ModifyRecord"], "writes")


main()
