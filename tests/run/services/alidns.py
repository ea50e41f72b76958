"""alidns - the signed remote calls of that vendor's DNS, version 2015-01-09.

Strict: action, parameters, paging and values are checked, and every request's
signature is computed anew (see acs3.py) from what came over the line.
"""

import ipaddress
import json
import re

from services import acs3
from message import Response
from services.zones import Names

VERSION = "2015-01-09"
DESCRIBE = {"DomainName", "PageNumber", "PageSize", "Lang", "UserClientIp",
    "Type", "Line"}
PARAMETERS = {
    "DescribeSubDomainRecords": DESCRIBE | {"SubDomain"},
    "DescribeDomainRecords": DESCRIBE | {"RRKeyWord", "TypeKeyWord",
            "ValueKeyWord", "KeyWord", "SearchMode", "Status", "OrderBy",
            "Direction", "GroupId"},
    "DescribeDomainInfo": {"DomainName", "NeedDetailAttributes", "Lang"},
    "DescribeDomains": {"KeyWord", "SearchMode", "PageNumber", "PageSize",
            "Lang"},
    "AddDomainRecord": {"DomainName", "RR", "Type", "Value", "TTL", "Line",
            "Priority", "Lang", "UserClientIp"},
    "UpdateDomainRecord": {"RecordId", "RR", "Type", "Value", "TTL", "Line",
            "Priority", "Lang", "UserClientIp"},
    "DeleteDomainRecord": {"RecordId", "Lang", "UserClientIp"},
}
NEEDED = {
    "DescribeSubDomainRecords": {"SubDomain"},
    "DescribeDomainRecords": {"DomainName"},
    "DescribeDomainInfo": {"DomainName"},
    "AddDomainRecord": {"DomainName", "RR", "Type", "Value"},
    "UpdateDomainRecord": {"RecordId", "RR", "Type", "Value"},
    "DeleteDomainRecord": {"RecordId"},
}
SUBSTRING, EXACT = (lambda part, whole: part in whole), str.__eq__


class Fail(Exception):
    def __init__(self, code, message="", status=400, headers=()):
        self.response = Response(status, json.dumps({
                "RequestId": "8DDD65EF-500D-49FA-8418-CC6016AEC07A",
                "HostId": "alidns.aliyuncs.com", "Code": code,
                "Message": message or "The request failed: " + code,
                "Recommend": "https://api.aliyun.com/troubleshoot?q=" + code}),
                "application/json", headers)


class Alidns(Names):
    def __init__(self, key_id, secret, token=None):
        self.key_id, self.secret, self.token = key_id, secret, token
        self.zones, self.records = {}, []
        self.forbidden = set()  # actions that the policy refuses
        self.skew = 0   # seconds that our clock is ahead
        self._nonces, self._last = set(), 1234567890

    def add_zone(self, name, mine=True, min_ttl=600, punycode=None):
        self.zones[name] = {"mine": mine, "min_ttl": min_ttl,
                "punycode": punycode or name}

    def add_record(self, zone, rr, type, value, ttl=600, line="default",
            status="ENABLE", locked=False):
        self._last += 1
        self.records.append({"RecordId": str(self._last), "RR": rr,
                "Type": type, "Value": value, "TTL": ttl, "Line": line,
                "Status": status, "Locked": locked, "DomainName": zone,
                "Weight": 1})
        return str(self._last)

    def find(self, name, type="A"):
        return [record for record in self.records
                if (*self.split(name), type)
                == (record["DomainName"], record["RR"], record["Type"])]

    def values(self, name, type="A"):
        return sorted(record["Value"] for record in self.find(name, type))

    def reads(self, request):
        return request.header("x-acs-action", "").startswith("Describe")

    def handle(self, request):
        try:
            action = self._authenticate(request)
            parameters = request.query
            self._check(action, parameters)
            return _answer(getattr(self, "_" + action)(parameters))
        except acs3.Wrong as wrong:
            return Fail(wrong.code, wrong.message,
                    wrong.status).response
        except Fail as fail:
            return fail.response

    def _authenticate(self, request):
        if request.method not in ("POST", "GET") or request.path != "/":
            raise Fail("InvalidAction.NotFound", status=404)
        nonce = acs3.verify(request, self.key_id, self.secret, self.token,
                self.skew)
        if nonce in self._nonces:
            raise Fail("SignatureNonceUsed")
        self._nonces.add(nonce)
        if request.header("x-acs-version") != VERSION:
            raise Fail("InvalidVersion")
        if request.body:
            raise Fail("InvalidParameter", "parameters in the body")
        action = request.header("x-acs-action")
        if action not in PARAMETERS:
            raise Fail("InvalidAction.NotFound", status=404)
        if action in self.forbidden:
            raise Fail("Forbidden.RAM", "User not authorized to operate "
                    "on the specified resource", 403)
        return action

    def _check(self, action, given):
        unknown = set(given) - PARAMETERS[action]
        if unknown:
            raise Fail("InvalidParameter", "unknown " + str(unknown))
        missing = NEEDED.get(action, set()) - set(given)
        if missing:
            raise Fail("MissingParameter", "missing " + str(missing))

    def _zone(self, name):
        for zone, facts in self.zones.items():
            if name in (zone, facts["punycode"]):
                if not facts["mine"]:
                    raise Fail("IncorrectDomainUser")
                return zone
        raise Fail("InvalidDomainName.NoExist",
                "The specified domain name does not exist.")

    def _DescribeSubDomainRecords(self, given):
        name = given["SubDomain"]
        zone = self._zone(given.get("DomainName",
                ".".join(name.split(".")[-2:])))
        ascii = self.zones[zone]["punycode"]
        if name in (zone, ascii):
            rr = "@"
        elif name.endswith("." + zone) or name.endswith("." + ascii):
            rr = name[:-len(zone if name.endswith("." + zone)
                    else ascii) - 1]
        else:
            raise Fail("SubDomainInvalid.Value")
        found = [record for record in self.records
                if record["DomainName"] == zone and record["RR"] == rr.lower()
                and given.get("Type", record["Type"]) == record["Type"]
                and given.get("Line", record["Line"]) == record["Line"]]
        return _page("DomainRecords", "Record", found, given, 20, 100)

    def _DescribeDomainRecords(self, given):
        zone = self._zone(given["DomainName"])
        mode = given.get("SearchMode", "LIKE")
        if mode not in ("LIKE", "EXACT", "COMBINATION", "ADVANCED"):
            raise Fail("InvalidParameter", "SearchMode " + mode)
        filters = {"RRKeyWord": "RR", "Type": "Type", "Line": "Line",
                "Status": "Status", "TypeKeyWord": "Type",
                "ValueKeyWord": "Value"}
        fuzzy = EXACT if mode == "COMBINATION" else SUBSTRING
        if mode in ("EXACT", "LIKE") and "KeyWord" in given:
            filters = {"KeyWord": "RR"}
            fuzzy = EXACT if mode == "EXACT" else SUBSTRING
        found = [record for record in self.records
                if record["DomainName"] == zone]
        for parameter, member in filters.items():
            if parameter in given:
                match = fuzzy if "KeyWord" in parameter else EXACT
                found = [record for record in found if match(
                        given[parameter].lower(),
                        record[member].lower())]
        return _page("DomainRecords", "Record", found, given, 20, 500)

    def _DescribeDomainInfo(self, given):
        zone = self._zone(given["DomainName"])
        return self._domain(zone)

    def _DescribeDomains(self, given):
        match = EXACT if given.get("SearchMode", "LIKE") == "EXACT" else \
                SUBSTRING
        key = given.get("KeyWord", "")
        found = [self._domain(zone) for zone, facts in self.zones.items()
                if facts["mine"] and (not key or match(key, zone)
                or match(key, facts["punycode"]))]
        return _page("Domains", "Domain", found, given, 20, 100)

    def _domain(self, zone):
        return {"DomainName": zone, "DomainId": "d-" + zone,
                "PunyCode": self.zones[zone]["punycode"],
                "VersionCode": "mianfei",
                "MinTtl": self.zones[zone]["min_ttl"]}

    def _AddDomainRecord(self, given):
        zone = self._zone(given["DomainName"])
        wanted = self._wanted(zone, given)
        self._conflicts(zone, wanted, None)
        return {"RecordId": self.add_record(zone, wanted["RR"],
                wanted["Type"], wanted["Value"], wanted["TTL"],
                wanted["Line"])}

    def _UpdateDomainRecord(self, given):
        record = self._record(given["RecordId"])
        wanted = self._wanted(record["DomainName"], given)
        if all(record[key] == value for key, value in wanted.items()):
            raise Fail("DomainRecordDuplicate",
                    "The DNS record already exists.")
        self._conflicts(record["DomainName"], wanted, record)
        record.update(wanted)
        return {"RecordId": record["RecordId"]}

    def _DeleteDomainRecord(self, given):
        record = self._record(given["RecordId"])
        self.records.remove(record)
        return {"RecordId": record["RecordId"]}

    def _record(self, id):
        for record in self.records:
            if record["RecordId"] == id:
                if record["Locked"]:
                    raise Fail("DomainRecordLocked")
                return record
        raise Fail("DomainRecordNotBelongToUser")

    def _wanted(self, zone, given):
        if not given["RR"]:
            raise Fail("InvalidRR.RrEmpty")
        if not re.fullmatch(r"@|\*|(\*\.)?[A-Za-z0-9_.-]+", given["RR"]):
            raise Fail("InvalidRR.Format")
        ttl = given.get("TTL", "600")
        if not re.fullmatch("[1-9][0-9]*", ttl) or int(ttl) > 86400:
            raise Fail("SubDomainInvalid.TTL")
        if int(ttl) < self.zones[zone]["min_ttl"]:
            raise Fail("QuotaExceeded.TTL")
        return {"RR": given["RR"].lower(), "Type": given["Type"],
                "Value": _value(given["Type"], given["Value"]),
                "TTL": int(ttl), "Line": given.get("Line", "default")}

    def _conflicts(self, zone, wanted, but):
        for record in self.records:
            if record is but or record["DomainName"] != zone \
                    or record["RR"] != wanted["RR"]:
                continue
            if all(record[key] == wanted[key]
                    for key in ("Type", "Line", "Value")):
                raise Fail("DomainRecordDuplicate",
                        "The DNS record already exists.")
            if (record["Type"] == "CNAME") != (wanted["Type"]
                    == "CNAME"):
                raise Fail("DomainRecordConflict")


def _answer(members):
    return Response(200, json.dumps(dict(members,
            RequestId="536E9CAD-DB30-4647-AC87-AA5CC38C5382")),
            "application/json;charset=utf-8")


def _page(outer, inner, found, given, default, limit):
    page, size = _number(given, "PageNumber", 1), \
            _number(given, "PageSize", default)
    if size > limit:
        raise Fail("InvalidParameter", "PageSize is at most %d" % limit)
    return {"TotalCount": len(found), "PageNumber": page, "PageSize": size,
            outer: {inner: found[(page - 1) * size:page * size]}}


def _number(given, name, default):
    text = given.get(name, str(default))
    if not re.fullmatch("[1-9][0-9]*", text):
        raise Fail("InvalidParameter", name)
    return int(text)


def _value(type, value):
    kind = {"A": ipaddress.IPv4Address, "AAAA": ipaddress.IPv6Address}
    try:
        return str(kind[type](value)) if type in kind else value
    except ValueError:
        raise Fail("InvalidRR.%sValue" % type)
