"""bench - measures every client in every case, and judges dnsfollow."""

import os
import shutil
import statistics
import sys

import clients
import cost
import cost_world
import distance
import temporary
from cost_world import Case
from harness import PROGRAM

STRIP = os.environ.get("STRIP", "strip")
NEAR, DISTANT = 20, 100     # ms between which the slope of wall is taken
ZONE = "--zone", "example.com", "--set", \
    "zone-id=a0000000000000000000000000000001"
ALONE = *ZONE, "--quorum", "1"
BOTH = (4, 6)

# What all clients do.
UNCHANGED, CHANGED = Case("unchanged"), Case("changed", changes=True)
COMMON = [
    UNCHANGED, CHANGED,
    Case("A+AAAA unchanged", families=BOTH),
    Case("A+AAAA changed", families=BOTH, changes=True),
    Case("10 names unchanged", 10), Case("10 names changed", 10, changes=True),
    Case("100 names unchanged", 100),
    Case("100 names changed", 100, changes=True),
]
# Where the zone's number is known, with the most round trips that are right.
KNOWN = [
    (Case("unchanged, zone-id", more=ZONE), 3.1),
    (Case("changed, zone-id", changes=True, more=ZONE), 7.1),
    (Case("changed, zone-id, quorum 1", changes=True, more=ALONE), 4.1),
    (Case("A+AAAA unchanged, zone-id", families=BOTH, more=ZONE), 3.1),
    (Case("A+AAAA changed, zone-id", families=BOTH, changes=True, more=ZONE),
        7.1),
    (Case("30 names unchanged, zone-id", 30, more=ZONE), 3.1),
    (Case("30 names changed, zone-id", 30, changes=True, more=ZONE), 7.1),
    (Case("100 names changed, zone-id", 100, changes=True, more=ZONE), None),
    (Case("100 names changed, zone-id, quorum 1", 100, changes=True,
        more=ALONE), None),
]
MOST_MS = {"100 names changed, zone-id, quorum 1": 700}     # at DISTANT
FEW = 10    # names, which take no more memory than one
REQUESTS = 3    # of an unchanged run that looks for its zone
TRIES = 5   # of what may fail for slowness

COLUMNS = {"wall": ("wall ms", "%.1f"), "cpu": ("CPU ms", "%.1f"),
    "instructions": ("M instr", "%.1f"), "memory": ("MB", "%.1f"),
    "connections": ("TCP", "%d"), "handshakes": ("TLS", "%d"),
    "requests": ("HTTP", "%d"), "calls": ("syscalls", "%d"),
    "files": ("files", "%d"), "processes": ("procs", "%d"),
    "threads": ("threads", "%d")}


class Bench:
    def __init__(self, far, quick, out):
        self._quick, self._out = quick, out
        self.world = distance.Distant() if far else cost_world.Near()
        self._weigh = cost.Weighing()
        self.costs, self.walls, self.over = {}, {}, []
        self.stripped = None    # bytes
        if not far:
            self.say("(no line can be laid here: each reply is late instead)")
        self.clients = []
        for kind in clients.ALL if far and not quick else clients.ALL[:2]:
            if kind.installed():
                self.clients.append(kind(self.world))
            else:
                self.say("(%s: not installed)" % kind.name)

    def say(self, text):
        print(text, file=self._out, flush=True)

    def measure(self, part):
        self.say("\n== %s" % PARTS[part])
        getattr(self, "measure_" + part)()

    def judge(self, what, seen, most=None, form="%.1f"):
        """A line with its verdict, if there is a target."""
        verdict = "" if most is None else "<= %g" % most
        if most is not None and seen > most + 1e-9:
            verdict += "  OVER"
            self.over.append("%s: %s, target %g" % (what, form % seen, most))
        self.say("  %-62s %8s  %s" % (what, form % seen, verdict))

    def chosen(self, case):
        return [client for client in self.clients if client.can(case)]

    # What one run takes.

    def measure_costs(self):
        self.say("%-14s" % "" + "".join("%9s" % head
            for head, _ in COLUMNS.values()))
        for case in COMMON:
            self.say(case.title)
            for client in self.chosen(case):
                row = self.costs[client.name, case.title] = \
                    self.cost_of(client, case)
                self.say("  %-12s" % client.name + "".join("%9s" % (
                    form % row[name] if name in row else "-")
                    for name, (_, form) in COLUMNS.items())
                    + ("  %d wrong" % client.wrong if client.wrong else ""))
        for case in COMMON:
            self.judge_costs(case)

    def cost_of(self, client, case):
        small = client.exact or len(case.names) == 1
        runs = [client.once(case, self._weigh)
            for _ in range(3 if small and not self._quick else 1)]
        row = {name: statistics.median(getattr(run, name) for run in runs)
            for name in runs[0]._fields}
        row["connections"], row["handshakes"], row["requests"] = \
            self.world.counted()
        row["hosts"] = self.world.hosts()
        if shutil.which("strace") and small:
            row.update(client.once(case, cost.calls)._asdict())
        if shutil.which("valgrind") and (client.exact
                or case is UNCHANGED):
            row["instructions"] = self.instructions(client, case,
                row["requests"])
        row["wrong"] = client.wrong
        return row

    def instructions(self, client, case, requests):
        """Valgrind is slow, so that a run may lose its patience with a
        service and ask the next: such a count is none."""
        for _ in range(TRIES):
            found = client.once(case, cost.instructions)
            if len(self.world.requests()) == requests:
                return found
        raise cost.Broken("%s, %s: under valgrind it asks more than %d times"
            % (client.name, case.title, requests))

    def judge_costs(self, case):
        ours, bare = [self.costs[name, case.title]
            for name in ("dnsfollow", "bare program")]
        self.say(case.title)
        targets = {name: ours["hosts"] for name in ("connections",
            "handshakes")}
        # A second operator or family is one more connection, of which the
        # bare program takes as many system calls.
        targets.update((name, most) for name, most in cost.MOST.items()
            if case is UNCHANGED or name == "processes"
            or name == "memory" and len(case.names) <= FEW)
        for name, (head, form) in COLUMNS.items():
            if name in targets and name in ours:
                self.judge("%s, %s" % (case.title, head), ours[name],
                    targets[name], form)
        if "instructions" in ours:
            self.judge("%s, M instr above the bare program" % case.title,
                ours["instructions"] - bare["instructions"],
                cost.OWN if len(case.names) == len(case.families) == 1
                else None)
        for name in "wall", "cpu", "memory", "instructions":
            if name in ours:
                self.judge("%s, %s, ratio to the bare program" % (
                    case.title, COLUMNS[name][0]), ours[name] / bare[name],
                    form="%.2f")

    # How it grows with the distance.

    def measure_trips(self):
        for case in COMMON[:-2]:
            self.trips(case, self.chosen(case))
        for case in COMMON[-2:]:
            self.trips(case, self.chosen(case)[:2])
        for case, most in KNOWN:
            self.trips(case, self.chosen(case), most)

    def measure_http1(self):
        if not self.world.http2:
            self.say("(all of this was HTTP/1.1)")
            return
        self.world.speak(False)
        for case in UNCHANGED, CHANGED, COMMON[5]:
            self.trips(case, self.chosen(case)[:2], store=False)
            connections, hosts = self.world.counted()[0], self.world.hosts()
            self.judge("%s, connections of %s" % (case.title,
                self.clients[1].name), connections, 2 * hosts, "%d")
        self.world.speak(True)

    def trips(self, case, chosen, most=None, store=True):
        self.say("%s: ms at %d and at %d ms, round trips in a row"
            % (case.title, NEAR, DISTANT))
        for client in chosen:
            near, far = [self.wall(client, case, ms)
                for ms in (NEAR, DISTANT)]
            slope = (far - near) / (DISTANT - NEAR)
            if store:
                self.walls[client.name, case.title] = far, slope
            ours = client.name == "dnsfollow"
            self.judge("%-14s %7.0f %7.0f" % (client.name, near, far), slope,
                most if ours else None)
            if ours and case.title in MOST_MS:
                self.judge(case.title + ", ms", far, MOST_MS[case.title],
                    "%.0f")

    def wall(self, client, case, ms):
        """The least of some: whatever else the machine does adds to it."""
        return min(client.once(case, self._weigh, ms).wall
            for _ in range(5 if client.exact else 1))

    # Whom it trusts.

    def measure_trust(self):
        if not shutil.which("valgrind"):
            self.say("(valgrind: not installed)")
            return
        for trust in self.world.trusts:
            ours, bare = [self.instructions(kind(self.world, trust),
                UNCHANGED, REQUESTS) for kind in clients.ALL[:2]]
            self.judge("%-22s %7.1f %7.1f M instr, above bare" % (trust.title,
                ours, bare), ours - bare, cost.OWN)

    # What needs no network, and the program itself.

    def measure_small(self):
        self.fastest("(loading libcurl, and no more)", [self.world.bare])
        for title, arguments in cost.SMALL.items():
            command = [PROGRAM, *arguments]
            self.judge(title + ", wall ms", self.fastest(title, command),
                cost.AT_ONCE)
            if shutil.which("strace"):
                calls = cost.calls(command, self.world.environment(),
                    good=False)
                self.judge(title + ", calls of the network",
                    len(calls.network), 0, "%d")
                self.judge(title + ", looks into a CA store",
                    len(calls.store), 0, "%d")
        stripped = os.path.join(temporary.directory("size"), "stripped")
        cost.call([STRIP, "-o", stripped, PROGRAM])
        self.stripped = os.path.getsize(stripped)
        self.judge("the program, stripped, kB", self.stripped / 1000, 700,
            "%.0f")

    def fastest(self, title, command):
        runs = [self._weigh(command, self.world.environment(), good=False)
            for _ in range(5 if self._quick else 20)]
        wall = min(run.wall for run in runs)
        self.say("  %-38s wall %5.1f ms, CPU %5.1f ms" % (title, wall,
            min(run.cpu for run in runs)))
        return wall

    def close(self):
        for line in self.over:
            print("OVER " + line, file=sys.stderr)
        self.say("\n%d over their target" % len(self.over) if self.over
            else "\nall within their targets")
        return 1 if self.over else 0


PARTS = {"costs": "what one run takes, on a line without delay",
    "trips": "round trips: a line with delay", "http1": "HTTP/1.1 alone",
    "trust": "whom it trusts", "small": "without a network"}
