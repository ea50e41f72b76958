#!/usr/bin/env -S python3 -B
"""What blocks ends with the run, and descriptors that are closed at the start
are nobody's file: input that never comes, and output that leads nowhere."""

import itertools
import os
import signal
import subprocess
import time

import harness
import hosts_target
import temporary
from cli_runs import HOME, NOWHERE, TOKEN, target
from cloudflare_world import ENV, HOME as CLOUD_HOME, World
from common import NEW, at_once
from harness import (Job, cases, expect, expect_equal, expect_status,
    expect_words, main, read, run, test)
from hosts_target import expect_untouched, file_args

CLOUD = ["-p", "cloudflare", "--api-url", NOWHERE, "--allow-special",
    "--retry-for", "0"]


def silent(args, seconds, number=None):
    """A run whose standard input is open and says nothing; with number it
    gets that signal once it waits."""
    job = Job(args, stdin="")
    if number is not None:
        time.sleep(0.3)
        job.process.send_signal(number)
    began = time.monotonic()
    try:
        job.process.wait(seconds)
        waited = time.monotonic() - began
    except subprocess.TimeoutExpired:
        job.process.kill()
        waited = None
    done = job.finish(by_signal=True)
    expect(waited is not None, "still waiting after %.1f s" % seconds)
    return done


def token_args(path):
    return [*CLOUD, "-i", NEW, "--token-file", "-", HOME]


def config_args(path):
    return ["-f", "-", "--allow-special", "-i", NEW, HOME]


def source_args(path):
    return [*file_args(path), "-s", "-", HOME]


@cases(token=(token_args, 75), source=(source_args, 75),
    config=(config_args, 66))
def silent_input_ends_with_the_run(args, *wanted):
    path = hosts_target.target()
    done = silent([*args(path), "--timeout", "1"], 2.5)
    expect_status(done, *wanted)
    expect(done.elapsed > 0.8, "gave up after %.1f s" % done.elapsed)
    expect_untouched(path)


@cases(token_term=(token_args, signal.SIGTERM),
    token_interrupt=(token_args, signal.SIGINT),
    token_hangup=(token_args, signal.SIGHUP),
    source_term=(source_args, signal.SIGTERM),
    source_hangup=(source_args, signal.SIGHUP),
    config_term=(config_args, signal.SIGTERM))
def silent_input_and_a_signal(args, number):
    path = hosts_target.target()
    done = silent(args(path), 1, number)
    expect(done.status != 0, "status 0")
    if args != config_args:
        expect_status(done, 75)
        expect_words(done.err, "signal")
    expect_untouched(path)


@test
def standard_input_that_is_a_directory():
    done = Job(["--show-ip", "-s", "-"], before=("sh", "-c",
            'exec "$@" </', "sh")).finish()
    expect_status(done, 77)
    expect_words(done.err, "standard input", "Is a directory")


@cases(verb=["--show-ip"], run=["-p", "file", "--set", "path=/dev/null/none",
    HOME])
def signal_before_the_run(args):
    """It waits, as --splay says."""
    done = silent([*args, "--splay", "86400", "-i", NEW, "--allow-special",
            "--json"], 1, signal.SIGTERM)
    expect_status(done, 75)
    expect_equal(done.json()["exit"], 75, "exit of the report")


@test
def slow_input_is_waited_for():
    path = target()
    job = Job(["-p", "file", "--set", "path=" + path, "--allow-special",
            "-s", "-", HOME], stdin=NEW + "\n")
    time.sleep(0.3)
    expect_status(job.finish(), 0)
    expect_words(read(path).decode(), NEW)


def fifo():
    path = os.path.join(temporary.directory("fifo"), "pipe")
    os.mkfifo(path, 0o600)
    return path


@test
def certificates_that_are_a_pipe():
    done = run([*CLOUD, "--ca-file", fifo(), "-i", NEW, HOME], ENV, limit=3)
    expect_status(done, 66)
    expect_words(done.err, "--ca-file")
    expect(done.elapsed < 1, "took %.1f s" % done.elapsed)


@cases(token=(["--token-file", "-", "-s", "-"], TOKEN + "\n"),
    config=(["-f", "-", "-s", "-"], ""),
    both=(["-f", "-", "--token-file", "-"], "[default]\nttl = 300\n"),
    in_the_configuration=(["-f", "-"], "[default]\nsource = -\n"),
    sources=(["-s", "-", "-s", "-"], NEW + "\n"),
    written_out=(["--token-file=-", "--source=-"], TOKEN + "\n"))
def two_claims_on_the_input(args, text):
    done = run([*CLOUD, *args, HOME], ENV, stdin=text)
    expect_status(done, 64)
    expect_words(done.err, "standard input")


@cases(hangs="sleep 30", deaf="trap '' TERM; sleep 30 & wait")
def command_that_hangs(command):
    done = run([*CLOUD, "-i", NEW, "--timeout", "1", "--token-command",
            command, HOME])
    expect_status(done, 75)
    expect(done.elapsed < 2, "took %.1f s" % done.elapsed)


COMBINATIONS = {"_".join(map(str, closed)): closed for count in (1, 2, 3)
    for closed in itertools.combinations(range(3), count)}


def without(closed, args, env=None):
    """A run with these of its first descriptors closed; the status, and the
    seconds of work that it took."""
    home = temporary.directory("home")
    closing = " ".join("%d>&-" % number for number in closed)
    kept = {key: os.environ[key] for key in harness.KEPT
            if key in os.environ}
    process = subprocess.Popen(["/bin/sh", "-c", 'exec "$@" ' + closing, "sh",
            harness.PROGRAM, *map(str, args)], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=home,
            env=dict(kept, HOME=home, XDG_RUNTIME_DIR=home, **env or {}))
    guard = time.monotonic() + 10
    while time.monotonic() < guard:
        pid, status, used = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, used.ru_utime + used.ru_stime
        time.sleep(0.005)
    process.kill()
    process.wait()
    raise harness.Failure("still running after 10 s")


def expect_done(result, wanted=0):
    status, work = result
    expect_equal(status, wanted, "status")
    expect(work < 1, "%.1f s of work" % work)


@cases(**{name: (closed,) for name, closed in COMBINATIONS.items()})
def file_with_closed_descriptors(closed):
    """What is said goes nowhere, and not into the file that is written; a
    report that was asked for is missed."""
    path, plain = hosts_target.target(), hosts_target.target()
    expect_status(run(file_args(plain, "-i", NEW, HOME)), 0)
    for voice, lost in (["-vv"], 0), (["--json", "-e"], 70):
        expect_done(without(closed, file_args(path, "-i", NEW, *voice,
                HOME)), lost if 1 in closed else 0)
        expect_equal(read(path), read(plain), "the file")
        expect_equal(*(sorted(os.listdir(os.path.dirname(one)))
                for one in (path, plain)), "files beside it")


@cases(**{name: (closed,) for name, closed in COMBINATIONS.items()})
def wire_with_closed_descriptors(closed):
    """Nor into the connection."""
    with World() as world:
        expect_done(without(closed, at_once("-p", "cloudflare", *world.api,
                "-i", NEW, "-vv", "-e", CLOUD_HOME), ENV))
        expect_equal(world.vendor.values(CLOUD_HOME), [NEW], "record")
        expect_equal(world.server.connections, 1, "connections")


@cases(**{name: (closed,) for name, closed in COMBINATIONS.items()})
def failure_with_closed_descriptors(closed):
    path = hosts_target.target()
    status, work = without(closed, file_args(path, "-s", "-", "-s",
            "cmd:exit 3", "-vv", HOME))
    expect(status > 1, "status %d" % status)
    expect(work < 1, "%.1f s of work" % work)
    expect_untouched(path)


main()
