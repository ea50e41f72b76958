#!/usr/bin/env -S python3 -B
"""The duckdns provider: the stand-in writes, BIND tells what is live."""

from common import (CERTIFICATES, EchoServer, HOSTILE, NEW, NEW6, OLD, OLD6,
    OTHER, at_once, expect_asked, expect_failed, expect_one, good_server,
    statuses, wrong_certificate)
from dnsproxy import DnsProxy
from harness import (cases, expect, expect_equal, expect_status, expect_words,
    main, run, secret, test)
from servers import Bind
from services.duckdns import DuckDNS

TOKEN = secret("fa4ef00d-0000-4000-8000-0123456789ab")
ENV = {"DUCKDNS_TOKEN": TOKEN}
HOME = "home.duckdns.org"
bind = Bind()


class World:
    """What the vendor is told, BIND serves; asked through a counter."""

    def __init__(self, a=OLD, aaaa=None):
        self.server = good_server()
        self.vendor = self.server.mount("/update",
                DuckDNS(TOKEN, ["home", "www"], self.changed))
        self.dns = DnsProxy(bind.port)
        records = [(HOME, type, value, 60) for type, value
                in (("A", a), ("AAAA", aaaa)) if value]
        bind.put("duckdns.org", *records,
                clear=[HOME, "www.duckdns.org"])
        self.vendor.held["home"] = {"A": a, "AAAA": aaaa}

    def changed(self, name, type, address):
        kept = [(name, other, value, 60) for other in ("A", "AAAA")
                if other != type for value in bind.values(name, other)]
        bind.put("duckdns.org", (name, type, address, 60), *kept,
                clear=[name])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.close()
        self.dns.__exit__()

    def run(self, *args, env=ENV, ip=NEW, timeout=10, live=None,
            config=None):
        source = ["-i", ip] if ip else []
        return run(at_once("-p", "duckdns", "--api-url",
                self.server.url(), "--set", "live-server=127.0.0.1:%d"
                % (live or self.dns.port), *source, *args,
                timeout=timeout), env, config=config)


def only(world, done, wanted, type="A"):
    expect_status(done, 0)
    expect_equal(world.vendor.held["home"][type], wanted, "at the vendor")
    expect_equal(bind.values(HOME, type), [wanted], "in the DNS")


@test
def unchanged():
    with World(NEW) as world, EchoServer(NEW) as one:
        done = world.run(HOME, "-s", one.spec, "--json", ip=None)
        expect_status(done, 0)
        expect_one(done.json(), "unchanged", [NEW], [NEW])
        expect_asked(world.server, 0)
        expect_asked(one.server, 1)
        expect(len(world.dns.messages) <= 4, "asked the name server %s"
                % world.dns.messages)


@test
def changed():
    with World() as world:
        done = world.run(HOME, "--json")
        only(world, done, NEW)
        expect_one(done.json(), "updated", [OLD], [NEW])
        expect_asked(world.server, 1)
        expect_equal(world.server.requests[0].query["domains"], "home",
                "domains")


@test
def changed_line():
    with World() as world:
        expect_equal(world.run(HOME).out, "%s A %s -> %s updated "
                "(duckdns)\n" % (HOME, OLD, NEW), "stdout")


@test
def created():
    with World(None) as world:
        done = world.run(HOME, "--json")
        only(world, done, NEW)
        expect_one(done.json(), "created", [], [NEW])


@test
def both_families_in_one_request():
    with World(OLD, OLD6) as world:
        done = world.run(HOME, "-4", "-6", "-i", NEW6, "--json")
        only(world, done, NEW)
        only(world, done, NEW6, "AAAA")
        expect_equal(statuses(done.json()), [(HOME, "A", "updated"),
                (HOME, "AAAA", "updated")], "statuses")
        expect_asked(world.server, 1)


@cases(six=("-6", NEW6, "AAAA", "A", OLD), four=("-4", NEW, "A", "AAAA",
    OLD6))
def one_family_leaves_the_other(option, ip, type, other, kept):
    with World(OLD, OLD6) as world:
        only(world, world.run(HOME, option, ip=ip), ip, type)
        expect_equal(world.vendor.held["home"][other], kept, other)


@test
def two_names():
    with World() as world:
        done = world.run(HOME, "www.duckdns.org")
        only(world, done, NEW)
        expect_equal(world.vendor.held["www"]["A"], NEW, "www")
        expect_asked(world.server, 2, most=True)


@test
def several_values():
    with World() as world:
        bind.put("duckdns.org", (HOME, "A", OTHER, 60))
        done = world.run(HOME)
        expect_status(done, 65)
        expect_words(done.err, OLD, OTHER)
        expect_asked(world.server, 0)


@test
def alias_is_refused():
    with World(None) as world:
        bind.put("duckdns.org", (HOME, "CNAME", "x.example.net", 60))
        expect_status(world.run(HOME), 65)
        expect_asked(world.server, 0)


@test
def dry_run():
    with World() as world:
        done = world.run(HOME, "-n", "--json")
        expect_status(done, 0)
        expect_one(done.json(), "would-update", [OLD], [NEW])
        expect_asked(world.server, 0)


@cases(differs=(NEW, 1), right=(OLD, 0))
def check(ip, status):
    with World() as world:
        expect_status(world.run(HOME, "-c", ip=ip), status)
        expect_asked(world.server, 0)


@cases(token=({"DUCKDNS_TOKEN": "fa4ef00d-ffff-4fff-8fff-ffffffffffff"},
    HOME), name=(ENV, "nosuch.duckdns.org"))
def refused(env, name):
    secret("fa4ef00d-ffff-4fff-8fff-ffffffffffff")
    with World() as world:
        done = world.run(name, "-vv", env=env)
        expect_status(done, 68, 77)
        expect_words(done.err, "token|KO")
        expect_equal(world.vendor.held["home"]["A"], OLD, "record")
        expect_asked(world.server, 1)


@cases(elsewhere="home.example.com", look_alike="home.notduckdns.org",
    deeper="a.home.duckdns.org", apex="duckdns.org",
    wildcard="*.duckdns.org")
def name_that_cannot_be(name):
    with World() as world:
        done = world.run(name)
        expect(done.status in (64, 65, 68), "status %d" % done.status)
        expect_asked(world.server, 0)


@test
def ttl_cannot_be_chosen():
    with World(NEW) as world:
        expect_status(world.run(HOME, "-t", "300"), 64)
        expect_asked(world.server, 0)


@cases(default="[default]\nttl = 300\n",
    beside_others="[default]\nttl = 300\nproxied = no\n[%s]\n" % HOME)
def ttl_for_others_is_ignored(config):
    with World() as world:
        only(world, world.run(HOME, config=config), NEW)
        expect_status(world.run(HOME, "-c", config=config), 0)


@cases(answer_words=b"OKAY", empty=b"", html=b"<html>OK</html>",
    ok_later=b"\nwell OK")
def nonsense_is_no_success(body):
    with World() as world:
        world.server.misbehave("status", status=200, body=body)
        expect_status(world.run(HOME), 76)


@test
def value_not_taken():
    """OK, but the verbose answer names another address."""
    with World() as world:
        world.server.misbehave("status", status=200,
                body="OK\n%s\n\nUPDATED" % OTHER)
        expect_status(world.run(HOME), 76)


def answered6(world, answer):
    world.server.misbehave("status", status=200, body=answer)
    return world.run(HOME, "-6", ip=NEW6)


@cases(full="2001:0db8:0007:0000:0000:0000:0000:0007",
    capitals="2001:DB8:7::7", half="2001:db8:7:0:0::7",
    as_decimals="2001:db8:7::0.0.0.7", in_brackets="[2001:db8:7::7]")
def address_in_another_spelling(text):
    with World(OLD, OLD6) as world:
        done = answered6(world, "OK\n\n%s\nUPDATED" % text)
        expect_status(done, 0)
        expect_words(done.out, NEW6)


@cases(other="2001:db8:7::8", longer="2001:db8:7::77", old=OLD6,
    prefix="2001:db8:7::", with_length="2001:db8:7::7/128", none="",
    beside="x2001:db8:7::7", two="2001:db8:7::72001:db8:7::7")
def another_address_is_no_success(text):
    with World(OLD, OLD6) as world:
        expect_status(answered6(world, "OK\n\n%s\nUPDATED" % text), 76)


@cases(first=(OTHER, NEW6), second=(NEW, OLD6), neither=("", ""))
def one_of_two_addresses(ipv4, ipv6):
    with World(OLD, OLD6) as world:
        world.server.misbehave("status", status=200,
                body="OK\n%s\n%s\nUPDATED" % (ipv4, ipv6))
        expect_status(world.run(HOME, "-4", "-6", "-i", NEW6), 76)


@cases(**{name: case for name, case in HOSTILE.items()
    if "json" not in name and "types" not in name})
def hostile(kind, details, wanted):
    with World() as world:
        world.server.misbehave(kind, **details)
        expect_failed(world.run(HOME, timeout=1), wanted)
        expect_equal(world.vendor.held["home"]["A"], OLD, "record")


@cases(**CERTIFICATES)
def certificate_is_refused(which):
    with World() as world:
        done = wrong_certificate(which, lambda server: ["-p", "duckdns",
                "--api-url", server.url(), "--set", "live-server=127.0.0.1:%d"
                % world.dns.port, "-i", NEW, HOME], ENV)
        expect_status(done, 76)


@test
def silent_name_server_writes_nothing():
    with World() as world:
        world.dns.spoil = lambda query, reply: None
        done = world.run(HOME, timeout=2)
        expect_status(done, 75)
        expect_asked(world.server, 0)


@test
def refusing_name_server_writes_nothing():
    with World() as world:
        world.dns.spoil = lambda query, reply: query[:2] \
                + b"\x80\x05" + query[4:]
        done = world.run(HOME, timeout=2)
        expect(done.status not in (0, 1), "status %d" % done.status)
        expect_asked(world.server, 0)


@test
def forged_id_is_not_believed():
    with World(NEW) as world:
        world.dns.spoil = lambda query, reply: bytes([reply[0] ^ 1]) \
                + reply[1:]
        done = world.run(HOME, timeout=2)
        expect(done.status != 0, "believed a reply with a wrong id")


@test
def token_goes_to_the_vendor_only():
    with World() as world, EchoServer(NEW) as one:
        world.run(HOME, "-s", one.spec, ip=None)
        expect_equal(one.server.seen(TOKEN), [], "seen by the echo")
        expect(world.server.seen(TOKEN), "not seen by the vendor")


main()
