#!/usr/bin/env -S python3 -B
"""The rfc2136 provider: bad keys, and answers forged, lost or late."""

import os

import dnsclient
import temporary
from common import NEW, OLD, OTHER, at_once, statuses
from harness import (cases, expect, expect_equal, expect_status, expect_words,
    main, run, test, write)
from rfc2136_world import BOTH, HOME, World, ZONE, bind, knot
from servers import (ALGORITHMS, NARROW, NARROW_NAME, SECRET, WRONG_SECRET,
    key_name)


@cases(**{algorithm.replace("-", "_"): algorithm
    for algorithm in ALGORITHMS})
def algorithm_of_bind(algorithm):
    with World() as world:
        world.only(world.run(HOME, algorithm=algorithm), NEW)


@cases(**{algorithm.replace("-", "_"): algorithm
    for algorithm in ALGORITHMS})
def algorithm_of_knot(algorithm):
    with World(knot) as world:
        world.only(world.run(HOME, algorithm=algorithm), NEW)


@test
def key_file():
    with World() as world:
        world.only(world.run(HOME, key=False, env={
                "RFC2136_TSIG_FILE": bind.key_file("hmac-sha512")}), NEW)


@cases(group=0o640, others=0o604, writable=0o620)
def key_file_too_open(mode):
    with World() as world:
        done = world.run(HOME, key=False, env={"RFC2136_TSIG_FILE":
                bind.key_file(mode=mode)})
        expect_status(done, 78)
        expect_words(done.err, "chmod")
        world.untouched()


@test
def key_file_missing():
    with World() as world:
        done = world.run(HOME, key=False, env={"RFC2136_TSIG_FILE":
                "/nonexistent/key"})
        expect_status(done, 66)
        expect_equal(world.dns.updates, [], "unsigned updates")
        world.untouched()


@test
def key_file_nonsense():
    path = write(temporary.directory("key"), "key", "no key at all\n")
    with World() as world:
        done = world.run(HOME, key=False, env={"RFC2136_TSIG_FILE":
                path})
        expect_status(done, 78)
        world.untouched()


KEY_FILE = """key "%s" {
\talgorithm hmac-sha256;
\tsecret "%s";
};
""" % (key_name("hmac-sha256"), SECRET)


@cases(no_secret=(KEY_FILE.replace("secret", "sekret"),),
    no_name=(KEY_FILE.replace(key_name("hmac-sha256"), ""),),
    bad_name=(KEY_FILE.replace(key_name("hmac-sha256"), "a..b"),),
    base64=(KEY_FILE.replace(SECRET, SECRET[:-2] + "!!"),),
    cut_base64=(KEY_FILE.replace(SECRET, SECRET[:-2]),),
    no_base64=(KEY_FILE.replace(SECRET, ""),),
    algorithm=(KEY_FILE.replace("sha256;", "sha257;"),),
    open_brace=(KEY_FILE[:KEY_FILE.index("}")],),
    open_quote=(KEY_FILE.replace('";', ";"),), empty=("",))
def malformed_key_file(text):
    path = write(temporary.directory("key"), "key", text)
    with World() as world:
        for more in ((), ("-n",), ("-c",)):
            done = world.run(HOME, *more, key=False,
                    env={"RFC2136_TSIG_FILE": path})
            expect(done.status == 78 or not text and done.status == 66,
                    "status %d with %s" % (done.status, more))
            expect_words(done.err, path)
            expect_equal(world.dns.messages, [], "requests")


@test
def key_file_of_no_form():
    path = write(temporary.directory("key"), "key", SECRET)
    with World() as world:
        done = world.run(HOME, key=False, env={"RFC2136_TSIG_FILE": path})
        expect_status(done, 78)
        expect_words(done.err, "the TSIG key of %s has none" % path,
            'key "NAME" { algorithm hmac-sha256; secret')


@cases(base64="not base64 at all!", cut=SECRET[:-2], padding="AAEC=AwQF===",
    one="A", url=SECRET.replace("8", "-"), nothing="====")
def malformed_secret(value):
    with World() as world:
        for more in ((), ("-n",)):
            done = world.run(HOME, *more, key_secret=value)
            expect_status(done, 78)
            expect_words(done.err, "secret")
            expect_equal(world.dns.messages, [], "requests")


@cases(big_port="127.0.0.1:99999", no_bracket="[::1", no_port="host:",
    zero="127.0.0.1:0", word="127.0.0.1:dns", negative="127.0.0.1:-53",
    plus="127.0.0.1:+53", after_bracket="[::1]53", two="127.0.0.1:53:53",
    blank="ns 1.example.test", only_port=":53", url="https://ns.test/",
    slash="127.0.0.1/53", empty_bracket="[]:53", overflow="h:4294967349")
def server_is_nonsense(server):
    with World() as world:
        for more in ((), ("-n",)):
            done = world.run(HOME, "--set", "server=" + server,
                    *more, server=False)
            expect_status(done, 78)
            expect_words(done.err, "server")


@cases(together=([NARROW_NAME, HOME],), refused_first=([HOME, NARROW_NAME],))
def one_name_of_two_is_allowed(names):
    with World() as world:
        done = world.run(*names, "--json", key=False, env={
                "RFC2136_TSIG_KEY": NARROW, "RFC2136_TSIG_SECRET": SECRET})
        expect_status(done, 77)
        report = done.json()
        expect_equal(report["result"], "partial", "result")
        expect_equal(statuses(report), [(NARROW_NAME, "A", "updated"),
                (HOME, "A", "failed")], "statuses")
        expect_equal((bind.values(NARROW_NAME), bind.values(HOME)),
                ([NEW], [OLD]), "records")


@test
def no_key():
    with World() as world:
        expect_status(world.run(HOME, key=False), 66, 78)
        expect_equal(world.dns.updates, [], "updates")


@cases(**BOTH)
def unsigned_is_refused(primary):
    with World(primary) as world:
        done = world.run(HOME, "--set", "unsigned=yes", key=False)
        expect_status(done, 77)
        world.untouched()


@cases(**BOTH)
def wrong_secret(primary):
    with World(primary) as world:
        done = world.run(HOME, "-vv", key_secret=WRONG_SECRET)
        expect_status(done, 77)
        expect_words(done.err, "BADSIG|secret")
        world.untouched()


@cases(**BOTH)
def unknown_key(primary):
    with World(primary) as world:
        done = world.run(HOME, key=False, env={"RFC2136_TSIG_KEY":
                "nokey", "RFC2136_TSIG_SECRET": SECRET})
        expect_status(done, 77)
        expect_words(done.err, "BADKEY|key")
        world.untouched()


@cases(base64="RFC2136_TSIG_SECRET", algorithm="RFC2136_TSIG_ALGORITHM")
def key_is_nonsense(variable):
    with World() as world:
        done = world.run(HOME, env={"RFC2136_TSIG_KEY": "k",
                "RFC2136_TSIG_SECRET": SECRET, variable: "!not-it!"},
                key=False)
        expect_status(done, 64, 78)
        expect_equal(world.dns.updates, [], "updates")


@test
def somebody_else_was_quicker():
    """The record changes between reading and writing: the prerequisite
    fails, and what the other wrote is not lost unseen."""
    with World() as world:
        def spoil(query, reply):
            if dnsclient.parse(query).question == (HOME, "A"):
                world.dns.spoil = None
                bind.put(ZONE, (HOME, "A", OTHER, 60), clear=[HOME])
            return reply
        world.dns.spoil = spoil
        done = world.run(HOME)
        expect_status(done, 0, 75)
        held = bind.values(HOME)
        expect_equal(held, [NEW] if done.status == 0 else [OTHER],
                "record")


@test
def forged_answer_is_not_believed():
    """NOERROR without the server's signature."""
    with World() as world:
        def spoil(query, reply):
            if dnsclient.parse(query).opcode != dnsclient.UPDATE:
                return reply
            return query[:2] + b"\xa8\x00" + b"\0" * 8
        world.dns.spoil = spoil
        done = world.run(HOME)
        expect(done.status in (75, 76, 77), "status %d" % done.status)


@test
def damaged_signature_is_not_believed():
    with World() as world:
        def spoil(query, reply):
            if dnsclient.parse(query).opcode != dnsclient.UPDATE:
                return reply
            return reply[:-8] + bytes([reply[-8] ^ 1]) + reply[-7:]
        world.dns.spoil = spoil
        done = world.run(HOME)
        expect(done.status in (75, 76, 77), "status %d" % done.status)


@test
def silent_server():
    with World() as world:
        world.dns.spoil = lambda query, reply: None
        done = world.run(HOME, timeout=1)
        expect_status(done, 75)
        world.untouched()


@test
def lost_answer_of_an_update():
    with World() as world:
        def spoil(query, reply):
            if dnsclient.parse(query).opcode == dnsclient.UPDATE:
                world.dns.spoil = None
                return None
            return reply
        world.dns.spoil = spoil
        expect_status(world.run(HOME, timeout=5), 0, 75)
        world.dns.spoil = None
        world.only(world.run(HOME), NEW)


@test
def garbage_instead_of_dns():
    with World() as world:
        world.dns.spoil = lambda query, reply: query[:2] \
                + b"\x84\x00\xff\xff" + os.urandom(40)
        done = world.run(HOME, timeout=2)
        expect(done.status in (75, 76), "status %d" % done.status)
        world.untouched()


@test
def compression_loop():
    """An answer whose owner's name is a pointer to itself."""
    def spoil(query, reply):
        end = query.index(b"\0", 12) + 5
        return query[:2] + b"\x84\x00\0\1\0\1\0\0\0\0" + query[12:end] \
            + bytes([0xc0 | end >> 8, end & 0xff]) + b"\0\1\0\1\0\0\0\x3c" \
            + b"\0\4\xc0\0\2\1"
    with World() as world:
        world.dns.spoil = spoil
        done = world.run(HOME, timeout=2)
        expect(done.status in (75, 76), "status %d" % done.status)
        world.untouched()


@test
def nothing_listens():
    with World() as world:
        pass
    done = world.run(HOME, timeout=3)
    expect_status(done, 75)


@test
def server_from_the_environment():
    with World() as world:
        env = {"RFC2136_NAMESERVER": "127.0.0.1:%d" % world.dns.port,
                "RFC2136_TSIG_KEY": key_name("hmac-sha256"),
                "RFC2136_TSIG_SECRET": SECRET}
        world.only(run(at_once("-i", NEW, HOME), env), NEW)


main()
