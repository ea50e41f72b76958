#!/usr/bin/env -S python3 -B
"""The providers custom and dyndns2: what the user says of a service is sent
exactly so, and the answer is read as the user says."""

from common import (NEW, NEW6, OLD, OLD6, OTHER, at_once, expect_asked,
    expect_one, good_server)
from harness import (cases, expect, expect_equal, expect_status,
    expect_words, main, run, secret, test)
from services.doh import DoH
from services.updateurl import UpdateUrl
from standin import Server

HOME = "home.example.test"
USER = "a$b &c,#d%e\"f'g\\ h\u00e4@example.test"
HARD = secret("p:$q &r,#s%t\"u'v\\ w\u00fc\u00df+x=y?z/{ip};|<tag>")
PASSWORD = secret("fake-password-0123456789")
TOKEN = secret("fake-token-0123456789")
GOOD = "good " + NEW


class World:
    """The user's service, and a resolver that tells the live record."""

    def __init__(self, vendor, live=(OLD, OLD6), tls=True):
        self.vendor = vendor
        self.server = good_server() if tls else Server()
        self.server.mount("/", vendor)
        self.resolver = good_server()
        self.resolver.mount("/dns-query", DoH({(HOME, type): [value]
                for type, value in zip(("A", "AAAA"), live) if value}))

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.server.close()
        self.resolver.close()
        if kind is None:
            expect_equal(self.vendor.wrong, [], "wrong requests")
            expect_equal(self.vendor.seen, len(self.vendor.wanted),
                    "requests")

    def run(self, provider, *args, ip=(NEW,), **settings):
        """Settings by their names, "_" for "-"; "@" in a value that is a URL
        stands for the service."""
        lines = ["%s = %s" % (key.replace("_", "-"), value.replace("@@",
                self.server.url())) for key, value in settings.items()]
        config = "[account mine]\nprovider = %s\n%s\n[%s]\n" \
                "account = mine\nlive-server = %s\n" % (provider,
                "\n".join(lines), HOME, self.resolver.url("/dns-query"))
        families = ["-6" if ":" in address else "-4" for address in ip]
        given = [word for address in ip for word in ("-i", address)]
        return run(at_once("-vv", *families, *given, *args), config=config)

    def custom(self, *args, **settings):
        return self.run("custom", *args, **settings)


def nothing():
    """A service that must not be asked."""
    vendor = UpdateUrl("")
    vendor.wanted = []
    return vendor


PLAIN = dict(query={"host": HOME, "ip": NEW})
URL = "@@/update?host={name}&ip={address}"


# How other programs ask.

@test
def callback_of_ddns_go():
    """#{ip} and #{domain} in URL and RequestBody; with a body it POSTs."""
    with World(UpdateUrl("", method="POST", path="/hook/A",
            query={"name": HOME}, json={"ip": NEW, "name": HOME,
            "zone": "example.test"})) as world:
        expect_status(world.custom(url="@@/hook/{type}?name={name}",
                body='{"ip": "{address}", "name": "{name}", '
                '"zone": "{zone}"}', zone="example.test"), 0)


@test
def custom_of_inadyn():
    """ddns-path = "/update?hostname=%h&myip=%i", and Basic login."""
    with World(UpdateUrl("good", query={"hostname": HOME, "myip": NEW},
            login="me:" + PASSWORD)) as world:
        done = world.custom("--json", url="@@/update?hostname={name}&"
                "myip={ip}", user="me", password=PASSWORD)
        expect_status(done, 0)
        expect_one(done.json(), "updated", [OLD], [NEW])


@test
def update_url_of_openwrt():
    """[USERNAME] [PASSWORD] [DOMAIN] [IP] in a URL."""
    with World(UpdateUrl("OK", query={"u": "me", "p": PASSWORD,
            "d": HOME, "i": NEW})) as world:
        expect_status(world.custom(url="@@/update?u={user}&p={password}&"
                "d={name}&i={ip}", user="me", password=PASSWORD,
                good="OK|good"), 0)


# What the answer means.

@cases(good=("all DONE here", 0), unchanged=("same as before", 0),
    refused=("no such host", 77), later=("slow down", 75),
    in_a_word=("abandoned", 76), begins=("doneness", 76),
    refused_first=("no such host; done", 77), nothing=("", 76),
    page=("<html><body>Welcome</body></html>", 76),
    token=("good", 0), bad_token=("badauth", 77),
    other_address=("done " + OTHER, 76), own_address=("done " + NEW, 0),
    out_of_order=("911", 75))
def phrases(answer, wanted):
    with World(UpdateUrl(answer, **PLAIN)) as world:
        done = world.custom(url=URL, good="done|finished",
                unchanged="as before", refused="no such host|denied",
                later="slow down|busy")
        expect_status(done, wanted)


@cases(ok=(200, "whatever", 0), no_content=(204, "", 0),
    other_address=(200, "now " + OTHER, 76), moved=(302, "", 76),
    bad=(400, "what?", 76), login=(401, "", 77), forbidden=(403, "", 77),
    missing=(404, "", 68), busy=(429, "", 75), broken=(500, "", 75),
    token=(200, "nohost", 68), token_of_error=(500, "good " + NEW, 0))
def without_phrases(status, answer, wanted):
    with World(UpdateUrl(answer, status, **PLAIN)) as world:
        expect_status(world.custom(url=URL), wanted)


@cases(ok=('{"result": {"status": "done"}}', 0),
    elsewhere=('{"status": "done", "result": {"status": "failed"}}', 76),
    absent=('{"result": {}, "x": "done"}', 76),
    no_json=("done", 76), refused=('{"result": {"status": "no"}}', 77),
    listed=('{"result": [{"status": "done"}]}', 76),
    true=('{"result": {"status": true}}', 0))
def answer_at(answer, wanted):
    with World(UpdateUrl(answer, **PLAIN)) as world:
        expect_status(world.custom(url=URL, answer_at="result.status",
                good="done|true", refused="no"), wanted)


@test
def unchanged_asks_nothing():
    with World(nothing(), live=(NEW, None)) as world:
        expect_status(world.custom(url=URL), 0)
        expect_asked(world.resolver, 1)


@test
def dry_run_asks_nothing():
    with World(nothing()) as world:
        expect_status(world.custom("-n", url=URL), 0)


# What is sent.

@test
def headers():
    with World(UpdateUrl(GOOD, headers={"x-api-key": TOKEN, "x-of": HOME
            + " at " + NEW}, **PLAIN)) as world:
        expect_status(world.custom(url=URL, token=TOKEN,
                headers="X-Api-Key: {token} | X-Of: {name} at {address}"), 0)


def hard(vendor, **settings):
    with World(vendor) as world:
        expect_status(world.custom(user=USER, password=HARD, **settings), 0)


@cases(query=(dict(query={"u": USER, "p": HARD}),
        dict(url="@@/update?u={user}&p={password}")),
    path=(dict(path="/update/" + HARD + "/x"),
        dict(url="@@/update/{password}/x")),
    form=(dict(method="POST", form={"u": USER, "p": HARD}),
        dict(url="@@/update?u={user}&p={password}", method="post")),
    form_body=(dict(method="POST", query={"n": HOME}, form={"p": HARD}),
        dict(url="@@/update?n={name}", body="p={password}")),
    json=(dict(method="POST", json={"u": USER, "p": HARD}),
        dict(url="@@/update", body='{"u":"{user}","p":"{password}"}')),
    list=(dict(method="POST", json=[HARD]),
        dict(url="@@/update", body='["{password}"]')),
    header=(dict(headers={"x-key": HARD}),
        dict(url="@@/update", headers="X-Key: {password}")),
    login=(dict(login=USER + ":" + HARD), dict(url="@@/update")),
    login_and_header=(dict(login=USER + ":" + HARD, headers={"x-k": HARD}),
        dict(url="@@/update", headers="X-K: {token}", token=HARD)),
    login_and_token=(dict(login=USER + ":" + HARD, query={"k": HARD}),
        dict(url="@@/update?k={token}", token=HARD)))
def special_characters_arrive_unharmed(wanted, settings):
    hard(UpdateUrl(GOOD, **wanted), **settings)


@test
def special_characters_in_xml():
    escaped = "".join("&#%d;" % ord(letter) if letter in "<>&\"'" else letter
            for letter in HARD)
    hard(UpdateUrl(GOOD, method="POST", xml="<p a='1'>%s</p>" % escaped),
            url="@@/update", body="<p a='1'>{password}</p>")


@cases(ipv4=((NEW,), {"ip": NEW, "ip6": "no"}),
    ipv6=((NEW6,), {"ip6": NEW6}),
    both=((NEW, NEW6), {"ip": NEW, "ip6": NEW6}))
def places_of_the_families(ip, query):
    """A pair without its address is left out, unless it says what else."""
    with World(UpdateUrl("good", query=query)) as world:
        expect_status(world.custom(url="@@/update?ip={ip}&ip6={ip6|no}",
                ip=ip), 0)


@test
def both_families_in_a_list():
    with World(UpdateUrl("good", query={"ip": NEW + "," + NEW6})) as world:
        expect_status(world.custom(url="@@/update?ip={addresses}",
                ip=(NEW, NEW6)), 0)


@test
def a_request_for_each_family():
    with World(UpdateUrl("good", query={"t": "A", "ip": NEW}).then(
            path="/six", query={"ip": NEW6})) as world:
        expect_status(world.custom(url="@@/update?t={type}&ip={address}",
                url_ipv6="@@/six?ip={address}", ip=(NEW, NEW6)), 0)


@test
def the_other_family_as_it_is():
    with World(UpdateUrl("good", query={"ip": NEW, "ip6": OLD6})) as world:
        expect_status(world.custom(url="@@/update?ip={ip|live}&"
                "ip6={ip6|live}"), 0)


@test
def name_of_the_program():
    with World(UpdateUrl(GOOD, **PLAIN)) as world:
        expect_status(world.custom(url=URL, user_agent="Mine/1.0"), 0)
        expect_equal(world.server.requests[0].header("user-agent"),
                "Mine/1.0", "User-Agent")


# What is refused before anything is asked.

@cases(**{key.replace("-", "_"): (key,) for key in ("url", "url-ipv6",
    "body", "headers", "good", "unchanged", "refused", "later")})
def unknown_place(key):
    settings = {"url": URL, key.replace("-", "_"): "@@/X: {nmae|x} {ip}"}
    with World(nothing()) as world:
        done = world.custom(**settings)
        expect_status(done, 78)
        expect_words(done.err, key + ":", "{nmae", "{address}")
        expect_asked(world.resolver, 0)


@cases(url=("token", dict(url="@@/X?a={ip}&t={token}")),
    body=("password", dict(url=URL, body="p={password}")),
    headers=("user", dict(url=URL, headers="X-User: {user}")),
    url_ipv6=("id", dict(url=URL, url_ipv6="@@/X/{id}?a={address}")))
def place_without_its_setting(word, settings):
    """What would be sent with nothing in it is not sent."""
    with World(nothing()) as world:
        done = world.custom(**settings)
        expect_status(done, 78)
        expect_words(done.err, "no %s for {%s}; write %s = " % (3 * (word,)))
        expect_asked(world.resolver, 0)


@test
def place_that_may_be_empty():
    with World(UpdateUrl(GOOD, query={"ip": NEW, "id": ""})) as world:
        expect_status(world.custom(url="@@/update?ip={ip}&id={id|}"), 0)


@cases(open=("@@/update?ip={ip",), blank=("@@/update?ip={ip }",),
    nested=("@@/update?ip={ip|{ip6}}",))
def broken_place(url):
    with World(nothing()) as world:
        expect_status(world.custom(url=url), 78)


@cases(http=("http://www.example.test/update?ip={ip}", "allow-http"),
    user=("https://me:it@www.example.test/update?ip={ip}", "user name"),
    none=("www.example.test/update?ip={ip}", "https://"),
    ftp=("ftp://www.example.test/update?ip={ip}", "https://"),
    absent=("", "url"))
def url_that_cannot_be(url, word):
    with World(nothing()) as world:
        done = world.custom(**({"url": url} if url else {}))
        expect(done.status in (64, 78), "status %d" % done.status)
        expect_words(done.err, word)


@cases(custom=(dict(provider="custom", url=URL),),
    setting=(dict(provider="custom", url=URL, allow_http="no"),))
def http_is_refused(settings):
    with World(nothing(), tls=False) as world:
        done = world.run(**settings)
        expect_status(done, 78)
        expect_words(done.err, "allow-http")


@test
def http_for_ipv6_is_refused():
    with World(nothing()) as world:
        done = world.custom(url=URL, url_ipv6="http://192.0.2.9/?{address}")
        expect_status(done, 78)
        expect_words(done.err, "url-ipv6", "allow-http")


@test
def http_is_used_when_allowed():
    with World(UpdateUrl(GOOD, **PLAIN), tls=False) as world:
        expect_status(world.custom(url=URL, allow_http="yes"), 0)


@test
def user_with_a_colon():
    with World(nothing()) as world:
        done = world.custom(url=URL, user="a:b", password=PASSWORD)
        expect_status(done, 78)
        expect_words(done.err, "user", "colon")


@cases(days=(dict(refresh_days="0"),), method=(dict(method="put"),),
    header=(dict(headers="no colon"),), unnamed=(dict(headers=": b"),),
    headers=(dict(headers="A: b | C"),), joined=(dict(headers="A | B: c"),),
    too_many=(dict(headers=" | ".join(["A: b"] * 13)),),
    misspelled=(dict(pasword="x"),))
def wrong_setting(settings):
    with World(nothing()) as world:
        expect_status(world.custom(url=URL, **settings), 78)


@test
def wrong_setting_of_a_name():
    """What a name's section says is looked at, too."""
    with World(nothing()) as world:
        expect_status(world.custom("--set", "headers=A: b | C", url=URL), 78)
        done = run(at_once("-i", NEW), config="[account mine]\n"
                "provider = custom\nurl = %s\n[%s]\naccount = mine\n"
                "headers = no colon\n" % (world.server.url("/update?{ip}"),
                HOME))
        expect_status(done, 78)
        expect_words(done.err, "headers:")


# The provider dyndns2.

DYN = dict(path="/nic/update", query={"hostname": HOME, "myip": NEW},
    login="me:" + PASSWORD)
LOGIN = dict(user="me", password=PASSWORD)


def dyndns2(world, *args, **settings):
    return world.run("dyndns2", *args, **LOGIN, **settings)


@test
def dyndns2_of_a_server():
    with World(UpdateUrl(GOOD, **DYN)) as world:
        done = dyndns2(world, "--json", server="127.0.0.1:%d"
                % world.server.port)
        expect_status(done, 0)
        expect_one(done.json(), "updated", [OLD], [NEW])


@test
def dyndns2_server_by_set():
    with World(UpdateUrl(GOOD, **DYN)) as world:
        expect_status(dyndns2(world, "--set", "server=127.0.0.1:%d"
                % world.server.port), 0)


@test
def dyndns2_of_an_api_url():
    with World(UpdateUrl(GOOD, **dict(DYN, path="/box/nic/update"))) as world:
        expect_status(dyndns2(world, "--api-url", world.server.url("/box")),
                0)


@test
def dyndns2_asks_for_each_family():
    with World(UpdateUrl("good", **DYN).then(**dict(DYN, query={
            "hostname": HOME, "myip": NEW6}))) as world:
        expect_status(dyndns2(world, server="127.0.0.1:%d"
                % world.server.port, ip=(NEW, NEW6)), 0)


@test
def dyndns2_without_a_server():
    with World(nothing()) as world:
        done = dyndns2(world)
        expect_status(done, 78)
        expect_words(done.err, "server", "--api-url")


@cases(url="https://www.example.test", path="www.example.test/x",
    user="me@www.example.test", port="www.example.test:x")
def dyndns2_of_no_server(server):
    with World(nothing()) as world:
        done = dyndns2(world, server=server)
        expect_status(done, 78)
        expect_words(done.err, "server:", "host[:port]")


@test
def dyndns2_of_a_hard_password():
    with World(UpdateUrl(GOOD, **dict(DYN, login=USER + ":" + HARD))) \
            as world:
        expect_status(world.run("dyndns2", user=USER, password=HARD,
                server="127.0.0.1:%d" % world.server.port), 0)


@cases(good=("good", 0), nochg=("nochg " + NEW, 0), page=("<html>", 76),
    empty=("", 76), other=("good " + OTHER, 76), badauth=("badauth", 77),
    abuse=("abuse", 77), nohost=("nohost", 68), notfqdn=("notfqdn", 65),
    dnserr=("dnserr", 75), blocked=("good 127.0.0.1", 77),
    capitals=("GOOD " + NEW, 0), lines=("\r\n good " + NEW + "\r\n", 0),
    goodish=("goodness", 76))
def dyndns2_answers(answer, wanted):
    with World(UpdateUrl(answer, **DYN)) as world:
        expect_status(dyndns2(world, server="127.0.0.1:%d"
                % world.server.port), wanted)


main()
