#!/usr/bin/env -S python3 -B
"""The dnspod provider against the stand-in, which counts what it forbids."""

import calendar
import os
import re
import time

import fault_cases
import state_cases
import temporary
from common import EchoServer, NEW, NEW6, OLD, OLD6, OTHER, expect_asked
from harness import (cases, expect, expect_equal, expect_status, expect_words,
    main, secret, test, write)
from rest_world import HOME, KINDS, Kind, SECRET, World as Any, ZONE, one_zone
from services import dnspod
from zone_cases import only

TOKEN = secret("12345," + SECRET)
ENV = {"DNSPOD_API_KEY": TOKEN}
KINDS["dnspod"] = Kind(one_zone(dnspod.Dnspod, TOKEN), "", "DP_Key",
    DP_Id="12345")
PAIR = KINDS["dnspod"].env(SECRET)
ABROAD = ("--set", "site=international")


class World(Any):
    def __init__(self, *held, token=TOKEN, abroad=False):
        super().__init__("dnspod", *held)
        self.vendor.token, self.vendor.abroad = token, abroad
        self.vendor.lines = dnspod.ABROAD if abroad else dnspod.LINES

    def run(self, *args, env=ENV, **more):
        return super().run(*args, env=env, **more)

    @property
    def written(self):
        return [request.path for request in self.writes]


state_cases.register("dnspod", {name: {"status": {"code": "1", "message":
    "x"}, "record": record} for name, record in dict(other={"id": 44146110},
    longer={"id": "441461120"}, none={}, null={"id": None}, empty={"id": ""},
    list={"id": [44146113]}).items()},
    # Failed logins are counted, and the number 7 is a code of theirs: see
    # login_fails_once and hostile_read.
    but=("wrong_secret", "hostile_wrong_types"))
fault_cases.hostile_reads(World, wrong_types=(76, 77))
fault_cases.hostile_writes(World)
fault_cases.wrong_certificates("dnspod", ENV)


@cases(as_it_is=(), forced=("--force",))
def unchanged_many_times(*args):
    """A sixth change that changes nothing would lock the record."""
    with World(("A", NEW)) as world:
        for _ in range(20):
            expect_status(world.run(HOME, "-z", ZONE, *args), 0)
        expect_asked(world.server, 20)
        expect_equal(world.writes, [], "writes")
        only(world, world.run(HOME, ip=OTHER), OTHER)


@cases(strings=0, numbers=1)
def changed_with_either_kind_of_number(turn):
    """The vendor changes its mind with every answer."""
    with World() as world:
        world.vendor._answers = turn
        only(world, world.run(HOME, "-z", ZONE), NEW)


@test
def update_keeps_what_is_there():
    with World(("TXT",)) as world:
        world.put(HOME, "A", OLD, ttl=1200)
        before, = world.vendor.find(HOME)
        wanted = dict(before, value=NEW)
        only(world, world.run(HOME), NEW)
        expect_equal(world.vendor.find(HOME), [wanted], "record")


@cases(changed=("A", "/Record.Modify"), created=("TXT", "/Record.Create"))
def one_write(type, wanted):
    with World((type, OLD)) as world:
        only(world, world.run(HOME), NEW)
        expect_equal(world.written, [wanted], "writes")
        expect_equal(world.vendor.find(HOME)[0]["ttl"], 600, "TTL")


@cases(six="6", eight="8", nine="9", thirteen="13")
def zone_is_found_behind(code):
    with World() as world:
        world.vendor.missing = code
        only(world, world.run(HOME), NEW)


@cases(neither=(OLD, OTHER), first=(NEW, OTHER), last=(OTHER, NEW))
def replaced_without_a_needless_change(*held):
    with World(("A", *held)) as world:
        only(world, world.run(HOME, "--replace"), NEW)
        expect_equal([record["same"] for record in world.vendor.records],
                [0], "changes that changed nothing")


@test
def other_lines_stay():
    with World() as world:
        world.put(HOME, "A", OTHER, line="10=0")
        only(world, world.run(HOME), NEW)
        expect_equal(world.vendor.values(HOME, line="10=0"),
                [OTHER], "on the other line")


@cases(name="联通", number="10=1")
def line_is_chosen(line):
    with World(("A", OTHER)) as world:
        world.put(HOME, "A", OLD, line="10=1")
        done = world.run(HOME, "--set", "line=" + line)
        only(world, done, OTHER)
        expect_equal(world.vendor.values(HOME, line="10=1"),
                [NEW], "on the line")


@cases(name="联通", number="10=1")
def line_is_created(line):
    with World(("A", OTHER)) as world:
        only(world, world.run(HOME, "--set", "line=" + line), OTHER)
        expect_equal(world.vendor.values(HOME, line="10=1"),
                [NEW], "on the line")


@test
def line_is_unknown():
    with World() as world:
        done = world.run(HOME, "--set", "line=moon")
        expect_status(done, 78)
        expect_words(done.err, "line")


@test
def pages_are_all_read():
    names = ["h%d.%s" % (n, ZONE) for n in range(10)]
    with World(("TXT",)) as world:
        for name in names:
            world.put(name, "A", OLD)
        world.vendor.page = 3
        done = world.run("-z", ZONE, *names)
        for name in names:
            only(world, done, NEW, name=name)
        expect_asked(world.server, 10 + 4)


@cases(created="TXT", replaced="A")
def abroad(type):
    """The site of dnspod.com takes a zone by its number, and names the line
    otherwise than it lists it."""
    with World((type, OLD), ("AAAA", OLD6), abroad=True) as world:
        done = world.run(HOME, *ABROAD, both=True)
        only(world, done, NEW)
        only(world, done, NEW6, type="AAAA")
        world.server.forget()
        only(world, world.run(HOME, *ABROAD), NEW)
        expect_equal(world.writes, [], "writes of the second run")


@test
def abroad_needs_its_site():
    with World(abroad=True) as world:
        expect_status(world.run(HOME), 68)
        expect_equal(world.writes, [], "writes")


@test
def pair_of_keys():
    with World() as world:
        only(world, world.run(HOME, env=PAIR), NEW)


@test
def pair_with_the_id_by_set():
    with World() as world:
        only(world, world.run(HOME, "--set", "key-id=12345",
                env={"DP_Key": SECRET}), NEW)


@test
def token_by_file():
    path = write(temporary.directory("token"), "token", TOKEN + "\n", 0o400)
    with World() as world:
        only(world, world.run(HOME, "--token-file", path, env={}), NEW)
        expect(os.path.exists(path), "the file is gone")


@cases(both=dict(ENV, **PAIR), half={"DP_Id": "12345"},
    no_id={"DNSPOD_API_KEY": SECRET}, no_token={"DNSPOD_API_KEY": "12345,"},
    words={"DNSPOD_API_KEY": "me," + SECRET}, empty_id={"DNSPOD_API_KEY":
    "," + SECRET},
    other_mark={"DNSPOD_API_KEY": "12345:" + SECRET},
    id_is_no_number=dict(PAIR, DP_Id="me@example.com"))
def credentials_that_cannot_be(env):
    """Every login that fails counts, so these are not even tried."""
    with World() as world:
        done = world.run(HOME, "-vv", env=env)
        expect_status(done, 78)
        expect_asked(world.server, 0)


@cases(reserved="a+b/c=d&e%f", blanks=" a  b ", quotes="a\"b'c\\d<e>",
    letters="schlüssel-密钥", commas="a,b,,c", percent="%2C%26%%")
def special_characters_arrive_unharmed(text):
    token = secret("12345," + text + "0123456789")
    with World(token=token) as world:
        only(world, world.run(HOME, "-vv", env={"DNSPOD_API_KEY": token}),
                NEW)
        only(world, world.run(HOME, "-vv", ip=OTHER, env={"DP_Id": "12345",
                "DP_Key": token[6:]}), OTHER)


@test
def token_goes_to_the_vendor_only():
    with World() as world, EchoServer(NEW) as one:
        world.run(HOME, "-s", one.spec, ip=None)
        expect_equal(one.server.seen(SECRET), [], "seen by the echo")
        expect_equal({place for _, place in world.server.seen(SECRET)},
                {"body"}, "seen by the vendor")


@cases(token=ENV, pair=PAIR)
def token_alone_is_struck_out(env):
    """The vendor may repeat it without its ID."""
    with World() as world:
        world.server.misbehave("status", status=200, body={"status":
                {"code": "4711", "message": "unknown token " + SECRET}})
        done = world.run(HOME, env=env)
        expect_status(done, 76)
        expect_words(done.err, "unknown token [secret]")


WRONG = secret("12345,fa4e000000000000000000000000wrong")


@cases(one=(HOME,), three=(HOME, "a.example.com", "b.example.com"))
def login_fails_once(*names):
    with World() as world:
        done = world.run(*names, "-vv", both=True,
                env={"DNSPOD_API_KEY": WRONG})
        expect_status(done, 77)
        expect_words(done.err, "token")
        expect_equal((world.vendor.values(HOME), world.vendor.failures),
                ([OLD], 1), "record and failed logins")
        expect_asked(world.server, 1)


@test
def login_that_failed_is_remembered():
    """Thirty of them in five minutes would close the account."""
    with World() as world:
        for _ in range(3):
            done = world.run(HOME, env={"DNSPOD_API_KEY": WRONG})
            expect_status(done, 77)
        expect_equal(world.vendor.failures, 1, "failed logins")
        only(world, world.run(HOME), NEW)


@test
def login_is_closed():
    with World() as world:
        world.vendor.failures = 30
        for _ in range(2):
            done = world.run(HOME)
            expect_status(done, 75)
            expect_words(done.err, "too many failed logins")
        expect_asked(world.server, 1)
        until = re.search(r"not before (\S+ \S+) UTC", done.err).group(1)
        expect(calendar.timegm(time.strptime(until, "%Y-%m-%d %H:%M"))
                > time.time() + 3000, "not for an hour")


@test
def calls_itself_by_its_name():
    with World() as world:
        expect_status(world.run(HOME), 0)
        agents = {request.header("user-agent")
                for request in world.server.requests}
        expect(len(agents) == 1 and re.fullmatch(
                r"dnsfollow/[0-9.]+ \(\+https://\S+\)", agents.pop()),
                "User-Agent")


@test
def tells_whom_to_write_to():
    with World() as world:
        only(world, world.run(HOME, "--set", "contact=me@example.com"), NEW)
        for request in world.server.requests:
            expect(re.fullmatch(r"dnsfollow/[0-9.]+ \(me@example\.com\)",
                    request.header("user-agent")), "User-Agent")


@cases(no_mail="me", blanks="me @example.com", marks="me@example.com)",
    line="me@example.com\r\nX-Injected: 1")
def contact_that_cannot_be(contact):
    with World() as world:
        expect_status(world.run(HOME, "--set", "contact=" + contact), 64, 78)
        expect_asked(world.server, 0)


@cases(account=("83", 77), place=("85", 77), second_factor=("50", 77),
    permission=("7", 77), plan=("-7", 77), agents=("-3", 77),
    limit=("-2", 75), closed=("-99", 75), unknown=("3", 75),
    banned=("-15", 65), new=("4711", 76))
def code_of_a_read(code, status):
    with World() as world:
        world.vendor.codes["Record.List"] = code
        done = world.run(HOME)
        expect_status(done, status)
        expect_words(done.err, "(%s: " % code)
        expect_asked(world.server, 1)


@cases(permission=("7", 77), gone=("8", 75), locked=("21", 65),
    value=("34", 65), forbidden=("82", 65), quota=("500025", 65),
    limit=("-2", 75), login=("-1", 77), url_quota=("31", 65),
    duplicate=("104", 75))
def code_of_a_change(code, status):
    with World() as world:
        world.vendor.codes["Record.Modify"] = code
        before = world.snapshot()
        done = world.run(HOME)
        expect_status(done, status)
        expect_words(done.err, "(%s: " % code)
        expect_equal(world.snapshot(), before, "records")


@test
def quota():
    with World(("TXT",)) as world:
        world.vendor.most = 0
        done = world.run(HOME)
        expect_status(done, 65)
        expect_words(done.err, "plan")
        expect_equal(world.written, ["/Record.Create"], "writes")


@test
def conflict_that_nobody_listed():
    """Such as the records that the vendor makes for its own services."""
    with World(("TXT",)) as world:
        world.vendor.codes["Record.Create"] = "31"
        done = world.run(HOME)
        expect_status(done, 65)
        expect_words(done.err, "CNAME", "remove")


main()
