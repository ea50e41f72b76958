"""dnsfront - stands at port 53 of an address before a name server, writes down
each question as it came, and answers as a test's trick says."""

import contextlib
import socket
import struct
import threading
import time

import dnsclient

OPT = 41
QR, AA, TC, RD, RA = 0x8000, 0x400, 0x200, 0x100, 0x80
FORMERR, SERVFAIL, NOTIMP, REFUSED = 1, 2, 4, 5


class Question:
    """A query: what it asks, and what makes it hard to forge an answer."""

    def __init__(self, query, port, stream):
        self.raw, self.port, self.stream = query, port, stream
        self.id, self.flags = struct.unpack_from(">2H", query)
        self.written, self.end = _name(query)
        self.name = self.written.lower()
        type, _ = struct.unpack_from(">2H", query, self.end - 4)
        self.type = dnsclient.NAMES.get(type, type)
        self.edns = None    # the size that fits its sender
        if query[10:12] != b"\0\0":
            _, type, size = struct.unpack_from(">BHH", query, self.end)
            self.edns = size if type == OPT else None
        self.time = time.monotonic()

    def __repr__(self):
        return "%s %s" % (self.written, self.type)

    def reply(self, flags, answer=(), more=b"", counts=None, written=None):
        """A reply with these flags and A records of the name; more is what
        follows them, counts are those of the three sections."""
        data = b"".join(b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 60, 4)
                + socket.inet_aton(address) for address in answer)
        return struct.pack(">6H", self.id, QR | flags, 1,
                *(counts or (len(answer), 0, 0))) \
                + (written or self.raw[12:self.end]) + data + more


class Passage:
    """A question on its way to the server, and its answers back."""

    def __init__(self, front, question, send):
        self.front, self.question, self.send = front, question, send

    @property
    def honest(self):
        """What the server says to it."""
        upstream = (self.front.upstream, 53)
        if self.question.stream:
            with socket.create_connection(upstream, 5) as line:
                _send_frame(line, self.question.raw)
                return _read_frame(line)
        with socket.socket(type=socket.SOCK_DGRAM) as line:
            line.settimeout(5)
            line.connect(upstream)
            line.send(self.question.raw)
            return line.recv(65535)

    def send_from_elsewhere(self, reply):
        with socket.socket(self.front.family, socket.SOCK_DGRAM) as line:
            line.sendto(reply, (self.front.address, self.question.port))


class Front:
    def __init__(self, address, upstream):
        self.address, self.upstream = address, upstream
        self.questions = []
        self._trick = None
        self.family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._udp = socket.socket(self.family, socket.SOCK_DGRAM)
        self._tcp = socket.socket(self.family)
        self._tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        for line in (self._udp, self._tcp):
            line.bind((address, 53))
        self._tcp.listen(16)
        for target in (self._serve_udp, self._serve_tcp):
            threading.Thread(target=target, daemon=True).start()

    @contextlib.contextmanager
    def tricked(self, trick):
        """Meanwhile trick(passage) answers."""
        self._trick = trick
        try:
            yield self
        finally:
            self._trick = None

    def forget(self):
        self.questions = []

    def asked(self, name=None):
        """The types it was asked for, sorted; all names or this one."""
        return sorted(question.type for question in self.questions
                if name in (None, question.name))

    def _serve_udp(self):
        while True:
            query, caller = self._udp.recvfrom(65535)
            threading.Thread(target=self._pass, daemon=True, args=(query,
                    caller[1], False, lambda reply, caller=caller:
                    self._udp.sendto(reply, caller))).start()

    def _serve_tcp(self):
        while True:
            line, caller = self._tcp.accept()
            threading.Thread(target=self._serve_stream, daemon=True,
                    args=(line, caller[1])).start()

    def _serve_stream(self, line, port):
        with line, contextlib.suppress(OSError, struct.error):
            self._pass(_read_frame(line), port, True,
                    lambda reply: _send_frame(line, reply))

    def _pass(self, query, port, stream, send):
        question = Question(query, port, stream)
        self.questions.append(question)
        trick = self._trick or forward
        with contextlib.suppress(OSError):  # the asker may have left
            trick(Passage(self, question, send))


def forward(passage):
    passage.send(passage.honest)


def after(lie):
    """The trick that sends lie(honest reply) first, then the honest one."""
    def trick(passage):
        reply = passage.honest
        passage.send(lie(reply))
        passage.send(reply)
    return trick


def only(answer):
    """The trick that answers answer(question) over UDP; None is silence. Over
    TCP it hangs up."""
    def trick(passage):
        reply = None if passage.question.stream else \
                answer(passage.question)
        if reply is not None:
            passage.send(reply)
    return trick


def over_udp(answer):
    """The same, but honest over TCP."""
    def trick(passage):
        (forward if passage.question.stream else only(answer))(passage)
    return trick


def unless(wrong, answer):
    """Answers so the questions for which wrong(question), else is honest."""
    def trick(passage):
        (only(answer) if wrong(passage.question) else forward)(passage)
    return trick


def _name(query):
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode("latin-1"))
        at += 1 + query[at]
    return ".".join(labels), at + 5


def _send_frame(line, message):
    line.sendall(struct.pack(">H", len(message)) + message)


def _read_frame(line):
    stream = line.makefile("rb")
    return stream.read(struct.unpack(">H", stream.read(2))[0])
