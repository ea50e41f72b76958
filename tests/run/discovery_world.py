"""discovery_world - a network in which zones, name servers and services are to
be found as they are in the world, at their own names and ports."""

import namespace

RESOLVER, SERVICE, HTTPS = "127.0.0.53", "127.0.0.2", "127.0.0.3"
# A name server that refuses, one without authority, none at all, a mute one;
# as addresses of one name they come before the good ones, which are the last.
REFUSING, HEARSAY, DEAD, MUTE = ("127.0.0.%d" % n for n in range(5, 9))
BIND, KNOT = "127.0.0.11", "127.0.0.12"
CROWD = ["127.0.0.%d" % n for n in range(21, 26)]   # all of them refuse
# BIND listens at addresses that lo really has only.
namespace.enter("""127.0.0.1 localhost
%s www.duckdns.org api.cloudflare.com alidns.aliyuncs.com
%s cloudflare-dns.com dns.google
""" % (SERVICE, HTTPS), addresses=[address + "/8" for address in
    (RESOLVER, BIND, REFUSING, HEARSAY, *CROWD)])

from certificates import certificates    # noqa: E402
from common import NEW, OLD, OTHER, at_once    # noqa: E402
from harness import run, secret    # noqa: E402
from servers import Bind, Knot, NameServer    # noqa: E402
from services.doh import DoH    # noqa: E402
from services.duckdns import DuckDNS    # noqa: E402
from standin import Server    # noqa: E402

TOKEN = secret("fa4ef00d-0000-4000-8000-0123456789ab")
DUCK = "home.duckdns.org"
STALE = OTHER   # what the resolver says, whatever is true
ZONE_TEXT = """$TTL 60
@ SOA {primary} hostmaster 1 3600 600 86400 60
"""
bind, knot = Bind(BIND, 53), Knot(KNOT, 53)


def zone_text(*nameservers, primary="ns1", more="home A " + STALE):
    """A zone as the resolver knows it. nameservers: names or addresses."""
    lines = []
    for n, server in enumerate(nameservers, 1):
        is_address = server[0].isdigit()
        lines.append("@ NS " + ("ns%d" % n if is_address else server + "."))
        if is_address:
            lines.append("ns%d A %s" % (n, server))
    return ZONE_TEXT.format(primary=primary) + "\n".join(lines + [more, ""])


def service(address=SERVICE):
    return Server(certificates().good, address, 443)


class Resolver:
    """The system's resolver knows these zones and no others."""

    def __init__(self, **zones):
        namespace.resolve_at(RESOLVER)
        self.resolver = NameServer(RESOLVER, zones={
            name.replace("_", "."): text for name, text in zones.items()},
            options="recursion no; rrset-order { order none; };")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.resolver.stop()


class World(Resolver):
    """Duck DNS, whose zone has these name servers; the true one holds the
    address, and what the service is told."""

    def __init__(self, *nameservers, held=OLD, true=bind,
            more="home A " + STALE):
        super().__init__(duckdns_org=zone_text(*nameservers, more=more))
        self.true = true
        for primary in (bind, knot):
            self.put(held if primary is true else STALE, primary)
        self.server = service()
        self.vendor = self.server.mount("/update", DuckDNS(TOKEN, ["home"],
            lambda name, type, address: self.put(address)))
        self.vendor.held["home"]["A"] = held

    def __exit__(self, *_):
        self.server.close()
        super().__exit__()

    def put(self, address, primary=None):
        records = [(DUCK, "A", address, 60)] if address else []
        (primary or self.true).put("duckdns.org", *records, clear=[DUCK])

    def run(self, *args, ip=NEW, timeout=20):
        return run(at_once("-p", "duckdns", "-i", ip, *args, DUCK,
            timeout=timeout), {"DUCKDNS_TOKEN": TOKEN})


class OverHttps:
    """DNS over HTTPS, where cloudflare-dns.com and dns.google lead."""

    def __init__(self, address=OLD):
        self.server = service(HTTPS)
        self.server.mount("/dns-query", DoH({(DUCK, "A"): [address]}))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.close()

    @property
    def hosts(self):
        return [request.host for request in self.server.requests]
