"""nfsn - that vendor's DNS interface: signed forms.

Strict: the hash of login, time, salt, key, path and body must be right, the
time must not be off by more than some seconds, and no salt comes twice. Each
call takes its own fields only. A write answers with nothing.
"""

import hashlib
import re
import time

from message import Response
from services.strict import answer, canonical, form_of
from services.zones import Zones

WINDOW = 5      # seconds
FORM = re.compile(r"([a-z]+);(\d+);([A-Za-z0-9]{16});([0-9a-f]{40})")
# call: the fields it must have
FIELDS = {"addRR": {"name", "type", "data", "ttl"},
    "replaceRR": {"name", "type", "data", "ttl"}, "listRRs": set()}


class Fail(Exception):
    def __init__(self, status, message, debug=""):
        self.status, self.message, self.debug = status, message, debug


class NFSN(Zones):
    def __init__(self, login, key):
        super().__init__()
        self.login, self.key = login, key
        self._skew, self._salts, self._keeps = 0, set(), False

    def reads(self, request):
        return request.path.endswith("/listRRs")

    def handle(self, request):
        try:
            self._verify(request)
            _, top, zone, call = request.path.split("/")
            if request.method != "POST" or top != "dns" or call not in FIELDS:
                raise Fail(404, "The requested object could not be found.")
            if zone not in self.zones:
                raise Fail(404, "The requested object could not be found.")
            if call != "listRRs" and not self.may_write:
                raise Fail(403, "Access denied.")
            fields = form_of(request) if request.body else {}
            if set(fields) != FIELDS[call]:
                raise Fail(400, "Parameters: %s" % sorted(fields))
            if call == "listRRs":
                return answer(self._list(zone))
            self._write(zone, call, fields)
        except Fail as fail:
            return answer({"error": fail.message, "debug": fail.debug},
                    fail.status)
        return Response(200, "")

    def _verify(self, request):
        given = FORM.fullmatch(request.header("x-nfsn-authentication", ""))
        if given is None:
            raise Fail(401, "The API request could not be authenticated.",
                    "The X-NFSN-Authentication header is not present.")
        login, then, salt, hash = given.groups()
        body = hashlib.sha1(request.body).hexdigest()
        wanted = hashlib.sha1(";".join((login, then, salt, self.key,
                request.path, body)).encode()).hexdigest()
        if abs(time.time() + self._skew - int(then)) > WINDOW \
                or salt in self._salts or (login, hash) != (self.login,
                wanted):
            raise Fail(401, "The API request could not be authenticated.",
                    "The authentication hash does not match.")
        self._salts.add(salt)

    def _list(self, zone):
        return [{"name": record["host"], "type": record["type"],
                "data": record["value"], "ttl": record["ttl"],
                "scope": record.get("scope", "member")}
                for record in self.records if record["zone"] == zone]

    def _write(self, zone, call, fields):
        type, host, ttl = fields["type"], fields["name"], int(fields["ttl"])
        try:
            value = canonical(type, fields["data"])
        except ValueError as why:
            raise Fail(400, str(why))
        old = [record for record in self.records if (record["zone"],
                record["host"], record["type"]) == (zone, host, type)]
        if any(record.get("scope") == "system" for record in old):
            raise Fail(403, "System records cannot be changed.")
        if ttl < 180 or call == "replaceRR" and type not in ("A", "AAAA",
                "TXT"):
            raise Fail(400, "The TTL or the type is not valid.")
        if call == "replaceRR":
            for record in old[self._keeps:]:
                self.records.remove(record)
        if self.conflict(zone, host, type, value):
            raise Fail(400, "That record conflicts with another.")
        self.add(zone, host, type, value, ttl)
