#!/usr/bin/env -S python3 -B
"""Every row of src/services.def in the real program, and whether it is formed
as its words say; what is sent and answered is the matter of test_services."""

import re

import urllib.parse

import expansion
import rows
import temporary
from common import NEW, NEW6, OTHER, at_once, expect_asked, good_server
from harness import (cases, expect, expect_equal, expect_status,
    expect_words, main, run, secret, test)
from services.updateurl import UpdateUrl

HOME = "home.example.test"
VALUES = {"user": "test-user", "password": secret("test-password-0123"),
    "token": secret("test-token-0123456"), "id": "12345"}
PLACES = {"name", "zone", "label", "apex", "ip", "ip6", "address",
    "addresses", "type", "user", "password", "token", "id"}
ROWS = rows.services()


def each(choose=lambda row: True):
    return cases(**{row.id: (row,) for row in ROWS if choose(row)})


def asked(row, *args, without=None, **env):
    """A run with all its settings, or but one."""
    env.update({"%s_%s" % (row.id.upper(), key.upper()): VALUES[key]
            for key in row.needs if key != without})
    return run(at_once("-p", row.id, *args, HOME), env)


def places(row):
    """(word, what stands otherwise) of all its places."""
    texts = [getattr(row, member) for member in rows.TEXTS] \
            + list(row.login or ())
    return [match.groups() for text in texts if text
            for match in expansion.PLACE.finditer(text)]


def sent(text):
    return {match.group(1) for match in expansion.PLACE.finditer(text or "")}


@each()
def formed(row):
    expect(re.fullmatch("[a-z0-9]+", row.id), "its id")
    expect(re.fullmatch("https?://[a-z0-9.-]+", row.base), "its base URL")
    expect(row.docs.startswith("http"), "its manual")
    expect(row.about.endswith("."), "what is said about it")
    expect(row.request.startswith("/"), "its request")
    used = {word for word, _ in places(row)}
    expect_equal(used - PLACES, set(), "places that there are not")
    expect_equal(set(row.needs) - used, set(), "settings for no place")
    expect_equal(used & set(VALUES) - set(row.needs), set(),
            "places without a setting")
    expect(row.posts is None or "?" in row.request, "it posts nothing")
    for member in rows.PHRASES:
        expect(all(row.phrases(member)), "an empty phrase")
    expect(row.good or not row.at, "a place for phrases, and no phrase")


@each(lambda row: not row.from_source)
def sends_its_families(row):
    """An address that has no place would be dropped without a word."""
    four = sent(row.request) | sent(row.body)
    six = (sent(row.request6) | sent(row.body)) if row.request6 else four
    if row.together:
        expect("addresses" in four or {"ip", "ip6"} <= four,
                "both families have no place")
        expect(not four & {"address", "type"}, "a place for one family")
        expect(six & {"addresses", "ip6"}, "no place for IPv6")
    elif row.ipv4_only:
        expect(four & {"address", "ip"}, "no place for the address")
        expect("ip6" not in four, "a place for IPv6")
    else:
        expect(four & {"address", "ip"}, "no place for IPv4")
        expect(six & {"address", "ip6"}, "no place for IPv6")


@each(lambda row: row.from_source)
def sends_no_address(row):
    expect(not row.together, "one request comes from one address")
    expect(not sent(row.request) & {"ip", "ip6", "address", "addresses"},
            "it sends the address all the same")


@test
def names_are_told_apart():
    taken = {}
    gone = [(id, [id, *aliases]) for id, (aliases, *_) in rows.gone().items()]
    for id, names in [(row.id, [row.id, *row.aliases]) for row in ROWS] \
            + gone:
        for name in names:
            expect(taken.setdefault(name, id) == id and names.count(name) == 1,
                    "%s is a name of %s and %s" % (name, taken[name], id))


@test
def rows_stand_in_order():
    ids = [row.id for row in ROWS]
    expect_equal(ids, sorted(ids), "order")


@each()
def found(row):
    for name in [row.id, *row.aliases]:
        done = run(["--list-providers=" + name])
        expect_status(done, 0)
        expect(done.out.startswith("%s - %s\n" % (row.id, row.title)),
                "%s is %r" % (name, done.out.partition("\n")[0]))


@each()
def needs_its_settings(row):
    for key in row.needs:
        done = asked(row, "-i", NEW, without=key)
        expect_status(done, 64, 78)
        expect_words(done.err, key, "%s_%s" % (row.id.upper(), key.upper()))


@each(lambda row: row.base.startswith("http:"))
def http_is_refused(row):
    done = asked(row, "-i", NEW)
    expect_status(done, 78)
    expect_words(done.err, "plain http", "allow-http")


@each(lambda row: row.ipv4_only)
def ipv6_is_refused(row):
    done = asked(row, "--allow-http", "-6", "-i", NEW6)
    expect_status(done, 78)
    expect_words(done.err, "IPv6")


@each(lambda row: row.one_family)
def two_families_are_refused(row):
    done = asked(row, "-4", "-6", "-i", NEW, "-i", NEW6)
    expect_status(done, 78)
    expect_words(done.err, "one record")


@each(lambda row: not row.has_record)
def what_was_sent_is_remembered(row):
    """There is no record to look at: the second run sends nothing."""
    state = temporary.directory("state")
    word = row.phrases("good")[0] if row.good else "good"
    url = urllib.parse.urlsplit(expansion.request(row, expansion.Wish(
            [HOME], NEW, settings=VALUES)).url)
    with good_server() as server:
        vendor = server.mount("/", UpdateUrl(word, path=url.path,
                query=dict(urllib.parse.parse_qsl(url.query)),
                login=row.login and "%s:%s" % (VALUES["user"],
                VALUES["password"])))
        for _ in range(2):
            expect_status(asked(row, "--api-url", server.url(), "-i", NEW,
                    XDG_STATE_HOME=state), 0)
        expect_equal(vendor.wrong, [], "wrong requests")
        expect_asked(server, 1)
        asked(row, "--api-url", server.url(), "-i", OTHER,
                XDG_STATE_HOME=state)
        expect_asked(server, 2, most=True)


main()
