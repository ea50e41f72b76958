"""freedns - the older interface of afraid.org: a list of links, and the links.

Strict: a link takes one address and nothing else. As at the vendor's, a record
becomes of the type of the address that it is given, and one that it has
already is an error.
"""

import base64
import hashlib
import ipaddress

from message import Response
from standin import Service

UPDATE = "/dynamic/update.php"


class FreeDNS(Service):
    """server: what the links begin with."""

    def __init__(self, user, password, server):
        self.key = hashlib.sha1(("%s|%s" % (user.lower(), password))
                .encode()).hexdigest()
        self.server, self.records = server, {}

    def put(self, name, *values):
        """Records of the name; None: one that was never set."""
        for value in values:
            token = base64.b64encode(b"FAKE-%s-%d" % (name.encode(),
                    len(self.records))).decode()
            self.records[token] = [name, value]

    def values(self, name, type="A"):
        return sorted(value for owner, value in self.records.values()
                if owner == name and value and (":" in value)
                == (type == "AAAA"))

    def reads(self, request):
        return request.path == "/api/"

    def handle(self, request):
        if request.method != "GET":
            return Response(405, "ERROR: Only GET")
        if request.path == "/api/":
            return self._list(request.query)
        if request.path == UPDATE:
            return self._update(request.raw_query)
        return Response(404, "not found")

    def _list(self, query):
        if set(query) != {"action", "v", "sha"} or query["v"] != "2" \
                or query["action"] != "getdyndns":
            return Response(200, "ERROR: Unknown action")
        if query["sha"] != self.key:
            return Response(200, "ERROR: Could not authenticate.")
        return Response(200, "\n".join("%s|%s|%s%s?%s" % (name,
                value or "NULL", self.server, UPDATE, token)
                for token, (name, value) in self.records.items()))

    def _update(self, query):
        token, _, address = query.partition("&address=")
        if token not in self.records:
            return Response(200, "ERROR: Unable to locate this record")
        try:
            address = str(ipaddress.ip_address(address.replace("%3A", ":")))
        except ValueError:
            return Response(200, "ERROR: Invalid address " + address)
        record = self.records[token]
        if record[1] == address:
            return Response(200, "ERROR: Address %s has not changed."
                    % address)
        record[1] = address
        return Response(200, "Updated %s to %s in 0.326 seconds"
                % (record[0], address))
