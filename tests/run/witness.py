"""witness - what others know of the services' requests, against the rows.

services.urls says for home.example.test, 192.0.2.7 and 2001:db8::7, user u,
password p, token t and id 12345 what each service is to be sent. It was
written from the services' own pages and from other programs, not from the
rows. A line: the row's id, the families that are set (4, 6, 46), METHOD URL,
then "basic USER:PASSWORD", "header NAME: VALUE", "body TEXT", all with tabs
between; or "each", where the service takes one family in a request, or
"none", where it takes no address of the family. What may differ without a
difference in meaning does: the order of pairs, and which characters are
percent-encoded.
"""

import base64
import json
import os
import urllib.parse
import xml.etree.ElementTree

import expansion
import rows
from harness import ROOT
from row_talks import Talk

SETTINGS = {"user": "u", "password": "p", "token": "t", "id": "12345"}
TYPES = {"Content-Type"}


def judge(table):
    """Prints what agrees and what does not; whether anything does not."""
    lines = read()
    wrong = False
    known = {row.id for row in rows.services()}
    for id in lines:
        if id not in known:
            wrong = True
            print("FAIL witness-%s: there is no such row" % id)
    for row in table:
        for families, line in lines.get(row.id, []):
            why = differs(row, families, line)
            wrong = wrong or why is not None
            print("ok %s-witness-%s" % (row.id, families) if why is None else
                    "FAIL %s-witness-%s: %s" % (row.id, families, why))
    print("ok witnessed (%d of %d rows have lines in services.urls)"
            % (len([row for row in table if row.id in lines]), len(table)))
    return wrong


def read():
    path = os.path.join(ROOT, "tests", "run", "services.urls")
    lines = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                id, families, *parts = line.rstrip("\n").split("\t")
                lines.setdefault(id, []).append((families, parts))
    return lines


def differs(row, families, parts):
    """Where the row's request is another one; None."""
    if row.ipv4_only and families != "4" or parts == ["none"]:
        return None if row.ipv4_only and parts == ["none"] else \
                "the row sets %s, it does not" % ("IPv4 alone"
                if row.ipv4_only else "IPv6")
    talk = Talk(row, families, SETTINGS, live=(None, None))
    wishes = talk.wishes()
    if (len(wishes) > 1) != (parts == ["each"]):
        return "the row sets %s, it takes %s" % (("each family by itself",
                "both at once") if len(wishes) > 1 else ("both families at "
                "once", "each by itself"))
    if len(wishes) > 1:
        return None
    made = expansion.request(row, wishes[0])
    seen = sense([made.method + " " + made.url] + [
            "header %s: %s" % header for header in made.headers
            if header[0] not in TYPES]
            + (["body " + made.body] if made.body else []))
    wanted = sense(parts)
    return None if seen == wanted else "the row has %s, not %s" % (
            only(seen, wanted), only(wanted, seen))


def only(one, other):
    return sorted(map(str, one.difference(other)))


def sense(parts):
    """What the parts of a line mean, as a set of facts."""
    facts = set()
    for part in parts:
        kind, _, text = part.partition(" ")
        if kind in ("GET", "POST"):
            facts |= {("method", kind)} | sense_of_url(text)
        elif kind == "basic":
            facts.add(("header", "Authorization: Basic "
                    + base64.b64encode(text.encode()).decode()))
        elif kind == "header":
            facts.add(("header", text))
        else:
            facts |= sense_of_body(text)
    return facts


def sense_of_url(text):
    url = urllib.parse.urlsplit(text)
    return {("where", "%s://%s%s" % (url.scheme, url.netloc,
            urllib.parse.unquote(url.path)))} | pairs("query", url.query)


def sense_of_body(text):
    if text[0] in "{[":
        return {("json", json.dumps(json.loads(text), sort_keys=True))}
    if text[0] == "<":
        return {("xml", element) for element in elements(
                xml.etree.ElementTree.fromstring(text))}
    return pairs("form", text)


def elements(tree):
    """Each leaf, and each two of them that belong together: what is named
    and what it is."""
    found = {(leaf.tag, leaf.text) for leaf in tree.iter() if not len(leaf)}
    for above in tree.iter():
        leaves = [leaf.text for leaf in above.iter() if not len(leaf)]
        if len(leaves) == 2:
            found.add((above.tag, *leaves))
    return found


def pairs(kind, text):
    return {(kind, urllib.parse.unquote(pair))
            for pair in text.split("&") if pair}
