"""tencentcloud - that vendor's DNSPod API, version 2021-03-23.

Strict: action, version, parameters with their types, lines and values are
checked, and every request's signature is computed anew (see tc3.py) from what
came over the line. A change resets what it does not send, as at the vendor.
"""

import ipaddress
import json
import re

from services import tc3
from message import Response
from services.zones import Names

VERSION, SERVICE = "2021-03-23", "dnspod"
REQUEST_ID = "ab4f1426-ea15-42ea-8183-dc1b44151166"
LINES = {"china": {"默认": "0", "电信": "10=0", "联通": "10=1"},
    "international": {"Default": "0", "Asia": "3=0"}}
WRITTEN = {"Domain": str, "DomainId": int, "SubDomain": str,
    "RecordType": str, "RecordLine": str, "RecordLineId": str, "Value": str,
    "TTL": int, "MX": int, "Weight": int, "Status": str, "Remark": str}
PARAMETERS = {
    "DescribeRecordList": {"Domain": str, "DomainId": int, "Subdomain": str,
            "RecordType": str, "RecordLine": str, "RecordLineId": str,
            "GroupId": int, "Keyword": str, "SortField": str,
            "SortType": str, "Offset": int, "Limit": int,
            "ErrorOnEmpty": str},
    "CreateRecord": WRITTEN,
    "ModifyRecord": dict(WRITTEN, RecordId=int),
    "DeleteRecord": {"Domain": str, "DomainId": int, "RecordId": int},
}
NEEDED = {
    "DescribeRecordList": ["Domain"],
    "CreateRecord": ["Domain", "RecordType", "RecordLine", "Value"],
    "ModifyRecord": ["Domain", "RecordType", "RecordLine", "Value",
            "RecordId"],
    "DeleteRecord": ["Domain", "RecordId"],
}
ADDRESSES = {"A": ipaddress.IPv4Address, "AAAA": ipaddress.IPv6Address}


class Fail(Exception):
    def __init__(self, code, message=""):
        self.code, self.message = code, message or "失败：" + code


class TencentCloud(Names):
    def __init__(self, secret_id, secret_key, token=None, site="china"):
        self.secret_id, self.secret_key = secret_id, secret_key
        self.token, self.lines = token, LINES[site]
        self.zones, self.records = {}, []
        self.forbidden = set()  # actions that the policy refuses
        self.skew = 0       # seconds that our clock is ahead
        self.page = 3000    # records that one answer holds at most
        self.roll = 2       # addresses of one name and line
        self.needless = 0   # changes that changed nothing
        self._last = 556507777

    def add_zone(self, name, mine=True, min_ttl=600):
        self.zones[name] = {"mine": mine, "min_ttl": min_ttl}

    def add_record(self, zone, name, type, value, ttl=600, line=None,
            status="ENABLE", weight=None, remark=""):
        self._last += 1
        line = line or next(iter(self.lines))
        self.records.append({"RecordId": self._last, "Value": value,
                "Status": status, "UpdatedOn": "2026-01-02 11:04:05",
                "Name": name, "Line": line, "LineId": self.lines[line],
                "Type": type, "Weight": weight, "MonitorStatus": "",
                "Remark": remark, "TTL": ttl, "MX": 0, "DefaultNS": False,
                "Zone": zone})
        return self._last

    def find(self, name, type="A"):
        return [record for record in self.records
                if (*self.split(name), type)
                == (record["Zone"], record["Name"], record["Type"])]

    def values(self, name, type="A"):
        return sorted(record["Value"] for record in self.find(name, type))

    def reads(self, request):
        return request.header("x-tc-action", "").startswith("Describe")

    def handle(self, request):
        try:
            action = self._authenticate(request)
            given = _parameters(action, request)
            if action in self.forbidden:
                raise Fail("UnauthorizedOperation", "you are not authorized "
                        "to perform operation (dnspod:%s)" % action)
            return _answer(getattr(self, "_" + action)(given))
        except (tc3.Wrong, Fail) as wrong:
            return _answer({"Error": {"Code": wrong.code,
                    "Message": wrong.message or wrong.code}})

    def _authenticate(self, request):
        if request.method != "POST" or request.path != "/" \
                or request.raw_query:
            raise Fail("UnsupportedProtocol", "POST to / is what we take")
        if not re.fullmatch("application/json(; charset=utf-8)?",
                request.header("content-type", "")):
            raise Fail("UnsupportedProtocol", "Content-Type")
        tc3.verify(request, SERVICE, self.secret_id, self.secret_key,
                self.token, self.skew)
        if request.header("x-tc-version") != VERSION:
            raise Fail("NoSuchVersion")
        if request.header("x-tc-action") not in PARAMETERS:
            raise Fail("InvalidAction")
        return request.header("x-tc-action")

    def _zone(self, name):
        if "." not in name:
            raise Fail("InvalidParameter.DomainInvalid")
        if name not in self.zones:
            raise Fail("InvalidParameterValue.DomainNotExists",
                    "当前域名有误，请返回重新操作。")
        if not self.zones[name]["mine"]:
            raise Fail("FailedOperation.NotDomainOwner")
        return name

    def _DescribeRecordList(self, given):
        zone = self._zone(given["Domain"])
        offset, limit = given.get("Offset", 0), given.get("Limit", 100)
        if not 1 <= limit <= 3000:
            raise Fail("InvalidParameterValue.LimitInvalid")
        if offset < 0:
            raise Fail("InvalidParameter.OffsetInvalid")
        found = [record for record in self.records
                if record["Zone"] == zone and all(
                given.get(parameter, record[member]) == record[member]
                for parameter, member in (("Subdomain", "Name"),
                ("RecordType", "Type"), ("RecordLine", "Line"),
                ("RecordLineId", "LineId")))]
        shown = found[offset:offset + min(limit, self.page)]
        if not shown and given.get("ErrorOnEmpty", "yes") == "yes":
            raise Fail("ResourceNotFound.NoDataOfRecord", "记录列表为空。")
        return {"RecordCountInfo": {"SubdomainCount": len(found),
                "ListCount": len(shown), "TotalCount": len(found)},
                "RecordList": [{key: value for key, value
                in record.items() if key != "Zone"} for record in shown]}

    def _CreateRecord(self, given):
        wanted = self._wanted(given)
        self._conflicts(wanted, None)
        alike = [record for record in self.records if all(
                record[key] == wanted[key]
                for key in ("Zone", "Name", "Type", "Line"))]
        if len(alike) >= self.roll:
            raise Fail("LimitExceeded.SubdomainRollLimit")
        id = self.add_record(wanted["Zone"], wanted["Name"],
                wanted["Type"], wanted["Value"], line=wanted["Line"])
        self.records[-1].update(wanted, Remark=wanted["Remark"] or "")
        return {"RecordId": id}

    def _ModifyRecord(self, given):
        record = self._record(given)
        wanted = self._wanted(given)
        if wanted["Remark"] is None:
            wanted["Remark"] = record["Remark"]
        self._conflicts(wanted, record)
        self.needless += all(record[key] == value
                for key, value in wanted.items())
        record.update(wanted)
        return {"RecordId": record["RecordId"]}

    def _DeleteRecord(self, given):
        self.records.remove(self._record(given))
        return {}

    def _record(self, given):
        zone = self._zone(given["Domain"])
        for record in self.records:
            if (record["Zone"], record["RecordId"]) == (zone,
                    given["RecordId"]):
                return record
        raise Fail("InvalidParameter.RecordIdInvalid", "记录编号错误。")

    def _wanted(self, given):
        """The record that is to be; what is not given has its default."""
        zone = self._zone(given["Domain"])
        name = given.get("SubDomain", "@").lower()
        if not re.fullmatch(r"@|\*|(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*",
                name):
            raise Fail("InvalidParameter.SubdomainInvalid")
        ttl = given.get("TTL", 600)
        if not 1 <= ttl <= 604800 or ttl < self.zones[zone]["min_ttl"]:
            raise Fail("LimitExceeded.RecordTtlLimit")
        if not 0 <= given.get("Weight", 0) <= 100:
            raise Fail("InvalidParameter.InvalidWeight")
        if given.get("Status", "ENABLE") not in ("ENABLE", "DISABLE"):
            raise Fail("InvalidParameter.StatusCodeInvalid")
        line = self._line(given)
        return {"Zone": zone, "Name": name, "Type": given["RecordType"],
                "Value": _value(given["RecordType"], given["Value"]),
                "TTL": ttl, "Line": line, "LineId": self.lines[line],
                "Weight": given.get("Weight"), "Remark": given.get("Remark"),
                "Status": given.get("Status", "ENABLE")}

    def _line(self, given):
        """The id counts before the name."""
        for name, id in self.lines.items():
            if given.get("RecordLineId", id) == id and (
                    "RecordLineId" in given or given["RecordLine"] == name):
                return name
        raise Fail("InvalidParameter.RecordLineInvalid", "记录线路不正确。")

    def _conflicts(self, wanted, but):
        for record in self.records:
            if record is but or any(record[key] != wanted[key]
                    for key in ("Zone", "Name", "Line")):
                continue
            if all(record[key] == wanted[key] for key in ("Type", "Value")):
                raise Fail("InvalidParameter.DomainRecordExist",
                        "记录已经存在，无需再次添加。")
            if (record["Type"] == "CNAME") != (wanted["Type"] == "CNAME"):
                raise Fail("InvalidParameter.CustomMessage",
                        "与已有的 CNAME 记录冲突")


def _parameters(action, request):
    try:
        given = json.loads(request.body.decode())
    except ValueError:
        raise Fail("InvalidParameter", "no JSON")
    if not isinstance(given, dict):
        raise Fail("InvalidParameter", "no object")
    known = PARAMETERS[action]
    for key, value in given.items():
        if key not in known:
            raise Fail("UnknownParameter", "The parameter `%s` is not "
                    "recognized." % key)
        if type(value) is not known[key]:
            raise Fail("InvalidParameter", "The type of value of parameter "
                    "`%s` is not correct." % key)
    for key in NEEDED[action]:
        if key not in given:
            raise Fail("MissingParameter", "The request is missing a "
                    "required parameter `%s`." % key)
    return given


def _value(type, value):
    try:
        return str(ADDRESSES[type](value)) if type in ADDRESSES else value
    except ValueError:
        raise Fail("InvalidParameter.RecordValueInvalid", "记录的值不正确。")


def _answer(members):
    return Response(200, json.dumps({"Response": dict(members,
            RequestId=REQUEST_ID)}, ensure_ascii=False), "application/json")
