#!/usr/bin/env -S python3 -B
"""What `make static` promises of its program: small enough for a router, and
nothing else needed there."""

import os
import re
import subprocess

import temporary
from harness import (PROGRAM, STATIC, expect, expect_status, expect_words,
    main, run, test)
from weight import weights

MOST_BYTES = 1600000
MOST_MEGABYTES = {1: 3, 100: 3.3}   # the most is for all authorities at once


@test
def size():
    expect(os.path.getsize(PROGRAM) <= MOST_BYTES, "%d bytes"
            % os.path.getsize(PROGRAM))


@test
def memory():
    """Also with all authorities of the system, or a hundred names."""
    for number, title, took in weights(3):
        expect(took <= MOST_MEGABYTES[number], "%.2f MB for %d names, "
                "trusting %s" % (took, number, title))


@test
def libraries():
    done = run(["--version"])
    expect_status(done, 0)
    expect_words(done.out, "(mbedTLS/")


@test
def alone():
    """Where there is no library, no shell and no other file at all."""
    place = temporary.directory("root")
    copy = os.path.join(place, "dnsfollow")
    subprocess.run(["cp", PROGRAM, copy], check=True)
    done = subprocess.run(["unshare", "--map-root-user", "--root", place,
            "/dnsfollow", "--show-ip", "-i", "192.0.2.7", "--allow-special"],
            capture_output=True, text=True, env={})
    if re.search("unshare.*(not permitted|No space)", done.stderr):
        print("no namespace of users here")
        return
    expect(done.returncode == 0 and done.stdout == "192.0.2.7\n",
            "status %d: %s%s" % (done.returncode, done.stdout, done.stderr))


if STATIC:
    main()
else:
    print("skip test_static: the program is not static")
