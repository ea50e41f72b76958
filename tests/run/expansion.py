"""expansion - what a row's templates become: the request that is to go out.

Written from what service.h and template.h say, not from the C that does it;
so what the two make of a row is compared by every talk.
"""

import base64
import json
import re
from urllib.parse import quote

PLACE = re.compile(r"\{([A-Za-z][^|} \"']*)(?:\|([^}]*))?\}")


class Wish:
    """The names and the addresses that they are to get, what their records
    hold now, and the settings of the account."""

    def __init__(self, names, ip=None, ip6=None, live=(None, None),
            settings=None):
        self.names, self.ip, self.ip6 = names, ip, ip6
        self.live = dict(zip(("ip", "ip6"), live))
        self.settings = settings or {}

    @property
    def addresses(self):
        return [address for address in (self.ip, self.ip6) if address]


class Request:
    def __init__(self, method, url, headers=(), body=None):
        self.method, self.url, self.body = method, url, body
        self.headers = list(headers)


def request(row, wish):
    """The one request for all that is wished."""
    template = row.request6 if row.request6 and not wish.ip else row.request
    path, question, query = template.partition("?")
    headers = _headers(row, wish)
    if row.body:
        type, write = _writing(row.body)
        return Request("POST", row.base + _url(row, wish, template),
                [("Content-Type", type), *headers], write(row, wish, row.body))
    if row.posts and question:
        return Request("POST", row.base + _url(row, wish, path),
                [("Content-Type", "application/x-www-form-urlencoded"),
                *headers], _pairs(row, wish, query))
    return Request("GET", row.base + _url(row, wish, template), headers)


def phrase(row, wish, text):
    """A phrase of the row's answers as this wish makes it."""
    return _filled(row, wish, text, str)


def percent(value):
    """RFC 3986: all but the unreserved; and lists keep their commas."""
    return quote(value, safe=",")


def place(row, wish, name, otherwise):
    """What stands there; None: nothing."""
    if name in ("ip", "ip6"):
        wanted = getattr(wish, name)
        return wanted or (wish.live[name] if otherwise == "live"
                else otherwise)
    value = _word(row, wish, name)
    return otherwise if value is None else value


def _word(row, wish, name):
    if name == "name":
        return ",".join(wish.names)
    label = _label(wish.names[0], row.suffix or wish.settings.get("zone"))
    if name == "label":
        return label
    if name == "apex":
        return "false" if label else "true"
    if name == "address":
        return wish.addresses[0]
    if name == "addresses":
        return ",".join(wish.addresses)
    if name == "type":
        return "A" if wish.ip else "AAAA"
    return wish.settings.get(name)


def _label(name, above):
    end = "." + above if above else None
    return name[:-len(end)] if end and name.endswith(end) else None


def _filled(row, wish, text, write, gaps=None):
    """The text with its places filled in; gaps collects the empty ones."""
    def put(match):
        value = place(row, wish, *match.groups())
        if value is None and gaps is not None:
            gaps.append(match.group())
        return "" if value is None else write(value)
    return PLACE.sub(put, text)


def _pairs(row, wish, text):
    """Without those in which a place stays empty."""
    kept = []
    for pair in text.split("&"):
        gaps = []
        done = _filled(row, wish, pair, percent, gaps)
        if pair and not gaps:
            kept.append(done)
    return "&".join(kept)


def _url(row, wish, template):
    path, _, query = template.partition("?")
    pairs = _pairs(row, wish, query)
    return _filled(row, wish, path, percent) + ("?" + pairs if pairs else "")


def _json(row, wish, text):
    return _filled(row, wish, text,
            lambda value: json.dumps(value, ensure_ascii=False)[1:-1])


def _xml(row, wish, text):
    return _filled(row, wish, text, lambda value: re.sub("[<>&\"']",
            lambda match: "&#%d;" % ord(match.group()), value))


def _writing(body):
    """By what a body begins with: its type, and who writes it."""
    if body[0] in "{[":
        return "application/json", _json
    if body[0] == "<":
        return "text/xml", _xml
    return "application/x-www-form-urlencoded", _pairs


def _headers(row, wish):
    headers = []
    if row.login:
        user, password = (_filled(row, wish, half, str)
                for half in row.login)
        headers.append(("Authorization", "Basic " + base64.b64encode(
                ("%s:%s" % (user, password)).encode()).decode()))
    for line in (row.header or "").split(" | "):
        name, colon, value = line.partition(":")
        if colon:
            headers.append((name, _filled(row, wish, value.strip(), str)))
    return headers
