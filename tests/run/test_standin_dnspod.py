#!/usr/bin/env -S python3 -B
"""The dnspod stand-in refuses what the vendor refuses, proved by curl."""

import json

from certificates import certificates
from curl import curl
from harness import cases, expect, expect_equal, main, test
from services.dnspod import Dnspod
from standin import Server

TOKEN = "12345,fake-token"
AGENT = "Some Client/1.0.0 (me@example.com)"
COMMON = {"login_token": TOKEN, "format": "json", "lang": "en",
    "error_on_empty": "no"}
HOME = {"domain": "example.com", "sub_domain": "home", "record_type": "A",
    "record_line": "默认", "value": "192.0.2.7", "ttl": "600"}


class Api:
    def __init__(self, **more):
        self.server = Server(certificates().good)
        self.vendor = self.server.mount("/", Dnspod(TOKEN, **more))
        self.vendor.add_zone("example.com", min_ttl=60)
        self.vendor.add_zone("other.com", mine=False)
        self.id = str(self.vendor.add_record("example.com", "home", "A",
                "192.0.2.1"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.close()

    def raw(self, action, given, *arguments, agent=AGENT):
        for key, value in given.items():
            arguments += ("--data-urlencode", "%s=%s" % (key, value))
        return curl(self.server.url("/" + action), "-H", "User-Agent:"
                + (" " + agent if agent else ""), *arguments)

    def ask(self, action, given, *arguments, **more):
        status, body = self.raw(action, {key: value for key, value
                in dict(COMMON, **given).items() if value is not None},
                *arguments, **more)
        expect_equal(status, 200, "status")
        return json.loads(body)

    def code(self, *args, **more):
        return str(self.ask(*args, **more)["status"]["code"])


@cases(browser="Mozilla/5.0 (X11; Linux x86_64)", curl="curl/7.88.1",
    none="", no_contact="client/1.0", no_version="client (me@example.com)")
def client_without_a_name_is_banned(agent):
    with Api() as api:
        expect_equal(api.code("Record.List", {"domain": "example.com"}), "1",
                "code")
        expect_equal(api.code("Record.List", {"domain": "example.com"},
                agent=agent), "-2", "code")
        expect_equal(api.code("Record.List", {"domain": "example.com"}),
                "-2", "code of a better one")


@test
def only_forms_are_read():
    with Api() as api:
        expect_equal(api.code("Record.List?domain=example.com", {}, "-G"),
                "2", "code of a GET")
        for arguments in (("-H", "Content-Type: application/json", "-d",
                "{}"), ("-d", "format=json&format=json")):
            expect_equal(api.raw("Record.List", {}, *arguments)[0], 400,
                    str(arguments))


@test
def xml_unless_json_is_asked_for():
    with Api() as api:
        status, body = api.raw("Record.List", {"login_token": TOKEN})
        expect(body.startswith(b"<?xml"), repr(body))


@test
def unknown_fields_are_refused():
    with Api() as api:
        for action, more in (("Record.List", {"type": "A"}),
                ("Record.Remove", {"value": "x"}), ("Record.Ddns", {}),
                ("Record.List", {"lang": "cn"})):
            status, _ = api.raw(action, dict(COMMON, domain="example.com",
                    **more))
            expect_equal(status, 400, action)


@test
def thirty_failed_logins_close_the_door():
    with Api() as api:
        wrong = {"domain": "example.com", "login_token": TOKEN + "x"}
        for _ in range(30):
            expect_equal(api.code("Record.List", wrong), "-1", "code")
        expect_equal(api.code("Record.List", {"domain": "example.com"}),
                "-8", "code of the right token")


@test
def six_changes_of_nothing_lock_the_record():
    with Api() as api:
        change = dict(HOME, record_id=api.id, value="192.0.2.1")
        for number in range(6):
            expect_equal(api.code("Record.Modify", change), "1"
                    if number < 5 else "21", "code")
        expect_equal(api.code("Record.Modify", dict(change,
                value="192.0.2.9")), "21", "code of a real change")


@cases(created=("Record.Create", {}, "1"),
    duplicate=("Record.Create", {"value": "192.0.2.1"}, "104"),
    alias=("Record.Create", {"record_type": "CNAME", "value": "a.test."},
    "31"), value=("Record.Create", {"value": "192.0.2.x"}, "34"),
    family=("Record.Create", {"record_type": "AAAA"}, "34"),
    type=("Record.Create", {"record_type": "a"}, "27"),
    ttl=("Record.Create", {"ttl": "59"}, "32"),
    line=("Record.Create", {"record_line": "default"}, "26"),
    no_line=("Record.Create", {"record_line": None}, "26"),
    line_number=("Record.Create", {"record_line_id": "10=1"}, "1"),
    other=("Record.Create", {"domain": "other.com"}, "7"),
    nobody=("Record.Create", {"domain": "nobody.com"}, "13"),
    two_zones=("Record.Create", {"domain_id": "1"}, "6"),
    change_ttl=("Record.Modify", {"ttl": "59"}, "29"),
    change_other=("Record.Modify", {"record_id": "1"}, "8"),
    change=("Record.Modify", {}, "1"))
def written(action, more, wanted):
    with Api() as api:
        given = dict(HOME, record_id=api.id) if action == "Record.Modify" \
                else HOME
        expect_equal(api.code(action, dict(given, **more)), wanted, "code")


@test
def omitted_name_is_the_apex():
    with Api() as api:
        change = dict(HOME, record_id=api.id, sub_domain=None)
        expect_equal(api.code("Record.Modify", change), "1", "code")
        expect_equal(api.vendor.values("example.com"), ["192.0.2.7"],
                "apex")


@test
def removed():
    with Api() as api:
        for wanted in ("1", "8"):
            expect_equal(api.code("Record.Remove", {"record_id": api.id,
                    "domain": "example.com"}), wanted, "code")


@test
def lists():
    with Api() as api:
        for n in range(3):
            api.vendor.add_record("example.com", "x", "A", "192.0.2.%d" % n)
        for given, wanted in (({}, 4), ({"sub_domain": "x"}, 3),
                ({"length": "2"}, 2), ({"offset": "3"}, 1),
                ({"sub_domain": "hom"}, 0)):
            found = api.ask("Record.List", dict(given, domain="example.com"))
            expect_equal(len(found["records"]), wanted, str(given))
        for given, wanted in (({"domain": "example.com", "sub_domain": "y",
                "error_on_empty": None}, "10"), ({"domain": "other.com"},
                "9"), ({"domain": "x.test"}, "13")):
            expect_equal(api.code("Record.List", given), wanted, str(given))


@test
def numbers_are_strings_by_turns():
    with Api() as api:
        kinds = {type(api.ask("Record.List", {"domain":
                "example.com"})["records"][0]["id"]) for _ in range(2)}
        expect_equal(kinds, {int, str}, "kinds")


@test
def abroad_zones_have_numbers():
    with Api(abroad=True) as api:
        id = api.ask("Domain.Info", {"domain": "example.com"})["domain"]["id"]
        expect_equal(api.code("Record.List", {"domain": "example.com"}), "6",
                "code")
        found = api.ask("Record.List", {"domain_id": id})["records"][0]
        expect_equal((found["line"], "line_id" in found), ("Default", False),
                "line")
        for line, wanted in (("默认", "26"), ("default", "1")):
            expect_equal(api.code("Record.Create", dict(HOME, domain=None,
                    domain_id=id, record_line=line)), wanted, line)


main()
