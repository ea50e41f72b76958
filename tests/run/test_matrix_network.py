#!/usr/bin/env -S python3 -B
"""The fault matrix, of networks: names that do not resolve, or to somebody
else; addresses that are dead; lines that lose packets or lead nowhere."""

import network_world

network_world.enter()

import os    # noqa: E402

import dnsclient    # noqa: E402
from certificates import certificates    # noqa: E402
from cloudflare_world import HOME    # noqa: E402
from common import NEW, expect_asked    # noqa: E402
from harness import expect, main    # noqa: E402
from lines_world import API, ECHO, FAR, Internet    # noqa: E402
from matrix import Case, register    # noqa: E402
from network_world import (AWAY, AWAY6, Broken, Carrier,    # noqa: E402
    HERE, HOLE6, OTHER, World, changed)
from standin import Server    # noqa: E402

CHANGED = dict(records={(HOME, "A"): [NEW]}, writes=1)
RESOLVES = r"^dnsfollow: %s: cloudflare: the name %s " % (HOME, API)
RESOLVER = "; check the network and its resolver$"
NO_WAY = r"^dnsfollow: %s: cloudflare: no connection to %s:\d+ " % (HOME, API)
NETWORK = "; check the network and any firewall$"
NOWHERE = r"^dnsfollow: no IPv4 address found \(%s:\d+: " % ECHO
SOURCE = ".*; check the network, or give another --source$"


SOON = "--connect-timeout", "1"     # else it is 5
# Without both families at once it is half of those 5.
SOONER = 2
PATIENT = {"timeout": 30}   # so that it is the connection that ends the run


def network(title, status, line, inject, **more):
    register(Case(title, status, line, inject, **dict({"world": World},
        **more)))


# Names that do not resolve.

def header(*flags):
    """A reply without an answer, and these two bytes of flags."""
    return lambda query, honest: query[:2] + bytes(flags) + b"\0\1" \
        + 6 * b"\0" + query[12:]


def looped(query, honest):
    """It is another name of its own."""
    question = dnsclient.parse(query)
    owner = dnsclient.encode_name(question.question[0])
    return honest[:2] + b"\x81\x80\0\1\0\1" + 4 * b"\0" + query[12:] + owner \
        + b"\0\5\0\1\0\0\0\x3c" + len(owner).to_bytes(2, "big") + owner


# What the resolver says, and whether its answer ends the waiting for one.
TRICKS = dict(is_silent=(lambda query, honest: None, False),
    says_servfail=(header(0x81, 0x82), True),
    says_nxdomain=(header(0x81, 0x83), True),
    refuses=(header(0x81, 0x85), True), says_nothing=(header(0x81, 0x80),
    True), says_truncated=(header(0x83, 0x80), True), says_loop=(looped, True),
    says_garbage=(lambda query, honest: query[:2] + 300 * b"\xff", False),
    says_half=(lambda query, honest: honest[:20], False),
    answers_another=(lambda query, honest: b"\0\0" + honest[2:], False))


def resolver(trick, *names):
    """It is tricky when it is asked for these."""
    def inject(world):
        world.resolver.trick = lambda query, honest: trick(query, honest) \
            if dnsclient.parse(query).question[0] in names else honest
    return inject


for how, (trick, ends) in TRICKS.items():
    said = "does not resolve" if ends else r"did not resolve within \S+ s"
    network("resolver_%s_for_the_provider" % how, 75, (RESOLVES + said,
        RESOLVER), resolver(trick, API), limit=4, asked=0, args=SOON)
for how in ("is_silent", "says_servfail", "says_nxdomain"):
    trick, ends = TRICKS[how]
    said = "the name .* " + ("does not resolve" if ends else
        r"did not resolve within \S+ s")
    network("resolver_%s_for_the_service" % how, 69, (NOWHERE + said, SOURCE),
        resolver(trick, ECHO), args=SOON)
    network("resolver_%s" % how, 69, (NOWHERE + said, SOURCE),
        resolver(trick, API, ECHO), limit=10, lines=2, asked=0, start=PATIENT)


# Names that resolve to somebody else.

def liar(world):
    """His server has no certificate that it could show."""
    world.resolver.names[API] = [OTHER]
    world.liar = world.stack.enter_context(Server(certificates().self_signed,
        OTHER, world.provider.server.port))


def liar_heard_nothing(world, done):
    expect(world.liar.connections, "the resolver did not lie")
    expect_asked(world.liar, 0)


network("resolver_lies_about_the_provider", 76, ("^dnsfollow: %s: cloudflare: "
    "the certificate of %s is not trusted" % (HOME, API), "--ca-file"), liar,
    after=liar_heard_nothing, asked=0)


# Addresses of which the first is dead.

def dead(*addresses, fate="drop"):
    """Before the one that answers. The system's order is another one than
    the resolver's: nearer addresses come first."""
    def inject(world):
        world.resolver.names[API] = [*addresses, OTHER]
        family = "ip6" if ":" in addresses[0] else "ip"
        world.hole = world.stack.enter_context(Broken("%s daddr { %s } tcp "
            "dport %d" % (family, ", ".join(addresses),
            world.provider.server.port), fate))
    return inject


def was_tried(world, done):
    expect(world.hole.count > 0, "the dead address was not tried")


def elsewhere():
    return World(address=OTHER)


RESET = "reject with tcp reset"
for title, more in dict(
        first_address_is_dead=(HERE,), first_address_refuses=(HERE, RESET),
        ipv6_leads_nowhere=(HOLE6,), ipv6_refuses=(HOLE6, RESET),
        ipv6_is_filtered=(HOLE6, "reject with icmpx admin-prohibited"),
        ).items():
    address, *fate = more
    network(title, 0, None, dead(address, **dict(zip(["fate"], fate))),
        limit=8 if more == (HERE,) else SOONER, after=was_tried,
        world=elsewhere, **CHANGED)
network("ipv6_has_no_route", 0, None, lambda world:
    world.resolver.names[API].insert(0, AWAY6), limit=SOONER, **CHANGED)
network("a_hundred_addresses", 0, None, lambda world:
    world.resolver.names.update({API: [HERE] + ["127.0.1.%d" % n
    for n in range(20)]}), limit=SOONER, **CHANGED)


# No way there.

def away(*what, name=API):
    """The address is not on this machine, and so it is with the way."""
    def inject(world):
        world.resolver.names[name] = [AWAY]
        for one in what:
            world.stack.enter_context(changed(*one))
    return inject


def dropped(*which):
    def inject(world):
        ports = [getattr(world, one).server.port for one in which]
        world.stack.enter_context(Broken("tcp dport { %s }"
            % ", ".join(map(str, ports))))
    return inject


BACK = "route replace default via 198.51.100.1 dev line0"
NO_ROUTE = "route delete default", BACK
DOWN = ("link show", BACK), ("link set line0 down", "link set line0 up")
NO_CABLE = ("link show", BACK), ("link set far0 down", "link set far0 up")

# The fact, the way, and the seconds after which it is known.
UNREACHABLE = r"\((no route to host|network is unreachable)\)"
WAYS = dict(nobody_is_behind_the_router=(r"\(no route to host\)", away(), 5),
    link_is_down=(r"\(network is unreachable\)", away(*DOWN), 4),
    cable_is_out=(r"within \S+ s|" + UNREACHABLE, away(*NO_CABLE), 4),
    no_route=(r"\(network is unreachable\)", away(NO_ROUTE), 4),
    route_is_closed=(r"\(permission denied\)", away(("route add prohibit "
    + AWAY, "route delete prohibit " + AWAY)), 4),
    provider_is_dropped=(r"within \S+ s", dropped("provider"), 4),
    provider_rejects=(r"\(connection refused\)", lambda world:
    world.provider.server.close(), 4))
for title, (fact, inject, limit) in WAYS.items():
    network(title, 75, (NO_WAY + fact, NETWORK), inject, limit=limit, asked=0,
        args=SOON if limit == 4 else ())
network("service_is_dropped", 69, (NOWHERE + "no connection to %s:\\d+ within "
    "\\S+ s" % ECHO, SOURCE), dropped("service"), args=SOON)
network("everything_is_dropped", 69, (NO_WAY + r"within \S+ s", NETWORK),
    dropped("service", "provider"), limit=10, lines=2, asked=0, start=PATIENT)
network("no_route_to_the_service", 69, (NOWHERE + ".* unreachable", "no "
    r"default route for IPv4; is the line down\?$"), away(NO_ROUTE,
    name=ECHO))


# Lines that lose packets, and mix them up.

def far():
    return World(address=FAR, internet=internet)


def carried(fate):
    def inject(world):
        world.carrier = world.stack.enter_context(Carrier(internet, fate))
    return inject


def came(world, done):
    expect(world.carrier.harmed > 2, "the line was a good one")


if os.path.exists("/dev/net/tun"):
    internet = Internet()
    for title, fate in dict(
            packets_are_lost=lambda number: [] if number % 7 == 2 else [5],
            packets_turn_round=lambda number: [30] if number % 3 == 2 else [5],
            packets_come_twice=lambda number: [5, 8] if number % 2 else [5],
            all_of_that=lambda number: {2: [], 4: [30], 6: [5, 8]}.get(
            number % 9, [5])).items():
        # TCP sends again after 3 s and more when the first packets were lost.
        network(title, 0, None, carried(fate), world=far, limit=30,
            args=("--connect-timeout", "20"), start=dict(timeout=40),
            after=came, **CHANGED)
else:
    print("skip packets_are_lost: no /dev/net/tun here")

main()
