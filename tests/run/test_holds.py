#!/usr/bin/env -S python3 -B
"""What outlives a run, by the real program: who was refused or told to wait is
not asked again, and an address that was taken is not sent again."""

import calendar
import fcntl
import os
import re
import signal
import time

import temporary
from certificates import certificates
from cloudflare_world import ENV as CLOUDFLARE, World as Cloudflare
from common import (NEW, NEW6, OLD, OLD6, OTHER, expect_asked, expect_one,
    statuses)
from harness import (cases, expect, expect_equal, expect_status,
    expect_words, main, test)
from service_world import (HOME, LAB, USER, WRONG, WWW, World, dyndns2,
    expect_sent, told, wrong)
from services.updateurl import UpdateUrl
from standin import Server


def not_before(done):
    """The time that is told, as seconds from now."""
    found = re.search(r"not before (\S+ \S+) UTC", done.err)
    expect(found, "no \"not before\": " + done.err)
    return calendar.timegm(time.strptime(found.group(1), "%Y-%m-%d %H:%M")) \
            - time.time()


def expect_minutes(done, least, most):
    """It waits so long; the minute is rounded up."""
    minutes = not_before(done) / 60
    expect(least <= minutes <= most + 1, "not before %.1f min" % minutes)


# Refused, until the settings are other ones.

@test
def wrong_password_is_tried_once():
    with dyndns2() as world:
        expect_status(world.run(env=wrong(world)), 77)
        for _ in range(9):
            done = world.run(env=wrong(world))
            expect_status(done, 77)
            expect_words(done.err, HOME, "noip", "the user or the password is "
                    "wrong", "badauth", time.strftime("%Y-%m-%d",
                    time.gmtime()), world.path, "--force")
        expect_sent(world, 1)
        expect_equal(world.vendor.counts, {"badauth": 1}, "answers")


@test
def mended_password_lifts_it_at_once():
    with dyndns2() as world:
        expect_status(world.run(env=wrong(world)), 77)
        expect_status(world.run(), 0)
        expect_equal(world.served(), [NEW], "in the DNS")
        expect_sent(world, 2)


@test
def wrong_password_is_known_again():
    with dyndns2() as world:
        expect_status(world.run(env=wrong(world)), 77)
        expect_status(world.run(), 0)
        world.pass_time(minutes=6)
        expect_status(world.run(ip=[OTHER], env=wrong(world)), 77)
        expect_sent(world, 2)


@cases(user=lambda env: dict(env, NOIP_USER="another"),
    agent=lambda env: dict(env, NOIP_USER_AGENT="x"))
def other_settings(change):
    """A setting that is the account's lifts it; a variable of nobody's
    does not."""
    with dyndns2() as world:
        expect_status(world.run(env=wrong(world)), 77)
        env = change(wrong(world))
        expect_status(world.run(env=env), 77)
        expect_sent(world, 2 if env["NOIP_USER"] != USER else 1)


@test
def agent_that_is_blocked_may_be_another():
    with told("badagent") as world:
        expect_status(world.run(), 77)
        expect_status(world.run(), 77)
        expect_sent(world, 1)
        expect_status(world.run(HOME, "--set", "user-agent=Own/2.1"), 0)


@test
def force_asks_once():
    with dyndns2() as world:
        expect_status(world.run(env=wrong(world)), 77)
        done = world.run(HOME, "--force", env=wrong(world))
        expect_status(done, 77)
        expect("refused earlier" not in done.err, "it was not asked")
        expect_sent(world, 2)
        done = world.run(env=wrong(world))
        expect_status(done, 77)
        expect_words(done.err, "refused earlier")
        expect_sent(world, 2)


@test
def force_that_succeeds_ends_it():
    with told("abuse") as world:
        expect_status(world.run(), 77)
        expect_status(world.run(HOME, "--force"), 0)
        expect_equal(world.notes(state="refused"), [], "refusals")
        world.pass_time(minutes=6)
        expect_status(world.run(ip=[OTHER]), 0)


@cases(nohost=("nohost", 68), abuse=("abuse", 77), donator=("!donator", 77),
    yours=("!yours", 68), notfqdn=("notfqdn", 65), badsys=("badsys", 65))
def refusal_of_one_name(word, status):
    """The other names of the account are kept on."""
    with told(word, live={HOME: (OLD, None), WWW: (NEW, None)}) as world:
        world.vendor.held[WWW] = {"A": NEW, "AAAA": None}
        expect_status(world.run(HOME), status)
        done = world.run(HOME)
        expect_status(done, 77)
        expect_words(done.err, "refused earlier", word)
        expect_sent(world, 1)
        expect_status(world.run(WWW, ip=[OTHER]), 0)
        expect_equal(world.served(WWW), [OTHER], "in the DNS")
        note = world.note(state="refused")
        expect_equal((note["name"], note["type"], note["code"]), (HOME, "A",
                word), "entry")


@test
def refused_names_cost_nothing_while_they_are_right():
    with told("abuse") as world:
        expect_status(world.run(), 77)
        world.dns.set(HOME, "A", NEW)
        done = world.run(HOME, "--json")
        expect_status(done, 0)
        expect_one(done.json(), "unchanged", [NEW], [NEW])
        expect_sent(world, 1)


@cases(refused=("badauth", 77), waiting=("911", 75))
def names_without_a_record_cost_nothing_while_they_are_right(word, status):
    with World(UpdateUrl("good " + NEW), "dnsomatic") as world:
        world.vendor._check = lambda request, wanted: None
        world.vendor.wanted *= 9
        expect_status(world.run(HOME), 0)
        world.vendor.answer = word
        expect_status(world.run(WWW), status)
        expect_status(world.run(HOME), 0)
        done = world.run(HOME, WWW, "--json")
        expect_status(done, status)
        expect_equal(statuses(done.json()), [(HOME, "A", "unchanged"), (WWW,
                "A", "failed")], "statuses")
        expect_sent(world, 2)


@test
def wrong_password_stops_all_names():
    with dyndns2(HOME, WWW, LAB, provider="ovh", both="each",
            extra={"system": "dyndns"}) as world:
        env = dict(world.env, OVH_PASSWORD=WRONG)
        for names in ([HOME, WWW, LAB], [HOME, WWW, LAB], [LAB]):
            done = world.run(*names, "--json", env=env, ip=[NEW, NEW6])
            expect_status(done, 77)
            expect_equal(len(statuses(done.json())), 2 * len(names),
                    "records")
        expect_sent(world, 1)
        expect(world.note(state="refused").get("name") is None,
                "the account is meant")
        expect_status(world.run(HOME, WWW, LAB), 0)


@test
def stop_of_one_family_leaves_the_other():
    with dyndns2(provider="ovh", both="each", extra={"system": "dyndns"},
            live={HOME: (OLD, OLD6)}) as world:
        world.vendor.next = ["good " + NEW, "nohost"]
        done = world.run(HOME, "--json", ip=[NEW, NEW6])
        expect_status(done, 68)
        expect_equal(statuses(done.json()), [(HOME, "A", "updated"),
                (HOME, "AAAA", "failed")], "statuses")
        world.dns.set(HOME, "A", NEW)
        world.pass_time(minutes=6)
        done = world.run(HOME, "--json", ip=[OTHER, NEW6])
        expect_status(done, 77)
        expect_equal(statuses(done.json()), [(HOME, "A", "updated"),
                (HOME, "AAAA", "failed")], "statuses of the second run")
        expect_equal((world.served(), world.served(type="AAAA")), ([OTHER],
                [OLD6]), "in the DNS")
        expect_sent(world, 3)


@test
def one_name_of_a_list_is_refused():
    """In the next run the others go without it."""
    with dyndns2(HOME, WWW, provider="dyn", path="/v3/update", live={
            HOME: (OLD, None), WWW: (OLD, None), LAB: (OLD, None)}) as world:
        expect_status(world.run(HOME, LAB, WWW), 68)
        world.pass_time(minutes=6)
        expect_status(world.run(HOME, LAB, WWW, ip=[OTHER]), 77)
        expect_equal([request.query["hostname"] for request
                in world.server.requests], [",".join((HOME, LAB, WWW)),
                ",".join((HOME, WWW))], "names")
        expect_equal((world.served(), world.served(WWW)), ([OTHER], [OTHER]),
                "in the DNS")


# Told to wait.

@cases(out_of_order="911", dns_trouble="dnserr", error="servererror")
def out_of_order_for_half_an_hour(word):
    with told(word) as world:
        expect_status(world.run(), 75)
        for _ in range(3):
            done = world.run()
            expect_status(done, 75)
            expect_minutes(done, 29, 30)
            expect_words(done.err, "out of order|trouble", word,
                    world.path)
        world.pass_time(minutes=29)
        expect_status(world.run(), 75)
        expect_sent(world, 1)
        world.pass_time(minutes=2)
        expect_status(world.run(), 0)
        expect_sent(world, 2)
        expect_equal(world.notes(state="waiting"), [], "waits")


@cases(seconds=("w45s", 0, 1), minutes=("wait20", 19, 20),
    hours=("w2h", 119, 120))
def pause_that_is_asked_for(word, least, most):
    with told(word) as world:
        expect_status(world.run(), 75)
        expect_minutes(world.run(), least, most)
        expect_sent(world, 1)


@cases(given=([("Retry-After", "7200")], 119, 120), none=([], 29, 30))
def too_many_requests(headers, least, most):
    with dyndns2() as world:
        world.server.misbehave("status", times=1, status=429, body="",
                headers=headers)
        expect_status(world.run(), 75)
        expect_minutes(world.run(), least, most)
        expect_sent(world, 1)


@test
def waiting_account_stops_its_other_names():
    with told("911", live={HOME: (OLD, None), WWW: (OLD, None)}) as world:
        expect_status(world.run(HOME), 75)
        expect_status(world.run(WWW), 75)
        expect_sent(world, 1)


@test
def force_does_not_wait():
    with told("911") as world:
        expect_status(world.run(), 75)
        expect_status(world.run(HOME, "--force"), 0)
        expect_sent(world, 2)


@test
def clock_that_was_wrong():
    """What was noted in the far future holds nobody for years."""
    with told("911") as world:
        expect_status(world.run(), 75)
        world.pass_time(days=-400)
        expect_status(world.run(), 0)


@test
def cloudflare_is_not_asked_before_its_time():
    """Of an API, too, a pause that it names outlives the run."""
    state = temporary.directory("state")
    env = dict(CLOUDFLARE, XDG_STATE_HOME=state)
    with Cloudflare() as world:
        world.server.misbehave("status", times=1, status=429, body="{}",
                headers=[("Retry-After", "600")])
        expect_status(world.run("home.example.com", env=env), 75)
        asked = len(world.server.requests)
        done = world.run("home.example.com", env=env)
        expect_status(done, 75)
        expect_minutes(done, 9, 10)
        expect_asked(world.server, asked)
        expect_status(world.run("home.example.com", "-n", env=env), 75)
        expect_asked(world.server, asked)
        expect_status(world.run("home.example.com", "--force", env=env), 0)


@test
def cloudflare_that_names_no_time_is_asked_again():
    state = temporary.directory("state")
    env = dict(CLOUDFLARE, XDG_STATE_HOME=state)
    with Cloudflare() as world:
        world.server.misbehave("status", times=1, status=429, body="{}")
        expect_status(world.run("home.example.com", env=env), 75)
        expect_status(world.run("home.example.com", env=env), 0)


# Answers that make no sense.

@cases(page="<html>welcome</html>", empty="", other="good " + OTHER,
    redirect=None)
def answers_without_sense_are_three(answer):
    with dyndns2() as world:
        if answer is None:
            world.server.misbehave("redirect", to="https://192.0.2.9/")
        else:
            world.server.misbehave("status", status=200, body=answer)
        for times in (1, 2):
            expect_status(world.run(), 76)
            done = world.run()
            expect_status(done, 75)
            expect_minutes(done, 29, 30)
            expect_sent(world, times)
            expect_equal(world.note(state="waiting")["count"], times, "count")
            world.pass_time(minutes=31)
        expect_status(world.run(), 76)
        world.server.behave()
        for _ in range(2):
            world.pass_time(days=1)
            done = world.run()
            expect_status(done, 77)
            expect_words(done.err, "refused earlier")
        expect_sent(world, 3)


@test
def sense_in_between_begins_anew():
    with dyndns2() as world:
        for address in (NEW, OTHER):
            for _ in range(2):
                world.vendor.next = ["what?"]
                expect_status(world.run(ip=[address]), 76)
                world.pass_time(minutes=31)
            expect_status(world.run(ip=[address]), 0)
            world.pass_time(minutes=31)
        expect_sent(world, 6)


@test
def certificate_of_another_is_no_answer():
    """It was not the service, so nothing is held against it."""
    with dyndns2() as world, Server(certificates().wrong_name) as other:
        for _ in range(4):
            expect_status(world.run(at=other.url()), 76)
        expect_equal(world.notes(), [], "entries")


# Sent before.

@test
def unchanged_to_the_service_but_not_in_the_dns():
    with dyndns2(follow=False) as world:
        world.vendor.held[HOME]["A"] = NEW
        expect_status(world.run(), 0)
        for days in (0, 3):
            world.pass_time(days=days)
            done = world.run()
            expect_status(done, 75)
            expect_words(done.err, "already", NEW, "name servers differ")
        expect_sent(world, 1)
        expect_status(world.run(ip=[OTHER]), 0)
        expect_equal(world.vendor.held[HOME]["A"], OTHER, "at the service")
        expect_equal(world.vendor.counts, {"nochg": 1, "good": 1}, "answers")


@test
def sent_and_not_visible():
    with dyndns2(follow=False) as world:
        expect_status(world.run(), 0)
        for _ in range(3):
            done = world.run(HOME, "--json", "-v")
            expect_status(done, 0)
            expect_one(done.json(), "skipped", [OLD], [OLD])
            expect_equal(done.json()["result"], "unchanged", "result")
            expect_words(done.err, "was sent shortly ago")
        expect_sent(world, 1)
        world.pass_time(minutes=9)
        expect_status(world.run(), 0)
        expect_sent(world, 1)
        world.pass_time(minutes=2)
        world.vendor.next = ["good " + NEW]
        expect_status(world.run(), 0)
        expect_sent(world, 2)
        expect_status(world.run(), 0)
        for days in (1, 30):
            world.pass_time(days=days)
            done = world.run()
            expect_status(done, 75)
            expect_words(done.err, "twice", NEW, "name servers differ",
                    "--force")
        expect_sent(world, 2)
        for args, status, times in ((["--force"], 0, 3), ([], 0, 4), ([], 75,
                4)):
            world.vendor.next = ["good " + NEW]
            expect_status(world.run(HOME, *args), status)
            expect_sent(world, times)
            world.pass_time(days=1)


@test
def visible_in_the_end():
    """Should somebody change it afterwards, it is put right again."""
    with dyndns2(follow=False) as world:
        for _ in range(3):
            expect_status(world.run(), 0)
            world.dns.set(HOME, "A", NEW)
            expect_status(world.run(), 0)
            world.dns.set(HOME, "A", OLD)
            world.vendor.held[HOME]["A"] = OLD
            world.pass_time(minutes=20)
        expect_sent(world, 3)


@test
def long_ttl_is_a_long_patience():
    with dyndns2(follow=False) as world:
        world.dns.ttl = 7200
        expect_status(world.run(), 0)
        world.pass_time(minutes=120)
        expect_status(world.run(), 0)
        expect_sent(world, 1)
        world.pass_time(minutes=2)
        world.vendor.next = ["good " + NEW]
        expect_status(world.run(), 0)
        expect_sent(world, 2)


@cases(noip=("noip", {}, 5), easydns=("easydns", dict(
    path="/dyn/generic.php"), 10), pubyun=("pubyun", dict(
    path="/dyndns/update", extra={"system": "dyndns"}), 1))
def one_update_in(provider, more, minutes):
    with dyndns2(provider=provider, both="each" if more else "list",
            **more) as world:
        expect_status(world.run(), 0)
        done = world.run(ip=[OTHER])
        expect_status(done, 75)
        expect_minutes(done, minutes - 1, minutes)
        expect_words(done.err, "once in %d s" % (minutes * 60), world.path)
        expect_sent(world, 1)
        expect_status(world.run(), 0)
        world.pass_time(minutes=minutes)
        expect_status(world.run(ip=[OTHER]), 0)
        expect_equal(world.served(), [OTHER], "in the DNS")


@test
def other_names_need_not_wait():
    with dyndns2(HOME, WWW) as world:
        expect_status(world.run(HOME), 0)
        expect_status(world.run(WWW), 0)
        expect_sent(world, 2)


@test
def killed_between_sending_and_the_answer():
    """Whether it arrived nobody knows; it counts as an update."""
    with dyndns2(follow=False) as world:
        world.server.misbehave("silent")
        job = world.begin()
        deadline = time.monotonic() + 10
        while world.asked == 0 and time.monotonic() < deadline:
            time.sleep(0.01)
        job.process.kill()
        expect_equal(job.finish(by_signal=True).status, -signal.SIGKILL,
                "status")
        world.server.behave()
        expect_equal(world.note()["state"], "sending", "state")
        done = world.run()
        expect_status(done, 75)
        expect_minutes(done, 4, 5)
        expect_sent(world, 1)
        world.pass_time(minutes=6)
        expect_status(world.run(), 0)
        expect_sent(world, 2)
        expect_equal(world.notes(state="sending"), [], "being sent")


@test
def unreachable_service_is_asked_again_at_once():
    with dyndns2() as world:
        expect_status(world.run(at="https://127.0.0.1:9"), 75)
        expect_status(world.run(), 0)


# Names that expire when they are not written.

REFRESH = "[%s]\nrefresh-days = 5\n" % HOME


@cases(good=None, nochg="nochg " + NEW)
def idle_names_are_written_again(answer):
    with dyndns2(live={HOME: (NEW, None)}) as world:
        def keep(times):
            world.vendor.next = [answer] if answer else ["good " + NEW]
            for _ in range(3):
                done = world.run(config=REFRESH)
                expect_status(done, 0)
            expect_sent(world, times)

        keep(1)
        world.pass_time(days=4)
        keep(1)
        world.pass_time(days=1)
        keep(2)
        world.pass_time(days=6)
        keep(3)


@test
def without_a_record_idle_names_are_written_again():
    with World(UpdateUrl("good " + NEW), "dnsomatic") as world:
        world.vendor._check = lambda request, wanted: None
        world.vendor.wanted *= 9
        for times, days in ((1, 4), (1, 1), (2, 1), (2, 6), (3, 0)):
            expect_status(world.run(config=REFRESH), 0)
            expect_sent(world, times)
            world.pass_time(days=days)


@test
def refusal_holds_back_what_would_be_written_again():
    with dyndns2(live={HOME: (NEW, None)}) as world:
        world.vendor.next = ["abuse"]
        for _ in range(3):
            expect_status(world.run(config=REFRESH), 77)
            world.pass_time(days=6)
        expect_sent(world, 1)


# What one answer, or none, means for the others.

@test
def each_name_has_its_own_complaint():
    with dyndns2(HOME, WWW, LAB, provider="dyn", path="/v3/update") as world:
        world.vendor.next = ["good %s\ndnserr\nnohost" % NEW]
        done = world.run(HOME, WWW, LAB)
        expect_words(done.err, WWW + ": dyn: trouble with the service's DNS",
                LAB + ": dyn: the name is not in this account")
        expect_equal([(note.get("name"), note["state"], note.get("code"))
                for note in world.notes() if note["state"] != "sent"],
                [(None, "waiting", "dnserr"), (LAB, "refused", "nohost")],
                "notes")


@cases(cut="lose", silent="silent")
def answer_that_is_lost_may_have_done_it(fault):
    """Who sends again at once sends what need not be sent."""
    with dyndns2(follow=False) as world:
        world.server.misbehave(fault)
        expect_status(world.run(timeout=2), 75)
        for _ in range(2):
            done = world.run(timeout=2)
            expect_status(done, 75)
            expect_words(done.err, "a name is updated once in 300 s there")
        expect_sent(world, 1)


@test
def signal_while_it_is_sent():
    with dyndns2(follow=False) as world:
        world.server.misbehave("silent")
        job = world.begin()
        while world.asked == 0:
            time.sleep(0.01)
        job.process.send_signal(signal.SIGTERM)
        expect_status(job.finish(), 75)
        world.server.behave()
        expect_status(world.run(), 75)
        expect_sent(world, 1)


@test
def what_is_wrong_before_it_is_asked_is_not_held():
    """It says so itself, as long as it is so."""
    with dyndns2(provider="inwx", live={HOME: (None, None)}) as world:
        for _ in range(2):
            done = world.run(HOME, ip=[NEW6])
            expect_status(done, 65)
            expect_words(done.err, "keep both families")
        expect_equal(world.notes(), [], "notes")


@cases(out_of_order=("911", []), limited=(None, [("Retry-After", "600")]),
    without_a_time=(None, []))
def pause_is_the_whole_account_s(answer, headers):
    """The names that come after are not asked for in the same run."""
    with dyndns2(HOME, WWW, LAB, provider="ovh", both="each",
            extra={"system": "dyndns"}) as world:
        if answer is not None:
            world.vendor.next = [answer] * 3
        else:
            world.server.misbehave("status", status=429, body="",
                    headers=headers)
        done = world.run(HOME, WWW, LAB)
        expect_status(done, 75)
        expect_words(done.err, HOME, WWW, LAB)
        expect_sent(world, 1)


@test
def too_many_requests_are_not_answered_by_one_more():
    with dyndns2() as world:
        world.server.misbehave("status", status=429, body="")
        expect_status(world.run(HOME, "--retry-for", "20"), 75)
        expect_sent(world, 1)


@test
def outage_lasts_as_long_as_it_says():
    with dyndns2() as world:
        world.server.misbehave("status", status=503, body="",
                headers=[("Retry-After", "7200")])
        expect_status(world.run(), 75)
        done = world.run()
        expect_status(done, 75)
        expect_minutes(done, 118, 120)


@test
def file_that_another_run_keeps():
    with dyndns2() as world:
        os.makedirs(os.path.dirname(world.path), exist_ok=True)
        with open(world.path + ".lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = world.run(timeout=20)
        expect_status(done, 75)
        expect_words(done.err, "nothing is sent", "another run keeps")
        expect_sent(world, 0)
        expect_status(world.run(), 0)


main()
