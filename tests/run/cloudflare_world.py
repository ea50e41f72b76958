"""cloudflare_world - one zone at the stand-in, and runs that keep it."""

import json

from common import NEW, OLD, at_once, good_server, trusting
from harness import expect_equal, expect_status, run, secret
from services.cloudflare import Cloudflare

TOKEN = secret("FAKE-cloudflare-token-0123456789abcdefgh")
KEY = secret("fa4e0123456789abcdef0123456789abcdef0")
EMAIL = "me@example.com"
ENV = {"CLOUDFLARE_API_TOKEN": TOKEN}
HOME = "home.example.com"


class World:
    """The vendor with one zone, whose home has the old address. host: the
    name by which it is asked, if not its address; kind: how it behaves."""

    def __init__(self, *records, server=None, host=None, kind=Cloudflare):
        self.server, self.host = server or good_server(), host
        self.vendor = self.server.mount("/client/v4/",
                kind(TOKEN, EMAIL, KEY))
        self.zone = self.vendor.add_zone("example.com")
        for record in records or [("A", HOME, OLD)]:
            self.add(*record)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.close()

    def add(self, type, name, content, **more):
        return self.vendor.add_record(self.zone, type, name, content,
                **more)

    @property
    def api(self):
        return ["--api-url", self.server.url("/client/v4", self.host)]

    def run(self, *args, env=ENV, ip=NEW, config=None, timeout=10):
        source = ["-i", ip] if ip else []
        return run(at_once("-p", "cloudflare", *self.api, *source, *args,
                timeout=timeout), env, config=config)

    def patient(self, *args):
        """A run that may ask again."""
        return run(trusting("-p", "cloudflare", *self.api, "-i", NEW,
                *args), ENV)

    def snapshot(self):
        return json.dumps(self.vendor.records, sort_keys=True)

    @staticmethod
    def is_write(request):
        return request.method != "GET"

    @property
    def writes(self):
        return list(filter(self.is_write, self.server.requests))


def only(world, done, wanted, name=HOME, type="A"):
    """The run went well and the record holds just that."""
    expect_status(done, 0)
    expect_equal(world.vendor.values(name, type), [wanted], "record")
