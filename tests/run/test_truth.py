#!/usr/bin/env -S python3 -B
"""What is said is so: a write goes out once, an answer about something else
is no success, one bad name holds up no other, and no list goes on for ever."""

import base64
import json
import os
import sys

import harness
from cloudflare_world import ENV, HOME, TOKEN, World
from common import NEW, OLD, at_once, good_server, statuses
from harness import (Job, cases, expect, expect_equal, expect_status,
    expect_words, main, test)
from message import Response
from standin import Service

NAMES = ["%s.example.com" % label for label in ("a", "b", "c")]
ANSWERS = ("lose", "close", "cut")
MEMORY = 64 << 20


def is_write(request):
    return request.method != "GET"


def success(result):
    return {"success": True, "errors": [], "messages": [], "result": result}


def refusal(code, message):
    return {"success": False, "errors": [{"code": code, "message": message}],
        "messages": [], "result": None}


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
def change_goes_out_once(kind):
    expect_equal(went_out_once(kind, False, HOME), "PATCH", "method")


@cases(**{kind: kind for kind in ANSWERS})
def creation_goes_out_once(kind):
    expect_equal(went_out_once(kind, False, "new.example.com"), "POST",
            "method")


@cases(lose="lose", close="close")
def batch_goes_out_once(kind):
    expect_equal(went_out_once(kind, False, HOME, *NAMES), "POST", "method")


@cases(change=HOME, creation="new.example.com")
def patience_does_not_write_twice(name):
    """--retry-for is for what is sure not to have been done."""
    went_out_once("lose", True, name)


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


@cases(alias=(81053, "An A, AAAA, or CNAME record with that host already "
    "exists."), content=(9005, "Content for A record is invalid."))
def one_refused_name_of_a_batch(code, message):
    good = [NAMES[0], NAMES[2]]
    with World(*[("A", name, OLD) for name in NAMES]) as world:
        refuse_one(world, NAMES[1], code, message)
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


class Endless(Service):
    """A list that claims to have pages without end, all of them full: of
    other names, or of other zones."""

    def __init__(self, what):
        self.what = what
        filler = [{"id": "%032x" % n, "name": "h%d.example.net" % n,
                "type": "A", "content": OLD, "ttl": 1, "proxied": False,
                "status": "active", "comment": "x" * 5000}
                for n in range(100)]
        self.page = self._body(filler)
        self.zones = self._body([{"id": "f" * 32, "name": "example.com",
                "status": "active"}], 1)

    def _body(self, result, pages=1 << 31):
        return json.dumps(dict(success(result), result_info={"page": 1,
                "per_page": 100, "count": 100, "total_count": pages * 100,
                "total_pages": pages}))

    def handle(self, request):
        about = "records" if "dns_records" in request.path else "zones"
        return Response(200, self.page if about == self.what
                else self.zones, "application/json")


def peak(job):
    """The memory that the job had at most; waits for its end."""
    _, status, used = os.wait4(job.process.pid, 0)
    job.process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


@cases(records="records", zones="zones")
def pages_without_end(what):
    with good_server() as server:
        server.mount("/client/v4/", Endless(what))
        job = Job(at_once("-p", "cloudflare", "--api-url",
                server.url("/client/v4"), "-i", NEW, HOME, "--json",
                timeout=15), ENV)
        memory = peak(job)
        done = job.finish()
        expect_status(done, 76)
        expect(done.elapsed < 8, "took %.1f s" % done.elapsed)
        # A sanitizer's own memory says nothing about the program's.
        expect(memory < MEMORY or "sanitize" in harness.PROGRAM,
                "%d MiB of memory" % (memory >> 20))



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
