#!/usr/bin/env -S python3 -B
"""Other devices behind the prefix: their names, from one detection."""

import ipaddress

from cloudflare_world import ENV, HOME, World
from common import EchoServer, NEW, OLD, at_once, statuses
from harness import (cases, expect, expect_equal, expect_status, expect_words,
    main, read, run, test)
from hosts_target import HOSTS, expect_untouched, file_args, holds, target

HERE6 = "2001:db8:1:2:aaaa:bbbb:cccc:dddd"
THERE6 = "2001:db8:9:8:aaaa:bbbb:cccc:dddd"
NAS, CAMERA = "nas.example.com", "camera.example.com"
OLD6 = "2001:db8:ffff::1"
MAC = "mac:00-11-22-33-44-55"
OWN = "home.example.test"
CONFIG = """[default]
provider = cloudflare
source = {source}
family = ipv6
[home.example.com]
family = ipv4, ipv6
[nas.example.com]
host-id = ::1
[camera.example.com]
host-id = mac:00-11-22-33-44-55
"""


def three():
    """A name of this machine's, and two of other devices behind it."""
    return World(("A", HOME, OLD), ("AAAA", HOME, OLD6), ("AAAA", NAS, OLD6),
            ("AAAA", CAMERA, OLD6))


def values(world):
    return [world.vendor.values(name, "AAAA") for name in
            (HOME, NAS, CAMERA)]


def of(prefix):
    """What the three hold behind that prefix."""
    return [[prefix + "aaaa:bbbb:cccc:dddd"], [prefix + ":1"],
            [prefix + "211:22ff:fe33:4455"]]


def keep(world, echo, *args):
    echo.server.forget()
    return run(at_once("--json", *world.api, *args), ENV,
            config=CONFIG.format(source=echo.spec))


@test
def three_names_from_one_detection():
    with three() as world, EchoServer(NEW, HERE6, both=True) as echo:
        done = keep(world, echo)
        expect_status(done, 0)
        expect_equal(echo.asked, 2, "echo requests, one for each family")
        expect_equal(values(world), of("2001:db8:1:2:"), "records")
        expect_equal(world.vendor.values(HOME, "A"), [NEW], "IPv4")
        report = done.json()
        expect_equal([one["address"] for one in report["addresses"]],
                [NEW, HERE6], "addresses")
        expect_equal({(one["name"], one["type"]): one["after"]
            for one in report["records"]},
            {(HOME, "A"): [NEW], (HOME, "AAAA"): [HERE6],
                (NAS, "AAAA"): ["2001:db8:1:2::1"],
                (CAMERA, "AAAA"): ["2001:db8:1:2:211:22ff:fe33:4455"]},
            "after")


@test
def second_run_changes_nothing():
    with three() as world, EchoServer(NEW, HERE6, both=True) as echo:
        expect_status(keep(world, echo), 0)
        world.server.forget()
        done = keep(world, echo)
        expect_status(done, 0)
        expect_equal(done.json()["result"], "unchanged", "result")
        expect_equal(world.writes, [], "writes")
        expect_equal(echo.asked, 2, "echo requests, one for each family")


@test
def one_echo_request_for_six_alone():
    with three() as world, EchoServer(None, HERE6, both=True) as echo:
        for _ in range(2):
            expect_status(keep(world, echo, NAS, CAMERA), 0)
            expect_equal(echo.asked, 1, "echo requests")
        expect_equal(values(world)[0], [OLD6], "the name not asked for")
        expect_equal(values(world)[1:], of("2001:db8:1:2:")[1:], "records")


@test
def new_prefix_moves_all():
    with three() as world, EchoServer(NEW, HERE6, both=True) as echo:
        expect_status(keep(world, echo), 0)
        world.server.forget()
        echo.echo.ipv6 = THERE6
        done = keep(world, echo)
        expect_status(done, 0)
        expect_equal(values(world), of("2001:db8:9:8:"), "records")
        expect_equal([state for _, type, state in statuses(done.json())
                if type == "A"], ["unchanged"], "IPv4")
        expect_equal(len(world.writes), 1, "writes")


def one(*args, ip=HERE6, path=None, config=None):
    """One name in a hosts file, and no network."""
    path = path or target()
    return run(file_args(path, "-i", ip, *args, OWN), config=config), path


@cases(
    part=("::1", (), "::1"), lower=(MAC.replace("-", ":"), (),
    "::211:22ff:fe33:4455"),
    mac=(MAC, (), "::211:22ff:fe33:4455"),
    subnet=("::1", ("--prefix-len", 56, "--subnet", 3), "0:0:0:3::1"),
    subnet_of_48=(MAC, ("--prefix-len", 48, "--subnet", 65535),
    "0:0:0:ffff:211:22ff:fe33:4455"),
    last_of_56=("::1", ("--prefix-len", 56, "--subnet", 255),
    "0:0:0:ff::1"),
    first=("::1", ("--prefix-len", 56, "--subnet", 0), "::1"),
    wide=("0:0:0:7::1", ("--prefix-len", 60), "0:0:0:7::1"),
    narrow=("::9", ("--prefix-len", 120), "::9"))
def made(id, more, part):
    done, path = one("--host-id", id, *more)
    expect_status(done, 0)
    length = int(more[1]) if more else 64
    net = ipaddress.ip_network((HERE6, length), strict=False)
    wanted = str(ipaddress.ip_address(int(net.network_address)
            | int(ipaddress.ip_address(part))))
    expect(holds(path, wanted), "%s is not in %r" % (wanted, read(path)))
    done, _ = one("--host-id", id, *more, path=path)
    expect_status(done, 0)
    expect_equal(done.out, "", "the second run")


WRONG = dict(
    word=("host-id", "nas", (), "::1"),
    ipv4=("host-id", "192.0.2.9", (), "::1"),
    length=("host-id", "::1/64", (), "::1"),
    mac_of_eight=("host-id", MAC + "-66-77", (), "mac:00-11"),
    mac_of_five=("host-id", MAC[:-3], (), "mac:00-11"),
    no_hex=("host-id", "mac:00-11-22-33-44-5g", (), "mac:00-11"),
    bare_mac=("host-id", MAC[4:], (), "mac:00-11"),
    multicast=("host-id", "mac:01-00-5e-00-00-01", (), "multicast"),
    broadcast=("host-id", "mac:ff-ff-ff-ff-ff-ff", (), "multicast"),
    nobody=("host-id", "mac:00-00-00-00-00-00", (), "nobody"),
    zero=("host-id", "::", (), "router's"),
    zero_behind_bits=("host-id", "0:0:0:3::", (("prefix-len", 48),),
    "router's"),
    anycast=("host-id", "::fdff:ffff:ffff:ff80", (), "anycast"),
    mac_behind_48=("host-id", MAC, (("prefix-len", 48),), "64"),
    mac_behind_72=("host-id", MAC, (("prefix-len", 72),), "64"),
    inside=("host-id", "2001:db8::5", (("prefix-len", 64),),
    "within the first 64"),
    inside_by_one=("host-id", "0:0:0:1::5", (("prefix-len", 64),),
    "within the first 64"),
    inside_a_subnet=("host-id", "0:0:0:1::5", (("prefix-len", 56),
    ("subnet", 3)), "within the first 64"),
    subnet_too_large=("subnet", "256", (("prefix-len", 56),
    ("host-id", "::1")), "0 to 255"),
    subnet_of_64=("subnet", "1", (("prefix-len", 64), ("host-id", "::1")),
    "--prefix-len"),
    subnet_of_any=("subnet", "1", (("host-id", "::1"),), "--prefix-len"),
    subnet_alone=("subnet", "1", (("prefix-len", 56),), "--host-id"),
    length_alone=("prefix-len", "56", (), "--host-id"),
    no_length=("prefix-len", "128", (("host-id", "::1"),), "32 to 127"),
    zero_length=("prefix-len", "0", (("host-id", "::1"),), "32 to 127"),
    family=("host-id", "::1", (("family", "ipv4"),), "IPv4"))


@cases(**WRONG)
def wrong_option(key, value, more, word):
    with EchoServer(NEW, HERE6, both=True) as echo:
        path = target()
        options = [text for name, text in ((key, value), *more)
            for text in ("--" + name, str(text))]
        if "family" not in dict(more):
            options += ["-6"]
        done = run(file_args(path, "-s", echo.spec, *options, OWN))
        expect_status(done, 64)
        expect_words(done.err, key, word)
        expect_equal(echo.asked, 0, "requests")
        expect_untouched(path)


@cases(**WRONG)
def wrong_line(key, value, more, word):
    with EchoServer(NEW, HERE6, both=True) as echo:
        path = target()
        lines = ["[%s]" % OWN, "%s = %s" % (key, value)]
        if "family" not in dict(more):
            lines += ["family = ipv6"]
        lines += ["%s = %s" % one for one in more]
        done = run(file_args(path, "-s", echo.spec),
            config="\n".join(lines) + "\n")
        expect_status(done, 78)
        expect_words(done.err, "dnsfollow.conf:2:", key, word)
        expect_equal(echo.asked, 0, "requests")
        expect_untouched(path)


@cases(host_id=("DNSFOLLOW_HOST_ID", "::"),
    length=("DNSFOLLOW_PREFIX_LEN", "56"))
def wrong_variable(name, value):
    path = target()
    done = run(file_args(path, "-i", HERE6, OWN), {name: value})
    expect_status(done, 64)
    expect_words(done.err, name)
    expect_untouched(path)


@cases(bits=("2001:db8::5", (), "within the first 64"),
    special=("0:0:8000::5", ("--prefix-len", 32), "AS112|public"))
def what_the_prefix_decides(id, more, word):
    """A row that failed, beside one that did not."""
    path = target()
    config = "[%s]\n[nas.example.test]\nhost-id = %s\n%s" % (OWN, id,
        "prefix-len = 32\n" if more else "")
    ip = "2620:4f:1:2::7" if more else HERE6
    args = [arg for arg in file_args(path, "-i", ip, "--json")
        if not more or arg != "--allow-special"]
    done = run(args, config=config)
    expect_status(done, 65)
    rows = {row["name"]: row for row in done.json()["records"]}
    expect_equal(rows[OWN]["status"], "created", "the other row")
    expect_equal(rows["nas.example.test"]["status"], "failed", "the row")
    expect_equal(rows["nas.example.test"]["after"], [], "after")
    expect_words(rows["nas.example.test"]["error"]["message"], id, word)
    expect_equal(rows["nas.example.test"]["error"]["exit"], 65, "exit")
    expect("nas" not in read(path).decode(), "written")


@test
def failed_row_alone_writes_nothing():
    done, path = one("--host-id", "2001:db8::5")
    expect_status(done, 65)
    expect_words(done.err, "host-id", "2001:db8::5", "--prefix-len")
    expect_untouched(path)


@test
def four_is_untouched():
    path = target()
    done = run(file_args(path, "-i", HERE6, "-i", NEW, "--host-id", "::1",
            OWN))
    expect_status(done, 0)
    expect(holds(path, NEW) and holds(path, "2001:db8:1:2::1"), "addresses")
    expect(not holds(path, HERE6), "this machine's own")


@test
def length_for_all_and_a_device_for_one():
    """[default] may say what only some names need."""
    path = target()
    done = run(file_args(path, "-i", HERE6), config="""[default]
prefix-len = 56
subnet = 7
[%s]
[nas.example.test]
host-id = ::1
""" % OWN)
    expect_status(done, 0)
    expect(holds(path, HERE6) and holds(path, "2001:db8:1:7::1",
            "nas.example.test"), "addresses: %r" % read(path))


@test
def device_for_all_and_a_name_without_ipv6():
    path = target()
    done = run(file_args(path, "-i", HERE6, "-i", "203.0.113.9"),
        config="""[default]
host-id = ::1
[%s]
[nas.example.test]
family = ipv4
""" % OWN)
    expect_status(done, 0)
    expect(holds(path, "2001:db8:1:2::1") and holds(path, "203.0.113.9",
            "nas.example.test"), "addresses: %r" % read(path))


@test
def untouched_where_it_differs_in_dry_run():
    done, path = one("--host-id", "::1", "-n")
    expect_status(done, 0)
    expect_words(done.out, "+ %s AAAA 2001:db8:1:2::1" % OWN)
    expect_untouched(path, HOSTS)


main()
