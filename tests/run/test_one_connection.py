#!/usr/bin/env -S python3 -B
"""An echo service on the provider's own host: where that speaks HTTP/2, both
are asked over one connection."""

from cloudflare_world import ENV, HOME, TOKEN
from common import NEW, NEW6, OLD, OLD6, at_once, good_server
from harness import (cases, expect, expect_equal, expect_status, main, run,
    test)
from http2 import Front
from services.cloudflare import Cloudflare
from services.echo import Trace

OTHER_PIN = "sha256//" + 43 * "A" + "="
API, TRACE = "/client/v4/", "/cdn-cgi/trace"


class Forwarded(Trace):
    """Whom the front was asked by."""

    def address(self, request):
        caller = request.header("x-forwarded-for")
        return self.ipv6 if ":" in caller else self.ipv4


def furnish(server, trace):
    vendor = server.mount(API, Cloudflare(TOKEN, "me@example.com", "fa4e"))
    zone = vendor.add_zone("example.com")
    vendor.add_record(zone, "A", HOME, OLD)
    vendor.add_record(zone, "AAAA", HOME, OLD6)
    server.mount(TRACE, trace)
    return vendor


def keep(base, *args, status=0):
    """A run of one operator, for what is at the base URL."""
    done = run(at_once("-p", "cloudflare", "--api-url", base + API[:-1],
            "-s", "web:" + base + TRACE, *args, HOME), ENV)
    expect_status(done, status)


@cases(unchanged=(["-4"], OLD, OLD6, 1), changed=(["-4"], NEW, OLD6, 1),
    both_families=(["-4", "-6"], OLD, OLD6, 2),
    both_families_changed=(["-4", "-6"], NEW, NEW6, 2))
def http2_is_shared(families, ipv4, ipv6, most):
    with Front() as front:
        vendor = furnish(front.server, Forwarded(ipv4, ipv6))
        keep(front.url(), *families)
        expect_equal(vendor.values(HOME), [ipv4], "A")
        expect_equal(vendor.values(HOME, "AAAA"), [ipv6], "AAAA")
        expect_equal(list(front.connections.values()), ["h2"] * most,
                "protocols of the connections")


@cases(unchanged=(OLD,), changed=(NEW,))
def http1_is_not_waited_for(ipv4):
    with good_server() as server:
        vendor = furnish(server, Trace(ipv4))
        keep(server.url(), "-4")
        expect_equal(vendor.values(HOME), [ipv4], "A")
        expect(server.connections <= 2, "%d connections"
                % server.connections)


@test
def no_pinned_request_on_a_connection_without_pin():
    with Front() as front:
        furnish(front.server, Forwarded(NEW))
        keep(front.url(), "-4", "--pin", OTHER_PIN, status=76)
        expect_equal([request.path for request in front.server.requests],
                [TRACE], "requests")


if __name__ == "__main__":
    main()
