"""interface_world - a line whose addresses the kernel itself keeps, in every
state that it knows."""

import contextlib
import json
import subprocess
import time

from harness import expect, expect_equal, expect_status, run
from lines_world import ip

IPV6 = "/proc/sys/net/ipv6/conf/%s/%s"
FOR_A_WHILE = "valid_lft 7200 preferred_lft 3600"


class Wire:
    """A line without addresses. Its far end is in the internet, where a router
    has fe80::1 and 198.51.100.1; metric: of the default routes to it."""

    def __init__(self, internet, name="eth0", metric=None, up=True):
        self.name, self._far, self._checks = name, name + "-far", True
        ip("link add %s type veth peer name %s netns %s"
            % (name, self._far, internet.path))
        with internet.there():
            ip("address add fe80::1/64 dev %s nodad" % self._far)
            ip("address add 198.51.100.1/24 dev %s" % self._far)
            ip("link set %s up" % self._far)
        self._internet = internet
        # Addresses are there at once, unless a test wants to see them wait.
        self.set("accept_dad", 0)
        if up:
            ip("link set %s up" % name)
        if metric is not None:
            ip("-6 route add default via fe80::1 dev %s metric %d"
                % (name, metric))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        ip("link delete " + self.name)

    def plug_in(self):
        """The kernel looks at the carrier now and then."""
        ip("link set %s up" % self.name)
        until = time.monotonic() + 10
        while self._asked("link")["operstate"] != "UP":
            expect(time.monotonic() < until, "the line stays down")
            time.sleep(.05)

    def set(self, key, value):
        self._checks = value != 0 if key == "accept_dad" else self._checks
        with open(IPV6 % (self.name, key), "w") as file:
            file.write("%d\n" % value)

    def add(self, address, more=""):
        ip("address add %s dev %s %s" % (address, self.name, more))
        address = address.split("/")[0]
        # Without a check of duplicates it is sure a moment later.
        while not self._checks and address in self._tentative():
            time.sleep(.01)
        return address

    def add_there(self, address):
        with self._internet.there():
            ip("address add %s dev %s nodad" % (address, self._far))

    def add_with_temporary(self, address):
        """The stable parent, and the temporary one that the kernel makes."""
        self.set("use_tempaddr", 2)
        return self.add(address, "mngtmpaddr " + FOR_A_WHILE), \
            self.wait_for("temporary")

    def wait_for(self, state):
        """The address in that state, once there is one."""
        until = time.monotonic() + 10
        while time.monotonic() < until:
            for address in self._addresses():
                if address.get(state) and not (address.get("tentative")
                        and state == "temporary"):
                    return address["local"]
            time.sleep(.05)
        expect(False, "no address is " + state)

    def _tentative(self):
        return [address["local"] for address in self._addresses()
            if address.get("tentative")]

    def _addresses(self):
        return [address for address in self._asked("address")["addr_info"]
            if address["family"] == "inet6" and address["scope"] == "global"]

    def _asked(self, what):
        said = subprocess.run(["ip", "-json", what, "show", "dev", self.name],
            check=True, capture_output=True)
        return json.loads(said.stdout)[0]


@contextlib.contextmanager
def without_ipv6():
    with open(IPV6 % ("all", "disable_ipv6"), "w") as file:
        file.write("1\n")
    try:
        yield
    finally:
        with open(IPV6 % ("all", "disable_ipv6"), "w") as file:
            file.write("0\n")


def show(*args, special=True):
    """One look at the interfaces."""
    return run(["--no-config", "--show-ip", *(["--allow-special"] if special
        else []), *args])


def expect_shown(address, *args, **others):
    """That one is taken; the others, which are named by their addresses, are
    not, each for a reason that begins so."""
    done = show("--json", *args)
    expect_status(done, 0)
    found = done.json()["addresses"][0]
    expect_equal(found["address"], address, "address")
    votes = {vote["address"]: vote["error"] for vote in found["votes"]}
    expect_equal(votes.pop(address), None, "what is wrong with it")
    expect_equal(sorted(votes), sorted(others), "the others")
    for one, why in others.items():
        expect(votes[one].startswith("%s is %s" % (one, why))
            or votes[one].endswith(" " + why), votes[one])
