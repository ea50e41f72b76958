"""gandi - version 5 of that vendor's LiveDNS: domains and their RRsets.

Strict: a wrong token is told 403, as is one that lacks a right; an RRset is
found by its name only in the case in which it is kept. Lists come in pages of
100 at most.
"""

import re
import urllib.parse

from services.strict import answer, canonical, expect_members, json_of
from services.zones import Zones

BASE = "/v5/livedns/domains"
BODY = {"rrset_values": list, "rrset_ttl": int}
NAME = r"@|(\*|[A-Za-z0-9_-]+)(\.[A-Za-z0-9_-]+)*"
LEAST, MOST, PAGE = 300, 2592000, 100


class Fail(Exception):
    def __init__(self, status, cause, message):
        self.status = status
        self.body = {"object": "HTTP" + cause.replace(" ", ""),
                "cause": cause, "code": status, "message": message}


class Gandi(Zones):
    def __init__(self, token=None, key=None):
        super().__init__()
        self.token, self.key = token, key
        self.hidden = set()     # zones that the token has no right to

    def handle(self, request):
        path = [urllib.parse.unquote(part) for part
                in request.path[len(BASE):].split("/")[1:]]
        try:
            self._authenticate(request)
            if request.method == "GET" and path == []:
                return _page([{"fqdn": zone} for zone in self.zones],
                        request.query)
            if len(path) < 2 or path[1] != "records" or len(path) not in (2,
                    4):
                raise Fail(404, "Not Found", "no such route")
            self._may(path[0])
            if len(path) == 2 and request.method == "GET":
                return _page(self._sets(path[0]), request.query)
            if len(path) == 4 and request.method == "PUT":
                return self._put(*path[:1], *path[2:], json_of(request))
            raise Fail(405, "Method Not Allowed", "GET or PUT")
        except Fail as fail:
            return answer(fail.body, fail.status)

    def _authenticate(self, request):
        given = request.header("authorization")
        if given is None:
            raise Fail(401, "Unauthorized", "The server could not verify that "
                    "you authorized to access the document you requested.")
        if given not in ("Bearer %s" % self.token, "Apikey %s" % self.key):
            raise Fail(403, "Forbidden",
                    "Access was denied to this resource.")

    def _may(self, zone):
        if zone not in self.zones:
            raise Fail(404, "Not Found", "Unknown domain")
        if zone in self.hidden:
            raise Fail(403, "Forbidden",
                    "Access was denied to this resource.")

    def _sets(self, zone):
        sets = {}
        for record in self.records:
            if record["zone"] == zone:
                key = record["host"] or "@", record["type"]
                sets.setdefault(key, []).append(record)
        return [{"rrset_name": name, "rrset_type": type,
                "rrset_ttl": found[0]["ttl"],
                "rrset_values": [record["value"] for record in found],
                "rrset_href": "https://api.invalid/"}
                for (name, type), found in sets.items()]

    def _put(self, zone, name, type, body):
        if not self.may_write:
            raise Fail(403, "Forbidden",
                    "Access was denied to this resource.")
        try:
            expect_members(body, BODY)
            values = [canonical(type, value)
                    for value in body["rrset_values"]]
            if not values or not re.fullmatch(NAME, name):
                raise ValueError("no value, or no name")
        except ValueError as why:
            return _wrong("rrset_values", str(why))
        if not LEAST <= body["rrset_ttl"] <= MOST:
            return _wrong("rrset_ttl", "out of range")
        host = "" if name == "@" else name
        if self.conflict(zone, host, type):
            raise Fail(409, "Conflict", "A CNAME record already exists")
        self.records = [record for record in self.records if (record["zone"],
                record["host"], record["type"]) != (zone, host, type)]
        for value in values:
            self.add(zone, host, type, value, body["rrset_ttl"])
        return answer({"message": "DNS Record Created"}, 201)


def _wrong(name, description):
    return answer({"status": "error", "errors": [{"location": "body",
            "name": name, "description": description}]}, 400)


def _page(found, query):
    if set(query) - {"page", "per_page"}:
        raise Fail(400, "Bad Request", "unknown parameter")
    size = min(int(query.get("per_page", PAGE)), PAGE)
    first = (int(query.get("page", 1)) - 1) * size
    return answer(found[first:first + size])
