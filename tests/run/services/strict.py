"""strict - what stand-ins that take JSON or forms ask of any request."""

import ipaddress
import json
import urllib.parse

from message import Refused, Response


def json_of(request):
    """The body, which must be JSON, say so, and name no member twice."""
    _expect_type(request, "application/json")
    return json.loads(request.body.decode(), object_pairs_hook=_object)


def form_of(request):
    """The fields of a form; the query must be empty."""
    _expect_type(request, "application/x-www-form-urlencoded")
    if request.raw_query:
        raise Refused("a query beside the form")
    return _object(urllib.parse.parse_qsl(request.body.decode("ascii"),
            keep_blank_values=True, strict_parsing=True, errors="strict"))


def expect_members(body, needed, others=()):
    """The members that are needed and no unknown ones, of the right types;
    needed and others: name to type."""
    known = dict(needed, **dict(others))
    for name, value in body.items():
        if name not in known:
            raise ValueError("unknown member " + name)
        if not isinstance(value, known[name]) \
                or isinstance(value, bool) and known[name] is int:
            raise ValueError("wrong type of " + name)
    if not set(needed) <= set(body):
        raise ValueError("needed: " + ", ".join(needed))


def canonical(type, value):
    """The value as a record of the type holds it; ValueError."""
    kind = {"A": ipaddress.IPv4Address, "AAAA": ipaddress.IPv6Address}
    return str(kind[type](value)) if type in kind else value


def answer(body, status=200):
    return Response(status, json.dumps(body), "application/json")


def _expect_type(request, wanted):
    type = request.header("content-type", "").split(";")[0]
    if type != wanted:
        raise Refused("Content-Type is %r, not %s" % (type, wanted))


def _object(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused("a name stands twice: %r" % pairs)
    return found
