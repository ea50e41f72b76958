#!/usr/bin/env -S python3 -B
"""Whatever a provider does wrong, nothing is written that is not known to be
right, nothing twice, and nothing is believed that it did not say."""

import json

from cloudflare_world import HOME
from common import NEW, OLD, OLD6, OTHER
from harness import expect, expect_equal, expect_status, main
from matrix import BOMB, Case, LOCAL, World, hurried, packed, register
from message import Response
from provider_faults import (LATER, PLACES, PROXY, READS, RIGHT,
    SENSELESS, WHO, is_write, record, refusal, says, senseless, success,
    wrong)
from standin import Service

PERMISSION = "it needs Zone.Zone:Read and Zone.DNS:Edit on the zone"
ONCE = {"args": ("--retry-for", "3")}   # though there would be patience
PATIENT = {"args": ("--retry-for", "20"), "start": {"timeout": 30}}
LATE = r"did not answer within (0\.\d|1\.\d|1|2) s"
DONE = {(HOME, "A"): [NEW]}
GONE = {(HOME, "A"): []}
TOO_MUCH = "holds more than is taken in"
# A secret might hide in it in every way of writing.
ODD = "%41+\\u0041&amp;" * 200000


# It refuses.

register(
    *says("401", 77, "the credentials were refused", "check them",
        status=401, times=1, more=ONCE),
    *says("403", 77, "permission refused", PERMISSION, status=403,
        times=1, more=ONCE),
    *says("403 with a code", 77, "the token may not do this",
        "give it Zone.Zone:Read and Zone.DNS:Edit on the zone.*9109",
        refusal(9109, "Unauthorized"), 403, times=1, more=ONCE),
    *says("404", 68, "not found", "check the zone and --api-url",
        status=404, more=ONCE),
    *says("404 for the zone", 68, "there is no such zone", "check zone-id",
        refusal(7003, "Could not route"), 404),
    *says("429 with Retry-After", 75, "too many requests",
        "not again for 600 s", status=429, more=ONCE,
        headers=[("Retry-After", "600")]),
    *says("429", 75, "too many requests", "run less often", status=429),
    *[case for after in ("soon", "-5", "9" * 30, "") for case in says(
        "429 with Retry-After %s" % (after or "empty"), 75,
        "too many requests", "run less often", status=429,
        headers=[("Retry-After", after)], places=READS)],
    *says("500", 75, r"out of order \(HTTP 500\)", LATER, status=500),
    *says("503", 75, r"out of order \(HTTP 503\)", LATER, status=503),
    *says("500 though there is patience", 75, r"out of order \(HTTP 500\)",
        LATER, status=500, places=("write",), times=1, more=ONCE),
    *says("503 for ever, with patience for 1 + 2 seconds", 75,
        r"out of order \(HTTP 503\)", LATER, status=503, times=3,
        places=READS, more={"args": ("--retry-for", "4"), "limit": 8}),
    *wrong("502 with a page", 75, r"out of order \(HTTP 502\)", LATER,
        "html502"),
    *senseless("409", b"", 409),
    *senseless("206", b"", 206),
    *senseless("204", b"", 204),
)

def at_first(times, status, headers=()):
    return lambda world: world.provider.server.misbehave("status",
        times=times, status=status, headers=headers)


def expect_pause(world, done):
    first, second = world.provider.server.requests[:2]
    expect(second.time - first.time >= 0.9, "asked again after %.2f s"
        % (second.time - first.time))


SOON = [("Retry-After", "1")]

register(
    Case("provider: 503 once, and it is asked again", 0, None,
        at_first(1, 503), writes=1, records=DONE, asked=4, **ONCE),
    Case("provider: 429 once, and it is asked again when it says", 0, None,
        at_first(1, 429, SOON), writes=1, records=DONE, asked=4,
        after=expect_pause, **ONCE),
    Case("provider: 429 twice, and it is not asked a third time", 75, (WHO,
        "too many requests", "not again for 1 s"), at_first(None, 429, SOON),
        asked=2, **PATIENT),
    Case("provider: 429 with more than five seconds, and it is not asked "
        "again", 75, (WHO, "too many requests", "not again for 6 s"),
        at_first(None, 429, [("Retry-After", "6")]), asked=1, **PATIENT),
)

# It says so under the status 200.

register(
    *says("success false", 77, "the token is not valid",
        "make a new one.*1000", refusal(1000, "Invalid API Token")),
    *says("success false with an unknown code", 76,
        "the request was refused.*4711: no", "documentation",
        refusal(4711, "no")),
    *says("message with terminal escapes and percents", 76,
        r"the request was refused.*4711: a\?\[31m%n%s", "documentation",
        refusal(4711, "a\x1b[31m%n%s")),
    *says("message of 3 MB", 76,
        r"the request was refused.*\(4711: (%41\+\\u0041&amp;){6}",
        "documentation", refusal(4711, ODD),
        places=("write",)),
    *senseless("success false without a word", dict(success(None),
        success=False)),
    *senseless("success that is a text", dict(success([]), success="true")),
)

# It says nothing of what was asked.

register(
    *wrong("empty body", 76, SENSELESS, PROXY, "empty"),
    *wrong("page", 76, SENSELESS, PROXY, "html200"),
    *wrong("cut JSON", 76, SENSELESS, PROXY, "truncated_json"),
    *wrong("wrong types", 76, SENSELESS, PROXY, "wrong_types"),
    *senseless("null", "null"),
    *senseless("a number", "7"),
    *senseless("empty array", "[]"),
    *senseless("empty object", "{}"),
    *senseless("null result", success(None), places=READS),
    *says("null result", 76, "the answer lacks what was sent",
        "see the record there", success(None), places=("write",)),
    *says("200 000 levels", 76, TOO_MUCH, RIGHT, b"[" * 200000),
    *says("200 000 levels of objects", 76, TOO_MUCH, RIGHT,
        b'{"result":' * 200000),
    *senseless("50 000 levels", b"[" * 50000),
    *[case for depth in (2047, 2048, 2049) for case in senseless(
        "%d levels" % depth, b"[" * depth + b"]" * depth)],
    *senseless("the same key twice", b'{"success":false,' + json.dumps(
        success([])).encode()[1:], places=READS),
    *senseless("number that is no number", b'{"success":true,"result":'
        b'[{"ttl":1e999}]}'),
    *senseless("integer over 64 bits", b'{"success":true,"result":[{"ttl":'
        + b"9" * 400 + b"}]}"),
    *senseless("lone surrogate", b'{"success":true,"result":["\\ud800"]}'),
    *senseless("wrong UTF-8", b'{"success":true,"result":["\xc3\x28"]}'),
    *senseless("NUL in a text", b'{"success":true,"result":["\\u0000"]}'),
    *senseless("NUL behind the JSON", json.dumps(success([])).encode()
        + b"\0", places=READS),
    *senseless("two JSON texts", json.dumps(success([])) * 2, places=READS),
    *senseless("byte order mark", b"\xef\xbb\xbf" + json.dumps(
        success([])).encode(), places=READS),
)


# Too much, too slow, too little.

LIMIT = "over the limit of 4194304 bytes"
HEAD = "the header of the reply of 127.0.0.1 is too big"
CUT = "ended the connection before its reply"
UNITS = (b"[],", b"{},", b'"",', b'{"":0},')
SLOW = {"start": {"timeout": 2}, "limit": 6}

register(
    *wrong("body of 4 GB", 76, LIMIT, RIGHT, "huge"),
    *wrong("endless body", 76, LIMIT, RIGHT, "endless"),
    *wrong("endless body without a length", 76, LIMIT, RIGHT, "endless",
        chunked=False),
    *wrong("a megabyte of headers", 76, HEAD, RIGHT, "big_headers"),
    *wrong("a megabyte in one header", 76, HEAD, RIGHT, "big_headers",
        lines=1),
    *[case for unit in UNITS for case in wrong(
        "four megabytes of " + unit.decode(), 76, TOO_MUCH, RIGHT, "filled",
        places=READS, unit=unit, size=4 << 20)],
    *[case for unit in UNITS for case in wrong(
        "200 000 bytes of " + unit.decode(), 76, SENSELESS, PROXY, "filled",
        places=READS, unit=unit, size=200000)],
    *wrong("gzip bomb of 256 MB", 76, SENSELESS, PROXY, "raw",
        data=packed(b"Content-Encoding", BOMB)),
    *wrong("gzip bomb as the transfer's encoding", 76, LIMIT + "|did not "
        "reply in HTTP", RIGHT, "raw",
        data=packed(b"Transfer-Encoding", BOMB)),
    *wrong("silence", 75, LATE, LATER, "silent", more=SLOW),
    *wrong("headers, then silence", 75, LATE, LATER, "stall", more=SLOW),
    *wrong("one byte now and then", 75, LATE, LATER, "trickle", more=SLOW,
        pause=0.2, body_only=False),
    *wrong("body by one byte now and then", 75, LATE, LATER, "trickle",
        more=SLOW, pause=0.2, body_only=True),
    *wrong("connection closed", 75, CUT, LATER, "close"),
    *wrong("connection closed in the body", 75, CUT, LATER, "cut"),
)


# As it is with nobody's wishes: half a minute for a question, a minute for the
# run.

HURRIED = hurried(20)
CALM = {"args": ("--connect-timeout", "60"), "start": HURRIED, "limit": 10}

if HURRIED:
    register(
        *wrong("silence for half a minute", 75, r"did not answer within "
            r"(2\d|30)(\.\d)? s", LATER, "silent", places=READS, more=CALM),
        *wrong("silence for a minute", 75, r"did not answer within "
            r"([45]\d\.\d|60) s", LATER, "silent", places=("write",),
            more=CALM),
    )
else:
    print("skip silence for a minute: no clock that goes fast here")


# It sends elsewhere.

def redirect(title, to, status=302):
    """to: where, from the other server's URL."""
    cases = []
    for place, when in PLACES.items():
        def inject(world, when=when):
            world.beyond = world.other()
            world.provider.server.misbehave("redirect", when=when,
                status=status, to=to(world.beyond.server.url("/client/v4")))

        def after(world, done):
            expect_equal(world.beyond.server.connections, 0,
                "connections to where it leads")
        cases.append(Case("provider: redirect %s, of the %s" % (title,
            place), 76, (WHO, r"redirects elsewhere \(HTTP %d\), which is "
            "not followed" % status, "check --api-url"), inject,
            writes=int(place == "write"), after=after))
    return cases


register(
    *[case for status in (301, 302, 303, 307, 308) for case in redirect(
        "to another host with status %d" % status, lambda beyond: beyond,
        status)],
    *redirect("to http", lambda beyond: beyond.replace("https", "http")),
    *redirect("to a file", lambda beyond: "file:///etc/hostname"),
    *redirect("to a host with a password", lambda beyond:
        beyond.replace("//", "//user:word@")),
)


# What it holds is not what should be there, or does not stay.

def meanwhile(act):
    """At the first write, before it is carried out."""
    def inject(world):
        done = []

        def strike(request):
            if is_write(request) and not done:
                done.append(act(world.provider))
            return False
        world.provider.server.misbehave("empty", when=strike)
    return inject


def gone(provider):
    provider.vendor.records.clear()


def zone_gone(provider):
    provider.vendor.zones.clear()


def saved(**more):
    def inject(world):
        shown = dict(world.provider.vendor.find(HOME)[0], content=NEW)
        world.provider.server.misbehave("status", times=1, when=is_write,
            status=200, body=success(dict(shown, **more)))
    return inject


def lost(kind):
    def inject(world):
        world.provider.server.misbehave(kind, times=1, when=is_write)
    return inject


def expect_next(writes):
    """The next run finds it right, or makes it so."""
    def after(world, done):
        world.provider.server.forget()
        again = world.run(HOME)
        expect_status(again, 0)
        expect_equal(len(world.provider.writes), writes,
            "writes of the next run")
        expect_equal(world.provider.vendor.values(HOME), [NEW], "record")
    return after


def replaced(world, done):
    """Two become one by the switch that asks for it."""
    world.provider.server.forget()
    again = world.run(HOME, "--replace")
    expect_status(again, 0)
    expect_equal(world.provider.vendor.values(HOME), [NEW], "record")


def two():
    return World(("A", HOME, OLD), ("A", HOME, OTHER))


NONE = "there is no A record, and --no-create forbids to make one"
ELSEWISE = "it says success, but "
SEE = "see the record there"

register(
    Case("provider: no such zone", 68, (WHO, "no zone of this account holds "
        "the name", "check what the credentials may see"),
        lambda world: world.provider.vendor.zones.clear()),
    Case("provider: no record, where none is to be made", 68, (WHO, NONE),
        lambda world: world.provider.vendor.records.clear(), records=GONE,
        args=("--no-create",)),
    Case("provider: no record", 0, None, lambda world:
        world.provider.vendor.records.clear(), records=DONE, writes=1,
        after=expect_next(0)),
    Case("provider: record gone before the write", 0, None,
        meanwhile(gone), records=DONE, writes=2, after=expect_next(0)),
    Case("provider: record gone before the write, where none is to be made",
        68, (WHO, NONE), meanwhile(gone), args=("--no-create",),
        records=GONE, writes=1),
    Case("provider: zone gone before the write", 77, (WHO, "may not do this",
        "Zone.DNS:Edit"), meanwhile(zone_gone), writes=1),
    *says("record gone, for ever", 75, "the record is gone", "the next run",
        refusal(81044, "Record does not exist."), 404, places=("write",),
        more={"writes": 2}),
    Case("provider: two records of the name", 65, (WHO, OLD, OTHER,
        "--replace makes it this one"), world=two, after=replaced),
    Case("provider: record of another type", 0, None, world=lambda:
        World(("AAAA", HOME, OLD6), ("TXT", HOME, "x")), records=DONE,
        writes=1),
    *[Case("provider: answer to the write shows " + title, 76, (WHO,
        ELSEWISE, SEE), saved(**more), writes=1, after=expect_next(1))
        for title, more in (
        ("the old value", {"content": OLD}),
        ("another value", {"content": OTHER}),
        ("a value with a line end", {"content": NEW + "\n"}),
        ("no value", {"content": None}),
        ("another name", {"name": "other.example.com"}),
        ("another type", {"type": "AAAA"}))],
    *[Case("provider: answer to the write lost, " + title, 75, (WHO, CUT
        if kind != "silent" else LATE, LATER), lost(kind), writes=1,
        records=DONE if kind == "lose" else {}, after=expect_next(writes),
        args=ONCE["args"], limit=limit, start=start)
        for title, kind, writes, limit, start in (
        ("and it was done", "lose", 0, 4, {}),
        ("and it was not done", "close", 1, 4, {}),
        ("in its middle", "cut", 1, 4, {}),
        ("by silence", "silent", 1, 6, {"timeout": 2}))],
)


# An id of the provider's becomes a part of a path.

def identified(id):
    def inject(world):
        records = world.provider.vendor.records
        records[id] = dict(records.popitem()[1], id=id)
    return inject


def expect_paths(world, done):
    """Whatever the id, no other place of the interface is asked."""
    for request in world.provider.server.requests:
        expect(request.path.split("/")[3] == "zones" and ".." not in
            request.path.split("/"), "asked for " + request.target[:200])


register(
    *[Case("provider: id " + title, 75, (WHO, "the record is gone",
        "the next run looks again"), identified(id), writes=2,
        after=expect_paths) for title, id in (("with a slash", "a/b"),
        ("that leads upwards", "../../user"),
        ("that leads upwards, encoded", "..%2f..%2fuser"),
        ("with a line end", "a\r\nHost: x"), ("with a query", "a?b=c"))],
    Case("provider: id with a NUL", 76, (WHO, SENSELESS, PROXY),
        identified("a\0b")),
    Case("provider: id of 10 000 letters", 0, None, identified("a" * 10000),
        records=DONE, writes=1),
    Case("provider: id of 3 MB", 76, (WHO, SENSELESS, PROXY),
        identified(ODD)),
    *says("id of 3 MB", 76, "the URL is too long", "right server",
        success([{"id": ODD, "name": "example.com"}]),
        places=("list of zones",)),
    *says("alias to 3 MB", 65, r"there is a CNAME to (%41\+\\u0041&amp;){6}",
        "remove it", success([record(type="CNAME", content=ODD)]),
        places=("list of records",)),
)

# Some of several.

TEN = tuple("h%d.example.com" % number for number in range(10))
HUNDRED = tuple("h%03d.example.com" % number for number in range(100))


def many(names):
    return lambda: World(*[("A", name, OLD) for name in names])


def refuse_half(world):
    """Those of odd numbers, alone or among others."""
    bad = {world.provider.vendor.find(name)[0]["id"] for name in TEN[1::2]}

    def names_one(request):
        said = request.target + request.body.decode()
        return is_write(request) and any(id in said for id in bad)
    world.provider.server.misbehave("status", when=names_one, status=400,
        body=refusal(9005, "Content for A record is invalid."))


def each_said(names):
    def after(world, done):
        for name in names:
            expect(any(name + ": cloudflare: " in line
                for line in done.err.splitlines()), "no line for " + name)
        for name in set(TEN) - set(names):
            expect("%s A %s -> %s updated" % (name, OLD, NEW) in done.out,
                "not said of %s: %s" % (name, done.out))
        report = world.run(*TEN, "--json").json()
        expect_equal((report["result"], sorted(record["status"]
            for record in report["records"])), ("partial", ["failed"] * 5
            + ["unchanged"] * 5), "report of the next run")
    return after


def hung(world):
    world.provider.server.misbehave("silent")


register(
    Case("provider: half of ten names refused", 76, (r"h[13579]\.example\.com"
        ": cloudflare: ", "the request was refused.*9005", "documentation"),
        refuse_half, names=TEN, world=many(TEN), lines=5, writes=11,
        records={(name, "A"): [NEW] for name in TEN[::2]},
        after=each_said(TEN[1::2])),
    Case("provider: silent, and another one has its turn", 75, (WHO,
        LATE, LATER), hung, names=(HOME, LOCAL),
        start={"timeout": 3}, limit=8, wrote_target=True),
    Case("provider: a hundred names changed", 0, None, names=HUNDRED,
        world=many(HUNDRED), writes=1, asked=3,
        records={(name, "A"): [NEW] for name in HUNDRED}),
)


class Endless(Service):
    """A list that claims to have pages without end, all of them full: of
    other names, or of other zones."""

    def __init__(self, what):
        self.what = what
        filler = [record(id="%032x" % number, status="active",
                name="h%d.example.net" % number, comment="x" * 5000)
                for number in range(100)]
        self.page = self._body(filler)
        self.zones = self._body([{"id": "f" * 32, "name": "example.com",
                "status": "active"}], 1)

    def _body(self, result, pages=1 << 31):
        return json.dumps(success(result, result_info={"page": 1,
                "per_page": 100, "count": 100, "total_count": pages * 100,
                "total_pages": pages}))

    def handle(self, request):
        about = "records" if "dns_records" in request.path else "zones"
        return Response(200, self.page if about == self.what
                else self.zones, "application/json")


register(*[Case("provider: pages of %s without end" % what, 76, (WHO,
    "never comes to an end", "is it the right one"), lambda world, what=what:
    world.provider.server.mount("/client/v4/zones", Endless(what)), limit=6)
    for what in ("records", "zones")])

main()
