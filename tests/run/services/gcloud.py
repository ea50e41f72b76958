"""gcloud - Google Cloud DNS, version 1, and the token of a service account.

Strict: a claim must be signed, fresh and for this server's own scope; a set
that is to go must be named exactly as it stands, and one that is to come must
not be there; one wrong set and nothing changes. What is empty is left out of
lists, which come in pages.
"""

import base64
import json
import re
import time

from harness import secret
from services.rsa import is_signed
from services.strict import (answer, canonical, expect_members, form_of,
    json_of)
from services.zones import Zones

BASE = "/dns/v1/"
PROJECT = "example-project"
EMAIL = "ddns@example-project.iam.gserviceaccount.com"
AUDIENCE = "https://oauth2.googleapis.com/token"
SCOPE = "https://www.googleapis.com/auth/ndev.clouddns.readwrite"
SET = {"name": str, "type": str, "ttl": int, "rrdatas": list}


class Fail(Exception):
    def __init__(self, status, reason, message):
        self.status = status
        self.body = {"error": {"code": status, "message": message,
                "errors": [{"message": message, "domain": "global",
                "reason": reason}]}}


class GoogleDNS(Zones):
    def __init__(self, token):
        super().__init__()
        self.tokens = [token]
        self.private = []       # further zones, of the same names or not
        self.page = 1000        # things of an answer, whatever was asked
        self.late = 0           # s by which its clock goes before

    def reads(self, request):
        return request.method == "GET" or request.path == BASE + "token"

    def handle(self, request):
        if request.path == BASE + "token":
            return self._token(request)
        try:
            scheme, _, token = request.header("authorization",
                    "").partition(" ")
            if scheme != "Bearer" or token not in self.tokens:
                raise Fail(401, "authError", "Request had invalid "
                        "authentication credentials.")
            path = request.path[len(BASE):].split("/")
            if path[:3] != ["projects", PROJECT, "managedZones"]:
                raise Fail(404, "notFound", "no such project")
            return self._route(path[3:], request)
        except Fail as fail:
            return answer(fail.body, fail.status)

    def _token(self, request):
        try:
            form = form_of(request)
            if set(form) != {"grant_type", "assertion"} \
                    or form["grant_type"] != \
                    "urn:ietf:params:oauth:grant-type:jwt-bearer":
                raise ValueError("unsupported_grant_type")
            self._check(form["assertion"])
        except ValueError as why:
            return answer({"error": "invalid_grant",
                    "error_description": str(why)}, 400)
        self.tokens.append(secret("ya29.TESTEXAMPLE-%d-0123456789"
                % len(self.tokens)))
        return answer({"access_token": self.tokens[-1], "expires_in": 3599,
                "token_type": "Bearer"})

    def _check(self, assertion):
        signed, _, signature = assertion.rpartition(".")
        header, claims = (json.loads(_decode(part)) for part
                in signed.split("."))
        if header.get("alg") != "RS256" or not is_signed("sha256",
                signed.encode(), _decode(signature)):
            raise ValueError("Invalid JWT Signature.")
        if (claims["iss"], claims["scope"], claims["aud"]) != (EMAIL, SCOPE,
                AUDIENCE):
            raise ValueError("Invalid grant: account not found")
        now = time.time() + self.late
        if not (now - 60 < claims["iat"] < now + 60
                and claims["exp"] - claims["iat"] <= 3600):
            raise ValueError("Invalid JWT: Token must be a short-lived "
                    "token (60 minutes) and in a reasonable timeframe.")

    def _route(self, path, request):
        if path == [] and request.method == "GET":
            found = [self._zone(name, i, "public") for i, name
                    in enumerate(self.zones)] \
                    + [self._zone(name, 100 + i, "private") for i, name
                    in enumerate(self.private)]
            return self._page("dns#managedZonesListResponse",
                    "managedZones", [zone for zone in found
                    if request.query.get("dnsName", zone["dnsName"])
                    == zone["dnsName"]], request.query, {"dnsName"})
        ids = {"zone-%d" % i: name for i, name in enumerate(self.zones)}
        if len(path) != 2 or path[0] not in ids:
            raise Fail(404, "notFound", "no such zone")
        if path[1] == "rrsets" and request.method == "GET":
            return self._sets(ids[path[0]], request.query)
        if path[1] == "changes" and request.method == "POST" \
                and not request.raw_query:
            return self._change(ids[path[0]], json_of(request))
        raise Fail(404, "notFound", "no such method")

    def _zone(self, name, number, visibility):
        return {"kind": "dns#managedZone", "name": "zone-%d" % number,
                "dnsName": name + ".", "visibility": visibility}

    def _page(self, kind, key, found, query, known):
        if set(query) - known - {"maxResults", "pageToken"}:
            raise Fail(400, "invalidParameter", str(query))
        size = min(int(query.get("maxResults", 100)), self.page)
        first = int(query.get("pageToken", "t0")[1:])
        reply = {"kind": kind}
        if found[first:]:
            reply[key] = found[first:first + size]
        if found[first + size:]:
            reply["nextPageToken"] = "t%d" % (first + size)
        return answer(reply)

    def _sets(self, zone, query):
        keys = sorted({(record["host"], record["type"]) for record
                in self.records if record["zone"] == zone})
        sets = [self.set(zone, *key) for key in keys]
        return self._page("dns#resourceRecordSetsListResponse", "rrsets",
                [one for one in sets if query.get("name", one["name"])
                == one["name"]], query, {"name", "type"})

    def _held(self, zone, host, type):
        return [record for record in self.records if (record["zone"],
                record["host"], record["type"]) == (zone, host, type)]

    def set(self, zone, host, type):
        """As it is shown; None."""
        held = self._held(zone, host, type)
        if not held:
            return None
        shown = {"kind": "dns#resourceRecordSet", "type": type,
                "name": (host + "." if host else "") + zone + ".",
                "ttl": held[0]["ttl"]}
        if held[0].get("policy"):
            return dict(shown, routingPolicy=held[0]["policy"])
        return dict(shown, rrdatas=[record["value"] for record in held],
                signatureRrdatas=[])

    def _change(self, zone, body):
        if not self.may_write:
            raise Fail(403, "forbidden", "Forbidden")
        before = list(self.records)
        try:
            expect_members(body, {"deletions": list, "additions": list})
            if body["deletions"] + body["additions"] == []:
                raise Fail(400, "required", "nothing to do")
            for one in body["deletions"]:
                self._delete(zone, one)
            shown = [self._add(zone, one) for one in body["additions"]]
        except (Fail, ValueError) as why:
            self.records = before
            raise why if isinstance(why, Fail) else \
                    Fail(400, "invalid", str(why))
        self._last += 1
        return answer({"kind": "dns#change", "additions": shown,
                "deletions": body["deletions"], "id": str(self._last),
                "startTime": "2026-01-02T03:04:06.000Z",
                "status": "pending"})

    def _host(self, zone, name):
        if not re.fullmatch(r"(\*\.)?([a-z0-9_-]+\.)+", name) \
                or not ("." + name).endswith("." + zone + "."):
            raise ValueError("name " + name)
        return name[:-len(zone) - 1].rstrip(".")

    def _delete(self, zone, one):
        expect_members(one, SET)
        host = self._host(zone, one["name"])
        held = self.set(zone, host, one["type"])
        if held is None or any(held.get(key) != one[key] for key in SET):
            raise Fail(412, "conditionNotMet", "Precondition not met for "
                    "'entity.change.deletions[0]'")
        self.records = [record for record in self.records
                if record not in self._held(zone, host, one["type"])]

    def _add(self, zone, one):
        expect_members(one, SET)
        host = self._host(zone, one["name"])
        if self.set(zone, host, one["type"]):
            raise Fail(409, "alreadyExists", "The resource exists already")
        if not one["rrdatas"] or not 0 <= one["ttl"] <= 2147483647:
            raise ValueError("rrdatas, or ttl")
        for value in one["rrdatas"]:
            if self.conflict(zone, host, one["type"]):
                raise Fail(400, "cnameResourceRecordSetConflict", "may have "
                        "either one CNAME or sets of other types")
            self.add(zone, host, one["type"], canonical(one["type"], value),
                    one["ttl"])
        return self.set(zone, host, one["type"])


def _decode(text):
    if not re.fullmatch(r"[A-Za-z0-9_-]+", text):
        raise ValueError("Invalid JWT")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
