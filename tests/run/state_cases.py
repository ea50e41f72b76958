"""state_cases - what those must be kept right with whose stand-ins know more:
a disabled record, somebody else's zone, a plan's lowest TTL. register(id)
makes one test of each case, and of those of zone_cases."""

from common import (EchoServer, NEW, NEW6, OLD, OTHER, expect_asked,
    expect_one)
from harness import cases, expect_equal, expect_status, expect_words
from rest_world import HOME, World, ZONE
from zone_cases import SUB, expect_untouched, only, register as zone_cases


def unchanged(id):
    with World(id, ("A", NEW)) as world, EchoServer(NEW) as one:
        done = world.run(HOME, "-s", one.spec, "--json", ip=None)
        expect_status(done, 0)
        expect_one(done.json(), "unchanged", [NEW], [NEW])
        expect_asked(one.server, 1)
        expect_asked(world.server, 2)
        expect_equal(world.writes, [], "writes")


def unchanged_with_the_zone_given(id):
    with World(id, ("A", NEW)) as world:
        expect_status(world.run(HOME, "-z", ZONE), 0)
        expect_asked(world.server, 1)


def changed_line(id):
    with World(id) as world:
        expect_equal(world.run(HOME).out, "%s A %s -> %s updated (%s)\n"
                % (HOME, OLD, NEW, id), "stdout")


def name_is_found(label):
    def case(id):
        name = label.lower() + "." + ZONE
        with World(id, ("TXT",)) as world:
            world.put(name, "A", OLD)
            only(world, world.run(label + "." + ZONE), NEW, name=name)
            expect_equal(len(world.vendor.records), 1, "records")
    return case


def similar_name_below_stays(id):
    with World(id) as world:
        world.put("home.sub." + ZONE, "A", OLD)
        only(world, world.run(HOME), NEW)
        expect_equal(world.vendor.values("home.sub." + ZONE), [OLD], "below")


def zone_of_somebody_else_above(id):
    with World(id, ("TXT",)) as world:
        world.vendor.zones.clear()
        world.vendor.add_zone(ZONE, mine=False)
        world.vendor.add_zone(SUB)
        only(world, world.run("home." + SUB), NEW, name="home." + SUB)


def zone_of_somebody_else(id):
    with World(id) as world:
        before = world.snapshot()
        world.vendor.zones[ZONE]["mine"] = False
        done = world.run(HOME)
        expect_status(done, 68)
        expect_words(done.err, "zone|domain")
        expect_equal(world.writes, [], "writes")


def both_families_created(id):
    with World(id, ("TXT",)) as world:
        done = world.run(HOME, both=True)
        only(world, done, NEW)
        only(world, done, NEW6, type="AAAA")


def replaced(*held):
    def case(id):
        with World(id, ("A", *held)) as world:
            world.put("home2." + ZONE, "A", OLD)
            only(world, world.run(HOME, "--replace"), NEW)
            expect_equal(world.vendor.values("home2." + ZONE), [OLD],
                    "the neighbour")
    return case


def ttl_below_the_plan(*held):
    def case(id):
        with World(id, held) as world:
            world.vendor.zones[ZONE]["min_ttl"] = 600
            before = world.snapshot()
            done = world.run(HOME, "-t", "60")
            expect_status(done, 65)
            expect_words(done.err, "TTL")
            expect_equal(world.snapshot(), before, "records")
    return case


def ttl_out_of_range(id):
    longest = 86400 if id == "alidns" else 604800
    with World(id) as world:
        done = world.run(HOME, "-t", str(longest + 1))
        expect_status(done, 64)
        expect_words(done.err, str(longest))
        expect_asked(world.server, 0)


def dry_run(id):
    with World(id) as world:
        before = world.snapshot()
        done = world.run(HOME, "-n", "--json")
        expect_status(done, 0)
        expect_one(done.json(), "would-update", [OLD], [NEW])
        expect_untouched(world, before)


def several_names(id):
    names = ["h%d.%s" % (n, ZONE) for n in range(10)]
    with World(id, ("TXT",)) as world:
        for name in names:
            world.put(name, "A", OLD)
        done = world.run(*names, "-z", ZONE)
        for name in names:
            only(world, done, NEW, name=name)
        expect_asked(world.server, 11)


def disabled_record(held):
    def case(id):
        off = {"enabled": False} if id == "dnspod" else {"status": "DISABLE"}
        with World(id, ("TXT",)) as world:
            world.put(HOME, "A", held, **off)
            before = world.snapshot()
            done = world.run(HOME)
            expect_status(done, 65)
            expect_words(done.err, "disabled")
            expect_untouched(world, before)
    return case


def another_record(answer):
    """The answer tells which record was changed: it was not ours."""
    def case(id):
        with World(id) as world:
            world.server.misbehave("status", when=world.is_write, status=200,
                    body=answer)
            expect_status(world.run(HOME), 76)
            world.server.behave()
            only(world, world.run(HOME), NEW)
    return case


def lost_answer_of_a_write(id):
    with World(id, ("TXT",)) as world:
        world.server.misbehave("lose", times=1, when=world.is_write)
        expect_status(world.run(HOME), 0, 75)
        only(world, world.run(HOME), NEW)


CASES = dict(
    unchanged_by_a_source=unchanged,
    unchanged_with_the_zone_given=unchanged_with_the_zone_given,
    changed_line=changed_line,
    name_is_found_deep=name_is_found("a.b"),
    name_is_found_upper=name_is_found("HOME"),
    name_is_found_deep_wildcard=name_is_found("*.b"),
    similar_name_below_stays=similar_name_below_stays,
    zone_of_somebody_else=zone_of_somebody_else,
    zone_of_somebody_else_above=zone_of_somebody_else_above,
    both_families_created=both_families_created,
    replaced_neither=replaced(OLD, OTHER),
    replaced_first=replaced(NEW, OTHER),
    replaced_last=replaced(OTHER, NEW),
    ttl_below_the_plan_changed=ttl_below_the_plan("A", OLD),
    ttl_below_the_plan_created=ttl_below_the_plan("TXT"),
    ttl_out_of_range=ttl_out_of_range,
    dry_run=dry_run,
    several_names=several_names,
    disabled_record=disabled_record(OLD),
    disabled_record_right=disabled_record(NEW),
    lost_answer_of_a_write=lost_answer_of_a_write)


def register(id, answers, but=()):
    """answers: to a change, of another record or none, by what is wrong."""
    zone_cases([id], but)
    for name, case in dict(CASES, **{"another_record_" + name:
            another_record(answer) for name, answer in answers.items()}
            ).items():
        case.__name__ = name
        cases(**{id: id})(case)
