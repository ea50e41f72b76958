#!/usr/bin/env -S python3 -B
"""What is said is so: a write goes out once, an answer about something else
is no success, and one bad name holds up no other."""

import base64
import json

from cloudflare_world import HOME, TOKEN, World
from common import NEW, OLD, statuses
from harness import (cases, expect, expect_equal, expect_status,
    expect_words, main, test)
from provider_faults import is_write, refusal, success

NAMES = ["%s.example.com" % label for label in ("a", "b", "c")]
ANSWERS = ("lose", "close", "cut")


def went_out_once(kind, patience, *names):
    """The answer of the first write does not come; what comes next is
    answered, so that a second one would be seen to do harm."""
    with World() as world:
        world.server.misbehave(kind, times=1, when=is_write)
        done = world.patient(*names) if patience else world.run(*names)
        expect_status(done, 75)
        expect_equal(len(world.writes), 1, "writes")
        write = world.writes[0]
        expect_equal(write.connection, world.server.requests[0].connection,
                "the connection of the write")
        world.server.forget()
        expect_status(world.run(*names), 0)
        expect_equal(len(world.writes), 0 if kind == "lose" else 1,
                "writes of the next run")
        for name in names:
            expect_equal(world.vendor.values(name), [NEW], name)
        return write.method


@cases(**{kind: kind for kind in ANSWERS})
def creation_goes_out_once(kind):
    expect_equal(went_out_once(kind, False, "new.example.com"), "POST",
            "method")


@cases(lose="lose", close="close")
def batch_goes_out_once(kind):
    expect_equal(went_out_once(kind, False, HOME, *NAMES), "POST", "method")


@test
def patience_does_not_write_twice():
    """--retry-for is for what is sure not to have been done."""
    went_out_once("lose", True, "new.example.com")


@cases(ttl=({"ttl": 120}, "-t", "300"), automatic=({"ttl": 1}, "-t", "300"),
    proxied=({"proxied": True, "ttl": 1}, "--set", "proxied=no"),
    not_proxied=({"proxied": False}, "--set", "proxied=yes"),
    name=({"name": "other.example.com"},), type=({"type": "AAAA"},),
    value=({"content": OLD},))
def answer_that_tells_of_something_else(saved, *args):
    with World() as world:
        record = dict(world.vendor.find(HOME)[0], content=NEW)
        if args[:1] == ("-t",):
            record["ttl"] = 300
        if args[1:] == ("proxied=yes",):
            record.update(proxied=True, ttl=1)
        world.server.misbehave("status", times=1, when=is_write,
                status=200, body=success(dict(record, **saved)))
        world.server.misbehave("status", when=is_write, status=200,
                body=success(record))
        expect_status(world.run(HOME, *args), 76)
        expect_status(world.run(HOME, *args), 0)


@cases(as_it_is=(), asked=("--set", "proxied=yes"))
def ttl_of_a_proxied_record_is_the_vendors(*more):
    with World() as world:
        world.vendor.records.clear()
        world.add("A", HOME, NEW, ttl=1, proxied=True)
        for _ in range(2):
            done = world.run(HOME, "-t", "300", "--json", *more)
            expect_status(done, 0)
            expect_equal(statuses(done.json()), [(HOME, "A", "unchanged")],
                    "statuses")
        expect_equal(world.writes, [], "writes")


def refuse_one(world, name, code, message):
    """Whatever is to write that name, alone or among others, is refused."""
    bad = {record["id"] for record in world.vendor.find(name)} | {name}

    def names_it(request):
        text = request.target + request.body.decode()
        return is_write(request) and any(mark in text for mark in bad)
    world.server.misbehave("status", when=names_it, status=400,
            body=refusal(code, message))


@test
def one_name_of_a_batch_is_an_alias():
    message = "An A, AAAA, or CNAME record with that host already exists."
    good = [NAMES[0], NAMES[2]]
    with World(*[("A", name, OLD) for name in NAMES]) as world:
        refuse_one(world, NAMES[1], 81053, message)
        done = world.run(*NAMES, "--json")
        report = done.json()
        expect_equal(report["result"], "partial", "result")
        expect(done.status not in (0, 1), "status %d" % done.status)
        expect_equal(statuses(report), [(NAMES[0], "A", "updated"),
                (NAMES[1], "A", "failed"), (NAMES[2], "A", "updated")],
                "statuses")
        expect_words(json.dumps(report["records"]), message)
        for name in good:
            expect_equal(world.vendor.values(name), [NEW], name)
        expect_equal(world.vendor.values(NAMES[1]), [OLD], NAMES[1])


ECHOES = dict(alone="", bearer="Bearer ", user="user:", two="ab")
CODES = dict(base64=(base64.b64encode, 4 / 3),
    base64url=(base64.urlsafe_b64encode, 4 / 3),
    hex=(lambda data: data.hex().encode(), 2),
    upper_hex=(lambda data: data.hex().upper().encode(), 2))


@cases(**{"%s_%s" % (echo, code): (ECHOES[echo], *CODES[code])
    for echo in ECHOES for code in CODES})
def echoed_secret(prefix, encode, growth):
    """No twelve letters of the secret's code stand anywhere; at its edges one
    or two may, which it shares with its neighbours."""
    text = encode((prefix + TOKEN).encode()).decode()
    secret = text[int(len(prefix) * growth) + 2:].rstrip("=")
    with World() as world:
        world.server.misbehave("status", status=400, body=refusal(6003,
                "bad header: " + text))
        for args in (("-vv",), ("--json",), ("-e", "-vv")):
            done = world.run(HOME, *args)
            said = done.out + done.err
            expect_status(done, 77)
            expect_words(said, "bad header")
            for at in range(len(secret) - 11):
                expect(secret[at:at + 12] not in said, "%s shows %r"
                        % (args, secret[at:at + 12]))


@test
def words_around_a_secret_are_shown():
    with World() as world:
        world.server.misbehave("status", status=400, body=refusal(6003,
                "the value %s was not taken" % base64.b64encode(
                b"Bearer " + TOKEN.encode()).decode()))
        expect_words(world.run(HOME).err, "the value", "was not taken")


main()
