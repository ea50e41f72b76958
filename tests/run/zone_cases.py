"""zone_cases - what everyone who hosts zones must be kept right with, whatever
its interface: register(ids) makes one test of each case for each of them. They
stand in rest_world.KINDS."""

from common import (HOSTILE, NEW, NEW6, OLD, OLD6, OTHER, expect_failed,
    expect_one, statuses, wrong_certificate)
from harness import cases, expect, expect_equal, expect_status, expect_words
from rest_world import HOME, KINDS, NOWHERE, SECRET, WWW, World, ZONE

SUB, DEEP = "sub.example.com", "home.sub.example.com"


def only(world, done, *wanted, name=HOME, type="A"):
    """The run went well and the name holds just that."""
    expect_status(done, 0)
    expect_equal(world.vendor.values(name, type), list(wanted), type)


def expect_untouched(world, before):
    expect_equal(world.writes, [], "writes")
    expect_equal(world.snapshot(), before, "what is held there")


def changed(id):
    with World(id) as world:
        world.put(WWW, "A", OTHER)
        done = world.run(HOME, "--json")
        only(world, done, NEW)
        record = expect_one(done.json(), "updated", [OLD], [NEW])
        expect_equal((record["provider"], record["zone"]),
                (id, world.kind.zone), "report")
        expect_equal(world.vendor.values(WWW), [OTHER], "www")


def unchanged(id):
    with World(id, ("A", NEW), ("AAAA", NEW6)) as world:
        before = world.snapshot()
        done = world.run(HOME, both=True)
        expect_status(done, 0)
        expect_untouched(world, before)


def second_run_writes_nothing(id):
    with World(id) as world:
        only(world, world.run(HOME), NEW)
        before = world.snapshot()
        world.server.forget()
        only(world, world.run(HOME), NEW)
        expect_untouched(world, before)


def created(id):
    with World(id, ("TXT", "x")) as world:
        done = world.run(HOME, "--json")
        only(world, done, NEW)
        expect_one(done.json(), "created", [], [NEW])


def created_in_an_empty_zone(id):
    with World(id, ("TXT",)) as world:
        only(world, world.run(HOME), NEW)


def no_create(id):
    with World(id, ("TXT", "x")) as world:
        before = world.snapshot()
        expect_status(world.run(HOME, "--no-create"), 68)
        expect_untouched(world, before)


def both_families(id):
    with World(id, ("A", OLD), ("AAAA", OLD6)) as world:
        done = world.run(HOME, "--json", both=True)
        only(world, done, NEW)
        only(world, done, NEW6, type="AAAA")
        expect_equal(statuses(done.json()), [(HOME, "A", "updated"),
                (HOME, "AAAA", "updated")], "statuses")


def one_family_leaves_the_other(id):
    with World(id, ("A", OLD), ("AAAA", OLD6)) as world:
        only(world, world.run(HOME, "-6", ip=NEW6), NEW6, type="AAAA")
        expect_equal(world.vendor.values(HOME), [OLD], "A")


def three_names(id):
    """Of them one is made, one is changed and one is right."""
    with World(id) as world:
        world.put(WWW, "A", NEW)
        done = world.run(HOME, WWW, "new." + ZONE, "--json")
        for name in (HOME, WWW, "new." + ZONE):
            only(world, done, NEW, name=name)
        expect_equal([status for _, _, status in statuses(done.json())],
                ["updated", "created", "unchanged"], "statuses")


def apex(id):
    with World(id) as world:
        world.put(ZONE, "A", OTHER)
        only(world, world.run(ZONE), NEW, name=ZONE)
        expect_equal(world.vendor.values(HOME), [OLD], "home")


def wildcard(id):
    with World(id) as world:
        world.put("*." + ZONE, "A", OTHER)
        only(world, world.run("*." + ZONE), NEW, name="*." + ZONE)
        only(world, world.run("*.new." + ZONE), NEW, name="*.new." + ZONE)
        expect_equal(world.vendor.values(HOME), [OLD], "home")


def similar_names_stay(id):
    with World(id) as world:
        others = ["myhome." + ZONE, "home2." + ZONE, "home.x." + ZONE, ZONE]
        for name in others:
            world.put(name, "A", OTHER)
        only(world, world.run(HOME), NEW)
        for name in others:
            expect_equal(world.vendor.values(name), [OTHER], name)


def sub_zone(id):
    """The longest zone that holds the name is the one."""
    with World(id) as world:
        world.put(DEEP, "A", OTHER)
        world.vendor.add_zone(SUB)
        only(world, world.run(DEEP), NEW, name=DEEP)


def zone_given(id):
    with World(id) as world:
        only(world, world.run(HOME, "-z", ZONE), NEW)


def ttl_given(id):
    with World(id, ("A", NEW)) as world:
        before = world.snapshot()
        only(world, world.run(HOME, "-t", "3599" if id != "namesilo" else
            "7200"), NEW)
        expect(world.snapshot() != before, "the TTL was not written")
        world.server.forget()
        before = world.snapshot()
        only(world, world.run(HOME), NEW)
        expect_untouched(world, before)


def several_values(id):
    with World(id, ("A", OLD, OTHER)) as world:
        before = world.snapshot()
        done = world.run(HOME)
        expect_status(done, 65)
        expect_words(done.err, OLD, OTHER, "--replace")
        expect_untouched(world, before)


def several_values_replaced(id):
    with World(id, ("A", OTHER, NEW, OLD), ("AAAA", OLD6)) as world:
        only(world, world.run(HOME, "--replace"), NEW)
        expect_equal(world.vendor.values(HOME, "AAAA"), [OLD6], "AAAA")


def others_replaced(id):
    with World(id, ("A", OTHER, OLD)) as world:
        world.put(WWW, "A", OTHER, OLD)
        only(world, world.run(HOME, "--replace"), NEW)
        expect_equal(len(world.vendor.values(WWW)), 2, "www")


def alias_is_refused(id):
    with World(id, ("CNAME", "www.example.net")) as world:
        before = world.snapshot()
        done = world.run(HOME)
        expect_status(done, 65)
        expect_words(done.err, "CNAME", "www.example.net")
        expect_untouched(world, before)


def no_zone(id):
    with World(id) as world:
        before = world.snapshot()
        done = world.run(NOWHERE)
        expect_status(done, 68)
        expect_words(done.err, "no zone")
        expect_untouched(world, before)


def wrong_secret(id):
    """Refused once, though there are two names."""
    with World(id) as world:
        world.put(WWW, "A", OTHER)
        before = world.snapshot()
        done = world.run(HOME, WWW, "-vv", right=False)
        expect_status(done, 77)
        expect_words(done.err, "check")
        expect_equal(world.snapshot(), before, "what is held there")
        expect_equal(len(list(filter(world.is_theirs,
                world.server.requests))), 1, "number of requests")


def no_secret_in_the_most_talkative_output(id):
    with World(id) as world:
        done = world.run(HOME, "-vv", "--explain")
        only(world, done, NEW)
        expect_words(done.err, "< 200")
        expect_equal(bool(world.server.seen(SECRET)), world.kind.sends,
                "that the secret was sent")


def check_writes_nothing(id):
    with World(id) as world:
        before = world.snapshot()
        expect_status(world.run(HOME, "-c"), 1)
        expect_status(world.run(HOME, "-c", ip=OLD), 0)
        expect_untouched(world, before)


def lie_about_a_write(id):
    """A page instead of success: no run may believe it."""
    with World(id) as world:
        world.server.misbehave("html200", when=world.is_write)
        expect_status(world.run(HOME), 76)
        expect_equal(world.vendor.values(HOME), [OLD], "A")


def untrusted_certificate(id):
    kind = KINDS[id]
    done = wrong_certificate("self_signed", lambda server: ["-p", id,
            "--api-url", server.url(kind.path), "-i", NEW, HOME],
            kind.env(SECRET))
    expect_status(done, 76)


def hostile(kind):
    def case(id):
        how, details, wanted = HOSTILE[kind]
        with World(id) as world:
            before = world.snapshot()
            world.server.misbehave(how, when=world.is_theirs, **details)
            expect_failed(world.run(HOME, timeout=2), wanted)
            expect_equal(world.snapshot(), before, "what is held there")
    case.__name__ = "hostile_" + kind
    return case


CASES = [changed, unchanged, second_run_writes_nothing, created,
    created_in_an_empty_zone, no_create, both_families,
    one_family_leaves_the_other, three_names, apex, wildcard,
    similar_names_stay, sub_zone, zone_given, ttl_given, several_values,
    several_values_replaced, others_replaced, alias_is_refused, no_zone,
    wrong_secret, no_secret_in_the_most_talkative_output,
    check_writes_nothing, lie_about_a_write, untrusted_certificate,
    *map(hostile, ("html200", "empty", "truncated_json", "wrong_types",
    "deep_json", "redirect", "status429"))]


# Of those whose interface has it so.

def secret_stands_in_a_header(id):
    with World(id) as world:
        only(world, world.run(HOME), NEW)
        expect({place for _, place in world.server.seen(SECRET)}
                == {"header authorization"}, "the secret stands elsewhere")


def ttl_is_kept(id):
    with World(id, ("TXT",)) as world:
        world.vendor.put(HOME, "A", OLD, ttl=1234)
        only(world, world.run(HOME), NEW)
        expect_equal(world.vendor.find(HOME)[0]["ttl"], 1234, "TTL")


def register(ids, but=(), also=()):
    """but: names of cases that do not fit."""
    for case in CASES + list(also):
        if case.__name__ not in but:
            cases(**{id: id for id in ids})(case)
