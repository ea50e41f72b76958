"""pcp - a router's side of PCP (RFC 6887), MAP alone, and of NAT-PMP on the
same port. Called with a datagram and its sender, it returns the answer."""

import ipaddress
import struct

OK, WRONG_VERSION, NOT_AUTHORIZED, MALFORMED, WRONG_OPCODE = range(5)
NETWORK_FAILURE, NO_RESOURCES, WRONG_PROTOCOL, ADDRESS_MISMATCH = 7, 8, 9, 12
VERSION, MAP, IS_ANSWER = 2, 1, 128
HEADER, WHOLE = 24, 60
UPTIME, PORT_OUTSIDE = 86400, 40009
NOBODY = ipaddress.IPv6Address("::ffff:0.0.0.0")


class Pcp:
    """mappings: the lifetime of each that is open, by protocol and port;
    log: every good request as (lifetime, nonce); bad: all others."""

    def __init__(self, says="203.0.113.7", result=OK, natpmp=None):
        self.says, self.result, self.natpmp = says, result, natpmp
        self.mappings, self.log, self.bad = {}, [], []

    def __call__(self, request, sender):
        if request[:1] == b"\0" and self.natpmp:
            return self.natpmp(request, sender)
        if len(request) < 2 or request[1] >= IS_ANSWER:
            self.bad.append(request)
            return None
        result = self._judge(request, sender[0])
        if result != OK:
            self.bad.append(request)
            return self._answer(request, result, 30)
        lifetime = struct.unpack_from("!I", request, 4)[0]
        self.log.append((lifetime, request[24:36]))
        if self.result != OK:
            return self._answer(request, self.result, 1800)
        key = request[36], struct.unpack_from("!H", request, 40)[0]
        if lifetime:
            self.mappings[key] = lifetime
        else:
            self.mappings.pop(key, None)
        return self._answer(request, OK, lifetime)

    def _judge(self, request, sender):
        if request[0] != VERSION:
            return WRONG_VERSION
        if len(request) > 1100 or len(request) % 4 or len(request) < HEADER:
            return MALFORMED
        if request[1] != MAP:
            return WRONG_OPCODE
        if len(request) != WHOLE or any(request[2:4]) \
                or any(request[37:40]):
            return MALFORMED
        client = ipaddress.IPv6Address(request[8:24])
        if str(client.ipv4_mapped) != sender:
            return ADDRESS_MISMATCH
        if request[36] not in (6, 17):
            return WRONG_PROTOCOL
        if request[42:44] != b"\0\0" or \
                ipaddress.IPv6Address(request[44:60]) != NOBODY:
            return MALFORMED    # of us, who are to leave both to the router
        return OK

    def _answer(self, request, result, lifetime):
        head = struct.pack("!BBBBII12x", VERSION, IS_ANSWER | request[1], 0,
            result, lifetime, UPTIME)
        if len(request) < WHOLE:
            return head
        outside = ipaddress.IPv6Address("::ffff:" + (self.says
            if result == OK else "0.0.0.0")).packed
        return head + request[24:42] + struct.pack("!H", PORT_OUTSIDE
            if result == OK and lifetime else 0) + outside
