"""dynv6 - version 2 of that vendor's interface, after its OpenAPI file.

The addresses of a zone's own name are its members; a record without data has
the zone's address, and one whose data is a MAC address makes an address of it
and of the zone's prefix.
"""

import ipaddress
import re

from message import Response
from services.strict import answer, canonical, expect_members, json_of
from standin import Service

BASE = "/api/v2"
MEMBER = {"A": "ipv4address", "AAAA": "ipv6prefix"}
WHEN = "2026-01-01T00:00:00Z"


class Dynv6(Service):
    def __init__(self, token):
        self.token, self.zones, self.records = token, {}, {}
        self._last = 100

    def _id(self):
        self._last += 1
        return self._last

    def add_zone(self, name, ipv4="", ipv6=""):
        id = self._id()
        self.zones[id] = {"id": id, "name": name, "ipv4address": ipv4,
                "ipv6prefix": ipv6, "createdAt": WHEN, "updatedAt": WHEN}

    def put(self, name, type, *values):
        zone, label = self._split(name)
        if not label:
            zone[MEMBER[type]], = values
        for value in values if label else ():
            self._add(zone["id"], label, type, value)

    def values(self, name, type="A"):
        zone, label = self._split(name)
        if not label:
            return [zone[MEMBER[type]]] if zone[MEMBER[type]] else []
        return sorted(record["data"] for record in self.records.values()
                if (record["zoneID"], record["name"], record["type"])
                == (zone["id"], label, type))

    def _split(self, name):
        zone = max((zone for zone in self.zones.values() if ("." + name)
                .endswith("." + zone["name"])), key=lambda one:
                len(one["name"]))
        return zone, name[:-len(zone["name"])].rstrip(".")

    def _add(self, zone, name, type, data):
        id = self._id()
        self.records[id] = {"id": id, "zoneID": zone, "name": name,
                "type": type, "data": data}
        return self.records[id]

    def _shown(self, record):
        """With expandedData, if that says something else than data."""
        zone, data = self.zones[record["zoneID"]], record["data"]
        full = data
        if record["type"] in MEMBER and not data:
            full = zone[MEMBER[record["type"]]].partition("/")[0]
        elif re.fullmatch("([0-9a-f]{2}:){5}[0-9a-f]{2}", data):
            full = _eui64(zone["ipv6prefix"], data)
        elif record["type"] == "CNAME" and not data.endswith("."):
            full = "%s.%s." % (data, zone["name"])
        return dict(record, **{"expandedData": full} if full != data else {})

    def handle(self, request):
        if request.header("authorization") != "Bearer " + self.token:
            return Response(401, "Unauthorized")
        if request.raw_query:
            return Response(400, "no call takes a query")
        path = request.path[len(BASE):].split("/")[1:]
        if path == ["zones"] and request.method == "GET":
            return answer(list(self.zones.values()))
        if path[:2] == ["zones", "by-name"] and len(path) == 3:
            found = [zone for zone in self.zones.values()
                    if zone["name"] == path[2]]
            return answer(found[0]) if found else Response(404, "")
        if path[0] != "zones" or not path[1].isdigit() \
                or int(path[1]) not in self.zones:
            return Response(404, "no such path or zone")
        return self._below(request, self.zones[int(path[1])], path[2:])

    def _below(self, request, zone, path):
        if not path and request.method == "PATCH":
            return self._patch_zone(zone, json_of(request))
        if path == ["records"] and request.method == "GET":
            return answer([self._shown(record)
                    for record in self.records.values()
                    if record["zoneID"] == zone["id"]])
        if path == ["records"] and request.method == "POST":
            return self._post(zone, json_of(request))
        record = self.records.get(int(path[1])) if len(path) == 2 \
                and path[0] == "records" and path[1].isdigit() else None
        if record is None or record["zoneID"] != zone["id"]:
            return Response(404, "no such record")
        if request.method == "DELETE":
            del self.records[record["id"]]
            return Response(204, "", None)
        if request.method != "PATCH":
            return Response(405, "method")
        body = json_of(request)
        expect_members(body, {"data": str}, {"name": str})
        return self._save(record, body)

    def _patch_zone(self, zone, body):
        expect_members(body, {}, {"ipv4address": str, "ipv6prefix": str})
        try:
            for type, member in MEMBER.items():
                if member in body:
                    canonical(type, body[member].partition("/")[0])
        except ValueError as why:
            return _invalid("ipv4address", why)
        zone.update(body)
        return answer(zone)

    def _post(self, zone, body):
        expect_members(body, {"name": str, "type": str, "data": str})
        if any(record["name"] == body["name"] and record["zoneID"]
                == zone["id"] and "CNAME" in (record["type"], body["type"])
                for record in self.records.values()):
            return _invalid("name", "is taken")
        record = self._add(zone["id"], body["name"], body["type"], "")
        saved = self._save(record, {"data": body["data"]})
        if saved.status != 200:
            del self.records[record["id"]]
        return saved

    def _save(self, record, body):
        try:
            body["data"] = canonical(record["type"], body["data"])
        except ValueError as why:
            return _invalid("data", why)
        record.update(body)
        return answer(self._shown(record))


def _eui64(prefix, mac):
    octets = bytes.fromhex(mac.replace(":", ""))
    host = bytes([octets[0] ^ 2]) + octets[1:3] + b"\xff\xfe" + octets[3:]
    network = ipaddress.IPv6Address(prefix.partition("/")[0]).packed[:8]
    return str(ipaddress.IPv6Address(network + host))


def _invalid(field, why):
    return answer({"error": {"name": "ValidationError",
            "message": "validation failed", "fields": [{"name": field,
            "message": str(why)}]}}, 422)
