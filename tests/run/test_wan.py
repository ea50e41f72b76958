#!/usr/bin/env -S python3 -B
"""What the router says of its own address is compared after a change: a
warning when the line lies behind a NAT, never an error, never a delay."""

import lines_world

lines_world.enter()

import contextlib    # noqa: E402
import socket    # noqa: E402
import statistics    # noqa: E402

from cloudflare_world import HOME, World    # noqa: E402
from common import EchoServer, NEW, OLD, OTHER, expect_asked    # noqa: E402
from harness import (cases, expect, expect_equal,    # noqa: E402
    expect_status, expect_words, main, test)
from lines_world import Datagrams    # noqa: E402

GATEWAY = "127.0.0.9"
# More than the 300 ms that are promised would take, on a busy machine.
NOTICED, ROUNDS = 0.15, 9


def natpmp(address, result=0):
    """The answers of a router with this address."""
    def answer(request, sender):
        return b"\0\x80" + result.to_bytes(2, "big") + b"\0\1\x51\x80" \
            + socket.inet_aton(address) if request == b"\0\0" else None
    return answer


def silence(request, sender):
    return None


@contextlib.contextmanager
def router(answer):
    """At the gateway's address, and deaf to UPnP."""
    with Datagrams(None, 5351, answer, GATEWAY) as natpmp_port, \
            Datagrams(None, 1900, silence, GATEWAY) as upnp_port:
        natpmp_port.upnp = upnp_port
        yield natpmp_port


class Line(World):
    """An echo service that says where we are, and a record elsewhere."""

    def __init__(self, seen=NEW):
        super().__init__()
        self.service, self.seen = EchoServer(seen), seen

    def __exit__(self, *_):
        self.service.server.close()
        super().__exit__()

    def follow(self, *args, gateway=GATEWAY):
        named = ["--gateway", gateway] if gateway else []
        return self.run("-s", self.service.spec, *named, *args, HOME,
            ip=None)

    def move_away(self):
        self.vendor.find(HOME)[0]["content"] = OLD


def expect_followed(line, done):
    expect_status(done, 0)
    expect_equal(line.vendor.values(HOME), [line.seen], "record")


VERDICTS = dict(
    carrier=("100.64.1.2", "carrier NAT", "do not arrive|inbound",
    "AAAA|tunnel"),
    carrier_begins=("100.64.0.0", "carrier NAT"),
    carrier_ends=("100.127.255.255", "carrier NAT"),
    private_10=("10.0.0.2", "second router|private|double"),
    private_172=("172.31.0.2", "second router|private|double"),
    private_192=("192.168.100.2", "second router|private|double"),
    ds_lite=("192.0.0.2", "DS-Lite|464XLAT"),
    ds_lite_ends=("192.0.0.7", "DS-Lite|464XLAT"),
    fake_ip=("198.18.0.1", "proxy|fake"),
    fake_ip_ends=("198.19.255.255", "proxy|fake"),
    other=(OTHER, "VPN|proxy|second line|multi"),
    just_below_carrier=("100.63.255.255", "VPN|proxy|second line|multi"))


@cases(**VERDICTS)
def verdict(address, *words):
    with Line() as line, router(natpmp(address)):
        done = line.follow()
        expect_followed(line, done)
        expect_words(done.err, address, NEW, *words)
        expect_equal(len(done.err.splitlines()), 1, "lines of warning")
        line.move_away()
        done = line.follow("--json")
        expect_followed(line, done)
        report = done.json()
        (warning,) = report["addresses"][0]["warnings"]
        text = warning if isinstance(warning, str) else str(warning)
        expect_words(text, address, *words)
        expect_equal((report["errors"], report["result"]), ([], "changed"),
            "errors and result")


@cases(ds_lite="192.0.0.8", carrier="100.128.0.0", fake_ip="198.20.0.0")
def verdict_beyond_a_boundary(address):
    with Line() as line, router(natpmp(address)) as gateway:
        done = line.follow()
        expect_followed(line, done)
        expect(gateway.asked, "the router was not asked")
        for words in ("DS-Lite", "carrier NAT", "fake"):
            expect(words.lower() not in done.err.lower(), done.err)


@cases(equal=natpmp(NEW), no_answer=silence, refused=natpmp("0.0.0.0", 2),
    no_lease=natpmp("0.0.0.0", 3), down=natpmp("0.0.0.0"),
    nonsense=lambda request, sender: b"\0\x80\0\0",
    another_opcode=lambda request, sender: b"\0\x81" + bytes(10),
    newer=lambda request, sender: b"\2\x80\0\1" + bytes(20))
def nothing_is_said(answer):
    with Line() as line, router(answer) as gateway:
        done = line.follow()
        expect_followed(line, done)
        expect_equal(done.err, "", "stderr")
        expect(gateway.asked, "the router was not asked")
        line.move_away()
        done = line.follow("--json")
        expect_equal(done.json()["addresses"][0]["warnings"], [],
            "warnings")


@test
def nobody_at_the_gateway():
    with Line() as line:
        done = line.follow()
        expect_followed(line, done)
        expect_equal(done.err, "", "stderr")


@test
def quiet_run_says_nothing():
    with Line() as line, router(natpmp("100.64.1.2")):
        done = line.follow("-qq")
        expect_followed(line, done)
        expect_equal((done.out, done.err), ("", ""), "output")


@cases(plain=[], json=["--json"], verbose=["-v"], very=["-vv"],
    check=["--check"], dry=["-n"])
def unchanged_run(args):
    """One echo request, and not a word to the router."""
    with Line() as line, router(natpmp("100.64.1.2")) as gateway:
        line.vendor.find(HOME)[0]["content"] = NEW
        done = line.follow(*args)
        expect_followed(line, done)
        expect_asked(line.service.server, 1)
        expect_equal((gateway.asked, gateway.upnp.asked), ([], []),
            "datagrams to the router")
        expect("carrier" not in done.err + done.out, done.err)


@test
def unchanged_run_that_explains():
    """There, one wants to know."""
    with Line() as line, router(natpmp("100.64.1.2")) as gateway:
        line.vendor.find(HOME)[0]["content"] = NEW
        done = line.follow("--explain")
        expect_followed(line, done)
        expect_words(done.err, "carrier NAT", "100.64.1.2")
        expect(gateway.asked, "the router was not asked")


@test
def address_that_is_shown_and_explained():
    with Line() as line, router(natpmp("100.64.1.2")) as gateway:
        done = line.follow("--show-ip", "--explain")
        expect_status(done, 0)
        expect_words(done.err, "carrier NAT", "100.64.1.2")
        expect(gateway.asked, "the router was not asked")


@test
def gateway_that_is_no_address():
    """Nobody would miss the verdict that it stands for."""
    with Line() as line:
        done = line.follow("--gateway", "192.168.1")
        expect_status(done, 64)
        expect_words(done.err, "--gateway", "192.168.1", "no IPv4 address")


@cases(dry=["-n"], check=["-c"])
def run_that_only_looks(args):
    with Line() as line, router(natpmp("100.64.1.2")) as gateway:
        expect_status(line.follow(*args), 0, 1)
        expect_equal((gateway.asked, gateway.upnp.asked), ([], []),
            "datagrams to the router")
        expect_equal(line.vendor.values(HOME), [OLD], "record")


@cases(literal=["-i", NEW], command=["-s", "cmd:echo " + NEW])
def address_that_no_echo_told(args):
    with Line() as line, router(natpmp("100.64.1.2")) as gateway:
        done = line.run(*args, "--gateway", GATEWAY, HOME, ip=None)
        expect_followed(line, done)
        expect_equal(gateway.asked, [], "datagrams to the router")


@test
def echo_service_of_this_machine_without_a_gateway():
    with Line() as line, router(natpmp("100.64.1.2")) as gateway:
        expect_followed(line, line.follow(gateway=None))
        expect_equal(gateway.asked, [], "datagrams to the router")


@test
def remembered_nowhere():
    """The next change asks again, though the last answer was the same."""
    with Line() as line, router(natpmp("100.64.1.2")) as gateway:
        for _ in range(3):
            line.move_away()
            gateway.asked.clear()
            done = line.follow()
            expect_followed(line, done)
            expect_words(done.err, "carrier NAT")
            expect(gateway.asked, "the router was not asked")


@test
def failed_write_is_not_followed_by_a_verdict():
    """What the user has to mend is one thing."""
    with Line() as line, router(natpmp("100.64.1.2")):
        line.server.misbehave("status", status=500, body="{}",
            when=line.is_write)
        done = line.follow()
        expect_status(done, 75)
        expect_equal(line.vendor.values(HOME), [OLD], "record")


def times(*ways, delay=0, rounds=ROUNDS):
    """Medians of changing runs, in turn with each of these gateways."""
    taken = [[] for _ in ways]
    with Line() as line:
        line.server.delay = delay
        for _ in range(rounds):
            for n, way in enumerate(ways):
                line.move_away()
                done = way(line)
                expect_followed(line, done)
                taken[n].append(done.elapsed)
    return [statistics.median(one) for one in taken]


def without(line):
    return line.follow(gateway=None)


@test
def silent_router_costs_300_ms_at_most():
    with router(silence):
        none, silent = times(without, Line.follow)
    expect(silent - none < 0.3 + NOTICED, "%.0f ms more"
        % (1000 * (silent - none)))


@test
def router_that_answers_costs_nothing():
    with router(natpmp("100.64.1.2")):
        none, answering = times(without, Line.follow)
    expect(answering - none < NOTICED, "%.0f ms more"
        % (1000 * (answering - none)))


@test
def nobody_at_the_gateway_costs_nothing():
    none, nobody = times(without, Line.follow)
    expect(nobody - none < NOTICED, "%.0f ms more"
        % (1000 * (nobody - none)))


@test
def router_is_asked_beside_the_write():
    """A write that takes as long as the router may hides it."""
    with router(silence):
        none, silent = times(without, Line.follow, delay=0.2, rounds=3)
    expect(silent - none < NOTICED, "%.0f ms more"
        % (1000 * (silent - none)))


main()
