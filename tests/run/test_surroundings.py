#!/usr/bin/env -S python3 -B
"""Networks that lie: each is recognised and named in one sentence with the
remedy, and nothing is written."""

import lines_world

FAKE, FAKE_DEAD, FAKE6, FAKE_ULA = "198.18.0.5", "198.19.255.9", \
    "2001:2::5", "fc00::5"
NAT64, AWAY, AWAY6 = "64:ff9b::c633:6407", "203.0.113.9", "2001:db8:a::9"
CLOUDFLARE, AMAZON, IPIFY, IDENT = ("127.0.1.%d" % n for n in range(1, 5))
lines_world.enter("""
%s api.cloudflare.com
%s checkip.amazonaws.com
%s api.ipify.org
%s v4.ident.me
%s ip.3322.net
%s v4.yinghualuo.cn
%s checkip.global.api.aws
%s api6.ipify.org
%s v6.ident.me
%s ddns.oray.com
%s ipv6.ddnsip.cn
""" % (CLOUDFLARE, AMAZON, IPIFY, IDENT, FAKE, FAKE_DEAD, FAKE6, FAKE_ULA,
    NAT64, AWAY, AWAY6))

import contextlib    # noqa: E402

from certificates import certificates    # noqa: E402
from common import NEW, NEW6, OTHER, expect_asked    # noqa: E402
from harness import (cases, expect, expect_equal,    # noqa: E402
    expect_status, expect_words, main, run, test)
from hosts_target import (HOSTS, ask, expect_untouched,    # noqa: E402
    file_args, holds, target)
from lines_world import ip    # noqa: E402
from services.echo import Echo    # noqa: E402
from services.proxy import Proxy    # noqa: E402
from standin import Server    # noqa: E402

HERE = (FAKE, FAKE_DEAD, FAKE6, FAKE_ULA, NAT64)
ip("link set lo up")
for one in HERE:
    ip("address add %s dev lo%s" % (one, " nodad" if ":" in one else ""))
PAGE = "<html><body>Welcome to the hotel, %s</body></html>" % OTHER
VARIABLES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")


def serve(address, echo=None, certificate=None, port=443):
    server = Server(certificate or certificates().good, address, port)
    server.mount("/", echo or Echo(NEW, NEW6))
    return server


@contextlib.contextmanager
def built_in(*echoes, certificate=None):
    """The built-in services for IPv4, as far as they are given."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(serve(address, echo, certificate))
            for address, echo in zip((CLOUDFLARE, AMAZON, IPIFY, IDENT),
                echoes)]


@contextlib.contextmanager
def link(name, *families):
    """A line that leads nowhere, with default routes of the families."""
    ip("link add %s type veth peer name %s-far" % (name, name))
    try:
        ip("link set %s up" % name)
        ip("link set %s-far up" % name)
        for family in families:
            ip("%s route add default dev %s" % (family, name))
        yield
    finally:
        ip("link delete " + name)


# Proxies that give made-up addresses to names.

@cases(ipv4=("ip.3322.net", FAKE, "-4"),
    ipv6=("checkip.global.api.aws", FAKE6, "-6"),
    unique_local=("api6.ipify.org", FAKE_ULA, "-6"))
def made_up_address(name, address, family):
    with serve(address):
        done, path = ask("web:https://%s/ip" % name, args=[family])
        expect_status(done, 69)
        expect_words(done.err, "proxy's made-up address (%s)" % address,
            "router, stun, iface", name + " a direct rule")
        expect_untouched(path)


@test
def made_up_address_that_nobody_answers():
    done, path = ask("web:https://v4.yinghualuo.cn/ip")
    expect_status(done, 69)
    expect_words(done.err, "made-up address (%s)" % FAKE_DEAD, "direct rule")
    expect_untouched(path)


@test
def made_up_address_with_the_certificate_of_the_proxy():
    with serve(FAKE, certificate=certificates().self_signed):
        done, path = ask("web:https://ip.3322.net/ip")
        expect_status(done, 69)
        expect_words(done.err, "made-up address (%s)" % FAKE)
        expect_untouched(path)


@test
def made_up_address_for_one_of_several():
    with serve(FAKE), serve(AMAZON, Echo(OTHER)), serve(IPIFY, Echo(OTHER)):
        done, path = ask("web:https://ip.3322.net/",
            "web:https://checkip.amazonaws.com/", "web:https://api.ipify.org/")
        expect_status(done, 0)
        expect(holds(path, OTHER), "not written")


@test
def literal_in_the_same_network_is_what_it_is():
    with Server(None, FAKE, 80) as server:
        server.mount("/", Echo(NEW))
        done, path = ask("web:http://%s/ip" % FAKE)
        expect_status(done, 0)
        expect(holds(path, NEW), "not written")


# NAT64, and lines without a family.

@test
def translated_address():
    with serve(NAT64):
        done, path = ask("web:https://v6.ident.me/ip", args=["-6"])
        expect_status(done, 69)
        expect_words(done.err, "NAT64 (%s)" % NAT64, "another --source")
        expect_untouched(path)


@test
def line_without_ipv4():
    with link("eth7", "-6"):
        done, path = ask("web:https://ddns.oray.com/ip")
        expect_status(done, 69)
        expect_words(done.err, "this line has no IPv4 (NAT64?); keep AAAA "
            "with -6")
        expect_untouched(path)


@test
def line_without_ipv6():
    with link("eth7", "-4"):
        done, path = ask("web:https://ipv6.ddnsip.cn/ip", args=["-6"])
        expect_status(done, 69)
        expect_words(done.err, "this line has no IPv6; keep A with -4")
        expect_untouched(path)


@cases(ipv4=("ddns.oray.com", "-4"), ipv6=("ipv6.ddnsip.cn", "-6"))
def no_route_at_all(name, family):
    done, path = ask("web:https://%s/ip" % name, args=[family])
    expect_status(done, 69)
    expect_words(done.err, "no default route for IPv%s; is the line down?"
        % family[1])
    expect(done.elapsed < 5, "took %.1f s" % done.elapsed)
    expect_untouched(path)


@test
def routes_are_not_blamed_for_an_answer():
    with serve(AMAZON, Echo().say("", 503)):
        done, path = ask("web:https://checkip.amazonaws.com/")
        expect_status(done, 69)
        expect("route" not in done.err, done.err)


# Captive portals.

@cases(page=Echo().say(PAGE, type="text/html"), page_without_type=Echo().say(
        "\r\n " + PAGE), redirect=Echo().say("", 302,
        headers=[("Location", "http://192.168.1.1/login")]),
    login=Echo().say(PAGE, 511, "text/html"))
def portal(echo):
    with built_in(*[echo] * 4):
        done, path = ask()
        expect_status(done, 75)
        expect_words(done.err, "looks like a captive portal",
            "log in with a browser", "cloudflare", "amazon", "ipify",
            "ident.me")
        expect("192.168.1.1" not in done.err and OTHER not in done.err,
            done.err)
        expect_untouched(path)


@cases(wrong_name="wrong_name", self_signed="self_signed")
def portal_with_its_own_certificate(which):
    with built_in(*[Echo(OTHER)] * 4,
            certificate=getattr(certificates(), which)) as servers:
        done, path = ask()
        expect_status(done, 75)
        expect_words(done.err, "certificate", "captive portal", "browser")
        expect_equal([len(one.requests) for one in servers], [0] * 4, "asked")
        expect_untouched(path)


@test
def certificate_whose_time_it_is_not_is_no_portal():
    """All look so to a machine whose clock was never set."""
    with built_in(*[Echo(OTHER)] * 4, certificate=certificates().expired):
        done, path = ask()
        expect_status(done, 69)
        expect_words(done.err, "by the clock of this machine")
        expect("portal" not in done.err, done.err)
        expect_untouched(path)


@test
def certificate_of_an_own_service_is_no_portal():
    with serve(FAKE, certificate=certificates().good), \
            serve(AMAZON, certificate=certificates().wrong_name):
        done, path = ask("web:https://checkip.amazonaws.com/")
        expect_status(done, 69)
        expect("portal" not in done.err, done.err)
        expect_untouched(path)


@test
def portal_and_a_service_that_is_dead():
    with built_in(*[Echo().say(PAGE)] * 3):
        done, path = ask()
        expect_status(done, 69)
        expect_words(done.err, "a captive portal may be in the way")
        expect("looks like" not in done.err, done.err)
        expect_untouched(path)


@test
def portal_in_front_of_half_of_them():
    with built_in(Echo().say(PAGE), Echo(NEW), Echo().say("", 302),
            Echo(NEW)):
        done, path = ask()
        expect_status(done, 0)
        expect(holds(path, NEW), "not written")


# Proxies of the environment.

@cases(**{name: name for name in VARIABLES})
def proxy_is_the_only_way_out(variable):
    with serve(AMAZON, Echo(OTHER)) as server, \
            Proxy(AMAZON, 443) as proxy:
        done, path = ask("web:https://ddns.oray.com/ip",
            env={variable: proxy.url})
        expect_status(done, 69)
        expect_words(done.err, "$" + variable, "--echo-proxy URL",
            "--source")
        expect_equal(proxy.connections, 0, "connections to the proxy")
        expect_asked(server, 0)
        expect_untouched(path)


@test
def proxy_is_not_blamed_for_an_answer():
    with serve(AMAZON, Echo().say("", 503)):
        done, path = ask("web:https://checkip.amazonaws.com/",
            env={"https_proxy": "http://127.0.0.1:9"})
        expect_status(done, 69)
        expect("proxy" not in done.err, done.err)


@cases(alone=None, environment="https_proxy")
def proxy_that_is_meant(variable):
    with serve(AMAZON, Echo(NEW)), Proxy(AMAZON, 443) as proxy, \
            Proxy(AMAZON, 443) as other:
        done, path = ask("web:https://checkip.amazonaws.com/",
            args=["--echo-proxy", proxy.url],
            env={variable: other.url} if variable else None)
        expect_status(done, 0)
        expect(holds(path, NEW), "not written")
        expect_equal(proxy.asked, ["checkip.amazonaws.com:443"], "ways")
        expect_equal(other.connections, 0, "connections to the other")


@test
def proxy_that_is_meant_and_dead():
    done, path = ask("web:https://ddns.oray.com/ip",
        args=["--echo-proxy", "http://127.0.0.1:9"],
        env={"https_proxy": "http://127.0.0.1:9"})
    expect_status(done, 69)
    expect_words(done.err, "the proxy")
    expect("$https_proxy" not in done.err, done.err)
    expect_untouched(path)


# Tunnels that all goes through.

@contextlib.contextmanager
def tunnel(name="wg0", *routes):
    """A line with an address of its own, and these routes."""
    with link(name):
        ip("address add 10.9.9.2/32 dev " + name)
        for route in routes or ("default",):
            ip("route add %s dev %s" % (route, name))
        yield


@contextlib.contextmanager
def rules_of_its_own():
    """The route stands in a table apart, as wg-quick does it."""
    with tunnel("wg0", "default table 51820"):
        ip("rule add not fwmark 51820 table 51820")
        try:
            yield
        finally:
            ip("rule delete not fwmark 51820 table 51820")


def tunnel_run(*args):
    with serve(AMAZON, Echo(NEW)), serve(IPIFY, Echo(NEW)):
        done, path = ask("web:https://checkip.amazonaws.com/",
            "web:https://api.ipify.org/", args=args)
        expect_status(done, 0)
        expect(holds(path, NEW), "not written")
        return done.err


@cases(default=(tunnel,), halves=(tunnel, "wg0", "0.0.0.0/1", "128.0.0.0/1"),
    table=(rules_of_its_own,))
def tunnel_is_hinted_at_once(way, *args):
    with way(*args):
        said = tunnel_run("-v")
        expect_words(said, "IPv4 goes out through wg0", "--interface")
        expect_equal(said.count("through wg0"), 1, "times")


@test
def tunnel_is_not_spoken_of_unasked():
    with tunnel():
        expect("wg0" not in tunnel_run(), "a word of it")


@cases(ethernet="eth7", pppoe="ppp0")
def line_is_no_tunnel(name):
    with tunnel(name):
        expect("goes out" not in tunnel_run("-v"), "a word of it")


@test
def tunnel_of_the_other_family():
    with link("wg0", "-6"):
        expect("goes out" not in tunnel_run("-v"), "a word of it")


@test
def tunnel_does_not_matter_to_what_the_user_says():
    with tunnel():
        path = target()
        done = run(file_args(path, "-i", NEW, "-v", "home.example.test"))
        expect_status(done, 0)
        expect("goes out" not in done.err, done.err)


# The router's own address.

@contextlib.contextmanager
def routed():
    with link("eth7"):
        ip("address add 198.51.100.2/24 dev eth7")
        ip("route add default via 198.51.100.1 dev eth7")
        yield "198.51.100.1"


@cases(one=1, two=2)
def address_of_the_router(count):
    names = ["checkip.amazonaws.com", "api.ipify.org"][:count]
    with routed() as router, serve(AMAZON, Echo(router)), \
            serve(IPIFY, Echo(router)):
        done, path = ask(*["web:https://%s/" % name for name in names])
        expect_status(done, 65)
        expect_words(done.err, "%s is the address of this line's router"
            % router, "default gateway through eth7", "--source")
        expect_equal(done.err.count(router), 1, "times it is said")
        expect_untouched(path)


@test
def address_of_the_router_that_stands_already():
    """Who does not write is not asked for the route."""
    with routed() as router, serve(AMAZON, Echo(router)):
        path = target(HOSTS + "%s home.example.test\n" % router)
        done, _ = ask("web:https://checkip.amazonaws.com/", path=path)
        expect_status(done, 0)


@test
def address_of_the_router_that_the_user_says():
    with routed() as router:
        done, path = ask(args=["-i", router])
        expect_status(done, 0)
        expect(holds(path, router), "not written")


main()
