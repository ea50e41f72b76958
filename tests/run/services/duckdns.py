"""duckdns - one GET that sets the addresses of names, and no way to read."""

import ipaddress
import re

from message import Response
from standin import Service

PARAMETERS = {"domains", "token", "ip", "ipv6", "verbose", "txt", "clear"}


class DuckDNS(Service):
    """changed(name, type, address) is called for each value that is new, so
    that a test can let a name server tell it."""

    def __init__(self, token, names, changed=None):
        self.token = token
        self.held = {name: {"A": None, "AAAA": None} for name in names}
        self._changed = changed or (lambda name, type, address: None)

    def reads(self, request):
        return False

    def handle(self, request):
        if request.method != "GET" or request.path != "/update":
            return Response(404, "not found")
        query = request.query
        if set(query) - PARAMETERS or not {"domains", "token"} <= set(query):
            return Response(200, "KO")
        names = query["domains"].split(",")
        if query["token"] != self.token or not all(
                re.fullmatch("[a-z0-9-]+", name) and name in self.held
                for name in names):
            return Response(200, "KO")
        try:
            wanted = _wanted(query)
        except ValueError:
            return Response(200, "KO")
        news = [self._set(name, type, address) for name in names
                for type, address in wanted.items()]
        if query.get("verbose") != "true":
            return Response(200, "OK")
        return Response(200, "OK\n%s\n%s\n%s" % (wanted.get("A", ""),
                wanted.get("AAAA", ""), "UPDATED" if any(news) else
                "NOCHANGE"))

    def _set(self, name, type, address):
        if self.held[name][type] == address:
            return False
        self.held[name][type] = address
        self._changed(name + ".duckdns.org", type, address)
        return True


def _wanted(query):
    """ip may hold an IPv6 address too; without either it is the caller's."""
    wanted = {}
    for key in ("ip", "ipv6"):
        if query.get(key):
            address = ipaddress.ip_address(query[key])
            wanted["A" if address.version == 4 else "AAAA"] = \
                    str(address)
    return wanted or {"A": "127.0.0.1"}
