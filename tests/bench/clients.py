"""clients - the programs that run side by side, each as its users set it up.

inadyn and ddclient remember the address that they wrote last, and ask nobody
but an echo service while it stays; without that memory, as after a reboot, an
unchanged run of theirs is like a changed one.
"""

import os
import shutil

import cost
import temporary
from cloudflare_world import TOKEN
from harness import ROOT, write

ECHO = {4: "api.ipify.org", 6: "api6.ipify.org"}

INADYN = """provider cloudflare.com:{family} {{
    username = example.com
    password = {token}
    hostname = {{ {names} }}
    checkip-server = {echo}
    checkip-path = /
    checkip-ssl = true
    ttl = 1
    proxied = false
}}
"""

DDCLIENT = """daemon=0
ssl=yes
use=no
{ways}
protocol=cloudflare, zone=example.com, ttl=1, login=token, password={token} \\
{names}
"""


class Client:
    name = program = None
    telling = None  # the option for which it tells its version
    exact = False   # cheap enough to be measured in all cases

    def __init__(self, world, trust=None):
        self.world, self.trust = world, trust
        self.wrong = 0  # records after the last run
        self.directory = temporary.directory(self.name)

    @classmethod
    def installed(cls):
        return cls.program is None or shutil.which(cls.program)

    def can(self, case):
        return not case.special

    def prepare(self, case):
        """The world before a run of this case."""
        self.world.begin(case)

    def once(self, case, measure, ms=0):
        """measure(command, environment) of one run so far away. Ours must
        have done what they should."""
        self.prepare(case)
        self.world.distance(ms)
        found = measure(self.command(case),
            self.world.environment(self.trust))
        self.world.distance(0)
        self.wrong = self.world.wrong(case)
        if self.wrong and self.exact:
            raise cost.Broken("%s, %s: %d records are wrong" % (self.name,
                case.title, self.wrong))
        return found


class Dnsfollow(Client):
    name, exact = "dnsfollow", True

    def can(self, case):
        return True

    def command(self, case):
        return self.world.dnsfollow(case, self.trust)


class Bare(Client):
    name, exact = "bare program", True

    def can(self, case):
        return True

    def prepare(self, case):
        self.world.floor(case)
        super().prepare(case)

    def command(self, case):
        return self.world.floor(case, self.trust)


class Remembering(Client):
    """Unchanged: it has run before. Changed: it has not, or not for long."""

    def prepare(self, case):
        shutil.rmtree(self.directory, ignore_errors=True)
        os.mkdir(self.directory, 0o700)
        self.configure(case)
        if not case.changes:
            self.world.begin(case)
            cost.call(self.command(case), self.world.environment())
        super().prepare(case)


class Inadyn(Remembering):
    name = program = "inadyn"
    telling = "--version"

    def configure(self, case):
        names = ", ".join('"%s"' % name for name in case.names)
        write(self.directory, "conf", "allow-ipv6 = true\n" + "".join(
            INADYN.format(token=TOKEN, echo=ECHO[family], family=family,
                names=names) for family in case.families))

    def command(self, case):
        return [shutil.which("inadyn"), "--once", "--foreground",
            "--config=%s/conf" % self.directory, "--cache-dir=" +
            self.directory, "--no-pidfile", "--loglevel=none"]


class Ddclient(Remembering):
    name = program = "ddclient"
    telling = "-help"

    def configure(self, case):
        ways = "\n".join("usev%d=webv%d, webv%d=https://%s/" % (family,
            family, family, ECHO[family]) for family in case.families)
        write(self.directory, "conf", DDCLIENT.format(ways=ways, token=TOKEN,
            names=",".join(case.names)))

    def command(self, case):
        return [shutil.which("ddclient"), "-daemon=0", "-quiet", "-file",
            self.directory + "/conf", "-cache", self.directory + "/cache"]


class Script(Client):
    name, program = "sh, curl, jq", "jq"

    def command(self, case):
        return [os.path.join(ROOT, "tests", "bench", "follow.sh"),
            "".join(map(str, case.families)), *case.names]


ALL = Dnsfollow, Bare, Inadyn, Ddclient, Script
