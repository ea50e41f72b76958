"""dnsexit - that vendor's DNS interface, which only writes.

Strict: the key comes in a header, a record has just the members that it needs,
its name is relative to the zone, and its TTL is in minutes. What is written is
what a name server tells: held is a table for services.doh.
"""

from message import Response
from services.strict import answer, canonical, expect_members, json_of
from standin import Service

MEMBERS = {"type": str, "name": str, "content": str, "ttl": int,
    "overwrite": bool}


class DNSExit(Service):
    def __init__(self, key, zones):
        self.key, self.zones, self.held, self.ttls = key, zones, {}, {}

    def put(self, name, type, *values):
        self.held[name, type] = list(values)

    def values(self, name, type="A"):
        return sorted(self.held.get((name, type), []))

    def reads(self, request):
        return False

    def handle(self, request):
        if request.method != "POST" or request.path != "/dns/" \
                or request.raw_query:
            return Response(404, "not found")
        if request.header("apikey") != self.key:
            return answer({"code": 2,
                    "message": "API Key Authentication Error"})
        body = json_of(request)
        try:
            expect_members(body, {"domain": str, "add": list})
            for record in body["add"]:
                expect_members(record, MEMBERS)
                canonical(record["type"], record["content"])
                if not 0 < record["ttl"] < 100000:
                    raise ValueError("ttl")
        except ValueError as why:
            return answer({"code": 3, "message": str(why)})
        if body["domain"] not in self.zones:
            return answer({"code": 5, "message": "Domain %s is not in your "
                    "account" % body["domain"]})
        return answer({"code": 0, "message": "Success", "details":
                [self._add(body["domain"], record)
                for record in body["add"]]})

    def _add(self, zone, record):
        name = "%s.%s" % (record["name"], zone) if record["name"] else zone
        held = self.held.setdefault((name, record["type"]), [])
        if record["overwrite"]:
            del held[:]
        held.append(canonical(record["type"], record["content"]))
        self.ttls[name, record["type"]] = record["ttl"]
        return "ADD Record %s %s OK" % (record["type"], name)
