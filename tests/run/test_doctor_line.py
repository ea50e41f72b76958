#!/usr/bin/env -S python3 -B
"""--doctor: what it says of the router, of NAT, and of IPv6 addresses."""

from doctor_world import World, amiss, findings, lines, of, one    # first

import contextlib
import socket
import subprocess

from common import NEW, NEW6, OLD6, EchoServer
from harness import (cases, expect, expect_equal, expect_status,
    expect_words, main, test)
from lines_world import Datagrams

GATEWAY = "127.0.0.9"
GONE6, TEMPORARY6 = "2001:db8:7::8", "2001:db8:7::9"


@contextlib.contextmanager
def router(address):
    """Speaks NAT-PMP; None: says nothing at all."""
    def answer(request, sender):
        if address is None or request != b"\0\0":
            return None
        return b"\0\x80\0\0\0\1\x51\x80" + socket.inet_aton(address)

    with Datagrams(None, 5351, answer, GATEWAY) as natpmp, \
            Datagrams(None, 1900, lambda *_: None, GATEWAY):
        yield natpmp


@cases(none=(NEW, "ok", 0, "none", "no NAT"),
    carrier=("100.64.1.2", "warn", 1, "carrier NAT", "AAAA"),
    double=("192.168.1.2", "warn", 1, "double NAT", "forward"))
def nat(address, status, code, verdict, words):
    with World() as world, router(address):
        done = world.run("--json", "--gateway", GATEWAY)
        seen = one(findings(done, code), "router", status)
        expect_equal((seen["nat"], seen["address"], seen["subject"]),
            (verdict, address, "NAT-PMP"), "the router")
        expect_words("%s %s" % (seen["message"], seen["hint"]), words)


@test
def router_that_says_nothing():
    with World() as world, router(None):
        done = world.run("--gateway", GATEWAY)
        expect_status(done, 0)
        expect_words(done.out, "neither by NAT-PMP nor by UPnP")
        expect(done.elapsed < 4, "it took %.1f s" % done.elapsed)


@test
def router_is_not_asked_behind_an_echo_on_loopback():
    with World() as world, router("100.64.1.2") as natpmp:
        one(world.findings(), "router", "ok", "not asked")
        expect_equal(natpmp.asked, [], "asked")


@test
def router_as_the_source():
    with World(echoes=()) as world, router(NEW):
        found = world.findings("-s", "router", "--gateway", GATEWAY)
        expect_words(one(found, "source", "ok")["subject"], GATEWAY)
        one(found, "agreement", "ok", NEW, "by 1 of 1")
        one(found, "router", "ok", "not asked")


@contextlib.contextmanager
def link(*addresses):
    """One whose end has these, as ip-address(8) takes them."""
    def ip(words):
        subprocess.run(["ip", *words.split()], check=True)

    ip("link add line0 type veth peer name line1")
    try:
        for end in ("line1", "line0"):
            ip("link set %s up" % end)
        for address in addresses:
            ip("-6 address add %s dev line0 nodad" % address)
        yield
    finally:
        ip("link delete line0")


def ipv6(seen, status, *args):
    """The findings on IPv6 when echo services see that address."""
    echo = EchoServer(NEW, seen, both=True)
    try:
        with World() as world:
            world.echoes[0].server.close()
            world.echoes = [echo]
            return of(world.findings("-6", "--quorum", "1", "--no-create",
                *args, status=status), "ipv6")
    finally:
        echo.server.close()


@test
def candidates_of_ipv6():
    with link(NEW6 + "/64", GONE6 + "/64 preferred_lft 0"):
        # There is no AAAA record, and none is to be made.
        found = ipv6(NEW6, 68)
        expect_equal([check["subject"] for check in found[:2]],
            ["line0"] * 2, "interfaces")
        expect_words(found[0]["message"], NEW6, "is the one to publish",
            "static")
        expect_words(found[1]["message"], GONE6, "dropped", "deprecated")
        expect_words(found[2]["message"], "the internet sees " + NEW6,
            "line0")
        expect_equal({check["status"] for check in found}, {"ok"}, "status")


@test
def internet_sees_one_that_is_about_to_go():
    with link(NEW6 + "/64", GONE6 + "/64 preferred_lft 0"):
        found = ipv6(GONE6, 68)
        expect_equal(found[-1]["status"], "warn", "status")
        expect_words(found[-1]["message"], GONE6, "deprecated")


@test
def internet_sees_another_one():
    with link(NEW6 + "/64"):
        found = ipv6(OLD6, 68)
        expect_equal(found[-1]["status"], "warn", "status")
        expect_words(found[-1]["message"], OLD6, "none of this machine")


@test
def no_ipv6_at_all():
    found = ipv6(OLD6, 68)
    expect_equal([check["status"] for check in found], ["warn", "warn"],
        "status")
    expect_words(found[0]["message"], "no interface has an IPv6 address")


@test
def ipv6_is_not_looked_at_unless_it_is_wanted():
    with link(NEW6 + "/64"), World() as world:
        done = world.run()
        expect_equal([line for line in lines(done) if line[1] == "ipv6"],
            [], "findings")
        expect_equal(amiss(done), [], "amiss")


main()
