"""porkbun - version 3 of that vendor's interface.

Strict: over HTTPS the keys come in headers and nowhere else, a read has no
body, a write is JSON with the members of its call only. A record whose change
names no host moves to the apex, and one that changes nothing is refused, as
older servers did. Numbers are texts in lists.
"""

import re

from message import Response
from services.strict import answer, canonical, expect_members, json_of
from services.zones import Zones

BASE = "/api/json/v3/dns/"
WRITTEN = {"type": str, "content": str}
OPTIONAL = {"name": str, "ttl": str, "prio": str, "notes": str}
LEAST = 600


class Fail(Exception):
    def __init__(self, status, code, message):
        self.status, self.code, self.message = status, code, message


class Porkbun(Zones):
    def __init__(self, key, secret):
        super().__init__()
        self.key, self.secret = key, secret
        self.closed = []        # zones that are not opted in
        self.old = False        # answers without codes

    def handle(self, request):
        path = request.path[len(BASE):].split("/")
        try:
            self._authenticate(request)
            if path[0] == "retrieve" and len(path) == 2:
                if request.method != "GET" or request.body:
                    return Response(405, "GET without a body")
                return self._good(cloudflare="disabled",
                        records=self._list(self._zone(path[1])))
            if request.method != "POST" or path[0] not in ("create", "edit",
                    "delete") or len(path) != 3 - (path[0] == "create"):
                return Response(404, "<html>not found</html>", "text/html")
            return self._write(path, json_of(request))
        except Fail as fail:
            body = {"status": "ERROR", "message": fail.message}
            if not self.old:
                body.update(code=fail.code, requestId="fake")
            return answer(body, fail.status)

    def _good(self, **more):
        return answer(dict({"status": "SUCCESS"}, **more))

    def _authenticate(self, request):
        if (request.header("x-api-key"), request.header("x-secret-api-key")) \
                != (self.key, self.secret):
            raise Fail(400, "INVALID_API_KEYS_001", "Invalid API key. (001)")

    def _zone(self, name):
        if name not in self.zones:
            raise Fail(400, "INVALID_DOMAIN", "Invalid domain.")
        if name in self.closed:
            raise Fail(400, "DOMAIN_IS_NOT_OPTED_IN_TO_API_ACCESS",
                    "Domain is not opted in to API access.")
        return name

    def _list(self, zone):
        return [{"id": record["id"], "name": (record["host"] + "." + zone)
                .lstrip("."), "type": record["type"],
                "content": record["value"], "ttl": str(record["ttl"]),
                "prio": None, "notes": record.get("notes", "")}
                for record in self.records if record["zone"] == zone]

    def _write(self, path, body):
        zone = self._zone(path[1])
        record = None if path[0] == "create" else self.by_id(zone, path[2])
        if path[0] != "create" and record is None:
            raise Fail(400, "INVALID_RECORD_ID", "Invalid record ID.")
        if path[0] == "delete":
            if body != {}:
                raise Fail(400, "INVALID_JSON", "members: %s" % body)
            self.records.remove(record)
            return self._good()
        try:
            expect_members(body, WRITTEN, OPTIONAL)
            value = canonical(body["type"], body["content"])
        except ValueError as why:
            raise Fail(400, "INVALID_CONTENT", str(why))
        host, ttl = body.get("name", ""), int(body.get("ttl", LEAST))
        if not re.fullmatch(r"|[a-z0-9*_-]+(\.[a-z0-9_-]+)*", host) \
                or ttl < LEAST:
            raise Fail(400, "INVALID_NAME_OR_TTL", "name or ttl")
        return self._save(zone, host, body, value, ttl, record)

    def _save(self, zone, host, body, value, ttl, record):
        found = self.conflict(zone, host, body["type"], value, record)
        if found == "twin":
            raise Fail(409, "DUPLICATE_RECORD", "The record already exists.")
        if found:
            raise Fail(409, "RECORD_CONFLICT", "A %s is there." % found)
        if record is None:
            record = self.add(zone, host, body["type"], value, ttl,
                    notes=body.get("notes", ""))
            return self._good(id=int(record["id"]))
        new = {"host": host, "type": body["type"], "value": value,
                "ttl": ttl}
        if all(record[key] == new[key] for key in new):
            raise Fail(400, "UNABLE_TO_EDIT", "Edit error: We were unable to "
                    "edit the DNS record.")
        record.update(new)
        return self._good()
