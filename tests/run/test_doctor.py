#!/usr/bin/env -S python3 -B
"""--doctor: what is examined, and what each finding says and counts for."""

from doctor_world import (ENV, FORWARDING, RESOLVER,    # first
    TTL, ZONE, World, amiss, bind, doctor, findings, lines, of, one)

import email.utils
import fcntl
import glob
import os
import time

import dnsclient
import namespace
import temporary
from cloudflare_world import TOKEN
from common import NEW, NEW6, OLD, OTHER, at_once, trusting
from harness import (Job, PROGRAM, STATIC, cases, expect, expect_equal,
    expect_status, expect_words, main, read, run, secret, test, write)
from servers import NameServer, wait_for
from services.cloudflare import Cloudflare
from services.echo import Echo

WRONG = secret("FAKE-wrong-token-9876543210-abcdefghijk")
LIBRARY = (glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
    + glob.glob("/usr/*/lib/faketime/libfaketime.1.dylib") + [None])[0]


@test
def all_is_well():
    with World() as world:
        done = world.run()
        expect_status(done, 0)
        expect_equal(amiss(done), [], "amiss")
        expect_equal(done.err, "", "standard error")
        expect_equal([line[1] for line in lines(done)], ["configuration",
            "configuration", "secrets", "clock", "source", "source",
            "agreement", "router", "provider", "live", "cache", "cache",
            "cache"], "findings")
        expect_words(done.out, "%s A: cloudflare holds %s" % (world.name,
            NEW), "ns1.example.test (127.0.0.1) says " + NEW,
            "the system's resolver says %s, too" % NEW)
        expect(all(request.method == "GET" for request in
            world.server.requests), "it wrote")


@test
def as_data():
    with World() as world:
        found = world.findings()
        expect_equal(one(found, "agreement", "ok")["agree"], 2, "agree")
        expect_equal({check["address"] for check in of(found, "cache")},
            {NEW}, "addresses of the caches")
        expect_equal(one(found, "provider", "ok")["address"], NEW, "address")
        expect("ms" in one(found, "live", "ok"), "no time taken")
        report = world.run("--json").json()
        expect_equal(report["records"][0]["status"], "unchanged", "record")
        expect_equal(len(report["addresses"][0]["votes"]), 2, "votes")


@test
def old_caches_are_told_with_their_seconds():
    with World(cached=OLD, public=(NEW, OLD)) as world:
        done = world.run()
        expect_status(done, 1)
        expect_equal([line[:2] for line in amiss(done)],
            [("warn", "cache")] * 2, "amiss")
        expect_words(done.out, "the system's resolver still says %s for "
            % OLD, "%s still says %s for " % (
            world.resolvers[1].url()[8:], OLD), " s more")
        first = [check["seconds"] for check in
            of(world.findings(status=1), "cache", "still")]
        expect(all(TTL - 20 < left <= TTL for left in first), first)
        time.sleep(2)
        later = [check["seconds"] for check in
            of(world.findings(status=1), "cache", "still")]
        expect(all(a > b for a, b in zip(first, later)), "%s, then %s"
            % (first, later))


@test
def resolver_that_fails_and_public_one_that_is_barred():
    with World() as world:
        world.resolvers[0].misbehave("close")
        found = world.findings()
        one(found, "cache", "ok", "does not answer")
        namespace.resolve_at("127.0.0.99")
        try:
            found = world.findings("--live-server", "127.0.0.1", status=1)
            one(found, "cache", "warn", "system's resolver")
            # Nor can the zone's name servers be found without it.
            one(world.findings(status=1), "live", "warn", "name servers")
        finally:
            namespace.resolve_at(RESOLVER)


@test
def resolver_remembers_that_there_was_no_such_name():
    forward = NameServer(FORWARDING, options="recursion yes; forward only; "
        "forwarders { 127.0.0.1; };")
    name = "new-%d.example.test" % os.getpid()
    expect_equal(dnsclient.ask(53, name, address=FORWARDING,
        flags=dnsclient.RD).rcode, 3, "NXDOMAIN at first")
    namespace.resolve_at(FORWARDING)
    try:
        with World(name=name) as world:
            seen = one(world.findings("--live-server", "127.0.0.1",
                status=1), "cache", "warn", "system's")
            expect_words(seen["message"], "the system's resolver still "
                "knows no such name for ", " s more")
            expect(0 < seen["seconds"] <= 60, seen)
    finally:
        namespace.resolve_at(RESOLVER)
        forward.stop()


@test
def resolver_is_not_asked_about_what_is_not_there():
    with World(name="absent-%d.example.test" % os.getpid()) as world:
        world.set()
        found = world.findings(status=1)
        one(found, "live", "warn", "no such name")
        expect_equal(of(found, "cache"), [], "caches")
        expect_equal([server.requests for server in world.resolvers],
            [[], []], "public resolvers")


@test
def nameservers_lag_behind_the_provider():
    with World(live=OLD, cached=OLD, public=(OLD, OLD)) as world:
        done = world.run()
        expect_status(done, 1)
        expect_equal([line[1] for line in amiss(done)], ["live"], "amiss")
        expect_words(done.out, "says %s, but cloudflare holds %s"
            % (OLD, NEW))


@test
def one_nameserver_lags_behind_the_others():
    with World(name="home.second.test", zone="second.test") as world:
        found = world.findings(status=1)
        seen = one(found, "live", "warn", "ns2")
        expect_equal((seen["server"], seen["address"]),
            ("ns2.second.test", OLD), "who lags")
        one(found, "live", "ok", "ns1.second.test (127.0.0.1) says " + NEW)


@test
def provider_has_another_than_here():
    with World(held=OLD, live=OLD, cached=OLD, public=(OLD, OLD)) as world:
        done = world.run()
        expect_status(done, 1)
        expect_equal([line[1] for line in amiss(done)], ["provider"],
            "amiss")
        expect_words(done.out, "holds %s, but here is %s" % (OLD, NEW))
        expect_equal(world.vendor.values(world.name), [OLD], "record")


@test
def provider_has_another_ttl():
    with World() as world:
        done = world.run("-t", "300")
        expect_status(done, 1)
        expect_words(done.out, "holds %s, but differs in TTL 300 (was " % NEW)


@test
def all_three_differ():
    with World(held=OLD, live=OTHER, cached=OTHER, public=(OLD, OTHER)) \
            as world:
        found = world.findings(status=1)
        one(found, "provider", "warn", OLD, NEW)
        one(found, "live", "warn", OTHER, OLD)
        expect_equal(len([check for check in of(found, "cache")
            if check["status"] == "warn"]), 1, "caches")


@test
def several_names_and_both_families():
    with World() as world, World() as other:
        zone = world.vendor.zones[0]["id"]
        for name in (world.name, other.name):
            world.vendor.add_record(zone, "AAAA", name, NEW6)
            bind.put(ZONE, (name, "AAAA", NEW6, TTL))
        world.vendor.add_record(zone, "A", other.name, OLD)
        for known in world.known:
            known.update({(name, type): [address]
                for name in (world.name, other.name) for type, address in
                (("A", NEW), ("AAAA", NEW6))})
        found = findings(doctor("--json", "-p", "cloudflare", "-4", "-6",
            "--api-url", world.server.url("/client/v4"), "-i", NEW, "-i",
            NEW6, *world.publics, world.name, other.name, env=ENV), 1)
        expect_equal([(check["subject"], check["status"]) for check in
            of(found, "provider")], [(world.name + " A", "ok"),
            (world.name + " AAAA", "ok"), (other.name + " A", "warn"),
            (other.name + " AAAA", "ok")], "records")
        expect_equal(len(of(found, "cache", "says")), 12, "caches")
        expect_equal([(check["subject"][-4:], check["status"]) for check in
            of(found, "live")], [("st A", "ok"), ("AAAA", "ok"),
            ("st A", "warn"), ("AAAA", "ok")], "live")
        expect_equal(len(of(found, "secrets")), 1, "secrets")


@test
def proxied_record_shows_the_proxy():
    edge = "104.18.0.1"
    with World(live=edge, cached=edge, public=(edge, edge)) as world:
        world.vendor.find(world.name)[0]["proxied"] = True
        found = world.findings()
        one(found, "live", "ok", edge, "Cloudflare's proxy")


@test
def service_whose_record_is_in_the_dns_alone():
    with World(live=OLD, cached=OLD, public=(OLD, NEW)) as world:
        found = findings(doctor("--json", "-p", "dyndns2", "--api-url",
            world.server.url(), *world.sources, *world.publics, world.name,
            env={"DYNDNS2_USER": "me", "DYNDNS2_PASSWORD": TOKEN}), 1)
        one(found, "provider", "warn", "the DNS holds " + OLD, NEW)
        one(found, "live", "ok", OLD)
        one(found, "cache", "warn", "still says " + NEW)
        expect_equal(world.server.requests, [], "requests to the service")


@test
def another_run_holds_the_lock():
    directory = temporary.directory("lock")
    with World() as world, open(os.path.join(directory,
            "dnsfollow.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        env = dict(ENV, XDG_RUNTIME_DIR=directory)
        kept = world.run(env=env)
        expect_status(kept, 0)
        # So that the file is the one that a run would wait for.
        expect_status(run(at_once("-p", "cloudflare", "--api-url",
            world.server.url("/client/v4"), "-i", NEW, world.name), env), 75)


@test
def into_a_file():
    path = os.path.join(temporary.directory("out"), "report")
    with World() as world:
        done = world.run("-o", path)
        expect_status(done, 0)
        expect_equal(done.out, "", "standard output")
        expect_words(read(path).decode(), "ok    live", "ok    cache")


@test
def live_server_is_asked():
    with World() as world:
        found = world.findings("--live-server", "127.0.0.53", status=0)
        one(found, "live", "ok", "127.0.0.53 says " + NEW)


@test
def several_values_are_refused_as_by_a_run():
    with World() as world:
        world.vendor.add_record(world.vendor.zones[0]["id"], "A",
            world.name, OTHER)
        found = world.findings(status=65)
        one(found, "provider", "fail", OTHER)


@test
def refused_token():
    with World() as world:
        done = world.run(env={"CF_Token": WRONG})
        expect_status(done, 77)
        expect_equal([line[:2] for line in amiss(done)],
            [("FAIL", "provider")], "amiss")
        expect_words(done.out, "cloudflare", "token")
        one(world.findings(env={"CF_Token": WRONG}, status=77), "live", "ok",
            NEW)


@test
def first_failure_gives_the_code():
    with World(echoes=(NEW, OTHER)) as world:
        done = world.run(env={"CF_Token": WRONG})
        expect_status(done, 65)
        expect_equal([line[1] for line in amiss(done)
            if line[0] == "FAIL"], ["agreement", "provider"], "failures")


def secret_file(mode=0o600):
    return write(temporary.directory("secret"), "token", TOKEN, mode)


def expect_origin(done, words):
    found = findings(done, 0)
    expect_words(one(found, "secrets", "ok")["message"], words)


@test
def origins_of_a_secret():
    path = secret_file()
    with World() as world:
        expect_origin(world.run("--json"), "token: from $CF_Token")
        expect_origin(world.run("--json", "--token-file", path, env={}),
            "token-file %s (mode 0600, owner " % path)
        expect_origin(world.run("--json", "--token-command", "cat " + path,
            env={}), "token-command (--token-command)")
        expect_origin(world.run("--json", env={"CF_Token_FILE": path}),
            "the file %s (mode 0600, owner " % path)
        expect_origin(world.run("--json", env={}, config="[default]\n"
            "provider = cloudflare\ntoken = %s\n" % TOKEN),
            "dnsfollow.conf:3")


@test
def open_secret_file_is_the_last_finding():
    path = secret_file(0o644)
    with World() as world:
        done = world.run("--token-file", path, env={})
        expect_status(done, 78)
        expect_equal(lines(done)[-1][0], "FAIL", "last")
        expect_equal(len(amiss(done)), 1, "number of failures")
        expect_words(done.out, "chmod 600 " + path)
        expect_equal(done.err, "", "standard error")
        found = world.findings("--token-file", path, env={}, status=78)
        expect_words(found[-1]["message"], path)
        expect_equal(world.server.requests, [], "requests")


@cases(absent=(["-f", "/nonexistent/x.conf"], None, 66, "x.conf"),
    unknown=([], "[default]\nfamly = ipv4\n", 78, "dnsfollow.conf:2"),
    provider=(["-p", "clodflare", "a.example.test"], None, 64, "cloudflare"),
    resolver=(["--public-resolver", "1.1.1.1", "-i", NEW], None, 64,
    "https://1.1.1.1/dns-query"),
    source=(["-s", "nowhere"], None, 64, "--list-sources"))
def wrong_configuration(args, config, status, words):
    done = doctor(*args, config=config)
    expect_status(done, status)
    expect_equal(lines(done)[-1][:2], ("FAIL", "configuration"), "last")
    expect_words(done.out, words)
    found = findings(doctor("--json", *args, config=config), status)
    expect_equal(found[-1]["exit"], status, "exit")


@test
def file_that_others_may_change():
    directory = temporary.directory("configuration")
    hosts = write(directory, "hosts", "")
    path = write(directory, "c.conf", "[home.test]\nprovider = file\n"
        "path = %s\n" % hosts, 0o664)
    done = doctor("-f", path, "-i", NEW)
    expect_status(done, 1)
    expect_equal([line[1] for line in amiss(done)], ["configuration",
        "provider"], "amiss")
    expect_words(done.out, "mode 0664", "chmod go-w " + path, "owner",
        "1 name: home.test (file)", "not looked up: a file keeps it")
    os.chmod(path, 0o644)
    expect_equal([line[1] for line in amiss(doctor("-f", path, "-i", NEW))],
        ["provider"], "amiss")
    expect_equal(read(hosts), b"", "the target")


@test
def without_a_name():
    with World() as world:
        done = world.run(names=(), cloud=False, env={})
        expect_status(done, 1)
        expect_equal([line[1] for line in amiss(done)], ["configuration"],
            "amiss")
        expect_words(done.out, "no name is configured")
        expect_equal([line[1] for line in lines(done)][2:], ["clock",
            "source", "source", "agreement", "router"], "findings")


@test
def every_operator_is_asked():
    with World(echoes=(NEW, NEW, OTHER, NEW)) as world:
        world.echoes[3].server.misbehave("close")
        found = world.findings(status=1)
        expect_equal([check["status"] for check in of(found, "source")],
            ["ok", "ok", "warn", "warn"], "operators")
        expect_equal([echo.asked for echo in world.echoes][:3], [1, 1, 1],
            "asked")
        expect_words(one(found, "agreement", "ok")["message"], NEW,
            "by 2 of 4 (2 must agree)")
        expect_words(of(found, "source", OTHER)[0]["message"],
            "unlike the others")


@cases(disagree=((NEW, OTHER), 65), dead=((None, None), 69),
    special=(("127.0.0.1", "127.0.0.1"), 65), one=((NEW, None), 65))
def too_few_agree(echoes, status):
    with World(echoes=echoes) as world:
        for echo, address in zip(world.echoes, echoes):
            if address is None:
                echo.server.misbehave("close")
        one(world.findings(status=status), "agreement", "fail")


@test
def fallback_of_a_source_that_fails():
    with World() as world:
        world.echoes[0].server.misbehave("close")
        world.echoes[1].server.misbehave("close")
        found = world.findings("-s", "ip:" + NEW, status=1)
        expect_equal([check["status"] for check in of(found, "agreement")],
            ["warn", "ok"], "agreement")
        one(found, "provider", "ok", NEW)


def date(ahead):
    return "Date", email.utils.formatdate(time.time() + ahead, usegmt=True)


class Dated(Echo):
    """Its clock goes so much before ours."""

    def __init__(self, ahead):
        super().__init__(NEW)
        self.ahead = ahead

    def handle(self, request):
        response = super().handle(request)
        response.headers.append(date(self.ahead))
        return response


def dated(*ahead):
    world = World(echoes=(NEW,) * len(ahead))
    for echo, seconds in zip(world.echoes, ahead):
        echo.server.mount("/ip", Dated(seconds))
    return world


@cases(right=((0, 2), "ok", 0), ahead=((-100, -100), "warn", 1),
    behind=((200, 200), "warn", 1), far=((900, 900), "fail", 75),
    one_is_fast=((0, 3000, 1), "ok", 0), one_is_slow=((0, -3000, 1), "ok", 0))
def clock(ahead, status, code):
    with dated(*ahead) as world:
        seen = one(world.findings(status=code), "clock", status)
        expect(abs(sorted(ahead)[len(ahead) // 2] + seen["seconds"]) < 15,
            seen)


@test
def clock_of_the_api():
    class Late(Cloudflare):
        def handle(self, request):
            response = super().handle(request)
            response.headers.append(date(-400))
            return response

    with World() as world:
        world.server.mount("/client/v4/zones", Late(TOKEN)).__dict__.update(
            world.vendor.__dict__)
        seen = one(world.findings(status=75), "clock", "fail")
        expect(390 < seen["seconds"] < 420, seen)


@test
def clock_of_this_machine_is_off():
    if LIBRARY is None or STATIC or "sanitize" in PROGRAM:
        print("skip clock_of_this_machine_is_off: no faketime here")
        return
    with dated(0, 0) as world:
        done = world.run(env=dict(ENV, LD_PRELOAD=LIBRARY,
            FAKETIME="+600s"))
        expect_status(done, 75)
        expect_words(done.out, "s ahead of that of 127.0.0.1")


@test
def nobody_tells_the_time():
    with World() as world:
        expect_words(one(world.findings(), "clock", "ok")["message"],
            "nothing is known")


@test
def held_back_by_an_earlier_run():
    state = temporary.directory("state")
    env = dict(ENV, XDG_STATE_HOME=state)
    hold = os.path.join(state, "dnsfollow", "hold")
    with World() as world:
        world.server.misbehave("status", status=429, body="{}",
            headers=[("Retry-After", "600")])
        run(at_once("-p", "cloudflare", "--api-url",
            world.server.url("/client/v4"), "-i", NEW, world.name), env)
        before = read(hold)
        world.server.behave()
        world.server.forget()
        done = world.run(env=env)
        expect_status(done, 75)
        expect_equal(world.server.requests, [], "requests")
        expect_equal(read(hold), before, "the file hold")


@test
def time_is_up():
    with World() as world:
        world.echoes[0].server.misbehave("stall")
        world.resolvers[0].misbehave("stall")
        done = world.run("--timeout", 3)
        expect_status(done, 69)
        expect(done.elapsed < 7, "it took %.1f s" % done.elapsed)


@test
def ended_by_a_signal():
    with World() as world:
        world.echoes[0].server.misbehave("stall")
        job = Job(trusting("--doctor", *world.arguments()), ENV)
        expect(wait_for(lambda: world.echoes[0].asked), "not asked")
        job.process.terminate()
        done = job.finish()
        expect_status(done, 75)
        expect_words([line for line in lines(done)
            if line[0] == "FAIL"][0][2], "ended early by signal 15")


@test
def quiet_and_color():
    with World(live=OLD, cached=OLD, public=(OLD, OLD)) as world:
        expect_equal([line[0] for line in lines(world.run("-q"))], ["warn"],
            "with -q")
        expect_equal(world.run("-qq").out, "", "with -qq")
        done = world.run("--color", "always")
        expect_words(done.out, "\033[33mwarn\033[0m", "\033[32mok\033[0m")


main()
