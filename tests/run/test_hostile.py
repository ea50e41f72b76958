#!/usr/bin/env -S python3 -B
"""What another user of this machine lays in the way, an environment that
somebody else made, and servers that write to the terminal."""

import os
import shutil
import socket
import subprocess

import temporary
from cloudflare_world import ENV, HOME, TOKEN, World
from common import NEW, EchoServer, at_once
from harness import (PROGRAM, Job, cases, expect, expect_equal, expect_status,
    expect_words, main, read, run, test, write)

LOCK = "/tmp/dnsfollow-0"
IN_A_TMP = """mount -t tmpfs none /tmp && cd /tmp && : >hosts && %s &&
/proc/self/fd/%d -p file --set path=/tmp/hosts -i %s --allow-special \
    home.example.test; echo status $?; cat hosts; ls /tmp/victim* 2>&1"""
TRAPS = dict(
    link="mkdir -m 700 victim && ln -s victim " + LOCK,
    link_to_nothing="ln -s victim " + LOCK,
    file=": >" + LOCK,
    open_to_all="mkdir -m 777 " + LOCK,
    open_to_a_group="mkdir -m 750 " + LOCK,
    lock_is_a_link="mkdir -m 700 %s && ln -s /tmp/victim %s/dnsfollow.lock"
        % (LOCK, LOCK),
    lock_is_a_directory="mkdir -p -m 700 %s/dnsfollow.lock" % LOCK)

# Only root can make these.
TRAPS_OF_USERS = dict(of_another_user="mkdir -m 700 %s && chown 1 %s"
    % (LOCK, LOCK))
MAPPED = ("--map-root-user",)


def in_a_tmp(setup, *user):
    """A run as root, or as root of a namespace, whose /tmp holds just that."""
    program = os.open(PROGRAM, os.O_RDONLY)
    try:
        return subprocess.run(["unshare", *user, "--mount", "sh", "-c",
            IN_A_TMP % (setup, program, NEW)], pass_fds=[program],
            env={"PATH": os.environ["PATH"]}, capture_output=True, text=True,
            timeout=30)
    finally:
        os.close(program)


def spaced(function):
    if shutil.which("unshare") and "status 0" in in_a_tmp("true",
            *MAPPED).stdout:
        return function
    print("skip %s: no namespaces here" % function.__name__)
    return lambda *_: None


if spaced(test) is test:
    @cases(**{name: (setup, MAPPED) for name, setup in TRAPS.items()},
        **{name: (setup, ()) for name, setup in TRAPS_OF_USERS.items()
        if os.geteuid() == 0})
    def trap_for_the_lock(setup, user):
        """It is not walked into; the work is done, and the loss is told."""
        done = in_a_tmp(setup, *user)
        expect("status 0" in done.stdout and NEW in done.stdout, done.stdout)
        expect_words(done.stderr, "without a lock against a second run")
        expect("dnsfollow.lock" not in done.stdout, "somebody's directory: "
                + done.stdout)
        expect("/tmp/victim\n" not in done.stdout, "a file behind the link")

    @test
    def lock_without_a_trap():
        done = in_a_tmp("true", *MAPPED)
        expect("status 0" in done.stdout, done.stdout)
        expect_equal(done.stderr, "", "stderr")


@cases(sandbox=([],), free=(["--no-sandbox"],))
def keys_of_tls_are_not_written(args):
    """TLS libraries write them where a variable says: whoever reads them can
    read the token on the wire."""
    path = os.path.join(temporary.directory("keys"), "log")
    with World() as world:
        expect_status(world.run(HOME, *args, env=dict(ENV,
                SSLKEYLOGFILE=path)), 0)
    expect(not os.path.exists(path), "the keys were written")


@test
def environment_of_somebody_else():
    """None of it leads to another server, nor to another password, even
    without the sandbox, where those files can be read."""
    home = temporary.directory("theirs")
    write(home, ".netrc", "machine 127.0.0.1 login me password "
            "TESTEXAMPLE-netrc\ndefault login me password x\n")
    write(home, ".curlrc", "insecure\nproxy = http://127.0.0.1:1\n")
    aliases = write(home, "aliases", "localhost elsewhere.test\n")
    with World() as world, EchoServer(both=True) as echo:
        done = world.run(HOME, "-s", echo.spec, "--quorum", "1",
                "--no-sandbox", ip=None, env=dict(ENV, HOME=home,
                NETRC=home + "/.netrc",
                CURL_HOME=home, HOSTALIASES=aliases,
                LOCALDOMAIN="elsewhere.test", RES_OPTIONS="ndots:9",
                GCONV_PATH=home, http_proxy="http://127.0.0.1:1",
                NLSPATH=home + "/%N", MALLOC_TRACE=home + "/trace",
                RESOLV_HOST_CONF=home + "/none"))
        expect_status(done, 0)
        expect_equal(world.vendor.values(HOME), [NEW], "record")
        expect_equal({place for _, place in world.server.seen(TOKEN)},
                {"header authorization"}, "places of the token")
        expect(not any(request.header("authorization")
                for request in echo.server.requests), "~/.netrc was used")


# /dev with what a run needs of it, and a socket of ours for syslog(3).
IN_A_DEV = """mount -t tmpfs none "$0" && cd "$0" &&
for one in null urandom; do : >$one && mount --bind /dev/$one $one || exit 98
done && ln -s %s log && cd / && mount --rbind "$0" /dev && exec "$@" """


if spaced(test) is test:
    @cases(sandbox=[], free=["--no-sandbox"])
    def syslog_gets_no_secret(args):
        """It is for other eyes than stderr is."""
        path = os.path.join(temporary.directory("syslog"), "socket")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
            log.bind(path)
            done = Job(at_once("-p", "cloudflare", "--api-url",
                    "https://127.0.0.1:9/" + TOKEN, "-i", NEW, "--syslog",
                    "-vv", *args, HOME), ENV, before=("unshare", *MAPPED,
                    "--mount", "sh", "-c", IN_A_DEV % path,
                    temporary.directory("dev"))).finish()
            expect_status(done, 75)
            log.setblocking(False)
            said = "\n".join(_lines(log))
        expect_words(said, "dnsfollow", "127.0.0.1:9/[secret]")
        expect(TOKEN not in said, "the token: " + said)


def _lines(log):
    try:
        while True:
            yield log.recv(65536).decode(errors="replace")
    except BlockingIOError:
        pass


PAINT = "\x1b[2J\x1b]0;title\x07\r\u202eback\u200f\u200e\u061c\u2066\x9b31m\nnew line"


@cases(plain=[], loud=["-vv", "--explain"], doctor=["--doctor",
    "--gateway", "127.0.0.9", "--timeout", "6"], status=["--status"],
    json=["--json"])
def painting_server(args):
    """In what it says of an error nothing moves the cursor, turns the text
    round, or begins a line."""
    with World() as world:
        world.server.misbehave("status", status=403, body={"success": False,
                "errors": [{"code": 9109, "message": PAINT}], "messages": [],
                "result": None})
        done = world.run(HOME, *args)
    said = done.out + done.err
    expect_words(said, "title")
    found = [sign for sign in "\x1b\x07\r\u202e\u2066\x9b\u200f\u200e\u061c"
            if sign in said]
    expect_equal(found, [], "signs")
    expect("\nnew line" not in said, "a line of the server's: " + said)


@test
def id_that_fills_the_log():
    """It would be a part of the URL that is asked for."""
    with World() as world:
        world.server.misbehave("status", status=200, body={"success": True,
                "result": [{"id": "%41+" * 700000, "name": "example.com"}]})
        done = world.run(HOME, "-vv")
    expect_status(done, 76)
    expect_words(done.err, "a line of", "too long")
    expect(len(done.err) < 4000, "%d bytes" % len(done.err))


main()
