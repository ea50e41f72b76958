#!/usr/bin/env -S python3 -B
"""The router as the source: what it says over NAT-PMP, UPnP and PCP, and how
little it is believed. On loopback, at an address of its own."""

import lines_world

lines_world.enter(needed=False)

import contextlib    # noqa: E402
import os    # noqa: E402
import shutil    # noqa: E402
import socket    # noqa: E402
import subprocess    # noqa: E402

from harness import (cases, expect, expect_equal,    # noqa: E402
    expect_status, expect_words, main, run, test)
from lines_world import Datagrams    # noqa: E402
from servers import wait_for    # noqa: E402
from services import natpmp, pcp    # noqa: E402
from services.igd import Igd    # noqa: E402
from services.natpmp import NatPmp    # noqa: E402
from services.pcp import Pcp    # noqa: E402
from standin import Server    # noqa: E402

GATEWAY, NEIGHBOUR = "127.0.0.21", "127.0.0.22"
WAN, FORGED = "203.0.113.7", "198.51.100.7"
OK, REFUSED, NOWHERE, CONFIG = 0, 65, 69, 78
SILENCE = 6     # s: both protocols' sendings and waiting, and a busy machine


def ask(source="router", *args, gateway=GATEWAY, **more):
    return run(["--show-ip", "-s", source, "--gateway", gateway,
        "--allow-special", *args], **more)


def expect_told(done, address=WAN):
    expect_status(done, OK)
    expect_equal(done.out.strip(), address, "address")


def expect_failed(done, status, *words):
    expect_status(done, status)
    expect_equal(done.out.strip(), "", "address")
    expect_words(done.err, *words)


@contextlib.contextmanager
def port(answers, address=GATEWAY):
    """The port of NAT-PMP and PCP, as soon as the last test has left it."""
    opened = []
    wait_for(lambda: opened.append(Datagrams(None, natpmp.PORT, answers,
        address)) or True)
    with opened[0] as service:
        yield service


def silence(request, sender):
    return None


def with_ports(function):
    """As cases and test want it, with a router of each kind."""
    def one():
        with Igd(GATEWAY) as igd:
            function(igd)
        expect_equal(igd.bad, [], "bad requests")
    one.__name__ = function.__name__
    return test(one)


# NAT-PMP

@test
def natpmp_tells():
    says = NatPmp(WAN)
    with port(says), Igd(GATEWAY) as igd:
        expect_told(ask())
        expect_equal(igd.searches, [], "searches")
    expect_equal(len(says.asked), 1, "questions")
    expect_equal(says.bad, [], "bad questions")


@cases(refused=(natpmp.REFUSED, "refuses"),
    line_down=(natpmp.NETWORK_FAILURE, "no address on its own line"),
    resources=(natpmp.NO_RESOURCES, "resources"),
    version=(natpmp.WRONG_VERSION, "does not speak NAT-PMP"),
    opcode=(natpmp.WRONG_OPCODE, "does not tell"),
    unknown=(99, "does not know", "99"))
def natpmp_errors(result, *words):
    with port(NatPmp(result=result)):
        expect_failed(ask("router:natpmp"), NOWHERE, *words)


@cases(carrier="100.72.1.2", private="10.0.0.1", ds_lite="192.0.0.2",
    fake="198.18.0.1", zero_net="0.1.2.3")
def special_addresses_are_named(address):
    with port(NatPmp(address)):
        expect_failed(run(["--show-ip", "-s", "router", "--gateway",
            GATEWAY]), REFUSED, address, "no public address")


@test
def natpmp_without_an_address():
    with port(NatPmp("0.0.0.0")):
        expect_failed(ask("router:natpmp"), NOWHERE,
            "no address on its own line")


@test
def natpmp_lost_twice():
    """It is sent three times."""
    says, seen = NatPmp(WAN), []

    def deaf_at_first(request, sender):
        seen.append(request)
        return says(request, sender) if len(seen) == 3 else None

    with port(deaf_at_first):
        expect_told(ask("router:natpmp"))
    expect_equal(len(seen), 3, "questions")


@test
def natpmp_from_another_address_is_passed_over():
    """One that knows the port that was asked from, but is not the router."""
    says = NatPmp(WAN)
    forger = socket.socket(type=socket.SOCK_DGRAM)
    forger.bind((NEIGHBOUR, natpmp.PORT))

    def forged_first(request, sender):
        forger.sendto(NatPmp(FORGED)(request, sender), sender)
        return says(request, sender)

    with forger, port(forged_first):
        expect_told(ask("router:natpmp"))


@cases(empty=b"", one=b"\0", cut=b"\0\x80\0\0\0\1\x51\x80\xcb\0\x71",
    question=b"\0\0\0\0\0\1\x51\x80\xc6\x33\x64\7",
    mapping=b"\0\x81\0\0\0\1\x51\x80\xc6\x33\x64\7",
    longer=b"\0\x80\0\0\0\1\x51\x80\xc6\x33\x64\7\0",
    text=b"HTTP/1.1 200 OK\r\n\r\n", much=b"\xff" * 9000)
def natpmp_garbage_is_passed_over(garbage):
    says = NatPmp(WAN)

    def garbage_first(request, sender):
        service._line.sendto(garbage, sender)
        return says(request, sender)

    with port(garbage_first) as service:
        expect_told(ask("router:natpmp"))


@test
def nobody_there():
    """The ICMP error of each port is an answer, and comes at once."""
    done = ask()
    expect_failed(done, NOWHERE, "NAT-PMP at " + GATEWAY, "UPnP at",
        "refused")
    expect(done.elapsed < 1.5, "it took %.2f s" % done.elapsed)


@test
def silent_router():
    with port(silence), Igd(GATEWAY) as igd:
        igd.deaf = True
        done = ask(limit=30)
    expect_failed(done, NOWHERE, "did not answer within")
    expect(done.elapsed < SILENCE, "it took %.2f s" % done.elapsed)
    expect_equal(igd.bad, [], "bad searches")


# UPnP

@with_ports
def upnp_tells(igd):
    expect_told(ask())
    expect_equal(igd.requests, ["GET /rootDesc.xml", "POST /ctl/IPConn"],
        "requests")


@with_ports
def upnp_alone(igd):
    with port(NatPmp(FORGED)) as other:
        expect_told(ask("router:upnp"))
    expect_equal(other.asked, [], "questions over NAT-PMP")


@cases(relative=("ctl/IPConn", ""), whole=("{url}/ctl/IPConn", ""),
    based=("IPConn", "<URLBase>{url}/ctl/</URLBase>"))
def upnp_control_urls(control, base):
    with Igd(GATEWAY) as igd:
        igd.control = control.format(url=igd.url)
        igd.base = base.format(url=igd.url)
        expect_told(ask("router:upnp"))
    expect_equal(igd.bad, [], "bad requests")


@cases(two="urn:schemas-upnp-org:service:WANIPConnection:2",
    ppp="urn:schemas-upnp-org:service:WANPPPConnection:1")
def upnp_services(service):
    with Igd(GATEWAY) as igd:
        igd.service = service
        expect_told(ask("router:upnp"))
    expect_equal(igd.bad, [], "bad requests")


@cases(empty="", zero="0.0.0.0")
def upnp_line_down(says):
    with Igd(GATEWAY, says) as igd:
        expect_failed(ask("router:upnp"), NOWHERE,
            "no address on its own line")
        expect_equal(igd.bad, [], "bad requests")


@cases(ipv6="2001:db8::7", words="unknown", markup="<b>1.2.3.4</b>",
    entity="&#50;03.0.113.7", external="&wan;", big="1.2.3.4" * 1000)
def upnp_garbage_for_an_address(says):
    with Igd(GATEWAY, says):
        expect_failed(ask("router:upnp"), NOWHERE, "the router gave")


@cases(
    not_found=((404, "gone"), "HTTP 404"),
    redirect=((302, "", ("Location", "http://127.0.0.22/")), "HTTP 302"),
    html=((200, "<html>hello</html>"), "describes no connection"),
    empty=((200, ""), "describes no connection"),
    nul=((200, "\0" * 3000), "describes no connection"),
    bytes=((200, bytes(range(256)) * 16), "describes no connection"),
    open_tags=((200, "<service>" * 7000), "describes no connection"),
    open_text=((200, "<service><serviceType>" * 2900),
    "describes no connection"),
    comments=((200, "<!--" * 15000), "describes no connection"),
    bomb=((200, '<!DOCTYPE x [<!ENTITY a "aaaa">]><service><serviceType>'
    "&a;</serviceType><controlURL>&a;</controlURL></service>"),
    "describes no connection"),
    above_64_kib=((200, "x" * 65537), "65536|64 KiB|more than|bigger"),
    ten_mib=((200, "x" * (10 << 20)), "65536|64 KiB|more than|bigger"))
def upnp_descriptions(page, *words):
    with Igd(GATEWAY) as igd:
        igd.page = page
        expect_failed(ask("router:upnp"), NOWHERE, *words)
    expect_equal(igd.requests, ["GET /rootDesc.xml"], "requests")


@cases(
    fault=((500, "<errorCode>606</errorCode>"), "HTTP 500", "606"),
    forbidden=((403, ""), "HTTP 403"),
    other=((200, "<html>203.0.113.7</html>"), "no answer"),
    ten_mib=((200, "x" * (10 << 20)), "65536|64 KiB|more than|bigger"))
def upnp_answers(answer, *words):
    with Igd(GATEWAY) as igd:
        igd.answer = answer
        expect_failed(ask("router:upnp"), NOWHERE, *words)


@cases(location="location", base="base", control="control")
def upnp_elsewhere_is_refused(member):
    """Where a neighbour answers in its own name, nothing is asked of it."""
    with Igd(GATEWAY) as igd, Igd(NEIGHBOUR, FORGED) as other:
        setattr(igd, member, dict(location="%s/rootDesc.xml",
            base="<URLBase>%s</URLBase>", control="%s/ctl/IPConn")[member]
            % other.url)
        expect_failed(ask("router:upnp"), NOWHERE, other.url,
            "not the router itself")
    expect_equal(other.requests, [], "requests to the neighbour")


@test
def upnp_slow_description():
    with Igd(GATEWAY) as igd:
        igd.delay = 8
        done = ask("router:upnp")
    expect_failed(done, NOWHERE, "did not answer within 3")
    expect(done.elapsed < 6, "it took %.2f s" % done.elapsed)


@test
def no_proxy_is_asked():
    """Neither that of the environment nor the one for echo services, since
    the router is on this line."""
    with Server(None) as proxy, Igd(GATEWAY):
        url = "http://127.0.0.1:%d" % proxy.port
        expect_told(ask("router:upnp", "--echo-proxy", url, "--proxy", url,
            env=dict(http_proxy=url, ALL_PROXY=url)))
        expect_equal(len(proxy.requests), 0, "requests to the proxy")


# PCP

@test
def pcp_opens_and_closes():
    router = Pcp(WAN)
    with port(router):
        expect_told(ask("router:pcp"))
    expect_equal([lifetime for lifetime, _ in router.log], [120, 0],
        "lifetimes")
    expect(router.log[0][1] == router.log[1][1], "two nonces")
    expect(router.log[0][1] != bytes(12), "a nonce of zeros")
    expect_equal((router.mappings, router.bad), ({}, []), "what is left")


@test
def pcp_nonces_are_fresh():
    router = Pcp(WAN)
    with port(router):
        for _ in range(3):
            expect_told(ask("router:pcp"))
    expect_equal(len({nonce for _, nonce in router.log}), 3, "nonces")


@cases(none=None, plain="router", natpmp="router:natpmp")
def pcp_is_opt_in(source):
    router = Pcp(WAN, natpmp=NatPmp(result=natpmp.REFUSED))
    with port(router):
        ask(source or "router")
    expect_equal((router.log, router.bad), ([], []), "requests of PCP")


@test
def pcp_forged_nonce_is_passed_over():
    router, forger = Pcp(WAN), Pcp(FORGED)

    def forged_first(request, sender):
        answer = bytearray(forger(request, sender))
        answer[35] ^= 1
        service._line.sendto(answer, sender)
        return router(request, sender)

    with port(forged_first) as service:
        expect_told(ask("router:pcp"))


@test
def pcp_closing_unheard():
    router = Pcp(WAN)

    def deaf_to_closing(request, sender):
        return router(request, sender) if any(request[4:8]) else None

    with port(deaf_to_closing):
        expect_told(ask("router:pcp"))


@test
def pcp_falls_back():
    says = NatPmp(WAN)
    with port(says):
        expect_told(ask("router:pcp"))
    expect_equal(len(says.asked), 1, "questions over NAT-PMP")


@cases(refused=(pcp.NOT_AUTHORIZED, "refuses"),
    opcode=(pcp.WRONG_OPCODE, "knows no mappings"),
    line_down=(pcp.NETWORK_FAILURE, "no address on its own line"),
    resources=(pcp.NO_RESOURCES, "resources"),
    mismatch=(pcp.ADDRESS_MISMATCH, "another NAT"),
    unknown=(99, "does not know", "99"))
def pcp_errors(result, *words):
    router = Pcp(result=result)
    with port(router):
        expect_failed(ask("router:pcp"), NOWHERE, *words)
    expect_equal(len(router.log), 1, "requests")


# The rest

@test
def ipv6_is_not_asked():
    with port(NatPmp(WAN)) as service, Igd(GATEWAY) as igd:
        expect_failed(ask("router", "-6"), NOWHERE, "IPv4 addresses only",
            "web or iface")
    expect_equal((service.asked, igd.searches), ([], []), "questions")


@cases(name="router.test", ipv6="2001:db8::1", port="127.0.0.21:5351",
    zeros="127.000.000.021")
def wrong_gateways(gateway):
    expect_failed(ask(gateway=gateway), 64, "--gateway")


@test
def unknown_protocol():
    expect_failed(ask("router:ftp"), 64, "router:natpmp", "router:upnp",
        "router:pcp")


@test
def next_source():
    """One that does not tell is no end where another was named."""
    expect_told(ask("router", "-s", "ip:" + FORGED), FORGED)


@test
def listed():
    done = run(["--list-sources"])
    expect_status(done, OK)
    expect_words(done.out, "router[:natpmp|upnp|pcp]")


# The programs of others accept what answers here.

def needs(program):
    def choose(function):
        if shutil.which(program):
            return test(function)
        print("skip %s: no %s here" % (function.__name__, program))
        return function
    return choose


def output(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=30,
        env=dict(os.environ, LC_ALL="C"))
    return done.stdout + done.stderr


@needs("natpmpc")
def natpmpc_accepts_the_stand_in():
    says = NatPmp(WAN)
    with port(says):
        expect_words(output("natpmpc", "-g", GATEWAY),
            "Public IP address : " + WAN)
    expect_equal((len(says.asked), says.bad), (1, []), "its questions")


@needs("upnpc")
def upnpc_accepts_the_stand_in():
    with Igd(GATEWAY) as igd:
        expect_words(output("upnpc", "-u", igd.url + "/rootDesc.xml", "-s"),
            "ExternalIPAddress = " + WAN, "Connected")
    expect("POST /ctl/IPConn" in igd.requests, "it asked for no address")


main()
