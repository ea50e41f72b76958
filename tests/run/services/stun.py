"""stun - a STUN server (RFC 8489) that names the sender's address, or what it
is told to. It takes well-formed Binding requests only and keeps them; those
of RFC 3489, which have no magic cookie, get an answer of their time."""

import ipaddress
import socket
import struct
import threading
import time

COOKIE = 0x2112a442
REQUEST, SUCCESS, ERROR = 0x0001, 0x0101, 0x0111
MAPPED_ADDRESS, ERROR_CODE, XOR_MAPPED_ADDRESS, SOFTWARE = 0x0001, 0x0009, \
    0x0020, 0x8022


class Stun:
    """`with` gives one. says is the address it names, None the true one; fault
    is one of the methods' names behind "_answer_"."""

    def __init__(self, says=None, host="127.0.0.1", port=0, fault=None,
            lose=0, delay=0):
        self.says, self.host, self.fault = says, host, fault
        self.lose, self.delay = lose, delay
        self.requests, self.times, self.bad = [], [], []
        self._socket = self._listen(port)
        self.port = self._socket.getsockname()[1]
        self.name = ("[%s]:%d" if ":" in host else "%s:%d") \
                % (host, self.port)
        self.spec = "stun:" + self.name
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        # A thread that waits in recvfrom() would keep it open else.
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._socket.close()

    @property
    def asked(self):
        """How many requests came, those sent again not counted."""
        return len({request[8:20] for request in self.requests})

    def _listen(self, port=0):
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        line = socket.socket(family, socket.SOCK_DGRAM)
        line.bind((self.host, port))
        return line

    def _serve(self):
        while True:
            try:
                message, sender = self._socket.recvfrom(2048)
            except OSError:
                return
            if not message:
                return
            self.requests.append(message)
            self.times.append(time.monotonic())
            try:
                modern = parse(message, REQUEST)[0]
            except (ValueError, struct.error) as why:
                self.bad.append("%s: %s" % (why, message.hex()))
                continue
            if not modern:
                self._answer_plain(message, sender)
            elif len(self.requests) > self.lose:
                time.sleep(self.delay)
                getattr(self, "_answer_" + (self.fault or "well"))(message,
                        sender)

    def _seen(self, sender):
        return (self.says or sender[0]), sender[1]

    def _send(self, message, sender):
        try:
            self._socket.sendto(message, sender)
        except OSError:
            pass

    def _answer_well(self, request, sender):
        self._send(success(request, *self._seen(sender)), sender)

    def _answer_silent(self, request, sender):
        pass

    def _answer_other_id(self, request, sender):
        other = request[:19] + bytes([request[19] ^ 1])
        self._send(success(other, "192.0.2.66", 1), sender)

    def _answer_other_id_first(self, request, sender):
        self._answer_other_id(request, sender)
        self._answer_well(request, sender)

    def _answer_other_port(self, request, sender):
        with self._listen() as other:
            other.sendto(success(request, "192.0.2.66", 1), sender)

    def _answer_other_port_first(self, request, sender):
        self._answer_other_port(request, sender)
        self._answer_well(request, sender)

    def _answer_error(self, request, sender):
        self._send(build(ERROR, request, (ERROR_CODE,
                struct.pack(">HBB", 0, 5, 0) + b"Server Error")), sender)

    def _answer_plain(self, request, sender):
        self._send(build(SUCCESS, request, (MAPPED_ADDRESS,
                _address(*self._seen(sender)))), sender)

    def _answer_cut(self, request, sender):
        self._send(success(request, *self._seen(sender))[:-4], sender)

    def _answer_longer(self, request, sender):
        self._send(success(request, *self._seen(sender)) + bytes(4), sender)

    def _answer_unknown(self, request, sender):
        self._send(success(request, *self._seen(sender),
                more=[(0x7f01, b"x")]), sender)

    def _answer_optional(self, request, sender):
        self._send(success(request, *self._seen(sender),
                more=[(0xff01, b"xyz")]), sender)

    def _answer_echo(self, request, sender):
        self._send(request, sender)

    def _answer_text(self, request, sender):
        self._send(b"HTTP/1.1 400 Bad Request\r\n\r\n", sender)

    def _answer_empty(self, request, sender):
        self._send(b"", sender)

    def _answer_flood(self, request, sender):
        """Two thousand that answer nothing, then the right one."""
        for _ in range(2000):
            self._answer_other_id(request, sender)
            time.sleep(0.0002)
        self._answer_well(request, sender)


def parse(message, wanted):
    """Of a well-formed message of that type: whether it has the cookie, and
    the attributes (type, value)."""
    type, length, cookie = struct.unpack_from(">HHI", message)
    if type != wanted:
        raise ValueError("type %04x" % type)
    if len(message) != 20 + length or length % 4:
        raise ValueError("length %d of %d bytes" % (length, len(message)))
    attributes, position = [], 20
    while position < len(message):
        kind, size = struct.unpack_from(">HH", message, position)
        position += 4
        value = message[position:position + size]
        if len(value) != size:
            raise ValueError("an attribute beyond the end")
        attributes.append((kind, value))
        position += size + -size % 4
    return cookie == COOKIE, attributes


def question(id):
    return struct.pack(">HHI", REQUEST, 0, COOKIE) + id


def success(request, address, port, more=()):
    """The plain address is there as well, for old clients; as routers do, it
    is not what the server saw, and ours must not believe it."""
    plain = "10.9.8.7" if "." in address else "fd00::9"
    return build(SUCCESS, request, (SOFTWARE, b"stand-in, not 4x"), *more,
            (MAPPED_ADDRESS, _address(plain, port)),
            (XOR_MAPPED_ADDRESS, _address(address, port, request[4:20])))


def build(type, request, *attributes):
    body = b"".join(struct.pack(">HH", kind, len(value)) + value
            + b"\0" * (-len(value) % 4) for kind, value in attributes)
    return struct.pack(">HH", type, len(body)) + request[4:20] + body


def _address(address, port, mask=bytes(16)):
    packed = ipaddress.ip_address(address).packed
    return struct.pack(">BBH", 0, 1 if len(packed) == 4 else 2,
            port ^ struct.unpack(">H", mask[:2])[0]) \
            + bytes(a ^ b for a, b in zip(packed, mask))
