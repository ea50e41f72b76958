"""spaceship - version 1 of that vendor's interface: records without ids.

Strict: a list needs take and skip, a PUT adds or changes a TTL and removes
nothing, and a DELETE that names a record which is not there removes nothing at
all. Without force, what shares its name with others of its type is a conflict.
"""

import re

from message import Response
from services.strict import answer, canonical, expect_members, json_of
from services.zones import Zones

BASE = "/api/v1/dns/records/"
ITEM = {"type": str, "name": str, "address": str}
VALUE = {"CNAME": "cname", "TXT": "value", "ALIAS": "aliasName"}


class Fail(Exception):
    def __init__(self, status, code, detail, *data):
        self.response = answer({"detail": detail, "data": [{"field": field,
                "details": details} for field, details in data]}, status)
        self.response.headers.append(("Spaceship-Error-Code", code))


class Spaceship(Zones):
    def __init__(self, key, secret):
        super().__init__()
        self.key, self.secret = key, secret
        self.page = 500         # items of an answer, whatever was asked
        self.foreign = 404      # the status of a zone of somebody else
        self.may_remove = True

    def handle(self, request):
        zone = request.path[len(BASE):]
        try:
            if (request.header("x-api-key"), request.header("x-api-secret")) \
                    != (self.key, self.secret):
                raise Fail(401, "application.unauthorized",
                        "The user's request was not properly authorized.")
            if zone not in self.zones:
                raise Fail(self.foreign, "business.notFound",
                        "SOA record for domain %s not found." % zone)
            if request.method == "GET":
                return self._list(zone, request.query)
            return self._write(request.method, zone, json_of(request))
        except Fail as fail:
            return fail.response

    def _list(self, zone, query):
        if not {"take", "skip"} <= set(query) <= {"take", "skip", "orderBy"} \
                or not 1 <= int(query["take"]) <= 500 \
                or query.get("orderBy", "type") not in ("type", "name"):
            raise Fail(422, "application.validation", "query")
        found = [record for record in self.records if record["zone"] == zone]
        skip = int(query["skip"])
        part = found[skip:skip + min(self.page, int(query["take"]))]
        return answer({"total": len(found), "items": [{
                "type": record["type"], "name": record["host"] or "@",
                VALUE.get(record["type"], "address"): record["value"],
                "ttl": record["ttl"], "group": {"type": record.get("group",
                "custom")}} for record in part]})

    def _write(self, method, zone, body):
        if not self.may_write or method == "DELETE" and not self.may_remove:
            raise Fail(403, "application.forbidden",
                    "The key lacks dnsrecords:write.")
        if method not in ("PUT", "DELETE"):
            raise Fail(405, "application.method", "Method not allowed")
        try:
            if method == "DELETE":
                self._delete(zone, body)
            else:
                expect_members(body, {"items": list}, {"force": bool})
                self._put(zone, [self._item(zone, item, {"ttl": int})
                        for item in body["items"]], body.get("force"))
        except ValueError as why:
            raise Fail(422, "application.validation", "Validation failed",
                    ("items[0]", str(why)))
        return Response(204, b"", None)

    def _item(self, zone, item, others):
        """The item, checked, and its record if it is there."""
        expect_members(item, ITEM, others)
        if not re.fullmatch(r"@|[a-z0-9*_-]+(\.[a-z0-9_-]+)*", item["name"]) \
                or not 60 <= item.get("ttl", 3600) <= 3600:
            raise ValueError("name or ttl")
        host = "" if item["name"] == "@" else item["name"]
        value = canonical(item["type"], item["address"])
        return dict(item, host=host, value=value), next((record
                for record in self.records if (record["zone"], record["host"],
                record["type"], record["value"].lower()) == (zone, host,
                item["type"], value.lower())), None)

    def _put(self, zone, items, force):
        for item, record in items:
            others = [other for other in self.records
                    if (other["zone"], other["host"]) == (zone, item["host"])
                    and other is not record]
            if any(other["type"] == "CNAME" for other in others) \
                    or not force and any(other["type"] == item["type"]
                    for other in others):
                raise ValueError("conflicts with another record")
        for item, record in items:
            if record is None:
                self.add(zone, item["host"], item["type"], item["value"],
                        item.get("ttl", 3600))
            else:
                record["ttl"] = item.get("ttl", 3600)

    def _delete(self, zone, body):
        if not isinstance(body, list) or not 0 < len(body) <= 500:
            raise ValueError("a list of 1 to 500 records")
        found = [self._item(zone, item, {})[1] for item in body]
        if None in found:
            raise Fail(404, "business.notFound", "Record not found.")
        for record in found:
            self.records.remove(record)
