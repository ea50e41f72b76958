"""distance - the services of a run at the other end of a line with a
round-trip time of its own, which any client reaches by their usual names.

The line is carry.c between two network namespaces; the name server is on this
side, as a router's is. Every client finds its certificates where it always
does, for /etc/ssl/certs is ours here.
"""

import os
import shutil
import subprocess

import cost
import cost_world
import lines_world
import namespace
import temporary
from certificates import NAMES, certificates
from common import OLD
from cost_world import Services
from far_world import Far, Whoami
from harness import PROGRAM
from lines_world import FAR, FAR6, Internet, ip
from message import Response
from servers import Process
from services.cloudflare import Cloudflare
from services.echo import TRACE
from standin import Server

API = "api.cloudflare.com"
ONLY4, ONLY6 = "api.ipify.org", "api6.ipify.org"
HERE, HERE6 = "198.51.100.2", "2001:db8:1::2"
ECHO, ECHO6 = "203.0.113.53", "2001:db8:e::53"
BACK = 8053


def enter():
    """Whether we are where such a line can be laid."""
    return os.access("/dev/net/tun", os.R_OK | os.W_OK) \
        and shutil.which("dnsmasq") is not None \
        and lines_world.enter(needed=False)


class Vendor(Cloudflare):
    """ddclient puts a slash at the end, to which the real one does not
    object."""

    def handle(self, request):
        request.path = request.path.rstrip("/")
        return super().handle(request)


class Names(Process):
    """The API's name leads to one host, all others to another. What stands in
    the zone is old, for who asks the name servers."""

    program = "dnsmasq"

    def __init__(self):
        super().__init__("127.0.0.1", 53)
        self.start("--keep-in-foreground", "--conf-file=/dev/null",
            "--listen-address=127.0.0.1", "--bind-interfaces", "--no-resolv",
            "--no-hosts", "--pid-file", "--user=root", "--local-ttl=60",
            "--log-facility=-", "--address=/example.com/" + OLD,
            *["--host-record=%s,%s" % (name, ",".join(_addresses(name)))
                for name in NAMES[1:]], ready=lambda: self.values(API))
        namespace.resolve_at("127.0.0.1")


def _addresses(name):
    if name == API:
        return FAR, FAR6
    return {ONLY4: (ECHO,), ONLY6: (ECHO6,)}.get(name, (ECHO, ECHO6))


class Front(Process):
    """Speaks TLS and HTTP/2 in front of a server that does not."""

    program = "nghttpx"

    def __init__(self, internet, http2):
        super().__init__(FAR, 443)
        good = certificates().good
        with internet.there():
            self.start("--conf=/dev/null", "--frontend=*,443",
                "--backend=%s,%d" % (FAR, BACK), "--workers=1", "--no-ocsp",
                "--add-x-forwarded-for", "--no-via", "--accesslog-file=",
                "--npn-list=%s" % ("h2,http/1.1" if http2 else "http/1.1"),
                good.key, good.certificate, ready=lambda:
                b"LISTEN" in subprocess.check_output(["ss", "-tlnH",
                    "sport = :443"]))


class Caller(Whoami):
    """Says who asked, to whom it stands behind a front, too."""

    def address(self, request):
        return request.header("x-forwarded-for") or super().address(request)


class CallerTrace(Caller):
    def handle(self, request):
        return Response(200, TRACE.format(host=request.host, agent="",
            address=self.address(request), warp="off"))


class Back(Far):
    """The provider and the echo service, behind the front."""

    def __init__(self, internet):
        self.peers = {}
        with internet.there():
            Server.__init__(self, None, FAR, BACK)


class Line:
    """carry.c, and the addresses of both its ends."""

    def __init__(self, internet):
        self._carry = subprocess.Popen([cost.compiled("carry"), "near", "far",
            internet.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True)
        if self._carry.stdout.readline() != "ready\n":
            raise cost.Broken("no line can be laid")
        self._set_up("near", HERE, HERE6)
        with internet.there():
            self._set_up("far", FAR, FAR6)
            for address in ECHO + "/32", ECHO6 + "/128 nodad":
                ip("address add %s dev lo" % address)

    @staticmethod
    def _set_up(device, address, address6):
        ip("link set %s up" % device)
        ip("address add %s/32 dev %s" % (address, device))
        ip("address add %s/128 dev %s nodad" % (address6, device))
        ip("route add default dev " + device)
        ip("-6 route add default dev " + device)

    def delay(self, microseconds):
        self._ask("delay %d" % microseconds)

    def counts(self):
        """Packets, bytes, connections, TLS handshakes and lost packets since
        the last."""
        return [int(word) for word in self._ask("counts").split()]

    def _ask(self, line):
        self._carry.stdin.write(line + "\n")
        self._carry.stdin.flush()
        return self._carry.stdout.readline()


class Distant(cost_world.Measured):
    seen = {"A": HERE, "AAAA": HERE6}
    peers = True

    def __init__(self):
        self._internet = Internet()
        self._line = Line(self._internet)
        Names()
        cost.call(["mount", "--bind", cost.store(), cost.SYSTEM])
        super().__init__(cost.SYSTEM)
        self._front = None
        self._serve()

    def _serve(self):
        self.http2 = shutil.which("nghttpx") is not None
        self._server = Back(self._internet) if self.http2 else \
            Far(self._internet)
        self.servers = [self._server]
        self.services = Services(server=self._server, kind=Vendor)
        self._server.mount("/", Caller(self._server))
        self._server.mount("/cdn-cgi/trace", CallerTrace(self._server))
        self.speak(self.http2)

    def speak(self, http2):
        """From now on HTTP/2, or HTTP/1.1 alone."""
        if self._front:
            self._front.stop()
        self._front = Front(self._internet, http2) if self.http2 else None
        self._words = {}

    def distance(self, ms):
        self._line.delay(ms * 500)

    def dnsfollow(self, case, trust=None):
        return [PROGRAM, *(trust.arguments if trust else []),
            "--allow-special", *cost.PATIENCE, "-p", "cloudflare",
            *case.more, *case.names]

    def begin(self, case):
        super().begin(case)
        self._line.counts()

    def where(self, request):
        address = self._caller(request)
        return "6" if ":" in address else "4", "https://%s%s" % (request.host,
            request.target)

    def _caller(self, request):
        return request.header("x-forwarded-for") \
            or self._server.peers[request.connection]

    def counted(self):
        _, _, connections, handshakes, lost = self._line.counts()
        if lost:
            raise cost.Broken("the line lost %d packets" % lost)
        return connections, handshakes, len(self.requests())
