"""route53 - that vendor's interface of 2013-04-01, in XML.

Strict: its lists are no filters, but begin where they are told to, sorted by
names from the last label on; a batch must be in the order of its schema, and
is done whole or not at all. What is escaped there is escaped here.
"""

import re
import xml.etree.ElementTree as tree
from xml.sax.saxutils import escape

from message import Refused, Response
from services.sigv4 import Wrong, verify
from services.strict import canonical
from services.zones import Zones

BASE = "/2013-04-01/"
SPACE = "https://route53.amazonaws.com/doc/2013-04-01/"
MOST = {"hostedzonesbyname": 100, "rrset": 300}
NAME = r"(\*\.)?([a-z0-9_-]+\.)+"


class Fail(Exception):
    def __init__(self, status, code, message):
        self.status, self.code, self.message = status, code, message


def element(name, *inner, text=None):
    return "<%s>%s</%s>" % (name, "".join(inner) if text is None
            else escape(str(text)), name)


def document(name, *inner, status=200):
    return Response(status, '<?xml version="1.0"?>\n<%s xmlns="%s">%s</%s>'
            % (name, SPACE, "".join(inner), name), "text/xml")


def order(name):
    return ".".join(reversed(name.rstrip(".").split("."))) + "."


def escaped(name):
    return re.sub("[^a-z0-9_.-]", lambda found: "\\%03o"
            % ord(found.group()), name)


class Route53(Zones):
    def __init__(self, key_id, secret, token=None):
        super().__init__()
        self.key_id, self.secret, self.token = key_id, secret, token
        self.region = "us-east-1"
        self.more_zones = []        # (name, id, private), without records
        self.page_cap = 300
        self.skew = 0
        self.may = {"zones", "sets"}

    def handle(self, request):
        try:
            verify(request, self.region, "route53", self.key_id, self.secret,
                    self.token, self.skew)
            return self._route(request)
        except (Fail, Wrong) as fail:
            return document("ErrorResponse", element("Error",
                    element("Type", text="Sender"),
                    element("Code", text=fail.code),
                    element("Message", text=fail.message)),
                    element("RequestId", text="b25f48e8-84fd-11e6"),
                    status=fail.status)

    def id(self, zone):
        return "Z%06dEXAMPLE" % self.zones.index(zone)

    def _route(self, request):
        path = request.path[len(BASE):].split("/")
        if path == ["hostedzonesbyname"] and request.method == "GET":
            self._permit("zones" in self.may, "ListHostedZonesByName")
            return self._list_zones(request.query)
        if len(path) != 3 or path[0] != "hostedzone" or path[2] != "rrset":
            raise Fail(404, "UnknownOperationException", "no such route")
        zone = next((zone for zone in self.zones if self.id(zone)
                == path[1]), None)
        if zone is None:
            raise Fail(404, "NoSuchHostedZone",
                    "No hosted zone found with ID: " + path[1])
        if request.method == "GET":
            self._permit("sets" in self.may, "ListResourceRecordSets")
            return self._list_sets(zone, request.query)
        self._permit(self.may_write, "ChangeResourceRecordSets")
        return self._change(zone, request)

    def _permit(self, may, action):
        if not may:
            raise Fail(403, "AccessDenied", "User: arn:aws:iam::123456789012:"
                    "user/ddns is not authorized to perform: route53:"
                    + action)

    def _page(self, found, kind, query, known):
        """What of it is on the page, and what comes next, or None."""
        size = int(query.get("maxitems", 100))
        if set(query) - known - {"maxitems"} or size > MOST[kind]:
            raise Fail(400, "InvalidInput", "unknown parameter, or maxitems")
        size = min(size, self.page_cap)
        return found[:size], found[size] if size < len(found) else None

    def _list_zones(self, query):
        found = sorted([(order(name), self.id(name), name, False)
                for name in self.zones] + [(order(name), id, name, private)
                for name, id, private in self.more_zones])
        start = order(query.get("dnsname", "")), query.get("hostedzoneid", "")
        found, next = self._page([zone for zone in found if zone[:2]
                >= start], "hostedzonesbyname", query, {"dnsname",
                "hostedzoneid"})
        return document("ListHostedZonesByNameResponse",
                element("HostedZones", *[element("HostedZone",
                element("Id", text="/hostedzone/" + id),
                element("Name", text=name + "."),
                element("CallerReference", text="fake"),
                element("Config", element("PrivateZone", text=
                str(private).lower())),
                element("ResourceRecordSetCount", text=2))
                for _, id, name, private in found]),
                element("IsTruncated", text=str(bool(next)).lower()),
                *([element("NextDNSName", text=next[2] + "."),
                element("NextHostedZoneId", text=next[1])] if next else []),
                element("MaxItems", text=query.get("maxitems", 100)))

    def _list_sets(self, zone, query):
        if "type" in query and "name" not in query:
            raise Fail(400, "InvalidInput", "type without name")
        sets = {}
        for record in self.records:
            if record["zone"] == zone:
                name = (record["host"] + "." + zone).lstrip(".") + "."
                sets.setdefault((order(name), record["type"],
                        record.get("identifier", "")), (name, []))[1].append(
                        record)
        start = (order(_plain(query["name"])) if "name" in query else "",
                query.get("type", ""), query.get("identifier", ""))
        found, next = self._page(sorted(key for key in sets if key >= start),
                "rrset", query, {"name", "type", "identifier"})
        return document("ListResourceRecordSetsResponse",
                element("ResourceRecordSets", *[_shown(key, *sets[key])
                for key in found]),
                element("IsTruncated", text=str(bool(next)).lower()),
                *([element("NextRecordName", text=escaped(sets[next][0])),
                element("NextRecordType", text=next[1])] if next else []),
                *([element("NextRecordIdentifier", text=next[2])]
                if next and next[2] else []),
                element("MaxItems", text=query.get("maxitems", 100)))

    def _change(self, zone, request):
        if request.method != "POST" or request.raw_query or request.header(
                "content-type") != "application/xml":
            raise Refused("POST of application/xml")
        try:
            root = tree.fromstring(request.body)
        except tree.ParseError as why:
            raise Fail(400, "MalformedInput", str(why))
        before = list(self.records)
        try:
            for change in _only(_only(root, "ChangeResourceRecordSetsRequest",
                    "ChangeBatch"), "ChangeBatch", "Changes"):
                action, set = _children(change, "Change", "Action",
                        "ResourceRecordSet")
                self._upsert(zone, action.text, *[part for part in _children(
                        set, "ResourceRecordSet", "Name", "Type", "TTL",
                        "ResourceRecords")])
        except Fail:
            self.records = before
            raise
        return document("ChangeResourceRecordSetsResponse",
                element("ChangeInfo", element("Id", text="/change/C2682N5HX"),
                element("Status", text="PENDING"),
                element("SubmittedAt", text="2026-01-02T03:04:05.000Z")))

    def _upsert(self, zone, action, name, type, ttl, records):
        name, type = name.text, type.text
        values = [_only(record, "ResourceRecord", "Value").text
                for record in records]
        if action != "UPSERT" or not re.fullmatch(NAME, name) \
                or not ("." + name).endswith("." + zone + "."):
            raise Fail(400, "InvalidChangeBatch", "[action or name]")
        host = name[:-len(zone) - 1].rstrip(".")
        try:
            values = [canonical(type, value) for value in values]
            if not values or not 0 <= int(ttl.text) <= 2147483647:
                raise ValueError("TTL, or no value")
        except ValueError as why:
            raise Fail(400, "InvalidChangeBatch", "[Invalid: %s]" % why)
        if self.conflict(zone, host, type) not in (None, "twin"):
            raise Fail(400, "InvalidChangeBatch", "[RRSet of type A with DNS "
                    "name %s is not permitted as it conflicts with other "
                    "records with the same DNS name in zone %s.]"
                    % (name, zone))
        old = [record for record in self.records if (record["zone"],
                record["host"], record["type"]) == (zone, host, type)]
        if any("identifier" in record for record in old):
            raise Fail(400, "InvalidChangeBatch", "[policies differ]")
        self.records = [record for record in self.records
                if record not in old]
        for value in values:
            self.add(zone, host, type, value, int(ttl.text))


def _plain(name):
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found.group(1), 8)),
            name)


def _shown(key, name, records):
    first = records[0]
    policy = [element("SetIdentifier", text=key[2]),
            element("Weight", text=1)] if key[2] else []
    if "alias" in first:
        held = [element("AliasTarget", element("HostedZoneId", text="Z2"),
                element("DNSName", text=first["alias"]),
                element("EvaluateTargetHealth", text="false"))]
    else:
        held = [element("TTL", text=first["ttl"]), element("ResourceRecords",
                *[element("ResourceRecord", element("Value",
                text=record["value"])) for record in records])]
    return element("ResourceRecordSet", element("Name", text=escaped(name)),
            element("Type", text=key[1]), *policy, *held)


def _children(found, name, *names):
    if [found.tag, *[child.tag for child in found]] \
            != ["{%s}%s" % (SPACE, tag) for tag in (name, *names)]:
        raise Fail(400, "MalformedInput", "the schema of " + name)
    return list(found)


def _only(found, name, inner):
    return _children(found, name, inner)[0]
