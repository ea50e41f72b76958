"""dynu - version 2 of that vendor's interface: domains and their records.

Strict: what is written must have every member, as the vendor refuses less, and
none that only the vendor may set. The body's statusCode tells how it went, and
an error stands in a 200 by turns with a status of its own.
"""

from services.strict import answer, canonical, expect_members, json_of
from standin import Service

BASE = "/v2"
VALUE = {"A": "ipv4Address", "AAAA": "ipv6Address", "CNAME": "host",
    "TXT": "textData"}
SWITCH = {"A": "ipv4", "AAAA": "ipv6"}
DOMAIN = {"name": str, "group": str, "ipv4Address": str, "ipv6Address": str,
    "ttl": int, "ipv4": bool, "ipv6": bool, "ipv4WildcardAlias": bool,
    "ipv6WildcardAlias": bool, "allowZoneTransfer": bool, "dnssec": bool}
RECORD = {"nodeName": str, "recordType": str, "ttl": int, "state": bool,
    "group": str}


class Fail(Exception):
    def __init__(self, code, type, message="Invalid."):
        self.error = {"statusCode": code, "type": type, "message": message}


class Dynu(Service):
    def __init__(self, key):
        self.key, self.domains, self.records = key, {}, {}
        self._last, self._errors = 9007480, 0

    def _id(self):
        self._last += 1
        return self._last

    def add_domain(self, name, ipv4="", ipv6="", **more):
        id = self._id()
        self.domains[id] = dict({"id": id, "name": name, "unicodeName": name,
                "token": "fake-token-of-" + name, "state": "Complete",
                "group": "office", "ipv4Address": ipv4, "ipv6Address": ipv6,
                "ttl": 90, "ipv4": bool(ipv4), "ipv6": bool(ipv6),
                "ipv4WildcardAlias": True, "ipv6WildcardAlias": False,
                "allowZoneTransfer": False, "dnssec": True,
                "createdOn": "2026-01-01T00:00:00"}, **more)
        return id

    def put(self, name, type, *values):
        domain, node = self._split(name)
        for value in values:
            if node:
                self._save(self._id(), domain, {"nodeName": node,
                        "recordType": type, "ttl": 300, "state": True,
                        "group": "office", VALUE[type]: value})
            else:
                domain.update({VALUE[type]: value, SWITCH[type]: True})

    def values(self, name, type="A"):
        domain, node = self._split(name)
        if not node:
            return [domain[VALUE[type]]] if domain[SWITCH[type]] else []
        return sorted(record[VALUE[type]] for record
                in self.records.values() if (record["hostname"],
                record["recordType"]) == (name, type))

    def _split(self, name):
        domain = max((domain for domain in self.domains.values()
                if ("." + name).endswith("." + domain["name"])),
                key=lambda one: len(one["name"]), default=None)
        if domain is None:
            raise Fail(501, "Argument Exception")
        return domain, name[:-len(domain["name"])].rstrip(".")

    def handle(self, request):
        try:
            if request.header("api-key") != self.key:
                raise Fail(401, "Authentication Exception",
                        "Authentication failed.")
            path = request.path[len(BASE):].split("/")[1:]
            if path[0] != "dns" or request.raw_query:
                raise Fail(404, "Request Exception")
            body = json_of(request) if request.method == "POST" else None
            return answer(dict(self._route(request.method, path[1:], body),
                    statusCode=200))
        except Fail as fail:
            self._errors += 1
            if self._errors % 2:
                return answer(fail.error, fail.error["statusCode"])
            return answer({"exception": fail.error})

    def _route(self, method, path, body):
        if path[0] == "getroot" and len(path) == 2:
            domain, node = self._split(path[1])
            return {"id": domain["id"], "domainName": domain["name"],
                    "hostname": path[1], "node": node}
        domain = self.domains.get(int(path[0])) if path[0].isdigit() else None
        if domain is None:
            raise Fail(404, "Request Exception")
        if len(path) == 1:
            return dict(domain) if method == "GET" else \
                    self._set_domain(domain, body)
        if path[1] != "record":
            raise Fail(404, "Request Exception")
        if len(path) == 2:
            if method == "GET":
                return {"dnsRecords": [record for record
                        in self.records.values()
                        if record["domainId"] == domain["id"]]}
            return self._set_record(self._id(), domain, body)
        return self._one(method, domain, int(path[2]), body)

    def _one(self, method, domain, id, body):
        if id not in self.records:
            raise Fail(404, "Request Exception", "Not found.")
        if method == "GET":
            return dict(self.records[id])
        if method == "DELETE":
            del self.records[id]
            return {}
        return self._set_record(id, domain, body)

    def _set_domain(self, domain, body):
        _check(body, DOMAIN)
        for type in SWITCH:
            if body[VALUE[type]] or body[SWITCH[type]]:
                _address(type, body[VALUE[type]])
        if body["name"] != domain["name"]:
            raise Fail(501, "Argument Exception")
        domain.update(body)
        return {}

    def _set_record(self, id, domain, body):
        type = body.get("recordType")
        if type not in SWITCH:
            raise Fail(501, "Argument Exception")
        _check(body, dict(RECORD, **{VALUE[type]: str}))
        _address(type, body[VALUE[type]])
        if not 30 <= body["ttl"] <= 86400 or not body["nodeName"]:
            raise Fail(501, "Argument Exception")
        return dict(self._save(id, domain, body))

    def _save(self, id, domain, body):
        host = "%s.%s" % (body["nodeName"], domain["name"])
        self.records[id] = dict(body, id=id, domainId=domain["id"],
                domainName=domain["name"], hostname=host,
                content="%s. %d IN %s" % (host, body["ttl"],
                body["recordType"]), updatedOn="2026-01-01T00:00:00")
        return self.records[id]


def _check(body, members):
    try:
        expect_members(body, members)
    except ValueError as why:
        raise Fail(501, "Argument Exception", str(why))


def _address(type, value):
    try:
        canonical(type, value)
    except ValueError as why:
        raise Fail(501, "Validation Exception", str(why))
