#!/usr/bin/env -S python3 -B
"""Which operators must agree before a write, and who is asked."""

import contextlib

from common import EchoServer, NEW, OLD, OTHER
from harness import (expect, expect_equal, expect_status, expect_words, main,
    read, test)
from hosts_target import HOSTS, ask, expect_untouched, holds, target


@contextlib.contextmanager
def operators(*addresses):
    """Several services; None is one that is dead."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(EchoServer(address))
                for address in addresses]


def spoil(services, *dead):
    for number in dead:
        services[number].server.misbehave("close")


@test
def unchanged_asks_one_operator():
    with operators(NEW, NEW, NEW) as services:
        path = target(HOSTS)
        done, _ = ask(*[one.spec for one in services], path=path)
        expect_status(done, 0)
        for one in services:
            one.server.forget()
        before = read(path)
        done, _ = ask(*[one.spec for one in services], path=path)
        expect_status(done, 0)
        expect_equal([one.asked for one in services], [1, 0, 0], "asked")
        expect_equal(read(path), before, "the file")


@test
def change_asks_two_operators():
    with operators(NEW, NEW, NEW) as services:
        done, path = ask(*[one.spec for one in services])
        expect_status(done, 0)
        expect_equal([one.asked for one in services], [1, 1, 0], "asked")
        expect(holds(path, NEW), "not written")


@test
def two_against_one():
    with operators(OTHER, NEW, NEW) as services:
        done, path = ask(*[one.spec for one in services])
        expect_status(done, 0)
        expect(holds(path, NEW) and not holds(path, OTHER), "wrong winner")


@test
def one_against_one_against_one():
    with operators(NEW, OTHER, OLD) as services:
        done, path = ask(*[one.spec for one in services])
        expect_status(done, 65)
        expect_words(done.err, NEW, OTHER, OLD)
        expect_untouched(path)


@test
def one_against_one():
    with operators(NEW, OTHER) as services:
        done, path = ask(*[one.spec for one in services])
        expect_status(done, 65)
        expect_untouched(path)


@test
def first_dead_then_two_good():
    with operators(None, NEW, NEW) as services:
        spoil(services, 0)
        done, path = ask(*[one.spec for one in services])
        expect_status(done, 0)
        expect(holds(path, NEW), "not written")


@test
def first_html_then_two_good():
    with operators(None, NEW, NEW) as services:
        services[0].echo.say("<html>%s</html>" % OTHER)
        done, path = ask(*[one.spec for one in services])
        expect_status(done, 0)
        expect(holds(path, NEW), "not written")


@test
def one_good_of_three_is_not_enough():
    with operators(NEW, None, None) as services:
        spoil(services, 1, 2)
        done, path = ask(*[one.spec for one in services])
        expect_status(done, 65)
        expect_untouched(path)


@test
def all_dead():
    with operators(None, None, None) as services:
        spoil(services, 0, 1, 2)
        done, path = ask(*[one.spec for one in services])
        expect_status(done, 69)
        expect_untouched(path)


@test
def same_operator_counts_once():
    with operators(NEW, OTHER) as (one, other):
        again = one.spec.replace("/ip", "/again")
        done, path = ask(one.spec, again, other.spec)
        expect_status(done, 65)
        expect_untouched(path)


@test
def quorum_of_one():
    with operators(NEW, OTHER) as services:
        done, path = ask(*[one.spec for one in services],
                args=["--quorum", "1"])
        expect_status(done, 0)
        expect(holds(path, NEW), "not written")
        expect_equal(services[1].asked, 0, "the second was asked")


@test
def quorum_of_three():
    with operators(NEW, NEW, OTHER) as services:
        done, path = ask(*[one.spec for one in services],
                args=["--quorum", "3"])
        expect_status(done, 65)
        expect_untouched(path)


@test
def quorum_of_two_for_one_service():
    with EchoServer() as one:
        done, path = ask(one.spec, args=["--quorum", "2"])
        expect(done.status != 0, "written on one word")
        expect_untouched(path)


@test
def votes_stand_in_the_report():
    with operators(OTHER, NEW, NEW) as services:
        done, _ = ask(*[one.spec for one in services], args=["--json"])
        votes = done.json()["addresses"][0]["votes"]
        expect_equal([vote["address"] for vote in votes],
                [OTHER, NEW, NEW], "votes")


main()
