"""godaddy - version 1 of that vendor's interface for the records of domains.

Strict: the type stands before the name, a write is an array of records with
nothing else in it, and only the records of one name and type are replaced. A
list has no more than 500 of them. A success has no body.
"""

import re
import urllib.parse

from message import Response
from services.strict import answer, canonical, expect_members, json_of
from services.zones import Zones

BASE = "/v1/domains/"
RECORD = {"data": str, "ttl": int}
NAME = r"@|(\*|[a-z0-9_-]+)(\.[a-z0-9_-]+)*"
LEAST, MOST, LONGEST = 600, 604800, 500


class Fail(Exception):
    def __init__(self, status, code, message, **more):
        self.status = status
        self.body = dict({"code": code, "message": message}, **more)


class GoDaddy(Zones):
    def __init__(self, token=None, key=None, secret=None):
        super().__init__()
        self.token, self.key, self.secret = token, key, secret
        self.small = False      # the account has too few domains
        self.busy = 0           # s for which it wants no request

    def handle(self, request):
        path = [urllib.parse.unquote(part) for part
                in request.path[len(BASE):].split("/")]
        try:
            self._authenticate(request)
            if len(path) not in (3, 4) or path[1] != "records":
                raise Fail(404, "NOT_FOUND", "no such resource")
            self._exists(path[0])
            if request.method == "GET":
                return self._list(path[0], path[2], path[3:], request.query)
            if request.method != "PUT" or len(path) != 4:
                raise Fail(405, "METHOD_NOT_ALLOWED", "GET or PUT of a name")
            return self._put(path[0], *path[2:], json_of(request))
        except Fail as fail:
            return answer(fail.body, fail.status)

    def _authenticate(self, request):
        if request.header("authorization") not in ("Bearer %s" % self.token,
                "sso-key %s:%s" % (self.key, self.secret)):
            raise Fail(401, "UNABLE_TO_AUTHENTICATE",
                    "Unauthorized : Could not authenticate API key/secret")
        if self.small:
            raise Fail(403, "ACCESS_DENIED",
                    "Authenticated user is not allowed access")
        if self.busy:
            raise Fail(429, "TOO_MANY_REQUESTS", "Too many requests received "
                    "within interval", retryAfterSec=self.busy)

    def _exists(self, zone):
        if zone not in self.zones and zone.count(".") > 2:
            raise Fail(422, "INVALID_DOMAIN", "not a domain", fields=[])
        if zone not in self.zones:
            raise Fail(404, "UNKNOWN_DOMAIN", "The given domain is not "
                    "registered, or does not have a zone file")

    def _list(self, zone, type, name, query):
        if query:
            raise Fail(400, "UNEXPECTED_PARAMETER", "no parameters here")
        found = [{"data": record["value"], "name": record["host"] or "@",
                "ttl": record["ttl"], "type": type}
                for record in self.records
                if (record["zone"], record["type"]) == (zone, type)
                and (not name or (record["host"] or "@") == name[0])]
        return answer(found[:LONGEST])

    def _put(self, zone, type, name, body):
        host = "" if name == "@" else name
        if not self.may_write:
            raise Fail(403, "ACCESS_DENIED",
                    "Authenticated user is not allowed access")
        if not isinstance(body, list) or not body:
            raise Fail(400, "INVALID_BODY", "Request body doesn't fulfill "
                    "schema, see details in `fields`", fields=[{
                    "code": "UNEXPECTED_TYPE", "message": "is not a array",
                    "path": "records"}])
        try:
            for record in body:
                expect_members(record, RECORD)
                record["data"] = canonical(type, record["data"])
                if not LEAST <= record["ttl"] <= MOST:
                    raise ValueError("ttl")
            if not re.fullmatch(NAME, name):
                raise ValueError("name")
        except ValueError as why:
            raise Fail(422, "INVALID_VALUE", str(why))
        if self.conflict(zone, host, type):
            raise Fail(422, "DUPLICATE_RECORD", "a CNAME is there")
        self.records = [record for record in self.records if (record["zone"],
                record["host"], record["type"]) != (zone, host, type)]
        for record in body:
            self.add(zone, host, type, record["data"], record["ttl"])
        return Response(200, b"", None)
