#!/usr/bin/env -S python3 -B
"""Credentials go to the provider's own server and to nobody else, wherever its
replies point: each test has a second server, which must hear of nothing."""

import cloudflare_world
from cloudflare_world import HOME, TOKEN
from common import (NEW, OLD, expect_asked, expect_failed, good_server)
from harness import (cases, expect, expect_equal, expect_status, expect_words,
    main, test)
from rest_world import KINDS, Kind, SECRET, World as Rest, one_zone
from service_world import HOME as SERVICE_HOME, dyndns2
from services.digitalocean import DigitalOcean
from services.echo import Echo
from standin import Server

KINDS["digitalocean"] = Kind(one_zone(DigitalOcean, SECRET), "/v2",
    "DIGITALOCEAN_ACCESS_TOKEN")
STATUSES = (300, 301, 302, 303, 305, 307, 308)


class Elsewhere:
    """Servers of TLS and without, by other names and at another port."""

    def __init__(self):
        self.servers = [good_server(both=True), Server()]
        for server in self.servers:
            server.mount("/", Echo(NEW))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for server in self.servers:
            server.close()

    def urls(self, path):
        tls, plain = self.servers
        return {"port": tls.url(path), "host": tls.url(path, "localhost"),
            "scheme": plain.url(path), "bare": tls.url(path)[6:],
            "user": tls.url(path).replace("//", "//me:pw@"),
            "file": "file:///etc/passwd"}

    def expect_nothing(self):
        for server in self.servers:
            expect_asked(server, 0)
            expect_equal(server.connections, 0, "connections elsewhere")


def turned_away(world, run, to):
    """With each status, the first time it reads and when it writes."""
    for status in STATUSES:
        for when in (None, world.is_write):
            world.server.behave()
            world.server.forget()
            world.server.misbehave("redirect", to=to, status=status,
                    when=when)
            done = run()
            expect_failed(done, 76)
            expect_words(done.err, "redirect")


@cases(**{name: (name,) for name in ("port", "host", "scheme", "bare",
    "user", "file")})
def redirect_of_an_api(name):
    with cloudflare_world.World() as world, Elsewhere() as elsewhere:
        turned_away(world, lambda: world.run(HOME),
                elsewhere.urls("/client/v4/zones")[name])
        elsewhere.expect_nothing()
        expect_equal(world.vendor.values(HOME), [OLD], "record")


@test
def redirect_within_the_server():
    """Not even there: what was meant is not known."""
    with cloudflare_world.World() as world:
        world.server.misbehave("redirect", to="/client/v4/zones/x")
        expect_status(world.run(HOME), 76)
        expect_asked(world.server, 1)


@cases(**{name: (name,) for name in ("port", "host", "scheme")})
def redirect_of_a_service(name):
    with Elsewhere() as elsewhere:
        for status in STATUSES:
            with dyndns2() as world:
                world.server.misbehave("redirect", status=status,
                        to=elsewhere.urls("/nic/update")[name])
                expect_status(world.run(SERVICE_HOME), 76)
        elsewhere.expect_nothing()


@cases(basic='Basic realm="x"', digest='Digest realm="x", nonce="y", '
    'qop="auth"', negotiate="Negotiate", ntlm="NTLM", bearer="Bearer",
    proxy=407)
def challenge(wanted):
    """A server that wants to be told in another way is told nothing more."""
    status = wanted if isinstance(wanted, int) else 401
    name = "Proxy-Authenticate" if status == 407 else "WWW-Authenticate"
    with cloudflare_world.World() as world:
        world.server.misbehave("status", status=status, body="{}",
                headers=[(name, 'Basic realm="x"' if status == 407
                else wanted)])
        expect_status(world.run(HOME), 76, 77)
        expect_asked(world.server, 1)
        expect_equal({place for _, place in world.server.seen(TOKEN)},
                {"header authorization"}, "places of the token")


@test
def next_page_elsewhere():
    """DigitalOcean gives the next page as a whole URL."""
    with Rest("digitalocean") as world, Elsewhere() as elsewhere:
        record = {"id": 1, "type": "A", "name": "home", "data": OLD,
                "ttl": 1800, "priority": None, "port": None, "weight": None,
                "flags": None, "tag": None}
        world.server.misbehave("status", times=1, status=200, body={
                "domain_records": [record], "meta": {"total": 2}, "links":
                {"pages": {"next": elsewhere.urls("/v2/domains")["port"]}}},
                when=lambda request: "/records" in request.path)
        world.run("home.example.com")
        expect(len(world.server.requests) > 1, "no next page was asked for")
        elsewhere.expect_nothing()


@test
def link_of_an_update_elsewhere():
    """FreeDNS says which URL makes the update."""
    with Rest("freedns") as world, Elsewhere() as elsewhere:
        before = world.snapshot()
        for name, link in elsewhere.urls("/u/?x").items():
            world.server.behave()
            world.server.misbehave("status", status=200, body="%s|%s|%s"
                    % ("home.example.com", OLD, link))
            done = world.run("home.example.com", "--force")
            expect_status(done, 76)
            expect_words(done.err, "another server|no sense")
        elsewhere.expect_nothing()
        expect_equal(world.snapshot(), before, "what is held there")


@test
def headers_that_point_elsewhere():
    """Of a good answer: nothing is fetched, kept, or asked again there."""
    with cloudflare_world.World() as world, Elsewhere() as elsewhere:
        to = elsewhere.urls("/")["port"]
        port = elsewhere.servers[0].port
        world.server.misbehave("status", status=401, body="{}", headers=[
                ("Location", to), ("Content-Location", to), ("Refresh",
                "0; url=" + to), ("Link", '<%s>; rel="next"' % to),
                ("Alt-Svc", 'h2=":%d"; ma=60, h3=":%d"' % (port, port)),
                ("Set-Cookie", "a=b; Domain=localhost")])
        expect_status(world.run(HOME), 77)
        world.server.behave()
        expect_status(world.run(HOME), 0)
        elsewhere.expect_nothing()
        expect(not any(request.header("cookie")
                for request in world.server.requests), "a cookie was kept")


@test
def the_right_server_alone_sees_the_token():
    """With an address service and a name server beside it."""
    with cloudflare_world.World() as world, Elsewhere() as elsewhere:
        tls = elsewhere.servers[0]
        done = world.run(HOME, "-s", "web:" + tls.url("/ip"), "--quorum",
                "1", ip=None)
        expect_status(done, 0)
        expect(tls.requests, "the address service was not asked")
        expect_equal(tls.seen(TOKEN), [], "the token at the address service")
        expect(not any(request.header("authorization")
                for request in tls.requests), "credentials were sent")


main()
