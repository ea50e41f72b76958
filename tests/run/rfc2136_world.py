"""rfc2136_world - BIND and Knot with the same zones, asked past a counter."""

from common import NEW, OLD, OLD6, OTHER, at_once
from dnsproxy import DnsProxy
from harness import expect_equal, expect_status, run, secret
from servers import Bind, Knot, SECRET, WRONG_SECRET, key_name

secret(SECRET)
secret(WRONG_SECRET)
ZONE, HOME = "example.test", "home.example.test"
NAMES = ["home", "both", "many", "alias", "new"]
bind, knot = Bind(), Knot()
BOTH = dict(bind=(bind,), knot=(knot,))


class World:
    """The zone as it was, and the program's way to it."""

    def __init__(self, primary=bind):
        self.primary = primary
        primary.put(ZONE, (HOME, "A", OLD, 60),
                ("both." + ZONE, "A", OLD, 60),
                ("both." + ZONE, "AAAA", OLD6, 60),
                ("many." + ZONE, "A", OLD, 60),
                ("many." + ZONE, "A", OTHER, 60),
                clear=[name + "." + ZONE for name in NAMES])
        primary.put(ZONE, ("alias." + ZONE, "CNAME", HOME, 60))
        self.serial = primary.serial(ZONE)
        self.dns = DnsProxy(primary.port)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.dns.__exit__()

    def run(self, *args, env=None, ip=NEW, timeout=10, key=True,
            algorithm="hmac-sha256", key_secret=SECRET, config=None,
            server=True):
        env = dict(env or {})
        if key:
            env.update({"RFC2136_TSIG_KEY": key_name(algorithm),
                    "RFC2136_TSIG_SECRET": key_secret,
                    "RFC2136_TSIG_ALGORITHM": algorithm})
        source = ["-i", ip] if ip else []
        if server:
            source += ["--set", "server=127.0.0.1:%d" % self.dns.port]
        return run(at_once("-p", "rfc2136", *source, *args,
                timeout=timeout), env, config=config)

    def only(self, done, wanted, name=HOME, type="A"):
        expect_status(done, 0)
        expect_equal(self.primary.values(name, type), [wanted], name)

    def untouched(self):
        expect_equal(self.primary.serial(ZONE), self.serial, "serial")
