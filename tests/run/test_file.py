#!/usr/bin/env -S python3 -B
"""The file provider on hosts files, which dnsmasq follows; every other byte
is left alone."""

import os
import shutil
import subprocess

import harness
import preload
import temporary
from common import NEW, NEW6, OLD, OLD6, OTHER, at_once, expect_one, statuses
from harness import (cases, expect, expect_equal, expect_status, expect_words,
    main, read, run, test, when, write)
from servers import Dnsmasq, wait_for

HOME = "home.example.test"
HOSTS = "# mine, do not touch\n127.0.0.1\tlocalhost\n"


def hosts(content=HOSTS, mode=0o644):
    return write(temporary.directory("hosts"), "hosts", content, mode)


def ask(path, *args, ip=NEW, env=None):
    return run(at_once("-p", "file", "--set", "path=" + path, "-i", ip,
            *args), env)


def addresses(path, name=HOME):
    return [line.split()[0] for line in read(path).decode().splitlines()
            if name in line.split()[1:] and not line.startswith("#")]


@test
def hosts_created_unchanged_changed():
    path = hosts()
    done = ask(path, HOME, "--json")
    expect_status(done, 0)
    expect_one(done.json(), "created", [], [NEW])
    expect(read(path).decode().startswith(HOSTS), "other bytes changed")
    first = os.stat(path)
    before = read(path)
    done = ask(path, HOME, "--json")
    expect_status(done, 0)
    expect_one(done.json(), "unchanged", [NEW], [NEW])
    expect_equal(read(path), before, "the file")
    expect_equal(os.stat(path).st_mtime_ns, first.st_mtime_ns, "its time")
    done = ask(path, HOME, "--json", ip=OTHER)
    expect_status(done, 0)
    expect_one(done.json(), "updated", [NEW], [OTHER])
    expect_equal(addresses(path), [OTHER], "addresses")
    expect(read(path).decode().startswith(HOSTS), "other bytes changed")


@test
def hosts_changed_line():
    path = hosts()
    expect_equal(ask(path, HOME).out.split()[:2], [HOME, "A"], "stdout")
    expect_equal(ask(path, HOME, ip=OTHER).out,
            "%s A %s -> %s updated (file)\n" % (HOME, NEW, OTHER), "stdout")
    expect_equal(ask(path, HOME, ip=OTHER).out, "", "stdout when unchanged")
    expect_equal(ask(path, HOME, "-v", ip=OTHER).out,
            "%s A %s unchanged (file)\n" % (HOME, OTHER), "stdout with -v")


@cases(crlf="# mine\r\n127.0.0.1 localhost\r\n", no_end="127.0.0.1 localhost",
    empty="", bytes="127.0.0.1 localhost # caf\u00e9\n\n\n")
def hosts_other_bytes_stay(content):
    path = hosts(content)
    expect_status(ask(path, HOME), 0)
    expect(read(path).startswith(content.encode()), "other bytes changed")
    expect_status(ask(path, HOME, ip=OTHER), 0)
    expect_equal(addresses(path), [OTHER], "addresses")


@test
def hosts_both_families_several_names():
    path = hosts()
    done = ask(path, "-4", "-6", "-i", NEW6, HOME, "www.example.test",
            "--json")
    expect_status(done, 0)
    expect_equal(len(statuses(done.json())), 4, "records")
    for name in (HOME, "www.example.test"):
        expect_equal(sorted(addresses(path, name)), sorted([NEW, NEW6]),
                name)
    done = ask(path, "-6", HOME, ip=OLD6)
    expect_status(done, 0)
    expect_equal(sorted(addresses(path)), sorted([NEW, OLD6]), "addresses")


@test
def hosts_name_outside_the_block():
    content = HOSTS + "%s %s\n" % (OLD, HOME)
    path = hosts(content)
    done = ask(path, HOME)
    expect_status(done, 65)
    expect_words(done.err, HOME)
    expect_equal(read(path), content.encode(), "the file")


@test
def hosts_dry_run_and_check():
    path = hosts()
    done = ask(path, HOME, "-n", "--json")
    expect_status(done, 0)
    expect_one(done.json(), "would-create", [], [NEW])
    expect_status(ask(path, HOME, "-c"), 1)
    expect_equal(read(path), HOSTS.encode(), "the file")
    expect_status(ask(path, HOME, "--exit-changed"), 1)
    expect_status(ask(path, HOME, "-c"), 0)


@test
def hosts_no_create():
    path = hosts()
    expect_status(ask(path, HOME, "--no-create"), 68)
    expect_equal(read(path), HOSTS.encode(), "the file")


@cases(world=0o644, group=0o640, own=0o600)
def hosts_mode_stays(mode):
    path = hosts(mode=mode)
    expect_status(ask(path, HOME), 0)
    expect_equal(os.stat(path).st_mode & 0o777, mode, "mode")


@when(None if os.geteuid() == 0 else "not root")
def hosts_owner_stays():
    """Also where root does it for somebody."""
    path = hosts(mode=0o640)
    os.chown(path, 65534, 65533)
    expect_status(ask(path, HOME), 0)
    expect_equal(addresses(path), [NEW], "addresses")
    status = os.stat(path)
    expect_equal((status.st_uid, status.st_gid, status.st_mode & 0o777),
            (65534, 65533, 0o640), "owner and mode")


if preload.barred() is None:
    @cases(link={"TRAP_LINK": "yes"}, other_name={})
    def trap_for_the_new_file(env):
        """In a directory of others': they know what it will be called."""
        path = hosts()
        victim = write(os.path.dirname(path), "victim", "untouched")
        done = ask(path, HOME, "--no-sandbox", env=dict(env, TRAP_SUFFIX=
                ".dnsfollow", TRAP_VICTIM=victim,
                LD_PRELOAD=preload.library("trap")))
        expect(done.status not in (0, 1, 99), "status %d" % done.status)
        expect_words(done.err, "exists")
        expect_equal(read(victim), b"untouched", "the file in the way")
        expect_equal(read(path), HOSTS.encode(), "the file")


@cases(nothing=None, file="untouched")
def lock_that_is_a_link(content):
    """Nothing is made or opened where it leads."""
    path = hosts()
    victim = os.path.join(temporary.directory("victim"), "file")
    if content is not None:
        write(os.path.dirname(victim), "file", content)
    os.symlink(victim, os.path.join(os.path.dirname(path), ".hosts.lock"))
    done = ask(path, HOME, "--no-sandbox")
    expect(done.status not in (0, 1), "status %d" % done.status)
    expect(content is not None or not os.path.exists(victim), "it was made")
    expect_equal(read(path), HOSTS.encode(), "the file")


@test
def hosts_nothing_is_left_behind():
    path = hosts()
    expect_status(ask(path, HOME), 0)
    left = [name for name in os.listdir(os.path.dirname(path))
            if name != "hosts" and not name.startswith(".")]
    expect_equal([name for name in left if "lock" not in name], [],
            "other files")


@test
def hosts_by_symlink():
    path = hosts()
    link = os.path.join(temporary.directory("link"), "link")
    os.symlink(path, link)
    expect_status(ask(link, HOME), 0)
    expect(os.path.islink(link), "the link was replaced")
    expect_equal(addresses(path), [NEW], "addresses")


@test
def hosts_file_missing():
    path = os.path.join(temporary.directory("none"), "hosts")
    done = ask(path, HOME)
    expect_status(done, 0, 66)
    if done.status == 0:
        expect_equal(addresses(path), [NEW], "addresses")


@test
def directory_missing():
    done = ask("/nonexistent/directory/hosts", HOME)
    expect(done.status in (66, 68, 77, 78), "status %d" % done.status)


@test
def directory_instead_of_a_file():
    done = ask(temporary.directory("dir"), HOME)
    expect(done.status in (65, 66, 77, 78), "status %d" % done.status)


@test
def path_is_missing():
    done = run(at_once("-p", "file", "-i", NEW, HOME))
    expect_status(done, 64, 78)
    expect_words(done.err, "path")


@test
def path_from_the_environment():
    path = hosts()
    done = run(at_once("-p", "file", "-i", NEW, HOME),
            {"DNSFOLLOW_PATH": path})
    expect_status(done, 0)
    expect_equal(addresses(path), [NEW], "addresses")


@test
def read_only_directory():
    """Root may write there, so the run is made as somebody else."""
    path = hosts()
    os.chmod(path, 0o444)
    os.chmod(os.path.dirname(path), 0o555)
    done = as_nobody(path) if os.getuid() == 0 else ask(path, HOME)
    expect(done.status in (66, 75, 77, 78), "status %d" % done.status)
    expect_words(done.err, "permission|denied|read-only|write")
    expect_equal(read(path), HOSTS.encode(), "the file")


def as_nobody(path):
    home = temporary.directory("nobody")
    os.chmod(home, 0o777)
    program = os.path.join(home, "dnsfollow")
    shutil.copy(harness.PROGRAM, program)
    os.chmod(program, 0o755)
    done = subprocess.run([program, "-p", "file", "--set", "path=" + path,
            "-i", NEW, "--allow-special", HOME], capture_output=True, text=True,
            env={"HOME": home, "XDG_RUNTIME_DIR": home, "LC_ALL": "C"},
            user=65534, group=65534, extra_groups=[])
    return harness.Run([], done.returncode, done.stdout, done.stderr, 0,
            home)


@test
def full_disk():
    """A limit on the size of files stands for a full disk: the write fails
    in the middle of the new file, and the old one stays."""
    content = HOSTS + "# filler\n" * 20000
    path = hosts(content)
    done = subprocess.run(["sh", "-c", 'trap "" XFSZ; ulimit -f 64; '
            'exec "$0" "$@"', harness.PROGRAM, "-p", "file", "--set", "path="
            + path, "-i", NEW, "--allow-special", HOME], capture_output=True,
            text=True, env={"HOME": os.path.dirname(path), "LC_ALL": "C",
            "XDG_RUNTIME_DIR": temporary.directory("full")})
    expect(done.returncode in (65, 75, 77), "status %d: %s"
            % (done.returncode, done.stderr))
    expect_equal(read(path), content.encode(), "the file")


@test
def full_device():
    done = ask("/dev/full", HOME)
    expect(done.status not in (0, 1), "status %d" % done.status)


@test
def dnsmasq_picks_it_up():
    server = Dnsmasq()
    path = os.path.join(server.hosts, "own")
    write(server.hosts, "own", "", 0o644)
    expect_status(ask(path, HOME, "-4", "-6", "-i", NEW6), 0)
    expect(wait_for(lambda: server.values(HOME) == [NEW]), "no A")
    expect(wait_for(lambda: server.values(HOME, "AAAA") == [NEW6]),
            "no AAAA")
    expect_status(ask(path, HOME, ip=OTHER), 0)
    expect(wait_for(lambda: server.values(HOME) == [OTHER]),
            "A is %s" % server.values(HOME))
    server.stop()


main()
