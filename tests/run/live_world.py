"""live_world - zones in every layout that a name server can be met in, a
resolver that finds them, and a dyndns2 service whose word they keep.

All servers start once. Each test has a zone of its own, so that no cache of
the resolver knows what another test did.
"""

import namespace

MUTE, DEAD, LATE_DEAD = "127.0.0.8", "127.0.0.7", "127.0.0.17"
REFUSING, HEARSAY = "127.0.0.5", "127.0.0.6"
FRONT, KNOT_FRONT, FRONT6 = "127.0.0.9", "127.0.0.10", "::1"
BIND, KNOT = "127.0.0.11", "127.0.0.12"
SECONDARY, LAG_FRONT = "127.0.0.13", "127.0.0.14"
HTTPS, RECURSIVE, RESOLVER, ROUTER = ("127.0.0.3", "127.0.0.52",
    "127.0.0.53", "127.0.0.54")
# BIND listens at addresses that lo really has only.
namespace.enter("""127.0.0.1 localhost
%s cloudflare-dns.com dns.google
""" % HTTPS, addresses=[address + "/8" for address in (REFUSING, HEARSAY,
    BIND, SECONDARY, RECURSIVE)])

import socket   # noqa: E402

import dnsclient    # noqa: E402
from certificates import certificates    # noqa: E402
from common import (NEW, OLD, OTHER, at_once, expect_asked,    # noqa: E402
    expect_one, good_server)
from dnsfront import Front    # noqa: E402
from harness import (Job, expect, expect_equal, expect_status,    # noqa: E402
    secret)
from servers import (Bind, KEY, Knot, NameServer, Process,    # noqa: E402
    SECRET)
from services.doh import DoH    # noqa: E402
from services.dyndns2 import Dyndns2    # noqa: E402
from standin import Server    # noqa: E402

USER, PASSWORD = "home-user", secret("FAKE-dyndns2-password-0123")
ENV = {"DYNDNS2_USER": USER, "DYNDNS2_PASSWORD": PASSWORD}
STALE = OTHER   # what is not true, or not any more
ORDER = "rrset-order { order none; };"  # as they are sorted
secret(SECRET)

COMMON = """home A {old}
alias CNAME home
away CNAME home.target.test.
nowhere CNAME home.gone.example.
broken CNAME home.broken.test.
v6only AAAA 2001:db8::1
inner.empty A {old}
*.wild A {old}
*.star CNAME home.target.test.
moved DNAME target.test.
several A {old}
several A {stale}
""".format(old=OLD, stale=STALE) + "".join("crowd A 192.0.2.%d\n" % n
    for n in range(1, 101))
SUB = "sub NS ns1.sub\nns1.sub A %s\n"
FAR = "far NS ns1.target.test.\n"

# Zone: who holds it, its name servers (the addresses of each, or its name; in
# this order, worst first, they are asked), and records besides home.
LAYOUTS = {
    "bind.test": ("bind", [BIND], COMMON),
    "knot.test": ("knot", [KNOT], COMMON),
    "target.test": ("knot", [KNOT], ""),
    "front-bind.test": ("bind", [FRONT], COMMON),
    "front-knot.test": ("knot", [KNOT_FRONT], COMMON),
    "above-bind.test": ("bind", [BIND], SUB % KNOT + FAR),
    "above-knot.test": ("knot", [KNOT], SUB % BIND),
    "above-front.test": ("bind", [FRONT], SUB % KNOT),
    "tricky.test": ("bind", [(FRONT, BIND)], ""),
    "dead.test": ("bind", [(DEAD, BIND)], ""),
    "mute.test": ("bind", [(MUTE, BIND)], ""),
    "mute-knot.test": ("knot", [(MUTE, KNOT)], ""),
    "refusing.test": ("bind", [(REFUSING, BIND)], ""),
    "hearsay.test": ("knot", [(HEARSAY, KNOT)], ""),
    "sideways.test": ("bind", [(KNOT_FRONT, BIND)], ""),
    "unknown.test": ("bind", ["ns.gone.example", BIND], ""),
    "gone.test": ("bind", [DEAD, LATE_DEAD], ""),
    "silent.test": ("bind", [MUTE], ""),
    "lame.test": ("bind", [REFUSING, HEARSAY], ""),
    "two.test": ("both", [FRONT, KNOT_FRONT], ""),
    "six.test": ("bind", [FRONT6], ""),
    "six-four.test": ("bind", [(DEAD, FRONT6)], ""),
    "split.test": ("bind", [BIND], ""),
    "lag-bind.test": ("bind", [BIND, LAG_FRONT], ""),
    "lag-knot.test": ("knot", [KNOT, LAG_FRONT], ""),
    "half.test": ("bind", [BIND, DEAD], ""),
}
# Below other zones, where the resolver has to follow the delegation.
BELOW = {
    "sub.above-bind.test": ("knot", [KNOT], ""),
    "far.above-bind.test": ("knot", ["ns1.target.test"], ""),
    "sub.above-knot.test": ("bind", [BIND], ""),
    "sub.above-front.test": ("knot", [KNOT], ""),
    "far.above-front.test": ("knot", ["ns1.target.test"], ""),
}


def zone_text(nameservers, more="", home=OLD):
    lines = ["$TTL 60", "@ SOA ns1 hostmaster 1 3600 600 86400 60",
        "home A " + home]
    for n, addresses in enumerate(nameservers, 1):
        if isinstance(addresses, str):
            addresses = (addresses,)
        if addresses[0][0].isalpha():
            lines.append("@ NS %s." % addresses)
            continue
        lines.append("@ NS ns%d" % n)
        lines += ["ns%d %s %s" % (n, "AAAA" if ":" in address else "A",
            address) for address in addresses]
    return "\n".join(lines) + "\n" + more


def zone_of(name):
    return max((zone for zone in LAYOUTS | BELOW if name.endswith(zone)),
        key=len)


ROOT = zone_text([BIND]) + "test NS ns1\n"
# Knot has it, too, so that it refers where BIND is an authority.
TEST = zone_text([BIND]) + "".join("%s NS ns1.%s.\nns1.%s A %s\n" % (label,
    zone, label, KNOT if holder == "knot" else BIND) for label, zone, holder
    in ((zone[:-5], zone, holder) for zone, (holder, _, _) in
    LAYOUTS.items())) + "broken NS ns1.broken\nns1.broken A %s\n" % DEAD


class Holder:
    """Mixed into a primary: it holds its part of the zones."""

    def write_zones(self):
        for zone in self.dynamic:
            _, nameservers, more = (LAYOUTS | BELOW)[zone]
            self.write(zone + ".db", zone_text(nameservers, more))
        for zone, text in ((".", ROOT), ("test", TEST)):
            self.write(zone + ".db", text)

    def set(self, name, *addresses, type="A"):
        """The name's addresses of this type; the others stay."""
        zone = zone_of(name)
        other = "AAAA" if type == "A" else "A"
        self.put(zone, *((name, kind, address, 60) for kind, values in
            ((type, addresses), (other, self.values(name, other)))
            for address in values), clear=[name])


def _held_by(holder):
    return tuple(zone for zone, (of, _, _) in (LAYOUTS | BELOW).items()
        if of in (holder, "both"))


class BindHolder(Holder, Bind):
    dynamic, static = _held_by("bind"), (".", "test")


class KnotHolder(Holder, Knot):
    dynamic, static = _held_by("knot"), ("test",)


class Recursive(Process):
    """A resolver as providers run them. It gets the zones from who holds them,
    wherever their name servers lead, but follows delegations below them."""

    program = "named"

    def __init__(self):
        super().__init__(RECURSIVE, 53)
        self.write("hints", ". NS ns.\nns. A %s\n" % BIND)
        self.write("split.db", zone_text([BIND], home=STALE))
        stubs = "".join('zone "%s" { type static-stub; server-addresses '
            "{ %s; }; };\n" % (zone, KNOT if holder == "knot" else BIND)
            for zone, (holder, _, _) in LAYOUTS.items()
            if zone != "split.test")
        config = self.write("named.conf", """options {
directory "%s"; pid-file none; session-keyfile none;
listen-on { %s; }; listen-on-v6 { none; }; recursion yes;
dnssec-validation no; notify no; empty-zones-enable no; %s
};
controls { };
zone "." { type hint; file "hints"; };
zone "split.test" { type primary; file "split.db"; };
%s""" % (self.directory, RECURSIVE, ORDER, stubs))
        self.start("-g", "-n", "1", "-c", config, ready=lambda:
            self.serves("split.test"))


class Router(Process):
    """dnsmasq, which forwards, and has an idea of its own of two names."""

    program = "dnsmasq"

    def __init__(self):
        super().__init__(ROUTER, 53)
        # As --no-daemon it stays who it is, in a user namespace too.
        self.start("--no-daemon", "--conf-file=/dev/null",
            "--listen-address=" + ROUTER, "--bind-interfaces", "--no-hosts",
            "--no-resolv", "--server=" + RECURSIVE, "--pid-file",
            "--log-facility=-", "--host-record=home.bind.test," + STALE,
            "--address=/home.knot.test/" + STALE,
            ready=lambda: self.values("home.bind.test"))


class Secondary(Process):
    """It has what its primary had when it was last told to look."""

    program = "named"
    zones = {zone: KNOT if holder == "knot" else BIND
        for zone, (holder, _, _) in LAYOUTS.items()
        if zone.startswith("lag-")}

    def __init__(self):
        super().__init__(SECONDARY, 53)
        zones = 'key "%s" { algorithm hmac-sha256; secret "%s"; };\n' % KEY
        zones += "".join('zone "%s" { type secondary; primaries { %s key %s; '
            "}; allow-notify { 127.0.0.0/8; }; };\n" % (zone, primary,
            KEY[0]) for zone, primary in self.zones.items())
        config = self.write("named.conf", """options {
directory "%s"; pid-file none; session-keyfile none; notify no;
listen-on { %s; }; listen-on-v6 { none; }; recursion no;
dnssec-validation no; empty-zones-enable no;
};
controls { };
%s""" % (self.directory, SECONDARY, zones))
        self.start("-g", "-n", "1", "-c", config, ready=lambda: all(
            map(self.serves, self.zones)))

    def look(self, zone):
        """A NOTIFY (RFC 1996)."""
        with socket.socket(type=socket.SOCK_DGRAM) as line:
            line.sendto(b"\x12\x34\x24\0\0\1\0\0\0\0\0\0"
                + dnsclient.encode_name(zone) + b"\0\6\0\1", (SECONDARY, 53))


bind, knot = BindHolder(BIND, 53), KnotHolder(KNOT, 53)
refusing = NameServer(REFUSING)
recursive = Recursive()
hearsay = NameServer(HEARSAY, options="recursion yes; forward only; "
    "forwarders { %s; };" % RECURSIVE)
front, knot_front = Front(FRONT, BIND), Front(KNOT_FRONT, KNOT)
front6, lag_front = Front(FRONT6, BIND), Front(LAG_FRONT, SECONDARY)
resolver = Front(RESOLVER, RECURSIVE)
mute = socket.socket(type=socket.SOCK_DGRAM)
mute.bind((MUTE, 53))
FRONTS = (front, knot_front, front6, lag_front, resolver)


class World:
    """A name with these addresses in the zone of its holder, and its service.
    held: what the name has; None: it stays as it is."""

    def __init__(self, name, held=OLD, resolvers=(RESOLVER,)):
        self.name = name
        self.holder = bind if zone_of(name) in bind.dynamic else knot
        if held is not None:
            self.holder.set(name, held)
        namespace.resolve_at(*resolvers)
        self.server = good_server()
        self.service = self.server.mount("/nic/update",
            Dyndns2([name], USER, PASSWORD, changed=self.changed))
        for one in FRONTS:
            one.forget()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.close()

    def changed(self, name, type, address):
        self.holder.set(name, address, type=type)

    def begin(self, *args, ip=NEW, timeout=20, names=None, env=None):
        for name in names or ():
            self.service.held[name] = {"A": None, "AAAA": None}
        return Job(at_once("-p", "dyndns2", "--api-url", self.server.url(),
            "-i", ip, *args, *(names or [self.name]), timeout=timeout),
            dict(ENV, **(env or {})))

    def run(self, *args, **more):
        return self.begin(*args, **more).finish()

    def expect(self, done, status, before, asked=1, after=NEW):
        """It ended well, and the service was asked so often."""
        expect_status(done, 0)
        expect_one(done.json(), status, before, [after])
        expect_asked(self.server, asked)

    def expect_updated(self, *args, before=OLD, **more):
        """A run, which believes the zone's own word."""
        self.expect(self.run("--json", *args, **more), "updated", [before])
        expect_equal(self.holder.values(self.name), [NEW], "in the DNS")

    def expect_refused(self, done, *statuses):
        expect_status(done, *statuses)
        expect_asked(self.server, 0)


class OverHttps:
    """DNS over HTTPS, where cloudflare-dns.com and dns.google lead."""

    def __init__(self, name, address=OLD):
        self.server = Server(certificates().good, HTTPS, 443)
        self.server.mount("/dns-query", DoH({(name, "A"): [address]}))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.close()

    def expect_asked(self, times):
        expect(len(self.server.requests) == times, "asked over HTTPS %d "
            "times, not %d" % (len(self.server.requests), times))
