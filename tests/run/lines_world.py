"""lines_world - a machine with lines of its own and the internet behind them,
in which every packet that came by a line can be looked at.

The machine is the network namespace in which the test program runs; the
internet is another one. It has one address of each family, to which all lines
lead, and the services there see from where they are asked.
"""

import contextlib
import ctypes
import os
import shutil
import socket
import subprocess
import sys
import threading

import namespace

FAR, FAR6 = "192.0.2.53", "2001:db8:f::53"
ECHO, API, SIX = "echo.example.net", "api.example.net", "ipv6.example.net"
HOSTS = "127.0.0.1 localhost\n" + "".join("%s %s %s %s\n" % (address, ECHO,
    API, SIX) for address in (FAR, FAR6))
NEW_NET = 0x40000000
OUTGOING = 4
SYN, SYN_ACK = 0x02, 0x12     # flags of TCP
PROTOCOLS = {6: "tcp", 17: "udp"}


def possible():
    """Whether this system lets us make a network of our own."""
    user = [] if os.getuid() == 0 else ["--map-root-user"]
    return bool(shutil.which("unshare") and shutil.which("ip")) \
        and subprocess.run(["unshare", *user, "--net", "--mount", "true"],
            capture_output=True).returncode == 0


def enter(hosts="", needed=True, **more):
    """Into a namespace where these names are known besides our own, or none
    but localhost with hosts=None; false where none can be had. One that is
    needed is all of the program."""
    if namespace.INSIDE not in os.environ and not possible():
        if not needed:
            return False
        name = os.path.basename(sys.argv[0])
        print("skip %s: no network namespace can be made here" % name[:-3])
        sys.exit(0)
    namespace.enter("127.0.0.1 localhost\n" if hosts is None
        else HOSTS + hosts, **more)
    return True


def ip(command):
    subprocess.run(["ip", *command.split()], check=True,
            stdout=subprocess.DEVNULL)


class Internet:
    """Made by a change of the namespace of this thread, back and forth."""

    def __init__(self):
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._here = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        if self._libc.unshare(NEW_NET) != 0:
            raise OSError(ctypes.get_errno(), "unshare")
        self._there = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        try:
            ip("link set lo up")
            ip("address add %s/32 dev lo" % FAR)
            ip("address add %s/128 dev lo nodad" % FAR6)
            # It is no neighbour, but lies behind the router.
            with open("/proc/sys/net/ipv4/conf/all/arp_ignore", "w") as it:
                it.write("1")
        finally:
            self._enter(self._here)
        self.path = "/proc/%d/fd/%d" % (os.getpid(), self._there)

    def _enter(self, net):
        if self._libc.setns(net, 0) != 0:
            raise OSError(ctypes.get_errno(), "setns")

    @contextlib.contextmanager
    def there(self):
        """What is opened or started meanwhile is in the internet."""
        self._enter(self._there)
        try:
            yield
        finally:
            self._enter(self._here)


class Line:
    """From this machine into the internet, with a default route. Lines of
    lower numbers are the better ones."""

    def __init__(self, internet, name, number, ipv6=True):
        self.internet, self.name, self.number = internet, name, number
        net = {1: "198.51.100", 2: "203.0.113", 3: "192.168.1"}[number]
        self.address, self.gateway = net + ".2", net + ".1"
        self.address6 = "2001:db8:%d::2" % number
        self.gateway6 = "2001:db8:%d::1" % number
        far = self.far = name + "-far"
        ip("link add %s type veth peer name %s netns %s"
            % (name, far, internet.path))
        with internet.there():
            self._set_up(far, self.gateway, self.gateway6 if ipv6 else None)
            self._tap = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM,
                socket.htons(3))
            self._tap.bind((far, 3))
            self._tap.setblocking(False)
        self._set_up(name, self.address, self.address6 if ipv6 else None)
        self.add_route(ipv6)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._tap.close()
        ip("link delete " + self.name)

    @staticmethod
    def _set_up(device, address, address6):
        ip("address add %s/24 dev %s" % (address, device))
        if address6:
            ip("address add %s/64 dev %s nodad" % (address6, device))
        ip("link set %s up" % device)

    def add_route(self, ipv6=True):
        metric = 100 * self.number
        ip("route add default via %s dev %s metric %d" % (self.gateway,
            self.name, metric))
        if ipv6:
            ip("-6 route add default via %s dev %s metric %d"
                % (self.gateway6, self.name, metric))

    def lose_route(self):
        ip("route delete default dev " + self.name)
        ip("-6 route delete default dev " + self.name)

    def cut(self):
        """The far end is gone."""
        with self.internet.there():
            ip("link set %s down" % self.far)

    def packets(self):
        """What came since the last look: ("tcp", address, port)."""
        seen = []
        while True:
            try:
                data, sender = self._tap.recvfrom(65536)
            except OSError:     # nothing is there, or the line was cut
                return seen
            packet = None if sender[2] == OUTGOING else _parse(data)
            if packet:
                seen.append(packet)


def _parse(data):
    """None for what is neither UDP nor the beginning of a TCP connection: how
    neighbours are found, and what closes the connections of a run before."""
    if data[0] >> 4 == 4:
        protocol, to, size = data[9], data[16:20], (data[0] & 15) * 4
        to = socket.inet_ntop(socket.AF_INET, to)
    elif data[0] >> 4 == 6:
        protocol, to, size = data[6], data[24:40], 40
        to = socket.inet_ntop(socket.AF_INET6, to)
    else:
        return None
    if protocol not in PROTOCOLS:
        return None
    if PROTOCOLS[protocol] == "tcp" and data[size + 13] & SYN_ACK != SYN:
        return None
    return (PROTOCOLS[protocol], to,
        int.from_bytes(data[size + 2:size + 4], "big"))


class Datagrams:
    """A service of the internet, or with internet=None of this machine, that
    answers each datagram with answer(data, sender), None being silence.
    asked: the sender and the data of each."""

    def __init__(self, internet, port, answer, address=FAR):
        self.asked, self._answer = [], answer
        with internet.there() if internet else contextlib.nullcontext():
            self._line = socket.socket(type=socket.SOCK_DGRAM)
            self._line.bind((address, port))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)    # it would keep the port
        self._line.close()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                data, sender = self._line.recvfrom(65536)
                if sender is None:
                    return
                self.asked.append((sender[0], data))
                answer = self._answer(data, sender)
                if answer is not None:
                    self._line.sendto(answer, sender)
