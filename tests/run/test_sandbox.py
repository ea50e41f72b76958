#!/usr/bin/env -S python3 -B
"""The sandbox about real runs of every kind: the kernel says that the program
is in it, and each of them does its job all the same.

What must fail inside is tests/unit/test_sandbox.c's."""

import os
import shutil
import subprocess
import sys
import threading
import time

import harness
import temporary


class Watched(harness.Job):
    """A run that is looked at, often, by way of /proc: `seen` holds what its
    status said of the filter, in the order of time."""

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.seen = []
        Watched.last = self
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self):
        while self.process.returncode is None:
            said = filters(self.process.pid)
            if said and said not in self.seen[-1:]:
                self.seen.append(said)
            time.sleep(0.002)


def filters(process):
    """(Seccomp, NoNewPrivs) of the process, as long as it is there."""
    try:
        with open("/proc/%s/status" % process) as file:
            lines = dict(line.split(":", 1) for line in file)
        return int(lines["Seccomp"]), int(lines["NoNewPrivs"])
    except (OSError, KeyError, ValueError):
        return None


def possible():
    """Whether this build enters one here: it says so."""
    done = subprocess.run([harness.PROGRAM, "--show-ip", "-i", "192.0.2.1",
            "--allow-special", "-vv", "--no-config"], text=True,
            capture_output=True, env={"HOME": "/nonexistent"})
    return "system calls denied" in done.stderr and \
            "no system calls" not in done.stderr


FILTERS = possible()
if not FILTERS:
    print("skip test_sandbox: none here, or a build with a sanitizer")
    sys.exit(0)
harness.Job = Watched

from certificates import certificates    # noqa: E402
from cloudflare_world import (ENV, HOME as HOME_COM,    # noqa: E402
    TOKEN, World as Cloudflare)
from common import (EchoServer, NEW, OLD, at_once,    # noqa: E402
    good_server)
from harness import (cases, expect, expect_equal,    # noqa: E402
    expect_status, expect_words, main, read, run, test, write)
from hosts_target import file_args, holds, target    # noqa: E402
from rfc2136_world import (HOME, World as Zone)    # noqa: E402
from service_world import dyndns2, wrong    # noqa: E402
from services.echo import Echo    # noqa: E402
from services.igd import Igd    # noqa: E402
from services.proxy import Proxy    # noqa: E402
from services.stun import Stun    # noqa: E402

IN, OUT = (2, 1), (0, 0)
GATEWAY = "127.0.0.23"


class Slow(EchoServer):
    """It takes long enough to be watched."""

    def __init__(self, ipv4=NEW, **more):
        super().__init__(ipv4, **more)
        self.server.delay = 0.2


def expect_entered(last=IN):
    expect_equal(Watched.last.seen[-1:], [last], "the filter")


def expect_written(done, path, address=NEW):
    expect_status(done, 0)
    expect(holds(path, address), "not written")
    expect_entered()


# Providers

@test
def cloud():
    with Cloudflare() as world, Slow() as echo:
        expect_status(world.run(HOME_COM, "-s", echo.spec, ip=None), 0)
        expect_equal(len(world.writes), 1, "writes")
        expect_entered()


@test
def name_server():
    with Zone() as zone, Slow() as echo:
        done = zone.run(HOME, "-s", echo.spec, ip=None)
        zone.only(done, NEW)
        expect_entered()


@cases(plain=False, by_link=True)
def file_target(by_link):
    path = given = target()
    if by_link:
        given = os.path.join(temporary.directory("link"), "link")
        os.symlink(path, given)
    with Slow() as echo:
        expect_written(run(file_args(given, "-s", echo.spec,
                "home.example.test")), path)
    expect(not by_link or os.path.islink(given), "the link was replaced")


@test
def file_target_in_the_working_directory():
    """And one that is still to be made."""
    with Slow() as echo:
        done = run(file_args("hosts", "-s", echo.spec, "home.example.test"))
        expect_written(done, os.path.join(done.home, "hosts"))


@test
def file_target_is_looked_at_only():
    path = target()
    with Slow() as echo:
        done = run(file_args(path, "-s", echo.spec, "home.example.test",
                "--check"))
        expect_status(done, 1)
        expect_entered()


@test
def service_with_a_hold_file():
    """Its directory is made by the run; what it notes there, the next reads,
    and one that writes nothing does so, too."""
    with dyndns2() as world, Slow() as echo:
        world.state += "/a/b"
        args = [HOME, "-s", echo.spec]
        expect_status(world.run(*args, ip=(), env=wrong(world)), 77)
        expect_entered()
        expect(world.notes(), "nothing was noted")
        asked = world.asked
        for more in ([], ["-n"], ["--status"]):
            done = world.run(*args, *more, ip=(), env=wrong(world))
            expect_words(done.out + done.err, "remembered|held|refused")
            expect("Permission denied" not in done.err, done.err)
        expect_equal(world.asked, asked, "requests")
        expect_status(world.run(*args, ip=()), 0)
        expect_entered()


@test
def state_directory_cannot_be_made():
    with Cloudflare() as world, Slow() as echo:
        done = world.run(HOME_COM, "-s", echo.spec, ip=None,
                env=dict(ENV, XDG_STATE_HOME="/proc/none"))
        expect_status(done, 0)
        expect_entered()


@cases(option=(True, "url"), environment=(False, "url"),
    socks=(True, "socks_url"), socks_of_the_environment=(False, "socks_url"))
def proxy(by_option, kind):
    """No router is asked with --ip, so that only ports that were named are
    left."""
    with Cloudflare() as world, \
            Proxy("127.0.0.1", world.server.port) as proxy:
        world.server.delay = 0.2
        url = getattr(proxy, kind)
        env = ENV if by_option else dict(ENV, https_proxy=url)
        done = world.run(HOME_COM, *(["--proxy", url] if by_option else []),
                env=env)
        expect_status(done, 0)
        expect(proxy.asked, "the proxy was not asked")
        expect_entered()


# Sources

@test
def by_command():
    """It is free, and what follows it is not."""
    path = target()
    command = "cmd:grep -q '^Seccomp:.*0$' /proc/self/status && " \
            "cat /etc/passwd >/dev/null && echo " + NEW
    done = run(file_args(path, "-s", command, "-v", "home.example.test"))
    expect_status(done, 0)
    expect(holds(path, NEW), "not written")
    expect_words(done.err, "no sandbox before the command")


@test
def after_a_command():
    """A change of the record is slow enough to be watched."""
    with Cloudflare() as world:
        world.server.delay = 0.2
        expect_status(world.run(HOME_COM, "-s", "cmd:echo " + NEW, ip=None),
                0)
        expect_equal(Watched.last.seen[:1], [OUT], "the filter at first")
        expect_entered()


@cases(address=["--show-ip"], examination=["--doctor"])
def verb_after_a_command(args):
    done = run(at_once(*args, "-s", "cmd:echo " + NEW, "-vv"))
    expect_words(done.err, "sandbox: ")
    expect(done.err.find("< 0 ") < done.err.find("sandbox: "), done.err)


@test
def token_command():
    """It runs before."""
    with Cloudflare() as world, Slow() as echo:
        done = world.run(HOME_COM, "-s", echo.spec, "--token-command",
                'echo "$FAKE"', ip=None,
                env={"FAKE": TOKEN})
        expect_status(done, 0)
        expect_entered()


@test
def by_stun():
    path = target()
    with Stun(NEW) as one:
        done = run(file_args(path, "-s", one.spec, "home.example.test",
                "--quorum", "1"))
        expect_status(done, 0)
        expect(holds(path, NEW), "not written")


@test
def by_router():
    """At a port that only it knows."""
    path = target()
    with Igd(GATEWAY) as igd:
        done = run(file_args(path, "-s", "router", "--gateway", GATEWAY,
                "home.example.test"))
        expect_written(done, path, "203.0.113.7")
        expect(igd.searches, "UPnP was not asked")


@test
def by_file():
    path = target()
    source = write(temporary.directory("source"), "address", NEW + "\n")
    done = run(file_args(path, "-s", "file:" + source, "home.example.test"))
    expect_status(done, 0)
    expect(holds(path, NEW), "not written")


@test
def by_standard_input():
    path = target()
    job = Watched(file_args(path, "-s", "-", "home.example.test"),
            stdin=NEW + "\n")
    time.sleep(0.2)
    expect_written(job.finish(), path)


@cases(by_address="127.0.0.1", by_name="localhost")
def resolver(host):
    """The C library loads its modules late."""
    server = good_server()
    server.mount("/", Echo(NEW))
    server.delay = 0.2
    done = run(at_once("--show-ip", "-s", "web:" + server.url("/ip", host)))
    server.close()
    expect_status(done, 0)
    expect_equal(done.out, NEW + "\n", "address")
    expect_entered()


# The trust store

OPENSSL = "OpenSSL" in run(["--version"]).out


def trusting_run(*args, env=None):
    with Slow() as echo:
        done = run(["--show-ip", "-s", echo.spec, "--allow-special",
                "--retry-for", "0", *args], env)
        expect_status(done, 0)
        expect_entered()


def hashed(directory, path):
    """A link by the hash of the certificate, as OpenSSL looks for it."""
    name = subprocess.run(["openssl", "x509", "-hash", "-noout", "-in",
            certificates().ca_file], capture_output=True, text=True,
            check=True).stdout.strip()
    os.symlink(path, os.path.join(directory, name + ".0"))


@test
def store_by_link():
    link = os.path.join(temporary.directory("link"), "ca.pem")
    os.symlink(certificates().ca_file, link)
    trusting_run("--ca-file", link)
    trusting_run(env={"SSL_CERT_FILE": link})


@test
def store_by_relative_path():
    trusting_run("--ca-file", os.path.relpath(certificates().ca_file,
            temporary.directory("home")))


@test
def store_is_a_directory_of_links():
    """A link to a neighbour, which is a link to elsewhere."""
    directory = temporary.directory("store")
    os.symlink(certificates().ca_file, os.path.join(directory, "own.pem"))
    hashed(directory, "own.pem")
    if not OPENSSL:
        shutil.copy(certificates().ca_file, directory)
    trusting_run(env={"SSL_CERT_DIR": directory})
    if OPENSSL:
        trusting_run(env={"SSL_CERT_DIR": ":/none:" + directory})


@test
def store_with_a_link_to_elsewhere():
    """By its hash, without a certificate beside it, whether it is one of few or
    of many that lead to a neighbour."""
    directory = temporary.directory("store")
    hashed(directory, certificates().ca_file)
    for number in 0, 40:
        for one in range(number):
            os.symlink("%d.pem" % one, os.path.join(directory, "%08x.0" % one))
            shutil.copy(certificates().self_signed.certificate,
                    os.path.join(directory, "%d.pem" % one))
        trusting_run(env={"SSL_CERT_DIR": directory} if OPENSSL else
                {"SSL_CERT_FILE": certificates().ca_file})


@cases(inside=[], outside=["--no-sandbox"])
def settings_of_the_library(args):
    """Spread over files which nothing else is known of: what they forbid stays
    forbidden."""
    if not OPENSSL:
        return
    included = write(temporary.directory("included"), "tls.cnf",
        "openssl_conf = all\n[all]\nssl_conf = tls\n[tls]\n"
        "system_default = usual\n[usual]\n"
        "Ciphersuites = TLS_AES_128_CCM_8_SHA256\n"
        "CipherString = ECDHE-ECDSA-AES128-CCM8\n")
    path = write(temporary.directory("openssl"), "openssl.cnf",
        ".include = %s\n" % included)
    with Slow() as echo:
        done = run(at_once("--show-ip", "-s", echo.spec, *args),
                {"OPENSSL_CONF": path})
        expect_status(done, 69)
        expect_words(done.err, "no TLS")


@test
def store_beside_what_is_read_anyway():
    trusting_run("--ca-file", "/etc/ssl/certs/../../.." +
            certificates().ca_file)


# Output

@test
def output_to_a_file():
    path = os.path.join(temporary.directory("output"), "out")
    with Slow() as echo:
        expect_status(run(at_once("--show-ip", "-s", echo.spec, "-o",
                path)), 0)
    expect_equal(read(path), (NEW + "\n").encode(), "the file")
    expect_entered()


# What it is switched off by, and the verbs

@cases(option=(["--no-sandbox"], {}),
    variable=([], {"DNSFOLLOW_NO_SANDBOX": "yes"}))
def switched_off(args, env):
    path = target()
    with Slow() as echo:
        done = run(file_args(path, "-s", echo.spec, "home.example.test",
                *args), env)
        expect_status(done, 0)
        expect_equal(Watched.last.seen, [OUT], "the filter")


@test
def doctor():
    with Cloudflare() as world, Slow() as echo:
        done = world.run("--doctor", HOME_COM, "-s", echo.spec, "--gateway",
                GATEWAY, "--set", "live-server=127.0.0.1:9", ip=None)
        expect_entered()
        expect_words(done.out, "cloudflare", NEW)
        expect("Permission denied" not in done.out, done.out)


@test
def status_table():
    with Cloudflare() as world, Slow() as echo:
        done = world.run("--status", HOME_COM, "-s", echo.spec, ip=None)
        expect_words(done.out, OLD, NEW, "differs")
        expect_entered()


@test
def said_once_at_debug_level():
    done = run(["--show-ip", "-i", NEW, "--allow-special", "-vv"])
    expect_equal(done.err.count("sandbox: "), 1, "lines")
    done = run(["--show-ip", "-i", NEW, "--allow-special", "-v"])
    expect_equal(done.err, "", "stderr")


main()
