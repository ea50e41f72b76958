"""desec - version 1 of that vendor's interface: zones and their RRsets.

Strict: every path ends with a slash, a list of more than 500 RRsets needs a
cursor, and a bulk PUT is taken whole or not at all.
"""

import re

from message import Response
from services.strict import answer, canonical, json_of
from standin import Service

BASE = "/api/v1"
MEMBERS = {"subname", "type", "ttl", "records"}
SUBNAME = r"(\*|[a-z0-9_-]+)?(\.[a-z0-9_-]+)*"
MOST = 500
WHEN = "2026-01-01T00:00:00.000000Z"


class DeSEC(Service):
    def __init__(self, token):
        self.token, self.zones, self.sets = token, {}, {}
        self.may_write = True

    def add_zone(self, name, minimum_ttl=3600):
        self.zones[name] = minimum_ttl

    def put(self, name, type, *values, ttl=3600):
        self.sets[self._split(name) + (type,)] = (ttl, list(values))

    def values(self, name, type="A"):
        return sorted(self.sets.get(self._split(name) + (type,),
                (0, []))[1])

    def ttl(self, name, type="A"):
        return self.sets[self._split(name) + (type,)][0]

    def _split(self, name):
        zone = self._owner(name)
        return zone, name[:-len(zone) - 1] if name != zone else ""

    def _owner(self, name):
        return max((zone for zone in self.zones
                if ("." + name).endswith("." + zone)), key=len, default=None)

    def handle(self, request):
        if request.header("authorization") != "Token " + self.token:
            return answer({"detail": "Invalid token."}, 401)
        path = request.path[len(BASE):].split("/")[1:]
        if path[-1] != "" or path[0] != "domains":
            return Response(404, "no slash at the end, or no such path")
        if path[1:] == [""] and request.method == "GET":
            return self._list_zones(request.query)
        if len(path) != 4 or path[2] != "rrsets" or path[1] not in self.zones:
            return answer({"detail": "Not found."}, 404)
        if request.method == "GET":
            return self._list_sets(path[1], request.query)
        if request.method != "PUT":
            return answer({"detail": "Method not allowed."}, 405)
        if not self.may_write:
            return answer({"detail": "Insufficient token permissions."}, 403)
        return self._put(path[1], json_of(request))

    def _list_zones(self, query):
        if set(query) - {"owns_qname"}:
            return answer({"detail": "unknown parameter"}, 400)
        names = [zone for zone in sorted(self.zones)
                if query.get("owns_qname") is None
                or zone == self._owner(query["owns_qname"])]
        return answer([{"created": WHEN, "published": WHEN, "name": name,
                "minimum_ttl": self.zones[name], "touched": WHEN}
                for name in names])

    def _list_sets(self, zone, query):
        if set(query) - {"subname", "type"}:
            return answer({"detail": "unknown parameter"}, 400)
        found = [self._shown(*key) for key in sorted(self.sets)
                if key[0] == zone
                and query.get("subname", key[1]) == key[1]
                and query.get("type", key[2]) == key[2]]
        if len(found) > MOST:
            return answer({"detail": "Pagination required. You can query up "
                    "to 500 items at a time."}, 400)
        return answer(found)

    def _shown(self, zone, subname, type):
        ttl, values = self.sets[zone, subname, type]
        return {"created": WHEN, "domain": zone, "subname": subname,
                "name": (subname + "." if subname else "") + zone + ".",
                "type": type, "records": values, "ttl": ttl, "touched": WHEN}

    def _put(self, zone, body):
        if not isinstance(body, list) or not body:
            return answer({"non_field_errors": ["Expected a list."]}, 400)
        wrong = [self._wrong(zone, item) for item in body]
        if any(wrong):
            return answer(wrong, 400)
        for item in body:
            self.sets[zone, item["subname"], item["type"]] = (item["ttl"],
                    [canonical(item["type"], value)
                    for value in item["records"]])
        return answer([self._shown(zone, item["subname"], item["type"])
                for item in reversed(body)])

    def _wrong(self, zone, item):
        if set(item) != MEMBERS or not isinstance(item["ttl"], int):
            return {"non_field_errors": ["members: %s" % sorted(item)]}
        if not re.fullmatch(SUBNAME, item["subname"]):
            return {"subname": ["Subname can only use (lowercase) a-z, 0-9, "
                    "., -, and _, may start with a '*.', or just be '*'."]}
        if not self.zones[zone] <= item["ttl"] <= 86400:
            return {"ttl": ["Ensure this value is greater than or equal to "
                    "%d." % self.zones[zone]]}
        if (zone, item["subname"], "CNAME") in self.sets:
            return {"non_field_errors": ["RRset with conflicting type "
                    "present: database (CNAME). (No other RRsets are allowed "
                    "alongside CNAME.)"]}
        try:
            for value in item["records"]:
                canonical(item["type"], value)
        except ValueError as why:
            return {"records": [str(why)]}
        return {}
