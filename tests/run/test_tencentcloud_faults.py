#!/usr/bin/env -S python3 -B
"""The tencentcloud provider: credentials, permissions, clocks and hostile
replies."""

import fault_cases
from common import NEW, OLD, expect_asked
from harness import (cases, expect_equal, expect_status, expect_words, main,
    secret, test)
from rest_world import HOME, SECRET, WWW
from tencentcloud_world import ENV, ID, TOKEN, World
from zone_cases import only

fault_cases.hostile_reads(World)
fault_cases.hostile_writes(World)
fault_cases.wrong_certificates("tencentcloud", ENV)


@test
def session_token():
    with World(token=TOKEN) as world:
        only(world, world.run(HOME, env=dict(ENV,
                TENCENTCLOUD_SESSION_TOKEN=TOKEN)), NEW)
        expect_equal({place for _, place in world.server.seen(TOKEN)},
                {"header x-tc-token"}, "where the token came by")


@cases(missing={}, wrong={"TENCENTCLOUD_SESSION_TOKEN":
    secret("FakeAndWrongTokenNotReal0000000==")})
def session_token_refused(env):
    with World(token=TOKEN) as world:
        done = world.run(HOME, env=dict(ENV, **env))
        expect_status(done, 77)
        expect_words(done.err, "session-token")
        expect_asked(world.server, 1)


@test
def secret_is_never_sent():
    with World() as world:
        only(world, world.run(HOME, "-vv"), NEW)
        expect_equal(world.server.seen(SECRET), [], "where the key came by")


@test
def acme_environment_names():
    with World() as world:
        only(world, world.run(HOME, env={"Tencent_SecretId": ID,
                "Tencent_SecretKey": SECRET}), NEW)


@test
def id_by_set():
    with World() as world:
        only(world, world.run(HOME, "--set", "secret-id=" + ID, env={
                "TENCENTCLOUD_SECRET_KEY": SECRET}), NEW)


@test
def half_of_the_credentials():
    with World() as world:
        done = world.run(HOME, env={"TENCENTCLOUD_SECRET_ID": ID})
        expect_status(done, 66, 78)
        expect_words(done.err, "TENCENTCLOUD_SECRET_KEY|secret-key")
        expect_asked(world.server, 0)


WRONG = secret("FakeAndWrongSecretNotReal0000000")


@cases(key=(dict(ENV, TENCENTCLOUD_SECRET_KEY=WRONG), "SignatureFailure"),
    id=(dict(ENV, TENCENTCLOUD_SECRET_ID="AKIDSomebodyElse"),
    "SecretIdNotFound"))
def credentials_refused(env, code):
    with World() as world:
        done = world.run(HOME, WWW, "--json", env=env)
        expect_status(done, 77)
        expect_asked(world.server, 1)
        error = done.json()["records"][0]["error"]
        expect_equal((error["code"], error["exit"],
                error["provider_code"]), ("NOPERM", 77,
                "AuthFailure." + code), "error")
        expect_words(error["hint"], "secret-key", "site", code)


@cases(read=("DescribeRecordList",), write=("ModifyRecord",))
def permission_missing(action):
    with World() as world:
        world.vendor.forbidden = {action}
        done = world.run(HOME)
        expect_status(done, 77)
        expect_words(done.err, "permission", "dnspod:" + action)
        expect_equal(world.vendor.values(HOME), [OLD], "record")


@cases(ahead=310, behind=-310)
def clock_is_wrong(skew):
    with World() as world:
        world.vendor.skew = skew
        done = world.run(HOME)
        expect_status(done, 78)
        expect_words(done.err, "clock")
        expect_asked(world.server, 1)


@cases(ahead=240, behind=-240)
def clock_is_good_enough(skew):
    with World() as world:
        world.vendor.skew = skew
        only(world, world.run(HOME), NEW)


def failing(code, message="x"):
    return {"Response": {"Error": {"Code": code, "Message": message},
            "RequestId": "y"}}


@cases(limited=("RequestLimitExceeded", 75), outage=("InternalError", 75),
    free_text=("InvalidParameter.CustomMessage", 65),
    unknown=("Strange.NewCode", 76))
def write_fails(code, status):
    """HTTP says 200 all the while."""
    with World() as world:
        world.server.misbehave("status", when=world.is_write, status=200,
                body=failing(code, "what they say"))
        done = world.run(HOME, "--json")
        expect_status(done, status)
        error = done.json()["records"][0]["error"]
        expect_equal((error["provider_code"], error["http"]), (code, 200),
                "error")
        expect_words("%(message)s %(hint)s" % error, "what they say")


@test
def message_is_shown_without_control_characters():
    with World() as world:
        world.server.misbehave("status", status=200, body=failing(
                "InvalidParameter.CustomMessage", "a\x1b[31m\nb\u202ec"))
        done = world.run(HOME)
        expect_status(done, 65)
        expect_equal([sign for sign in "\x1b\u202e" if sign in done.err], [],
                "control characters")


@cases(bare={"RecordId": 556507778}, list=[], text="ok",
    inside={"Response": []})
def write_is_answered_by_nonsense(answer):
    with World() as world:
        world.server.misbehave("status", when=world.is_write, status=200,
                body=answer)
        expect_status(world.run(HOME), 76)


main()
