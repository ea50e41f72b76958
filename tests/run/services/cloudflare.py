"""cloudflare - version 4 of that vendor's interface: zones and records.

Strict where the vendor is: a parameter, member or header that the interface
does not know, or one of the wrong type, is refused with the vendor's codes.
"""

import copy
import json
import re

from message import Response
from services.cloudflare_record import (Fail, canonical, check,
    check_values, json_body)
from standin import Service

BASE = "/client/v4"
BATCH_LIMIT = 200
RECORD_FILTERS = {"name", "name.exact", "content", "content.exact", "type",
    "match", "page", "per_page", "order", "direction", "proxied", "comment",
    "comment.exact", "tag", "tag.exact", "search"}
ZONE_FILTERS = {"name", "status", "account.id", "account.name", "match",
    "page", "per_page", "order", "direction"}
ORDER = ("deletes", "patches", "puts", "posts")


class Cloudflare(Service):
    def __init__(self, token=None, email=None, key=None):
        self.token, self.email, self.key = token, email, key
        self.zones, self.records = [], {}
        self.may = {"read zones", "read records", "write records"}
        self.location = None # an address that the token's filter refuses
        self.page_limit = 5000000
        self.page_cap = None    # no page is longer, whatever was asked
        self._last = 0

    def add_zone(self, name, status="active", id=None):
        zone = {"id": id or self._id(0xa), "name": name, "status": status,
                "paused": False, "type": "full",
                "account": {"id": "%032x" % 0xacc, "name": "Example"}}
        self.zones.append(zone)
        return zone["id"]

    def add_record(self, zone_id, type, name, content, ttl=1, proxied=False,
            comment=None, tags=()):
        id = self._id(0xd)
        self.records[id] = {"id": id, "zone_id": zone_id, "name": name,
                "type": type, "content": content, "proxiable": True,
                "proxied": proxied, "ttl": ttl, "settings": {}, "meta": {},
                "comment": comment, "tags": list(tags),
                "created_on": "2026-01-02T03:04:05.000000Z",
                "modified_on": "2026-01-02T03:04:05.000000Z"}
        return id

    def clear(self):
        """No record is left, and their ids begin anew."""
        self.records.clear()
        self._last = len(self.zones)

    def find(self, name, type="A"):
        return [record for record in self.records.values()
                if (record["name"], record["type"]) == (name, type)]

    def values(self, name, type="A"):
        return sorted(record["content"] for record in self.find(name, type))

    def _id(self, kind):
        self._last += 1
        return "%x%031x" % (kind, self._last)

    def handle(self, request):
        try:
            self._authenticate(request)
            return self._route(request)
        except Fail as fail:
            return fail.response

    def _authenticate(self, request):
        bearer = request.header("authorization")
        email = request.header("x-auth-email")
        key = request.header("x-auth-key")
        if bearer is None and email is None and key is None:
            raise Fail(403, 9106, "Missing X-Auth-Key, X-Auth-Email or "
                    "Authorization headers")
        if bearer is not None and (email is not None or key is not None):
            raise Fail(400, 6003, "Invalid request headers", 6111,
                    "two kinds of credentials at once")
        if bearer is not None:
            self._check_token(bearer)
        elif (email, key) != (self.email, self.key):
            raise Fail(403, 9103, "Unknown X-Auth-Key or X-Auth-Email")

    def _check_token(self, bearer):
        if not re.fullmatch(r"Bearer [A-Za-z0-9_-]+", bearer):
            raise Fail(400, 6003, "Invalid request headers", 6111,
                    "Invalid format for Authorization header")
        if bearer != "Bearer %s" % self.token:
            raise Fail(403, 9109, "Invalid access token")
        if self.location:
            raise Fail(403, 9109, "Cannot use the access token from "
                    "location: " + self.location)

    def _route(self, request):
        path = request.path[len(BASE):].split("/")[1:]
        if path == ["zones"] and request.method == "GET":
            return self._list_zones(request.query)
        if len(path) < 3 or path[0] != "zones" \
                or path[2] != "dns_records" or len(path) > 4:
            raise Fail(404, 7000, "No route for that URI")
        zone = self._zone(path[1])
        self._permit("read records")
        if len(path) == 3:
            if request.method == "GET":
                return self._list_records(zone, request.query)
            return self._write(request, "POST", self._post, zone)
        if path[3] == "batch":
            return self._write(request, "POST", self._batch, zone)
        return self._one(request, zone, path[3])

    def _one(self, request, zone, id):
        if request.method == "DELETE":
            self._permit("write records")
            self._delete(zone, id)
            return Response(200, json.dumps({"result": {"id": id}}),
                    "application/json")
        if request.method == "GET":
            return _answer(_shown(self._record(zone, id)))
        change = {"PATCH": self._patch, "PUT": self._put}.get(
                request.method)
        if change is None:
            raise Fail(405, 10405, "Method not allowed")
        return self._write(request, request.method,
                lambda zone, body: change(zone, id, body), zone)

    def _write(self, request, method, change, zone):
        if request.method != method:
            raise Fail(405, 10405, "Method not allowed")
        self._permit("write records")
        if request.raw_query:
            raise Fail(400, 1002, "a write takes no query")
        return _answer(change(zone, json_body(request)))

    def _permit(self, what):
        if what not in self.may:
            raise Fail(403, 10000, "Authentication error")

    def _zone(self, id):
        if not re.fullmatch("[0-9a-f]{32}", id):
            raise Fail(404, 7003, "Could not route to /zones/%s, perhaps "
                    "your object identifier is invalid?" % id, 7000,
                    "No route for that URI")
        for zone in self.zones:
            if zone["id"] == id:
                return zone
        raise Fail(403, 10000, "Authentication error")

    def _list_zones(self, query):
        _known(query, ZONE_FILTERS)
        zones = self.zones if "read zones" in self.may else []
        if "name" in query:
            if not re.fullmatch(r"[a-z0-9.-]+", query["name"]):
                raise Fail(400, 1001, "Invalid zone name")
            zones = [zone for zone in zones
                    if zone["name"] == query["name"]]
        if "status" in query:
            zones = [zone for zone in zones
                    if zone["status"] == query["status"]]
        return _page(zones, query, 20, 50)

    def _list_records(self, zone, query):
        _known(query, RECORD_FILTERS)
        found = [_shown(record) for record in self.records.values()
                if record["zone_id"] == zone["id"]]
        for key, value in query.items():
            member = key.split(".")[0]
            if member in ("name", "type", "content"):
                found = [record for record in found
                        if record[member].lower() == value.lower()]
        return _page(found, query, 100, self.page_limit, self.page_cap)

    def _record(self, zone, id):
        record = self.records.get(id)
        if record is None or record["zone_id"] != zone["id"]:
            raise Fail(404, 81044, "Record does not exist.")
        return record

    def _post(self, zone, body):
        check(body, {"name", "type", "content"})
        check_values(body, body["type"], zone)
        self._conflicts(body["name"], body["type"], body["content"], None)
        content = canonical(body["type"], body["content"])
        id = self.add_record(zone["id"], body["type"], body["name"],
                content, body.get("ttl", 1), body.get("proxied", False),
                body.get("comment"))
        return self._settle(self.records[id])

    def _patch(self, zone, id, body):
        record = self._record(zone, id)
        check(body, set())
        if body.get("type", record["type"]) != record["type"]:
            raise Fail(400, 1004, "DNS Validation Error", 9006,
                    "the type cannot be changed")
        check_values(body, record["type"], zone)
        merged = dict(record, **body)
        self._conflicts(merged["name"], merged["type"],
                merged["content"], id)
        merged["content"] = canonical(merged["type"], merged["content"])
        record.update(merged)
        return self._settle(record)

    def _put(self, zone, id, body):
        check(body, {"name", "type", "content"})
        blank = {"ttl": 1, "proxied": False, "comment": None, "tags": []}
        return self._patch(zone, id, dict(blank, **body))

    def _delete(self, zone, id):
        return _shown(self.records.pop(self._record(zone, id)["id"]))

    def _settle(self, record):
        if record["proxied"]:
            record["ttl"] = 1
        record["modified_on"] = "2026-11-21T00:00:00.000000Z"
        return _shown(record)

    def _conflicts(self, name, type, content, but):
        for record in self.records.values():
            if record["name"] != name or record["id"] == but:
                continue
            if (record["type"] == "CNAME") != (type == "CNAME"):
                raise Fail(400, 81053, "An A, AAAA, or CNAME record "
                        "with that host already exists.")
            if (record["type"], record["content"]) == (type,
                    canonical(type, content)):
                raise Fail(400, 81058,
                        "An identical record already exists.")

    def _batch(self, zone, body):
        if not set(body) <= set(ORDER) or not body or not all(
                isinstance(part, list) for part in body.values()):
            raise Fail(400, 9207, "a batch holds lists of " + str(ORDER))
        if sum(map(len, body.values())) > BATCH_LIMIT:
            raise Fail(400, 81061, "too many operations in one batch")
        before = copy.deepcopy(self.records)
        try:
            return {part: [self._operation(zone, part, entry)
                    for entry in body.get(part, [])] for part in ORDER}
        except Fail:
            self.records = before
            raise

    def _operation(self, zone, part, entry):
        if not isinstance(entry, dict):
            raise Fail(400, 9207, "an operation must be an object")
        entry = dict(entry)
        if part == "posts":
            return self._post(zone, entry)
        id = entry.pop("id", None)
        if not isinstance(id, str):
            raise Fail(400, 9207, "an operation needs an id")
        if part == "deletes":
            if entry:
                raise Fail(400, 9207, "a delete has an id only")
            return self._delete(zone, id)
        change = self._patch if part == "patches" else self._put
        return change(zone, id, entry)


def _answer(result, **more):
    return Response(200, json.dumps(dict({"success": True, "errors": [],
            "messages": [], "result": result}, **more)), "application/json")


def _shown(record):
    return {key: value for key, value in record.items() if key != "zone_id"}


def _known(query, names):
    unknown = set(query) - names
    if unknown:
        raise Fail(400, 1002, "unknown parameter " + ", ".join(unknown))


def _page(found, query, default, limit, cap=None):
    page, size = _number(query, "page", 1), _number(query, "per_page", default)
    if size > limit:
        raise Fail(400, 1002, "per_page is at most %d" % limit)
    size = min(size, cap or size)
    part = found[(page - 1) * size:page * size]
    return _answer(part, result_info={"page": page, "per_page": size,
            "count": len(part), "total_count": len(found),
            "total_pages": -(-len(found) // size)})


def _number(query, name, default):
    text = query.get(name, str(default))
    if not re.fullmatch("[1-9][0-9]*", text):
        raise Fail(400, 1002, "%s must be a number" % name)
    return int(text)
