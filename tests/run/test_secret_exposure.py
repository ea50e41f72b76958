#!/usr/bin/env -S python3 -B
"""Who else could get at a secret while the program runs: those who list
processes, the commands that it starts, crashes, its own reports and files."""

import base64
import json
import os
import re
import signal
import subprocess
import time
import urllib.parse
import xml.sax.saxutils

import preload
import temporary
from cloudflare_world import ENV, HOME, TOKEN, World
from common import NEW, OLD, trusting
from harness import (PROGRAM, Failure, Job, cases, environment, expect,
    expect_equal, expect_status, expect_words, main, read, run, secret, test,
    when, write)
from services.proxy import Proxy
from service_world import HOME as SERVICE_HOME, PASSWORD, WRONG, dyndns2

ODD = secret("p4ss w/\"rd&<'%2B+é-TESTEXAMPLE")
BY_PROXY = "http://me:TESTEXAMPLE-word@127.0.0.1:9"
WATCHED = os.path.isdir("/proc/self")


def watched(function):
    """A test that looks into /proc."""
    if WATCHED:
        return test(function)
    print("skip %s: no /proc here" % function.__name__)
    return function


def held_job(world, *args, env=ENV):
    """A run whose request is under way and never answered."""
    world.server.misbehave("silent")
    job = Job(trusting("-p", "cloudflare", *world.api, "-i", NEW, "-vv",
            *args, HOME), env)
    until = time.monotonic() + 15
    while not world.server.requests and time.monotonic() < until:
        time.sleep(0.02)
    expect(world.server.requests, "nothing was asked")
    return job


def look(job, name):
    return read("/proc/%d/%s" % (job.process.pid, name))


@watched
def process_list():
    """As root sees it, while the credential is in use."""
    with World() as world:
        job = held_job(world, env=dict(ENV, DNSFOLLOW_ECHO_PROXY=BY_PROXY))
        try:
            for name in ("cmdline", "environ", "comm", "status"):
                for value in (TOKEN, "TESTEXAMPLE-word"):
                    expect(value.encode() not in look(job, name),
                            "%s stands in %s" % (value, name))
            expect(b"CLOUDFLARE_API_TOKEN" in look(job, "environ")
                    or b"LC_ALL" in look(job, "environ"),
                    "no environment was read")
        finally:
            job.process.terminate()
            job.finish()


@watched
def no_core_is_left():
    """Neither by the limit nor, where a program takes cores, by the mark that
    keeps other users' hands off."""
    with World() as world:
        job = held_job(world)
        try:
            limits = look(job, "limits").decode()
            expect(re.search(r"^Max core file size +0 +0 ", limits, re.M),
                    "cores are not forbidden: " + limits)
            if os.getuid() != 0:
                expect_equal(os.stat("/proc/%d/environ"
                        % job.process.pid).st_uid, 0, "owner")
        finally:
            job.process.terminate()
            job.finish()


@when(preload.barred())
def no_core_by_the_mark():
    """Whoever runs it: root's runs bear the mark as others do."""
    with World() as world:
        expect_status(world.run(HOME, "--no-sandbox", env=dict(ENV,
                LD_PRELOAD=preload.library("dumpable"))), 0)


@cases(abort=signal.SIGABRT, cpu=signal.SIGXCPU, quit=signal.SIGQUIT,
    kill=signal.SIGKILL)
def killed_run_leaves_no_file(number):
    with World() as world:
        job = held_job(world)
        job.process.send_signal(number)
        job.finish(by_signal=True)
        for directory, _, files in os.walk(job.home):
            for name in files:
                expect("core" not in name, "a core was left: " + name)
                expect(TOKEN.encode() not in read(os.path.join(directory,
                        name)), "the token stands in " + name)


@test
def no_library_prints_keys():
    """GnuTLS, if libcurl stands on it, prints all that it does where a variable
    wants that; what it says before the program begins is no key."""
    def said(*args):
        with World() as world:
            done = subprocess.run([PROGRAM, *map(str, trusting("-p",
                    "cloudflare", *world.api, "-i", NEW, *args))], timeout=20,
                    env=dict(environment(temporary.directory("home"), ENV),
                    GNUTLS_DEBUG_LEVEL="99"), capture_output=True, text=True)
        expect_equal((done.returncode, done.stdout == ""), (0, False), "run")
        return len(done.stderr.splitlines())

    expect_equal(said(HOME), said("-V"), "lines of stderr")
    expect("GNUTLS_DEBUG_LEVEL" not in printed_by("env", dict(ENV,
            GNUTLS_DEBUG_LEVEL="0")), "a command would print them")


def printed_by(command, env, *args):
    """What a command sees of the environment, told by a file."""
    path = os.path.join(temporary.directory("seen"), "environment")
    with World() as world:
        done = world.run(HOME, *args, "-s", "cmd:%s >%s; echo %s"
                % (command, path, NEW), ip=None, env=env)
        expect_status(done, 0)
    return read(path).decode()


@test
def command_gets_no_secret():
    """Of any provider, used here or not; the rest it gets."""
    more = {"DUCKDNS_TOKEN": "TESTEXAMPLE-duck", "NOIP_PASSWORD":
            "TESTEXAMPLE-noip", "DYNV6_TOKEN_FILE": "/nonexistent/dynv6",
            "NOIP_USER": "home-user", "MINE": "as it was",
            "DNSFOLLOW_PROXY": BY_PROXY, "all_proxy": BY_PROXY,
            "no_proxy": "*",
            "COPY": "Bearer " + TOKEN, "CODED": base64.b64encode(
            ("me:" + TOKEN).encode()).decode()}
    seen = printed_by("env", dict(ENV, **more), "-p", "cloudflare")
    names = {line.split("=")[0] for line in seen.splitlines()}
    expect(TOKEN not in seen, "the token: %s" % seen)
    for name in ("CLOUDFLARE_API_TOKEN", "DUCKDNS_TOKEN", "NOIP_PASSWORD",
            "COPY", "CODED", "DNSFOLLOW_PROXY"):
        expect(name not in names, name + " is there")
    for name in ("DYNV6_TOKEN_FILE", "NOIP_USER", "MINE", "HOME", "PATH",
            "all_proxy"):
        expect(name in names, name + " is not there")


@watched
def command_cannot_read_the_parent():
    """It has the same user: all that it finds there is wiped."""
    seen = printed_by("cat /proc/$PPID/environ /proc/$PPID/cmdline", ENV)
    expect(seen, "nothing could be read")
    expect(TOKEN not in seen, "the token: %r" % seen)


@test
def token_command_gets_no_other_secret():
    path = os.path.join(temporary.directory("seen"), "environment")
    with World() as world:
        done = world.run(HOME, "--token-command", "env >%s; echo %s" % (path,
                TOKEN), env={"DUCKDNS_TOKEN": "TESTEXAMPLE-duck",
                "MINE": "as it was"})
        expect_status(done, 0)
    seen = read(path).decode()
    expect("MINE=as it was" in seen, "its own is gone")
    expect("DUCKDNS_TOKEN" not in seen, seen)


@test
def token_command_may_read_its_own_variable():
    with World() as world:
        expect_status(world.run(HOME, "--token-command",
                'printf %s "$SAFE"', env={"SAFE": TOKEN}), 0)


@test
def variables_of_two_runs_of_an_account():
    """It is found as often as it is asked for, though it was taken away."""
    with World(("A", HOME, NEW), ("A", "www.example.com", NEW)) as world:
        done = world.run("--json", env=ENV, config="[account one]\n"
                "provider = cloudflare\n[account two]\nprovider = cloudflare"
                "\n[%s]\naccount = one\n[www.example.com]\naccount = two\n"
                % HOME)
        expect_status(done, 0)
        expect_equal(len(done.json()["records"]), 2, "records")


def quotations(value):
    """How servers may repeat what they were sent."""
    percent = urllib.parse.quote(value, safe="")
    yield "plain", value
    yield "percent", percent
    yield "lower", re.sub("%..", lambda found: found[0].lower(), percent)
    yield "lax", urllib.parse.quote(value, safe="/&'<")
    yield "form", urllib.parse.quote_plus(value)
    yield "xml", xml.sax.saxutils.escape(value, {'"': "&quot;"})
    yield "html", "".join("&#%d;" % ord(letter) for letter in value)
    yield "hex", value.encode().hex()
    yield "basic", base64.b64encode(("u:" + value).encode()).decode()
    yield "alone", base64.b64encode(value.encode()).decode()
    yield "python", repr(value)[1:-1]
    yield "bytes", repr(value.encode())[2:-1]
    yield "escapes", "".join("\\u%04x" % ord(letter) for letter in value)


@cases(**{name: (name,) for name, _ in quotations("x")})
def quoted_by_the_server(name):
    """In its JSON, which writes it in yet another way."""
    text = dict(quotations(ODD))[name]
    with World() as world:
        world.vendor.token = ODD
        world.server.misbehave("status", status=403, body={"success": False,
                "errors": [{"code": 9109, "message": "not <%s>!" % text}],
                "messages": [], "result": None})
        for args in (["-vv", "--explain"], ["--json"]):
            done = world.run(HOME, *args,
                    env={"CLOUDFLARE_API_TOKEN": ODD})
            expect_status(done, 77)
            said = done.out + done.err
            expect_words(said, "[secret]")
            expect(text not in said, "it stands there: " + said)
            expect("TESTEXAMPLE" not in said, "a part of it: " + said)


def proxy_run(way, mode=0o600):
    """Through a proxy that wants a password, to a server that knows it; what
    the proxy was told."""
    with World() as world, Proxy("127.0.0.1", world.server.port) as proxy:
        url = proxy.url.replace("//", "//me:%s@" % urllib.parse.quote(ODD,
                safe=""))
        world.server.misbehave("status", status=403, body={"success": False,
                "errors": [{"code": 9109, "message": "not %s, <%s>!"
                % (ODD, url)}], "messages": [], "result": None})
        more = {"variable": dict(env=dict(ENV, https_proxy=url)),
            "own": dict(env=dict(ENV, DNSFOLLOW_PROXY=url)),
            "file": dict(args=["-f", write(temporary.directory("config"),
                "c", "[default]\nproxy = %s\n" % url, mode)]),
            "argument": dict(args=["--proxy", url])}[way]
        return world.run(HOME, "-vv", "--explain", *more.pop("args", []),
                **more), "".join(proxy.heads)


@cases(**{way: (way,) for way in ("variable", "own", "file")})
def password_of_a_proxy(way):
    done, heads = proxy_run(way)
    expect_status(done, 77)
    expect_words(heads, base64.b64encode(("me:" + ODD).encode()).decode())
    expect_words(done.err, "not [secret], <http://me:[secret]@")
    expect("TESTEXAMPLE" not in done.out + done.err, done.err)


@test
def password_of_a_proxy_for_all_to_read():
    """As the token it is neither an argument nor in a file of others'."""
    done, heads = proxy_run("argument")
    expect_status(done, 64)
    expect_words(done.err, "--proxy", "argument", "configuration file")
    expect_equal(heads, "", "what the proxy heard")
    done, heads = proxy_run("file", 0o644)
    expect_status(done, 78)
    expect_words(done.err, "chmod 600")
    expect_equal(heads, "", "what the proxy heard")


@test
def doctor():
    with World() as world:
        done = run(trusting("--doctor", "-p", "cloudflare", *world.api, "-i",
                NEW, "-vv", "--explain", "--gateway", "127.0.0.9",
                "--timeout", "8", HOME), ENV, limit=60)
        expect(done.out, "it said nothing")
        expect(TOKEN not in done.out + done.err, "the token")


@test
def hold_file():
    """A service refuses; what is remembered says nothing of the password."""
    with dyndns2() as world:
        done = world.run("--json", SERVICE_HOME,
                env=dict(world.env, NOIP_PASSWORD=WRONG))
        expect_status(done, 77)
        held = read(world.path)
        expect(b"noip" in held, "nothing is held")
        for value in (WRONG, PASSWORD):
            for form in (value, base64.b64encode(value.encode()).decode()):
                expect(form.encode() not in held, "it is in the hold file")


@test
def output_file():
    path = os.path.join(temporary.directory("output"), "report")
    with World() as world:
        world.server.misbehave("status", status=403, body={"success": False,
                "errors": [{"code": 9109, "message": "no " + TOKEN}]})
        expect_status(world.run(HOME, "--json", "-o", path), 77)
        expect(TOKEN.encode() not in read(path), "the token")
        expect(b"[secret]" in read(path), "it is not struck out: %r"
                % read(path))


@cases(false="false", null="null", number="3600", colon='":["',
    list='"},{"', program="dnsfollow", version="1.0.0",
    key="version", result="failed")
def secret_that_json_is_made_of(value):
    """It is struck out where it could be one, and the rest stays JSON."""
    with World(("A", HOME, OLD)) as world:
        world.vendor.token = value
        world.server.misbehave("status", status=403, body={"success": False,
                "errors": [{"code": 9109, "message": "no <%s>" % value}],
                "messages": [], "result": None})
        done = world.run(HOME, "--json", "--set", "ttl=3600",
                env={"CLOUDFLARE_API_TOKEN": value})
    expect_status(done, 77)
    try:
        report = json.loads(done.out)
    except ValueError as why:
        raise Failure("%s: %s" % (why, done.out))
    expect_equal((report["dry_run"], report["version"], report["exit"]),
            (False, 1, 77), "what is no text")
    expect_words(report["records"][0]["error"]["hint"],
            "no <[secret]>")


@test
def secret_within_a_key():
    """Of a key with its name and algorithm, the secret by itself."""
    inner = secret(base64.b64encode(b"TESTEXAMPLE-tsig-secret-0123456")
            .decode())
    key = write(temporary.directory("key"), "tsig", 'key "home" {\n'
            '\talgorithm hmac-sha256;\n\tsecret "%s";\n};\n' % inner)
    done = run(["-p", "rfc2136", "--set",
            "server=%s/x" % inner, "--allow-special", "-i", NEW,
            "home.example.test"], {"RFC2136_TSIG_FILE": key})
    expect_status(done, 64, 78)
    expect_words(done.err, "server", "[secret]")


main()
