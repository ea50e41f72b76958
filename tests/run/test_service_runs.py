#!/usr/bin/env -S python3 -B
"""The dynamic-DNS services of the table by the real program, over TLS: what
each is asked, what its answers mean, and that credentials stay what they are
and where they belong."""

import re
import socket
import threading

import rows
import temporary
from common import (NEW, NEW6, OLD, OLD6, OTHER, at_once, expect_one,
    good_server, statuses)
from harness import (cases, expect, expect_equal, expect_status,
    expect_words, main, run, secret, test, write)
from service_world import (HOME, LAB, PASSWORD, TOKEN, USER, WWW, World,
    dyndns2, expect_sent)
from services.updateurl import UpdateUrl

LOGIN = USER + ":" + PASSWORD
ZONE = "example.test"
BOTH = {HOME: (OLD, OLD6)}
GOOD = "good " + NEW
HARD_USER = "a$b &c,#d%e\"f'g\\ h\u00e4\u00f6+i=j?k/l@example.test"
HARD = secret("p:$q &r,#s%t\"u'v\\ w\u00fc\u00df+x=y?z/{ip};|<tag>")


class Exact(World):
    """A service that is asked just what was said, and as often."""

    def __init__(self, provider, answer, status=200, live=None, **wanted):
        super().__init__(UpdateUrl(answer, status, **wanted), provider, live)

    def __exit__(self, kind, *_):
        super().__exit__(kind)
        if kind is None:
            expect_equal(self.vendor.wrong, [], "wrong requests")
            expect_equal(self.vendor.seen, len(self.vendor.wanted),
                    "requests")


class Silent(World):
    """A service that is not to be asked."""

    def __init__(self, provider, live=None):
        super().__init__(UpdateUrl(""), provider, live)

    def __exit__(self, kind, *_):
        super().__exit__(kind)
        if kind is None:
            expect_sent(self, 0)


def soap(**members):
    """What FreeDNS.42 wants: its members, in this order."""
    return '<?xml version="1.0"?><methodCall><methodName>xname.updateArecord' \
            '</methodName><params><param><value><struct>%s</struct></value>' \
            '</param></params></methodCall>' % "".join(
            "<member><name>%s</name><value><string>%s</string></value>"
            "</member>" % pair for pair in members.items())


# What is sent: provider, the answer, and what the request must be. Both
# records are old before, and IPv4 is set.

@cases(
    he=("he", GOOD, dict(method="POST", path="/nic/update", form={
        "hostname": HOME, "password": PASSWORD, "myip": NEW})),
    ovh=("ovh", GOOD, dict(path="/nic/update", login=LOGIN, query={
        "system": "dyndns", "hostname": HOME, "myip": NEW})),
    strato=("strato", GOOD, dict(path="/nic/update", login=LOGIN, query={
        "hostname": HOME, "myip": NEW})),
    ipv64=("ipv64", GOOD, dict(path="/nic/update", login="Bearer " + TOKEN,
        query={"domain": HOME, "ip": NEW})),
    desecupdate=("desecupdate", "good", dict(path="/", login="Token " + TOKEN,
        query={"hostname": HOME, "myipv4": NEW, "myipv6": "preserve"})),
    inwx=("inwx", GOOD, dict(path="/nic/update", login=LOGIN, query={
        "myip": NEW, "myipv6": OLD6})),
    njalla=("njalla", '{"status": 200, "message": "record updated"}',
        dict(path="/update/", query={"h": HOME, "k": TOKEN, "a": NEW})),
    easydns=("easydns", "NOERROR\n", dict(path="/dyn/generic.php",
        login=LOGIN, query={"hostname": HOME, "myip": NEW})),
    corenet=("corenet", GOOD, dict(path="/", login=LOGIN, query={
        "hostname": HOME, "myip": NEW, "keepipv6": "1"})),
    dyfi=("dyfi", "good", dict(path="/nic/update", login=LOGIN, query={
        "hostname": HOME})),
    dondominio=("dondominio", '{"success": true}', dict(method="POST",
        path="/json/", form={"user": USER, "password": PASSWORD,
        "host": HOME, "ip": NEW, "lang": "en"})),
    directnic=("directnic", '{"result": "success"}', dict(
        path="/dns/gateway/%s/" % TOKEN, query={"data": NEW})),
    dnshome=("dnshome", GOOD, dict(path="/dyndns.php",
        login=HOME + ":" + PASSWORD, query={"hostname": HOME, "ip": NEW})),
    aperto=("aperto", GOOD, dict(path="/nic/update",
        login=TOKEN + ":" + TOKEN, query={"hostname": HOME, "myip": NEW})),
    dnsmadeeasy=("dnsmadeeasy", "success", dict(path="/servlet/updateip",
        query={"username": USER, "password": PASSWORD, "id": "12345",
        "ip": NEW})),
    dynuupdate=("dynuupdate", GOOD, dict(path="/nic/update", login=LOGIN,
        query={"hostname": HOME, "myip": NEW, "myipv6": "no"})),
    domeneshop=("domeneshop", "", dict(path="/v0/dyndns/update", login=LOGIN,
        query={"hostname": HOME, "myip": NEW})))
def asks(provider, answer, wanted):
    with Exact(provider, answer, live=BOTH, **wanted) as world:
        done = world.run(HOME, "--json")
        expect_status(done, 0)
        record = expect_one(done.json(), "updated", [OLD], [NEW])
        expect_equal(record["provider"], provider, "provider")
        world.dns.set(HOME, "A", NEW)
        expect_status(world.run(), 0)


@cases(corenet=("corenet", "good", dict(path="/", login=LOGIN, query={
        "hostname": HOME, "myip": NEW6, "keepipv4": "1"})),
    desecupdate=("desecupdate", "good", dict(path="/", login="Token " + TOKEN,
        query={"hostname": HOME, "myipv4": "preserve", "myipv6": NEW6})),
    inwx=("inwx", "good", dict(path="/nic/update", login=LOGIN, query={
        "myip": OLD, "myipv6": NEW6})),
    freedyn=("freedyn", "good", dict(path="/nic/update", login=LOGIN, query={
        "hostname": HOME, "myip": OLD, "myip2": NEW6})),
    dynuupdate=("dynuupdate", "good", dict(path="/nic/update", login=LOGIN,
        query={"hostname": HOME, "myip": "no", "myipv6": NEW6})),
    noip=("noip", "good " + NEW6, dict(path="/nic/update", login=LOGIN,
        query={"hostname": HOME, "myip": NEW6})))
def asks_for_ipv6(provider, answer, wanted):
    with Exact(provider, answer, live=BOTH, **wanted) as world:
        done = world.run(HOME, "-6", "--json", ip=[NEW6])
        expect_status(done, 0)
        expect_one(done.json(), "updated", [OLD6], [NEW6])


@cases(noip=("noip", dict(path="/nic/update", login=LOGIN, query={
        "hostname": HOME, "myip": NEW + "," + NEW6})),
    strato=("strato", dict(path="/nic/update", login=LOGIN, query={
        "hostname": HOME, "myip": NEW + "," + NEW6})),
    ipv64=("ipv64", dict(path="/nic/update", login="Bearer " + TOKEN, query={
        "domain": HOME, "ip": NEW, "ip6": NEW6})),
    desecupdate=("desecupdate", dict(path="/", login="Token " + TOKEN,
        query={"hostname": HOME, "myipv4": NEW, "myipv6": NEW6})),
    inwx=("inwx", dict(path="/nic/update", login=LOGIN, query={
        "myip": NEW, "myipv6": NEW6})))
def asks_for_both_families_at_once(provider, wanted):
    with Exact(provider, "good %s,%s" % (NEW, NEW6), live=BOTH, **wanted) \
            as world:
        done = world.run(HOME, "--json", ip=[NEW, NEW6])
        expect_status(done, 0)
        expect_equal(statuses(done.json()), [(HOME, "A", "updated"),
                (HOME, "AAAA", "updated")], "statuses")


@test
def asks_for_each_family_where_it_must():
    with Exact("ovh", "good", live=BOTH, path="/nic/update", login=LOGIN,
            query={"system": "dyndns", "hostname": HOME, "myip": NEW}) \
            as world:
        world.vendor.then(path="/nic/update", login=LOGIN, query={
                "system": "dyndns", "hostname": HOME, "myip": NEW6})
        expect_status(world.run(ip=[NEW, NEW6]), 0)


@test
def one_family_that_differs_is_sent_alone():
    with Exact("noip", "good " + NEW6, live={HOME: (NEW, OLD6)},
            path="/nic/update", login=LOGIN, query={"hostname": HOME,
            "myip": NEW6}) as world:
        expect_status(world.run(ip=[NEW, NEW6]), 0)


# Services that hold their names, and a name server that tells what they hold.

@test
def noip():
    with dyndns2() as world:
        done = world.run()
        expect_status(done, 0)
        expect_equal(done.out, "%s A %s -> %s updated (noip)\n" % (HOME, OLD,
                NEW), "stdout")
        expect_status(world.run(ip=[NEW, NEW6]), 0)
        expect_equal((world.served(), world.served(type="AAAA")), ([NEW],
                [NEW6]), "in the DNS")
        expect_equal(world.vendor.said, [["good " + NEW], ["good " + NEW6]],
                "answers")


@test
def unchanged_twenty_times():
    """A service blocks who sends what it has; it hears nothing at all."""
    with dyndns2(live={HOME: (NEW, NEW6)}) as world:
        for _ in range(20):
            done = world.run(HOME, "--json", ip=[NEW, NEW6])
            expect_status(done, 0)
            expect_equal(done.json()["result"], "unchanged", "result")
        expect_equal(world.server.connections, 0, "connections")
        expect_equal(len(world.dns.asked), 40, "questions of DNS")


@test
def twenty_names_in_one_request():
    names = ["n%d.example.test" % n for n in range(20)]
    with dyndns2(*names, provider="dyn", path="/v3/update") as world:
        expect_status(world.run(*names), 0)
        expect_sent(world, 1)
        expect_equal({name: held["A"] for name, held
                in world.vendor.held.items()}, dict.fromkeys(names, NEW),
                "addresses")
        expect_equal(world.server.requests[0].query["hostname"],
                ",".join(names), "hostname")


@test
def twenty_one_names_in_two_requests():
    names = ["n%d.example.test" % n for n in range(21)]
    with dyndns2(*names, provider="dyn", path="/v3/update") as world:
        expect_status(world.run(*names), 0)
        expect_sent(world, 2)
        expect_equal(world.vendor.counts, {"good": 21}, "answers")


@cases(first=([LAB, HOME, WWW],), middle=([HOME, LAB, WWW],),
    last=([HOME, WWW, LAB],))
def a_line_of_answer_for_each_name(names):
    """One that the account does not have fails alone."""
    with dyndns2(HOME, WWW, provider="dyn", path="/v3/update") as world:
        world.dns.set(LAB, "A", OLD)
        done = world.run(*names, "--json")
        expect_status(done, 68)
        expect_sent(world, 1)
        expect_equal(statuses(done.json()), [(HOME, "A", "updated"),
                (LAB, "A", "failed"), (WWW, "A", "updated")], "statuses")
        failed = [record["error"] for record in done.json()["records"]
                if record["error"]]
        expect_equal((failed[0]["code"], failed[0]["provider_code"]),
                ("NOHOST", "nohost"), "error")
        expect_equal(done.json()["result"], "partial", "result")


@cases(one=("good " + NEW,), four=("\n".join([GOOD] * 4),))
def lines_that_are_not_of_the_names(answer):
    """Nobody knows what became of which, so the next run will see."""
    with dyndns2(HOME, WWW, LAB, provider="dyn", path="/v3/update") as world:
        world.vendor.next = [answer]
        done = world.run(HOME, WWW, LAB, "--json")
        expect_status(done, 76)
        expect_equal({status for _, _, status in statuses(done.json())},
                {"failed"}, "statuses")


@test
def names_that_get_different_addresses():
    """A list of names gets one address; the others need their own."""
    with dyndns2(HOME, WWW, provider="dyn", path="/v3/update") as world:
        done = world.run(HOME, WWW, ip=[], config="[%s]\nip = %s\n[%s]\n"
                "ip = %s\n" % (HOME, NEW, WWW, OTHER))
        expect_status(done, 0)
        expect_sent(world, 2)
        expect_equal((world.served(), world.served(WWW)), ([NEW], [OTHER]),
                "in the DNS")


@test
def he_has_its_key_in_the_form_alone():
    with dyndns2(provider="he", auth="form", method="POST",
            login=(None, "password")) as world:
        expect_status(world.run(), 0)
        expect_equal(world.served(), [NEW], "in the DNS")
        expect_equal(world.vendor.leaks, 0, "leaks")
        expect_equal(world.server.seen(PASSWORD), [(0, "body")], "places")


@cases(home=("@", ZONE, "home"), apex=(None, ZONE, "@"),
    deeper=("@", "test", "home.example"))
def namecheap(_, zone, host):
    name = ZONE if host == "@" else HOME
    with Exact("namecheap", "<ErrCount>0</ErrCount>", live={name: (OLD,
            None)}, query={"host": host, "domain": zone,
            "password": PASSWORD, "ip": NEW}) as world:
        expect_status(world.run(name, "--zone", zone), 0)


@test
def namecheap_needs_the_zone():
    """A name server that was named by the user tells no zone."""
    with Silent("namecheap") as world:
        done = world.run()
        expect_status(done, 78)
        expect_words(done.err, "--zone")


@test
def freedns42():
    with Exact("freedns42", "<methodResponse><name>serial</name>"
            "</methodResponse>", method="POST", path="/xmlrpc.php",
            xml=soap(user=USER, password=PASSWORD, zone=ZONE, name="home",
            oldaddress="*", newaddress=NEW, ttl=600, updatereverse=0)) \
            as world:
        expect_status(world.run(HOME, "-z", ZONE), 0)


@test
def inwx_would_set_an_address_of_its_own():
    """Without an IPv4 address it stores 127.0.0.1."""
    with Silent("inwx", live={HOME: (None, OLD6)}) as world:
        done = world.run(HOME, "-6", ip=[NEW6])
        expect_status(done, 65)
        expect_words(done.err, "IPv4 address", "-4 -6")


@cases(dnsomatic=("dnsomatic", {"hostname": HOME, "myip": NEW}),
    opendns=("opendns", {"hostname": "12345", "myip": NEW}),
    hetb=("hetb", {"hostname": "12345", "myip": NEW}))
def without_a_record_what_was_sent_counts(provider, query):
    """Nothing of it stands in the DNS, so nobody asks there."""
    with Exact(provider, GOOD, path="/nic/update", login=LOGIN, query=query) \
            as world:
        done = world.run(HOME, "--json")
        expect_status(done, 0)
        expect_one(done.json(), "created", [], [NEW])
        for _ in range(3):
            done = world.run(HOME, "--json")
            expect_status(done, 0)
            expect_one(done.json(), "unchanged", [NEW], [NEW])
        expect_equal(world.dns.asked, [], "questions of DNS")
        world.vendor.answer = "good " + OTHER
        world.vendor.then(path="/nic/update", login=LOGIN, query=dict(query,
                myip=OTHER))
        world.pass_time(minutes=6)
        done = world.run(HOME, "--json", ip=[OTHER])
        expect_status(done, 0)
        expect_one(done.json(), "updated", [NEW], [OTHER])


@cases(option=(["--proxy", "http://127.0.0.1:1"], {}),
    environment=([], {"https_proxy": "http://127.0.0.1:1"}))
def address_of_the_request_goes_past_the_proxy(args, env):
    """dy.fi stores the address that it is asked from."""
    with Exact("dyfi", "good", path="/nic/update", login=LOGIN,
            query={"hostname": HOME}) as world:
        expect_status(world.run(HOME, *args, env=dict(world.env, **env)), 0)
    with Silent("noip") as world:
        expect_status(world.run(HOME, *args, env=dict(world.env, **env)), 75)


@test
def duckdns_is_asked_by_the_program_too():
    with Exact("duckdns", "OK\n%s\n\nUPDATED" % NEW, live={
            "home.duckdns.org": (OLD, None)}, query={"domains": "home",
            "token": TOKEN, "ip": NEW, "verbose": "true"}) as world:
        expect_status(world.run("home.duckdns.org"), 0)


# What an answer means.

@cases(good=("good", 0), nochg=("nochg " + NEW, 0), capitals=("GOOD " + NEW,
        0), blank=("\r\n good\t%s \r\n" % NEW, 0), badauth=("badauth", 77),
    badagent=("badagent", 77), donator=("!donator", 77), abuse=("abuse", 77),
    nohost=("nohost", 68), yours=("!yours", 68), notfqdn=("notfqdn", 65),
    numhost=("numhost", 65), badsys=("badsys", 65), dnserr=("dnserr", 75),
    out_of_order=("911", 75), wait=("w30m", 75),
    mocked=("good 127.0.0.1", 77), another=("good " + OTHER, 76),
    same_but_another=("nochg " + OTHER, 76), empty=("", 76),
    page=("<html><title>Sign in</title>good</html>", 76),
    nearly=("goodness", 76), later=("well good", 76))
def answers(answer, wanted):
    with dyndns2() as world:
        world.vendor.next = [answer]
        expect_status(world.run(), wanted)
        expect_sent(world, 1)


@cases(noerror=("NOERROR", 0), ok=("OK", 0),
    same=("no update required", 0), soon=("TOOSOON", 75),
    often=("TOO_FREQ", 75), login=("NO_AUTH", 77),
    service=("NOSERVICE: not for this one", 77), inside=("TOKEN", 76),
    good=(GOOD, 0))
def answers_of_easydns(answer, wanted):
    with Exact("easydns", answer, path="/dyn/generic.php", login=LOGIN,
            query={"hostname": HOME, "myip": NEW}) as world:
        expect_status(world.run(), wanted)


@cases(elsewhere='{"status": "record updated", "message": "invalid"}',
    no_json="record updated", page="<html>record updated</html>")
def answer_that_stands_elsewhere(answer):
    with Exact("njalla", answer, path="/update/", query={"h": HOME,
            "k": TOKEN, "a": NEW}) as world:
        expect_status(world.run(), 76)


@cases(limit=(429, "", [("Retry-After", "900")], 75, "900 s"),
    limit_of_no_time=(429, "slow down", [], 75, "too many requests"),
    out_of_order=(503, "", [], 75, "503"), gateway=(502, "<html>", [], 75,
        "502"), login=(401, "", [], 77, "401"), forbidden=(403, "no", [], 77,
        "403"), missing=(404, "", [], 68, "404"),
    token_in_an_error=(401, "badauth", [], 77, "badauth"),
    token_in_an_outage=(503, "911", [], 75, "911"))
def http_statuses(status, body, headers, wanted, word):
    with dyndns2() as world:
        world.server.misbehave("status", status=status, body=body,
                type="text/plain", headers=headers)
        done = world.run()
        expect_status(done, wanted)
        expect_words(done.err, word)
        expect_equal(world.served(), [OLD], "in the DNS")
        expect_sent(world, 1)


@test
def redirect_is_not_followed():
    """Who follows it gives the password away."""
    with dyndns2() as world, good_server() as other:
        world.server.misbehave("redirect", to=other.url("/nic/update"))
        done = world.run()
        expect_status(done, 76)
        expect_words(done.err, "redirects")
        expect_equal(other.connections, 0, "connections of the other")
        expect_sent(world, 1)


@cases(close="close", silent="silent", cut="cut")
def update_whose_answer_is_lost_is_sent_once(kind):
    with dyndns2() as world:
        world.server.misbehave(kind)
        done = world.run(HOME, "--retry-for", "5", timeout=2)
        expect_status(done, 75)
        expect_sent(world, 1)


# Where the credentials come from, and where they go.

HARD_WAYS = dict(
    basic=("noip", GOOD, dict(path="/nic/update", login=HARD_USER + ":"
        + HARD, query={"hostname": HOME, "myip": NEW})),
    query=("gira", "OK", dict(path="/hsdyndns.php", query={"u": HARD_USER,
        "p": HARD, "ip": NEW})),
    form=("he", GOOD, dict(method="POST", path="/nic/update", form={
        "hostname": HOME, "password": HARD, "myip": NEW})),
    xml=("freedns42", "<name>serial</name>", dict(method="POST",
        path="/xmlrpc.php", xml=soap(user="".join("&#%d;" % ord(letter)
        if letter in "<>&\"'" else letter for letter in HARD_USER),
        password="".join("&#%d;" % ord(letter) if letter in "<>&\"'"
        else letter for letter in HARD), zone=ZONE, name="home",
        oldaddress="*", newaddress=NEW, ttl=600, updatereverse=0))),
    header=("ipv64", GOOD, dict(path="/nic/update", login="Bearer " + HARD,
        query={"domain": HOME, "ip": NEW})),
    path=("directnic", '{"result": "success"}', dict(path="/dns/gateway/%s/"
        % HARD, query={"data": NEW})))


def hard(name, *args, **more):
    provider, answer, wanted = HARD_WAYS[name]
    with Exact(provider, answer, **wanted) as world:
        done = world.run(HOME, "-vv", "-z", ZONE, *args, **more)
        expect_status(done, 0)


def hard_env(provider):
    return {"%s_%s" % (provider.upper(), key): value for key, value in
            (("USER", HARD_USER), ("PASSWORD", HARD), ("TOKEN", HARD))}


@cases(**{name: name for name in HARD_WAYS})
def special_characters_of_the_environment(name):
    hard(name, env=hard_env(HARD_WAYS[name][0]))


@cases(**{name: name for name in HARD_WAYS})
def special_characters_of_a_file(name):
    env = hard_env(HARD_WAYS[name][0])
    given = {key: value for key, value in env.items()
            if key.endswith("_USER")}
    hard(name, "--token-file", write(temporary.directory("secret"), "secret",
            HARD + "\n"), env=given)


@cases(**{name: name for name in HARD_WAYS})
def special_characters_of_the_configuration(name):
    key = "token" if name in ("header", "path") else "password"
    user = "user = %s\n" % HARD_USER if name in ("basic", "query", "xml") \
            else ""
    hard(name, env={}, config="[account mine]\nprovider = %s\n%s%s = %s\n"
            "[%s]\naccount = mine\n" % (HARD_WAYS[name][0], user, key, HARD,
            HOME))


@test
def special_characters_in_json():
    """No row has JSON; who writes a service of their own may."""
    with Exact("custom", GOOD, method="POST", json={"user": HARD_USER,
            "key": HARD}) as world:
        done = world.run(HOME, "-vv", at="", env={}, config="[account mine]\n"
                "provider = custom\nurl = %s\nbody = {\"user\": \"{user}\", "
                "\"key\": \"{password}\"}\nuser = %s\npassword = %s\n[%s]\n"
                "account = mine\n" % (world.server.url("/update"), HARD_USER,
                HARD, HOME))
        expect_status(done, 0)


@test
def passwords_of_two_accounts():
    """Each account goes with its own."""
    other = secret("other-password-9876543210")
    wanted = dict(path="/nic/update", query={"hostname": HOME, "myip": NEW})
    with Exact("noip", GOOD, live={HOME: (OLD, None), WWW: (OLD, None)},
            login=LOGIN, **wanted) as world, Exact("noip", GOOD,
            **dict(wanted, query={"hostname": WWW, "myip": NEW},
            login="they:" + other)) as second:
        done = world.run(HOME, WWW, at="", env={}, config="".join(
                "[account %s]\nprovider = noip\nuser = %s\npassword = %s\n"
                "api-url = %s\n[%s]\naccount = %s\n" % (*account, account[0])
                for account in (("mine", USER, PASSWORD, world.server.url(),
                HOME), ("theirs", "they", other, second.server.url(), WWW))))
        expect_status(done, 0)


@cases(none={}, half={"NOIP_USER": USER}, of_another={"OVH_USER": USER,
    "OVH_PASSWORD": PASSWORD})
def credentials_that_are_not_there(env):
    with Silent("noip") as world:
        done = world.run(env=env)
        expect_status(done, 78)
        expect_words(done.err, "NOIP_PASSWORD")


@test
def secrets_stay_out_of_the_request_line():
    """Of every service that posts, or that has a header for them."""
    for row in rows.services():
        if not (row.posts or row.login or row.header or row.body):
            continue
        name = "home." + (row.suffix or ZONE)
        with World(UpdateUrl(""), row.id, {name: (OLD, None)}) as world:
            world.run(name, "-z", row.suffix or ZONE)
            expect_sent(world, 1)
            places = {place for value in (PASSWORD, TOKEN)
                    for _, place in world.server.seen(value)}
            expect("target" not in places, "%s: in the request line: %r"
                    % (row.id, world.server.requests))
            expect(places or row.login, "%s: no secret was sent" % row.id)


@test
def calls_itself_by_its_name():
    with dyndns2() as world:
        world.run()
        agent = world.server.requests[0].header("user-agent")
        expect(re.fullmatch(r"dnsfollow/[0-9.]+ \(\+https://\S+\)", agent),
                "User-Agent is %r" % agent)


@cases(set=(["--set", "user-agent=Own/2.1 (me@example.com)"], {}),
    file=([], {"config": "[%s]\nuser-agent = Own/2.1 (me@example.com)\n"
        % HOME}))
def calls_itself_as_the_user_says(args, more):
    with dyndns2() as world:
        expect_status(world.run(HOME, *args, **more), 0)
        expect_equal(world.server.requests[0].header("user-agent"),
                "Own/2.1 (me@example.com)", "User-Agent")


# What is said on the command line.

@cases(noip="no-ip.com", inadyn="default@no-ip.com", host="dynupdate."
    "no-ip.com", ddclient="noip")
def by_another_name(alias):
    with dyndns2() as world:
        env = world.env
        world.provider = alias
        done = world.run(HOME, "--json", env=env)
        expect_status(done, 0)
        expect_equal(expect_one(done.json(), "updated", [OLD], [NEW])[
                "provider"], "noip", "provider")


@cases(google=("googledomains", "ended", "January 2024"),
    host=("domains.google.com", "Google Domains"),
    inadyn=("default@dtdns.com", "DtDNS", "August 2018"),
    router=("synology", "device"))
def services_that_are_gone(id, *words):
    with Silent("noip") as world:
        done = run(at_once("-p", id, "--api-url", world.server.url(),
                "-i", NEW, HOME), world.env)
        expect_status(done, 64)
        expect_words(done.err, *words)
        expect_equal(len(done.err.splitlines()), 1, "lines")


@cases(namecheap="namecheap", oray="oray", dnsomatic="dnsomatic")
def ipv6_of_a_service_that_has_none(provider):
    with Silent(provider) as world:
        done = world.run(HOME, "-6", "--allow-http", ip=[NEW6])
        expect_status(done, 78)
        expect_words(done.err, provider, "no IPv6")
        expect_equal(world.dns.asked, [], "questions of DNS")


@cases(directnic="directnic", freednskey="freednskey", freedns2="freedns2",
    cloudnsurl="cloudnsurl")
def both_families_of_one_record(provider):
    """They would take turns in it."""
    with Silent(provider, live=BOTH) as world:
        done = world.run(ip=[NEW, NEW6])
        expect_status(done, 78)
        expect_words(done.err, "one record")
        expect_equal(world.dns.asked, [], "questions of DNS")


class Plain:
    """A proxy of plain HTTP that answers for all the world."""

    def __init__(self, answer):
        self.requests, self._answer = [], answer.encode()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            line, _ = self._listener.accept()
            with line:
                request = b""
                while b"\r\n\r\n" not in request:
                    request += line.recv(65536)
                self.requests.append(request.decode().split("\r\n"))
                line.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n"
                        b"Content-Length: %d\r\n\r\n%s"
                        % (len(self._answer), self._answer))


@cases(refused=([], 78, 0), allowed=(["--allow-http"], 0, 1))
def service_without_https(args, status, asked):
    """Its host is asked through a proxy, since the proxy is ours."""
    world, proxy = Silent("oray"), Plain(GOOD)
    with world:
        done = world.run(HOME, "--proxy", proxy.url, *args, at="")
        expect_status(done, status)
        expect_equal([request[0] for request in proxy.requests], [
                "GET http://ddns.oray.com/ph/update?hostname=%s&myip=%s "
                "HTTP/1.1" % (HOME, NEW)] * asked, "requests")
        if not args:
            expect_words(done.err, "plain http", "--allow-http")
            expect_equal(len(done.err.splitlines()), 1, "lines")
            expect_equal(world.dns.asked, [], "questions of DNS")


@cases(name=("[%s]\nallow-http = yes\n" % HOME,),
    default=("[default]\nallow-http = yes\n",),
    account=("[account a]\nallow-http = yes\n[%s]\naccount = a\n" % HOME,))
def service_without_https_allowed_by_the_file(config):
    world, proxy = Silent("oray"), Plain(GOOD)
    with world:
        expect_status(world.run(HOME, "--proxy", proxy.url, at="",
                config=config), 0)
        expect_equal(len(proxy.requests), 1, "requests")


@test
def every_row_is_refused_once():
    """The next run asks none of them again."""
    for row in rows.services():
        name = "home." + (row.suffix or ZONE)
        with World(UpdateUrl(""), row.id, {name: (OLD, None)}) as world:
            world.server.misbehave("status", status=401, body="")
            for _ in range(2):
                done = world.run(name, "-z", row.suffix or ZONE)
                expect(done.status == 77, "%s: status %d" % (row.id,
                        done.status))
            expect(world.asked == 1, "%s: %d requests" % (row.id,
                    world.asked))


@test
def two_names_where_the_request_names_none():
    """The second would overwrite the first."""
    with dyndns2(provider="inwx") as world:
        done = world.run(HOME, WWW)
        expect_status(done, 78)
        expect_words(done.err, "an account of inwx has one name",
                "an account of its own")
        expect_sent(world, 0)


main()
