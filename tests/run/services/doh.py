"""doh - DNS over HTTPS by GET (RFC 8484), from a table of records."""

import base64
import re
import time

import dnsclient
from message import Response
from standin import Service


class DoH(Service):
    """records: (name, type) to a list of addresses. With ages they have been
    in its cache since it was made."""

    def __init__(self, records, ttl=60, ages=False):
        self.records, self.ttl = records, ttl
        self.since = time.monotonic() if ages else None

    def left(self):
        age = 0 if self.since is None else time.monotonic() - self.since
        return max(0, self.ttl - int(age))

    def handle(self, request):
        query = request.query
        if request.method != "GET" or set(query) != {"dns"} \
                or not re.fullmatch("[A-Za-z0-9_-]+", query["dns"]):
            return Response(400, "dns= in base64url, no padding\n")
        if request.header("accept") != "application/dns-message":
            return Response(400, "Accept: application/dns-message\n")
        text = query["dns"]
        message = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        question = dnsclient.parse(message)
        name, type = question.question
        known = any(owner == name for owner, _ in self.records)
        values = self.records.get((name, type), [])
        return Response(200, dnsclient.answer(question, values,
                rcode=0 if known else 3, ttl=self.left()), "application/dns-message",
                [("Cache-Control", "max-age=60")])
