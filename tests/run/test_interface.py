#!/usr/bin/env -S python3 -B
"""Addresses of this machine's own, as the kernel keeps them: which one is
taken, what is said of the others, and which one the other end sees."""

import lines_world

lines_world.enter()

from common import NEW    # noqa: E402
from far_world import FarZone    # noqa: E402
from harness import (cases, expect, expect_equal,    # noqa: E402
    expect_status, expect_words, main, run, test)
from hosts_target import file_args, holds, target    # noqa: E402
from interface_world import (FOR_A_WHILE, Wire, expect_shown,    # noqa: E402
    show, without_ipv6)
from lines_world import Internet, ip    # noqa: E402

internet = Internet()
ip("link set lo up")

PARENT, DHCP = "2001:db8:1::5", "2001:db8:1::8214"
ULA, STATIC = "fd00:1::1", "2001:db8:1::a"


def wire(name="eth0", metric=None, **more):
    return Wire(internet, name, metric, **more)


def one_of_each(line):
    """Of each kind and state; the temporary one."""
    parent, temporary = line.add_with_temporary(PARENT + "/64")
    line.add(DHCP + "/128", FOR_A_WHILE + " noprefixroute")
    line.add("2001:db8:1::dead/64", "preferred_lft 0")
    line.add(ULA + "/64")
    expect_equal(parent, PARENT, "parent")
    return temporary


@test
def every_state_on_one_link():
    with wire(metric=100) as line:
        temporary = one_of_each(line)
        expect_shown(DHCP, "-6", "-s", "iface", **{
            PARENT: "was given by DHCPv6", ULA: "is not private",
            temporary: "temporary: it dies", "2001:db8:1::dead":
            "deprecated: "})


@test
def temporary_when_wanted():
    with wire() as line:
        temporary = one_of_each(line)
        expect_shown(temporary, "-6", "-s", "iface", "--ipv6", "temporary",
            **{DHCP: "is temporary, as --ipv6 asks",
            PARENT: "is temporary, as --ipv6 asks",
            ULA: "is not private", "2001:db8:1::dead": "deprecated: "})


@test
def any_takes_temporary_ones_too():
    with wire() as line:
        parent, temporary = line.add_with_temporary(PARENT + "/64")
        expect_shown(parent, "-6", "-s", "iface:eth0", "--ipv6", "any",
            **{temporary: "is stable"})


@test
def temporary_alone_is_refused():
    """Its parent turned out to be somebody else's."""
    with wire() as line:
        line.set("accept_dad", 1)
        line.set("use_tempaddr", 2)
        line.add_there(PARENT + "/64")
        line.add(PARENT + "/64", "mngtmpaddr")
        line.wait_for("dadfailed")
        temporary = line.wait_for("temporary")
        done = show("-6", "-s", "iface:eth0")
        expect_status(done, 65)
        expect_words(done.err, temporary + " is temporary",
            "--ipv6 temporary", PARENT + " is a duplicate",
            "another --source")
        expect_equal(done.out, "", "stdout")
        expect_shown(temporary, "-6", "-s", "iface", "--ipv6", "temporary",
            **{PARENT: "a duplicate"})


@test
def deprecated_is_the_last_resort():
    with wire("eth0", 100) as line, wire("eth1", 200) as other:
        old = line.add(STATIC + "/64", "preferred_lft 0")
        done = show("-6", "-s", "iface")
        expect_status(done, 65)
        expect_words(done.err, old + " is deprecated", "--allow-deprecated")
        expect_shown(old, "-6", "-s", "iface", "--allow-deprecated")
        new = other.add("2001:db8:2::1/64")
        expect_shown(new, "-6", "-s", "iface", "--allow-deprecated",
            **{old: "is not deprecated"})


@test
def tentative_is_not_ours_yet():
    with wire() as line:
        line.set("accept_dad", 1)
        line.set("dad_transmits", 100)
        address = line.add(STATIC + "/64")
        done = show("-6", "-s", "iface")
        expect_status(done, 69)
        expect_words(done.err, address + " is tentative")
        sure = line.add(PARENT + "/64", "nodad")
        expect_shown(sure, "-6", "-s", "iface", **{address: "tentative: "})


@test
def duplicate_is_somebody_elses():
    with wire() as line:
        line.set("accept_dad", 1)
        line.add_there(STATIC + "/64")
        line.add(STATIC + "/64")
        address = line.wait_for("dadfailed")
        done = show("-6", "-s", "iface")
        expect_status(done, 69)
        expect_words(done.err, address + " is a duplicate")


@cases(dhcp_over_stable=("/128", "dhcp", PARENT + "/64", "mngtmpaddr"),
    stable_over_rest=("/64", "mngtmpaddr", PARENT + "/64", ""),
    eui64_over_rest=("/64", "eui64", PARENT + "/64", ""),
    preferred_for_longer=("/64", "longer", PARENT + "/64", ""))
def order_of_kinds(length, kind, other, flags):
    """What should be taken is always the numerically higher one."""
    mine = "2001:db8:1::ff:fe00:1" if kind == "eui64" else "2001:db8:1::ff"
    more = kind if kind == "mngtmpaddr" else ""
    left = "valid_lft 36000 preferred_lft 35000" if kind == "longer" \
        else FOR_A_WHILE
    with wire() as line:
        line.add(other, flags + " " + FOR_A_WHILE)
        line.add(mine + length, more + " " + left)
        shown = show("-6", "-s", "iface")
        expect_equal(shown.out.strip(), mine, "address")


@test
def static_over_dhcp_and_lowest_of_two():
    with wire() as line:
        line.add(DHCP + "/128", FOR_A_WHILE)
        line.add("2001:db8:1::b/64")
        line.add(STATIC + "/64")
        expect_shown(STATIC, "-6", "-s", "iface", **{
            "2001:db8:1::b": "is numerically lower", DHCP: "is static"})


@test
def default_route_decides():
    with wire("eth0", 300) as one, wire("eth1", 200) as two:
        one.add(STATIC + "/64")
        line = two.add("2001:db8:2::1/64", FOR_A_WHILE)
        expect_shown(line, "-6", "-s", "iface",
            **{STATIC: "is on the interface of the default route"})
        expect_shown(STATIC, "-6", "-s", "iface:eth0")
        expect_shown(STATIC, "-6", "-s", "iface", "--interface", "eth0")
        expect_shown(line, "-6", "-s", "iface:eth1", "--interface", "eth0")


@test
def tunnel_counts_only_when_named():
    with wire("eth0") as line, wire("wg0", 50) as tunnel:
        inside = tunnel.add("2001:db8:9::1/64")
        done = show("-6", "-s", "iface")
        expect_status(done, 69)
        expect_words(done.err, "wg0", "a tunnel", "iface:wg0")
        line.add(PARENT + "/64", FOR_A_WHILE)
        expect_shown(PARENT, "-6", "-s", "iface", **{inside: "on wg0, a"})
        expect_shown(inside, "-6", "-s", "iface:wg0")
        expect_shown(inside, "-6", "-s", "iface", "--interface", "wg0")


@test
def interface_that_is_down():
    with wire() as line:
        ip("address add 203.0.113.5/24 dev eth0")
        ip("link set eth0 down")
        done = show("-s", "iface:eth0")
        expect_status(done, 69)
        expect_words(done.err, "203.0.113.5 is on eth0, which is down or unplugged")
        line.plug_in()
        expect_shown("203.0.113.5", "-s", "iface:eth0")


@test
def ula_alone():
    with wire() as line:
        line.add(ULA + "/64")
        expect_shown(ULA, "-6", "-s", "iface")
        done = show("-6", "-s", "iface", special=False)
        expect_status(done, 65)
        expect_words(done.err, ULA, "unique local", "--network host",
            "--allow-special")


@cases(bridge=("172.17.0.2/16", True), edge=("172.31.255.2/16", True),
    home=("192.168.1.5/24", False), carrier=("100.64.0.2/10", False))
def private_ipv4(address, bridge):
    with wire() as line:
        line.add(address)
        done = show("-s", "iface", special=False)
        expect_status(done, 65)
        expect_words(done.err, address.split("/")[0], "--allow-special")
        expect_equal("--network host" in done.err, bridge, "hint")


@test
def bridge_beside_a_real_line():
    with wire("docker0") as bridge, wire("eth0") as line:
        bridge.add("172.17.0.1/16")
        line.add("192.168.1.5/24")
        done = show("-s", "iface", special=False)
        expect_status(done, 65)
        expect("--network host" not in done.err, done.err)


@test
def secondary_ipv4():
    with wire() as line:
        first = line.add("203.0.113.9/24")
        second = line.add("203.0.113.5/24")
        expect_shown(first, "-s", "iface",
            **{second: "secondary: an alias"})


@test
def private_ipv4_comes_last():
    with wire() as line:
        private = line.add("10.0.0.1/8")
        public = line.add("203.0.113.9/24")
        expect_shown(public, "-s", "iface", **{private: "is not private"})


@test
def ours_of_two_ends():
    with wire("ppp0") as line:
        line.add("203.0.113.7 peer 203.0.113.1")
        expect_shown("203.0.113.7", "-s", "iface:ppp0")


@test
def no_such_interface():
    with wire("eth0"), wire("wlan0"):
        done = show("-s", "iface:nosuch0")
        expect_status(done, 69)
        expect_words(done.err, '"nosuch0"', "there are: lo, ", "eth0",
            "wlan0")


@test
def many_names_and_reasons_are_cut_short():
    lines = [wire("ve%d" % n) for n in range(12)]
    try:
        for n, line in enumerate(lines):
            line.add("2001:db8:%x::1/64" % (n + 1), "preferred_lft 0")
        done = show("-6", "-s", "iface")
        expect_status(done, 65)
        expect_words(done.err, "and 8 more")
        expect_equal(done.err.count("deprecated:"), 4, "reasons")
        done = show("-6", "-s", "iface:nosuch0")
        expect_words(done.err, "and 5 more")
        expect_equal(done.err.count("ve"), 7, "names")
    finally:
        for line in lines:
            line.__exit__()


@test
def no_ipv6_at_all():
    with without_ipv6(), wire_without_ipv6() as line:
        line.add("203.0.113.5/24")
        done = show("-6", "-s", "iface")
        expect_status(done, 69)
        expect_words(done.err, "this machine has no IPv6 address",
            "another --source")
        expect_words(show("-6", "-s", "iface:eth0").err,
            "eth0 has no IPv6 address")
        expect_shown("203.0.113.5", "-s", "iface")


class wire_without_ipv6(Wire):
    def __init__(self):
        super().__init__(internet)

    def set(self, key, value):
        pass


@test
def link_local_alone():
    with wire() as line:
        line.add("fe80::5/64")
        done = show("-6", "-s", "iface:eth0")
        expect_status(done, 69)
        expect_words(done.err, "fe80::5 is no public address: link-local")


@test
def explained():
    """Every candidate on a line of its own, link-local ones left out."""
    with wire(metric=100) as line:
        line.add(STATIC + "/64")
        line.add("2001:db8:1::dead/64", "preferred_lft 0")
        done = show("-6", "-s", "iface", "-e")
        expect_status(done, 0)
        expect_words(done.err, "eth0: " + STATIC,
            "eth0: 2001:db8:1::dead is deprecated")
        expect("fe80" not in done.err, done.err)


@test
def next_source_when_there_is_none():
    with wire() as line:
        path = target()
        done = run(file_args(path, "-s", "iface:eth0", "-s",
            "cmd:echo " + NEW, "home.example.test"))
        expect_status(done, 0)
        expect(holds(path, NEW), "not written")
        line.add("192.168.1.5/24")
        done = run([arg for arg in file_args(path, "-s", "iface:eth0", "-s",
            "cmd:echo 8.8.8.8", "home.example.test")
            if arg != "--allow-special"])
        expect_status(done, 65)
        expect(holds(path, NEW), "written")


@cases(of_the_interface=("2001:db8:1:255::5/56", "::7:0:0:0:1",
    "2001:db8:1:207::1"),
    of_a_single_address=("2001:db8:1:255::5/128", "::1",
    "2001:db8:1:255::1"))
def prefix_for_another_device(address, host, wanted):
    with wire() as line:
        line.add(address)
        path = target()
        done = run(file_args(path, "-6", "-s", "iface", "--host-id", host,
            "home.example.test"))
        expect_status(done, 0)
        expect(holds(path, wanted), "not written")


# What the other end sees.

@cases(stable=((), False), temporary=(("--ipv6", "temporary"), True),
    any=(("--ipv6", "any"), True))
def echo_sees(args, wants_temporary):
    with FarLine() as (line, zone):
        parent, temporary = line.add_with_temporary("2001:db8:1::2/64")
        done = zone.run("-6", *args)
        expect_status(done, 0)
        seen = [zone.server.peers[request.connection]
            for request in zone.server.requests if request.path == "/ip"]
        expect_equal(seen, [temporary if wants_temporary else parent],
            "who asked")
        zone.holds(ipv6=seen[0])


@test
def echo_sees_what_iface_takes():
    """With one address of each kind, both ways lead to the same one."""
    with FarLine() as (line, zone):
        line.add_with_temporary("2001:db8:1::2/64")
        line.add(DHCP + "/128", FOR_A_WHILE)
        line.add("2001:db8:1::dead/64", "preferred_lft 0")
        line.add(ULA + "/64")
        expect_status(zone.run("-6"), 0)
        zone.holds(ipv6=DHCP)
        done = zone.run("-6", "--json", source="iface")
        expect_status(done, 0)
        expect_equal(done.json()["records"][0]["status"], "unchanged",
            "status")


class FarLine:
    """A line to a zone and its echo service; the router knows the way back."""

    def __enter__(self):
        self.line = wire(metric=100)
        self.line.add_there("2001:db8:1::1/64")
        ip("address add 198.51.100.2/24 dev eth0")
        ip("route add default via 198.51.100.1 dev eth0")
        self.zone = FarZone(internet)
        return self.line, self.zone

    def __exit__(self, *_):
        self.zone.server.close()
        self.line.__exit__()


main()
