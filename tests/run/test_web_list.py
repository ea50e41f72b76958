#!/usr/bin/env -S python3 -B
"""The user's own list of echo services in place of the built-in ones, and who
of a long list is asked."""

import contextlib

from common import EchoServer, NEW, OTHER, at_once
from harness import (cases, expect, expect_equal, expect_status,
    expect_words, main, run, test)
from hosts_target import ask, expect_untouched, holds, target


@contextlib.contextmanager
def operators(*addresses):
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(EchoServer(address))
                for address in addresses]


@test
def same_operator_speaks_again_when_it_failed():
    with operators(NEW, NEW) as (one, other):
        one.server.misbehave("close", times=1)
        again = one.spec.replace("/ip", "/again")
        done, path = ask(one.spec, again, other.spec)
        expect_status(done, 0)
        expect(holds(path, NEW), "not written")
        expect_equal((one.asked, other.asked), (2, 1), "asked")


@cases(usual=([], 4), quorum_of_two=(["--quorum", "2"], 4),
    quorum_of_three=(["--quorum", "3"], 5))
def so_many_are_asked_at_most(args, most):
    with operators(*["198.51.100.%d" % n for n in range(10, 17)]) as services:
        done, path = ask(*[one.spec for one in services], args=args)
        expect_status(done, 65)
        expect_equal([one.asked for one in services],
                [1] * most + [0] * (7 - most), "asked")
        expect_untouched(path)


# The user's own list in place of the built-in ones.

def list_args(*services):
    return [word for one in services
        for word in ("--web-list", one.spec[len("web:"):])]


@cases(usual=None, web="web", world="web:global", china="web:cn")
def own_list(source):
    with operators(OTHER, NEW, NEW) as services:
        done, path = ask(*[source] if source else [],
                args=list_args(*services))
        expect_status(done, 0)
        expect_equal([one.asked for one in services], [1, 1, 1], "asked")
        expect(holds(path, NEW), "not written")


@test
def own_list_of_one_needs_no_second():
    with operators(NEW) as services:
        done, path = ask(args=list_args(*services))
        expect_status(done, 0)
        expect(holds(path, NEW), "not written")


@test
def own_list_with_a_reader():
    with operators(NEW, NEW) as services:
        services[0].echo.say('{"data":{"ip":"%s"}}' % NEW)
        services[1].echo.say("<p>IP: %s</p>" % NEW)
        path = target()
        done = run(at_once(), config="""[home.example.test]
provider = file
path = %s
web-list = %s json:data.ip, %s after:IP:
""" % (path, *[one.spec[len("web:"):] for one in services]))
        expect_status(done, 0)
        expect(holds(path, NEW), "not written")


@test
def own_list_does_not_stand_for_a_url():
    with operators(NEW, OTHER) as (listed, named):
        done, path = ask(named.spec, args=list_args(listed))
        expect_status(done, 0)
        expect_equal((listed.asked, named.asked), (0, 1), "asked")
        expect(holds(path, OTHER), "not written")


@test
def url_does_not_join_the_own_list():
    with operators(NEW, OTHER, NEW) as (one, two, named):
        done, path = ask("web", named.spec, args=list_args(one, two))
        expect_status(done, 65)
        expect_equal((one.asked, two.asked, named.asked), (1, 1, 0), "asked")
        expect_untouched(path)


@cases(no_url=("mars", "\"mars\" "), list_name=("global", "is no URL"),
    scheme=("ftp://127.0.0.1/", "ftp"),
    reader=("https://127.0.0.1/ip nonsense", "json:KEY or after:TEXT"),
    user=("https://me:FAKEsecret@127.0.0.1/", "user name"))
def wrong_entry_of_the_own_list(entry, words):
    with operators(NEW) as services:
        good = list_args(*services)
        done, path = ask(args=[*good, "--web-list", entry])
        expect_status(done, 64)
        expect_words(done.err, "--web-list: ", words)
        expect("FAKEsecret" not in done.err, done.err)
        config = "[home.example.test]\nprovider = file\npath = %s\n" \
            "web-list = %s, %s\n" % (path, good[1], entry)
        done = run(at_once(), config=config)
        expect_status(done, 78)
        expect_words(done.err, "dnsfollow.conf:4: ", words)
        expect_untouched(path)
        expect_equal(services[0].asked, 0, "asked")


main()
