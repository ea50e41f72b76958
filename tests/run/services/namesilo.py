"""namesilo - that vendor's interface: GETs, and a code in every answer.

Strict: each operation takes its own parameters and no other. The answer is
made from XML, so that one record is no list and none is no member; the code is
a number and a text by turns. A record that is changed has another id from then
on. Who does not say what program it is gets a page.
"""

import re

from message import Response
from services.strict import answer, canonical
from services.zones import Zones

BASE = "/api/"
COMMON = {"version", "type", "key", "domain"}
PARAMETERS = {
    "dnsListRecords": set(),
    "dnsAddRecord": {"rrtype", "rrhost", "rrvalue", "rrttl"},
    "dnsUpdateRecord": {"rrid", "rrhost", "rrvalue", "rrttl"},
    "dnsDeleteRecord": {"rrid"},
}


class Fail(Exception):
    def __init__(self, code, detail):
        self.code, self.detail = code, detail


class NameSilo(Zones):
    def __init__(self, key):
        super().__init__()
        self.key = key
        self.whole = True       # hosts are whole names
        self._answers = 0

    def reads(self, request):
        return request.path == BASE + "dnsListRecords"

    def handle(self, request):
        operation = request.path[len(BASE):]
        if not re.match(r"[A-Za-z]+/[0-9]", request.header("user-agent", "")):
            return Response(403, "<html>Just a moment...</html>",
                    "text/html")
        try:
            members = self._act(operation, request)
        except Fail as fail:
            return self._answer(operation, fail.code, detail=fail.detail)
        return self._answer(operation, 300, detail="success", **members)

    def _answer(self, operation, code, **members):
        self._answers += 1
        return answer({"request": {"operation": operation,
                "ip": "192.0.2.200"}, "reply": dict({"code": code if
                self._answers % 2 else str(code)}, **members)})

    def _act(self, operation, request):
        query = request.query
        if request.method != "GET" or operation not in PARAMETERS:
            raise Fail(107, "Invalid API operation")
        if set(query) != COMMON | PARAMETERS[operation]:
            raise Fail(108, "Missing parameters for the specified operation")
        if (query["version"], query["type"]) != ("1", "json"):
            raise Fail(105, "Invalid API type")
        if query["key"] != self.key:
            raise Fail(110, "Invalid API Key (Permission denied)")
        if query["domain"] not in self.zones:
            raise Fail(200, "Domain is not active, or does not belong to "
                    "this user")
        return getattr(self, "_" + operation)(query["domain"], query)

    def _dnsListRecords(self, zone, query):
        shown = [{"record_id": record["id"], "type": record["type"],
                "host": self._host(zone, record["host"]),
                "value": record["value"], "ttl": str(record["ttl"]),
                "distance": "0"} for record in self.records
                if record["zone"] == zone]
        return {"resource_record": shown if len(shown) > 1 else shown[0]} \
                if shown else {}

    def _host(self, zone, host):
        if self.whole:
            return (host + "." + zone).lstrip(".")
        return host or "@"

    def _dnsAddRecord(self, zone, query):
        return self._save(zone, query, query["rrtype"], None)

    def _dnsUpdateRecord(self, zone, query):
        record = self._record(zone, query)
        return self._save(zone, query, record["type"], record)

    def _dnsDeleteRecord(self, zone, query):
        self.records.remove(self._record(zone, query))
        return {}

    def _record(self, zone, query):
        record = self.by_id(zone, query["rrid"])
        if record is None:
            raise Fail(280, "DNS modification error: could not find the "
                    "record, it does not exist")
        return record

    def _save(self, zone, query, type, record):
        host = query["rrhost"]
        if not re.fullmatch(r"|[a-z0-9*_-]+(\.[a-z0-9_-]+)*", host) \
                or not 3600 <= int(query["rrttl"]) <= 2592001:
            raise Fail(280, "DNS modification error: host or TTL")
        try:
            value = canonical(type, query["rrvalue"])
        except ValueError as why:
            raise Fail(280, "DNS modification error: %s" % why)
        found = self.conflict(zone, host, type, value, record)
        if found:
            raise Fail(280, "DNS modification error: " + ("duplicate record"
                    if found == "twin" else "conflicts with " + found))
        if record is not None:
            self.records.remove(record)
        return {"record_id": self.add(zone, host, type, value,
                int(query["rrttl"]))["id"]}
