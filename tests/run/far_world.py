"""far_world - the zone and the echo service that lie beyond the lines of this
machine: the service says from which address it was asked."""

import socket
import threading

from certificates import certificates
from cloudflare_world import EMAIL, ENV, HOME, KEY, TOKEN, World
from common import OLD, OLD6, at_once
from harness import expect_equal, run
from lines_world import API, ECHO, FAR, FAR6, SIX
from services.cloudflare import Cloudflare
from services.echo import Echo
from standin import Server

SPEC = "web:https://%s/ip" % ECHO


class Far(Server):
    """At both addresses of the internet. peers: who connected."""

    def __init__(self, internet):
        self.peers = {}
        with internet.there():
            super().__init__(certificates().good, FAR, 443)
            six = socket.create_server((FAR6, 443), family=socket.AF_INET6)
        self._listeners.append(six)
        threading.Thread(target=self._accept, args=(six,),
            daemon=True).start()

    def _converse(self, connection, family, number):
        self.peers[number] = connection.getpeername()[0]
        super()._converse(connection, family, number)


class Whoami(Echo):
    def __init__(self, server):
        super().__init__()
        self._server = server

    def tell_the_truth(self):
        self._response = None

    def address(self, request):
        return self._server.peers[request.connection]


class FarZone(World):
    """A zone at Cloudflare whose home has the old addresses."""

    def __init__(self, internet):
        self.server = Far(internet)
        self.echo = Whoami(self.server)
        for name in (ECHO, SIX):
            self.server.mount(name, self.echo)
        self.vendor = self.server.mount(API, Cloudflare(TOKEN, EMAIL, KEY))
        self.zone = self.vendor.add_zone("example.com")
        self.add("A", HOME, OLD)
        self.add("AAAA", HOME, OLD6)
        self.before = self.snapshot()

    def run(self, *args, source=SPEC, names=(HOME,), timeout=10):
        return run(at_once("-p", "cloudflare", "--api-url",
            "https://%s/client/v4" % API, "-s", source, *args, *names,
            timeout=timeout), ENV)

    def holds(self, ipv4=OLD, ipv6=OLD6):
        expect_equal((self.vendor.values(HOME), self.vendor.values(HOME,
            "AAAA")), ([ipv4], [ipv6]), "records")
