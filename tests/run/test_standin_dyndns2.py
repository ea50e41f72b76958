#!/usr/bin/env -S python3 -B
"""The dyndns2 stand-in takes what it should and refuses all else, by curl."""

from urllib.parse import urlencode

from certificates import certificates
from curl import curl
from harness import cases, expect_equal, main, test
from services.dyndns2 import Dyndns2
from standin import Server

HOME, OLD, NEW, NEW6 = "home.example.com", "192.0.2.1", "192.0.2.7", \
    "2001:db8::7"
AGENT = "SomeClient/1.0 (me@example.com)"
LOGIN = ("-u", "user:password")


class Api:
    def __init__(self, **more):
        self.server = Server(certificates().good)
        self.vendor = self.server.mount("/", Dyndns2([HOME,
                "www.example.com"], **more))
        self.vendor.others.add("other.example.com")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.close()

    def ask(self, *arguments, agent=AGENT, post=False, path="/nic/update",
            **given):
        """(status, answer); a GET with a query, or a POST with a form."""
        given = {key: value for key, value in given.items()
                if value is not None}
        if post:
            arguments += ("-d", urlencode(given))
        else:
            path += "?" + urlencode(given)
        status, body = curl(self.server.url(path), "-H", "User-Agent:"
                + (" " + agent if agent else ""), *arguments)
        return status, body.decode().strip()

    def update(self, *arguments, hostname=HOME, myip=NEW, **more):
        """The answer to a good update but for what is given."""
        return self.ask(*(arguments or LOGIN), hostname=hostname, myip=myip,
                **more)[1]


@test
def good_and_then_nochg():
    changes = []
    with Api(changed=lambda *change: changes.append(change)) as api:
        expect_equal(api.update(), "good " + NEW, "answer")
        expect_equal(api.update(), "nochg " + NEW, "second answer")
        expect_equal(api.vendor.held[HOME], {"A": NEW, "AAAA": None}, "held")
        expect_equal(changes, [(HOME, "A", NEW)], "changes")
        expect_equal(api.vendor.counts, {"good": 1, "nochg": 1}, "counts")


@test
def list_of_names():
    with Api() as api:
        expect_equal(api.update(hostname=HOME + ",nosuch.example.com,"
                "other.example.com,home").split("\n"), ["good " + NEW,
                "nohost", "!yours", "notfqdn"], "answers")


@test
def too_many_names():
    with Api(most=1) as api:
        expect_equal(api.update(hostname=HOME + ",www.example.com"),
                "numhost", "answer")
        expect_equal(api.vendor.held[HOME]["A"], None, "address")


@cases(password=("-u", "user:wrong"), user=("-u", "nobody:password"),
    none=("-H", "X: y"), other_scheme=("-H", "Authorization: Bearer password"))
def login_fails(*arguments):
    with Api(statuses={"badauth": 401}) as api:
        expect_equal(api.ask(*arguments, hostname=HOME, myip=NEW),
                (401, "badauth"), "answer")
        expect_equal(api.vendor.held[HOME]["A"], None, "address")


@test
def logins_that_fail_close_the_account():
    with Api(tries=2) as api:
        for wanted in ("badauth", "badauth", "badauth", "abuse"):
            expect_equal(api.update("-u", "user:wrong"), wanted, "answer")
        expect_equal(api.update(), "abuse", "answer to the right one")


@test
def name_as_user():
    with Api(user="{name}") as api:
        expect_equal(api.update(), "badauth", "answer")
        expect_equal(api.update("-u", HOME + ":password"), "good " + NEW,
                "answer")


@cases(curl="curl/7.88.1", browser="Mozilla/5.0 (X11)", script="python/3.11",
    none="", no_version="client", wget="Wget/1.21")
def program_without_a_name_of_its_own(agent):
    with Api() as api:
        expect_equal(api.update(agent=agent), "badagent", "answer")
        expect_equal(api.vendor.held[HOME]["A"], None, "address")


@test
def credentials_in_the_query():
    with Api(auth="query") as api:
        login = {"username": "user", "password": "password"}
        expect_equal(api.update("-H", "X: y", **login), "good " + NEW,
                "answer")
        expect_equal(api.update("-H", "X: y", username="user"), "badauth",
                "answer without a password")
        expect_equal(api.update(*LOGIN, **login), "badauth",
                "answer to a header besides")


@cases(form=("form", "POST"), basic=("basic", "GET"),
    basic_post=("basic", "POST"))
def credentials_must_not_stand_in_the_query(auth, method):
    with Api(auth=auth, method=method) as api:
        for more in ({"password": "password"}, {"password": "other"},
                {"key": "password"}):
            expect_equal(api.update(*LOGIN, **more), "badauth", str(more))
        expect_equal((api.vendor.leaks, api.vendor.held[HOME]["A"]),
                (3, None), "leaks and address")


@test
def credentials_in_a_form():
    with Api(auth="form", method="POST", login=(None, "password")) as api:
        given = {"hostname": HOME, "myip": NEW, "password": "password"}
        expect_equal(api.ask(post=True, **given)[1], "good " + NEW, "answer")
        expect_equal(api.ask(post=True, **dict(given, password="x"))[1],
                "badauth", "answer to a wrong one")
        expect_equal(api.ask(post=True, path="/nic/update?x=y", **given)[1],
                "badsys", "answer to a query besides")
        expect_equal(api.ask("-H", "Content-Type: text/plain", post=True,
                **given)[1], "badsys", "answer to another type")


@cases(form=("GET", (), True), query=("POST", (), False),
    query_by_post=("GET", ("-X", "POST"), False))
def other_method(method, arguments, post):
    with Api(method=method) as api:
        expect_equal(api.update(*LOGIN, *arguments, post=post), "badsys",
                "answer")


@cases(path={"path": "/nic/updates"}, unknown={"wildcard": "NOCHG"},
    no_address={"myip": None}, empty_address={"myip": ""},
    no_extra={"system": None}, other_extra={"system": "statdns"})
def request_that_cannot_be(more):
    with Api(extra={"system": "dyndns"}) as api:
        given = dict({"system": "dyndns"}, **more)
        expect_equal(api.update(*LOGIN, **given), "badsys", "answer")
        expect_equal(api.vendor.held[HOME]["A"], None, "address")


@test
def extra_field():
    with Api(extra={"system": "dyndns"}) as api:
        expect_equal(api.update(system="dyndns"), "good " + NEW, "answer")


@cases(no_address="x", part="192.0.2", two="192.0.2.7,192.0.2.8",
    prefix="2001:db8::/64", brackets="[2001:db8::7]")
def address_that_cannot_be(myip):
    with Api() as api:
        expect_equal(api.update(myip=myip), "badip", "answer")


@test
def both_families_in_a_list():
    both = NEW + "," + NEW6
    with Api() as api:
        expect_equal(api.update(myip=both), "good " + both, "answer")
        expect_equal(api.vendor.held[HOME], {"A": NEW, "AAAA": NEW6}, "held")
    with Api(both="each") as api:
        expect_equal(api.update(myip=both), "badip", "answer")
        for myip in (NEW, NEW6):
            expect_equal(api.update(myip=myip), "good " + myip, "answer")


@test
def families_in_parameters_of_their_own():
    with Api(v6="myipv6") as api:
        expect_equal(api.update(myipv6=NEW6), "good %s,%s" % (NEW, NEW6),
                "answer")
        expect_equal(api.update(myip=NEW6), "badip", "answer")
        expect_equal(api.update(myip=None, myipv6=NEW), "badip", "answer")
    with Api(v6=None) as api:
        expect_equal(api.update(myip=NEW6), "badip", "answer")


@cases(keep=("keep", NEW6), delete=("delete", None))
def family_that_is_absent(absent, wanted):
    with Api(absent=absent) as api:
        api.vendor.held[HOME]["AAAA"] = NEW6
        expect_equal(api.update(), "good " + NEW, "answer")
        expect_equal(api.vendor.held[HOME]["AAAA"], wanted, "AAAA")


@test
def repetition_is_abuse():
    with Api(patience=2) as api:
        for wanted in ("good " + NEW, "nochg " + NEW, "nochg " + NEW,
                "abuse"):
            expect_equal(api.update(), wanted, "answer")
        expect_equal(api.update(myip=OLD), "abuse", "answer to another one")
        expect_equal(api.update(hostname="www.example.com"), "good " + NEW,
                "answer for another name")


@test
def change_calms():
    with Api(patience=1) as api:
        for myip, wanted in ((NEW, "good"), (NEW, "nochg"), (OLD, "good"),
                (OLD, "nochg")):
            expect_equal(api.update(myip=myip), wanted + " " + myip,
                    "answer")


@test
def next_answers():
    with Api(statuses={"911": 503}) as api:
        api.vendor.next = ["911", "dnserr"]
        expect_equal(api.ask(*LOGIN, hostname=HOME, myip=NEW),
                (503, "911"), "first")
        expect_equal(api.update(), "dnserr", "second")
        expect_equal(api.update(), "good " + NEW, "third")
        expect_equal(api.vendor.said, [["911"], ["dnserr"],
                ["good " + NEW]], "all that was said")


main()
