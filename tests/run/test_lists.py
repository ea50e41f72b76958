#!/usr/bin/env -S python3 -B
"""The built-in lists of address services, with every name and port as it is
in the world: played in a network of our own, where each name leads to us."""

import namespace
from certificates import NAMES, certificates

# Public addresses, for a name that leads to a private one may be refused.
HERE, HERE6 = "93.184.216.34", "2606:2800:220:1::34"
namespace.enter("".join("%s %s\n" % (address, name) for name in NAMES
    for address in (HERE, HERE6)), addresses=(HERE, HERE6))

from common import NEW, NEW6, OTHER, expect_one    # noqa: E402
from harness import (cases, expect, expect_equal, expect_status,    # noqa
    expect_words, main, read, run, test)
from hosts_target import (HOSTS, expect_untouched, file_args,    # noqa
    holds, target)
from services.echo import Echo, Html, Json, Trace    # noqa: E402
from standin import Server    # noqa: E402

servers = [Server(certificates().good, address, 443)
    for address in (HERE, HERE6)]


class Sentence(Echo):
    """A service whose answer names a place too."""

    def handle(self, request):
        self.say('{"ret":"ok","data":{"ip":"%s","location":["x"]}}'
            % self.address(request)
            if request.path == "/json" else
            "\u5f53\u524d IP\uff1a%s  \u6765\u81ea\u4e8e\uff1ax\n"
            % self.address(request))
        return super().handle(request)


def world(address=NEW, address6=NEW6, **other):
    """Every service tells the truth, but for those given."""
    kinds = {"api.cloudflare.com": Trace, "ddns.oray.com": Html,
        "v4.yinghualuo.cn": Json, "v6.yinghualuo.cn": Json,
        "myip.ipip.net": Sentence}
    for server in servers:
        server.forget()
        server.behave()
        server._mounts.clear()
        for name in NAMES:
            server.mount(name, kinds.get(name, Echo)(address, address6))
        for name, service in other.items():
            server.mount(name, service)
            server._mounts.sort(key=lambda mount: mount[1] is not service)


def asked():
    return [request.host for server in servers
        for request in server.requests]


def ask(*args, path=None):
    path = path or target()
    return run(file_args(path, *args, "home.example.test")), path


def trace(**wrong):
    return {"api.cloudflare.com": Trace(NEW, NEW6, **wrong)}


@cases(web=("web", "api.cloudflare.com", "checkip.amazonaws.com"),
    world=("web:global", "api.cloudflare.com", "checkip.amazonaws.com"),
    cn=("web:cn", "ddns.oray.com", "ip.3322.net"))
def two_first_are_asked(spec, *wanted):
    world()
    done, path = ask("-s", spec)
    expect_status(done, 0)
    expect(holds(path, NEW), "not written")
    expect_equal(asked(), list(wanted), "asked")
    world()
    done, _ = ask("-s", spec, path=path)
    expect_equal(asked(), list(wanted[:1]), "asked when unchanged")


@test
def web_is_the_default():
    world()
    done, path = ask()
    expect_status(done, 0)
    expect_equal(asked()[0], "api.cloudflare.com", "first")


@cases(world=("web", 2), cn=("web:cn", 2))
def ipv6(spec, count):
    world()
    done, path = ask("-s", spec, "-6")
    expect_status(done, 0)
    expect(holds(path, NEW6), "not written")
    expect_equal((len(servers[0].requests), len(servers[1].requests)),
        (0, count), "requests by family")


@cases(wrong_host=trace(host="elsewhere.example"), warp=trace(warp="on"),
    warp_plus=trace(warp="plus"), **{name: {"api.cloudflare.com":
    Echo().say(body)} for name, body in dict(
    two=("h=api.cloudflare.com\nip=%s\nip=%s\nwarp=off\n" % (OTHER, OTHER)),
    none="h=api.cloudflare.com\nwarp=off\n", bare=OTHER + "\n",
    edge="h=api.cloudflare.com\nip=104.18.0.0\nwarp=off\n",
    html="<html>ip=%s</html>" % OTHER).items()})
def bad_trace_is_passed_over(services):
    world(**services)
    done, path = ask("-s", "web")
    expect_status(done, 0)
    expect(holds(path, NEW), "not written")
    expect(not holds(path, OTHER), "the bad answer was believed")
    expect_equal(asked(), ["api.cloudflare.com", "checkip.amazonaws.com",
        "api.ipify.org"], "asked")


@test
def only_the_trace_answers():
    world()
    for server in servers:
        server.misbehave("close", when=lambda request:
            request.host != "api.cloudflare.com")
    done, path = ask("-s", "web")
    expect_status(done, 65)
    expect_untouched(path)


@test
def each_of_the_chinese_list_is_understood():
    """All but two are dead in turn, so that each reader is needed."""
    names = ["ddns.oray.com", "ip.3322.net", "v4.yinghualuo.cn",
        "myip.ipip.net"]
    for dead in (names[:2], names[2:], names[1:3]):
        world()
        servers[0].misbehave("close", when=lambda request:
            request.host in dead)
        done, path = ask("-s", "web:cn")
        expect_status(done, 0)
        expect(holds(path, NEW), "not written without %s" % dead)


@test
def votes_are_named():
    world()
    done, _ = ask("-s", "web", "--json")
    report = done.json()
    expect_one(report, "created", [], [NEW])
    address = report["addresses"][0]
    expect_equal(len(address["votes"]), 2, "votes")
    expect("web" in address["source"], "source is %r" % address["source"])


@test
def certificate_names_are_checked():
    world()
    path = target()
    done = run(["-p", "file", "--set", "path=" + path, "--allow-special",
        "--retry-for", "0", "home.example.test"])
    expect_status(done, 75)
    expect_words(done.err, "captive portal", "certificate")
    expect_equal(asked(), [], "asked without trust")
    expect_equal(read(path), HOSTS.encode(), "the file")


main()
