"""digitalocean - version 2 of that vendor's interface: domains and records.

Strict: the filter of a list takes whole names only, and a change must say the
type. Identical records are taken, as the vendor does. Lists come in pages.
"""

import re

from message import Response
from services.strict import answer, canonical, expect_members, json_of
from services.zones import Zones

BASE = "/v2/domains"
LEAST, PAGE, MOST = 30, 20, 200
RECORD = {"type": str, "name": str, "data": str}
OPTIONAL = {"ttl": int}
NAME = r"@|(\*|[a-z0-9_-]+)(\.[a-z0-9_-]+)*"


class Fail(Exception):
    def __init__(self, status, id, message):
        self.status = status
        self.body = {"id": id, "message": message, "request_id": "fake"}


class DigitalOcean(Zones):
    def __init__(self, token):
        super().__init__()
        self.token = token
        self.may = {"read", "create", "update", "delete"}
        self.page_cap = MOST    # no page is longer, whatever was asked

    def handle(self, request):
        path = request.path[len(BASE):].split("/")[1:]
        try:
            self._authenticate(request)
            if request.method == "GET":
                self._permit("read")
                return self._list(path, request)
            if len(path) not in (2, 3) or path[1] != "records":
                raise Fail(404, "not_found", "no such route")
            return self._write(request, self._zone(path[0]), path[2:])
        except Fail as fail:
            return answer(fail.body, fail.status)

    def _authenticate(self, request):
        if request.header("authorization") != "Bearer " + self.token:
            raise Fail(401, "Unauthorized", "Unable to authenticate you")

    def _permit(self, what):
        if what not in self.may or what != "read" and not self.may_write:
            raise Fail(403, "forbidden",
                    "You are not authorized to perform this operation")

    def _zone(self, name):
        if name not in self.zones:
            raise Fail(404, "not_found", "The resource you were accessing "
                    "could not be found.")
        return name

    def _list(self, path, request):
        if path == []:
            return self._page(request, "domains", [{"name": zone,
                    "ttl": 1800, "zone_file": ""} for zone in self.zones],
                    {"per_page", "page"})
        if len(path) != 2 or path[1] != "records":
            raise Fail(404, "not_found", "no such route")
        zone, query = self._zone(path[0]), request.query
        found = [_shown(record) for record in self.records
                if record["zone"] == zone
                and query.get("type", record["type"]) == record["type"]
                and query.get("name", self._whole(record))
                == self._whole(record)]
        return self._page(request, "domain_records", found,
                {"per_page", "page", "name", "type"})

    def _whole(self, record):
        return (record["host"] + "." + record["zone"]).lstrip(".")

    def _page(self, request, key, found, known):
        query = request.query
        if set(query) - known:
            raise Fail(400, "bad_request", "unknown parameter")
        size = int(query.get("per_page", PAGE))
        if size > MOST:
            raise Fail(400, "bad_request", "per_page")
        size, page = min(size, self.page_cap), int(query.get("page", 1))
        links = {}
        if page * size < len(found):
            links = {"pages": {"next": "https://api.invalid%s?page=%d"
                    % (request.path, page + 1)}}
        return answer({key: found[(page - 1) * size:page * size],
                "links": links, "meta": {"total": len(found)}})

    def _write(self, request, zone, id):
        if request.raw_query:
            raise Fail(400, "bad_request", "a query beside the body")
        if id == []:
            return self._create(request, zone)
        record = self.by_id(zone, id[0])
        if record is None:
            raise Fail(404, "not_found", "The resource you were accessing "
                    "could not be found.")
        if request.method == "DELETE":
            self._permit("delete")
            self.records.remove(record)
            return Response(204, b"", None)
        if request.method != "PATCH":
            raise Fail(405, "method_not_allowed", "PATCH or DELETE")
        self._permit("update")
        body = self._body(json_of(request), {"type": str},
                dict(RECORD, **OPTIONAL))
        if body["type"] != record["type"]:
            raise Fail(422, "unprocessable_entity", "type cannot change")
        self._check(zone, dict(_shown(record), **body), record)
        record.update(value=body.get("data", record["value"]),
                ttl=body.get("ttl", record["ttl"]))
        return answer({"domain_record": _shown(record)})

    def _create(self, request, zone):
        if request.method != "POST":
            raise Fail(405, "method_not_allowed", "POST")
        self._permit("create")
        body = self._body(json_of(request), RECORD, OPTIONAL)
        self._check(zone, body, None)
        record = self.add(zone, "" if body["name"] == "@" else body["name"],
                body["type"], body["data"], body.get("ttl", 1800))
        return answer({"domain_record": _shown(record)}, 201)

    def _body(self, body, needed, others):
        try:
            expect_members(body, needed, others)
            if "data" in body:
                body["data"] = canonical(body["type"], body["data"])
        except ValueError as why:
            raise Fail(422, "unprocessable_entity", str(why))
        return body

    def _check(self, zone, body, but):
        host = "" if body["name"] == "@" else body["name"]
        if not re.fullmatch(NAME, body["name"]) or body["name"].endswith(zone):
            raise Fail(422, "unprocessable_entity", "Name is not valid")
        if body.get("ttl", LEAST) < LEAST:
            raise Fail(422, "unprocessable_entity", "TTL is too small")
        if self.conflict(zone, host, body["type"], but=but):
            raise Fail(422, "unprocessable_entity", "CNAME records cannot "
                    "share a name with other records")


def _shown(record):
    return {"id": int(record["id"]), "type": record["type"],
            "name": record["host"] or "@", "data": record["value"],
            "priority": None, "port": None, "ttl": record["ttl"],
            "weight": None, "flags": None, "tag": None}
