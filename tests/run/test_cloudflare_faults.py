#!/usr/bin/env -S python3 -B
"""The cloudflare provider and replies that are wrong, late or lost."""

import fault_cases
from cloudflare_world import ENV, HOME, World, only
from common import (HOSTILE, NEW, OTHER, at_once, expect_asked,
    expect_failed)
from harness import (cases, expect, expect_equal, expect_status, expect_words,
    main, run, test)

fault_cases.hostile_reads(World)
fault_cases.hostile_writes(World)
fault_cases.wrong_certificates("cloudflare", ENV, "/client/v4")


@cases(**HOSTILE)
def hostile_list(kind, details, wanted):
    """The zone is found; the list of records is not what it should be."""
    with World() as world:
        world.server.misbehave(kind, when=lambda request:
                request.path.endswith("dns_records"), **details)
        done = world.run(HOME, "--json", timeout=1)
        expect_failed(done, wanted)
        expect_equal(world.writes, [], "writes")
        expect_equal(done.json()["result"], "failed", "result")


@test
def success_false_with_status_200():
    with World() as world:
        world.server.misbehave("status", status=200, body={"success":
                False, "errors": [{"code": 10000, "message": "x"}],
                "messages": [], "result": None})
        expect_status(world.run(HOME), 76, 77)
        expect_equal(world.writes, [], "writes")


@test
def null_result():
    with World() as world:
        world.server.misbehave("status", status=200, body={"success":
                True, "errors": [], "messages": [], "result": None})
        expect_status(world.run(HOME), 76)
        expect_equal(world.writes, [], "writes")


@test
def value_not_taken():
    """200, but the record in the answer holds another value."""
    with World() as world:
        id = world.vendor.find(HOME)[0]["id"]
        record = dict(world.vendor.records[id], content=OTHER)
        world.server.misbehave("status", when=World.is_write, status=200,
                body={"success": True, "errors": [], "messages": [],
                "result": record})
        expect_status(world.run(HOME), 76)


@test
def record_gone_before_the_write():
    with World() as world:
        world.server.misbehave("status", when=World.is_write, status=404,
                body={"success": False, "errors": [{"code": 81044,
                "message": "Record does not exist."}], "messages": [],
                "result": None})
        expect_status(world.run(HOME), 68, 75, 76)


@test
def lost_answer_of_a_write():
    with World() as world:
        world.server.misbehave("lose", times=1, when=World.is_write)
        done = world.run(HOME)
        expect_status(done, 0, 75)
        expect_equal(world.vendor.values(HOME), [NEW], "record")
        only(world, world.run(HOME), NEW)


@test
def reads_are_tried_again():
    with World() as world:
        world.server.misbehave("status", times=1, status=503)
        only(world, world.patient(HOME), NEW)


@test
def retry_after_is_waited_for():
    with World() as world:
        world.server.misbehave("status", times=1, status=429,
                headers=[("Retry-After", "1")])
        done = world.patient(HOME)
        only(world, done, NEW)
        first, second = world.server.requests[:2]
        expect(second.time - first.time >= 0.9, "asked again after %.2f s"
                % (second.time - first.time))


@test
def retry_after_beyond_the_patience():
    with World() as world:
        world.server.misbehave("status", status=429,
                headers=[("Retry-After", "900")])
        done = world.patient(HOME)
        expect_status(done, 75)
        expect_words(done.err, "900|15 min|later|rate|limit")
        expect(done.elapsed < 4, "waited %.1f s" % done.elapsed)
        expect_asked(world.server, 1)


@test
def nothing_listens():
    with World() as world:
        url = world.server.url("/client/v4")
    done = run(at_once("-p", "cloudflare", "--api-url", url, "-i", NEW,
            HOME), ENV)
    expect_status(done, 75)


main()
