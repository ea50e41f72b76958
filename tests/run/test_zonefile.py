#!/usr/bin/env -S python3 -B
"""The file provider on zone files: named-checkzone accepts what it wrote,
and every other byte is left alone."""

import os
import subprocess

import temporary
from common import NEW, NEW6, OLD, OTHER, at_once, expect_one, statuses
from harness import (cases, expect, expect_equal, expect_status, expect_words,
    main, read, run, test, write)

HOME = "home.example.test"
ZONE = """$TTL 300
; a comment with a ( bracket
@	IN SOA ns1.example.test. hostmaster.example.test. (
		2026010100 ; serial
		3600 600 86400 60 )
	IN NS ns1
ns1	IN A 127.0.0.1
home 60	IN A 192.0.2.1	; the old one
many	IN A 192.0.2.1
	IN A 192.0.2.2
alias	IN CNAME home
text	IN TXT "home IN A 192.0.2.1 ; not a comment"
"""


def zone(content=ZONE):
    return write(temporary.directory("zone"), "example.test.zone", content,
            0o644)


def checked(path):
    done = subprocess.run(["named-checkzone", "example.test", path],
            capture_output=True, text=True)
    expect(done.returncode == 0, done.stdout + done.stderr)


def serial(path):
    text = read(path).decode()
    return int(text[text.index("(\n") + 2:].split()[0])


def ask_zone(path, *args, ip=NEW):
    return run(at_once("-p", "file", "--set", "path=" + path, "-i", ip,
            "-z", "example.test", "--set", "format=zone", *args))


@test
def zone_changed():
    path = zone()
    done = ask_zone(path, HOME, "--json")
    expect_status(done, 0)
    expect_one(done.json(), "updated", [OLD], [NEW])
    checked(path)
    expect(serial(path) > 2026010100, "the serial stands")
    text = read(path).decode()
    old = ZONE.replace("home 60\tIN A 192.0.2.1", "home 60\tIN A " + NEW)
    expect_equal(text.replace(str(serial(path)), "2026010100"), old,
            "the zone")
    before = read(path)
    expect_status(ask_zone(path, HOME), 0)
    expect_equal(read(path), before, "the zone after a second run")


@test
def zone_created():
    path = zone()
    done = ask_zone(path, "new.example.test", "--json")
    expect_status(done, 0)
    expect_one(done.json(), "created", [], [NEW])
    checked(path)
    expect_status(ask_zone(path, "new.example.test", "-c"), 0)


@cases(apex="example.test", wildcard="*.example.test",
    deep="a.b.example.test", upper="NEW.Example.TEST")
def zone_names(name):
    path = zone()
    expect_status(ask_zone(path, name), 0)
    checked(path)
    expect_status(ask_zone(path, name, "-c"), 0)


@test
def zone_both_families():
    path = zone()
    done = ask_zone(path, HOME, "-4", "-6", "-i", NEW6, "--json")
    expect_status(done, 0)
    expect_equal(statuses(done.json()), [(HOME, "A", "updated"),
            (HOME, "AAAA", "created")], "statuses")
    checked(path)


@test
def zone_serial_is_bumped_once_for_many():
    path = zone()
    names = ["h%d.example.test" % number for number in range(30)]
    expect_status(ask_zone(path, *names), 0)
    checked(path)
    first = serial(path)
    expect_status(ask_zone(path, *names, ip=OTHER), 0)
    expect_equal(serial(path), first + 1, "serial")


@test
def zone_format_by_content():
    path = zone()
    expect_status(run(at_once("-p", "file", "--set", "path=" + path, "-i",
            NEW, "-z", "example.test", HOME)), 0)
    checked(path)
    expect(NEW.encode() in read(path), "not written")


@cases(alias=("alias.example.test", "CNAME"),
    many=("many.example.test", "--replace"))
def zone_refused(name, word):
    path = zone()
    done = ask_zone(path, name)
    expect_status(done, 65)
    expect_words(done.err, word)
    expect_equal(read(path), ZONE.encode(), "the zone")


@test
def zone_several_values_replaced():
    path = zone()
    done = ask_zone(path, "many.example.test", "--replace")
    expect_status(done, 0)
    checked(path)
    done = ask_zone(path, "many.example.test", "-c")
    expect_status(done, 0)


@test
def zone_ttl():
    path = zone()
    expect_status(ask_zone(path, HOME, "-t", "120", ip=OLD), 0)
    checked(path)
    expect("120" in [line for line in read(path).decode().splitlines()
            if line.startswith("home")][0], "no TTL")


@test
def zone_name_outside():
    path = zone()
    expect_status(ask_zone(path, "home.example.org"), 64, 68)
    expect_equal(read(path), ZONE.encode(), "the zone")


@test
def zone_of_one_label():
    """A network's own zone, which no registry knows."""
    path = zone(ZONE.replace("example.test.", "lan."))
    args = ["-p", "file", "--set", "path=" + path, "-i", NEW, "-z", "lan",
        "--set", "format=zone", "home.lan", "new.lan"]
    expect_status(run(at_once(*args)), 0)
    done = subprocess.run(["named-checkzone", "lan", path],
            capture_output=True, text=True)
    expect(done.returncode == 0, done.stdout + done.stderr)
    expect_equal(read(path).count(NEW.encode()), 2, "records written")
    expect_status(run(at_once("-c", *args)), 0)


@test
def zone_with_a_journal():
    """A server edits this zone itself: hand edits would be lost."""
    path = zone()
    write(os.path.dirname(path), "example.test.zone.jnl", "x")
    done = ask_zone(path, HOME)
    expect(done.status in (65, 78), "status %d" % done.status)
    expect_equal(read(path), ZONE.encode(), "the zone")


@cases(no_soa="$TTL 300\nhome IN A 192.0.2.1\n",
    open_bracket=ZONE.replace("60 )", "60 "),
    binary="\0\1\2\3" * 50)
def zone_nonsense(content):
    path = zone(content)
    done = ask_zone(path, HOME)
    expect(done.status in (65, 76, 78), "status %d" % done.status)
    expect_equal(read(path), content.encode(), "the zone")


main()
