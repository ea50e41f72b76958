"""network_world - the matrix in a network of its own, whose servers are known
by names, and in which everything between can be broken."""

import contextlib
import fcntl
import heapq
import os
import re
import select
import struct
import subprocess
import threading
import time

import dnsclient
import lines_world
import matrix
from cloudflare_world import World as Zone
from common import EchoServer, good_server
from lines_world import API, ECHO, FAR, Datagrams, ip

RESOLVER = "127.0.0.53"
HERE, OTHER = "127.0.0.1", "127.0.0.3"
HOLE6 = "2001:db8:d::3"
AWAY, AWAY6 = "192.0.2.99", "2001:db8:e::9"     # not on this machine
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454ca, 1, 0x1000


def enter():
    """Into that network, which has one way out, by which nobody answers. Ends
    the program where none can be had."""
    lines_world.enter(hosts=None, resolv="nameserver %s\n" % RESOLVER,
        addresses=(HOLE6,))
    for command in ("link set lo up", "link add line0 type veth peer name "
            "far0", "address add 198.51.100.2/24 dev line0",
            "link set line0 up", "link set far0 up",
            "route add default via 198.51.100.1 dev line0"):
        ip(command)


class Resolver:
    """The system's. names: to their addresses; trick(query as bytes, the
    honest answer) may say something else, or None, and nothing is said."""

    def __init__(self):
        self.names, self.trick, self.asked = {}, None, []
        self._line = Datagrams(None, 53, self._answer, RESOLVER)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._line.__exit__()

    def _answer(self, query, sender):
        question = dnsclient.parse(query)
        name, type = question.question
        self.asked.append(name)
        honest = dnsclient.answer(question, [address for address
            in self.names.get(name, ()) if (":" in address)
            == (type == "AAAA")], 0 if name in self.names else 3)
        return self.trick(query, honest) if self.trick else honest


class World(matrix.World):
    """`stack` is undone when it is left. internet: where the servers are, if
    not here."""

    def __init__(self, *records, address=HERE, internet=None):
        super().__init__(*records)
        for one in (self.provider, self.service):
            one.server.close()
        with internet.there() if internet else contextlib.nullcontext():
            self.provider = Zone(*records, host=API,
                server=good_server(address=address))
            self.service = EchoServer(host=ECHO, address=address)
        self.sources = [self.service.spec]
        self.stack = contextlib.ExitStack()
        self.resolver = self.stack.enter_context(Resolver())
        self.resolver.names = {API: [address], ECHO: [address]}

    def __exit__(self, *_):
        self.stack.close()
        super().__exit__()


class Broken:
    """Packets that come and match the rule are lost, or what else is to
    become of them. count: how many they were."""

    def __init__(self, rule, fate="drop"):
        nft("add table inet broken; add chain inet broken in { type filter "
            "hook input priority 0; }; add rule inet broken in %s counter %s"
            % (rule, fate))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        nft("delete table inet broken")

    @property
    def count(self):
        return sum(map(int, re.findall(r"counter packets (\d+)",
            nft("list table inet broken"))))


def nft(commands):
    return subprocess.run(["nft", commands], check=True, text=True,
        capture_output=True).stdout


@contextlib.contextmanager
def changed(there, back):
    """Of what `ip` knows, for a while."""
    ip(there)
    try:
        yield
    finally:
        ip(back)


class Carrier:
    """Carries the packets between this machine and the internet. fate(number)
    says after how many milliseconds each arrives: [] for one that is lost,
    two numbers for one that comes twice."""

    def __init__(self, internet, fate):
        self._fate, self._number, self._queue = fate, 0, []
        self.harmed = 0     # packets that did not come as they went
        self._ends = [_tunnel("198.51.100.2", "198.51.100.1")]
        with internet.there():
            self._ends.append(_tunnel("198.51.100.1", "198.51.100.2"))
        ip("route add %s dev tun0" % FAR)
        self._stop = os.pipe()
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.write(self._stop[1], b".")
        self._thread.join(5)
        for fd in (*self._ends, *self._stop):
            os.close(fd)

    def _carry(self):
        while True:
            wait = self._queue[0][0] - time.monotonic() if self._queue \
                else None
            ready, _, _ = select.select([*self._ends, self._stop[0]], [], [],
                wait if wait is None else max(0, wait))
            if self._stop[0] in ready:
                return
            for end in ready:
                self._take(end)
            while self._queue and self._queue[0][0] <= time.monotonic():
                _, number, to, packet = heapq.heappop(self._queue)
                self.harmed += any(one[1] < number for one in self._queue)
                with contextlib.suppress(OSError):
                    os.write(to, packet)

    def _take(self, end):
        packet = os.read(end, 65536)
        self._number += 1
        fate = self._fate(self._number)
        self.harmed += len(fate) != 1
        to = self._ends[1 - self._ends.index(end)]
        for delay in fate:
            heapq.heappush(self._queue, (time.monotonic() + delay / 1000,
                self._number, to, packet))


def _tunnel(address, peer):
    fd = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH22x", b"tun0",
        IFF_TUN | IFF_NO_PI))
    ip("address add %s peer %s dev tun0" % (address, peer))
    ip("link set tun0 up")
    return fd
