"""blazingfast - the client interface of that vendor's HostBill panel.

Strict: a login by form gives the token that all else needs; a record that is
made or changed must be named whole. Each call has its own way to say that it
went well, and the zone its own way to list its records.
"""

from harness import secret
from message import Response
from services.strict import (answer, canonical, expect_members, form_of,
    json_of)
from services.zones import Zones

BASE = "/api"
MEMBERS = {"name": str, "ttl": int, "priority": int, "type": str,
    "content": str}


class Fail(Exception):
    def __init__(self, status, message):
        self.status, self.message = status, message


class BlazingFast(Zones):
    def __init__(self, user, password):
        super().__init__()
        self.user, self.password = user, password
        self.relative = self.keyed = False
        self._token = secret("TESTEXAMPLE-token-0123456789")
        self._logins = 0

    def reads(self, request):
        return request.method == "GET" or request.path == BASE + "/login"

    def handle(self, request):
        path = request.path[len(BASE):]
        try:
            if (request.method, path) == ("POST", "/login"):
                return answer(self._login(form_of(request)))
            if request.header("authorization") != "Bearer " + self._token:
                raise Fail(401, "unauthorized")
            if (request.method, path) == ("GET", "/dns"):
                return answer({"service_ids": ["10"], "zones": [{"domain_id":
                        str(60 + i), "name": zone, "service_id": "10"}
                        for i, zone in enumerate(self.zones)]})
            _, service, ten, dns, id, *rest = path.split("/")
            if (service, ten, dns) != ("service", "10", "dns"):
                raise Fail(404, "invalid method")
            zone = self.zones[int(id) - 60]
            if request.method == "GET" and not rest:
                return answer(self._list(zone))
            if not self.may_write:
                raise Fail(403, "forbidden")
            return answer(self._write(zone, request, rest))
        except ValueError as why:
            return answer({"error": [str(why)]}, 422)
        except Fail as fail:
            return answer({"error": [fail.message]}, fail.status)

    def _login(self, form):
        self._logins += 1
        if set(form) != {"username", "password"} or (form["username"],
                form["password"]) != (self.user, self.password):
            raise Fail(200, "invalid_credentials")
        return {"token": self._token}

    def _list(self, zone):
        shown = [{"id": record["id"], "name": self._name(zone,
                record["host"]), "ttl": record["ttl"], "priority":
                record.get("priority", 0), "content": record["value"],
                "type": record["type"]} for record in self.records
                if record["zone"] == zone]
        if self.keyed:
            shown = {record["id"]: record for record in shown}
        return {"service_id": 10, "name": zone, "records": shown}

    def _name(self, zone, host):
        return host if self.relative else (host + "." + zone).lstrip(".")

    def _write(self, zone, request, rest):
        record = self.by_id(zone, rest[1]) if len(rest) == 2 else None
        if rest[:1] != ["records"] or (request.method == "POST") \
                != (len(rest) == 1):
            raise Fail(404, "invalid method")
        if len(rest) == 2 and record is None:
            raise Fail(404, "record_not_found")
        if request.method == "DELETE":
            self.records.remove(record)
            return {"success": True}
        body = json_of(request)
        expect_members(body, MEMBERS)
        name = body["name"]
        host = name[:-len(zone)].rstrip(".") \
                if ("." + name).endswith("." + zone) else name
        value = canonical(body["type"], body["content"])
        found = self.conflict(zone, host, body["type"], value, record)
        if found or body["ttl"] < 60 or record is not None and (host,
                body["type"]) != (record["host"], record["type"]):
            raise ValueError("conflict: %s" % found)
        if request.method == "PUT":
            record.update(value=value, ttl=body["ttl"],
                    priority=body["priority"])
            return {"info": ["dnsrecordupdated"]}
        self.add(zone, host, body["type"], value, body["ttl"])
        return {"record": {key: str(body[key]) for key in MEMBERS},
                "info": ["dnsnewrecordadded"]}
