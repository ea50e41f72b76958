#!/usr/bin/env -S python3 -B
"""The source doh: whoami.cloudflare over HTTPS, and which answers to it are
believed. curl and dig take the stand-in."""

import contextlib
import shutil
import socket
import ssl
import subprocess
import threading
import urllib.request

import temporary
from certificates import certificates
from common import (CERTIFICATES, EchoServer, NEW, NEW6, OTHER,
    expect_asked)
from harness import (cases, expect, expect_equal, expect_status,
    expect_words, main, run, test, write)
from hosts_target import HOSTS, ask, expect_untouched, holds, target
from services.whoami import (ASKED, PATH, QUESTION, TYPE, Whoami, answer,
    record, text)
from standin import Server

# The question and its answer on the wire, for 203.0.113.7.
REQUEST = bytes.fromhex("1a2b01000001000000000000"
    "0677686f616d690a636c6f7564666c6172650000100003")
RESPONSE = bytes.fromhex("1a2b81800001000100000000"
    "0677686f616d690a636c6f7564666c6172650000100003"
    "c00c0010000300000000000c0b3230332e302e3131332e37")


@contextlib.contextmanager
def resolver(ipv4=NEW, ipv6=None, spoil=None, both=False, certificate=None):
    server = Server(certificate or certificates().good, both=both)
    with server:
        server.whoami = server.mount("/", Whoami(ipv4, ipv6, spoil))
        server.spec = "doh:" + server.url(PATH, "localhost" if both else None)
        yield server


def where(program):
    """Registers the test where the program is installed."""
    if shutil.which(program):
        return test
    return lambda function: print("skip %s: %s is not installed"
            % (function.__name__, program))


@test
def one_question_is_enough():
    with resolver() as one:
        done, path = ask(one.spec)
        expect_status(done, 0)
        expect(holds(path, NEW), "not written")
        expect_asked(one, 1)
        expect_equal(one.requests[0].body, bytes(2) + ASKED, "request")


@test
def each_family_over_itself():
    with resolver(NEW, NEW6, both=True) as one:
        done, path = ask(one.spec, args=["-4", "-6"])
        expect_status(done, 0)
        expect(holds(path, NEW) and holds(path, NEW6), "a family is missing")
        expect_asked(one, 2)


@test
def unchanged_costs_one_question():
    with resolver() as one:
        path = target(HOSTS + NEW + " home.example.test\n")
        done, _ = ask(one.spec, path=path)
        expect_status(done, 0)
        expect_asked(one, 1)


@test
def two_operators_cannot_be_had():
    with resolver() as one:
        done, path = ask(one.spec, args=["--quorum", "2"])
        expect_status(done, 64)
        expect_untouched(path)


@test
def next_source_when_it_fails():
    with resolver() as one, EchoServer() as web:
        one.whoami.say("busy", 503)
        done, path = ask(one.spec, web.spec)
        expect_status(done, 0)
        expect(holds(path, NEW), "not written")


@test
def not_mixed_with_the_web():
    with resolver(OTHER) as one, EchoServer() as web:
        done, path = ask(one.spec, web.spec, args=["--quorum", "2"])
        expect_status(done, 64)
        expect_untouched(path)


@cases(
    other_id=lambda request, address: b"\x1a\x2b" + answer(request,
        record(text(address)))[2:],
    question=lambda request, address: request,
    other_question=lambda request, address: answer(request,
        record(text(address)), question=QUESTION[:-1] + b"\1"),
    truncated=lambda request, address: answer(request,
        record(text(address)), flags=0x8380),
    refused=lambda request, address: answer(request, flags=0x8185),
    name_error=lambda request, address: answer(request, flags=0x8183),
    none=lambda request, address: answer(request),
    two=lambda request, address: answer(request, record(text(address)),
        record(text(address))),
    two_texts=lambda request, address: answer(request, record(text(address)
        + text("edns0-client-subnet"))),
    other_class=lambda request, address: answer(request,
        record(text(address), klass=1)),
    other_owner=lambda request, address: answer(request,
        record(text(address), owner=b"\xc0\x13")),
    a_record=lambda request, address: answer(request, record(
        socket.inet_aton(address), type=1)),
    damaged=lambda request, address: answer(request, record(text(address)),
        more=1),
    cut=lambda request, address: answer(request, record(text(address)))[:-1],
    words=lambda request, address: answer(request,
        record(text(address + " is you"))),
    ipv6=lambda request, address: answer(request, record(text(NEW6))),
    empty=lambda request, address: b"",
    json=lambda request, address: b'{"Answer":[{"data":"198.51.100.7"}]}',
    bare=lambda request, address: address.encode(),
    big=lambda request, address: answer(request, record(text(address)))
        + bytes(4096))
def bad_answer(spoil):
    with resolver(spoil=spoil) as one:
        done, path = ask(one.spec)
        expect_status(done, 69)
        expect_asked(one, 1)
        expect_untouched(path)


@cases(created=201, forbidden=403, limited=429, error=500, unavailable=503)
def bad_status(status):
    with resolver() as one:
        one.whoami.say(answer(bytes(2) + ASKED, record(text(NEW))), status,
                TYPE)
        done, path = ask(one.spec)
        expect_status(done, 69)
        expect_words(done.err, "answered HTTP %d" % status)
        expect_untouched(path)


@cases(moved=301, found=302, temporary=307, permanent=308)
def redirect_is_not_followed(status):
    with resolver() as one, resolver() as beyond:
        one.whoami.say("", status, headers=[("Location", beyond.url(PATH))])
        done, path = ask(one.spec)
        expect(done.status != 0, "status 0")
        expect_asked(beyond, 0)
        expect_untouched(path)


@cases(stall="stall", silent="silent", close="close", cut="cut")
def broken_line(kind):
    with resolver() as one:
        one.misbehave(kind)
        done, path = ask(one.spec, timeout=1)
        expect_status(done, 69, 75)
        expect(done.elapsed < 6, "took %.1f s" % done.elapsed)
        expect_untouched(path)


@cases(**CERTIFICATES)
def certificate_is_refused(which):
    with resolver(certificate=getattr(certificates(), which)) as one:
        done, path = ask(one.spec)
        expect_status(done, 69, 76)
        expect_asked(one, 0)
        expect_untouched(path)


@cases(private="10.1.2.3", carrier="100.64.0.1", loopback="127.0.0.1",
    documentation=NEW, cdn="104.18.0.0")
def address_that_must_not_be_published(address):
    with resolver(address) as one:
        path = target()
        done = run(["-p", "file", "--set", "path=" + path, "--retry-for", "0",
                "--ca-file", certificates().ca_file, "-s", one.spec,
                "home.example.test"])
        expect_status(done, 65)
        expect_words(done.err, address)
        expect_untouched(path)


@test
def proxies_are_ignored():
    with resolver() as one, Server() as proxy:
        proxy.mount("/", Whoami(OTHER))
        done, path = ask(one.spec, args=["--proxy", proxy.url()],
                env={name: proxy.url() for name in ("https_proxy",
                "ALL_PROXY")})
        expect_status(done, 0)
        expect_equal(proxy.connections, 0, "connections to the proxy")
        expect(holds(path, NEW), "not written")


@cases(scheme="doh:ftp://127.0.0.1/", word="doh:cloudflare", empty="doh:",
    no_host="doh:https:///dns-query", blank="doh:https://a.test/ json:ip",
    user="doh:https://me:word@a.test/dns-query")
def bad_argument(spec):
    done, path = ask(spec)
    expect_status(done, 64)
    expect_untouched(path)


@test
def listed_among_the_sources():
    expect_words(run(["--list-sources"]).out, "doh[:URL]")


@test
def stand_in_has_the_bytes_of_the_wire():
    with resolver("203.0.113.7") as one:
        expect_equal(post(one, REQUEST), RESPONSE, "answer")


@where("curl")
def curl_takes_the_stand_in():
    with resolver("203.0.113.7") as one:
        path = write(temporary.directory("curl"), "asked", REQUEST)
        done = subprocess.run(["curl", "-sS", "-q", "--noproxy", "*",
                "--cacert", certificates().ca_file, "-H", "Content-Type: "
                + TYPE, "-H", "Accept: " + TYPE, "--data-binary", "@" + path,
                one.url(PATH)], capture_output=True, timeout=20)
        expect_equal(done.stdout, RESPONSE, "answer")


@where("dig")
def dig_takes_the_stand_in():
    """It asks over UDP; what stands between only carries the messages."""
    with resolver("203.0.113.7") as one, socket.socket(
            type=socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        threading.Thread(target=carry, args=(line, one), daemon=True).start()
        done = subprocess.run(["dig", "-r", "+noedns", "+noad", "+short",
                "+tries=1", "-p", str(line.getsockname()[1]), "@127.0.0.1",
                "whoami.cloudflare", "CH", "TXT"], capture_output=True,
                text=True, timeout=20)
        expect_equal(done.stdout.strip(), '"203.0.113.7"', "answer")


def carry(line, server):
    message, sender = line.recvfrom(4096)
    line.sendto(post(server, message), sender)


def post(server, message):
    """What the stand-in answers, by Python's own client."""
    context = ssl.create_default_context(cafile=certificates().ca_file)
    request = urllib.request.Request(server.url(PATH), message,
            {"Content-Type": TYPE, "Accept": TYPE})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=context))
    with opener.open(request, timeout=10) as reply:
        return reply.read()


main()
