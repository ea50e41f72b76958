#!/usr/bin/env -S python3 -B
"""Whatever an address service does wrong, nothing wrong is published."""

import functools
import socket

from cloudflare_world import HOME
from common import NEW, NEW6, OTHER, expect_asked
from harness import expect_equal, main
from matrix import BOMB, Case, LOCAL, World, packed, register

NOWHERE = "no IPv4 address found"
FROM = r"127\.0\.0\.1:\d+: "
STEP = "another --source"
PORTAL = "looks like a captive portal: log in with a browser"
MOVED = (301, 302, 303, 307, 308)
PAGE = "<html><body>%s</body></html>"
VALUE = {(HOME, "A"): [NEW]}


def broken(title, inject, fact, status=69, step=STEP, **more):
    """It is the only one, and so the run ends without an address."""
    return Case(title, status, (NOWHERE, FROM, fact, step), inject,
        names=(HOME, LOCAL), **more)


def answers(title, body, fact="no IPv4 address", http=200, status=69,
        step=STEP, **more):
    return broken("address service: " + title, lambda world:
        world.service.echo.say(body, http), fact, status, step, **more)


def misbehaves(title, kind, fact, timeout=10, status=69, step=STEP,
        limit=4, after=None, **details):
    return broken("address service: " + title, lambda world:
        world.service.server.misbehave(kind, **details), fact, status, step,
        start={"timeout": timeout}, limit=limit, after=after)


def refused(title, address, fact, family="-4", special=False):
    """An address that must not be published; with special, not even when
    private ones may."""
    def say(world):
        world.service.echo.ipv4 = world.service.echo.ipv6 = address
    step = STEP + ("$" if special else ", or --allow-special if this is meant")
    return Case("address service: " + title, 65, (address, fact, step), say,
        args=(family,), names=(HOME, LOCAL), start={"special": special},
        world=functools.partial(World, both=True))


# What it says is not one address.

register(
    answers("empty body", "", "empty answer"),
    answers("a line end and nothing else", "\n", "empty answer"),
    answers("two addresses", "%s\n%s\n" % (NEW, OTHER)),
    answers("two addresses on a line", "%s, %s" % (NEW, OTHER)),
    answers("a NUL behind the address", NEW + "\0"),
    answers("a NUL within the address", "198.51\0.100.7"),
    answers("a NUL before the address", "\0" + NEW),
    answers("a byte order mark before the address", "\ufeff" + NEW),
    answers("text behind the address", NEW + " is yours"),
    answers("text before the address", "you are " + NEW),
    answers("leading zero", "198.051.100.7"),
    answers("five parts", NEW + ".1"),
    answers("three parts", "198.51.100"),
    answers("hexadecimal form", "0xc6.0x33.0x64.0x07"),
    answers("a number in place of an address", "3325256711"),
    answers("part over 255", "198.51.100.256"),
    answers("prefix length", NEW + "/24"),
    answers("port", NEW + ":80"),
    answers("brackets", "[%s]" % NEW),
    answers("address with a scope", NEW + "%eth0"),
    answers("3000 digits", "1" * 3000, "over the limit of 1024 bytes"),
    answers("JSON", '{"ip":"%s"}' % NEW),
    answers("XML", "<?xml version='1.0'?><ip>%s</ip>" % NEW, "captive portal",
        status=75, step="log in"),
    answers("a trace at another path", "ip=%s\n" % NEW),
    answers("IPv6 address when asked for IPv4", NEW6),
    answers("IPv4-mapped address when asked for IPv4", "::ffff:" + NEW),
)

# What it says has a status that makes it no answer.

register(*[answers("address with status %d" % http, NEW, "HTTP %d" % http,
        http) for http in (201, 203, 403, 404, 429, 500, 502, 503)],
    answers("no content", "", "HTTP 204", 204),
)

# Somebody else answers in its place.

register(
    answers("page of a captive portal", PAGE % NEW, "a web page", status=75,
        step=PORTAL),
    answers("page with two addresses", PAGE % (NEW + " " + OTHER),
        "a web page", status=75, step=PORTAL),
    answers("link of a captive portal",
        "<a href=http://192.168.1.1/login>sign in</a>", "a web page",
        status=75, step=PORTAL),
    answers("captive portal that says so", NEW, "HTTP 511", 511, 75, PORTAL),
    answers("captive portal that says so in a page", PAGE % NEW, "HTTP 511",
        511, 75, PORTAL),
)


def redirect(title, to, status=302, more=""):
    """to: where, from the other server's URL and the service's own."""
    def inject(world):
        world.beyond = world.other()
        world.service.echo.say(NEW, status, headers=[("Location", to(
            world.beyond.server.url("/ip" + more),
            world.service.server.url("/ip")))])

    def after(world, done):
        expect_equal(world.beyond.server.connections, 0,
            "connections to where it leads")
        expect_asked(world.service.server, 1)
    return broken("address service: redirect " + title, inject,
        r"HTTP %d \(a redirect\)" % status, 75, PORTAL, after=after)


register(
    *[redirect("to another host with status %d" % status, lambda beyond, own:
        beyond, status) for status in MOVED],
    redirect("to http", lambda beyond, own: beyond.replace("https", "http")),
    redirect("to a file", lambda beyond, own: "file:///etc/hostname"),
    redirect("in a loop", lambda beyond, own: own),
    redirect("with a password", lambda beyond, own:
        beyond.replace("//", "//user:word@")),
    redirect("to no host", lambda beyond, own: "https://"),
    redirect("to a megabyte of path", lambda beyond, own: beyond,
        more="x" * (60 << 10)),
)

# An address that nobody can be reached at.

register(
    *[refused("private address " + address, address, "private")
        for address in ("10.1.2.3", "172.31.255.255", "192.168.1.10")],
    *[refused("carrier NAT address " + address, address, "carrier")
        for address in ("100.64.0.0", "100.64.3.4", "100.127.255.255")],
    refused("documentation address", NEW, "documentation"),
    refused("unique local address", "fd12::1", "unique local", "-6"),
    *[refused("%s address, private ones allowed" % title, address, fact,
        special=True) for title, address, fact in (
        ("loopback", "127.0.0.1", "loopback"),
        ("link-local", "169.254.1.1", "link-local"),
        ("zero", "0.0.0.0", "this host"),
        ("multicast", "224.0.0.1", "multicast"),
        ("benchmark", "198.18.0.1", "benchmark"),
        ("6to4 relay", "192.88.99.1", "6to4"),
        ("reserved", "240.0.0.1", "reserved"),
        ("broadcast", "255.255.255.255", "broadcast"))],
    *[refused("%s IPv6 address, private ones allowed" % title, address, fact,
        "-6", True) for title, address, fact in (
        ("loopback", "::1", "loopback"),
        ("unspecified", "::", "unspecified"),
        ("link-local", "fe80::1", "link-local"),
        ("multicast", "ff02::1", "multicast"),
        ("NAT64", "64:ff9b::c633:6407", "NAT64|IPv4"),
        ("Teredo", "2001::1", "Teredo|tunnel"),
        ("6to4", "2002:c633:6407::1", "6to4"))],
)


# Of the other family.

def say_six(address):
    def say(world):
        world.service.echo.ipv6 = address
    return say


def wrong_for_six(title, address):
    return Case("address service: " + title, 69, ("no IPv6 address found",
        "localhost:", "no IPv6 address", STEP), say_six(address),
        args=("-6",), names=(HOME, LOCAL),
        world=functools.partial(World, both=True))


def wrong_for_four(world):
    world.service.echo.ipv4 = NEW6


register(
    wrong_for_six("IPv4 address when asked for IPv6", NEW),
    wrong_for_six("IPv6 address with a scope", "fe80::1%eth0"),
    wrong_for_six("IPv6 address in brackets", "[%s]" % NEW6),
    wrong_for_six("IPv6 address with five digits", "2001:db8:00007::7"),
    wrong_for_six("IPv6 address with two gaps", "2001::db8::7"),
    Case("address service: IPv4-mapped address when asked for IPv6", 65,
        ("::ffff:198.51.100.7", "IPv4-mapped", STEP + "$"),
        say_six("::ffff:" + NEW), args=("-6",), names=(HOME, LOCAL),
        world=functools.partial(World, both=True)),
    Case("address service: wrong for IPv4, and IPv6 goes on", 69,
        (NOWHERE, "localhost:", "no IPv4 address", STEP), wrong_for_four,
        args=("-4", "-6"), records={(HOME, "AAAA"): [NEW6]}, writes=1,
        world=functools.partial(World, both=True)),
    Case("address service: dead for IPv6, and IPv4 goes on", 69,
        ("no IPv6 address found", "localhost:", "HTTP 503", STEP),
        say_six(None), args=("-4", "-6"), records={(HOME, "A"): [NEW]},
        writes=1, world=functools.partial(World, both=True)),
)


# Too much, too slow, too little.

def no_compression(world, done):
    for request in world.service.server.requests:
        expect_equal([request.header(name) for name in ("accept-encoding",
            "te")], [None, None], "what it offers to unpack")


def deaf(world):
    """Connections are made, and nobody takes them."""
    world.deaf = socket.create_server(("127.0.0.1", 0))
    world.sources = ["web:https://127.0.0.1:%d/ip"
        % world.deaf.getsockname()[1]]


LIMIT = "over the limit of 1024 bytes"
LATE = r"did not answer within (0\.\d|1\.\d|1|2) s"

register(
    misbehaves("body of 4 GB", "huge", LIMIT),
    misbehaves("endless body", "endless", LIMIT),
    misbehaves("address and endless blanks", "endless", LIMIT,
        first=NEW.encode()),
    misbehaves("address and endless blanks without a length", "endless",
        LIMIT, first=NEW.encode(), chunked=False),
    misbehaves("gzip bomb of 256 MB", "raw", LIMIT, after=no_compression,
        data=packed(b"Content-Encoding", BOMB)),
    misbehaves("small gzip bomb", "raw", LIMIT,
        data=packed(b"Content-Encoding", 1 << 20)),
    misbehaves("gzip bomb as the transfer's encoding", "raw", LIMIT + "|did "
        "not reply in HTTP", data=packed(b"Transfer-Encoding", BOMB)),
    misbehaves("a megabyte of headers", "big_headers", "header of the reply "
        "of 127.0.0.1 is too big"),
    misbehaves("a megabyte in one header", "big_headers", "header of the "
        "reply of 127.0.0.1 is too big", lines=1),
    misbehaves("silent", "silent", LATE, 2, limit=6),
    misbehaves("silent after the headers", "stall", LATE, 2, limit=6),
    misbehaves("one byte now and then", "trickle", LATE, 2, limit=6,
        pause=0.2, body_only=False),
    misbehaves("body by one byte now and then", "trickle", LATE, 2, limit=6,
        pause=0.2, body_only=True),
    misbehaves("hangs up", "close", "ended the connection before its reply"),
    misbehaves("cut in the body", "cut", "ended the connection before its "
        "reply"),
    broken("address service: takes connections and says nothing", deaf,
        r"no (TLS with|connection to) 127\.0\.0\.1:\d+ within (0\.\d|1) s",
        args=("--connect-timeout", "1"), limit=6),
)


def silent_operator(world):
    world.service.server.misbehave("silent")
    world.sources += [world.other().spec, world.other().spec]


def first_broken(kind):
    def inject(world):
        world.service.echo.say(PAGE % OTHER if kind == "page" else "")
        world.sources += [world.other().spec, world.other().spec]
    return inject


def differing(*addresses):
    def inject(world):
        world.sources += [world.other(address).spec
            for address in addresses]
    return inject


AGREE = "no 2 operators agree on the IPv4 address"
UNTIL = "nothing is written until they do"
WRITES = dict(names=(HOME, LOCAL), records=VALUE, writes=1,
    wrote_target=True)

register(
    Case("address service: empty body, and the next ones are asked", 0, None,
        first_broken("empty"), **WRITES),
    Case("address service: page, and the next ones are asked", 0, None,
        first_broken("page"), **WRITES),
    Case("address service: silent, and the next ones are asked after five "
        "seconds", 0, None, silent_operator, limit=10,
        start={"timeout": 60}, **WRITES),
    Case("address services: two that disagree", 65, (AGREE, NEW + ".*"
        + OTHER, UNTIL), differing(OTHER), names=(HOME, LOCAL)),
    Case("address services: three that disagree", 65, (AGREE, NEW, OTHER,
        "203.0.113.77", UNTIL), differing(OTHER, "203.0.113.77"),
        names=(HOME, LOCAL)),
    Case("address services: one against two", 0, None,
        differing(OTHER, NEW), **WRITES),
)

main()
