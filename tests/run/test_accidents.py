#!/usr/bin/env -S python3 -B
"""What happened to the users of other clients, staged again: nothing wrong is
published, and the run says why."""

import accident_world

accident_world.enter()

import socket    # noqa: E402

import dnsclient    # noqa: E402
import namespace    # noqa: E402
from accident_world import (ALL, GLOBAL, Services, Zone,    # noqa: E402
    spec, stale)
from certificates import certificates    # noqa: E402
from cloudflare_world import HOME    # noqa: E402
from common import (EchoServer, NEW, NEW6, OLD, OTHER,    # noqa: E402
    at_once, expect_asked)
from far_world import FarZone    # noqa: E402
from harness import (cases, expect, expect_equal,    # noqa: E402
    expect_status, expect_words, main, run, test)
from lines_world import Datagrams, Internet, Line, ip    # noqa: E402
from service_world import dyndns2    # noqa: E402
from services.digitalocean import DigitalOcean    # noqa: E402
from services.echo import Echo, Trace    # noqa: E402
from standin import Server    # noqa: E402

ip("link set lo up")
internet = Internet()
REMEDY = "--source|another|is the line down|log in with a browser" \
    "|--ca-file|right server"
NOWHERE = (69, 75)  # the latter, when it looks like a portal
PORTAL = ('<html><body>Redirecting to <a href="http://192.168.1.1/login">'
    "the portal</a></body></html>")
BANNER = ("<html><head><title>403 Forbidden</title></head><body><hr><center>"
    "openresty/1.21.4.1</center></body></html>")
CDN, WARP_EXIT, VPN_EXIT = "104.18.0.0", "104.28.200.15", "138.199.60.166"


# The echo answered an address of the CDN itself, and all records pointed
# there.

@test
def echo_answers_its_own_network():
    with Zone() as zone, Services(cloudflare=CDN):
        done = zone.follow()
        zone.expect_harmless(done, "cloudflare", "own network|CDN", REMEDY)


@test
def echo_answers_its_own_network_and_others_the_truth():
    with Zone() as zone, Services(cloudflare=CDN, amazon=NEW, ipify=NEW):
        zone.expect_right(zone.follow("-v"), NEW, "cloudflare",
            "own network|CDN")


@cases(one=1, two=2)
def any_echo_answers_an_address_of_the_cdn(count):
    names = ["amazon", "ipify"][:count]
    with Zone() as zone, Services(**{name: CDN for name in names}):
        done = zone.follow(sources=map(spec, names))
        zone.expect_harmless(done, CDN, "cloudflare", "--allow-cdn")


@test
def address_of_the_cdn_that_is_wanted():
    with Zone() as zone, Services(amazon=CDN):
        zone.expect_right(zone.follow("--allow-cdn", sources=[spec("amazon")]),
            CDN)


# An HTML page was taken for the content; the good record was deleted, and the
# new one could not be made.

@test
def html_page_is_no_address():
    page = "<!DOCTYPE html><html><body>Error 1034 %s</body></html>" % OTHER
    with Zone() as zone, Services(**{name: Echo().say(page, type="text/html")
            for name in GLOBAL}):
        zone.expect_harmless(zone.follow(), "no IPv4 address", REMEDY,
            status=NOWHERE)


@cases(ok="html200", bad_gateway="html502")
def html_page_of_the_provider(kind):
    with Zone() as zone, Services(amazon=NEW):
        zone.server.misbehave(kind)
        done = zone.follow(sources=[spec("amazon")])
        zone.expect_harmless(done, "cloudflare", status=(75, 76))


@cases(ok="html200", bad_gateway="html502")
def html_page_when_one_of_several_is_to_stay(kind):
    """What goes away does so after the new value stands, or with it."""
    with Zone(stale(), stale(OTHER)) as zone, Services(amazon=NEW):
        zone.server.misbehave(kind, when=zone.is_write)
        done = zone.follow("--replace", sources=[spec("amazon")])
        expect_status(done, 75, 76)
        expect_equal(zone.vendor.values(HOME), sorted([OLD, OTHER]),
            "records")
        expect_words(done.err, "cloudflare")


@cases(ok="html200", bad_gateway="html502")
def html_page_where_a_record_is_deleted_by_itself(kind):
    """A provider without one request for both."""
    server, token = Server(certificates().good), "FAKE" * 16
    with server, Services(amazon=NEW):
        vendor = server.mount("/v2/", DigitalOcean(token))
        vendor.add_zone("example.com")
        vendor.put(HOME, "A", OLD, OTHER)
        before = sorted(vendor.values(HOME))
        server.misbehave(kind, when=lambda request:
            request.method not in ("GET", "DELETE"))
        done = run(at_once("-p", "digitalocean", "--api-url",
            server.url("/v2"), "--replace", "-s", spec("amazon"), HOME),
            {"DIGITALOCEAN_TOKEN": token})
        expect_status(done, 75, 76)
        expect_equal([request.method for request in server.requests
            if request.method == "DELETE"], [], "deletions")
        expect_equal(sorted(vendor.values(HOME)), before, "records")


# A WARP or VPN exit was published.

@cases(on="on", plus="plus")
def warp(state):
    with Zone() as zone, Services(cloudflare=Trace(WARP_EXIT, warp=state)):
        zone.expect_harmless(zone.follow(), "WARP",
            "turn WARP off|--interface")


@test
def vpn_has_the_default_route():
    """It is hinted at, and the line that is named is the one."""
    with Line(internet, "two", 2, False) as home, \
            Line(internet, "wg0", 1, False) as vpn:
        zone = FarZone(internet)
        with zone.server:
            expect_words(zone.run("-n", "-v").err, "wg0", "--interface")
            vpn.packets()
            expect_status(zone.run("--interface", "two"), 0)
            zone.holds(home.address)
            expect_equal(vpn.packets(), [], "packets through the VPN")


@test
def service_is_told_the_address_that_was_found():
    """It would take the one that the request comes from, a VPN's exit."""
    with dyndns2() as world, Services(amazon=NEW):
        expect_status(world.run("-s", spec("amazon"), "home.example.test",
            ip=[]), 0)
        (update,) = world.server.requests
        expect_equal(update.query["myip"], NEW, "myip")


# Two sources disagree, and the record flapped at every check.

@test
def rotating_sources():
    with Zone(stale(NEW)) as zone, Services(amazon=NEW, ipify=OTHER):
        for order in (["amazon", "ipify"], ["ipify", "amazon"]) * 3:
            done = zone.follow(sources=map(spec, order))
            if order[0] == "amazon":
                expect_status(done, 0)
            else:
                zone.expect_harmless(done, NEW, OTHER, "agree",
                    status=(65,))
        expect_equal(zone.writes, [], "writes")


# The first source answered 200 without an address, and the chain ended.

@cases(empty="", blank="\n", words="no address for you", null="\0")
def first_answer_without_an_address(body):
    with Zone() as zone, Services(cloudflare=Echo().say(body), amazon=NEW,
            ipify=NEW):
        zone.expect_right(zone.follow("-v"), NEW, "cloudflare")


@test
def only_answer_is_empty():
    with Zone() as zone, Services(amazon=Echo().say("")):
        zone.expect_harmless(zone.follow(sources=[spec("amazon")]), "empty",
            REMEDY)


# The body of a 403 or 404 was parsed as if it were the answer.

@cases(forbidden=403, missing=404, limited=429, portal=511, error=500)
def address_in_a_page_of_another_status(status):
    with Zone() as zone, Services(amazon=Echo().say(OTHER, status)):
        zone.expect_harmless(zone.follow(sources=[spec("amazon")]),
            "HTTP %d" % status, REMEDY, status=NOWHERE)


# The line h=1.1.1.1 stands before ip=: the server's own address.

@test
def trace_of_a_server_that_names_itself():
    with Zone() as zone, Services(cloudflare=Trace(NEW, host="1.1.1.1")):
        done = zone.follow()
        zone.expect_harmless(done, "another host", REMEDY)
        expect("1.1.1.1 " not in done.out, done.out)


@test
def trace_is_read_by_its_key():
    with Zone() as zone, Services(cloudflare=NEW, amazon=NEW):
        zone.expect_right(zone.follow(), NEW)


@test
def trace_where_a_bare_address_is_wanted():
    with Zone() as zone, Services(amazon=Trace(NEW, host="1.1.1.1")):
        zone.expect_harmless(zone.follow(sources=[spec("amazon")]),
            "no IPv4 address", REMEDY)


# Digits that are found somewhere in a page: a portal's address, and the
# version of the web server.

@cases(portal=(PORTAL, 200), portal_status=(PORTAL, 511),
    banner=(BANNER, 200), banner_forbidden=(BANNER, 403),
    banner_bare=("openresty/1.21.4.1", 200),
    version=("curl/7.88.1 1.21.4.1\n", 200))
def digits_in_a_page(body, status):
    with Zone() as zone, Services(amazon=Echo().say(body, status,
            "text/html")):
        done = zone.follow(sources=[spec("amazon")])
        zone.expect_harmless(done, "HTTP %d|no IPv4 address" % status, REMEDY,
            status=NOWHERE)
        expect("192.168.1.1" not in done.out + done.err, done.err)


# A pattern that accepted the time, and one that accepted 999.888.777.666.

@cases(time=("12:34:56", "-6"), date=("12:34:56:78", "-6"),
    nines=("999.888.777.666", "-4"), one_too_many=("198.51.100.256", "-4"),
    hexadecimal=("0xc6336407", "-4"), number=("3325256711", "-4"),
    octal=("0306.063.0144.07", "-4"), short=("198.51.25607", "-4"),
    two_gaps=("2001::db8::1", "-6"), zone=("fe80::1%eth0", "-6"))
def what_only_looks_like_an_address(body, family):
    with Zone() as zone, EchoServer(both=True) as one:
        one.echo.say(body + "\n")
        zone.expect_harmless(zone.follow(family, sources=[one.spec]),
            "no IPv%s address" % family[1], REMEDY, status=(69,))


# Plain DNS was answered by someone else; and OpenDNS was switched off in
# some countries.

class Resolver:
    """The system's, which is somebody else's: it says of any whoami name
    where it is itself, and refuses OpenDNS."""

    def __init__(self, **names):
        namespace.resolve_at("127.0.0.53")
        self._names, self.asked = names, []
        self._line = Datagrams(None, 53, self._answer, "127.0.0.53")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._line.__exit__()
        namespace.resolve_at()

    def _answer(self, query, sender):
        question = dnsclient.parse(query)
        name, type = question.question
        self.asked.append(name)
        if "opendns" in name:
            return dnsclient.answer(question, [], 5)
        if type == "A":
            return dnsclient.answer(question, [self._names.get(name, OTHER)])
        return dnsclient.answer(question, [OTHER] if type == "TXT" else [])


WHOAMI = ("whoami", "myaddr", "opendns", "akamai", "myip.")


@test
def plain_dns_is_asked_by_nobody():
    """Not even when all that is usual is dead."""
    with Zone() as zone, Resolver() as resolver:
        zone.expect_harmless(zone.follow(), "no IPv4 address", REMEDY,
            status=(69,))
        with Services(cloudflare=NEW, amazon=NEW):
            zone.expect_right(zone.follow(), NEW)
        expect_equal([name for name in resolver.asked
            if any(word in name for word in WHOAMI)], [], "questions")


@cases(plain="dns", opendns="dns:opendns", google="dns:google")
def plain_dns_cannot_even_be_asked_for(source):
    with Zone() as zone:
        zone.expect_harmless(zone.follow(sources=[source]), source[:3],
            "--list-sources", status=(64,))


@test
def sources_without_plain_dns():
    done = run(["--list-sources"])
    expect_status(done, 0)
    expect("opendns" not in done.out.lower() and not any(
        line.split()[0] == "dns" for line in done.out.splitlines()
        if line.strip()), done.out)


# The family was guessed from the text: "ipv64.net" holds "ipv6".

@test
def name_that_holds_the_other_family():
    name = "home.ipv64.net"
    with Zone() as zone, EchoServer(NEW, NEW6, both=True) as one:
        zone.vendor.add_zone("ipv64.net")
        expect_status(zone.follow("-4", sources=[one.spec], name=name), 0)
        expect_equal((zone.vendor.values(name), zone.vendor.values(name,
            "AAAA")), ([NEW], []), "records")
        expect_equal({request.family for request in one.server.requests},
            {socket.AF_INET}, "families")


@test
def answer_of_the_other_family():
    with Zone() as zone, Services(amazon=NEW6):
        done = zone.follow("-4", sources=[spec("amazon", "/ipv6")])
        zone.expect_harmless(done, "no IPv4 address", REMEDY, status=(69,))


# An RFC 1918 address was published from an interface behind a NAT.

@test
def private_address_of_an_interface():
    with Zone() as zone, Line(internet, "lan0", 3, False) as line:
        done = run([arg for arg in at_once("-p", "cloudflare", *zone.api,
            "-s", "iface:lan0", HOME) if arg != "--allow-special"],
            {"CLOUDFLARE_API_TOKEN": zone.vendor.token})
        zone.expect_harmless(done, line.address, "private", REMEDY,
            status=(65,))


@test
def private_address_from_the_web():
    with Zone() as zone, Services(amazon="10.1.2.3"):
        done = run([arg for arg in at_once("-p", "cloudflare", *zone.api,
            "-s", spec("amazon"), HOME) if arg != "--allow-special"],
            {"CLOUDFLARE_API_TOKEN": zone.vendor.token})
        zone.expect_harmless(done, "10.1.2.3", "private", REMEDY,
            status=(65,))


# The record was compared through the local resolver, which answers what holds
# in the LAN: updates without end.

@test
def resolver_with_an_override():
    with Zone(stale(NEW)) as zone, Services(amazon=NEW), \
            Resolver(**{HOME: "192.168.1.5"}) as resolver:
        for _ in range(5):
            zone.expect_right(zone.follow(sources=[spec("amazon")]), NEW)
        expect_equal(zone.writes, [], "writes")
        expect(HOME not in resolver.asked, "it was asked for the record")


@test
def resolver_with_an_override_and_a_record_that_differs():
    """The lie would say that all is well."""
    with Zone() as zone, Services(amazon=NEW), Resolver(**{HOME: NEW}):
        zone.expect_right(zone.follow(sources=[spec("amazon")]), NEW)
        expect_equal(len(zone.writes), 1, "writes")


@test
def name_servers_where_there_is_no_api():
    with dyndns2(live={"home.example.test": (NEW, None)}) as world, \
            Services(amazon=NEW), Resolver(**{"home.example.test":
            "192.168.1.5"}):
        for _ in range(5):
            expect_status(world.run("-s", spec("amazon"),
                "home.example.test", ip=[]), 0)
        expect_equal(world.asked, 0, "updates")


# The ISP sits between: it answers in the echo's place, or puts its proxy
# there, so that the echo differs from the WAN address.

@cases(expired="expired", other_name="wrong_name", own="self_signed")
def intercepted_echo(which):
    address, _ = ALL["amazon"]
    with Zone() as zone, Server(getattr(certificates(), which), address,
            443) as isp:
        isp.mount("/", Echo(OTHER))
        zone.expect_harmless(zone.follow(sources=[spec("amazon")]),
            "certificate", REMEDY, status=(69, 76))
        expect_asked(isp, 0)


@cases(small="http_proxy", secure="https_proxy", all="ALL_PROXY")
def proxy_of_the_isp(variable):
    with Zone() as zone, Services(amazon=NEW), Server() as proxy:
        proxy.mount("/", Echo(OTHER))
        done = run(at_once("-p", "cloudflare", *zone.api, "-s",
            spec("amazon"), HOME), {"CLOUDFLARE_API_TOKEN":
            zone.vendor.token, variable: proxy.url(),
            "no_proxy": "127.0.0.1"})
        zone.expect_right(done, NEW)
        expect_equal(proxy.connections, 0, "connections to the proxy")


@test
def echo_that_differs_from_the_wan():
    def router(request, sender):
        return b"\0\x80\0\0\0\0\0\1" + socket.inet_aton("100.72.1.2")
    with Zone() as zone, Services(amazon=NEW), Datagrams(None, 5351, router,
            "127.0.0.9"):
        zone.expect_right(zone.follow("--gateway", "127.0.0.9",
            sources=[spec("amazon")]), NEW, "carrier NAT", "100.72.1.2", NEW,
            "AAAA|tunnel")


# The machine is up before its router, and the client never recovered.

@test
def machine_that_starts_before_its_router():
    zone = FarZone(internet)
    with zone.server:
        done = zone.run()
        expect_status(done, 69, 75)
        expect_words(done.err, "network|connection|route")
        expect_equal((zone.snapshot(), zone.writes), (zone.before, []),
            "records and writes")
        with Line(internet, "one", 1, False) as line:
            expect_status(zone.run(), 0)
            zone.holds(line.address)


@test
def machine_that_has_no_name_server_yet():
    with Zone() as zone:
        source = "web:https://nobody.example.net/"
        zone.expect_harmless(zone.follow(sources=[source]),
            "nobody.example.net", "network|" + REMEDY, status=(69, 75))


main()
