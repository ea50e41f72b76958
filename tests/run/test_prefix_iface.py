#!/usr/bin/env -S python3 -B
"""Devices behind the prefix that an interface itself has."""

import lines_world

lines_world.enter()

from harness import (cases, expect, expect_equal,    # noqa: E402
    expect_status, expect_words, main, read, run, test)
from hosts_target import expect_untouched, file_args, target    # noqa: E402
from lines_world import ip    # noqa: E402

HERE6 = "2001:db8:1:2a:aaaa:bbbb:cccc:dddd"
MAC = "mac:00-11-22-33-44-55"
OWN = "home.example.test"

ip("link set lo up")
ip("link add lan type veth peer name far")
ip("link set lan up")
ip("link set far up")


def keep(length, *args):
    """One name, by the line's address with a prefix of that many bits."""
    path = target()
    ip("address add %s/%s dev lan nodad" % (HERE6, length))
    try:
        return run(file_args(path, "-s", "iface:lan", "-6", *args, OWN)), path
    finally:
        ip("address delete %s/%s dev lan" % (HERE6, length))


def expect_made(ran, wanted):
    done, path = ran
    expect_status(done, 0)
    expect_equal([line.split() for line in read(path).decode().splitlines()
            if OWN in line], [[wanted, OWN]], "record")


@cases(usual=(64, (), "2001:db8:1:2a::1"),
    delegated=(60, (), "2001:db8:1:20::1"),
    whole=(48, (), "2001:db8:1::1"), short=(33, (), "2001:db8::1"),
    long=(80, (), "2001:db8:1:2a:aaaa::1"),
    longest=(127, (), "2001:db8:1:2a:aaaa:bbbb:cccc:dddd"),
    single=(128, (), "2001:db8:1:2a::1"),
    said=(60, ("--prefix-len", 64), "2001:db8:1:2a::1"),
    subnet=(64, ("--prefix-len", 60, "--subnet", 3), "2001:db8:1:23::1"))
def own_length(length, more, wanted):
    expect_made(keep(length, "--host-id", "::1", *more), wanted)


@cases(usual=(64, ()), single=(128, ()), said=(60, ("--prefix-len", 64)))
def mac_behind_64(length, more):
    expect_made(keep(length, "--host-id", MAC, *more),
            "2001:db8:1:2a:211:22ff:fe33:4455")


@cases(delegated=60, long=80)
def mac_behind_another_length(length):
    done, path = keep(length, "--host-id", MAC)
    expect_status(done, 65)
    expect_words(done.err, OWN, MAC, str(length), "--prefix-len 64")
    expect_untouched(path)


@test
def bits_within_its_prefix():
    done, path = keep(64, "--host-id", "0:0:0:7::1")
    expect_status(done, 65)
    expect_words(done.err, OWN, "0:0:0:7::1", "first 64", "--prefix-len")
    expect_untouched(path)
    expect_made(keep(60, "--host-id", "0:0:0:7::1"), "2001:db8:1:27::1")


@test
def no_bits_of_a_long_prefix():
    done, path = keep(120, "--host-id", "::1:1")
    expect_status(done, 65)
    expect("::1:1" in done.err, done.err)
    expect_untouched(path)


main()
