"""updateurl - a service with an update URL, as strict as a test wants it: what
comes must be exactly what was said, and everything else is written down."""

import base64
import json
import urllib.parse

from message import Refused, Response
from standin import Service

# What HTTP itself needs, or the program always sends.
USUAL = {"host", "user-agent", "accept", "content-length", "content-type",
    "connection", "accept-encoding"}


class UpdateUrl(Service):
    """wanted: method, path, query and form (of pairs), json, text, login
    ("user:password"), headers; what is not said must not be there."""

    def __init__(self, answer, status=200, **wanted):
        self.answer, self.status = answer, status
        self.wanted = [wanted]
        self.seen, self.wrong = 0, []

    def then(self, **wanted):
        """Another request after it."""
        self.wanted.append(wanted)
        return self

    def reads(self, request):
        return False

    def handle(self, request):
        self.seen += 1
        try:
            if self.seen > len(self.wanted):
                raise Refused("one request more")
            self._check(request, self.wanted[self.seen - 1])
        except (Refused, ValueError) as why:
            self.wrong.append("%s (%r)" % (why, request))
            return Response(400, "badsys\n")
        return Response(self.status, self.answer)

    def _check(self, request, wanted):
        _same("method", request.method, wanted.get("method", "GET"))
        _same("path", urllib.parse.unquote(request.path, errors="strict"),
                wanted.get("path", "/update"))
        _same("query", sorted(request.pairs), sorted(
                wanted.get("query", {}).items()))
        headers = {key: value.encode("latin-1").decode() for key, value
                in request.headers if key not in USUAL}
        _same("login", _login(headers.pop("authorization", None)),
                wanted.get("login"))
        _same("headers", headers, wanted.get("headers", {}))
        _same("body", _body(request), _wanted_body(wanted))


def _same(what, seen, wanted):
    if seen != wanted:
        raise Refused("%s is %r, not %r" % (what, seen, wanted))


def _login(header):
    if header is None:
        return None
    kind, _, text = header.partition(" ")
    return base64.b64decode(text, validate=True).decode() \
            if kind == "Basic" else header


def _body(request):
    """By its type: (type, what it says); None: there is none."""
    type = request.header("content-type")
    if not request.body and type is None:
        return None
    text = request.body.decode()
    if type == "application/json":
        return type, json.loads(text)
    if type == "application/x-www-form-urlencoded":
        return type, sorted(urllib.parse.parse_qsl(text,
                keep_blank_values=True, strict_parsing=True, errors="strict"))
    return type, text


def _wanted_body(wanted):
    if "json" in wanted:
        return "application/json", wanted["json"]
    if "form" in wanted:
        return ("application/x-www-form-urlencoded",
                sorted(wanted["form"].items()))
    if "xml" in wanted:
        return "text/xml", wanted["xml"]
    return None
