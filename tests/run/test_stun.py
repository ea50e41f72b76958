#!/usr/bin/env -S python3 -B
"""The source stun: which datagrams are believed, and how long one is waited
for. Debian's clients take the stand-in, and a real server takes us."""

import contextlib
import shutil
import subprocess

from common import EchoServer, NEW, NEW6, OLD, OTHER
from harness import (cases, expect, expect_equal, expect_status, expect_words,
    main, run, test)
from hosts_target import HOSTS, ask, expect_untouched, holds, target
from servers import free_port
from services.stun import Stun
from turnserver import Turnserver

# Nobody listens there.
DEAD = "stun:127.0.0.1:%d" % free_port()


def where(program, register=test):
    """Registers the test where the program is installed."""
    if shutil.which(program):
        return register
    return lambda function: print("skip %s: %s is not installed"
            % (function.__name__, program))


@contextlib.contextmanager
def servers(*says, **more):
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(Stun(one, **more)) for one in says]


def specs(servers):
    return [one.spec for one in servers]


def expect_well_formed(*servers):
    for one in servers:
        expect_equal(one.bad, [], "bad requests")
        for request in one.requests:
            expect_equal((len(request), request[:8].hex()),
                    (20, "000100002112a442"), "request")


@test
def answer_is_taken():
    with Stun(NEW) as one:
        done, path = ask(one.spec)
        expect_status(done, 0)
        expect(holds(path, NEW), "not written")
        expect_equal(len(one.requests), 1, "requests")
        expect_well_formed(one)


@test
def answer_over_ipv6():
    with Stun(NEW6, "::1") as one:
        done, path = ask(one.spec, args=["-6"])
        expect_status(done, 0)
        expect(holds(path, NEW6), "not written")
        expect_well_formed(one)


@test
def families_by_localhost():
    with Stun(NEW) as one, Stun(NEW6, "::1", one.port) as six:
        done, path = ask("stun:localhost:%d" % one.port, args=["-4", "-6"])
        expect_status(done, 0)
        expect(holds(path, NEW) and holds(path, NEW6), "a family is missing")
        expect_equal((one.asked, six.asked), (1, 1), "asked")


@test
def ids_are_fresh():
    with Stun(NEW) as one:
        for _ in range(3):
            expect_status(ask(one.spec)[0], 0)
        ids = {request[8:] for request in one.requests}
        expect_equal(len(ids), 3, "different IDs")
        expect(all(len(set(one)) > 4 for one in ids), "an ID looks made up")


@test
def ids_differ_between_servers():
    with servers(NEW, NEW) as both:
        done, _ = ask(*specs(both))
        expect_status(done, 0)
        first, second = [one.requests[0][8:] for one in both]
        expect(first != second, "one ID for two servers")


@test
def lost_datagram_is_sent_again():
    with Stun(NEW, lose=1) as one:
        done, path = ask(one.spec)
        expect_status(done, 0)
        expect(holds(path, NEW), "not written")
        expect_equal(len(one.requests), 2, "requests")
        expect_equal(one.asked, 1, "different IDs")
        pause = one.times[1] - one.times[0]
        expect(0.45 < pause < 1.5, "sent again after %.2f s" % pause)


@test
def two_lost_datagrams():
    with Stun(NEW, lose=2) as one:
        done, path = ask(one.spec)
        expect_status(done, 0)
        expect_equal((len(one.requests), one.asked), (3, 1), "requests")
        pause = one.times[2] - one.times[1]
        expect(0.9 < pause < 2.5, "sent again after %.2f s" % pause)


@test
def silent_server_costs_little():
    with Stun(fault="silent") as silent, servers(NEW, NEW) as good:
        done, path = ask(silent.spec, *specs(good), timeout=20)
        expect_status(done, 0)
        expect(holds(path, NEW), "not written")
        expect_equal(len(silent.requests), 3, "requests")
        expect(3 < done.elapsed < 8, "took %.1f s" % done.elapsed)


@test
def silent_server_alone():
    with Stun(fault="silent") as one:
        done, path = ask(one.spec)
        expect_status(done, 69)
        expect_words(done.err, one.name, "did not answer within 3.5 s")
        expect(done.elapsed < 8, "took %.1f s" % done.elapsed)
        expect_untouched(path)


@test
def nobody_listens():
    """The kernel says so at once: ICMP is heard on a connected socket."""
    with servers(NEW, NEW) as good:
        done, path = ask(DEAD, *specs(good))
        expect_status(done, 0)
        expect(done.elapsed < 3, "took %.1f s" % done.elapsed)
        expect(holds(path, NEW), "not written")


@test
def nobody_listens_alone():
    done, path = ask(DEAD)
    expect_status(done, 69)
    expect_words(done.err, DEAD[5:], "connection refused")
    expect(done.elapsed < 3, "took %.1f s" % done.elapsed)
    expect_untouched(path)


@cases(other_id="other_id", other_port="other_port", cut="cut",
    longer="longer", echo="echo", text="text", empty="empty")
def what_answers_nothing_is_passed_over(fault):
    with Stun(NEW, fault=fault) as one:
        done, path = ask(one.spec, timeout=1)
        expect_status(done, 69)
        expect_words(done.err, "did not answer")
        expect_untouched(path)


@cases(error=("error", "answered the error 500"),
    plain=("plain", "the old form alone"),
    unknown=("unknown", "the attribute 0x7f01"))
def answer_without_an_address(fault, words):
    with Stun(NEW, fault=fault) as one:
        done, path = ask(one.spec)
        expect_status(done, 69)
        expect_words(done.err, one.name, words)
        expect_equal(len(one.requests), 1, "requests")
        expect_untouched(path)


@cases(other_id="other_id_first", other_port="other_port_first",
    optional="optional", flood="flood")
def right_answer_among_others(fault):
    with Stun(NEW, fault=fault) as one:
        done, path = ask(one.spec)
        expect_status(done, 0)
        expect(holds(path, NEW), "not written")


@test
def other_family():
    with Stun(NEW, "::1") as one:
        done, path = ask(one.spec, args=["-6"])
        expect_status(done, 69)
        expect_words(done.err, "named an IPv4 address")
        expect_untouched(path)


@cases(private="192.168.1.1", carrier="100.64.0.1", loopback="127.0.0.1",
    documentation=NEW, cdn="104.18.0.0")
def address_that_must_not_be_published(address):
    with Stun(address) as one:
        path = target()
        done = run(["-p", "file", "--set", "path=" + path, "--retry-for", "0",
                "-s", one.spec, "home.example.test"])
        expect_status(done, 65)
        expect_words(done.err, address)
        expect_untouched(path)


@test
def cdn_only_when_allowed():
    with Stun("104.18.0.0") as one:
        done, path = ask(one.spec)
        expect_status(done, 65)
        expect_untouched(path)
        done, path = ask(one.spec, args=["--allow-cdn"])
        expect_status(done, 0)
        expect(holds(path, "104.18.0.0"), "not written")


@test
def unchanged_asks_one_operator():
    with servers(NEW, NEW, NEW) as three:
        path = target(HOSTS + NEW + " home.example.test\n")
        done, _ = ask(*specs(three), path=path)
        expect_status(done, 0)
        expect_equal([one.asked for one in three], [1, 0, 0], "asked")


@test
def two_against_one():
    with servers(OTHER, NEW, NEW) as three:
        done, path = ask(*specs(three), args=["--json"])
        expect_status(done, 0)
        expect(holds(path, NEW) and not holds(path, OTHER), "wrong winner")
        votes = done.json()["addresses"][0]["votes"]
        expect_equal([vote["address"] for vote in votes], [OTHER, NEW, NEW],
                "votes")


@cases(two=(NEW, OTHER), three=(NEW, OTHER, OLD))
def no_agreement(*says):
    with servers(*says) as all:
        done, path = ask(*specs(all))
        expect_status(done, 65)
        expect_words(done.err, *says, *[one.name for one in all])
        expect_untouched(path)


@test
def same_server_twice_counts_once():
    with Stun(NEW) as one:
        done, path = ask(one.spec, one.spec)
        expect_status(done, 65)
        expect_untouched(path)


@test
def no_mix_with_the_web():
    """Each kind is a list of its own; the next one is asked when it fails."""
    with Stun(OTHER) as first, Stun(NEW) as second, EchoServer() as web:
        done, path = ask(first.spec, second.spec, web.spec)
        expect_status(done, 65)
        expect_untouched(path)
        done, path = ask(DEAD, web.spec)
        expect_status(done, 0)
        expect(holds(path, NEW), "not written")


@cases(no_host="stun:", no_port="stun:a.test:", port_zero="stun:a.test:0",
    big_port="stun:a.test:65536", no_number="stun:a.test:x",
    url="stun:https://a.test/", path="stun:a.test/x", user="stun:me@a.test",
    bare_ipv6="stun:2001:db8::1", blank="stun:a b", open="stun:[::1",
    zone="stun:[fe80::1%eth0]", long="stun:" + "a" * 64 + ".test",
    two_dots="stun:a..test")
def bad_argument(spec):
    done, path = ask(spec)
    expect_status(done, 64)
    expect_words(done.err, "HOST[:PORT]|names no")
    expect_untouched(path)


@test
def listed_among_the_sources():
    expect_words(run(["--list-sources"]).out, "stun[:HOST[:PORT]]")


@where("turnutils_stunclient")
def coturn_client_takes_the_stand_in():
    with Stun(NEW) as one, Stun(NEW6, "::1") as six:
        for server in (one, six):
            done = subprocess.run(["turnutils_stunclient", "-p",
                    str(server.port), server.host], capture_output=True,
                    text=True, timeout=20)
            expect_words(done.stdout, "reflexive addr: " + server.says)
            expect_equal(server.bad, [], "bad requests")


@where("stun")
def old_client_takes_the_stand_in():
    with Stun(NEW) as one:
        done = subprocess.run(["stun", one.name, "1", "-v"],
                capture_output=True, text=True, timeout=20)
        expect_words(done.stdout + done.stderr, "MappedAddress = " + NEW,
                "ok=1")
        expect_equal(one.bad, [], "bad requests")


@where("turnserver", cases(ipv4=("127.0.0.1", "-4"), ipv6=("::1", "-6")))
def real_server_names_us(address, family):
    """It sees loopback, which is read and then refused for what it is."""
    server = Turnserver(address)
    try:
        done, path = ask(server.spec, args=[family])
        expect_status(done, 65)
        expect_words(done.err, address + " is no public address: loopback")
        expect_untouched(path)
    finally:
        server.stop()


main()
