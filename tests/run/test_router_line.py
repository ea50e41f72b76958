#!/usr/bin/env -S python3 -B
"""The router of a line: found in the routing table, asked by multicast, and
believed only when it is the router that answers. And one that others wrote."""

import lines_world

lines_world.enter()

import contextlib    # noqa: E402
import os    # noqa: E402
import shutil    # noqa: E402
import socket    # noqa: E402
import subprocess    # noqa: E402

import temporary    # noqa: E402
from harness import (expect, expect_equal, expect_status,    # noqa: E402
    expect_words, main, run, test, write)
from lines_world import Datagrams, Internet, Line, ip    # noqa: E402
from servers import wait_for    # noqa: E402
from services import natpmp    # noqa: E402
from services.igd import Igd    # noqa: E402
from services.natpmp import NatPmp    # noqa: E402
from services.pcp import Pcp    # noqa: E402

NUMBER, OTHER_NUMBER = 3, 1
NEIGHBOUR = "192.168.1.66"
WAN, FORGED = "203.0.113.7", "198.51.100.7"
# miniupnpd tells no address of the blocks for documentation; this one is
# beside them, of a block that nobody uses, and does not leave the namespace.
REAL_WAN = "192.0.1.7"
OK, NOWHERE = 0, 69
SILENCE = 8     # s: both protocols' sendings and waiting, and a busy machine

internet = Internet()


def ask(source="router", *args, **more):
    return run(["--show-ip", "-s", source, "--allow-special", *args], **more)


def expect_told(done, address=WAN):
    expect_status(done, OK)
    expect_equal(done.out.strip(), address, "address")


def expect_failed(done, *words):
    expect_status(done, NOWHERE)
    expect_equal(done.out.strip(), "", "address")
    expect_words(done.err, *words)


@contextlib.contextmanager
def home(name="eth0", number=NUMBER):
    """A line with a router and, beside that, a neighbour of ours."""
    with Line(internet, name, number) as line:
        if number == NUMBER:
            with internet.there():
                ip("address add %s/24 dev %s" % (NEIGHBOUR, line.far))
        yield line


@contextlib.contextmanager
def port(answers, address):
    opened = []
    expect(wait_for(lambda: opened.append(Datagrams(internet, natpmp.PORT,
        answers, address)) or True), "the port is taken")
    with opened[0] as service:
        yield service


def silence(request, sender):
    return None


@test
def natpmp_of_the_default_route():
    says = NatPmp(WAN)
    with home() as line, port(says, line.gateway):
        expect_told(ask())
        expect_equal(line.packets(), [("udp", line.gateway, natpmp.PORT)],
            "packets")
    expect_equal((len(says.asked), says.bad), (1, []), "questions")


@test
def upnp_by_multicast():
    with home() as line, Igd(line.gateway, WAN, internet.there) as igd:
        expect_told(ask())
        asked = {packet[:2] for packet in line.packets()}
        expect_equal(asked, {("udp", line.gateway), ("tcp", line.gateway),
            ("udp", "239.255.255.250")}, "asked")
    expect_equal(igd.bad, [], "bad requests")


@test
def pcp_names_our_own_address():
    """The router compares it with the sender's."""
    router = Pcp(WAN)
    with home() as line, port(router, line.gateway):
        expect_told(ask("router:pcp"))
    expect_equal((len(router.log), router.bad, router.mappings),
        (2, [], {}), "requests")


@test
def the_better_route_is_asked():
    with home() as line, home("eth1", OTHER_NUMBER) as better, \
            port(NatPmp(FORGED), line.gateway), \
            port(NatPmp(WAN), better.gateway):
        expect_told(ask())
        expect_equal(line.packets(), [], "packets by the other line")
        expect_told(ask("router", "--interface", "eth0"), FORGED)
        expect_equal(better.packets()[1:], [], "packets by the other line")


@test
def neighbour_answers_the_search():
    """Quicker than the router, and with a description that is its own."""
    with home() as line, Igd(line.gateway, WAN, internet.there) as igd, \
            Igd(NEIGHBOUR, FORGED, internet.there, 5000) as other:
        igd.forge = lambda sender: other._unicast.sendto(
            other._found("upnp:rootdevice"), sender)
        expect_told(ask("router:upnp"))
    expect_equal((igd.bad, other.requests), ([], []), "requests")


@test
def neighbour_alone_answers_the_search():
    with home() as line, Igd(NEIGHBOUR, FORGED, internet.there) as other:
        done = ask("router:upnp", limit=30)
    expect_failed(done, "did not answer the search")
    expect_equal(other.requests, [], "requests to the neighbour")
    expect(len(other.searches) == 6, "searches: %s" % other.searches)


@test
def neighbour_answers_natpmp():
    says = NatPmp(WAN)

    def forged_first(request, sender):
        neighbour._line.sendto(NatPmp(FORGED)(request, sender), sender)
        return says(request, sender)

    with home() as line, port(silence, NEIGHBOUR) as neighbour, \
            port(forged_first, line.gateway):
        expect_told(ask("router:natpmp"))


@test
def router_sends_us_to_a_neighbour():
    with home() as line, Igd(line.gateway, WAN, internet.there) as igd, \
            Igd(NEIGHBOUR, FORGED, internet.there) as other:
        igd.location = other.url + "/rootDesc.xml"
        expect_failed(ask("router:upnp"), other.url, "not the router itself")
    expect_equal(other.requests, [], "requests to the neighbour")


@test
def silent_router():
    with home() as line, port(silence, line.gateway) as service:
        done = ask(limit=30)
    expect_failed(done, "did not answer within", "did not answer the search")
    expect_equal(len(service.asked), 3, "questions over NAT-PMP")
    expect(done.elapsed < SILENCE, "it took %.2f s" % done.elapsed)


@test
def no_route():
    """Nothing can be sent anywhere, and that is said at once."""
    done = ask()
    expect_failed(done, "no default route", "--gateway")
    expect(done.elapsed < 1, "it took %.2f s" % done.elapsed)


@test
def route_without_a_gateway():
    with home() as line:
        line.lose_route()
        ip("route add default dev eth0")
        expect_failed(ask(), "eth0", "no gateway", "--gateway")
        with port(NatPmp(WAN), line.gateway):
            expect_told(ask("router", "--gateway", line.gateway))


# Programs of others find what answers here.

def needs(*programs):
    def choose(function):
        for program in programs:
            if not shutil.which(program):
                print("skip %s: no %s here" % (function.__name__, program))
                return function
        return test(function)
    return choose


def output(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    return done.stdout + done.stderr


@needs("upnpc")
def upnpc_finds_the_stand_in():
    with home() as line, Igd(line.gateway, REAL_WAN, internet.there) as igd:
        expect_words(output("upnpc", "-m", "eth0", "-s"),
            "ExternalIPAddress = " + REAL_WAN, "Found valid IGD")
    expect(igd.searches, "it searched in a way that was not accepted")


@needs("natpmpc")
def natpmpc_finds_the_stand_in():
    with home() as line, port(NatPmp(WAN), line.gateway):
        expect_words(output("natpmpc"), "Public IP address : " + WAN)


# miniupnpd, a router's program

@contextlib.contextmanager
def miniupnpd(address, rules=False):
    """Behind the line, with this address on its own."""
    where = temporary.directory("miniupnpd")
    with home() as line:
        with internet.there():
            ip("link add wan type veth peer name isp")
            ip("link set isp up")
            if address:
                ip("address add %s/24 dev wan" % address)
            ip("link set wan up")
            if rules:
                subprocess.run(["nft", "-f", write(where, "rules", RULES)],
                    check=True)
            process = subprocess.Popen(["miniupnpd", "-d", "-f",
                write(where, "conf", CONF % line.far), "-P",
                os.path.join(where, "pid")], stdout=subprocess.DEVNULL,
                stderr=open(os.path.join(where, "log"), "w"))
        try:
            expect(wait_for(lambda: listens(line.gateway), 10),
                open(os.path.join(where, "log")).read())
            yield line
        finally:
            process.terminate()
            process.wait()
            with internet.there():
                ip("link delete wan")


CONF = """ext_ifname=wan
listening_ip=%s
http_port=5000
enable_natpmp=yes
enable_upnp=yes
secure_mode=yes
upnp_table_name=filter
uuid=00000000-0000-0000-0000-000000000001
allow 1-65535 192.168.1.0/24 1-65535
"""
RULES = """table inet filter {
	chain miniupnpd { }
	chain prerouting_miniupnpd { }
	chain postrouting_miniupnpd { }
}
"""


def listens(address):
    with socket.create_connection((address, 5000), 1):
        return True


@needs("miniupnpd")
def real_router():
    with miniupnpd(REAL_WAN) as line:
        for source in "router", "router:natpmp", "router:upnp":
            expect_told(ask(source), REAL_WAN)
        expect_told(ask("router:upnp", "--gateway", line.gateway), REAL_WAN)


@needs("miniupnpd", "nft")
def real_router_opens_and_closes():
    with miniupnpd(REAL_WAN, rules=True):
        expect_told(ask("router:pcp"), REAL_WAN)
        with internet.there():
            rules = subprocess.run(["nft", "list", "ruleset"],
                capture_output=True, text=True).stdout
    expect("miniupnpd" in rules and "dport" not in rules,
        "rules that are left: " + rules)


@needs("miniupnpd")
def real_router_without_an_address():
    """It has one, but of a block that it knows nobody has."""
    with miniupnpd(WAN):
        expect_failed(ask(), "result 3", "no address on its own line")


main()
