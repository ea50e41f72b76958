#!/usr/bin/env -S python3 -B
"""Which operators must agree before a write, and who is asked."""

import accident_world

accident_world.enter(needed=False)

import contextlib    # noqa: E402

from accident_world import CN, GLOBAL, Services, Zone, spec    # noqa: E402
from cloudflare_world import HOME    # noqa: E402
from common import EchoServer, NEW, OLD, OTHER, trusting    # noqa: E402
from harness import (cases, expect, expect_equal,    # noqa: E402
    expect_status, expect_words, main, read, run, test)
from hosts_target import (HOSTS, ask, expect_untouched, holds,    # noqa: E402
    target)
from services.echo import Echo    # noqa: E402

ANOTHER = "192.0.2.77"


def names_needed(function):
    """Where the built-in services can be had at their own names."""
    if accident_world.INSIDE:
        return function
    print("skip %s: no network namespace can be made here"
        % function.__name__)
    return None


def world_test(function):
    if names_needed(function):
        test(function)
    return function


def world_cases(**table):
    return lambda function: cases(**table)(function) \
        if names_needed(function) else function


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
def first_dead_then_two_good():
    with operators(None, NEW, NEW) as services:
        spoil(services, 0)
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
        expect_status(done, 64)
        expect_words(done.err, "--quorum: 2 operators", "more than 1; ")
        expect_equal(one.asked, 0, "asked")
        expect_untouched(path)


@test
def quorum_of_the_file_that_cannot_be_met():
    with EchoServer() as one:
        done = run(trusting("--show-ip"), config="[default]\nquorum = 2\n"
                "source = " + one.spec)
        expect_status(done, 78)
        expect_words(done.err, "dnsfollow.conf:2: 2 operators")


@test
def quorum_that_the_second_source_can_meet():
    with operators(NEW, NEW) as services:
        done, path = ask("doh:https://127.0.0.1:1/", *[one.spec
                for one in services], args=["--quorum", "2"])
        expect_status(done, 0)
        expect(holds(path, NEW), "not written")


@test
def votes_stand_in_the_report():
    with operators(OTHER, NEW, NEW) as services:
        done, _ = ask(*[one.spec for one in services], args=["--json"])
        votes = done.json()["addresses"][0]["votes"]
        expect_equal([vote["address"] for vote in votes],
                [OTHER, NEW, NEW], "votes")


@test
def votes_that_failed_say_why():
    with operators(OTHER, None, NEW, NEW) as services:
        services[1].echo.say("<html>", 403)
        done, _ = ask(*[one.spec for one in services], args=["--json"])
        expect_status(done, 0)
        votes = done.json()["addresses"][0]["votes"]
        expect_equal([vote["address"] for vote in votes],
                [OTHER, None, NEW, NEW], "votes")
        expect_words(votes[1]["error"], "403")
        expect_equal([vote["error"] for vote in votes if vote["address"]],
                [None] * 3, "errors of the others")
        for vote, one in zip(votes, services):
            expect_words(vote["from"], str(one.server.port))
            expect(isinstance(vote["ms"], int), "ms is %r" % vote["ms"])


@test
def votes_stand_in_the_report_of_a_failure():
    with operators(OTHER, NEW, OLD) as services:
        done, _ = ask(*[one.spec for one in services], args=["--json"])
        expect_status(done, 65)
        expect_equal([vote["address"] for vote in
                done.json()["addresses"][0]["votes"]], [OTHER, NEW, OLD],
                "votes")


@test
def votes_are_explained():
    with operators(OTHER, None, NEW, NEW) as services:
        services[1].echo.say("<html>", 403)
        done, _ = ask(*[one.spec for one in services], args=["--explain"])
        expect_status(done, 0)
        lines = done.err.splitlines()
        places = []
        for one, word in zip(services, (OTHER, "403", NEW, NEW)):
            found = [n for n, line in enumerate(lines)
                    if ":%d" % one.server.port in line and word in line]
            expect(found, "no vote of %s: %s" % (one.spec, done.err))
            expect_equal(len(found), 1, "lines on %s" % one.spec)
            places.append(found[0])
        expect_equal(places, sorted(places), "order of the votes")
        expect_words(done.err, "file: no A (", "2 operators agree on " + NEW)


@test
def a_failure_among_those_that_agree_is_noted():
    with operators(None, NEW, NEW) as services:
        spoil(services, 0)
        for args, told in (([], False), (["-v"], True)):
            done, _ = ask(*[one.spec for one in services], args=args)
            expect_status(done, 0)
            expect_equal(str(services[0].server.port) in done.err, told,
                    "it is told of")


@cases(in_the_first_two=([NEW, NEW, OTHER, OTHER, OTHER], 2, 0),
    in_four=([NEW, OTHER, OLD, NEW, OTHER], 4, 0),
    beyond_four=([NEW, OTHER, OLD, ANOTHER, NEW], 4, 65))
def four_are_asked_at_most(addresses, asked, status):
    with operators(*addresses) as services:
        done, path = ask(*[one.spec for one in services])
        expect_equal([one.asked for one in services],
                [1] * asked + [0] * (5 - asked), "asked")
        expect_status(done, status)
        expect_equal(holds(path, NEW), status == 0, "written")


@cases(one=(1, [NEW, OTHER], 1, 0), two=(2, [NEW, NEW, OTHER], 2, 0),
    three=(3, [NEW, NEW, NEW], 3, 0),
    three_of_four=(3, [NEW, OTHER, NEW, NEW], 4, 0),
    two_of_three=(3, [NEW, NEW, OTHER], 3, 65),
    two_where_three_are_needed=(3, [NEW, NEW], 0, 64),
    eight=(8, [NEW] * 8, 8, 0), eight_of_seven=(8, [NEW] * 7, 0, 64),
    eight_but_one=(8, [NEW] * 7 + [OTHER], 8, 65))
def quorum(number, addresses, asked, status):
    with operators(*addresses) as services:
        done, path = ask(*[one.spec for one in services],
                args=["--quorum", number])
        expect_status(done, status)
        expect_equal(sum(one.asked for one in services), asked, "asked")
        expect_equal(holds(path, NEW), status == 0, "written")


@cases(none="0", nine="9", word="all")
def quorum_out_of_range(number):
    with operators(NEW, NEW) as services:
        done, path = ask(*[one.spec for one in services],
                args=["--quorum", number])
        expect_status(done, 64)
        expect_equal([one.asked for one in services], [0, 0], "asked")
        expect_untouched(path)


@test
def order_is_always_the_same():
    with operators(OTHER, NEW, OLD, NEW) as services:
        for _ in range(15):
            for one in services:
                one.server.forget()
            done, _ = ask(*[one.spec for one in services])
            expect_status(done, 0)
            moments = [one.server.requests[0].time for one in services]
            expect_equal(moments, sorted(moments), "the order")
            expect_equal([one.asked for one in services], [1] * 4, "asked")


# A provider's word that there is no record is a difference like any other.

@cases(agreed=([NEW, NEW], 0), one_word=([NEW, None], 65),
    disputed=([NEW, OTHER], 65))
def record_that_is_not_there(addresses, status):
    with Zone(("A", "other.example.com", OLD)) as zone, \
            operators(*addresses) as services:
        done = zone.follow(sources=[one.spec for one in services])
        expect_status(done, status)
        expect_equal(zone.vendor.values(HOME), [NEW] if status == 0 else [],
                "record")
        expect_equal(len(zone.writes), status == 0, "writes")
        expect(all(one.asked == 1 for one in services), "not all were asked")


# Disagreement never flips a record, however often it is looked at.

@test
def a_hundred_runs_against_two_that_disagree():
    """Both have been right before: the record holds what now the second says,
    then what nobody says."""
    with Zone(("A", HOME, OTHER)) as zone, operators(NEW, OTHER) as services:
        sources = [one.spec for one in services]
        for number in range(100):
            if number == 50:
                zone.vendor.find(HOME)[0]["content"] = OLD
                zone.before = zone.snapshot()
            done = zone.follow(sources=sources)
            expect_status(done, 65)
        zone.expect_harmless(done, NEW, OTHER, status=(65,))
        expect_equal([one.asked for one in services], [100, 100], "asked")


@test
def runs_that_agree_with_the_first_ask_no_other():
    with Zone(("A", HOME, NEW)) as zone, operators(NEW, OTHER) as services:
        for _ in range(10):
            expect_status(zone.follow(sources=[one.spec
                    for one in services]), 0)
        expect_equal(([one.asked for one in services], zone.writes),
                ([10, 0], []), "asked, and writes")


# Operators are counted, not hosts.

@world_test
def two_names_of_one_operator():
    """Both belong to Cloudflare."""
    with Zone() as zone, Services(cloudflare=Echo(NEW), icanhazip=NEW):
        done = zone.follow(sources=[spec("cloudflare"), spec("icanhazip")])
        zone.expect_harmless(done, "agree|operator", status=(65,))


@world_test
def two_names_of_one_operator_and_another():
    with Zone() as zone, Services(cloudflare=Echo(NEW), icanhazip=NEW,
            amazon=NEW) as services:
        zone.expect_right(zone.follow(sources=[spec("cloudflare"),
                spec("icanhazip"), spec("amazon")]), NEW)
        expect_equal(services.asked[-1], "amazon", "asked last")


@world_test
def wrong_twice_by_one_operator():
    """It must not outvote the two others."""
    with Zone() as zone, Services(cloudflare=Echo(OTHER),
            icanhazip=OTHER, amazon=NEW, ipify=NEW):
        zone.expect_right(zone.follow(sources=map(spec, ("cloudflare",
                "icanhazip", "amazon", "ipify"))), NEW)


# The built-in lists.

@world_test
def built_in_list_is_asked_in_its_order():
    addresses = dict(zip(GLOBAL, (OLD, NEW, OTHER, NEW)))
    with Zone(("A", HOME, ANOTHER)) as zone, \
            Services(**addresses) as services:
        zone.expect_right(zone.follow(), NEW)
        expect_equal(services.asked, list(GLOBAL), "asked")


@world_test
def built_in_list_costs_one_request_when_unchanged():
    with Zone(("A", HOME, NEW)) as zone, Services(**dict.fromkeys(GLOBAL,
            NEW)) as services:
        zone.expect_right(zone.follow(), NEW)
        expect_equal(services.asked, ["cloudflare"], "asked")


@world_test
def chinese_list_is_asked_in_its_order():
    addresses = dict(zip(CN, (OLD, NEW, OTHER, NEW)))
    with Zone(("A", HOME, ANOTHER)) as zone, \
            Services(**addresses) as services:
        zone.expect_right(zone.follow(sources=["web:cn"]), NEW)
        expect_equal(services.asked, list(CN), "asked")


@world_cases(one_each=(["amazon"], ["pubyun"]),
    one_and_all=(["cloudflare"], list(CN)))
def lists_are_never_mixed(abroad, at_home):
    """One vote of the first list is none of the second: split routing makes
    both right."""
    with Zone() as zone, Services(**dict.fromkeys(abroad + at_home, NEW)) \
            as services:
        done = zone.follow(sources=["web:global", "web:cn"])
        zone.expect_harmless(done, NEW, "agree", status=(65,))
        expect_equal([name for name in services.asked if name in CN], [],
                "of the other list")


@world_test
def second_list_when_the_first_is_dead():
    with Zone() as zone, Services(pubyun=NEW, yinghualuo=NEW) as services:
        zone.expect_right(zone.follow(sources=["web:global", "web:cn"]), NEW)
        expect_equal(services.asked, ["pubyun", "yinghualuo"], "asked")


@world_test
def second_list_needs_its_own_quorum():
    with Zone() as zone, Services(pubyun=NEW):
        zone.expect_harmless(zone.follow(sources=["web:global", "web:cn"]),
                NEW, "agree", status=(65,))


@world_test
def sides_that_see_different_addresses():
    """Each list agrees within itself: the first one counts."""
    with Zone() as zone, Services(amazon=NEW, ipify=NEW, oray=OTHER,
            pubyun=OTHER):
        zone.expect_right(zone.follow(sources=["web:global", "web:cn"]), NEW)
        zone.expect_right(zone.follow(sources=["web:cn", "web:global"]),
                OTHER)


main()
