#!/usr/bin/env -S python3 -B
"""The name servers that other tests rely on, and the helpers to ask them."""

import dnsclient
import servers
from dnsproxy import DnsProxy
from harness import cases, expect, expect_equal, main, test


@cases(bind=servers.Bind, knot=servers.Knot)
def name_server(kind):
    primary = kind()
    before = primary.serial("example.test")
    with DnsProxy(primary.port) as proxy:
        dnsclient.put(proxy.port, "example.test", servers.KEY,
                [("new%d.example.test" % n, "A", "192.0.2.9", 60)
                for n in range(100)], clear=["home.example.test"])
        expect_equal([message[2] for message in proxy.updates], ["tcp"],
                "updates")
        expect_equal(dnsclient.values(proxy.port, "new7.example.test"),
                ["192.0.2.9"], "the new name")
    expect_equal(primary.values("home.example.test"), [], "the cleared name")
    expect(primary.serial("example.test") > before, "the serial stands")
    expect_equal(primary.values("alias.example.test", "CNAME"),
            ["home.example.test"], "CNAME")
    primary.stop()


@test
def name_server_refuses_a_wrong_key():
    primary = servers.Bind()
    try:
        dnsclient.put(primary.port, "example.test", ("ddns-sha256",
                servers.WRONG_SECRET), [("x.example.test", "A", "192.0.2.9",
                60)])
    except RuntimeError as why:
        expect("9" in str(why), str(why))
    else:
        expect(False, "the wrong key was taken")
    primary.stop()


@test
def powerdns_answers():
    server = servers.PowerDNS()
    server.add_zone("example.test", [("home.example.test", "A", 60,
            ["192.0.2.1"])])
    expect_equal(server.values("home.example.test"), ["192.0.2.1"], "DNS")
    server.patch("example.test", ("home.example.test", "A", 60,
            ["192.0.2.2"]))
    expect_equal(server.values("home.example.test"), ["192.0.2.2"], "PATCH")
    server.stop()


@test
def dnsmasq_follows():
    server = servers.Dnsmasq()
    with open(server.hosts + "/own", "w") as file:
        file.write("192.0.2.5 home.example.test\n")
    expect(servers.wait_for(lambda: server.values("home.example.test")
            == ["192.0.2.5"]), "dnsmasq does not follow")
    server.stop()


main()
