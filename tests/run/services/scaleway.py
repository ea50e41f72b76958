"""scaleway - that vendor's interface for zones, v2beta1.

Strict: a zone that is not there is a 403, and one that a PATCH names is made
unless that was forbidden; a set takes the place of all that was there, and a
body with one wrong change changes nothing. Lists come in pages.
"""

import re

from services.strict import answer, canonical, expect_members, json_of
from services.zones import Zones

BASE = "/domain/v2beta1/dns-zones/"
BODY = {"changes": list}
OPTIONAL = {"return_all_records": bool, "disallow_new_zone_creation": bool}
RECORD = {"name": str, "type": str, "data": str, "ttl": int}
DYNAMIC = ("geo_ip_config", "http_service_config", "weighted_config",
    "view_config")


class Fail(Exception):
    def __init__(self, status, type, message, **more):
        self.status = status
        self.body = dict({"type": type, "message": message}, **more)


class Scaleway(Zones):
    def __init__(self, key):
        super().__init__()
        self.key = key
        self.page = 1000        # records of an answer, whatever was asked

    def handle(self, request):
        path = request.path[len(BASE):].split("/")
        try:
            if request.header("x-auth-token") != self.key:
                raise Fail(401, "denied_authentication", "invalid token",
                        method="api_key", reason="invalid_argument")
            if len(path) != 2 or path[1] != "records":
                raise Fail(404, "unknown_resource", "no such resource")
            if request.method == "PATCH":
                return self._patch(path[0], json_of(request))
            self._exists(path[0])
            return self._list(path[0], request.query)
        except Fail as fail:
            return answer(fail.body, fail.status)

    def _exists(self, zone):
        if zone not in self.zones:
            raise Fail(403, "permissions_denied", "domain not found" if
                    zone.count(".") == 1 else "subdomain not found")

    def _list(self, zone, query):
        if set(query) - {"name", "type", "page", "page_size", "order_by"} \
                or query.get("name") == "":
            raise Fail(400, "invalid_arguments", "invalid argument(s)",
                    details=[{"argument_name": "query",
                    "reason": "constraint", "help_message": str(query)}])
        found = [record for record in self.records if record["zone"] == zone
                and query.get("name", record["host"]) == record["host"]]
        size = min(int(query.get("page_size", 20)), self.page)
        first = (int(query.get("page", 1)) - 1) * size
        return answer({"total_count": len(found),
                "records": [self._shown(record)
                for record in found[first:first + size]]})

    def _shown(self, record):
        return {"id": record["id"], "name": record["host"],
                "type": record["type"], "data": record["value"],
                "ttl": record["ttl"], "priority": 0,
                "comment": record.get("comment"),
                "updated_at": "2026-01-02T03:04:05Z",
                **{key: record[key] for key in DYNAMIC if key in record}}

    def _patch(self, zone, body):
        try:
            expect_members(body, BODY, OPTIONAL)
            if not body.get("disallow_new_zone_creation") \
                    and zone not in self.zones:
                self.add_zone(zone)
            self._exists(zone)
            if not self.may_write:
                raise Fail(403, "permissions_denied",
                        "insufficient permissions", details=[{
                        "resource": "domain_zone", "action": "write"}])
            sets = [self._wanted(zone, change) for change in body["changes"]]
        except (ValueError, TypeError, KeyError) as why:
            raise Fail(400, "invalid_arguments", "invalid argument(s)",
                    details=[{"argument_name": "changes",
                    "reason": "constraint", "help_message": str(why)}])
        new = [record for one in sets for record in self._set(zone, *one)]
        return answer({"records": [self._shown(record) for record in new]})

    def _wanted(self, zone, change):
        """Name, type and records of a set; ValueError when it is wrong."""
        expect_members(change, {"set": dict})
        expect_members(change["set"], {"id_fields": dict, "records": list})
        fields = change["set"]["id_fields"]
        expect_members(fields, {"name": str, "type": str})
        if not re.fullmatch(r"|[a-z0-9*_-]+(\.[a-z0-9_-]+)*", fields["name"]):
            raise ValueError("name")
        for record in change["set"]["records"]:
            expect_members(record, RECORD, {"priority": int,
                    "comment": (str, type(None))})
            if (record["name"], record["type"]) != (fields["name"],
                    fields["type"]) or record["ttl"] < 60:
                raise ValueError("record %s" % record)
            record["data"] = canonical(record["type"], record["data"])
        found = self.conflict(zone, fields["name"], fields["type"])
        if found:
            raise ValueError("conflicts with " + found)
        return fields["name"], fields["type"], change["set"]["records"]

    def _set(self, zone, name, type, records):
        self.records = [record for record in self.records if (record["zone"],
                record["host"], record["type"]) != (zone, name, type)]
        return [self.add(zone, name, type, record["data"], record["ttl"],
                comment=record.get("comment")) for record in records]
