#!/usr/bin/env -S python3 -B
"""Zones, primaries, name servers and providers that the program must find
by itself, through the system's resolver."""

from discovery_world import (BIND, CROWD, DEAD, DUCK, HEARSAY,    # first
    KNOT, MUTE, OverHttps, REFUSING, RESOLVER, Resolver, STALE, World, bind,
    knot, service, zone_text)

import socket

import namespace
from common import NEW, OLD, at_once, expect_asked, expect_one
from harness import (STATIC, cases, expect, expect_equal, expect_no_idn,
    expect_status, expect_words, main, run, secret, test)
from servers import KEY, NameServer, SECRET
from services.alidns import Alidns
from services.cloudflare import Cloudflare

secret(SECRET)
CLOUD, ALI = secret("FAKE-cloudflare-token-0123456789abcdefgh"), \
    secret("FakeAccessKeySecretNotReal000000")
BOTH_ENV = {"CLOUDFLARE_API_TOKEN": CLOUD,
    "ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAI5tFakeKeyIdNotReal",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": ALI}
KEY_ENV = {"RFC2136_TSIG_KEY": KEY[0], "RFC2136_TSIG_SECRET": SECRET}
PRIMARIES = dict(bind=(bind, BIND), knot=(knot, KNOT))
HOME = "home.example.test"
refusing = NameServer(REFUSING, *CROWD)
hearsay = NameServer(HEARSAY, options="recursion yes; forward only; "
    "forwarders { %s; };" % RESOLVER)
mute = socket.socket(type=socket.SOCK_DGRAM)
mute.bind((MUTE, 53))


class Lame:
    """What the lame servers are asked from now on."""

    def __enter__(self):
        self._before = {server: len(server.asked)
            for server in (refusing, hearsay)}
        return self

    def __exit__(self, *_):
        pass

    @property
    def asked(self):
        return [question for server, count in self._before.items()
            for question in server.asked[count:]]

    def expect_asked(self, addresses):
        expect_equal(self.asked, [(DUCK, "A", address)
            for address in addresses if address in (REFUSING, HEARSAY)],
            "asked of lame servers")


def expect_live(world, done, status, before, after=NEW, asked=1):
    expect_status(done, 0)
    expect_one(done.json(), status, before, [after])
    expect_equal(world.true.values(DUCK), [after], "in the DNS")
    expect_asked(world.server, asked)


@cases(**PRIMARIES)
def unchanged_tells_the_service_nothing(true, address):
    with World(address, held=NEW, true=true) as world:
        expect_live(world, world.run("--json"), "unchanged", [NEW], asked=0)
        expect_equal(world.server.connections, 0, "connections")
        expect_equal({type for _, type, _ in world.resolver.asked},
            {"SOA", "NS"}, "types the resolver was asked for")
        expect((DUCK, "A", RESOLVER) not in world.resolver.asked,
            "the resolver was asked for the record")


@cases(**PRIMARIES)
def changed_is_told_once(true, address):
    with World(address, true=true) as world:
        expect_live(world, world.run("--json"), "updated", [OLD])


@test
def stale_resolver_that_seems_right_is_not_believed():
    with World(BIND) as world:
        expect_live(world, world.run("--json", ip=STALE), "updated", [OLD],
            STALE)


@cases(nxdomain="", nodata="home TXT x")
def created(more):
    with World(BIND, held=None, more=more) as world:
        if more:
            bind.put("duckdns.org", (DUCK, "TXT", "x", 60))
        expect_live(world, world.run("--json"), "created", [])


@cases(both="home CNAME www", resolver_is_stale="home A " + STALE)
def alias(more):
    with World(BIND, held=None, more=more) as world:
        bind.put("duckdns.org", (DUCK, "CNAME", "www.duckdns.org", 60))
        done = world.run()
        expect_status(done, 65)
        expect_words(done.err, "CNAME", "www.duckdns.org")
        expect_asked(world.server, 0)


@cases(dead=(DEAD, BIND), refusing=(REFUSING, BIND), hearsay=(HEARSAY, KNOT),
    mute=(MUTE, BIND), all=(REFUSING, DEAD, BIND))
def next_address_of_the_name_server(*addresses):
    more = "home A %s\n%s" % (STALE, "\n".join("ns1 A " + address
        for address in addresses[1:]))
    with Lame() as lame, World(addresses[0], more=more,
            true=knot if KNOT in addresses else bind) as world:
        expect_live(world, world.run("--json"), "updated", [OLD])
        lame.expect_asked(addresses)


# The program begins with any of them, so each order is met in time.
@cases(dead=(DEAD, BIND), lame=(HEARSAY, REFUSING, BIND),
    late=(DEAD, REFUSING, BIND), unresolved=("ns.gone.test", BIND))
def next_name_server(*servers):
    with World(*servers) as world:
        expect_live(world, world.run("--json"), "updated", [OLD])


@test
def three_are_asked_at_most():
    with Lame() as lame, World(*CROWD) as world, OverHttps() as https:
        expect_live(world, world.run("--json"), "updated", [OLD])
        expect_equal((len(lame.asked), len(set(lame.asked))), (3, 3),
            "asked")
        expect_equal(https.hosts, ["cloudflare-dns.com"], "over HTTPS")


@cases(held=(OLD, "updated", 1), wanted=(NEW, "unchanged", 0))
def over_https_when_all_are_dead(address, status, writes):
    with World(DEAD, "127.0.0.17") as world, OverHttps(address):
        done = world.run("--json")
        expect_status(done, 0)
        expect_one(done.json(), status, [address], [NEW])
        expect_asked(world.server, writes)


@test
def second_resolver_over_https():
    with World(DEAD) as world, OverHttps() as https:
        https.server.misbehave("close", when=lambda request:
            request.host == "cloudflare-dns.com")
        expect_live(world, world.run("--json"), "updated", [OLD])
        expect_equal(https.hosts[-1], "dns.google", "asked last")


@test
def nobody_answers():
    with World(DEAD) as world:
        done = world.run()
        expect_status(done, 75)
        expect_words(done.err, "live record", DEAD, "HTTPS")
        expect_asked(world.server, 0)


def update_found(primary, text):
    """An rfc2136 run that is given no server."""
    primary.put("example.test", (HOME, "A", OLD, 60), clear=[HOME])
    with Resolver(example_test=text):
        return run(at_once("-p", "rfc2136", "-i", NEW, "--json", HOME),
            KEY_ENV)


@cases(**PRIMARIES)
def primary_by_its_name_in_the_soa(primary, address):
    done = update_found(primary, zone_text(DEAD, primary="hidden",
        more="hidden A %s\nhome A %s" % (address, NEW)))
    expect_status(done, 0)
    expect_one(done.json(), "updated", [OLD], [NEW])
    expect_equal(primary.values(HOME), [NEW], HOME)


@cases(nowhere=("ns9", 75), nobody=(".", 75), secondary=("ns2", 68))
def primary_that_is_none(name, status):
    done = update_found(bind, zone_text(BIND, REFUSING, primary=name))
    expect_status(done, status)
    expect_words(done.err, "the zone's primary server")
    expect_equal(bind.values(HOME), [OLD], HOME)


class Vendors:
    """Two providers, each with the zone and the name that are asked for."""

    def __init__(self, zone, *labels):
        self.server = service()
        self.cloudflare = self.server.mount("/client/v4/", Cloudflare(CLOUD))
        self.alidns = self.server.mount("/", Alidns(
            BOTH_ENV["ALIBABA_CLOUD_ACCESS_KEY_ID"], ALI))
        id = self.cloudflare.add_zone(zone)
        self.alidns.add_zone(zone)
        for label in labels:
            self.cloudflare.add_record(id, "A", "%s.%s" % (label, zone), OLD)
            self.alidns.add_record(zone, label, "A", OLD)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.close()

    def values(self, name):
        return {"cloudflare": self.cloudflare.values(name),
            "alidns": self.alidns.values(name)}


@cases(cloudflare=("amy.ns.cloudflare.com", "cloudflare"),
    alidns=("dns1.hichina.com", "alidns"),
    upper=("AMY.NS.Cloudflare.COM", "cloudflare"))
def provider_by_name_servers(server, wanted):
    with Resolver(example_com=zone_text(server, server.replace("1", "2"))), \
            Vendors("example.com", "home") as vendors:
        done = run(at_once("-i", NEW, "--json", "home.example.com"),
            BOTH_ENV)
        expect_status(done, 0)
        expect_equal(expect_one(done.json(), "updated", [OLD],
            [NEW])["provider"], wanted, "provider")
        other = {"cloudflare": "alidns", "alidns": "cloudflare"}[wanted]
        expect_equal(vendors.values("home.example.com"),
            {wanted: [NEW], other: [OLD]}, "records")


@test
def provider_of_a_zone_that_two_serve():
    """Whichever it is, it is not another one from run to run."""
    with Resolver(example_com=zone_text("amy.ns.cloudflare.com",
            "dns1.hichina.com")), Vendors("example.com", "home"):
        found = {run(at_once("-i", NEW, "-n", "--json", "home.example.com"),
            BOTH_ENV).json()["records"][0]["provider"] for _ in range(10)}
        expect_equal(len(found), 1, "providers of ten runs")


@cases(elsewhere="ns1.example.org", look_alike="ns.notcloudflare.com",
    inside="ns.cloudflare.com.example.org")
def provider_stays_unclear(server):
    with Resolver(example_com=zone_text(server)), \
            Vendors("example.com", "home") as vendors:
        expect_unclear(run(at_once("-i", NEW, "home.example.com"),
            BOTH_ENV))
        expect_asked(vendors.server, 0)


def expect_unclear(done, status=64):
    expect_status(done, status)
    expect_words(done.err, "cloudflare", "alidns", "CLOUDFLARE_API_TOKEN",
        "ALIBABA_CLOUD_ACCESS_KEY", "-p")


NO_RESOLVER = dict(dead=(["127.0.0.99"], 1), unroutable=(["192.0.2.53"], 1),
    mute=([MUTE], 3), none=([], 1))


@cases(**NO_RESOLVER)
def no_resolver_but_https(servers, seconds):
    with World(BIND) as world, OverHttps():
        namespace.resolve_at(*servers)
        expect_live(world, world.run("--json"), "updated", [OLD])


@cases(**NO_RESOLVER)
def no_resolver_and_no_https(servers, seconds):
    with World(BIND) as world:
        namespace.resolve_at(*servers)
        done = world.run(timeout=2)
        expect_status(done, 75)
        expect(done.elapsed < seconds, "%.1f s" % done.elapsed)
        expect_asked(world.server, 0)


@cases(**NO_RESOLVER)
def no_resolver_for_the_primary(servers, seconds):
    namespace.resolve_at(*servers)
    done = run(at_once("-p", "rfc2136", "-i", NEW, HOME, timeout=2), KEY_ENV)
    expect_status(done, 75)
    expect_words(done.err, "server")
    expect(done.elapsed < seconds, "%.1f s" % done.elapsed)


@cases(**NO_RESOLVER)
def no_resolver_for_the_provider(servers, seconds):
    namespace.resolve_at(*servers)
    done = run(at_once("-i", NEW, HOME, timeout=2), BOTH_ENV)
    expect_unclear(done, 75)
    expect(done.elapsed < seconds, "%.1f s" % done.elapsed)


@cases(**NO_RESOLVER)
def no_resolver_for_address_services(servers, seconds):
    namespace.resolve_at(*servers)
    done = run(at_once("-p", "cloudflare", HOME, timeout=2), BOTH_ENV)
    expect_status(done, 69, 75)
    expect(done.elapsed < (3 if STATIC else seconds), "%.1f s" % done.elapsed)


@cases(name=("\u51c9\u5f00\u6c34\u6c34\u6c34.top", "@"),
    wildcard=("*.\u51c9\u5f00\u6c34\u6c34\u6c34.top", "*"))
def name_in_chinese(name, label):
    ascii = "xn--t8qz53azjkaa.top"
    for provider in ("cloudflare", "alidns"):
        with Vendors(ascii) as vendors:
            done = run(at_once("-p", provider, "-i", NEW, name), BOTH_ENV)
            if STATIC:
                expect_no_idn(done)
                continue
            expect_status(done, 0)
            given = ascii if label == "@" else label + "." + ascii
            expect_equal(vendors.values(given)[provider], [NEW],
                given)


main()
