"""accident_world - the built-in echo services, each at its own name and port
as in the world, and a zone that must come to no harm."""

import lines_world

# Name of the operator: its address, and its name in each list.
GLOBAL = dict(cloudflare=("127.0.1.1", "api.cloudflare.com"),
    amazon=("127.0.1.2", "checkip.amazonaws.com"),
    ipify=("127.0.1.3", "api.ipify.org"),
    identme=("127.0.1.4", "v4.ident.me"))
CN = dict(oray=("127.0.1.5", "ddns.oray.com"),
    pubyun=("127.0.1.6", "ip.3322.net"),
    yinghualuo=("127.0.1.7", "v4.yinghualuo.cn"),
    ipip=("127.0.1.8", "myip.ipip.net"))
BESIDE = dict(icanhazip=("127.0.1.9", "ipv4.icanhazip.com"))
ALL = GLOBAL | CN | BESIDE
INSIDE = None   # whether we are where these names lead there


def enter(needed=True):
    global INSIDE
    INSIDE = lines_world.enter("".join("%s %s\n" % one
        for one in ALL.values()), needed)


from certificates import certificates    # noqa: E402
from cloudflare_world import HOME, World    # noqa: E402
from common import OLD    # noqa: E402
from harness import expect_equal, expect_status, expect_words    # noqa: E402
from message import Response    # noqa: E402
from services.echo import Echo, Html, Json, Trace    # noqa: E402
from standin import Server    # noqa: E402


class Ipip(Echo):
    def handle(self, request):
        return Response(200, '{"ret":"ok","data":{"ip":"%s"}}'
            % self.address(request), "application/json")


KINDS = dict(cloudflare=Trace, oray=Html, yinghualuo=Json, ipip=Ipip)


class Services:
    """Operators by name: what each says, an address or an Echo; a dead one is
    not there."""

    def __init__(self, **said):
        self._servers, self.echo = {}, {}
        for name, what in said.items():
            server = Server(certificates().good, ALL[name][0], 443)
            if isinstance(what, str):
                what = KINDS.get(name, Echo)(what)
            self.echo[name] = server.mount("/", what)
            self._servers[name] = server

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for server in self._servers.values():
            server.close()

    def __getitem__(self, name):
        return self._servers[name]

    @property
    def asked(self):
        """Their names, as one after the other was asked."""
        return [name for _, name in sorted((request.time, name)
            for name, server in self._servers.items()
            for request in server.requests)]

    def forget(self):
        for server in self._servers.values():
            server.forget()


def spec(name, path="/"):
    """The operator's service as a URL of the user."""
    return "web:https://%s%s" % (ALL[name][1], path)


class Zone(World):
    """As it was before."""

    def __init__(self, *records):
        super().__init__(*records)
        self.before = self.snapshot()

    def follow(self, *args, sources=(), name=HOME, **more):
        given = [word for source in sources for word in ("-s", source)]
        return self.run(*given, *args, name, ip=None, **more)

    def expect_harmless(self, done, *words, status=(65, 69)):
        """Nothing was written, and it says why."""
        expect_equal([(one.method, one.target) for one in self.writes], [],
            "writes")
        expect_equal(self.snapshot(), self.before, "records")
        expect_status(done, *status)
        expect_words(done.err, *words)

    def expect_right(self, done, address, *words, name=HOME):
        expect_status(done, 0)
        expect_equal(self.vendor.values(name), [address], "record")
        expect_words(done.err, *words)


def stale(address=OLD):
    return ("A", HOME, address)
