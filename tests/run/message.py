"""message - requests and responses of HTTP/1.1, as they stand on the line."""

import time
import urllib.parse

REASONS = {100: "Continue", 200: "OK", 204: "No Content", 301: "Moved",
    302: "Found", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden",
    404: "Not Found", 405: "Method Not Allowed", 429: "Too Many Requests",
    500: "Internal Server Error", 502: "Bad Gateway",
    503: "Service Unavailable", 511: "Network Authentication Required"}
LIMIT = 1 << 22  # bytes of a request's head or body


class Hangup(Exception):
    """The connection is to be closed now."""


class Refused(Exception):
    """The request is not what the interface allows."""


class Request:
    """One request as it came, with the family and number of its connection."""

    def __init__(self, method, target, headers, body, family, connection):
        self.method, self.target = method, target
        self.headers, self.body = headers, body
        self.family, self.connection = family, connection
        self.path, _, self.raw_query = target.partition("?")
        self.time = time.monotonic()
        self.done = None

    def __repr__(self):
        return "%s %s %r" % (self.method, self.target, self.body[:400])

    def header(self, name, default=None):
        """The header's value; one that comes twice is refused."""
        values = [value for key, value in self.headers if key == name]
        if len(values) > 1:
            raise Refused("header %s stands twice" % name)
        return values[0] if values else default

    @property
    def pairs(self):
        return urllib.parse.parse_qsl(self.raw_query,
                keep_blank_values=True, strict_parsing=bool(self.raw_query),
                errors="strict")

    @property
    def query(self):
        """The query's parameters; one that comes twice is refused."""
        found = dict(self.pairs)
        if len(found) != len(self.pairs):
            raise Refused("a parameter stands twice: " + self.raw_query)
        return found

    @property
    def form(self):
        """The fields of the body, which must be a form in UTF-8."""
        type = self.header("content-type", "").split(";")[0].strip()
        if type != "application/x-www-form-urlencoded":
            raise Refused("no form, but %r" % type)
        pairs = urllib.parse.parse_qsl(self.body.decode("ascii"),
                keep_blank_values=True, strict_parsing=True, errors="strict")
        if len(dict(pairs)) != len(pairs):
            raise Refused("a field stands twice")
        return dict(pairs)

    @property
    def host(self):
        return self.header("host", "")


class Response:
    def __init__(self, status=200, body=b"", type="text/plain", headers=()):
        self.status = status
        self.body = body.encode() if isinstance(body, str) else body
        self.headers = [("Content-Type", type), *headers] if type else \
                list(headers)


def send(connection, response, request=None):
    """The whole response; a HEAD gets no body."""
    connection.sendall(head(response.status, response.headers
            + [("Content-Length", str(len(response.body)))])
            + (b"" if request and request.method == "HEAD" else response.body))


def head(status, headers):
    lines = ["HTTP/1.1 %d %s" % (status, REASONS.get(status, "Status"))]
    lines += ["%s: %s" % pair for pair in headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def read(stream, connection, family, number):
    """The next request; None when the client has hung up."""
    line = stream.readline(LIMIT)
    if not line:
        return None
    method, target, version = line.decode("ascii").split()
    if version != "HTTP/1.1" or not target.startswith("/"):
        raise Hangup
    headers = []
    while True:
        line = stream.readline(LIMIT).decode("latin-1")
        if line in ("\r\n", ""):
            break
        key, _, value = line.partition(":")
        headers.append((key.lower(), value.strip()))
    found = dict(headers)
    if found.get("expect", "").lower() == "100-continue":
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    if found.get("transfer-encoding", "").lower() == "chunked":
        body = _read_chunks(stream)
    else:
        body = stream.read(min(int(found.get("content-length", 0)), LIMIT))
    return Request(method, target, headers, body, family, number)


def _read_chunks(stream):
    body = b""
    while len(body) < LIMIT:
        size = int(stream.readline(LIMIT).split(b";")[0], 16)
        body += stream.read(size)
        stream.readline(LIMIT)
        if size == 0:
            break
    return body
