"""service_world - a dynamic-DNS service, a name server that tells the live
records, and a file hold that outlives the runs."""

import json
import os
import socket
import struct
import threading

import dnsclient
import temporary
from common import NEW, OLD, at_once, good_server
from harness import Job, expect, expect_equal, read, secret
from services.dyndns2 import Dyndns2

HOME, WWW, LAB = "home.example.test", "www.example.test", "lab.example.test"
USER = "home-user"
PASSWORD = secret("fake-password-0123456789")
WRONG = secret("wrong-password-0123456789")
TOKEN = secret("fake-token-0123456789abcdef")


class LiveDns:
    """A name server on loopback; records: (name, type) to a list of addresses.
    asked: the questions that came."""

    def __init__(self):
        self.records, self.asked, self.ttl = {}, [], 60
        self._line = socket.socket(type=socket.SOCK_DGRAM)
        self._line.bind(("127.0.0.1", 0))
        self.spec = "127.0.0.1:%d" % self._line.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def set(self, name, type, *addresses):
        self.records[name, type] = list(addresses)

    def close(self):
        self._line.sendto(b"", self._line.getsockname())

    def _serve(self):
        with self._line:
            while True:
                query, caller = self._line.recvfrom(65535)
                if not query:
                    return
                self._line.sendto(self._answer(query), caller)

    def _answer(self, query):
        """The question comes back as it was written."""
        name, type = dnsclient.parse(query).question
        self.asked.append((name, type))
        end = 12
        while query[end]:
            end += 1 + query[end]
        values = self.records.get((name, type), [])
        known = any(owner == name for owner, _ in self.records)
        records = b"".join(b"\xc0\x0c" + struct.pack(">HHIH",
                dnsclient.TYPES[type], 1, self.ttl, len(data)) + data
                for data in (socket.inet_pton(socket.AF_INET6 if ":" in value
                else socket.AF_INET, value) for value in values))
        return query[:2] + struct.pack(">5H", 0x8400 | (0 if known else 3),
                1, len(values), 0, 0) + query[12:end + 5] + records


class World:
    """vendor: what is mounted at the service's host. Its names have the old
    address, or those of live: name to (A, AAAA)."""

    def __init__(self, vendor, provider="noip", live=None):
        self.provider = provider
        self.env = {name % provider.upper(): value for name, value in
                (("%s_USER", USER), ("%s_PASSWORD", PASSWORD),
                ("%s_TOKEN", TOKEN), ("%s_ID", "12345"))}
        self.dns, self.server = LiveDns(), good_server()
        self.vendor = self.server.mount("/", vendor)
        for name, addresses in (live or {HOME: (OLD, None)}).items():
            for type, address in zip(("A", "AAAA"), addresses):
                if address:
                    self.dns.set(name, type, address)
        self.state = temporary.directory("state")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.close()
        self.dns.close()

    def begin(self, *args, ip=(NEW,), env=None, config=None, at=None,
            provider=None, timeout=10, before=()):
        """at: the base URL, when it is not the service's; "": none is given,
        as for provider."""
        given = [word for address in ip for word in ("-i", address)]
        for option, value in (("--api-url", self.server.url() if at is None
                else at), ("-p", self.provider if provider is None
                else provider)):
            given += [option, value] if value else []
        return Job(at_once("--set", "live-server=" + self.dns.spec, *given,
                *(args or [HOME]), timeout=timeout), dict({"XDG_STATE_HOME":
                self.state}, **(self.env if env is None else env)),
                config=config, before=before)

    def run(self, *args, **more):
        return self.begin(*args, **more).finish()

    @property
    def asked(self):
        """How many requests the service got."""
        return len(self.server.requests)

    @property
    def path(self):
        return os.path.join(self.state, "dnsfollow", "hold")

    def notes(self, **like):
        """The entries of the file in which all this stands."""
        held = json.loads(read(self.path))
        expect_equal(held["version"], 1, "version")
        return [entry for entry in held["entries"]
                if like.items() <= entry.items()]

    def note(self, **like):
        found = self.notes(**like)
        expect_equal(len(found), 1, "number of entries with %s" % like)
        return found[0]

    def pass_time(self, **time):
        """As if the file had been written so much earlier."""
        seconds = time.get("minutes", 0) * 60 + time.get("days", 0) * 86400
        held = json.loads(read(self.path))
        for entry in held["entries"]:
            for key in ("since", "until"):
                entry[key] = max(0, entry[key] - seconds)
        with open(self.path, "r+") as file:
            json.dump(held, file)
            file.truncate()

    def served(self, name=HOME, type="A"):
        return self.dns.records.get((name, type), [])


def dyndns2(*names, provider="noip", live=None, follow=True, **more):
    """The service of a row that speaks the protocol; follow: what it is told
    the name server tells at once."""
    names = names or (HOME,)
    vendor = Dyndns2(names, user=USER, password=PASSWORD, **more)
    world = World(vendor, provider, live or {name: (OLD, None)
            for name in names})
    for name in names:
        vendor.held[name]["A"] = OLD
    if follow:
        vendor._changed = lambda name, type, address: world.dns.set(name,
                type, address)
    return world


def told(answer, **more):
    """No-IP, which answers so to the first update."""
    world = dyndns2(**more)
    world.vendor.next = [answer]
    return world


def wrong(world):
    """The environment with another password for No-IP."""
    return dict(world.env, NOIP_PASSWORD=WRONG)


def expect_sent(world, times):
    expect(world.asked == times, "%d requests to the service, not %d: %s"
            % (world.asked, times, world.server.requests[:5]))
