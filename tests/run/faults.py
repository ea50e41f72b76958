"""faults - the ways in which the stand-in can be told to misbehave.

A fault answers in the service's place: a write that meets one is not carried
out, but for `lose`, which is what a cut line does after the server has acted.
"""

import json
import time

from message import Hangup, Response, head, send

PAGE = (b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>"
    b"Welcome to the hotel. Your address is 198.51.100.77</body></html>\n")
CANNED = {"success": True, "errors": [], "messages": [],
    "result": {"id": "fedcba9876543210fedcba9876543210"},
    "RequestId": "536E9CAD-DB30-4647-AC87-AA5CC38C5382",
    "RecordId": "1234567890", "rrsets": []}
ENDLESS = 1 << 26   # bytes after which even the endless body ends
HUGE = 1 << 32
BLOCK = b" " * (1 << 16)


class Fault:
    def __init__(self, kind, times, when, details):
        if not hasattr(self, "_" + kind):
            raise ValueError("no such fault: " + kind)
        self._play = getattr(self, "_" + kind)
        self._times, self._when, self._details = times, when, details

    def applies(self, request):
        """Whether this request is meant; counts it if so."""
        if self._times == 0 or self._when and not self._when(request):
            return False
        if self._times is not None:
            self._times -= 1
        return True

    def play(self, server, connection, request):
        self._play(server, connection, request, **self._details)

    def _empty(self, server, connection, request):
        _send(connection, 200, b"", "application/json")

    def _html200(self, server, connection, request):
        _send(connection, 200, PAGE, "text/html")

    def _html502(self, server, connection, request):
        _send(connection, 502, PAGE, "text/html")

    def _status(self, server, connection, request, status, body=b"",
            type="application/json", headers=()):
        if not isinstance(body, bytes):
            body = body.encode() if isinstance(body, str) else \
                    json.dumps(body).encode()
        _send(connection, status, body, type, headers)

    def _truncated_json(self, server, connection, request):
        body = _honest(server, request)
        _send(connection, 200, body[:len(body) * 2 // 3],
                "application/json")

    def _wrong_types(self, server, connection, request):
        body = json.dumps(_twist(json.loads(_honest(server, request))))
        _send(connection, 200, body.encode(), "application/json")

    def _deep_json(self, server, connection, request):
        _send(connection, 200, b'{"result":' * 5000, "application/json")

    def _stall(self, server, connection, request):
        connection.sendall(head(200, [("Content-Type", "application/json"),
                ("Content-Length", "1000")]))
        _until_gone(server, connection)

    def _silent(self, server, connection, request):
        _until_gone(server, connection)

    def _close(self, server, connection, request):
        raise Hangup

    def _lose(self, server, connection, request):
        server.answer(request)
        raise Hangup

    def _cut(self, server, connection, request):
        connection.sendall(head(200, [("Content-Type", "application/json"),
                ("Content-Length", "1000")]))
        connection.sendall(b'{"success":true,')
        raise Hangup

    def _endless(self, server, connection, request, chunked=True, first=b""):
        """Then blanks, in chunks or up to the end of the connection."""
        connection.sendall(head(200, [("Content-Type", "application/json"),
                ("Transfer-Encoding", "chunked") if chunked else
                ("Connection", "close")]))
        block = b"%x\r\n%s\r\n" % (len(BLOCK), BLOCK) if chunked else BLOCK
        if first:
            connection.sendall(b"%x\r\n%s\r\n" % (len(first), first)
                    if chunked else first)
        for _ in range(ENDLESS // len(BLOCK)):
            connection.sendall(block)
        if chunked:
            connection.sendall(b"0\r\n\r\n")
        raise Hangup

    def _huge(self, server, connection, request):
        """Blanks, as many as are announced."""
        connection.sendall(head(200, [("Content-Type", "application/json"),
                ("Content-Length", str(HUGE))]))
        for _ in range(HUGE // len(BLOCK)):
            connection.sendall(BLOCK)

    def _filled(self, server, connection, request, unit, size):
        """A list of so many bytes that holds nothing but units."""
        start, end = b'{"success":true,"result":[', b"null]}"
        count = (size - len(start + end)) // len(unit)
        connection.sendall(head(200, [("Content-Type", "application/json"),
                ("Content-Length", str(len(start + end)
                + count * len(unit)))]) + start)
        for at in range(0, count, 1000):
            connection.sendall(unit * min(1000, count - at))
        connection.sendall(end)

    def _big_headers(self, server, connection, request, lines=1000):
        """A mebibyte of them."""
        size = (1 << 20) // lines
        connection.sendall(head(200, [("X-%d" % number, "x" * size)
                for number in range(lines)]))
        raise Hangup

    def _trickle(self, server, connection, request, pause, body_only):
        """What is true, one byte at a time: all of the reply, or its body."""
        body = _honest(server, request)
        start = head(200, [("Content-Length", str(len(body)))])
        connection.sendall(start[:len(start) if body_only else 0])
        for byte in body if body_only else start + body:
            connection.sendall(bytes([byte]))
            time.sleep(pause)

    def _raw(self, server, connection, request, data):
        """These bytes, perhaps made of the true body, and the end of the
        connection."""
        connection.sendall(data(_honest(server, request))
                if callable(data) else data)
        raise Hangup

    def _flood(self, server, connection, request, data, first=b""):
        """The same bytes for as long as the client reads them."""
        connection.sendall(first)
        while not server.closing.is_set():
            connection.sendall(data)
        raise Hangup

    def _redirect(self, server, connection, request, to, status=302):
        _send(connection, status, b"moved\n", "text/plain",
                [("Location", to)])

    def _held(self, server, connection, request, until):
        """Until this event of threading is set."""
        until.wait(60)
        send(connection, server.answer(request), request)


def _honest(server, request):
    """The true body where nothing is written by asking for it."""
    service = server.service(request)
    if service and service.reads(request):
        return server.answer(request).body
    return json.dumps(CANNED).encode()


def _twist(value):
    """The same shape with a wrong type at every leaf."""
    if isinstance(value, dict):
        return {key: _twist(member) for key, member in value.items()}
    if isinstance(value, list):
        return {str(key): _twist(member)
                for key, member in enumerate(value)}
    if isinstance(value, bool):
        return "yes"
    if isinstance(value, str):
        return 7
    return ["x"]


def _until_gone(server, connection):
    """Waits for the client to give up, or for the test to be over."""
    connection.settimeout(0.1)
    while not server.closing.is_set():
        try:
            if not connection.recv(1):
                break
        except TimeoutError:
            continue
    raise Hangup


def _send(connection, status, body, type, headers=()):
    send(connection, Response(status, body, type, headers))
