#!/usr/bin/env -S python3 -B
"""The fault matrix, of trust: certificates that are wrong, TLS that is old or
cut, clocks that are wrong, and proxies of the environment."""

import base64
import re
import shutil
import socket
import ssl
import struct
import warnings

import temporary
from certificates import certificates
from cloudflare_world import HOME, TOKEN
from common import NEW
from harness import (SANITIZED, STATIC, expect, expect_equal, main, secret,
    write)
from matrix import Case, register
from rude import Rude
from services.proxy import Proxy

warnings.simplefilter("ignore", DeprecationWarning) # of the old versions
CHANGED = dict(records={(HOME, "A"): [NEW]}, writes=1)
PROVIDER = r"^dnsfollow: %s: cloudflare: " % HOME
SERVICE = r"^dnsfollow: no IPv4 address found \(127\.0\.0\.1:\d+: "
HINT = "; check the clock, or name the CA with --ca-file$"
OTHER_SERVER = r"; is this the right server\?$"
UNTRUSTED = r"the certificate of 127\.0\.0\.1 is not trusted \("
PROXY_PASSWORD = secret("TESTEXAMPLE-proxy-password")


def trust(title, status, line, inject=None, **more):
    register(Case(title, status, line, inject, **more))


# Certificates.

def context_of(which):
    one = getattr(certificates(), which)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.load_cert_chain(one.certificate, one.key)
    return context


def present(which, *names):
    """Let these servers show that certificate, and no other."""
    def inject(world):
        for name in names:
            getattr(world, name).server._tls = context_of(which)
    return inject


# What the TLS libraries say of each differs.
NAME = r"name|match"
CA = r"issuer|self.signed|verif|trust|CA|authorit"
BY_CLOCK = r"; by the clock of this machine it is \d{4}-\d\d-\d\d\)"
FACTS = dict(expired=r"expired.*" + BY_CLOCK,
    not_yet_valid=r"(not yet valid|future).*" + BY_CLOCK, wrong_name=NAME,
    other_common_name=NAME, other_address=NAME, self_signed=CA,
    unknown_ca=CA, by_no_ca=CA + "|invalid", for_clients="purpose|usage",
    weak="weak|small|key|md")
for which, fact in FACTS.items():
    trust("%s_certificate_of_the_provider" % which, 76,
        (PROVIDER + UNTRUSTED, "(?i:%s)" % fact,
        OTHER_SERVER if fact == NAME else HINT), present(which, "provider"), asked=0)
    trust("%s_certificate_of_the_service" % which, 69,
        (SERVICE + UNTRUSTED, "(?i:%s)" % fact,
        OTHER_SERVER if fact == NAME else HINT), present(which, "service"))


def of_a_wildcard(host):
    """Every name below localhost leads to this machine."""
    def inject(world):
        present("wildcard", "provider")(world)
        world.provider.server.address = host
    return inject


trust("wildcard_of_the_level", 0, None, of_a_wildcard("a.api.localhost"),
    **CHANGED)
for where, host in dict(one_level_too_high="a.b.api.localhost",
        of_no_level="api.localhost").items():
    trust("wildcard_" + where, 76, (PROVIDER + "the certificate of "
        + re.escape(host) + r" is not trusted \(", "(?i:%s)" % NAME, OTHER_SERVER),
        of_a_wildcard(host), asked=0)


NO_CERTIFICATE = write(temporary.directory("store"), "ca.pem", "no PEM\n")
trust("ca_file_holds_no_certificate", 76, (PROVIDER + "no certificate to trust "
    r"127\.0\.0\.1 by can be read from %s; name a file of certificates in "
    "PEM with --ca-file$" % re.escape(NO_CERTIFICATE),),
    args=("--ca-file", NO_CERTIFICATE, "-i", NEW), asked=0)


# The handshake.

def expect_speech(port):
    """Somebody can speak to it."""
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    client.minimum_version = ssl.TLSVersion.TLSv1
    client.set_ciphers("ALL:@SECLEVEL=0")
    with socket.create_connection(("127.0.0.1", port)) as line, \
            client.wrap_socket(line) as secure:
        expect(secure.version(), "nobody can speak to it")


def versions(least, most):
    def inject(world):
        context = world.provider.server._tls
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version, context.maximum_version = least, most
        expect_speech(world.provider.server.port)
    return inject


# Even where the system's own settings would allow the old ones.
EVERY_VERSION = """openssl_conf = here
[here]
ssl_conf = ssl
[ssl]
system_default = lax
[lax]
MinProtocol = TLSv1
CipherString = ALL:@SECLEVEL=0
"""

ENV_LAX = {"OPENSSL_CONF": write(temporary.directory("openssl"),
    "openssl.cnf", EVERY_VERSION)}
NO_TLS = PROVIDER + r"no TLS with 127\.0\.0\.1:\d+ "
NEXT_RUN = "; the next run may do$"
NETWORK = "; check the network and any firewall$"
V = ssl.TLSVersion
trust("tls_1_1_is_too_old", (75, 76), (NO_TLS, "(?i:tls|ssl|version|protocol)",
    OTHER_SERVER + "|" + NEXT_RUN), versions(V.TLSv1, V.TLSv1_1), asked=0,
    start={"env": ENV_LAX})
for version in ("TLSv1_2", "TLSv1_3"):
    trust("%s_is_not_too_old" % version, 0, None, versions(V[version],
        V[version]), **CHANGED)


def hello(then):
    """After the client's first words."""
    def manner(connection):
        connection.recv(65536)
        then(connection)
    return manner


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
        struct.pack("ii", 1, 0))


def says(data):
    def then(connection):
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(65536)
    return then


def silent(connection):
    while connection.recv(65536):
        pass


def meets(manner):
    """The client meets this in the provider's place."""
    def inject(world):
        world.rude = Rude(manner)
        world.provider.server.port = world.rude.port
    return inject


def was_met(world, done):
    expect(world.rude.connections == 1, "%d connections"
        % world.rude.connections)


MANNERS = dict(hangs_up_at_once=(75, lambda connection: None),
    hangs_up=(75, hello(lambda connection: None)),
    resets=(75, hello(reset)),
    ends_within_a_record=(75, hello(says(b"\x16\3\3\0\x7a\2\0\0\x76"))),
    speaks_http=(76, hello(says(b"HTTP/1.1 400 Bad Request\r\n"
    b"Content-Length: 0\r\n\r\n"))),
    speaks_ssh=(76, hello(says(b"SSH-2.0-OpenSSH_9.2\r\n"))),
    speaks_rubbish=(76, hello(says(bytes(range(256)) * 8))),
    refuses=(76, hello(says(b"\x15\3\3\0\2\2\x28"))))
for how, (status, manner) in MANNERS.items():
    trust("handshake_%s" % how, status, (NO_TLS + r"\(.*\)", NEXT_RUN
        if status == 75 else OTHER_SERVER), meets(manner), after=was_met,
        asked=0)
trust("handshake_stands_still", 75, (NO_TLS + r"within \S+ s", NETWORK),
    meets(silent), after=was_met, asked=0, limit=10, start={"timeout": 30})


# The clock.

def clock(title, when, status, line=None, **more):
    """As faketime sets it; the servers' certificates are good for two days
    from now on."""
    if STATIC or SANITIZED or not shutil.which("faketime"):
        print("skip %s: a clock cannot be put before this program" % title)
        return
    trust(title, status, line, present("long_lived", "provider", "service"),
        start={"before": ("faketime", "-f", when)}, **more)


for title, when, today in (
        ("clock_in_2015", "@2015-01-02 12:00:00", "2015-01-02"),
        ("clock_in_2045", "@2045-01-02 12:00:00", "2045-01-02"),
        ("clock_a_day_behind", "-1d", r"\d{4}-\d\d-\d\d"),
        ("clock_three_days_ahead", "+3d", r"\d{4}-\d\d-\d\d")):
    clock(title, when, 76, (PROVIDER + UNTRUSTED, "by the clock of this "
        "machine it is %s" % today, HINT), lines=2, asked=0)
clock("clock_a_day_ahead", "+1d", 0, **CHANGED)


# Proxies of the environment.

def proxied(title, status, line, *variables, password=None, more=(),
        plain=False, ways=1, proxy=None, then=lambda world: None, **case):
    """With the variables the URL of a proxy, and more variables. plain: the
    provider is asked without TLS."""
    env = {}

    def inject(world):
        if plain:
            world.provider.server._tls = None
        world.proxy = (proxy or Proxy)("127.0.0.1",
            world.provider.server.port)
        url = world.proxy.url
        if password:
            url = url.replace("//", "//me:%s@" % password)
        env.update(dict(more), **{name: url for name in variables})
        then(world)

    def after(world, done):
        port = world.provider.server.port
        expect_equal(world.proxy.asked, ["127.0.0.1:%d" % port] * ways,
            "the ways that were asked for")
        expect(not any(TOKEN in head for head in world.proxy.heads),
            "the proxy was told the token")
        expect_equal(world.proxy.credentials, [base64.b64encode(("me:"
            + password).encode())] if password else [], "credentials")
        world.proxy.__exit__()

    trust(title, status, line, inject, start={"env": env}, after=after,
        **dict(CHANGED if status == 0 else {"asked": 0}, **case))


class Refusing(Proxy):
    answer = b"HTTP/1.1 407 Proxy Authentication Required\r\n" \
        b"Content-Length: 0\r\n\r\n"


for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
    proxied(name + "_is_used", 0, None, name)
    proxied(name + "_is_not_used_in_clear", 0, None, name, plain=True, ways=0)
for name in ("http_proxy", "HTTP_PROXY"):
    proxied(name + "_is_not_used", 0, None, name, ways=0)
    proxied(name + "_is_not_used_in_clear", 0, None, name, plain=True, ways=0)
for name in ("no_proxy", "NO_PROXY"):
    proxied(name + "_is_heeded", 0, None, "https_proxy", more={name:
        "localhost,127.0.0.1"}, ways=0)
PROXY = PROVIDER + r"no connection to the proxy 127\.0\.0\.2:9 on the way to " \
    r"127\.0\.0\.1:\d+ "
proxied("proxy_is_dead", 75, (PROXY, NETWORK), more={"https_proxy":
    "http://127.0.0.2:9"}, ways=0)
for what, url, place in (
        ("at_the_servers_address", "http://127.0.0.1:9", r"127\.0\.0\.1:9"),
        ("and_has_the_usual_port", "https://127.0.0.2", r"127\.0\.0\.2:443"),
        ("of_no_name", "http://proxy.invalid:8", r"proxy\.invalid:8")):
    proxied("proxy_is_dead_" + what, 75, (PROVIDER, "the proxy %s on the way to "
        r"127\.0\.0\.1:\d+ " % place, "; check the network"), ways=0,
        more={"https_proxy": url})
STRAIGHT = r"no connection to 127\.0\.0\.1:\d+ \("


def away(world):
    world.provider.server.port = 1


proxied("proxy_is_dead_and_not_used", 75, (PROVIDER + STRAIGHT, NETWORK),
    more={"https_proxy": "http://127.0.0.2:9", "no_proxy": "127.0.0.1"}, ways=0,
    then=away)
trust("no_proxy_is_spoken_of_where_there_is_none", 69, (r"^dnsfollow: no IPv6 "
    r"address found \(127\.0\.0\.1:\d+: " + STRAIGHT, "--source$"),
    args=("-6",))
proxied("proxy_refuses", 75, (PROVIDER + r"the proxy 127\.0\.0\.1:\d+ does not "
    r"open the way to 127\.0\.0\.1:\d+ \(status 407\)", NETWORK),
    "https_proxy", proxy=Refusing)
proxied("proxy_is_nonsense", 75, (PROXY + r"\(unsupported proxy scheme",
    NETWORK), more={"https_proxy": "nonsense://127.0.0.2:9"}, ways=0)
proxied("proxy_is_nonsense_and_has_a_password", 75, (PROXY, NETWORK), ways=0,
    more={"https_proxy": "nonsense://me:%s@127.0.0.2:9" % PROXY_PASSWORD})
proxied("proxy_has_a_password", 0, None, "https_proxy",
    password=PROXY_PASSWORD)


# Proxies that are spoken to over TLS: it is the same that is wanted of theirs.

def over_tls(title, status, line, which, least, most, more=(), **case):
    def open_proxy(address, port):
        context = context_of(which)
        context.minimum_version, context.maximum_version = least, most
        proxy = Proxy(address, port, context)
        expect_speech(int(proxy.url.split(":")[-1]))
        proxy.handshakes = 0
        return proxy

    proxied("https_proxy_" + title, status, line, "https_proxy", more=more,
        proxy=open_proxy, ways=1 if status == 0 else 0, **case)


for version in ("TLSv1_2", "TLSv1_3"):
    over_tls(version, 0, None, "good", V[version], V[version])
over_tls("tls_1_1_is_too_old", (75, 76), (PROVIDER, "TLS|proxy", ""), "good",
    V.TLSv1, V.TLSv1_1, more=ENV_LAX)
for which in ("unknown_ca", "self_signed", "expired", "wrong_name"):
    over_tls(which, 76, (PROVIDER, "not trusted", "; "), which, V.TLSv1_2,
        V.TLSv1_3)

main()
