"""rest_world - services with an interface of their own, one stand-in each, and
runs of the program against it over TLS."""

import json

import temporary
from common import NEW, NEW6, OLD, OLD6, at_once, good_server
from harness import run, secret
from services.cloudns import ClouDNS
from services.desec import DeSEC
from services.dnsexit import DNSExit
from services.doh import DoH
from services.dynu import Dynu
from services.dynv6 import Dynv6
from services.freedns import FreeDNS

ZONE, HOME = "example.com", "home.example.com"
WWW, NOWHERE = "www.example.com", "home.example.net"
SECRET = secret("TESTEXAMPLE-secret-0123456789")
WRONG = secret("TESTEXAMPLE-wrong-9876543210")
USER = "Home-User"


def one_zone(vendor, *args):
    """A maker of the stand-in with one zone."""
    def make(_):
        made = vendor(*args)
        made.add_zone(ZONE)
        return made
    return make


def _dynv6(server):
    vendor = Dynv6(SECRET)
    vendor.add_zone(ZONE, OLD, OLD6 + "/64")
    return vendor


def _dynu(server):
    vendor = Dynu(SECRET)
    vendor.add_domain(ZONE, OLD, OLD6)
    return vendor


def _freedns(server):
    vendor = FreeDNS(USER, SECRET, server.url())
    secret(vendor.key)
    return vendor


def _dnsexit(server):
    return server.mount("/dns/", DNSExit(SECRET, [ZONE]))


class Kind:
    """How a service is set up, and how the program is told of it."""

    zone = ZONE         # as the report names it
    sends = True        # the secret itself

    def __init__(self, make, path, variable, **env):
        self.make, self.path = make, path
        self.variable, self.more = variable, env

    def env(self, value):
        return dict(self.more, **{self.variable: value})


KINDS = {
    "cloudns": Kind(one_zone(ClouDNS, "sub-auth-id", "77", SECRET), "",
        "CLOUDNS_AUTH_PASSWORD", CLOUDNS_SUB_AUTH_ID="77"),
    "desec": Kind(one_zone(DeSEC, SECRET), "/api/v1", "DESEC_TOKEN"),
    "dnsexit": Kind(_dnsexit, "", "DNSEXIT_API_KEY"),
    "dynu": Kind(_dynu, "/v2", "DYNU_API_KEY"),
    "dynv6": Kind(_dynv6, "/api/v2", "DYNV6_TOKEN"),
    "freedns": Kind(_freedns, "", "FREEDNS_PASSWORD", FREEDNS_USER=USER),
}
KINDS["dnsexit"].zone = KINDS["freedns"].zone = None
KINDS["freedns"].sends = False
ALL = {id: id for id in KINDS}


class World:
    """The service with what home holds: (type, value...), ..."""

    def __init__(self, id, *held):
        self.id, self.kind = id, KINDS[id]
        self.server, self.state = good_server(), temporary.directory("state")
        self.vendor = self.server.mount("/", self.kind.make(self.server))
        if id == "dnsexit":
            self.server.mount("/dns-query", DoH(self.vendor.held))
        for type, *values in held or [("A", OLD)]:
            self.put(HOME, type, *values)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.close()

    def put(self, name, type, *values, **more):
        if self.id != "freedns":
            self.vendor.put(name, type, *values, **more)
            return
        self.vendor.put(name, *values)
        for token in self.vendor.records:
            secret(token)

    def run(self, *args, right=True, both=False, ip=NEW, zone=ZONE,
            timeout=10, env=None, config=None):
        more = ["-i", ip] if ip else []
        more += ["-4", "-6", "-i", NEW6] if both else []
        if env is None:
            env = self.kind.env(SECRET if right else WRONG)
        if self.id == "dnsexit":
            more += ["--live-server", self.server.url("/dns-query"),
                "-z", zone]
        return run(at_once("-p", self.id, "--api-url",
                self.server.url(self.kind.path), *more, *args,
                timeout=timeout), dict(env, XDG_STATE_HOME=self.state),
                config=config)

    def is_write(self, request):
        return not self.server.service(request).reads(request)

    def is_theirs(self, request):
        """And none to the name server that is asked beside them."""
        return self.server.service(request) is self.vendor

    @property
    def writes(self):
        return list(filter(self.is_write, self.server.requests))

    def snapshot(self):
        """All that the service holds."""
        return json.dumps({name: str(value) for name, value
                in vars(self.vendor).items() if not name.startswith("_")})
