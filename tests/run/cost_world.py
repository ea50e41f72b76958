"""cost_world - the services of a run whose cost is measured: a provider like
Cloudflare and an echo service, and what bare has to ask them for.

Here all are on loopback, and a round trip is a delay of the replies; another
world (tests/bench/distance.py) is at the other end of a line.
"""

import functools
import os
import socket

import cost
import temporary
from cloudflare_world import TOKEN, World
from common import NEW, NEW6, OLD, OLD6, EchoServer
from harness import PROGRAM
from services.echo import Trace

PAUSE = 0.04    # s, for each reply when it is to be seen what waits for what


class Case:
    """One run: so many names of one zone, and whether they change."""

    def __init__(self, title, number=1, families=(4,), changes=False,
            more=()):
        self.title, self.families, self.changes = title, families, changes
        self.names = ["h%d.example.com" % one for one in range(number)]
        self.types = [{4: "A", 6: "AAAA"}[family] for family in families]
        self.special = bool(more)   # a setting that only the program has
        self.more = ["-%d" % family for family in families] + list(more)


class Services(World):
    """The provider, which says on its own host, too, who asked."""

    def hold(self, case, seen):
        """What a run of this case shall find; seen: what it will find itself
        to have, by type."""
        self.vendor.clear()
        for name in case.names:
            for type in case.types:
                self.add(type, name, {"A": OLD, "AAAA": OLD6}[type]
                        if case.changes else seen[type])

    def wrong(self, case, seen):
        """How many records are not as such a run should leave them."""
        return sum(self.vendor.values(name, type) != [seen[type]]
            for name in case.names for type in case.types)


class Measured:
    """What both worlds have. servers: those of Python that are asked."""

    servers = ()

    def __init__(self, store):
        self.home = temporary.directory("home")
        self.trusts = cost.trusts(store)
        self.trust = self.trusts[0]
        self._words = {}

    @functools.cached_property
    def bare(self):
        """Made when it is wanted: no compiler of a static program has the
        libraries it takes."""
        return cost.compiled_bare()

    def environment(self, trust=None):
        return {"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": self.home,
            "XDG_RUNTIME_DIR": self.home, "TOKEN": TOKEN,
            "CLOUDFLARE_API_TOKEN": TOKEN,
            **(trust or self.trust).environment}

    def floor(self, case, trust=None):
        """bare, with the requests that the program makes."""
        if case.title not in self._words:
            self._words[case.title] = self._watch(case)
        trust = trust or self.trust
        return [self.bare, trust.bundle, trust.directory,
            *self._words[case.title]]

    def _watch(self, case):
        self.begin(case)
        self._pause(PAUSE)
        cost.call(self.dnsfollow(case), self.environment())
        self._pause(0)
        return cost.replay(self.requests(), self.where)

    def _pause(self, seconds):
        for server in self.servers:
            server.delay = seconds

    def begin(self, case):
        self.services.hold(case, self.seen)
        for server in self.servers:
            server.forget()

    def wrong(self, case):
        return self.services.wrong(case, self.seen)

    def requests(self):
        return [request for server in self.servers
            for request in server.requests]

    def hosts(self):
        """Of each family, for an echo service is asked over both."""
        return len({(request.host, self.where(request)[0])
            for request in self.requests()})


class Near(Measured):
    """On loopback, HTTP/1.1, with dnsfollow and bare alone."""

    seen = {"A": NEW, "AAAA": NEW6}
    peers = http2 = False

    def __init__(self):
        super().__init__(cost.store())
        self.services = Services()
        self.echoes = [EchoServer(NEW, NEW6, both=True) for _ in range(2)]
        self.services.server.mount("/cdn-cgi/trace", Trace(NEW, NEW6))
        self.servers = [self.services.server,
            *[echo.server for echo in self.echoes]]

    def distance(self, ms):
        self._pause(ms / 1000)

    def dnsfollow(self, case, trust=None):
        sources = [word for echo in self.echoes for word in ("-s", echo.spec)]
        return [PROGRAM, *(trust or self.trust).arguments, "--allow-special",
            *cost.PATIENCE, "-p", "cloudflare", *self.services.api, *sources,
            *case.more, *case.names]

    def where(self, request):
        host, _, port = request.host.rpartition(":")
        server = next(one for one in self.servers if one.port == int(port))
        return "6" if request.family == socket.AF_INET6 else "4", \
            server.url(request.target, host)

    def counted(self):
        """Connections, TLS handshakes and requests since begin()."""
        connections = sum(server.connections for server in self.servers)
        failed = sum(len(server.handshake_failures)
            for server in self.servers)
        return connections, connections - failed, len(self.requests())
