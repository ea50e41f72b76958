"""natpmp - a router's side of NAT-PMP (RFC 6886): the address, and errors for
all else. Called with a datagram and its sender, it returns the answer."""

import ipaddress
import struct

PORT = 5351
OK, WRONG_VERSION, REFUSED, NETWORK_FAILURE, NO_RESOURCES, WRONG_OPCODE = \
    range(6)
IS_ANSWER = 128
UPTIME = 86400


class NatPmp:
    """asked: the good questions that came; bad: what else did."""

    def __init__(self, says="203.0.113.7", result=OK):
        self.says, self.result = says, result
        self.asked, self.bad = [], []

    def __call__(self, request, sender):
        if len(request) < 2 or request[1] >= IS_ANSWER:
            self.bad.append(request)
            return None         # RFC 6886, 3.5: an answer is not answered
        version, opcode = request[0], request[1]
        if version != 0:
            self.bad.append(request)
            return self._error(opcode, WRONG_VERSION)
        if opcode != 0:
            self.bad.append(request)
            return self._error(opcode, WRONG_OPCODE)
        (self.asked if len(request) == 2 else self.bad).append(request)
        address = self.says if self.result == OK else "0.0.0.0"
        return self._error(opcode, self.result) \
            + ipaddress.IPv4Address(address).packed

    @staticmethod
    def _error(opcode, result):
        return struct.pack("!BBHI", 0, IS_ANSWER + opcode, result, UPTIME)
