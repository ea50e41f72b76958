"""echo - services that tell a caller its address, truthful or not."""

import json
import socket

from message import Response
from standin import Service

TRACE = """fl=12f345
h={host}
ip={address}
ts=1795220528.123
visit_scheme=https
uag={agent}
colo=FRA
sliver=none
http=http/1.1
loc=DE
tls=TLSv1.3
sni=plaintext
warp={warp}
gateway=off
rbi=off
kex=X25519
"""


class Echo(Service):
    """Answers with a fixed address for each family, as a bare line; say()
    puts anything else in its place."""

    def __init__(self, ipv4=None, ipv6=None, ending="\n"):
        self.ipv4, self.ipv6, self.ending = ipv4, ipv6, ending
        self._response = None

    def handle(self, request):
        if request.method != "GET":
            return Response(405, "GET only\n")
        if self._response:
            return self._response
        address = self.address(request)
        if address is None:
            return Response(503, "no such family here\n")
        return Response(200, address + self.ending)

    def address(self, request):
        ipv6 = request.family == socket.AF_INET6
        return self.ipv6 if ipv6 else self.ipv4

    def say(self, body, status=200, type="text/plain", headers=()):
        self._response = Response(status, body, type, headers)
        return self


class Trace(Echo):
    """The key=value page of a large proxy; members can be put wrong."""

    def __init__(self, ipv4=None, ipv6=None, host=None, warp="off"):
        super().__init__(ipv4, ipv6)
        self.host, self.warp = host, warp

    def handle(self, request):
        return Response(200, TRACE.format(
                host=self.host or request.host.split(":")[0],
                address=self.address(request), warp=self.warp,
                agent=request.header("user-agent", "")))


class Json(Echo):
    def handle(self, request):
        return Response(200, json.dumps({"ip": self.address(request),
                "country": "DE"}), "application/json")


class Html(Echo):
    def handle(self, request):
        return Response(200, "<html><head><title>Current IP Check</title>"
                "</head><body>Current IP Address: %s</body></html>\r\n"
                % self.address(request), "text/html")
