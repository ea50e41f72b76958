"""whoami - the resolver that tells who asks it: whoami.cloudflare, class CH,
type TXT, by POST over HTTPS (RFC 8484). It takes that question alone, byte for
byte but for the ID."""

import struct

from message import Response
from services.echo import Echo

PATH = "/dns-query"
TYPE = "application/dns-message"
NAME = b"\x06whoami\x0acloudflare\0"
QUESTION = NAME + struct.pack(">HH", 16, 3)
ASKED = struct.pack(">5H", 0x0100, 1, 0, 0, 0) + QUESTION


def text(value):
    """A character-string."""
    return bytes([len(value)]) + value.encode()


def record(data, owner=b"\xc0\x0c", type=16, klass=3, ttl=0):
    return owner + struct.pack(">HHIH", type, klass, ttl, len(data)) + data


class Whoami(Echo):
    """spoil(message, address) puts another message in the answer's place."""

    def __init__(self, ipv4=None, ipv6=None, spoil=None):
        super().__init__(ipv4, ipv6)
        self.spoil = spoil

    def reads(self, request):
        return True

    def handle(self, request):
        if self._response:
            return self._response
        if request.method != "POST":
            return Response(405, "POST only\n")
        if request.path != PATH or request.query:
            return Response(404, "it is %s\n" % PATH)
        for name in ("content-type", "accept"):
            if request.header(name) != TYPE:
                return Response(415, "%s: %s\n" % (name, TYPE))
        if request.body[2:] != ASKED:
            return Response(400, "asked %s\n" % request.body.hex())
        address = self.address(request)
        message = answer(request.body, record(text(address)))
        if self.spoil:
            message = self.spoil(request.body, address)
        return Response(200, message, TYPE)


def answer(request, *records, flags=0x8180, question=QUESTION, more=0):
    return request[:2] + struct.pack(">5H", flags, 1, len(records) + more, 0,
            0) + question + b"".join(records)
