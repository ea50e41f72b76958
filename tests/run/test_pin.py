#!/usr/bin/env -S python3 -B
"""Trust in servers: --pin, the key that a provider must have besides a
certificate."""

import base64
import functools
import hashlib
import subprocess

from certificates import certificates
from cloudflare_world import ENV, HOME, World
from common import (EchoServer, NEW, OLD, at_once, expect_asked)
from harness import (ROOT, cases, expect, expect_equal, expect_status,
    expect_words, main, run, test)
from rest_world import World as Rest
from services.cloudflare import Cloudflare
from standin import Server

WWW = "www.example.com"
OTHER_PIN = "sha256//" + base64.b64encode(b"TESTEXAMPLE-none-has-such-a-key!") \
    .decode()


@functools.lru_cache(None)
def pin_of(certificate):
    key = subprocess.run(["openssl", "x509", "-in", certificate, "-noout",
        "-pubkey"], check=True, capture_output=True).stdout
    der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "der"],
        input=key, check=True, capture_output=True).stdout
    return "sha256//" + base64.b64encode(hashlib.sha256(der).digest()) \
        .decode()


def right():
    return pin_of(certificates().good.certificate)


@test
def right_key():
    with World() as world:
        expect_status(world.run(HOME, "--pin", right()), 0)
        expect_equal(world.vendor.values(HOME), [NEW], "record")


@test
def wrong_key():
    """No request goes to it, so no credential either."""
    with World() as world:
        done = world.run(HOME, "--pin", OTHER_PIN)
        expect_status(done, 76)
        expect_words(done.err, "127.0.0.1", "--pin", "key")
        expect("--ca-file" not in done.err, done.err)
        expect_asked(world.server, 0)


@cases(repeated=lambda pins: [word for pin in pins
    for word in ("--pin", pin)], one=lambda pins: ["--pin", ",".join(pins)])
def one_of_several_keys(given):
    with World() as world:
        expect_status(world.run(HOME, *given([OTHER_PIN, right()])), 0)
        expect_status(world.run(HOME, *given([OTHER_PIN, OTHER_PIN])), 76)


@test
def by_the_environment():
    with World() as world:
        expect_status(world.run(HOME, env=dict(ENV,
                DNSFOLLOW_PIN=OTHER_PIN)), 76)


@cases(wrong_name=("wrong_name",), expired=("expired",),
    self_signed=("self_signed",))
def pin_is_no_certificate(which):
    """The right key does not make up for a wrong certificate."""
    bad = getattr(certificates(), which)
    with Server(bad) as server:
        server.mount("/", Cloudflare("x"))
        done = run(at_once("-p", "cloudflare", "--api-url", server.url(),
                "-i", NEW, "--pin", pin_of(bad.certificate), HOME), ENV)
        expect_status(done, 76)
        expect_words(done.err, "not trusted")
        expect_asked(server, 0)


@test
def echo_services_need_no_pin():
    with World() as world, EchoServer() as echo:
        done = world.run(HOME, "-s", echo.spec, "--quorum", "1", "--pin",
                OTHER_PIN, ip=None)
        expect_status(done, 76)
        expect(echo.asked > 0, "the address service was not asked")
        expect_asked(world.server, 0)


@test
def resolvers_need_no_pin():
    """DNS over HTTPS, asked for the live record by a provider's steps."""
    with Rest("dnsexit") as world:
        done = world.run("--pin", OTHER_PIN, "home.example.com")
        expect_status(done, 76)
        asked = [world.is_theirs(request)
                for request in world.server.requests]
        expect(asked and not any(asked), "asked: %s"
                % world.server.requests[:5])


@test
def each_account_has_its_own():
    """At one host: a connection that the one may use is not the other's."""
    with World(("A", HOME, OLD), ("A", WWW, OLD)) as world:
        for first, second in ((HOME, WWW), (WWW, HOME)):
            done = world.run("--json", config="[account one]\nprovider = "
                    "cloudflare\npin = %s\n[account two]\nprovider = "
                    "cloudflare\npin = %s\n[%s]\naccount = one\n[%s]\n"
                    "account = two\n" % (right(), OTHER_PIN, first, second))
            expect_status(done, 76)
            said = {record["name"]: record["status"]
                    for record in done.json()["records"]}
            expect_equal(said[second], "failed", second)
            expect(said[first] != "failed", first + " failed, too")
        expect_equal(done.json()["result"], "partial", "result")


@test
def section_with_a_pin_is_an_account():
    with World(("A", HOME, NEW), ("A", WWW, NEW)) as world:
        done = world.run("--json", config="[default]\nprovider = cloudflare"
                "\n[%s]\npin = %s\n[%s]\n" % (HOME, OTHER_PIN, WWW))
        expect_equal({record["name"]: record["status"]
                for record in done.json()["records"]},
                {HOME: "failed", WWW: "unchanged"}, "statuses")


@test
def plain_http_has_no_key():
    with Server() as server:
        server.mount("/", Cloudflare("x"))
        done = run(at_once("-p", "cloudflare", "--api-url", server.url(),
                "-i", NEW, "--pin", right(), HOME), ENV)
        expect_status(done, 76)
        expect_words(done.err, "http", "--pin")
        expect_asked(server, 0)


@cases(bare=OTHER_PIN[8:], other_hash="sha1//" + OTHER_PIN[8:],
    short="sha256//" + base64.b64encode(b"x" * 31).decode(),
    long="sha256//" + base64.b64encode(b"x" * 33).decode(),
    unpadded=OTHER_PIN.rstrip("="), hex="sha256//" + "ab" * 32,
    file="/etc/passwd", two=OTHER_PIN + ";" + OTHER_PIN,
    blank=OTHER_PIN[:20] + " " + OTHER_PIN[20:])
def no_pin(written):
    with World() as world:
        for status, more in ((64, dict(args=["--pin", written])),
                (78, dict(config="[default]\npin = %s\n" % written))):
            done = world.run(HOME, *more.pop("args", []), **more)
            expect_status(done, status)
            expect_words(done.err, "pin", "sha256//")
        expect_asked(world.server, 0)


@test
def nothing_turns_verification_off():
    """No option is called so, and libcurl is told once, for all."""
    done = run(["--help"])
    for word in ("insecure", "verif", "no-check", "trust-all", "skip"):
        expect(word not in done.out, word + " stands in --help")
    source = subprocess.run(["grep", "-rhoE", "SSL_VERIFY[A-Z]+, [^;]*",
        ROOT + "/src"], capture_output=True, text=True).stdout.split("\n")
    expect_equal(sorted(filter(None, source)),
            ["SSL_VERIFYHOST, 2L)", "SSL_VERIFYPEER, 1L)"], "settings")


main()
