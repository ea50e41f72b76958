"""dnsclient - DNS messages for the tests: ask, change with TSIG, answer."""

import base64
import hashlib
import hmac
import ipaddress
import os
import socket
import struct
import time

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "TXT": 16, "AAAA": 28,
    "TSIG": 250, "ANY": 255}
NAMES = {number: name for name, number in TYPES.items()}
IN, NONE, ANY = 1, 254, 255
QUERY, UPDATE = 0, 5
RD = 0x0100


class Message:
    """A parsed message; records are (name, type, class, ttl, value)."""

    def __init__(self, id, flags, question, sections):
        self.id, self.flags, self.question = id, flags, question
        self.opcode, self.rcode = flags >> 11 & 15, flags & 15
        self.answer, self.authority, self.additional = sections


def ask(port, name, type="A", address="127.0.0.1", timeout=2, flags=0):
    """The reply of a server to one question, over UDP. flags: RD, or none."""
    id = int.from_bytes(os.urandom(2), "big")
    query = struct.pack(">6H", id, flags, 1, 0, 0, 0) + encode_name(name) \
            + struct.pack(">2H", TYPES[type], IN)
    return _exchange(address, port, query, timeout)


def values(port, name, type="A", address="127.0.0.1"):
    """The values a server holds, sorted; empty when there are none."""
    return sorted(record[4] for record in ask(port, name, type,
            address).answer if record[1] == type)


def ttl(port, name, type="A"):
    return [record[3] for record in ask(port, name, type).answer
            if record[1] == type][0]


def serial(port, zone, address="127.0.0.1"):
    return int(ask(port, zone, "SOA", address).answer[0][4].split()[2])


def put(port, zone, key, records, clear=(), address="127.0.0.1"):
    """Set the zone's content by a signed UPDATE: first the names to clear are
    emptied, then records (name, type, value, ttl) are added."""
    changes = [_record(name, TYPES["ANY"], ANY, 0, b"") for name in clear]
    changes += [_record(name, TYPES[type], IN, ttl, _rdata(type, value))
            for name, type, value, ttl in records]
    id = int.from_bytes(os.urandom(2), "big")
    message = struct.pack(">6H", id, UPDATE << 11, 1, 0, len(changes), 0) \
            + encode_name(zone) + struct.pack(">2H", TYPES["SOA"], IN) \
            + b"".join(changes)
    reply = _exchange(address, port, _signed(message, key), 5)
    if reply.rcode:
        raise RuntimeError("UPDATE refused with %d" % reply.rcode)


def answer(query, values, rcode=0, ttl=60):
    """A reply to a parsed query that gives these values of its type."""
    name, type = query.question
    records = [_record(name, TYPES[type], IN, ttl, _rdata(type, value))
            for value in values]
    return struct.pack(">6H", query.id, 0x8180 | rcode, 1, len(records), 0,
            0) + encode_name(name) + struct.pack(">2H", TYPES[type], IN) \
            + b"".join(records)


def encode_name(name):
    labels = [label.encode() for label in name.rstrip(".").split(".") if label]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def parse(message):
    id, flags, *counts = struct.unpack_from(">6H", message)
    position, question = 12, None
    for _ in range(counts[0]):
        name, position = _name(message, position)
        type, _ = struct.unpack_from(">2H", message, position)
        position += 4
        question = (name, NAMES.get(type, type))
    sections = []
    for count in counts[1:]:
        records = []
        for _ in range(count):
            record, position = _parse_record(message, position)
            records.append(record)
        sections.append(records)
    return Message(id, flags, question, sections)


def _parse_record(message, position):
    name, position = _name(message, position)
    type, klass, ttl, size = struct.unpack_from(">HHIH", message, position)
    start = position + 10
    type = NAMES.get(type, type)
    rdata = message[start:start + size]
    if not rdata:
        value = ""
    elif type in ("A", "AAAA"):
        value = str(ipaddress.ip_address(rdata))
    elif type in ("CNAME", "NS"):
        value = _name(message, start)[0]
    elif type == "SOA":
        primary, place = _name(message, start)
        mailbox, place = _name(message, place)
        value = " ".join([primary, mailbox]
                + [str(n) for n in struct.unpack_from(">5I", message, place)])
    elif type == "TXT":
        value = rdata[1:].decode("latin-1")
    else:
        value = rdata
    return (name, type, klass, ttl, value), start + size


def _name(message, position):
    labels, end = [], None
    for _ in range(128):
        size = message[position]
        if size >= 0xc0:
            end = end or position + 2
            position = (size & 0x3f) << 8 | message[position + 1]
        elif size == 0:
            return ".".join(labels).lower(), end or position + 1
        else:
            labels.append(message[position + 1:position + 1
                    + size].decode("latin-1"))
            position += 1 + size
    raise ValueError("a name without end")


def _record(name, type, klass, ttl, rdata):
    return encode_name(name) + struct.pack(">HHIH", type, klass, ttl,
            len(rdata)) + rdata


def _rdata(type, value):
    if type in ("A", "AAAA"):
        return ipaddress.ip_address(value).packed
    if type == "TXT":
        return bytes([len(value)]) + value.encode()
    return encode_name(value)


def _signed(message, key):
    """The message with a TSIG of hmac-sha256 (RFC 8945); key is (name,
    secret in base64)."""
    name, secret = key
    algorithm = encode_name("hmac-sha256")
    clock = struct.pack(">HIH", 0, int(time.time()), 300)
    variables = encode_name(name) + struct.pack(">HI", ANY, 0) + algorithm \
            + clock + struct.pack(">HH", 0, 0)
    mac = hmac.new(base64.b64decode(secret), message + variables,
            hashlib.sha256).digest()
    tsig = algorithm + clock + struct.pack(">H", len(mac)) + mac \
            + message[:2] + struct.pack(">HH", 0, 0)
    return message[:10] + struct.pack(">H", 1) + message[12:] \
            + _record(name, TYPES["TSIG"], ANY, 0, tsig)


def _exchange(address, port, message, timeout):
    """UDP when it fits, else TCP, as a resolver would."""
    if len(message) > 1232:
        return parse(_tcp(address, port, message, timeout))
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as line:
        line.settimeout(timeout)
        line.connect((address, port))
        line.send(message)
        while True:
            reply = line.recv(65535)
            if reply[:2] == message[:2]:
                return parse(reply)


def _tcp(address, port, message, timeout):
    with socket.create_connection((address, port), timeout) as line:
        line.sendall(struct.pack(">H", len(message)) + message)
        stream = line.makefile("rb")
        return stream.read(struct.unpack(">H", stream.read(2))[0])
