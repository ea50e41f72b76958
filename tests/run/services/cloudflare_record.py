"""cloudflare_record - what that vendor accepts as a record's members."""

import ipaddress
import json
import re

from message import Response

MEMBERS = {"name": str, "type": str, "content": str, "ttl": int,
    "proxied": bool, "comment": (str, type(None)), "tags": list,
    "settings": dict}


class Fail(Exception):
    """An error in the vendor's envelope, with its chain."""

    def __init__(self, status, code, message, *chain):
        error = {"code": code, "message": message}
        if chain:
            error["error_chain"] = [{"code": chain[0],
                    "message": chain[1]}]
        self.response = Response(status, json.dumps({"success": False,
                "errors": [error], "messages": [], "result": None}),
                "application/json")


def json_body(request):
    type = request.header("content-type", "").split(";")[0]
    if type != "application/json":
        raise Fail(400, 9207, "Content-Type must be application/json")
    try:
        body = json.loads(request.body)
    except ValueError:
        raise Fail(400, 9207, "Request body is invalid JSON.")
    if not isinstance(body, dict):
        raise Fail(400, 9207, "Request body must be an object.")
    return body


def check(body, needed):
    """The members: known, of the right type, and all that are needed."""
    for member, value in body.items():
        if member not in MEMBERS:
            raise Fail(400, 9207, "unknown member " + member)
        if not isinstance(value, MEMBERS[member]) \
                or member == "ttl" and isinstance(value, bool):
            raise Fail(400, 9207, "wrong type of " + member)
    if not needed <= set(body):
        raise Fail(400, 9207, "needed: " + ", ".join(needed))


def check_values(body, type, zone):
    ttl = body.get("ttl", 1)
    if ttl != 1 and not 60 <= ttl <= 86400:
        raise Fail(400, 1004, "DNS Validation Error", 9021,
                "Invalid TTL. Must be between 60 and 86400 seconds, or 1.")
    if "name" in body and not re.fullmatch(r"(\*\.)?([a-z0-9_-]+\.)*"
            + re.escape(zone["name"]), body["name"]):
        raise Fail(400, 1004, "DNS Validation Error", 9000,
                "DNS name is invalid.")
    if "content" in body:
        canonical(type, body["content"])
    if len(body.get("comment") or "") > 100 or body.get("tags"):
        raise Fail(400, 9300, "DNS record has a comment too long or tags "
                "that the plan does not have")


def canonical(type, content):
    kind = {"A": ipaddress.IPv4Address, "AAAA": ipaddress.IPv6Address}
    try:
        return str(kind[type](content)) if type in kind else content
    except ValueError:
        raise Fail(400, 1004, "DNS Validation Error", 9005,
                "Content for %s record must be a valid address." % type)
