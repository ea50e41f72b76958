#!/usr/bin/env -S python3 -B
"""Replies that are HTTP in a way that nobody expects, or hardly HTTP."""

from cloudflare_world import HOME
from common import NEW
from harness import main
from matrix import Case, LOCAL, register
from provider_faults import LATER, PLACES, PROXY, RIGHT, SENSELESS, WHO

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
END = b"0\r\n\r\n"
NO_HTTP = "did not reply in HTTP"
CUT = "ended the connection before its reply"
HEAD = "the header of the reply of 127.0.0.1 is too big"
LENGTHS = "gave its reply two lengths"
NO_ADDRESS = ("no IPv4 address found", r"127\.0\.0\.1:\d+: ")
STEP = "another --source"


def sized(body):
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def chunk(body):
    return b"%x\r\n%s\r\n" % (len(body), body)


def after(start):
    """The true reply behind other bytes."""
    return lambda body: start + OK + sized(body)


def under(start):
    """The true body under other first lines."""
    return lambda body: start + sized(body)


def good(title, data):
    """It is unusual, and it is HTTP."""
    both = {"names": (HOME, LOCAL), "records": {(HOME, "A"): [NEW]},
        "writes": 1, "wrote_target": True}
    return [Case("address service: " + title, 0, None, lambda world:
        world.service.server.misbehave("raw", data=data), **both),
        Case("provider: %s, to the list of records" % title, 0, None,
        lambda world: world.provider.server.misbehave("raw", data=data,
        when=PLACES["list of records"]), **both)]


def bad(title, data, fact, status=76, kind="raw", service=None, step=None,
        timeout=10, limit=4, **details):
    """service: another fact where that answers so; step: of the provider."""
    how = {"limit": limit, "start": {"timeout": timeout}}
    cases = [Case("address service: " + title, 69, (*NO_ADDRESS, service
        or fact, STEP), lambda world: world.service.server.misbehave(kind,
        data=data, **details), names=(HOME, LOCAL), **how)]
    for place in ("list of records", "write"):
        cases.append(Case("provider: %s, to the %s" % (title, place), status,
            (WHO, fact, step or (RIGHT if status == 76 else LATER)),
            lambda world, when=PLACES[place]:
            world.provider.server.misbehave(kind, when=when, data=data,
            **details), writes=int(place == "write"), **how))
    return cases


def cut(title, data):
    return bad(title, data, CUT, 75)


def flood(title, first, data, fact=HEAD, **more):
    return bad(title, data, fact, kind="flood", first=first, **more)


for cases in (
    good("status line without a reason", under(b"HTTP/1.1 200\r\n")),
    good("status line with a blank reason", under(b"HTTP/1.1 200 \r\n")),
    good("HTTP/1.0", under(b"HTTP/1.0 200 OK\r\n")),
    good("replies 100 before it", after(b"HTTP/1.1 100 Continue\r\n\r\n"
        * 3)),
    good("a thousand early hints before it",
        after(b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" * 1000)),
    good("the same length twice", lambda body: OK + b"Content-Length: %d\r\n"
        % len(body) + sized(body)),
    good("a length and chunks", lambda body: OK + b"Content-Length: 5\r\n"
        + CHUNKED[len(OK):] + chunk(body) + END),
    good("chunks of one byte", lambda body: CHUNKED + b"".join(
        chunk(bytes([byte])) for byte in body) + END),
    good("chunk with an extension", lambda body: CHUNKED
        + chunk(body).replace(b"\r\n", b";a=b\r\n", 1) + END),
    good("trailers", lambda body: CHUNKED + chunk(body)
        + b"0\r\nX-A: b\r\nLocation: https://x/\r\n\r\n"),
    good("folded header", lambda body: OK + b"X-A: b\r\n c\r\n"
        + sized(body)),
    good("date that is none", lambda body: OK + b"Date: x\r\n"
        + sized(body)),

    good("no length, and a line end at its end", lambda body: OK + b"\r\n"
        + body.rstrip() + b"\n"),
    bad("no length, and cut within the address", lambda body: OK + b"\r\n"
        + body.rstrip()[:-1], SENSELESS, service="gave its reply no length",
        step=PROXY),

    bad("no status", under(b"HTTP/1.1\r\n"), NO_HTTP),
    bad("status of two digits", under(b"HTTP/1.1 20 OK\r\n"), NO_HTTP),
    bad("status of four digits", under(b"HTTP/1.1 2000 OK\r\n"), NO_HTTP),
    bad("status below zero", under(b"HTTP/1.1 -200 OK\r\n"), NO_HTTP),
    bad("status zero", under(b"HTTP/1.1 000 OK\r\n"), NO_HTTP),
    bad("HTTP/9.9", under(b"HTTP/9.9 200 OK\r\n"), NO_HTTP),
    bad("another protocol", under(b"RTSP/1.0 200 OK\r\n"), NO_HTTP),
    bad("body alone", lambda body: body, NO_HTTP),
    bad("all bytes there are", bytes(range(256)) * 4, NO_HTTP),
    bad("a TLS alert in the clear", b"\x15\x03\x03\x00\x02\x02\x28",
        NO_HTTP),
    bad("NUL in a header", lambda body: OK + b"X-A: a\0b\r\n" + sized(body),
        NO_HTTP),
    bad("header without a colon", lambda body: OK + b"nonsense\r\n"
        + sized(body), NO_HTTP),
    bad("101 in place of an answer", lambda body: b"HTTP/1.1 101 Switching "
        b"Protocols\r\nUpgrade: x\r\n\r\n" + body,
        "goes over to another protocol"),
    bad("204 with a body", under(b"HTTP/1.1 204 No Content\r\n"), SENSELESS,
        service="HTTP 204", step=PROXY),

    bad("length below zero", lambda body: OK + b"Content-Length: -1\r\n\r\n"
        + body, NO_HTTP),
    bad("length that is no number", lambda body: OK
        + b"Content-Length: abc\r\n\r\n" + body, NO_HTTP),
    bad("no length after its name", lambda body: OK
        + b"Content-Length: \r\n\r\n" + body, NO_HTTP),
    bad("length over 64 bits", lambda body: OK + b"Content-Length: "
        + b"9" * 30 + b"\r\n\r\n" + body, "over the limit of"),
    bad("two lengths, the first one right", lambda body: OK
        + b"Content-Length: %d\r\nContent-Length: 5\r\n\r\n" % len(body)
        + body, LENGTHS),
    bad("two lengths, the last one right", lambda body: OK
        + b"Content-Length: 5\r\n" + sized(body), LENGTHS),
    cut("body shorter than its length", lambda body: OK
        + b"Content-Length: %d\r\n\r\n" % (len(body) + 1) + body),

    cut("chunk of 2^64 - 1 bytes", lambda body: CHUNKED
        + b"FFFFFFFFFFFFFFFF\r\n" + body),
    cut("chunk of 2^63 - 1 bytes", lambda body: CHUNKED
        + b"7FFFFFFFFFFFFFFF\r\n" + body[:12]),
    cut("chunk whose size is over 64 bits", lambda body: CHUNKED
        + b"10000000000000000" + chunk(body) + END),
    cut("chunk whose size is below zero", lambda body: CHUNKED + b"-"
        + chunk(body) + END),
    cut("chunk without a size", lambda body: CHUNKED + b"\r\n" + body),
    cut("chunk whose size is no number", lambda body: CHUNKED + b"xyz\r\n"
        + body),
    cut("no last chunk", lambda body: CHUNKED + chunk(body)),
    cut("chunk cut short", lambda body: CHUNKED + chunk(body)[:-3]),

    bad("gzip of garbage", OK + b"Content-Encoding: gzip\r\n" + sized(
        b"\x1f\x8b garbage"), SENSELESS, service="no IPv4 address",
        step=PROXY),
    bad("gzip of garbage as the transfer's encoding", OK
        + b"Transfer-Encoding: gzip\r\n\r\n\x1f\x8b garbage", NO_HTTP),
    bad("unknown transfer encoding", lambda body: OK
        + b"Transfer-Encoding: x\r\n" + sized(body), NO_HTTP),
    bad("fifty transfer encodings", lambda body: OK + b"Transfer-Encoding: "
        + b",".join([b"gzip"] * 50) + b"\r\n" + sized(body), NO_HTTP),

    flood("early hints without end", b"",
        b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1000),
    flood("headers without end", OK, b"X: y\r\n" * 5000),
    flood("a header without end", OK + b"X: ", b"y" * 50000),
    flood("a reason without end", b"HTTP/1.1 200 ", b"y" * 50000),
    flood("trailers without end", CHUNKED + chunk(NEW.encode()) + b"0\r\n",
        b"X: y\r\n" * 5000),
    flood("a chunk's extension without end", CHUNKED + b"c;", b"y" * 50000,
        r"did not answer within (0\.\d|1\.\d|1|2) s", status=75, timeout=2,
        limit=6),
    flood("zeros of a chunk's size without end", CHUNKED, b"0" * 50000, CUT,
        status=75),
):
    register(*cases)

main()
