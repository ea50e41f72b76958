"""dnspod - that vendor's older API: forms, and a code in every answer.

Strict: the method, the fields of each action, the client's name for itself and
the number of failed logins are checked as the vendor says it checks them. It
writes numbers as strings and as numbers by turns, as the vendor does.
"""

import ipaddress
import json
import re

from message import Refused, Response
from services.zones import Names

COMMON = {"login_token", "format", "lang", "error_on_empty"}
ZONE, LINE = {"domain", "domain_id"}, {"record_line", "record_line_id"}
WRITTEN = ZONE | LINE | {"sub_domain", "record_type", "value", "ttl", "mx",
    "status", "weight"}
FIELDS = {
    "Domain.Info": ZONE,
    "Record.List": ZONE | {"offset", "length", "sub_domain", "record_type",
            "record_line", "record_line_id", "keyword"},
    "Record.Create": WRITTEN,
    "Record.Modify": WRITTEN | {"record_id"},
    "Record.Remove": ZONE | {"record_id"},
}
LINES = {"0": "默认", "10=0": "电信", "10=1": "联通"}
ABROAD = {"0": "Default", "AD": "AD"}
AGENT = re.compile(r"(?!Mozilla|curl|Wget|python|Java|Go-http)[A-Za-z][A-Za-z "
    r"]*/[0-9][0-9.]* \([^ ()]+@[^ ()]+\.[^ ()]+\)|"
    r"dnsfollow/[0-9.]+ \(\+https://[^ ()]+\)")
FAILURES, UNCHANGED = 30, 5    # that are forgiven


class Fail(Exception):
    def __init__(self, code, message=""):
        self.code = str(code)
        self.message = message or "failed with code %s" % code


class Dnspod(Names):
    """abroad: the site of dnspod.com, whose calls take domain_id alone."""

    def __init__(self, token, abroad=False):
        self.token, self.abroad = token, abroad
        self.lines = ABROAD if abroad else LINES
        self.zones, self.records = {}, []
        self.codes = {}         # action: code that it fails with
        self.missing = "13"     # what a zone that is not there is called
        self.page = 3000        # records of an answer, whatever was asked
        self.most = 2           # A records of a name on a line
        self.failures, self.banned = 0, None
        self._last, self._answers = 44146111, 0

    def add_zone(self, name, mine=True, min_ttl=1):
        self._last += 1
        self.zones[name] = {"id": self._last, "mine": mine,
                "min_ttl": min_ttl}

    def add_record(self, zone, name, type, value, ttl=600, line="0",
            enabled=True):
        self._last += 1
        self.records.append({"id": self._last, "zone": zone, "name": name,
                "type": type, "value": value, "ttl": ttl, "line": line,
                "enabled": enabled, "same": 0})
        return self._last

    def find(self, name, type="A", line="0"):
        return [record for record in self.records
                if (*self.split(name), type, line) == tuple(record[key]
                for key in ("zone", "name", "type", "line"))]

    def values(self, name, type="A", line="0"):
        return sorted(record["value"]
                for record in self.find(name, type, line))

    def reads(self, request):
        return request.path.rpartition("/")[2] in ("Domain.Info",
                "Record.List")

    def handle(self, request):
        action = request.path.rpartition("/")[2]
        try:
            if request.method != "POST":
                raise Fail(2, "POST method only")
            given = request.form
            if given.get("format") != "json":
                return _xml()
            self._admit(request, given)
            members = self._act(action, given)
        except Fail as fail:
            return self._answer(fail.code, fail.message)
        return self._answer("1", "Action completed successful", **members)

    def _admit(self, request, given):
        """Who calls itself a browser is banned, and so is who guesses."""
        agent = request.header("user-agent")
        if self.banned or not agent or not AGENT.fullmatch(agent):
            self.banned = self.banned or repr(agent)
            raise Fail(-2, "API banned: User-Agent " + self.banned)
        if self.failures >= FAILURES:
            raise Fail(-8, "Login disabled for an hour")
        if given.get("login_token") != self.token:
            self.failures += 1
            raise Fail(-1, "Login fail, please check login info.")

    def _act(self, action, given):
        if action not in FIELDS:
            raise Refused("no such action: " + action)
        unknown = set(given) - COMMON - FIELDS[action]
        if unknown or given.get("lang") != "en":
            raise Refused("fields: %s" % given)
        if action in self.codes:
            raise Fail(self.codes[action])
        return getattr(self, "_" + action.replace(".", "_"))(given)

    def _answer(self, code, message, **members):
        self._answers += 1
        return Response(200, json.dumps(_turn({"status": dict(code=code,
                message=message, created_at="2026-01-02 11:04:05"),
                **members}, self._answers % 2), ensure_ascii=False),
                "application/json; charset=UTF-8")

    def _zone(self, given, action="Record"):
        """The name of the zone, by name or number."""
        if len(ZONE & set(given)) != 1 or (self.abroad and "domain" in given
                and action != "Domain.Info"):
            raise Fail(6, "Domain id invalid")
        for name, zone in self.zones.items():
            if given.get("domain", name) != name or \
                    given.get("domain_id", str(zone["id"])) \
                    != str(zone["id"]):
                continue
            if zone["mine"]:
                return name
            raise Fail({"Record.List": 9}.get(action, 7), "Not the owner")
        raise Fail(self.missing, "There is no such domain")

    def _line(self, given):
        """record_line_id beats record_line, and one of them is needed."""
        by_name = {name.lower(): id for id, name in self.lines.items()}
        if "record_line_id" in given:
            line = given["record_line_id"]
        else:
            line = by_name.get(given.get("record_line", "").lower())
        if line not in self.lines or (self.abroad
                and "record_line_id" in given):
            raise Fail(26, "Line invalid")
        return line

    def _Domain_Info(self, given):
        name = self._zone(given, "Domain.Info")
        return {"domain": {"id": self.zones[name]["id"], "name": name,
                "punycode": name, "grade": "DP_Free", "status": "enable",
                "ttl": 600}}

    def _Record_List(self, given):
        zone = self._zone(given, "Record.List")
        found = [record for record in self.records if record["zone"] == zone
                and given.get("sub_domain", record["name"]) == record["name"]
                and given.get("record_type", record["type"])
                == record["type"]]
        first, size = _number(given, "offset", 0, 7), \
                min(self.page, _number(given, "length", 3000, 8))
        shown = found[first:first + size]
        if not shown and given.get("error_on_empty") != "no":
            raise Fail(10, "No records")
        return {"domain": {"id": self.zones[zone]["id"], "name": zone,
                "punycode": zone, "grade": "DP_Free", "ttl": 600},
                "info": {"sub_domains": len(found),
                "record_total": len(found)},
                "records": [self._shown(record) for record in shown]}

    def _shown(self, record):
        line = {"line": self.lines[record["line"]]}
        if not self.abroad:
            line["line_id"] = record["line"]
        return {"id": record["id"], "name": record["name"], **line,
                "type": record["type"], "ttl": record["ttl"],
                "value": record["value"], "weight": None, "mx": 0,
                "enabled": int(record["enabled"]), "status": "enabled" if
                record["enabled"] else "disabled", "monitor_status": "",
                "remark": "", "updated_on": "2026-01-02 11:04:05"}

    def _Record_Create(self, given):
        zone = self._zone(given)
        wanted = self._wanted(zone, given, 32)
        self._conflicts(zone, wanted, None)
        id = self.add_record(zone, **wanted)
        return {"record": {"id": id, "name": wanted["name"],
                "status": "enable"}}

    def _Record_Modify(self, given):
        zone = self._zone(given)
        record = self._record(zone, given)
        wanted = self._wanted(zone, given, 29)
        if all(record[key] == value for key, value in wanted.items()):
            record["same"] += 1
        if record["same"] > UNCHANGED:
            raise Fail(21, "The record is locked for an hour")
        self._conflicts(zone, wanted, record)
        record.update(wanted)
        return {"record": {"id": record["id"], "name": wanted["name"],
                "value": wanted["value"], "status": "enable"}}

    def _Record_Remove(self, given):
        self.records.remove(self._record(self._zone(given), given))
        return {}

    def _record(self, zone, given):
        for record in self.records:
            if record["zone"] == zone and str(record["id"]) \
                    == given.get("record_id"):
                return record
        raise Fail(8, "Record id invalid")

    def _wanted(self, zone, given, ttl_code):
        name = given.get("sub_domain", "@")     # the vendor's trap
        if not re.fullmatch(r"@|\*|(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*", name):
            raise Fail(22, "Subdomain invalid")
        ttl = _number(given, "ttl", 600, ttl_code)
        if not max(1, self.zones[zone]["min_ttl"]) <= ttl <= 604800:
            raise Fail(ttl_code, "TTL out of range")
        if given.get("record_type") not in ("A", "AAAA", "CNAME", "TXT"):
            raise Fail(27, "Record type invalid")
        return {"name": name, "type": given["record_type"], "ttl": ttl,
                "line": self._line(given), "value": _value(given)}

    def _conflicts(self, zone, wanted, but):
        others = [record for record in self.records if record is not but
                and (record["zone"], record["name"], record["line"])
                == (zone, wanted["name"], wanted["line"])]
        alike = [record for record in others
                if record["type"] == wanted["type"]]
        if any("CNAME" in (record["type"], wanted["type"])
                for record in others):
            raise Fail(31, "Conflicting records")
        if any(record["value"] == wanted["value"] for record in alike):
            raise Fail(104, "Record already exists")
        if but is None and len(alike) >= self.most:
            raise Fail(500025, "Too many A records of one name")


def _xml():
    return Response(200, '<?xml version="1.0" encoding="utf-8"?><dnspod>'
            "<status><code>1</code></status></dnspod>", "text/xml")


def _turn(value, strings):
    """All numbers as strings, or all strings of digits as numbers."""
    if isinstance(value, dict):
        return {key: _turn(member, strings) if key not in ("value", "name")
                else member for key, member in value.items()}
    if isinstance(value, list):
        return [_turn(member, strings) for member in value]
    if isinstance(value, int) and strings:
        return str(value)
    if isinstance(value, str) and not strings and \
            re.fullmatch("-?[0-9]+", value):
        return int(value)
    return value


def _number(given, name, default, code):
    text = given.get(name, str(default))
    if not re.fullmatch("[0-9]+", text):
        raise Fail(code, name + " invalid")
    return int(text)


def _value(given):
    kind = {"A": ipaddress.IPv4Address, "AAAA": ipaddress.IPv6Address}
    try:
        value = given["value"]
        return str(kind[given["record_type"]](value)) \
                if given["record_type"] in kind else value
    except (KeyError, ValueError):
        raise Fail(34, "Record value invalid")
