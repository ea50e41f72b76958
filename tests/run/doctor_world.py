"""doctor_world - one zone with its name server, a resolver that keeps what it
once heard, public resolvers, a cloud that holds the record, echo services.

Each test has a name of its own, so that no cache knows what another one did.
"""

import lines_world
import namespace

NAMESERVER, SLOW, FORWARDING, RESOLVER = ("127.0.0.1", "127.0.0.2",
    "127.0.0.3", "127.0.0.53")
lines_world.enter("::1 localhost\n")

import itertools    # noqa: E402
import json    # noqa: E402
import os    # noqa: E402
import re    # noqa: E402

import dnsclient    # noqa: E402
from cloudflare_world import TOKEN    # noqa: E402
from common import (EchoServer, NEW, OLD, good_server,    # noqa: E402
    trusting)
from harness import (expect, expect_equal, expect_status, run,    # noqa: E402
    secret)
from servers import (Bind, NameServer, Process, SECRET,    # noqa: E402
    ZONE_TEXT)
from services.cloudflare import Cloudflare    # noqa: E402
from services.doh import DoH    # noqa: E402

ZONE, TTL = "example.test", 300
ENV = {"CF_Token": TOKEN}
LINE = re.compile(r"(ok|warn|FAIL) +(\w+) +(.+)")
secret(SECRET)
_numbers = itertools.count()


class Caching(Process):
    """dnsmasq, which remembers what the name server said."""

    program = "dnsmasq"

    def __init__(self):
        super().__init__(RESOLVER, 53)
        self.start("--no-daemon", "--conf-file=/dev/null",
            "--listen-address=" + RESOLVER, "--bind-interfaces", "--no-hosts",
            "--no-resolv", "--server=" + NAMESERVER, "--pid-file",
            "--log-facility=-", ready=lambda: self.values("home." + ZONE))


for address in (SLOW, FORWARDING):
    lines_world.ip("address add %s/8 dev lo" % address)
bind = Bind(NAMESERVER, 53)
# A second name server of that zone, which is never told of a change.
bind.put("second.test", ("second.test", "NS", "ns2.second.test", 60),
    ("ns2.second.test", "A", SLOW, 60))
slow = NameServer(SLOW, zones={"second.test":
    ZONE_TEXT.format(zone="second.test")})
caching = Caching()
namespace.resolve_at(RESOLVER)


class World:
    """held: what the cloud has; live: what the name server says; cached and
    public: what the system's resolver and the public ones still say. All else
    is as it should be."""

    def __init__(self, held=NEW, live=NEW, cached=NEW, public=(NEW, NEW),
            echoes=(NEW, NEW), name=None, zone=ZONE):
        self.name, self.zone = name or "n%d.%s" % (next(_numbers), zone), zone
        self.server = good_server()
        self.vendor = self.server.mount("/client/v4/", Cloudflare(TOKEN))
        self.vendor.add_record(self.vendor.add_zone(zone), "A", self.name,
            held)
        if cached != live:
            self.set(cached)
            expect_equal(caching.values(self.name), [cached], "in the cache")
        self.set(live)
        self.echoes = [EchoServer(address) for address in echoes]
        self.resolvers = [good_server() for _ in public]
        self.known = [server.mount("/dns-query", DoH({(self.name, "A"):
            [address]}, TTL, ages=True)).records
            for server, address in zip(self.resolvers, public)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for server in [self.server, *self.resolvers,
                *(echo.server for echo in self.echoes)]:
            server.close()

    def set(self, *addresses):
        bind.put(self.zone, *((self.name, "A", address, TTL)
            for address in addresses), clear=[self.name])

    @property
    def sources(self):
        return [word for echo in self.echoes for word in ("-s", echo.spec)]

    @property
    def publics(self):
        return [word for server in self.resolvers for word in
            ("--public-resolver", server.url("/dns-query"))]

    def arguments(self, *args, names=None, cloud=True):
        cloud = ["-p", "cloudflare", "--api-url",
            self.server.url("/client/v4")] if cloud else []
        return [*cloud, *self.sources, *self.publics, *args,
            *([self.name] if names is None else names)]

    def run(self, *args, env=ENV, config=None, **more):
        return doctor(*self.arguments(*args, **more), env=env, config=config)

    def findings(self, *args, status=0, **more):
        """Those of a run in JSON, the frame checked."""
        return findings(self.run("--json", *args, **more), status)


def doctor(*args, env=None, config=None):
    done = run(trusting("--doctor", "--timeout", 15, *args), env,
        config=config)
    expect_nothing_written(done, config)
    return done


def findings(done, status):
    expect_status(done, status)
    report = done.json()
    for check in report["checks"]:
        for member in ("check", "subject", "message", "hint", "exit"):
            expect(member in check, "a finding without " + member)
        expect(check["status"] in ("ok", "warn", "fail"), check["status"])
        expect((check["exit"] > 1) == (check["status"] == "fail"),
            "exit of %r" % check)
    expect_equal([error["exit"] for error in report["errors"]],
        [check["exit"] for check in report["checks"]
        if check["status"] == "fail"], "errors")
    return report["checks"]


def of(found, check, *parts):
    """The findings of one check whose subject or message has these."""
    return [one for one in found if one["check"] == check and all(
        part in "%s %s" % (one["subject"], one["message"])
        for part in parts)]


def one(found, check, status, *parts):
    """The only one; it must have that status."""
    hits = of(found, check, *parts)
    expect_equal(len(hits), 1, "number of findings %s %s in %s"
        % (check, parts, json.dumps(found)))
    expect_equal(hits[0]["status"], status, json.dumps(hits[0]))
    return hits[0]


def lines(done):
    """(word, check, rest) of each line."""
    found = []
    for line in done.out.splitlines():
        match = LINE.fullmatch(line)
        expect(match, "no finding: %r" % line)
        found.append(match.groups())
    return found


def amiss(done):
    return [line for line in lines(done) if line[0] != "ok"]


def expect_nothing_written(done, config):
    wanted = ["dnsfollow.conf"] if config is not None else []
    seen = [os.path.join(where, name) for where, _, names in
        os.walk(done.home) for name in names]
    expect_equal(sorted(map(os.path.basename, seen)), wanted,
        "files that it left")
