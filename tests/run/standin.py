"""standin - an HTTP server in the place of a vendor's, or of a hostile one.

It keeps connections alive, writes down all that it is asked, and hands each
request to the service mounted at the path's prefix. What it does to a client
when told to misbehave stands in faults.py.
"""

import socket
import ssl
import threading
import time
import urllib.parse

from faults import Fault
from message import Hangup, Refused, Response, read, send


class Service:
    """What is mounted: handle() answers, reads() says what only reads."""

    def handle(self, request):
        raise NotImplementedError

    def reads(self, request):
        return request.method == "GET"


class Server:
    """A server on loopback, over TLS when it has a certificate. With both set
    it listens on 127.0.0.1 and ::1 at one port."""

    def __init__(self, certificate=None, address="127.0.0.1", port=0,
            both=False):
        self.requests, self.handshake_failures = [], []
        self.connections = self.peak = self.delay = 0
        self._busy = 0
        self._mounts, self._faults = [], []
        self._lock = threading.RLock()
        self._open = set()
        self.closing = threading.Event()
        self._tls = None
        if certificate:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificate.certificate,
                    certificate.key)
        self.address = address
        self._listeners = _listen_both(port) if both else \
                [_listen(address, port)]
        self.port = self._listeners[0].getsockname()[1]
        for listener in self._listeners:
            threading.Thread(target=self._accept, args=(listener,),
                    daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def url(self, path="", host=None):
        host = host or self.address
        if ":" in host:
            host = "[%s]" % host
        return "%s://%s:%d%s" % ("https" if self._tls else "http", host,
                self.port, path)

    def mount(self, prefix, service):
        """Requests whose path (or Host, if it has no slash) begins so."""
        self._mounts.append((prefix, service))
        self._mounts.sort(key=lambda mount: -len(mount[0]))
        return service

    def misbehave(self, kind, times=None, when=None, **details):
        """Answer the next requests (all, or as many as times) for which
        when(request) holds with a fault of faults.py."""
        self._faults.append(Fault(kind, times, when, details))

    def behave(self):
        self._faults, self.delay = [], 0

    def forget(self):
        """Counts and records begin anew; connections in use stay."""
        with self._lock:
            self.requests, self.handshake_failures = [], []
            self.connections = self.peak = 0

    def seen(self, value):
        """Where a value came by: a list of (number of request, place)."""
        places = []
        for number, request in enumerate(self.requests):
            places += [(number, "header " + key)
                    for key, text in request.headers if value in text]
            if value in urllib.parse.unquote(request.target):
                places.append((number, "target"))
            if value.encode() in request.body:
                places.append((number, "body"))
        return places

    def close(self):
        self.closing.set()
        for listener in self._listeners:
            # A thread that waits in accept() would keep it open else.
            _shut(listener)
        with self._lock:
            for connection in list(self._open):
                _shut(connection)

    def _accept(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, daemon=True,
                    args=(connection, listener.family)).start()

    def _serve(self, connection, family):
        with self._lock:
            self.connections += 1
            number = self.connections
            self._open.add(connection)
        raw = connection
        try:
            connection.setsockopt(socket.IPPROTO_TCP,
                    socket.TCP_NODELAY, 1)
            if self._tls:
                connection = self._handshake(connection)
            self._converse(connection, family, number)
        except (Hangup, OSError, ValueError):
            pass
        finally:
            with self._lock:
                self._open.discard(raw)
            _shut(connection)

    def _handshake(self, connection):
        connection.settimeout(30)
        try:
            secure = self._tls.wrap_socket(connection, server_side=True)
        except (OSError, ssl.SSLError) as error:
            self.handshake_failures.append(str(error))
            raise Hangup
        with self._lock:
            self._open.add(secure)
        return secure

    def _converse(self, connection, family, number):
        stream = connection.makefile("rb")
        while True:
            request = read(stream, connection, family, number)
            if request is None:
                return
            with self._lock:
                self.requests.append(request)
                self._busy += 1
                self.peak = max(self.peak, self._busy)
                fault = self._fault(request)
            try:
                if self.delay:
                    time.sleep(self.delay)
                if fault:
                    fault.play(self, connection, request)
                else:
                    send(connection, self.answer(request),
                            request)
            finally:
                request.done = time.monotonic()
                with self._lock:
                    self._busy -= 1
            if request.header("connection", "").lower() == "close":
                return

    def _fault(self, request):
        for fault in self._faults:
            if fault.applies(request):
                return fault
        return None

    def service(self, request):
        for prefix, service in self._mounts:
            if prefix in ("", request.host, request.host.split(":")[0]) \
                    or "/" in prefix and request.path.startswith(prefix):
                return service
        return None

    def answer(self, request):
        service = self.service(request)
        if service is None:
            return Response(404, "nothing is mounted here\n")
        try:
            with self._lock:
                return service.handle(request)
        except (Refused, ValueError) as why:
            return Response(400, "stand-in: %s\n" % why)


def _listen(address, port):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    listener.bind((address, port))
    listener.listen(256)
    return listener


def _listen_both(port):
    for _ in range(20):
        first = _listen("127.0.0.1", port)
        try:
            return [first, _listen("::1", first.getsockname()[1])]
        except OSError:
            first.close()
    raise RuntimeError("no port is free on both 127.0.0.1 and ::1")


def _shut(connection):
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    try:
        connection.close()
    except OSError:
        pass
