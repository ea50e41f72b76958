#!/usr/bin/env -S python3 -B
"""The powerdns provider against a real server, and against a lying one."""

from common import (HOSTILE, NEW, NEW6, OLD, OLD6, OTHER, EchoServer, at_once,
    expect_failed, expect_one, good_server, statuses)
from harness import (cases, expect, expect_equal, expect_status, expect_words,
    main, run, secret, test)
from servers import API_KEY, PowerDNS

secret(API_KEY)
WRONG = secret("fake-and-wrong-api-key-0123456789")
ENV = {"PDNS_API_KEY": API_KEY}
ZONE, HOME = "example.test", "home.example.test"
ROOT = "/api/v1"    # may stand in the base URL
server = PowerDNS()


def world(*rrsets):
    """The zone anew, with home's old address unless told otherwise."""
    try:
        server.remove_zone(ZONE)
    except OSError:
        pass
    server.add_zone(ZONE, rrsets or [(HOME, "A", 120, [OLD])])
    return server.serial(ZONE)


def ask(*args, env=ENV, ip=NEW, url=None, timeout=10, config=None):
    source = ["-i", ip] if ip else []
    return run(at_once("-p", "powerdns", "--api-url", url or server.url
            + ROOT, *source, *args, timeout=timeout), env, config=config)


def only(done, wanted, name=HOME, type="A"):
    expect_status(done, 0)
    expect_equal(server.values(name, type), [wanted], "in the DNS")


@test
def unchanged():
    serial = world()
    with EchoServer(OLD) as one:
        done = ask(HOME, "-s", one.spec, "--json", ip=None)
        expect_status(done, 0)
        expect_one(done.json(), "unchanged", [OLD], [OLD])
    expect_equal(server.serial(ZONE), serial, "serial")


@test
def changed():
    serial = world()
    done = ask(HOME, "--json")
    only(done, NEW)
    record = expect_one(done.json(), "updated", [OLD], [NEW])
    expect_equal((record["provider"], record["zone"].rstrip(".")),
            ("powerdns", ZONE), "report")
    expect_equal(server.rrset(ZONE, HOME, "A")["ttl"], 120, "TTL")
    expect(server.serial(ZONE) > serial, "the serial stands")


@cases(bare="", slash="/", version=ROOT, version_slash=ROOT + "/")
def base_url(path):
    world()
    only(ask(HOME, url=server.url + path), NEW)


@test
def changed_line():
    world()
    expect_equal(ask(HOME).out, "%s A %s -> %s updated (powerdns)\n"
            % (HOME, OLD, NEW), "stdout")


@test
def created():
    world(("x." + ZONE, "A", 60, [OLD]))
    done = ask(HOME, "--json")
    only(done, NEW)
    expect_one(done.json(), "created", [], [NEW])
    expect_equal(server.rrset(ZONE, HOME, "A")["ttl"], 300, "TTL")


@test
def no_create():
    serial = world(("x." + ZONE, "A", 60, [OLD]))
    expect_status(ask(HOME, "--no-create"), 68)
    expect_equal(server.serial(ZONE), serial, "serial")


@cases(apex=ZONE, wildcard="*." + ZONE, deep="a.b." + ZONE,
    upper="HOME.Example.TEST")
def name_is_found(name):
    plain = name.lower()
    world((plain, "A", 60, [OLD]))
    only(ask(name), NEW, plain)


@test
def sub_zone_is_preferred():
    world()
    server.add_zone("sub." + ZONE)
    only(ask("home.sub." + ZONE), NEW, "home.sub." + ZONE)
    expect(server.rrset("sub." + ZONE, "home.sub." + ZONE, "A"),
            "not in the sub-zone")
    server.remove_zone("sub." + ZONE)


@test
def no_zone():
    world()
    done = ask("home.example.org")
    expect_status(done, 68)
    expect_words(done.err, "zone")


@test
def both_families():
    world((HOME, "A", 60, [OLD]), (HOME, "AAAA", 60, [OLD6]))
    done = ask(HOME, "-4", "-6", "-i", NEW6, "--json")
    only(done, NEW)
    only(done, NEW6, type="AAAA")
    expect_equal(statuses(done.json()), [(HOME, "A", "updated"),
            (HOME, "AAAA", "updated")], "statuses")


@test
def ipv6_only_leaves_ipv4():
    world((HOME, "A", 60, [OLD]), (HOME, "AAAA", 60, [OLD6]))
    only(ask(HOME, "-6", ip=NEW6), NEW6, type="AAAA")
    expect_equal(server.values(HOME), [OLD], "A")


@test
def several_values():
    serial = world((HOME, "A", 60, [OLD, OTHER]))
    done = ask(HOME)
    expect_status(done, 65)
    expect_words(done.err, OLD, OTHER, "--replace")
    expect_equal(server.serial(ZONE), serial, "serial")


@cases(neither=[OLD, OTHER], one_of_them=[NEW, OTHER])
def several_values_replaced(held):
    world((HOME, "A", 60, held))
    only(ask(HOME, "--replace"), NEW)


@test
def alias_is_refused():
    serial = world((HOME, "CNAME", 60, ["x.example.net."]))
    done = ask(HOME)
    expect_status(done, 65)
    expect_words(done.err, "CNAME")
    expect_equal(server.serial(ZONE), serial, "serial")


@test
def ttl_is_part_of_what_is_wanted():
    world()
    only(ask(HOME, "-t", "900", ip=OLD), OLD)
    expect_equal(server.rrset(ZONE, HOME, "A")["ttl"], 900, "TTL")
    serial = server.serial(ZONE)
    only(ask(HOME, "-t", "900", ip=OLD), OLD)
    expect_equal(server.serial(ZONE), serial, "serial of the second run")


@test
def dry_run():
    serial = world()
    done = ask(HOME, "-n", "--json")
    expect_status(done, 0)
    expect_one(done.json(), "would-update", [OLD], [NEW])
    expect_equal(server.serial(ZONE), serial, "serial")


@cases(differs=(NEW, 1), right=(OLD, 0))
def check(ip, status):
    serial = world()
    expect_status(ask(HOME, "-c", ip=ip), status)
    expect_equal(server.serial(ZONE), serial, "serial")


@test
def secondary_zone_is_refused():
    world()
    try:
        server.add_zone("slave.test", kind="Slave")
        done = ask("home.slave.test")
        expect(done.status in (65, 68, 77, 78), "status %d"
                % done.status)
        expect_words(done.err, "secondary|slave")
    finally:
        server.remove_zone("slave.test")


@test
def credentials_refused():
    serial = world()
    expect_status(ask(HOME, "-vv", env={"PDNS_API_KEY": WRONG}), 77)
    expect_equal(server.serial(ZONE), serial, "serial")


@test
def wrong_server_id():
    serial = world()
    done = ask(HOME, "--set", "server-id=elsewhere")
    expect_status(done, 68, 78)
    expect_equal(server.serial(ZONE), serial, "serial")


@test
def url_from_the_environment():
    world()
    done = run(at_once("-p", "powerdns", "-i", NEW, HOME), dict(ENV,
            PDNS_API_URL=server.url + ROOT))
    only(done, NEW)


@test
def url_is_missing():
    done = run(at_once("-p", "powerdns", "-i", NEW, HOME), ENV)
    expect_status(done, 64, 78)
    expect_words(done.err, "api-url")


@test
def comments_survive():
    world()
    server.call("PATCH", "/zones/%s." % ZONE, {"rrsets": [{"name": HOME
            + ".", "type": "A", "changetype": "REPLACE", "comments": [
            {"content": "do not lose", "account": "me",
            "modified_at": 1767322800}]}]})
    only(ask(HOME), NEW)
    expect_equal([comment["content"] for comment in
            server.rrset(ZONE, HOME, "A")["comments"]], ["do not lose"],
            "comments")


@test
def hundred_names():
    names = ["h%d.%s" % (number, ZONE) for number in range(100)]
    world(*[(name, "A", 60, [OLD]) for name in names])
    expect_status(ask(*names), 0)
    for name in names[::9]:
        expect_equal(server.values(name), [NEW], name)


@cases(**HOSTILE)
def hostile(kind, details, wanted):
    with good_server() as liar:
        liar.misbehave(kind, **details)
        done = ask(HOME, url=liar.url(ROOT), timeout=1)
        expect_failed(done, wanted)
        expect_equal([request for request in liar.requests
                if request.method != "GET"], [], "writes")


main()
