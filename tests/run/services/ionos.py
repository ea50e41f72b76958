"""ionos - version 1 of that vendor's DNS interface (hosting, not cloud).

Strict: a PATCH of the zone takes whole records alone, and sets all of each
name and type in it, or nothing. It answers with nothing.
"""

import re

from message import Response
from services.strict import answer, canonical, expect_members, json_of
from services.zones import Zones

BASE = "/dns/v1/"
RECORD = {"name": str, "type": str, "content": str, "ttl": int, "prio": int,
    "disabled": bool}
NAME = r"(\*\.)?([a-z0-9_-]+\.)+[a-z]+"


class Fail(Exception):
    def __init__(self, status, code, message):
        self.status = status
        self.body = [{"code": code, "message": message}]


class Ionos(Zones):
    def __init__(self, key):
        super().__init__()
        self.key = key
        self.forgets = False        # it takes a write, and does nothing

    def id(self, zone):
        return "%08d-ebba-11e9-8df5-66fbe8a334b4" % self.zones.index(zone)

    def enabled(self, name, type="A"):
        return sorted(record["value"] for record in self.find(name, type)
                if not record.get("disabled"))

    def handle(self, request):
        path = request.path[len(BASE):].split("/")
        try:
            self._authenticate(request.header("x-api-key", ""))
            if path == ["zones"] and request.method == "GET":
                return answer([{"id": self.id(zone), "name": zone,
                        "type": "NATIVE"} for zone in self.zones])
            zone = next((zone for zone in self.zones if path
                    == ["zones", self.id(zone)]), None)
            if zone is None:
                raise Fail(404, "ZONE_NOT_FOUND", "The zone does not exist.")
            if request.method == "GET":
                return self._show(zone, request.query)
            if request.method != "PATCH" or request.raw_query:
                raise Fail(405, "NOT_SUPPORTED", "PATCH alone")
            return self._patch(zone, json_of(request))
        except Fail as fail:
            return answer(fail.body, fail.status)

    def _authenticate(self, key):
        if key.count(".") != 1:
            raise Fail(400, "BAD_REQUEST", "malformed key")
        if key != self.key:
            raise Fail(401, "UNAUTHORIZED", "The customer is not authorized "
                    "to do this operation.")

    def _show(self, zone, query):
        if set(query) - {"recordName", "recordType", "suffix"}:
            raise Fail(400, "INVALID_DATA", "unknown parameter")
        shown = [{"id": "%08d-a334-b4" % int(record["id"]), "name":
                (record["host"] + "." + zone).lstrip("."), "rootName": zone,
                "type": record["type"], "content": record["value"],
                "changeDate": "2026-01-02T03:04:05.000Z",
                "ttl": record["ttl"], "disabled": record.get("disabled",
                False)} for record in self.records if record["zone"] == zone]
        return answer({"id": self.id(zone), "name": zone, "type": "NATIVE",
                "records": [record for record in shown if query.get(
                "recordName", record["name"]) == record["name"]]})

    def _patch(self, zone, body):
        if not self.may_write:
            raise Fail(403, "FORBIDDEN", "not allowed")
        before, gone = list(self.records), set()
        try:
            for record in body:
                self._set(zone, record, gone)
        except (ValueError, Fail) as why:
            self.records = before
            raise why if isinstance(why, Fail) else Fail(400,
                    "INVALID_RECORD", str(why))
        if self.forgets:
            self.records = before
        return Response(200, b"", None)

    def _set(self, zone, record, gone):
        expect_members(record, RECORD)
        name, type = record["name"], record["type"]
        value = canonical(type, record["content"])
        if not re.fullmatch(NAME, name) or not ("." + name).endswith("."
                + zone) or not 60 <= record["ttl"] <= 86400:
            raise ValueError("name or ttl")
        host = name[:-len(zone)].rstrip(".")
        if (host, type) not in gone:
            self.records = [held for held in self.records if (held["zone"],
                    held["host"], held["type"]) != (zone, host, type)]
            gone.add((host, type))
        if self.conflict(zone, host, type):
            raise Fail(409, "RECORD_EXISTS", "A CNAME is there.")
        self.add(zone, host, type, value, record["ttl"],
                disabled=record["disabled"])
