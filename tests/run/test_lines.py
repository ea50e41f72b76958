#!/usr/bin/env -S python3 -B
"""Lines: the one that is named is used for all or nothing is, and a machine
without a line, or without IPv6, says so at once."""

import lines_world

lines_world.enter()

import contextlib    # noqa: E402
import ipaddress    # noqa: E402
import os    # noqa: E402
import socket    # noqa: E402
import statistics    # noqa: E402
import struct    # noqa: E402

import dnsclient    # noqa: E402
from certificates import certificates    # noqa: E402
from common import OLD, OLD6, at_once    # noqa: E402
from far_world import FarZone, SPEC    # noqa: E402
from harness import (cases, expect, expect_equal,    # noqa: E402
    expect_status, expect_words, main, run, secret, test)
from lines_world import (API, Datagrams, ECHO, FAR, FAR6,    # noqa: E402
    Internet, Line, ip)
from servers import Knot, SECRET, key_name    # noqa: E402
from services.dyndns2 import Dyndns2    # noqa: E402
from standin import Server    # noqa: E402

UNREACHED = (69, 75)
internet = Internet()
ip("link set lo up")
zone = FarZone(internet)
PASSWORD = secret("FAKE-dyndns2-password-of-a-line")
secret(SECRET)


class Net:
    """Two lines, and all as it was before."""

    def __init__(self, ipv6=True):
        self._ipv6 = ipv6

    def __enter__(self):
        self._stack = contextlib.ExitStack()
        self.one, self.two = [self._stack.enter_context(Line(internet, name,
            number, self._ipv6)) for number, name in ((1, "one"),
            (2, "two"))]
        restore()
        return self

    def __exit__(self, *_):
        self._stack.close()

    def line(self, name):
        return getattr(self, name)

    def other(self, line):
        return self.two if line is self.one else self.one

    def forget(self):
        self.one.packets()
        self.two.packets()


def restore():
    for type, address in (("A", OLD), ("AAAA", OLD6)):
        for record in zone.vendor.find("home.example.com", type):
            record["content"] = address
    zone.before = zone.snapshot()
    zone.server.forget()
    zone.echo.tell_the_truth()


def expect_harmless(done, *words, status=UNREACHED):
    expect_status(done, *status)
    expect_words(done.err, *words)
    expect_equal((zone.snapshot(), zone.writes), (zone.before, []),
        "records and writes")


@test
def the_system_chooses_the_line():
    with Net() as net:
        done = zone.run("-4", "-6")
        expect_status(done, 0)
        zone.holds(net.one.address, net.one.address6)
        expect_equal(net.two.packets(), [], "packets by the other line")
        expect(net.one.packets(), "no packet was seen at all")


@cases(**{name + given: (name, given) for name in ("one", "two")
    for given in ("", "_by_the_environment")})
def named_line(name, given):
    with Net() as net:
        line = net.line(name)
        if given:
            done = run(at_once("-p", "cloudflare", "--api-url",
                "https://%s/client/v4" % API, "-s", SPEC, "-4", "-6",
                "home.example.com"), {"CLOUDFLARE_API_TOKEN":
                zone.vendor.token, "DNSFOLLOW_INTERFACE": name})
        else:
            done = zone.run("-4", "-6", "--interface", name)
        expect_status(done, 0)
        zone.holds(line.address, line.address6)
        expect_equal(net.other(line).packets(), [], "by the other line")
        expect({("tcp", FAR, 443), ("tcp", FAR6, 443)} <= set(line.packets()),
            "not by this line")


def downed(line):
    ip("link set %s down" % line.name)


def unrouted(line):
    line.lose_route()


def cut(line):
    line.cut()


@cases(**{"%s_%s" % (how.__name__, name): (how, name) for how in (downed,
    unrouted, cut) for name in ("one", "two")})
def named_line_that_leads_nowhere(how, name):
    with Net() as net:
        line = net.line(name)
        how(line)
        net.forget()
        done = zone.run("--interface", name, "--connect-timeout", "1")
        expect_harmless(done, ECHO)
        expect_equal(net.other(line).packets(), [], "by the other line")
        expect(done.elapsed < 5, "took %.1f s" % done.elapsed)


@test
def interface_that_is_not_there():
    with Net() as net:
        done = zone.run("--interface", "nosuch")
        expect_harmless(done, "nosuch", "interface", "one", "two",
            status=(64, 69, 78))
        expect_equal((net.one.packets(), net.two.packets()), ([], []),
            "packets")


@test
def line_that_goes_between_two_runs():
    with Net() as net:
        expect_status(zone.run("--interface", "two"), 0)
        zone.holds(net.two.address)
        downed(net.two)
        net.forget()
        for _ in range(3):
            expect_status(zone.run("--interface", "two"), *UNREACHED)
        zone.holds(net.two.address)
        expect_equal(net.one.packets(), [], "by the other line")


def name_server(query, sender):
    """Knows no address; what matters is from where it is asked."""
    return dnsclient.answer(dnsclient.parse(query), [], 3)


@cases(one="one", two="two")
def dns_and_a_service_by_the_named_line(name):
    vendor = Dyndns2(["home.example.test"], user="me", password=PASSWORD)
    with internet.there():
        server = Server(certificates().good, FAR, 8443)
    server.mount("/nic/", vendor)
    with server, Net() as net, Datagrams(internet, 5300,
            name_server) as dns:
        line = net.line(name)
        done = run(at_once("-p", "dyndns2", "--set", "live-server=%s:5300"
            % FAR, "--api-url", "https://%s:8443" % API, "-s", SPEC,
            "--interface", name, "home.example.test"),
            {"DYNDNS2_USER": "me", "DYNDNS2_PASSWORD": PASSWORD})
        expect_equal({sender for sender, _ in dns.asked}, {line.address},
            "who asked the name server")
        expect_equal(net.other(line).packets(), [], "by the other line")
        expect_status(done, 0)
        expect_equal(vendor.held["home.example.test"]["A"], line.address,
            "the service was told")


@cases(one="one", two="two")
def update_by_the_named_line(name):
    with Net() as net:
        line = net.line(name)
        knot = primary()
        net.forget()
        done = run(at_once("-p", "rfc2136", "--set", "server=" + FAR, "-s",
            SPEC, "--interface", name, "home.example.test"),
            {"RFC2136_TSIG_KEY": key_name("hmac-sha256"),
                "RFC2136_TSIG_SECRET": SECRET,
                "RFC2136_TSIG_ALGORITHM": "hmac-sha256"})
        expect_status(done, 0)
        with internet.there():
            expect_equal(knot.values("home.example.test"), [line.address],
                "record")
        expect_equal(net.other(line).packets(), [], "by the other line")
        expect(any(to[2] == 53 for to in line.packets()), "no DNS was seen")


_primary = []


def primary():
    """Started once; its zone as it was."""
    with internet.there():
        if not _primary:
            _primary.append(Knot(FAR, 53))
        _primary[0].put("example.test", ("home.example.test", "A", OLD, 60),
            clear=["home.example.test"])
    return _primary[0]


def stun(request, sender):
    """A Binding success with the sender's address."""
    xored = bytes(a ^ b for a, b in zip(ipaddress.ip_address(
        sender[0]).packed, request[4:8]))
    return struct.pack(">HH", 0x0101, 12) + request[4:20] + struct.pack(
        ">HHBBH", 0x0020, 8, 0, 1, sender[1] ^ 0x2112) + xored


@cases(one="one", two="two")
def stun_by_the_named_line(name):
    with Net() as net, Datagrams(internet, 3478, stun) as service:
        line = net.line(name)
        done = run(at_once("--show-ip", "-s", "stun:" + FAR, "--interface",
            name))
        expect_status(done, 0)
        expect_equal(done.out.split(), [line.address], "address")
        expect_equal({sender for sender, _ in service.asked},
            {line.address}, "who asked")
        expect_equal(net.other(line).packets(), [], "by the other line")


@test
def default_gateway_is_nobodys_address():
    """What tells it as ours has looked from the wrong side."""
    with Net() as net:
        zone.echo.say(net.one.gateway)
        done = zone.run()
        expect_harmless(done, net.one.gateway, "gateway|router",
            status=(65, 69))


@test
def tunnel_is_hinted_at():
    """The default route leads into a VPN, whose exit is published."""
    with Line(internet, "two", 2) as home, Line(internet, "wg0", 1) as vpn:
        restore()
        done = zone.run("-v")
        expect_words(done.err, "wg0", "--interface", "tunnel|vpn")
        restore()
        vpn.packets()
        done = zone.run("-v", "--interface", "two")
        expect_status(done, 0)
        zone.holds(home.address)
        expect_equal(vpn.packets(), [], "by the tunnel")


# No line, and half a line.

@cases(ipv4=("-4", "IPv4"), ipv6=("-6", "IPv6"))
def no_route_at_all(family, word):
    restore()
    done = zone.run(family, "--connect-timeout", "3")
    expect_harmless(done, word, status=(69,))
    expect(done.elapsed < 2, "took %.1f s" % done.elapsed)


@cases(ipv4=("-4", "IPv4"), ipv6=("-6", "IPv6"))
def lines_without_a_default_route(family, word):
    with Net() as net:
        net.one.lose_route()
        net.two.lose_route()
        done = zone.run(family, "--connect-timeout", "3")
        expect_harmless(done, word, status=(69,))
        expect(done.elapsed < 2, "took %.1f s" % done.elapsed)


@test
def no_ipv6():
    with Net(ipv6=False) as net:
        done = zone.run("-6", "--connect-timeout", "3")
        expect_harmless(done, "IPv6", status=(69,))
        expect(done.elapsed < 2, "took %.1f s" % done.elapsed)
        expect_equal(net.two.packets(), [], "by the other line")


@test
def no_ipv6_in_the_kernel():
    path = "/proc/sys/net/ipv6/conf/all/disable_ipv6"
    if not os.access(path, os.W_OK):
        return
    with Net(ipv6=False):
        with open(path, "w") as file:
            file.write("1")
        try:
            done = zone.run("-6", "--connect-timeout", "3")
        finally:
            with open(path, "w") as file:
                file.write("0")
        expect_harmless(done, "IPv6", status=(69,))
        expect(done.elapsed < 2, "took %.1f s" % done.elapsed)


@test
def both_families_where_only_ipv4_is():
    with Net(ipv6=False) as net:
        done = zone.run("-4", "-6", "--json", "--connect-timeout", "3")
        expect_status(done, 69)
        zone.holds(net.one.address)
        report = done.json()
        expect_equal(report["result"], "partial", "result")
        expect_equal({record["type"]: record["status"]
            for record in report["records"]}, {"A": "updated",
            "AAAA": "skipped"}, "records")
        expect_words(report["errors"][0]["message"], "IPv6")


@test
def both_families_where_only_ipv6_is():
    with Net() as net:
        ip("address delete %s/24 dev one" % net.one.address)
        ip("address delete %s/24 dev two" % net.two.address)
        done = zone.run("-4", "-6", "--connect-timeout", "3")
        expect_status(done, 69)
        zone.holds(ipv6=net.one.address6)


# What is asked of the router: nothing, where nothing changes.

def router_packets(line):
    return [packet for packet in line.packets() if packet[1] != FAR]


@cases(plain=[], json=["--json"], verbose=["-v"], very=["-vv"],
    check=["--check"])
def unchanged_run_leaves_the_router_alone(args):
    with Net(ipv6=False) as net:
        expect_status(zone.run(), 0)
        net.forget()
        zone.server.forget()
        done = zone.run(*args)
        expect_status(done, 0)
        expect_equal(router_packets(net.one), [], "packets to the router")
        expect_equal(net.two.packets(), [], "by the other line")
        expect_equal(sum(request.host == ECHO
            for request in zone.server.requests), 1, "echo requests")


@cases(dry=(["--dry-run"], 0), check=(["--check"], 1))
def run_that_writes_nothing_leaves_the_router_alone(args, status):
    with Net(ipv6=False) as net:
        done = zone.run(*args)
        expect_harmless(done, status=(status,))
        expect_equal(router_packets(net.one), [], "packets to the router")


def natpmp(address):
    def answer(request, sender):
        return bytes.fromhex("0080000000015180") \
            + socket.inet_aton(address) if request == b"\0\0" else None
    return answer


@test
def router_of_the_default_route_is_asked_after_a_change():
    with Net(ipv6=False) as net, Datagrams(internet, 5351,
            natpmp("100.64.1.2"), net.one.gateway) as router:
        done = zone.run("--json")
        expect_status(done, 0)
        zone.holds(net.one.address)
        expect_equal({sender for sender, _ in router.asked},
            {net.one.address}, "who asked the router")
        expect_words(" ".join(done.json()["addresses"][0]["warnings"]),
            "carrier NAT", "100.64.1.2", net.one.address)
        expect_equal(net.two.packets(), [], "by the other line")


@test
def router_that_says_nothing_is_soon_given_up():
    """Neither does anybody answer for UPnP."""
    with Net(ipv6=False) as net:
        taken = {False: [], True: []}
        for looks in (False, True) * 5:
            restore()
            done = zone.run(*[] if looks else ["--dry-run"])
            expect_status(done, 0)
            taken[looks].append(done.elapsed)
        expect(router_packets(net.one), "the router was not asked")
        more = statistics.median(taken[True]) \
            - statistics.median(taken[False])
        expect(more < 0.4, "%.0f ms more" % (1000 * more))


@test
def router_of_the_named_line_is_asked():
    with Net(ipv6=False) as net, Datagrams(internet, 5351,
            natpmp("100.64.1.2"), net.two.gateway) as router:
        done = zone.run("--interface", "two")
        expect_status(done, 0)
        expect_words(done.err, "carrier NAT", "100.64.1.2")
        expect_equal({sender for sender, _ in router.asked},
            {net.two.address}, "who asked the router")
        expect_equal(net.one.packets(), [], "by the other line")


main()
