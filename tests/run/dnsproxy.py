"""dnsproxy - stands before a DNS server, counts what passes, and can do harm.
"""

import socket
import struct
import threading

import dnsclient


class DnsProxy:
    """Forwards UDP and TCP on one port of 127.0.0.1. spoil(query, reply) may
    return another reply, or None to give none."""

    def __init__(self, upstream):
        self.upstream = upstream
        self.messages = [] # (opcode, question, transport, raw query)
        self.spoil = None
        self._udp, self._tcp = _pair()
        self.port = self._udp.getsockname()[1]
        for target in (self._serve_udp, self._serve_tcp):
            threading.Thread(target=target, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for line in (self._udp, self._tcp):
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass    # a datagram socket wakes up, and complains
            line.close()

    def forget(self):
        self.messages = []

    @property
    def updates(self):
        return [message for message in self.messages
                if message[0] == dnsclient.UPDATE]

    def _serve_udp(self):
        while True:
            try:
                query, caller = self._udp.recvfrom(65535)
            except OSError:
                return
            if caller is None:
                return
            threading.Thread(target=self._pass_udp, daemon=True,
                    args=(query, caller)).start()

    def _pass_udp(self, query, caller):
        self._note(query, "udp")
        try:
            self._answer_udp(query, caller)
        except OSError:
            pass    # somebody hung up; the test will say what that means

    def _answer_udp(self, query, caller):
        with socket.socket(type=socket.SOCK_DGRAM) as line:
            line.settimeout(5)
            line.sendto(query, ("127.0.0.1", self.upstream))
            reply = self._harmed(query, line.recv(65535))
        if reply is not None:
            self._udp.sendto(reply, caller)

    def _serve_tcp(self):
        while True:
            try:
                line, _ = self._tcp.accept()
            except OSError:
                return
            threading.Thread(target=self._pass_tcp, daemon=True,
                    args=(line,)).start()

    def _pass_tcp(self, line):
        try:
            self._answer_tcp(line)
        except OSError:
            pass

    def _answer_tcp(self, line):
        with line, socket.create_connection(("127.0.0.1",
                self.upstream), 5) as onward:
            while True:
                query = _frame(line)
                if query is None:
                    return
                self._note(query, "tcp")
                onward.sendall(struct.pack(">H", len(query)) + query)
                reply = self._harmed(query, _frame(onward))
                if reply is None:
                    return
                line.sendall(struct.pack(">H", len(reply)) + reply)

    def _note(self, query, transport):
        flags = struct.unpack_from(">H", query, 2)[0]
        self.messages.append((flags >> 11 & 15,
                dnsclient.parse(query).question, transport, query))

    def _harmed(self, query, reply):
        return self.spoil(query, reply) if self.spoil else reply


def _frame(line):
    size = _exactly(line, 2)
    return size and _exactly(line, struct.unpack(">H", size)[0])


def _exactly(line, size):
    data = b""
    while len(data) < size:
        part = line.recv(size - len(data))
        if not part:
            return None
        data += part
    return data


def _pair():
    """A datagram and a stream socket at the same port."""
    while True:
        tcp = socket.socket()
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        tcp.bind(("127.0.0.1", 0))
        udp = socket.socket(type=socket.SOCK_DGRAM)
        try:
            udp.bind(tcp.getsockname())
        except OSError:
            udp.close()
            tcp.close()
            continue
        tcp.listen(16)
        return udp, tcp
