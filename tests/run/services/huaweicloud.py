"""huaweicloud - version 2.1 of that vendor's DNS interface: record sets.

Strict: a filter by name takes parts of names unless search_mode is equal, a
set stands for one line, and what a PUT does not name stays.
"""

import re

from services.sdkhmac import Wrong, verify
from services.strict import answer, canonical, expect_members, json_of
from services.zones import Zones

NAME = r"(\*\.)?([a-z0-9_-]+\.)+"
SET = {"name": str, "type": str, "ttl": int, "records": list}
OTHERS = {"line": str, "description": str, "weight": int, "status": str}


class Fail(Exception):
    def __init__(self, status, code, message):
        self.status = status
        self.body = {"code": code, "message": message}


class HuaweiCloud(Zones):
    """Its sets stand for the records."""

    def __init__(self, key_id, secret, token=None):
        super().__init__()
        self.key_id, self.secret, self.token = key_id, secret, token
        self.skew, self.page_cap = 0, 500
        self.may_delete = True

    def put(self, name, type, *values, ttl=3600, line="default_view", **more):
        zone = self.split(name)[0]
        same = [set for set in self.find(name, type)
                if (set["line"], more) == (line, {})]
        if same:
            same[0]["records"] += values
        else:
            self._last += 1
            self.records.append(dict({"id": "%032x" % self._last,
                    "name": name + ".", "type": type, "ttl": ttl,
                    "records": list(values), "line": line, "weight": 1,
                    "status": "ACTIVE", "default": False,
                    "description": "", "zone_id": self.id(zone),
                    "zone_name": zone + "."}, **more))

    def find(self, name, type="A"):
        return [set for set in self.records
                if (set["name"], set["type"], set["zone_id"])
                == (name + ".", type, self.id(self.split(name)[0]))]

    def values(self, name, type="A"):
        return sorted(value for set in self.find(name, type)
                for value in set["records"])

    def id(self, zone):
        return "ff8080825b8fc86c015b94bc%08x" % self.zones.index(zone)

    def handle(self, request):
        try:
            verify(request, self.key_id, self.secret, self.token, self.skew)
        except Wrong as why:
            return answer({"error_code": "APIGW.0301", "error_msg":
                    "Incorrect IAM authentication information: %s" % why,
                    "request_id": "fake"}, 401)
        try:
            return self._route(request, request.path.split("/")[1:])
        except ValueError as why:
            return answer({"code": "DNS.0308", "message": str(why)}, 400)
        except Fail as fail:
            return answer(fail.body, fail.status)

    def _route(self, request, path):
        if path == ["v2", "zones"] and request.method == "GET":
            return self._page("zones", [{"id": self.id(zone),
                    "name": zone + ".", "zone_type": "public",
                    "status": "ACTIVE"} for zone in self.zones],
                    request.query)
        if len(path) not in (4, 5) or path[:2] != ["v2.1", "zones"] \
                or path[3] != "recordsets":
            raise Fail(404, "DNS.0004", "no such route")
        zone = next((zone for zone in self.zones if self.id(zone)
                == path[2]), None)
        if zone is None:
            raise Fail(404, "DNS.0302", "This zone does not exist.")
        if request.method == "GET" and len(path) == 4:
            return self._page("recordsets", [set for set in self.records
                    if set["zone_id"] == path[2]], request.query)
        if not self.may_write or request.method == "DELETE" \
                and not self.may_delete:
            raise Fail(403, "DNS.0030", "Policy doesn't allow it")
        if request.raw_query:
            raise Fail(400, "DNS.0002", "a query beside the body")
        if len(path) == 4:
            return self._create(request, zone)
        return self._write(request, zone, path[4])

    def _page(self, key, found, query):
        if set(query) - {"limit", "offset", "name", "search_mode", "type"} \
                or query.get("type", "public") != "public":
            raise Fail(400, "DNS.0002", "unknown parameter")
        name = query.get("name", "")
        found = [one for one in found if (one["name"] == name if query.get(
                "search_mode") == "equal" else name in one["name"])]
        first, size = int(query.get("offset", 0)), int(query["limit"])
        if size > 500:
            raise Fail(400, "DNS.0002", "limit")
        size = min(size, self.page_cap)
        return answer({"links": {"self": "https://dns.invalid/"},
                key: found[first:first + size],
                "metadata": {"total_count": len(found)}})

    def _check(self, body, zone, others, but=None):
        expect_members(body, SET, others)
        body["records"] = [canonical(body["type"], value)
                for value in body["records"]]
        if not re.fullmatch(NAME, body["name"]) or not ("." + body["name"]
                ).endswith("." + zone + ".") or not body["records"]:
            raise ValueError("name or records")
        if body["ttl"] < 1:
            raise Fail(400, "DNS.0303", "ttl")
        for set in self.records:
            if set is not but and set["name"] == body["name"] and "CNAME" \
                    in (set["type"], body["type"]):
                raise Fail(400, "DNS.0335", "conflicts with a CNAME")

    def _create(self, request, zone):
        if request.method != "POST":
            raise Fail(405, "DNS.0004", "POST")
        body = json_of(request)
        self._check(body, zone, {"line": str})
        line = body.get("line", "default_view")
        name = body["name"][:-1]
        if any(set["line"] == line for set in self.find(name, body["type"])):
            raise Fail(400, "DNS.0312", "This record set already exists.")
        self.put(name, body["type"], *body["records"], ttl=body["ttl"],
                line=line)
        return answer(dict(self.records[-1], status="PENDING_CREATE"), 202)

    def _write(self, request, zone, id):
        found = next((set for set in self.records if (set["id"],
                set["zone_id"]) == (id, self.id(zone))), None)
        if found is None:
            raise Fail(404, "DNS.0313", "This record set does not exist.")
        if request.method == "DELETE":
            self.records.remove(found)
            return answer(dict(found, status="PENDING_DELETE"), 202)
        if request.method != "PUT":
            raise Fail(405, "DNS.0004", "PUT or DELETE")
        body = json_of(request)
        self._check(body, zone, {"description": str, "weight": int}, found)
        if (body["name"], body["type"]) != (found["name"], found["type"]):
            raise ValueError("name or type cannot change")
        found.update(body)
        return answer(dict(found, status="PENDING_UPDATE"), 202)
