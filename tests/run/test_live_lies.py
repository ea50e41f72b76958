#!/usr/bin/env -S python3 -B
"""Name servers, and others in their place, that lie about the live record or
do not speak as they should. What they would have us believe is always that the
record is right already, so that nobody would mend it."""

from live_world import (BIND, FRONT, OverHttps, STALE, World,    # first
    bind, front, knot, knot_front, resolver)

import contextlib
import os
import socket
import struct

import dnsclient
from common import NEW, OLD, expect_asked
from dnsfront import (AA, FORMERR, Front, NOTIMP, QR, RA, SERVFAIL, TC,
    after, only, over_udp, unless)
from harness import cases, expect, expect_equal, expect_words, main, test

LIE = socket.inet_aton(NEW)
# Behind them there is an honest server, or there is none.
BACKED, ALONE = "home.tricky.test", "home.front-bind.test"


def with_lie(reply):
    return reply.replace(socket.inet_aton(OLD), LIE)


def at(place, change):
    """A lie whose byte at this place is changed."""
    def lie(reply):
        reply = bytearray(with_lie(reply))
        reply[place] = change(reply[place])
        return bytes(reply)
    return lie


def in_question(place, change):
    """The same from the end of the question's name on."""
    return lambda reply: at(question_end(reply) - 4 + place, change)(reply)


def question_end(message):
    return message.index(b"\0", 12) + 5


FORGED = dict(
    id_high=at(0, lambda byte: byte ^ 1), id_low=at(1, lambda byte: byte ^ 1),
    query=at(2, lambda byte: byte & 0x7f),
    opcode=at(2, lambda byte: byte | 0x10),
    other_name=at(13, lambda byte: byte ^ 1),
    other_case=at(13, lambda byte: byte ^ 0x20),
    other_type=in_question(1, lambda byte: byte ^ 0x1d),
    other_class=in_question(3, lambda byte: byte ^ 2),
    no_question=lambda reply: reply[:4] + b"\0\0" + with_lie(
        reply)[6:12] + with_lie(reply)[question_end(reply):],
    cut_off=lambda reply: with_lie(reply)[:question_end(reply) - 1],
    two_bytes=lambda reply: reply[:2], nothing=lambda reply: b"",
    noise=lambda reply: reply[:2] + os.urandom(40))


@cases(**FORGED)
def forged_answer_before_the_true_one(lie):
    with World(ALONE) as world, front.tricked(after(lie)):
        done = world.run("--json")
        world.expect(done, "updated", [OLD])
        expect_equal(front.asked(), ["A"], "asked")
        expect(done.elapsed < 1.5, "%.1f s" % done.elapsed)


@test
def answer_from_elsewhere():
    def trick(passage):
        passage.send_from_elsewhere(with_lie(passage.honest))
        passage.send(passage.honest)

    with World(ALONE) as world, front.tricked(trick):
        world.expect_updated()
        expect_equal(front.asked(), ["A"], "asked")


@test
def resolver_is_not_believed_so_easily():
    """Forged NS records would lead to a server that lies."""
    def lie(reply):
        return bytes([reply[0] ^ 1]) + reply[1:].replace(
            socket.inet_aton(BIND), socket.inet_aton(FRONT))

    with World("home.bind.test") as world, resolver.tricked(after(lie)), \
            front.tricked(only(honest_looking)):
        world.expect_updated()
        expect_equal(front.asked(), [], "asked of the liar")


def honest_looking(question):
    return question.reply(AA, [NEW])


def flood(passage):
    """Guesses of the ID, as many as fit before we look at the clock."""
    reply = passage.question.reply(AA, [NEW])
    with contextlib.suppress(BlockingIOError):
        for id in range(2000):
            guess = passage.question.id ^ 0x8000 ^ id
            passage.send(struct.pack(">H", guess) + reply[2:])


@cases(wrong_ids=flood, from_elsewhere=lambda passage:
    passage.send_from_elsewhere(passage.question.reply(AA, [NEW])),
    in_capitals=only(lambda question: question.reply(AA, [NEW],
    written=recased(question, bytes.upper))))
def lies_alone_are_waited_out(trick):
    with World(BACKED) as world, front.tricked(trick):
        done = world.run("--json")
        world.expect(done, "updated", [OLD])
        expect(done.elapsed < 3.5, "%.1f s" % done.elapsed)


def recased(question, how):
    return how(question.raw[12:question.end - 4]) \
        + question.raw[question.end - 4:question.end]


def in_small_letters(passage):
    question = passage.question
    passage.send(passage.honest[:12] + recased(question, bytes.lower)
        + passage.honest[question.end:])


@test
def server_that_knows_small_letters_only():
    with World(ALONE) as world, front.tricked(in_small_letters):
        done = world.run("--json")
        world.expect(done, "updated", [OLD])
        expect_equal([question.written == question.name
            for question in front.questions], [False, True], "in small")
        expect(done.elapsed < 1.5, "%.1f s" % done.elapsed)


def _has_edns(question):
    return question.edns is not None


@cases(formerr=lambda question: question.reply(FORMERR),
    bare_formerr=lambda question: struct.pack(">6H", question.id,
    QR | FORMERR, 0, 0, 0, 0), notimp=lambda question:
    question.reply(NOTIMP))
def server_without_edns(answer):
    with World(ALONE) as world, front.tricked(unless(_has_edns, answer)):
        done = world.run("--json")
        world.expect(done, "updated", [OLD])
        expect_equal([question.edns for question in front.questions],
            [1232, None], "EDNS size")
        expect(done.elapsed < 1.5, "%.1f s" % done.elapsed)


@cases(formerr=FORMERR, notimp=NOTIMP, servfail=SERVFAIL, yxdomain=6)
def server_that_never_can(rcode):
    with World(BACKED) as world, front.tricked(
            only(lambda question: question.reply(rcode))):
        done = world.run("--json")
        world.expect(done, "updated", [OLD])
        expect(len(front.questions) <= 2, "asked %s" % front.questions)
        expect(done.elapsed < 1.5, "%.1f s" % done.elapsed)


@test
def server_that_drops_edns():
    with World(BACKED) as world, front.tricked(
            unless(_has_edns, lambda question: None)):
        world.expect_updated()


def record(owner, address, type="A", klass=1, size=None):
    data = socket.inet_aton(address) if type == "A" else \
        dnsclient.encode_name(address)
    return owner + struct.pack(">HHIH", dnsclient.TYPES[type], klass, 60,
        len(data) if size is None else size) + data


HERE, OTHER_NAME = b"\xc0\x0c", dnsclient.encode_name("www.tricky.test")


@cases(other_owner=lambda question: question.reply(AA, [OLD],
    record(OTHER_NAME, NEW), (2, 0, 0)), authority=lambda question:
    question.reply(AA, [OLD], record(HERE, NEW), (1, 1, 0)),
    additional=lambda question: question.reply(AA, [OLD],
    record(HERE, NEW), (1, 0, 1)), other_class=lambda question:
    question.reply(AA, [OLD], record(HERE, NEW, klass=3), (2, 0, 0)))
def record_where_none_counts(answer):
    with World(ALONE) as world, front.tricked(only(answer)):
        world.expect_updated()


@cases(no_records=lambda question: question.reply(AA, counts=(1, 0, 0)),
    too_many=lambda question: question.reply(AA, [NEW], counts=(9, 0, 0)),
    loop=lambda question: question.reply(AA, more=record(
    struct.pack(">H", 0xc000 | question.end), NEW), counts=(1, 0, 0)),
    beyond=lambda question: question.reply(AA, more=record(b"\xff\xff", NEW),
    counts=(1, 0, 0)), size=lambda question: question.reply(AA,
    more=record(HERE, NEW, size=400), counts=(1, 0, 0)),
    half_an_address=lambda question: question.reply(AA, more=record(HERE,
    NEW, size=2)[:-2], counts=(1, 0, 0)))
def damaged_answer(answer):
    with World(BACKED) as world, front.tricked(only(answer)):
        done = world.run("--json")
        world.expect(done, "updated", [OLD])
        expect(done.elapsed < 1.5, "%.1f s" % done.elapsed)


def truncated(question):
    return question.reply(AA | TC, [NEW])


@cases(bind=(front, ALONE), knot=(knot_front, "home.front-knot.test"))
def truncated_answer_does_not_count(before, name):
    with World(name) as world, before.tricked(over_udp(truncated)):
        world.expect_updated()
        expect_equal([question.stream for question in before.questions],
            [False, True], "over TCP")


@test
def truncated_and_not_there_over_tcp():
    with World(BACKED) as world, front.tricked(only(truncated)):
        done = world.run("--json")
        world.expect(done, "updated", [OLD])
        expect(done.elapsed < 1.5, "%.1f s" % done.elapsed)


def from_a_cache(question):
    return question.reply(RA, [STALE])


TWO = "home.two.test"


@cases(one_server=ALONE, two_servers=TWO)
def intercepted_but_for_tcp(name):
    with World(name) as world, front.tricked(over_udp(from_a_cache)), \
            knot_front.tricked(over_udp(from_a_cache)):
        knot.set(TWO, OLD)
        world.expect(world.run("--json", ip=STALE), "updated", [OLD],
            after=STALE)


def over_tcp_too(passage):
    passage.send(from_a_cache(passage.question))


@cases(one_server=ALONE, two_servers=TWO)
def intercepted(name):
    with World(name) as world, front.tricked(over_tcp_too), \
            knot_front.tricked(over_tcp_too):
        done = world.run(ip=STALE)
        world.expect_refused(done, 75)
        expect_words(done.err, "intercept")
        with OverHttps(name) as https:
            world.expect(world.run("--json", ip=STALE), "updated", [OLD],
                after=STALE)
            https.expect_asked(1)


def referral(zone, server, *more):
    """To the server of that name, with other records beside."""
    return lambda question: question.reply(0, more=record(
        dnsclient.encode_name(zone), server, "NS") + b"".join(more),
        counts=(0, 1, len(more)))


def glue(name, address):
    return record(dnsclient.encode_name(name), address)


@test
def glue_of_others_is_not_believed():
    name, parent = "home.far.above-front.test", "above-front.test"
    with World(name) as world, front.tricked(only(referral(
            "far.above-front.test", "ns1.target.test",
            glue("ns1.target.test", FRONT)))):
        world.expect_updated("--zone", parent)
        expect_equal(front.asked(), ["A"], "asked of the parent")


@cases(upward="test", root="", sideways="tricky.test", elsewhere="bind.test")
def referral_that_leads_nowhere(zone):
    with World(BACKED) as world, front.tricked(only(referral(zone,
            "ns9.tricky.test", glue("ns9.tricky.test", FRONT)))):
        done = world.run("--json")
        world.expect(done, "updated", [OLD])
        expect_equal(front.asked(), ["A"], "asked")


@test
def referrals_without_end():
    """Each server refers to the next one, whose zone is a label longer."""
    labels = "home.%s.tricky.test" % ".".join("abcdefghijklmnopqrst")
    labels = labels.split(".")
    chain = [front] + [Front("127.0.1.%d" % n, BIND) for n in range(1, 20)]
    with contextlib.ExitStack() as tricks, World(".".join(labels),
            None) as world:
        for depth, one in enumerate(chain[:-1], 3):
            zone = ".".join(labels[-depth:])
            tricks.enter_context(one.tricked(only(referral(zone,
                "ns." + zone, glue("ns." + zone, chain[depth - 2].address)))))
        world.expect_refused(world.run(), 75)
        asked = sum(len(one.questions) for one in chain)
        expect(5 <= asked <= 12, "asked %d times" % asked)


@test
def record_that_is_another_each_time():
    """The one that was read is what counts; nobody is asked twice."""
    def trick(passage):
        bind.set(ALONE, "192.0.2.%d" % (100 + len(front.questions)))
        passage.send(passage.honest)

    with World(ALONE) as world, front.tricked(trick):
        world.expect(world.run("--json"), "updated", ["192.0.2.101"])
        expect_asked(world.server, 1)


main()
