#!/usr/bin/env -S python3 -B
"""Whoever builds the same sources gets the same bytes: they are built once
more, elsewhere, and compared with the program under test."""

import os
import shutil
import subprocess

import temporary
from harness import PROGRAM, ROOT, expect, expect_equal, main, read, test

BUILT = os.path.dirname(PROGRAM)
MAKE = shutil.which("gmake") or shutil.which("make")
NEEDED = "Makefile", "src", "man", "examples", os.path.join("tests", "probe")
LIMIT = 110


def copy():
    """The sources in a directory that is reached by a link."""
    home = temporary.directory("build")
    place = os.path.join(home, "some other \"place\"", "than \\before")
    os.makedirs(os.path.join(place, "tests"))
    for name in NEEDED:
        source, target = os.path.join(ROOT, name), os.path.join(place, name)
        if os.path.isdir(source):
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)
    link = os.path.join(home, "link")
    os.symlink(place, link)
    return link


def environment(place):
    """That of another user, at another time; the flags that the first build
    was given stay, those of make itself do not."""
    given = os.environ.get("MAKEFLAGS", "").partition("-- ")[2]
    env = {name: value for name, value in os.environ.items()
        if name not in ("MFLAGS", "MAKELEVEL", "MAKEFLAGS")}
    env.update(HOME=place, PWD=place, USER="somebody", LOGNAME="somebody",
        LC_ALL="C.UTF-8", TZ="Asia/Kathmandu", SOURCE_DATE_EPOCH="86400")
    if given:
        env["MAKEFLAGS"] = "-- " + given
    return env


def make(place, *words):
    """What it says."""
    with subprocess.Popen([MAKE, "-j2", "OUT=elsewhere", *words], cwd=place,
            env=environment(place), umask=0o077, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as made:
        try:
            said = made.communicate(timeout=LIMIT)[0].decode(errors="replace")
        finally:
            made.kill()
    expect_equal(made.returncode, 0, "status of make, which said %r"
        % said[-600:])
    return said


def files(place):
    return sorted(name for _, _, names in os.walk(place) for name in names)


def settings(out):
    """What the objects were made with; the directory, which is not part of
    it, stands first."""
    path = os.path.join(out, "flags", "settings")
    return read(path).partition(b" -D")[2]


@test
def another_build_is_the_same():
    place = copy()
    make(place)
    other = os.path.join(place, "elsewhere")
    expect_equal(settings(other), settings(BUILT), "flags of the build")
    for name in "dnsfollow", os.path.join("man", "dnsfollow-providers.7"):
        expect(read(os.path.join(other, name)) == read(os.path.join(BUILT,
            name)), "%s depends on who builds it, where or when" % name)
    comes_and_goes(place)


def comes_and_goes(place):
    """The second time there is nothing to remove."""
    to = os.path.join(place, "root")
    words = "DESTDIR=" + to, "PREFIX=/usr"
    make(place, *words, "install")
    expect_equal(files(to), ["dnsfollow", "dnsfollow-providers.7",
        "dnsfollow.1", "dnsfollow.conf", "dnsfollow.conf.5"], "installed")
    for _ in range(2):
        expect_equal(make(place, *words, "uninstall"), "", "it says")
        expect_equal(files(to), [], "left behind")
    expect(not os.path.exists(os.path.join(to, "usr", "share", "doc",
        "dnsfollow")), "the directory of the documentation stays")


if "/sanitize-" in PROGRAM:
    print("skip another_build_is_the_same: the sanitizers are for tests alone")
else:
    main()
