#!/usr/bin/env -S python3 -B
"""The file hold, by the real program: where it is and who may read it, that it
survives all that may happen to it, and what is not sent without it."""

import json
import os
import shutil
import stat
import subprocess

import harness
import preload
import temporary
from cloudflare_world import ENV as CLOUDFLARE, World as Cloudflare
from common import NEW, NEW6, OLD, OLD6, OTHER, at_once, expect_one, statuses
from harness import (PROGRAM, cases, expect, expect_equal, expect_status,
    expect_words, main, read, test, write)
from namespace import mounts, with_mounts
from service_world import (HOME, PASSWORD, TOKEN, WRONG, WWW, World, dyndns2,
    expect_sent, told, wrong)
from services.updateurl import UpdateUrl

LATEST = "203.0.113.77"


@test
def file_is_private():
    before = os.umask(0)
    try:
        with dyndns2() as world:
            world.state += "/a/b"
            expect_status(world.run(), 0)
            for path in (world.state, os.path.dirname(world.state),
                    os.path.dirname(world.path)):
                expect_equal(stat.S_IMODE(os.stat(path).st_mode), 0o700, path)
            for name in os.listdir(os.path.dirname(world.path)):
                path = os.path.join(os.path.dirname(world.path), name)
                expect_equal(stat.S_IMODE(os.stat(path).st_mode), 0o600, path)
            expect("hold" in os.listdir(os.path.dirname(world.path)), "file")
    finally:
        os.umask(before)


def expect_no_secret(world, *values):
    held = read(world.path).decode()
    for value in (PASSWORD, WRONG, TOKEN, *values):
        for form in harness._forms(value) | {value[-8:]}:
            expect(form not in held, "%s stands in the file" % form)


@test
def no_secret_is_in_the_file():
    with dyndns2() as world:
        expect_status(world.run(env=wrong(world)), 77)
        expect_status(world.run(), 0)
        expect_no_secret(world)


@cases(status=("gira", 400, "no such password: " + PASSWORD, 76),
    phrase=("namecheap", 400, "Passwords do not match: " + PASSWORD, 77),
    token=("ddnsfm", 400, "what is %s?" % TOKEN, 76),
    address=("noip", 200, "good %s %s" % (OTHER, PASSWORD), 76),
    mocked=("noip", 200, "good 127.0.0.1 " + PASSWORD, 77),
    word=("noip", 200, "badauth %s" % PASSWORD, 77))
def service_that_repeats_the_secret(provider, status, answer, wanted):
    with World(UpdateUrl(""), provider) as world:
        world.server.misbehave("status", status=status, body=answer)
        expect_status(world.run(HOME, "-z", "example.test"), wanted)
        expect_no_secret(world)
        expect(world.note()["why"], "no reason")
        done = world.run(HOME, "-z", "example.test")
        expect_words(done.err, "remembered in")


def as_user(args, env, user):
    """The program run so, by another user when we are root."""
    directory = temporary.directory("program")
    program = shutil.copy(PROGRAM, directory)
    os.chmod(directory, 0o755)
    kept = {key: os.environ[key] for key in harness.KEPT
            if key in os.environ}
    done = subprocess.run([program, *map(str, args)], env=dict(kept,
            LC_ALL="C", **env), stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=20, cwd=directory, **({"user": user,
            "group": user, "extra_groups": []} if os.getuid() == 0 else {}))
    expect(done.returncode == 0, "status %d: %s" % (done.returncode,
            done.stderr))


@test
def place_of_the_file():
    """STATE_DIRECTORY, XDG_STATE_HOME, HOME; the first that there is."""
    with dyndns2() as world:
        base = temporary.directory("places")
        os.chmod(base, 0o777)
        places = {"STATE_DIRECTORY": "%s/service:%s/other" % (base, base),
            "XDG_STATE_HOME": base + "/state", "HOME": base + "/home"}
        files = ["service/hold", "state/dnsfollow/hold",
            "home/.local/state/dnsfollow/hold"]
        for variable, file in zip(list(places), files):
            world.dns.set(HOME, "A", OLD)
            world.vendor.held[HOME]["A"] = OLD
            as_user(at_once("-p", "noip", "--api-url", world.server.url(),
                    "--set", "live-server=" + world.dns.spec, "-i", NEW,
                    "--no-lock", HOME), dict(world.env, **places), 65534)
            found = [os.path.relpath(os.path.join(at, name), base)
                    for at, _, names in os.walk(base) for name in names
                    if name == "hold"]
            expect_equal(found, [file], "files with " + variable)
            os.unlink(os.path.join(base, file))
            del places[variable]


@test
def relative_place_is_none():
    with dyndns2() as world:
        expect_status(world.run(env=dict(world.env, STATE_DIRECTORY="here")),
                0)
        expect(os.path.exists(world.path), "the next place was not taken")


def truncated(path, held):
    write(os.path.dirname(path), "hold", held[:len(held) // 2])


def huge(path, held):
    write(os.path.dirname(path), "hold", held + b" " * 2000000)


def foreign(path, held):
    if os.getuid() == 0:
        os.chown(path, 65534, 65534)
    else:
        os.chmod(path, 0o666)


def open_to_all(path, held):
    os.chmod(path, 0o666)


def linked(path, held):
    os.rename(path, path + ".elsewhere")
    os.symlink(path + ".elsewhere", path)


def pipe(path, held):
    os.unlink(path)
    os.mkfifo(path, 0o600)


def directory(path, held):
    os.unlink(path)
    os.mkdir(path, 0o700)


def no_json(path, held):
    write(os.path.dirname(path), "hold", "hold nothing\n")


def empty(path, held):
    write(os.path.dirname(path), "hold", "")


def other_version(path, held):
    write(os.path.dirname(path), "hold", held.replace(b'"version":1',
            b'"version":2'))


def other_shape(path, held):
    write(os.path.dirname(path), "hold", json.dumps([json.loads(held)]))


def wrong_state(path, held):
    write(os.path.dirname(path), "hold", held.replace(b'"sent"', b'"went"'))


def wrong_count(path, held):
    write(os.path.dirname(path), "hold", held.replace(b'"count":1',
            b'"count":-1'))


DAMAGES = {one.__name__: (one, words) for one, words in ((truncated,
    "is damaged"), (huge, "longer than"), (foreign, "another user|others"),
    (open_to_all, "written by others"), (linked, "symbolic link"), (pipe,
    "no regular file"), (directory, "no regular file"), (no_json,
    "is damaged"), (empty, "is damaged"), (other_version, "version"),
    (other_shape, "is damaged"), (wrong_state, "is damaged"), (wrong_count,
    "is damaged"))}


def damaged(world, damage):
    """After one good run, the file is not as it was left."""
    expect_status(world.run(), 0)
    damage(world.path, read(world.path))


@cases(**DAMAGES)
def damaged_file_is_survived(damage, words):
    with dyndns2() as world:
        damaged(world, damage)
        done = world.run(HOME, ip=[OTHER])
        expect_status(done, 0)
        expect_equal(world.served(), [OTHER], "in the DNS")
        expect_equal(len(done.err.splitlines()), 1, "lines")
        expect_words(done.err, world.path, words, ".damaged")
        expect(os.path.lexists(world.path + ".damaged"), "not set aside")
        expect_equal(world.note()["address"], OTHER, "the new file")
        done = world.run(HOME, "-v", ip=[OTHER])
        expect_status(done, 0)
        expect(".damaged" not in done.err, "a second warning")
        if damage is linked:
            target = json.loads(read(world.path + ".elsewhere"))
            expect_equal(target["entries"][0]["address"], NEW, "what the "
                    "link leads to")


@cases(**DAMAGES)
def damaged_file_is_set_aside_by_an_idle_run(damage, words):
    with dyndns2() as world:
        damaged(world, damage)
        for lines in (1, 0):
            done = world.run()
            expect_status(done, 0)
            expect_equal(len(done.err.splitlines()), lines, "lines")


@cases(**DAMAGES)
def damaged_file_stays_in_a_dry_run(damage, words):
    with dyndns2() as world:
        damaged(world, damage)
        before = os.lstat(world.path)
        for arg in ("-n", "-c"):
            done = world.run(HOME, arg, ip=[OTHER])
            expect_status(done, 0 if arg == "-n" else 1)
            expect_words(done.err, world.path, words)
        after = os.lstat(world.path)
        expect_equal((after.st_ino, after.st_mtime_ns, after.st_size),
                (before.st_ino, before.st_mtime_ns, before.st_size), "file")
        expect(not os.path.lexists(world.path + ".damaged"), "set aside")


@test
def damaged_twice():
    with dyndns2() as world:
        for address in (OTHER, NEW, LATEST):
            damaged(world, no_json)
            world.dns.set(HOME, "A", OLD)
            expect_status(world.run(ip=[address]), 0)
            os.unlink(world.path)
            world.dns.set(HOME, "A", OLD)
            world.vendor.held[HOME]["A"] = OLD


@test
def lock_that_is_a_link():
    """Nothing that is there is touched."""
    with dyndns2() as world:
        victim = write(temporary.directory("victim"), "file", "untouched")
        os.makedirs(os.path.dirname(world.path), 0o700)
        os.symlink(victim, world.path + ".lock")
        done = world.run()
        expect_status(done, 78)
        expect_equal(read(victim), b"untouched", "file")
        expect_sent(world, 0)


if preload.barred() is None:
    @cases(link={"TRAP_LINK": "yes"}, other_name={})
    def trap_for_the_new_file(env):
        """What is there is left alone, and nothing remembered in it."""
        with dyndns2() as world:
            victim = write(temporary.directory("victim"), "file", "untouched")
            os.makedirs(os.path.dirname(world.path), 0o700)
            done = world.run(HOME, "--no-sandbox", env=dict(world.env, **env,
                    TRAP_SUFFIX=".new", TRAP_VICTIM=victim,
                    LD_PRELOAD=preload.library("trap")))
            expect(done.status != 99, "no trap was laid")
            expect_equal(read(victim), b"untouched", "file")
            expect(not os.path.exists(world.path), "it was remembered in "
                    "somebody's file")


@test
def notes_of_twenty_runs_at_once():
    names = ["n%d.example.test" % n for n in range(20)]
    with dyndns2(*names) as world:
        jobs = [world.begin(name, "--no-lock", timeout=20) for name in names]
        for job in jobs:
            expect_status(job.finish(), 0)
        expect_equal(sorted(note["name"] for note in world.notes(
                state="sent")), sorted(names), "entries")
        expect_equal(len(world.notes()), 20, "number of entries")
        expect_sent(world, 20)


@test
def notes_of_others_stay():
    """Of another account, and of a name that is not kept any more."""
    with dyndns2(HOME, WWW) as world:
        expect_status(world.run(WWW, env=wrong(world)), 77)
        expect_status(world.run(HOME), 0)
        before = world.note(state="refused")
        world.pass_time(minutes=6)
        expect_status(world.run(HOME, ip=[OTHER]), 0)
        after = world.note(state="refused")
        expect_equal({key: after[key] for key in ("account", "settings",
                "code")}, {key: before[key] for key in ("account",
                "settings", "code")}, "entry")


def unwritable(kind):
    if kind == "file":
        return write(temporary.directory("no-state"), "file", "x") + "/state"
    if os.getuid() == 0:
        return "/proc/no-state"
    path = temporary.directory("no-state")
    os.chmod(path, 0o500)
    return path + "/state"


@cases(below_a_file="file", read_only="read-only")
def without_a_file_nothing_is_sent(kind):
    with dyndns2() as world:
        world.state = unwritable(kind)
        for _ in range(2):
            done = world.run()
            expect_status(done, 78)
            expect_words(done.err, HOME, world.path, "could not be "
                    "remembered", "XDG_STATE_HOME")
        expect_equal(world.server.connections, 0, "connections")
        world.dns.set(HOME, "A", NEW)
        done = world.run()
        expect_status(done, 0)
        expect_equal(done.err, "", "stderr")


def on_a_disk(options):
    """All its room is taken, or there may be no more files."""
    with dyndns2() as world:
        done = world.begin(before=with_mounts("mount -t tmpfs -o %s none $D; "
                "cat /dev/zero >$D/filler 2>/dev/null; true" % options,
                world.state)).finish()
        expect_status(done, 75)
        expect_words(done.err, HOME, world.path, "could not be remembered",
                "No space left")
        expect_equal(world.server.connections, 0, "connections")


if mounts() is None:
    cases(full="size=4k", without_a_lock="size=4k,nr_inodes=3",
        without_a_file="size=4k,nr_inodes=4")(on_a_disk)
else:
    print("skip on_a_disk: " + mounts())


@test
def without_a_file_others_are_written():
    with dyndns2() as world, Cloudflare() as other:
        hosts = write(temporary.directory("hosts"), "hosts", "")
        done = world.run(HOME, "home.example.com", "h.example.test", "--json",
                at="", env=dict(world.env, XDG_STATE_HOME=unwritable("file"),
                **CLOUDFLARE), config="[%s]\nprovider = noip\napi-url = %s\n"
                "[home.example.com]\nprovider = cloudflare\napi-url = %s\n"
                "[h.example.test]\nprovider = file\npath = %s\n" % (HOME,
                world.server.url(), other.server.url("/client/v4"), hosts),
                provider="")
        expect_status(done, 78)
        expect_equal(statuses(done.json()), [("h.example.test", "A",
                "created"), ("home.example.com", "A", "updated"), (HOME, "A",
                "failed")], "statuses")
        expect_equal(other.vendor.values("home.example.com"), [NEW],
                "at cloudflare")
        expect_words(read(hosts).decode(), NEW)
        expect_sent(world, 0)


@cases(dry="-n", check="-c")
def dry_run_changes_no_byte(arg):
    with told("911") as world:
        expect_status(world.run(), 75)
        world.pass_time(minutes=31)
        before, times = read(world.path), os.stat(world.path).st_mtime_ns
        for args, status in (((), {"-n": 0, "-c": 1}[arg]), (("--force",),
                {"-n": 0, "-c": 1}[arg])):
            expect_status(world.run(HOME, arg, *args), status)
        world.dns.set(HOME, "A", NEW)
        expect_status(world.run(HOME, arg), 0)
        expect_equal((read(world.path), os.stat(world.path).st_mtime_ns),
                (before, times), "file")
        expect_equal(sorted(os.listdir(os.path.dirname(world.path))),
                ["hold", "hold.lock"], "files")
        expect_sent(world, 1)


@cases(dry="-n", check="-c")
def dry_run_makes_no_file(arg):
    with dyndns2() as world:
        expect_status(world.run(HOME, arg), 0 if arg == "-n" else 1)
        expect_equal(os.listdir(world.state), [], "files")


@cases(refused=("badauth", 77, "NOPERM"), waiting=("911", 75, "TEMPFAIL"))
def held_run_in_json(word, status, code):
    with told(word) as world:
        expect_status(world.run(), status)
        done = world.run(HOME, "--json")
        expect_status(done, status)
        record = expect_one(done.json(), "failed", [OLD], [OLD])
        error = record["error"]
        expect_equal((error["code"], error["exit"], error["http"]), (code,
                status, None), "error")
        expect_words(error["message"], word, "refused earlier|not before")
        expect_words(error["message"] + (error["hint"] or ""), world.path)
        expect_equal(done.json()["result"], "failed", "result")


@test
def held_run_is_silent_about_nothing_else():
    """One line for cron, whatever -4 and -6 say alike."""
    with told("911", live={HOME: (OLD, OLD6)}) as world:
        expect_status(world.run(ip=[NEW, NEW6]), 75)
        done = world.run(ip=[NEW, NEW6])
        expect_status(done, 75)
        expect_equal((len(done.err.splitlines()), done.out), (1, ""),
                "lines")


main()
