"""transip - that vendor's interface, version 6: a login and DNS entries.

Strict: a login's body must be signed, its nonce and label new; entries have no
ids: one is changed where name, type and expire are its alone, and removed by
all that it is. Success has no body.
"""

import base64
import re

from harness import secret
from message import Response
from services.rsa import is_signed
from services.strict import answer, canonical, expect_members, json_of
from services.zones import Zones

BASE = "/v6/"
USER = "testuser"
LOGIN = {"login": str, "nonce": str, "label": str, "read_only": bool,
    "expiration_time": str, "global_key": bool}
ENTRY = {"name": str, "expire": int, "type": str, "content": str}


class Fail(Exception):
    def __init__(self, status, message):
        self.status, self.body = status, {"error": message}


class TransIP(Zones):
    def __init__(self, token):
        super().__init__()
        self.tokens = [token]
        self.seen = set()       # nonces and labels
        self.locked = False     # the key serves listed addresses alone
        self.may_remove = True

    def reads(self, request):
        return request.method == "GET" or request.path == BASE + "auth"

    def handle(self, request):
        path = request.path[len(BASE):].split("/")
        try:
            if path == ["auth"]:
                return self._login(request)
            scheme, _, token = request.header("authorization",
                    "").partition(" ")
            if scheme != "Bearer" or token not in self.tokens:
                raise Fail(401, "Your access token is invalid.")
            if request.raw_query or path[0] != "domains":
                raise Fail(404, "Not found")
            if path == ["domains"]:
                return answer({"domains": [{"name": zone, "tags": [],
                        "isDnsOnly": False} for zone in self.zones]})
            if len(path) != 3 or path[2] != "dns":
                raise Fail(404, "Not found")
            return self._dns(path[1], request)
        except Fail as fail:
            return answer(fail.body, fail.status)

    def _login(self, request):
        body = json_of(request)
        expect_members(body, LOGIN)
        signature = base64.b64decode(request.header("signature", ""),
                validate=True)
        fresh = {body["nonce"], body["label"]}
        if body["login"] != USER or not is_signed("sha512", request.body,
                signature):
            raise Fail(401, "Invalid API credentials")
        if not body["global_key"] or self.locked:
            raise Fail(401, "Remote IP is not authorized for this request; "
                    "called from IP 192.0.2.7")
        if not re.fullmatch("[0-9A-Za-z]{6,32}", body["nonce"]) \
                or self.seen & fresh or body["read_only"]:
            raise Fail(409, "nonce or label")
        self.seen |= fresh
        self.tokens.append(secret("eyJ0.TESTEXAMPLE-%d.0123456789"
                % len(self.tokens)))
        return answer({"token": self.tokens[-1]}, 201)

    def _dns(self, zone, request):
        if zone not in self.zones:
            raise Fail(404, "Domain with name '%s' not found" % zone)
        if request.method == "GET":
            return answer({"dnsEntries": [_shown(record) for record
                    in self.records if record["zone"] == zone]})
        if not self.may_write:
            raise Fail(403, "This token is read only")
        try:
            body = json_of(request)
            expect_members(body, {"dnsEntry": dict})
            entry = body["dnsEntry"]
            expect_members(entry, ENTRY)
            act = {"POST": self._add, "PATCH": self._change,
                "DELETE": self._remove}[request.method]
            return Response(act(zone, entry), "", "application/json")
        except ValueError as why:
            raise Fail(406, str(why))

    def _add(self, zone, entry):
        host, content = _checked(entry)
        if self.conflict(zone, host, entry["type"]) not in (None, "twin"):
            raise ValueError("conflicts with a CNAME")
        if entry in [_shown(record) for record in self.records
                if record["zone"] == zone]:
            raise ValueError("is there already")
        self.add(zone, host, entry["type"], content, entry["expire"])
        return 201

    def _change(self, zone, entry):
        host, content = _checked(entry)
        found = [record for record in self.records if (record["zone"],
                record["host"], record["type"], record["ttl"])
                == (zone, host, entry["type"], entry["expire"])]
        if not found:
            raise Fail(404, "DNS entry not found")
        if len(found) > 1:
            raise ValueError("Multiple matches found for DNS entry")
        found[0]["value"] = content
        return 204

    def _remove(self, zone, entry):
        if not self.may_remove:
            raise Fail(500, "Internal server error")
        for record in self.records:
            if record["zone"] == zone and _shown(record) == entry:
                self.records.remove(record)
                return 204
        raise Fail(404, "DNS entry not found")


def _shown(record):
    return {"name": record["host"] or "@", "expire": record["ttl"],
            "type": record["type"], "content": record["value"]}


def _checked(entry):
    if not re.fullmatch(r"@|(\*|[a-z0-9_-]+)(\.[a-z0-9_-]+)*",
            entry["name"]) or not 60 <= entry["expire"] <= 86400:
        raise ValueError("name or expire")
    return "" if entry["name"] == "@" else entry["name"], \
            canonical(entry["type"], entry["content"])
