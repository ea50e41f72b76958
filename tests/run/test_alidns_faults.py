#!/usr/bin/env -S python3 -B
"""The alidns provider: credentials, permissions, clocks and hostile replies."""

import os

import fault_cases
import temporary
from alidns_world import ENV, ID, TOKEN, World
from common import NEW, OLD, at_once, expect_asked
from harness import (cases, expect, expect_equal, expect_status, expect_words,
    main, run, secret, test, write)
from rest_world import HOME, SECRET
from zone_cases import only

fault_cases.hostile_reads(World)
fault_cases.hostile_writes(World)
fault_cases.wrong_certificates("alidns", ENV)


@test
def session_token():
    with World(token=TOKEN) as world:
        only(world, world.run(HOME, env=dict(ENV,
                ALIBABA_CLOUD_SECURITY_TOKEN=TOKEN)), NEW)


@test
def session_token_missing():
    with World(token=TOKEN) as world:
        expect_status(world.run(HOME), 77)
        expect_equal(world.vendor.values(HOME), [OLD], "record")


@cases(terraform=("ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY"),
    acme=("Ali_Key", "Ali_Secret"))
def environment_names(id, key):
    with World() as world:
        only(world, world.run(HOME, env={id: ID, key: SECRET}), NEW)


@test
def key_id_by_set():
    with World() as world:
        only(world, world.run(HOME, "--set", "key-id=" + ID, env={
                "ALIBABA_CLOUD_ACCESS_KEY_SECRET": SECRET}), NEW)


def put(name, text):
    """A directory with that file in it."""
    directory = temporary.directory("credentials")
    os.chmod(directory, 0o700)
    write(directory, name, text + "\n", 0o400)
    return directory


@cases(vendor="ALIBABA_CLOUD_ACCESS_KEY_ID", acme="Ali_Key")
def key_id_by_mounted_file(variable):
    """It is no secret, but comes with one, and as that does."""
    with World() as world:
        only(world, world.run(HOME, env={
                variable + "_FILE": put("id", ID) + "/id",
                "ALIBABA_CLOUD_ACCESS_KEY_SECRET_FILE":
                put("secret", SECRET) + "/secret"}), NEW)


@test
def both_by_the_credentials_directory():
    directory = put("key-id", ID)
    write(directory, "key-secret", SECRET + "\n", 0o400)
    with World() as world:
        only(world, world.run(HOME, env={"CREDENTIALS_DIRECTORY":
                directory}), NEW)


@test
def key_id_by_the_credentials_directory():
    with World() as world:
        only(world, world.run(HOME, env={"CREDENTIALS_DIRECTORY":
                put("key-id", ID), "ALIBABA_CLOUD_ACCESS_KEY_SECRET":
                SECRET}), NEW)


@test
def half_of_the_credentials():
    with World() as world:
        done = world.run(HOME, env={"ALIBABA_CLOUD_ACCESS_KEY_ID": ID})
        expect_status(done, 66, 78)
        expect_words(done.err, "ALIBABA_CLOUD_ACCESS_KEY_SECRET|"
                "key-secret")
        expect_asked(world.server, 0)


WRONG = secret("FakeAndWrongSecretNotReal0000000")


@cases(secret={"ALIBABA_CLOUD_ACCESS_KEY_ID": ID,
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": WRONG},
    id={"ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAI5tSomebodyElse",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": SECRET})
def credentials_refused(env):
    with World() as world:
        done = world.run(HOME, "-vv", env=env)
        expect_status(done, 77)
        expect_equal(world.vendor.values(HOME), [OLD], "record")
        expect_asked(world.server, 2, most=True)


@cases(read=("DescribeSubDomainRecords", "DescribeDomainRecords",
    "DescribeDomainInfo"), write=("UpdateDomainRecord",))
def permission_missing(*actions):
    with World() as world:
        world.vendor.forbidden = set(actions)
        done = world.run(HOME)
        expect_status(done, 77)
        expect_words(done.err, "permission|policy|grant|may not|allow")
        expect_equal(world.vendor.values(HOME), [OLD], "record")


@cases(ahead=3600, behind=-3600)
def clock_is_wrong(skew):
    with World() as world:
        world.vendor.skew = skew
        done = world.run(HOME)
        expect(done.status in (75, 77, 78), "status %d" % done.status)
        expect_words(done.err, "clock|time")
        expect_asked(world.server, 2, most=True)


@test
def nonce_used_is_tried_again():
    with World() as world:
        world.server.misbehave("status", times=1, status=400, body={
                "Code": "SignatureNonceUsed", "Message": "x"})
        done = run(["--ca-file", at_once()[1], "--allow-special", "-p",
                "alidns", "--api-url", world.server.url(), "-i", NEW, HOME],
                ENV)
        expect_status(done, 0, 75)


@test
def throttled():
    with World() as world:
        world.server.misbehave("status", status=400, body={"Code":
                "Throttling.User", "Message": "Request was denied."})
        expect_status(world.run(HOME), 75)
        expect_equal(world.vendor.values(HOME), [OLD], "record")


@test
def error_with_status_200():
    with World() as world:
        world.server.misbehave("status", when=world.is_write, status=200,
                body={"Code": "InternalError", "Message": "x",
                "RequestId": "y"})
        expect_status(world.run(HOME), 75, 76)


main()
