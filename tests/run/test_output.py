#!/usr/bin/env -S python3 -B
"""What is said, in what form, and what the run does for company."""

import os

import temporary
from cli_runs import HOME, TOKEN, file_run, target
from common import NEW, NEW6, OLD
from harness import (cases, expect, expect_equal, expect_status, expect_words,
    main, read, run, test, write)


@test
def quiet_and_loud():
    path = target()
    expect_equal(file_run(HOME, "-q", path=path).out, "", "-q, changed")
    expect_equal(file_run(HOME, path=path).out, "", "unchanged")
    done = file_run(HOME, "-v", path=path)
    expect_equal(done.out, "%s A %s unchanged (file)\n" % (HOME, NEW), "-v")
    done = run(["-qq", "-p", "file", "--set", "path=/nonexistent/x/y",
            "--allow-special", "-i", NEW, HOME])
    expect(done.status not in (0, 1), "status %d" % done.status)
    expect_equal(done.out + done.err, "", "-qq")


@test
def output_file():
    path = target()
    out = os.path.join(temporary.directory("out"), "result")
    done = file_run(HOME, "--json", "-o", out, path=path)
    expect_status(done, 0)
    expect_equal(done.out, "", "stdout")
    expect_words(read(out).decode(), '"version"', '"created"')


@test
def output_file_impossible():
    done = file_run(HOME, "-o", "/nonexistent/out")
    expect(done.status not in (0, 1), "status %d" % done.status)


@test
def json_of_a_change():
    done = file_run(HOME, "--json")
    report = done.json()
    expect_equal((report["exit"], report["result"], report["dry_run"]),
            (0, "changed", False), "report")
    address = report["addresses"][0]
    expect_equal((address["family"], address["address"]), ("ipv4", NEW),
            "address")
    expect_equal(report["errors"], [], "errors")
    expect_equal(done.err, "", "stderr")


@cases(config=(["-f", "/nonexistent/conf"], 66), usage=(["-t", "soon"], 64),
    secret=(["-p", "cloudflare"], (66, 78)))
def json_of_a_failure(args, wanted):
    done = run(["--json", *args, "--allow-special", "-i", NEW, HOME])
    expect_status(done, *(wanted if isinstance(wanted, tuple)
            else (wanted,)))
    report = done.json()
    expect_equal(report["result"], "failed", "result")
    expect(report["errors"], "no errors are listed")
    expect_equal(report["errors"][0]["exit"], done.status, "its exit")


@test
def explain():
    done = file_run(HOME, "-e")
    expect_status(done, 0)
    expect(len(done.err.splitlines()) >= 2, "little was explained")
    expect_words(done.err, NEW)


@test
def dry_run_shows_both_lines():
    path = write(temporary.directory("target"), "hosts", "", 0o644)
    expect_status(run(["-p", "file", "--set", "path=" + path,
            "--allow-special", "-i", OLD, HOME]), 0)
    done = file_run(HOME, "-n", path=path)
    lines = done.out.splitlines()
    expect(any(line.startswith("-") and OLD in line for line in lines)
            and any(line.startswith("+") and NEW in line for line in lines),
            "no diff: %r" % done.out)
    expect("\x1b" not in done.out, "colour in a pipe")


@test
def colour():
    done = file_run(HOME, "-n", "--color", "always")
    expect("\x1b" in done.out, "no colour")
    expect("\x1b" not in file_run(HOME, "-n", "--color", "never").out,
            "colour all the same")


@test
def show_ip_needs_no_provider():
    done = run(["--show-ip", "--allow-special", "-i", NEW])
    expect_status(done, 0)
    expect_equal(done.out, NEW + "\n", "stdout")
    done = run(["--show-ip", "-4", "-6", "--allow-special", "-i", NEW, "-i",
            NEW6])
    expect_equal(sorted(done.out.split()), sorted([NEW, NEW6]), "stdout")


@test
def plain_http_needs_to_be_written_out():
    done = run(["-p", "cloudflare", "--api-url", "ftp://127.0.0.1/",
            "--allow-special", "-i", NEW, HOME], {"CLOUDFLARE_API_TOKEN":
            TOKEN})
    expect_status(done, 64, 78)


@test
def splay_of_nothing():
    expect_status(file_run(HOME, "--splay", "0"), 0)


main()
