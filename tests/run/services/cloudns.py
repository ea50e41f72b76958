"""cloudns - that vendor's HTTP interface: forms, and every answer a 200.

Strict: the login must be in the body, each call takes its own fields only, and
a TTL must be one of the list. Numbers are written as strings, by turns.
"""

from message import Response
from services.strict import answer, canonical, form_of
from standin import Service

BASE = "/dns/"
LOGINS = ("auth-id", "sub-auth-id", "sub-auth-user")
TTLS = {60, 300, 900, 1800, 3600, 21600, 43200, 86400, 172800, 259200,
    604800, 1209600, 2592000}
# call: the fields it must have, and those it may have
FIELDS = {
    "records": ({"domain-name"}, {"host", "type"}),
    "add-record": ({"domain-name", "record-type", "host", "record", "ttl"},
            set()),
    "mod-record": ({"domain-name", "record-id", "host", "record", "ttl"},
            set()),
    "delete-record": ({"domain-name", "record-id"}, set()),
}


class Fail(Exception):
    pass


class ClouDNS(Service):
    """login: one of LOGINS, its value and the password."""

    def __init__(self, *login):
        self.login, self.zones, self.records = login, [], {}
        self._last = 12344

    def add_zone(self, name):
        self.zones.append(name)

    def put(self, name, type, *values, ttl=300, status=1):
        zone, host = self._split(name)
        for value in values:
            self._last += 1
            id = str(self._last)
            self.records[id] = {"id": id, "type": type, "host": host,
                    "record": value, "dynamicurl_status": 0,
                    "failover": "0", "ttl": str(ttl), "status": status,
                    "zone": zone}

    def values(self, name, type="A"):
        return sorted(record["record"] for record in self.find(name, type))

    def find(self, name, type="A"):
        zone, host = self._split(name)
        return [record for record in self.records.values() if (record["zone"],
                record["host"], record["type"]) == (zone, host, type)]

    def _split(self, name):
        zone = max((zone for zone in self.zones
                if ("." + name).endswith("." + zone)), key=len)
        return zone, name[:-len(zone)].rstrip(".")

    def reads(self, request):
        return request.path == BASE + "records.json"

    def handle(self, request):
        call = request.path[len(BASE):].removesuffix(".json")
        if request.method != "POST" or call not in FIELDS:
            return Response(404, "not found")
        form = form_of(request)
        try:
            self._authenticate(form)
            needed, others = FIELDS[call]
            if not needed <= set(form) <= needed | others:
                raise Fail("Wrong parameters: %s" % sorted(form))
            if form["domain-name"] not in self.zones:
                raise Fail("Missing domain-name")
            return answer(getattr(self, "_" + call.replace("-", "_"))(form))
        except Fail as why:
            return answer({"status": "Failed",
                    "statusDescription": str(why)})

    def _authenticate(self, form):
        given = [(key, form.pop(key)) for key in LOGINS if key in form]
        if given != [self.login[:2]] \
                or form.pop("auth-password", None) != self.login[2]:
            raise Fail("Invalid authentication, incorrect auth-id or "
                    "auth-password.")

    def _records(self, form):
        found = {id: {key: value for key, value in record.items()
                if key != "zone"} for id, record in self.records.items()
                if record["zone"] == form["domain-name"]
                and form.get("host", record["host"]) == record["host"]
                and form.get("type", record["type"]) == record["type"]}
        return found or []

    def _add_record(self, form):
        self._check(form, form["record-type"], None)
        zone, host = form["domain-name"], form["host"]
        self.put("%s.%s" % (host, zone) if host else zone,
                form["record-type"], form["record"], ttl=int(form["ttl"]))
        return {"status": "Success", "statusDescription":
                "The record was added successfully.",
                "data": {"id": self._last}}

    def _mod_record(self, form):
        record = self._record(form)
        self._check(form, record["type"], record)
        record.update(host=form["host"], record=form["record"],
                ttl=form["ttl"])
        return {"status": "Success", "statusDescription":
                "The record was modified successfully."}

    def _delete_record(self, form):
        del self.records[self._record(form)["id"]]
        return {"status": "Success", "statusDescription":
                "The record was deleted successfully."}

    def _record(self, form):
        record = self.records.get(form["record-id"])
        if record is None or record["zone"] != form["domain-name"]:
            raise Fail("Invalid record-id param.")
        return record

    def _check(self, form, type, but):
        if not form["ttl"].isdigit() or int(form["ttl"]) not in TTLS:
            raise Fail("Invalid TTL. Choose from the list of the values we "
                    "support.")
        try:
            form["record"] = canonical(type, form["record"])
        except ValueError as why:
            raise Fail("Wrong record: %s" % why)
        for record in self.records.values():
            if record is but or (record["zone"], record["host"]) \
                    != (form["domain-name"], form["host"]):
                continue
            if record["type"] == "CNAME":
                raise Fail("You already have a CNAME record for this host.")
            if (record["type"], record["record"]) == (type, form["record"]):
                raise Fail("The record already exists.")
