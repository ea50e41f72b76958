"""hetzner - version 1 of that vendor's Cloud interface: zones and RRsets.

Strict: values and TTL are changed by actions of their own, which run for a
while; until one is done, the zone is locked. What set_records does not say of
a record is lost. Lists come in pages.
"""

import re
import urllib.parse

from services.strict import answer, canonical, expect_members, json_of
from services.zones import Zones

BASE = "/v1/"
SET = {"name": str, "type": str, "records": list}
NAME = r"@|(\*|[a-z0-9_-]+)(\.[a-z0-9_-]+)*"
TYPES = {"A", "AAAA", "CAA", "CNAME", "MX", "NS", "SOA", "SRV", "TXT"}
LEAST, ZONE_TTL = 60, 10800


class Fail(Exception):
    def __init__(self, status, code, message):
        self.status = status
        self.body = {"error": {"code": code, "message": message,
                "details": {}}}


class Hetzner(Zones):
    def __init__(self, token):
        super().__init__()
        self.token = token
        self.secondary, self.protected = set(), set()
        self.page_cap = 100
        self.takes = 0          # polls until an action is done
        self.ends = "success"
        self.running = None     # what locks: {"id", "left"}

    def ttl(self, name, type="A"):
        return self.find(name, type)[0]["ttl"]

    def comments(self, name, type="A"):
        return [record.get("comment", "") for record
                in self.find(name, type)]

    def handle(self, request):
        path = [urllib.parse.unquote(part) for part
                in request.path[len(BASE):].split("/")]
        try:
            if request.header("authorization") != "Bearer " + self.token:
                raise Fail(401, "unauthorized", "the token is invalid")
            if request.method == "GET":
                return self._read(path, request)
            return self._write(path, request)
        except Fail as fail:
            return answer(fail.body, fail.status)

    def _read(self, path, request):
        if path == ["zones"]:
            name = request.query.get("name")
            return self._page("zones", [{"id": 40 + i, "name": zone,
                    "ttl": ZONE_TTL, "mode": "secondary" if zone
                    in self.secondary else "primary"} for i, zone
                    in enumerate(self.zones) if name in (None, zone)],
                    request.query, {"name"}, 50)
        if path[0] == "actions" and len(path) == 2:
            return self._poll(path[1])
        if len(path) != 3 or path[0] != "zones" or path[2] != "rrsets":
            raise Fail(404, "not_found", "no such route")
        return self._sets(self._zone(path[1]), request.pairs)

    def _zone(self, name):
        if name not in self.zones:
            raise Fail(404, "not_found", "zone not found")
        if name in self.secondary:
            raise Fail(422, "incorrect_zone_mode", "not a primary")
        return name

    def _sets(self, zone, pairs):
        types = [value for key, value in pairs if key == "type"]
        query = {key: value for key, value in pairs if key != "type"}
        if not set(types) <= TYPES:
            raise Fail(400, "invalid_input", "type")
        keys = sorted({(record["host"], record["type"]) for record
                in self.records if record["zone"] == zone
                and (not types or record["type"] in types)
                and query.get("name", record["host"] or "@")
                == (record["host"] or "@")})
        return self._page("rrsets", [self._shown(zone, *key)
                for key in keys], query, {"name"}, 100)

    def _shown(self, zone, host, type):
        found = [record for record in self.records if (record["zone"],
                record["host"], record["type"]) == (zone, host, type)]
        name = host or "@"
        return {"id": name + "/" + type, "name": name, "type": type,
                "ttl": found[0]["ttl"], "labels": {}, "zone": 42,
                "protection": {"change": (host, type) in self.protected},
                "records": [{"value": record["value"],
                "comment": record.get("comment", "")} for record in found]}

    def _page(self, key, found, query, known, most):
        size, page = int(query.get("per_page", 25)), int(query.get("page",
                1))
        if set(query) - known - {"page", "per_page"} or size > most:
            raise Fail(400, "invalid_input", "unknown parameter, or a page "
                    "too long")
        size = min(size, self.page_cap)
        more = page * size < len(found)
        return answer({key: found[(page - 1) * size:page * size],
                "meta": {"pagination": {"page": page, "per_page": size,
                "previous_page": page - 1 or None,
                "next_page": page + 1 if more else None,
                "last_page": max(1, -(-len(found) // size)),
                "total_entries": len(found)}}})

    def _poll(self, id):
        if self.running is None or self.running["id"] != id:
            raise Fail(404, "not_found", "action not found")
        self.running["left"] -= 1
        if self.running["left"] > 0:
            return answer({"action": self._action(id, "running")})
        self.running = None
        return answer({"action": self._action(id, self.ends)})

    def _action(self, id, state):
        return {"id": int(id), "command": "change", "status": state,
                "progress": 50, "started": "2026-01-02T03:04:05Z",
                "finished": None, "resources": [{"id": 42, "type": "zone"}],
                "error": {"code": "action_failed", "message":
                "Action failed"} if state == "error" else None}

    def _begin(self, **more):
        self._last += 1
        id = str(self._last)
        if self.takes:
            self.running = {"id": id, "left": self.takes}
        return answer(dict(more, action=self._action(id, "running"
                if self.takes else "success")), 201)

    def _write(self, path, request):
        if request.method != "POST" or request.raw_query \
                or path[0] != "zones" or len(path) not in (3, 7) \
                or path[2] != "rrsets":
            raise Fail(404, "not_found", "no such route")
        zone = self._zone(path[1])
        if not self.may_write:
            raise Fail(403, "token_readonly", "only GET requests")
        if self.running:
            raise Fail(423, "locked", "another action is running")
        try:
            body = json_of(request)
            return self._create(zone, body) if len(path) == 3 else \
                    self._act(zone, *path[3:5], path[5:], body)
        except ValueError as why:
            raise Fail(422, "invalid_input", str(why))

    def _create(self, zone, body):
        expect_members(body, SET, {"ttl": int})
        host = "" if body["name"] == "@" else body["name"]
        if not re.fullmatch(NAME, body["name"]) \
                or body["name"].endswith(zone):
            raise ValueError("name")
        if any((record["zone"], record["host"], record["type"])
                == (zone, host, body["type"]) for record in self.records):
            raise Fail(409, "uniqueness_error", "rrset already exists")
        if self.conflict(zone, host, body["type"]):
            raise ValueError("CNAME records are not allowed with others")
        self._put(zone, host, body["type"], body["records"],
                _ttl(body.get("ttl")))
        return self._begin(rrset=self._shown(zone, host, body["type"]))

    def _act(self, zone, name, type, action, body):
        host = "" if name == "@" else name
        found = [record for record in self.records if (record["zone"],
                record["host"], record["type"]) == (zone, host, type)]
        if not found:
            raise Fail(404, "not_found", "rrset not found")
        if (host, type) in self.protected:
            raise Fail(403, "protected", "RRSet(s) is/are change protected")
        if action == ["actions", "set_records"]:
            expect_members(body, {"records": list})
            self._put(zone, host, type, body["records"], found[0]["ttl"])
        elif action == ["actions", "change_ttl"]:
            expect_members(body, {"ttl": int})
            for record in found:
                record["ttl"] = _ttl(body["ttl"])
        else:
            raise Fail(404, "not_found", "no such action")
        return self._begin()

    def _put(self, zone, host, type, records, ttl):
        new = []
        for record in records:
            expect_members(record, {"value": str}, {"comment": str})
            new.append((canonical(type, record["value"]),
                    record.get("comment", "")))
        if not new or len(dict(new)) != len(new):
            raise ValueError("records: none, or one twice")
        self.records = [record for record in self.records if (record["zone"],
                record["host"], record["type"]) != (zone, host, type)]
        for value, comment in new:
            self.add(zone, host, type, value, ttl, comment=comment)


def _ttl(ttl):
    if ttl is not None and not LEAST <= ttl <= 2147483647:
        raise ValueError("ttl")
    return ttl
