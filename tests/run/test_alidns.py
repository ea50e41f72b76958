#!/usr/bin/env -S python3 -B
"""The alidns provider against the stand-in, which verifies every signature."""

import state_cases
from alidns_world import World
from common import NEW, OLD, OTHER
from harness import cases, expect_equal, expect_status, main, test
from rest_world import HOME
from zone_cases import only

state_cases.register("alidns", {name: dict(answer, RequestId="y")
    for name, answer in dict(other={"RecordId": "999"},
    longer={"RecordId": "12345678900"}, none={}, null={"RecordId": None},
    number={"RecordId": 7}, empty={"RecordId": ""},
    list={"RecordId": ["1234567891"]}).items()})


@cases(changed=("A", "UpdateDomainRecord"), created=("TXT",
    "AddDomainRecord"))
def one_write(type, wanted):
    with World((type, OLD)) as world:
        only(world, world.run(HOME), NEW)
        expect_equal(world.written, [wanted], "writes")


@test
def update_keeps_ttl_and_line():
    with World(("TXT",)) as world:
        world.put(HOME, "A", OLD, ttl=1200)
        only(world, world.run(HOME), NEW)
        record = world.vendor.find(HOME)[0]
        expect_equal((record["TTL"], record["Line"]), (1200, "default"),
                "record")


@cases(ours=((), NEW, OTHER), chosen=(("--set", "line=telecom"), OLD, NEW))
def one_line_is_changed(args, default, telecom):
    with World() as world:
        world.put(HOME, "A", OTHER, line="telecom")
        expect_status(world.run(HOME, *args), 0)
        expect_equal({record["Line"]: record["Value"]
                for record in world.vendor.records}, {"default": default,
                "telecom": telecom}, "records")


@test
def locked_record():
    with World(("TXT",)) as world:
        world.put(HOME, "A", OLD, locked=True)
        done = world.run(HOME)
        expect_status(done, 65, 77)
        expect_equal(world.vendor.values(HOME), [OLD], "record")


@test
def duplicate_is_success():
    """Somebody else set the value between our reading and writing."""
    with World() as world:
        world.server.misbehave("status", when=world.is_write, status=400,
                body={"Code": "DomainRecordDuplicate", "Message": "The DNS "
                "record already exists.", "RequestId": "x"})
        expect_status(world.run(HOME), 0)


@test
def hundred_records_of_a_name_are_all_read():
    """More values than one page holds."""
    with World(("A", *["192.0.2.%d" % (n + 1) for n in range(120)])) as world:
        expect_status(world.run(HOME), 65)
        expect_equal(world.writes, [], "writes")


main()
