"""ns1 - version 1 of that vendor's interface: zones and RRsets.

Strict: PUT makes an RRset and POST changes one, each never the other; members
that are unknown or of the wrong type are refused, and what a POST does not
name stays. An answer that comes back without its metadata loses them.
"""

import json

from services.strict import answer, canonical, expect_members, json_of
from services.zones import Zones

BASE = "/v1/zones/"
MEMBERS = {"zone": str, "domain": str, "type": str, "ttl": int,
    "answers": list, "filters": list, "meta": dict}
ANSWER = {"id": str, "answer": list, "meta": dict, "region": str}


class Fail(Exception):
    def __init__(self, status, message):
        self.status, self.message = status, message


class NS1(Zones):
    """A set is (zone, name, type) to the object that the vendor keeps."""

    def __init__(self, key):
        super().__init__()
        self.key, self.sets = key, {}
        self.more = {}          # members of a zone beside its name

    def put(self, name, type, *values, ttl=3600, meta=None, **more):
        zone = self.split(name)[0]
        self._last += 1
        self.sets[zone, name, type] = dict({"id": str(self._last),
                "zone": zone, "domain": name, "type": type, "ttl": ttl,
                "tier": 1, "link": None, "meta": {}, "filters": [],
                "use_client_subnet": True, "answers": [{"id": "a%d" % i,
                "answer": [value], **({"meta": meta} if meta else {})}
                for i, value in enumerate(values)]}, **more)

    def set(self, name, type="A"):
        return self.sets.get((self.split(name)[0], name, type))

    def values(self, name, type="A"):
        found = self.set(name, type)
        return sorted(one["answer"][0] for one in found["answers"]) \
                if found else []

    def handle(self, request):
        path = request.path[len(BASE):].replace("%2A", "*").split("/")
        try:
            if request.header("x-nsone-key") != self.key:
                raise Fail(401, "Unauthorized")
            if path[0] not in self.zones:
                raise Fail(404, "zone not found")
            if len(path) == 1 and request.method == "GET":
                return self._zone(path[0], request.query)
            if len(path) != 3 or request.raw_query:
                raise Fail(400, "invalid path")
            return answer(self._set(request, tuple(path)))
        except Fail as fail:
            return answer({"message": fail.message}, fail.status)

    def _zone(self, zone, query):
        if query != {"records": "false"}:
            raise Fail(400, "the records come in pages")
        return answer(dict({"id": "520422af9f782d37dffb588b", "zone": zone,
                "ttl": 3600, "link": None, "secondary": {"enabled": False},
                "primary": {"enabled": False}, "records": []}, **self.more))

    def _set(self, request, key):
        found = self.sets.get(key)
        if request.method == "GET":
            if found is None:
                raise Fail(404, "record not found")
            return found
        if not self.may_write:
            raise Fail(403, "this key may not do that")
        if request.method not in ("PUT", "POST"):
            raise Fail(405, "method not allowed")
        if request.method == "POST" and found is None:
            raise Fail(404, "record not found")
        if request.method == "PUT" and found is not None:
            raise Fail(400, "record already exists")
        return self._save(key, json_of(request), found)

    def _save(self, key, body, found):
        zone, name, type = key
        try:
            expect_members(body, {"answers": list} if found else
                    {key: MEMBERS[key] for key in ("zone", "domain", "type",
                    "answers")}, MEMBERS)
            for one in body["answers"]:
                expect_members(one, {"answer": list}, ANSWER)
                one["answer"] = [canonical(type, one["answer"][0])]
        except ValueError as why:
            raise Fail(400, "invalid: %s" % why)
        if (body.get("zone", zone), body.get("domain", name),
                body.get("type", type)) != key or not body["answers"]:
            raise Fail(400, "invalid: the body is not of the path")
        if ("CNAME" in (type, *(other for _, owner, other in self.sets
                if owner == name and other != type))):
            raise Fail(400, "invalid: a CNAME may not stand with others")
        if found is None:
            self.put(name, type, ttl=3600)
        self.sets[key].update(json.loads(json.dumps(body)))
        return self.sets[key]
