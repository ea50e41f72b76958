"""common - what the tests of the HTTP providers share."""

from certificates import certificates
from harness import expect, expect_equal, expect_status, run
from services.echo import Echo
from standin import Server

OLD, NEW, OTHER = "192.0.2.1", "198.51.100.7", "203.0.113.9"
OLD6, NEW6 = "2001:db8::1", "2001:db8:7::7"

# kind, details, the status that the run must end with
HOSTILE = dict(
    empty=("empty", {}, 76),
    html200=("html200", {}, 76),
    truncated_json=("truncated_json", {}, 76),
    wrong_types=("wrong_types", {}, 76),
    deep_json=("deep_json", {}, 76),
    endless=("endless", {}, 76),
    redirect=("redirect", {"to": "https://www.example.net/"}, 76),
    status401=("status", {"status": 401, "body": "{}"}, 77),
    status403=("status", {"status": 403, "body": "{}"}, 77),
    status404=("status", {"status": 404, "body": "{}"}, (68, 76)),
    status429=("status", {"status": 429, "body": "{}",
    "headers": [("Retry-After", "600")]}, 75),
    status500=("status", {"status": 500, "body": "{}"}, 75),
    html502=("html502", {}, 75),
    stall=("stall", {}, 75),
    silent=("silent", {}, 75),
    close=("close", {}, 75),
    cut=("cut", {}, (75, 76)),
)
CERTIFICATES = dict(expired=("expired",), wrong_name=("wrong_name",),
    self_signed=("self_signed",))


def trusting(*args):
    """The arguments that every run against the stand-in needs."""
    return ["--ca-file", certificates().ca_file, "--allow-special", *args]


def at_once(*args, timeout=10):
    """The same, for replies that will not get better by asking again."""
    return trusting("--retry-for", "0", "--timeout", timeout, *args)


def good_server(**more):
    return Server(certificates().good, **more)


class EchoServer:
    """An address service of its own operator; `with` gives it."""

    def __init__(self, ipv4=NEW, ipv6=None, both=False, host=None, **more):
        self.server = good_server(both=both, **more)
        self.echo = self.server.mount("/", Echo(ipv4, ipv6))
        self.spec = "web:" + self.server.url("/ip",
                "localhost" if both else host)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.close()

    @property
    def asked(self):
        return len(self.server.requests)


def expect_asked(server, wanted, most=False):
    """How many requests came; with most, no more than that."""
    seen = len(server.requests)
    expect(seen <= wanted if most else seen == wanted,
            "%d requests, not %d: %s" % (seen, wanted, server.requests[:12]))


def statuses(report):
    return sorted((record["name"], record["type"], record["status"])
            for record in report["records"])


def expect_one(report, status, before, after):
    """The report's one record."""
    expect_equal(len(report["records"]), 1, "number of records")
    record = report["records"][0]
    expect_equal((record["status"], record["before"], record["after"]),
            (status, before, after), "record")
    return record


def wrong_certificate(which, args, env=None):
    """A run against a server that shows a bad certificate: 76 and no request
    at all. args is made from the server's URL."""
    with Server(getattr(certificates(), which)) as server:
        server.mount("/", Echo(NEW))
        done = run(at_once(*args(server)), env)
        expect_asked(server, 0)
        return done


def expect_failed(done, wanted):
    expect_status(done, *(wanted if isinstance(wanted, tuple)
            else (wanted,)))
