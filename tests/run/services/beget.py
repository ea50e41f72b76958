"""beget - the interface of that vendor's control panel: names and domains.

Strict: every call is a form with the login and JSON in it. changeRecords takes
what it is given in the place of all records of the name, in the form that is
documented or in the one that is read; of another type, or of an alias beside
others, it takes nothing. Addresses are read with a TTL of their own.
"""

import json

from message import Response
from services.strict import answer, canonical, expect_members, form_of
from standin import Service

BASE = "/api/"
COMMON = {"login", "passwd", "input_format", "output_format", "input_data"}
# type: the members that are read, beside ttl; the first is the value
READ = {"A": {"address": str}, "AAAA": {"address": str},
    "MX": {"exchange": str, "preference": int}, "TXT": {"txtdata": str},
    "CNAME": {"cname": str}, "SRV": {"target": str, "port": int},
    "CAA": {"value": str, "tag": str, "flags": int}}
WRITTEN = ("A", "AAAA", "MX", "TXT", "CAA", "SRV")


class Fail(Exception):
    def __init__(self, code, text):
        self.code, self.text = code, text


class Beget(Service):
    """held: a name to its records by type."""

    def __init__(self, user, password):
        self.user, self.password = user, password
        self.zones, self.held = [], {}
        self._known = None      # names that can be read; None: all

    def add_zone(self, name):
        self.zones.append(name)

    def put(self, name, type, *values, ttl=3600):
        if type in READ:
            key = next(iter(READ[type]))
            for value in values:
                self.held.setdefault(name, {}).setdefault(type, []).append(
                        {"ttl": ttl, key: value})
        else:
            self.held.setdefault(name, {})[type] = [{"value": value}
                    for value in values]

    def values(self, name, type="A"):
        return sorted(record[next(iter(READ[type]))]
                for record in self.held.get(name, {}).get(type, []))

    def reads(self, request):
        return not request.path.endswith("/changeRecords")

    def handle(self, request):
        if request.method != "POST" or request.path not in (BASE +
                "domain/getList", BASE + "dns/getData", BASE +
                "dns/changeRecords"):
            return answer({"status": "error", "error_code": "NO_SUCH_METHOD",
                    "error_text": "No such method"})
        form = form_of(request)
        if set(form) != COMMON or (form["input_format"],
                form["output_format"]) != ("json", "json"):
            return Response(400, "fields: %s" % sorted(form))
        if (form["login"], form["passwd"]) != (self.user, self.password):
            return answer({"status": "error", "error_code": "AUTH_ERROR",
                    "error_text": "Authentication error"})
        call = request.path.rpartition("/")[2]
        try:
            result = getattr(self, "_" + call)(json.loads(
                    form["input_data"]))
        except Fail as fail:
            return self._answer(status="error", errors=[{"error_code":
                    fail.code, "error_text": fail.text}])
        return self._answer(status="success", result=result)

    def _answer(self, **members):
        return answer({"status": "success", "answer": members})

    def _getList(self, input):
        return [{"id": str(7 + i), "fqdn": zone, "auto_renew": "0"}
                for i, zone in enumerate(self.zones)]

    def _getData(self, input):
        expect_members(input, {"fqdn": str})
        name = input["fqdn"]
        if self._known is not None and name not in self._known:
            raise Fail("METHOD_FAILED", "Failed to get DNS records")
        result = {"is_under_control": True, "is_beget_dns": True,
            "is_subdomain": name not in self.zones, "fqdn": name,
            "set_type": 3 if "CNAME" in self.held.get(name, {}) else 1}
        if self.held.get(name):
            result["records"] = dict(self.held[name], DNS=[{"value":
                    "ns1.beget.com"}], DNS_IP=[{"value": ""}])
        return result

    def _changeRecords(self, input):
        expect_members(input, {"fqdn": str, "records": dict})
        new = {}
        for type, records in input["records"].items():
            if type not in WRITTEN or not 0 < len(records) <= 10:
                raise Fail("INVALID_DATA", "type " + type)
            new[type] = [self._record(type, record) for record in records]
        if len({str(record) for record in sum(new.values(), [])}) \
                != sum(map(len, new.values())):
            raise Fail("INVALID_DATA", "twice")
        self.held[input["fqdn"]] = new
        return True

    def _record(self, type, record):
        key = next(iter(READ[type]))
        record = dict(record)
        if key not in record:
            record[key] = record.pop("value", None)
            record.pop("priority", None)
            record.setdefault("ttl", 600)
        try:
            expect_members(record, dict(READ[type], ttl=int))
            if not 60 <= record["ttl"] <= 86400:
                raise ValueError("ttl")
            return dict(record, **{key: canonical(type, record[key])})
        except ValueError as why:
            raise Fail("INVALID_DATA", str(why))
