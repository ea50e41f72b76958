#!/usr/bin/env -S python3 -B
"""The source stun over lines into a small internet: a real server there sees
from where we come, and servers are found by their names."""

import lines_world

lines_world.enter()

import contextlib    # noqa: E402
import shutil    # noqa: E402
import subprocess    # noqa: E402
import time    # noqa: E402

from common import OTHER    # noqa: E402
from harness import (cases, expect, expect_equal,    # noqa: E402
    expect_status, expect_words, main, run, test)
from hosts_target import ask, expect_untouched, holds    # noqa: E402
from lines_world import FAR, FAR6, Internet, Line, ip    # noqa: E402
from servers import NameServer, wait_for    # noqa: E402
from services.stun import Stun    # noqa: E402
from turnserver import Turnserver    # noqa: E402

FAKE, FAKE6 = "198.18.0.5", "fc00::5"
ZONE = """$TTL 60
@ IN SOA ns hostmaster 1 3600 600 86400 60
  IN NS ns
ns IN A 127.0.0.1
%s
"""
internet = Internet()
ip("link set lo up")
for fake in (FAKE, FAKE6):
    ip("address add %s dev lo%s" % (fake, " nodad" if ":" in fake else ""))


def host(name):
    return "%s IN A %s\n%s IN AAAA %s\n" % (name, FAR, name, FAR6)


NameServer("127.0.0.1", zones={zone: ZONE % text for zone, text in {
    "ready.test": "@ IN TXT yes",
    "cloudflare.com": host("stun"), "google.com": host("stun.l"),
    "nextcloud.com": "stun IN TXT gone\n",
    "example.test": host("stun") + "alias IN CNAME stun\n"
    "four IN A %s\n" % FAR + "fake IN A %s\nfake IN AAAA %s\n"
    % (FAKE, FAKE6)}.items()})


@contextlib.contextmanager
def real(address):
    with internet.there():
        server = Turnserver(address)
    try:
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def stand_ins(*ports, says=None, address=FAR, **more):
    with contextlib.ExitStack() as stack:
        servers = []
        for port in ports:
            with internet.there():
                servers.append(Stun(says, address, port, **more))
            stack.enter_context(servers[-1])
        yield servers


def needs_coturn(register):
    if shutil.which("turnserver"):
        return register
    return lambda function: print("skip %s: turnserver is not installed"
            % function.__name__)


@needs_coturn(cases(ipv4=(FAR, "-4"), ipv6=(FAR6, "-6")))
def real_server_sees_our_line(address, family):
    with Line(internet, "one", 1) as line, real(address) as server:
        done, path = ask(server.spec, args=[family])
        expect_status(done, 0)
        expect(holds(path, line.address if family == "-4" else
                line.address6), "not written")


@needs_coturn(test)
def real_server_sees_the_named_line():
    with Line(internet, "one", 1), Line(internet, "two", 2) as two, \
            real(FAR) as server:
        done, path = ask(server.spec, args=["--interface", "two"])
        expect_status(done, 0)
        expect(holds(path, two.address), "not written")


@cases(stable=("stable", False), temporary=("temporary", True),
    unsaid=(None, False))
def kind_of_ipv6_address(choice, wants_temporary):
    with Line(internet, "one", 1) as line, \
            stand_ins(3478, address=FAR6) as (server,):
        stable, temporary = add_temporary(line)
        done = run(["--show-ip", "-6", "--allow-special", "-s", server.spec]
                + (["--ipv6", choice] if choice else []))
        expect_status(done, 0)
        expect_equal(done.out.strip() in temporary, wants_temporary,
                "seen by a temporary address, not " + stable)


def add_temporary(line):
    """The line has a stable address, and temporary ones derived from it."""
    with open("/proc/sys/net/ipv6/conf/%s/use_tempaddr" % line.name,
            "w") as file:
        file.write("2")
    ip("address delete %s/64 dev %s" % (line.address6, line.name))
    ip("address add %s/64 dev %s nodad mngtmpaddr" % (line.address6,
        line.name))
    expect(wait_for(lambda: temporaries(line)), "no temporary address")
    ip("-6 route replace default via %s dev %s metric 100"
            % (line.gateway6, line.name))
    time.sleep(0.1)
    return line.address6, temporaries(line)


def temporaries(line):
    words = subprocess.run(["ip", "-6", "address", "show", "dev", line.name,
            "temporary", "-tentative"], capture_output=True,
            text=True).stdout.split()
    return [after.split("/")[0] for word, after in zip(words, words[1:])
            if word == "inet6"]


@cases(name="stun.example.test", alias="alias.example.test",
    upper="STUN.Example.TEST")
def server_by_name(name):
    with Line(internet, "one", 1) as line, stand_ins(3478), \
            stand_ins(3478, address=FAR6):
        done, path = ask("stun:" + name, args=["-4", "-6"])
        expect_status(done, 0)
        expect(holds(path, line.address) and holds(path, line.address6),
                "a family is missing")


@test
def name_without_the_family():
    with Line(internet, "one", 1):
        done, path = ask("stun:four.example.test", args=["-6"])
        expect_status(done, 69)
        expect_words(done.err, "four.example.test has no IPv6 address")
        expect_untouched(path)


@cases(ipv4=(FAKE, "-4"), ipv6=(FAKE6, "-6"))
def made_up_address(address, family):
    """The proxy is not even asked."""
    with Line(internet, "one", 1), Stun(OTHER, address, 3478) as proxy:
        done, path = ask("stun:fake.example.test", args=[family])
        expect_status(done, 69)
        expect_words(done.err, "proxy's made-up address (%s)" % address)
        expect_equal(proxy.requests, [], "requests to the proxy")
        expect_untouched(path)


@test
def built_in_servers_agree():
    with Line(internet, "one", 1) as line, stand_ins(3478, 19302) as both:
        done, path = ask("stun", args=["--json"])
        expect_status(done, 0)
        expect(holds(path, line.address), "not written")
        expect_equal([one.asked for one in both], [1, 1], "asked")
        expect_equal([vote["from"] for vote in
                done.json()["addresses"][0]["votes"]],
                ["cloudflare", "google"], "votes")


@test
def built_in_server_that_is_alone():
    with Line(internet, "one", 1), stand_ins(3478):
        done, path = ask("stun", timeout=20)
        expect_status(done, 65)
        expect_words(done.err, "cloudflare says", "google: ",
                "nextcloud: ", "sipgate: ")
        expect_untouched(path)


@test
def no_line_at_all():
    done, path = ask("stun:%s" % FAR)
    expect_status(done, 69)
    expect_words(done.err, "unreachable", "no default route")
    expect(done.elapsed < 3, "took %.1f s" % done.elapsed)
    expect_untouched(path)


main()
