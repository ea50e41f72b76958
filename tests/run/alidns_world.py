"""alidns_world - one zone at the stand-in, and runs of the program on it."""

import json

from common import NEW, OLD, at_once, good_server
from harness import expect_equal, expect_status, run, secret
from services.alidns import Alidns

ID = "LTAI5tFakeKeyIdNotReal"
SECRET = secret("FakeAccessKeySecretNotReal000000")
TOKEN = secret("FakeStsTokenNotReal0123456789==")
ENV = {"ALIBABA_CLOUD_ACCESS_KEY_ID": ID,
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": SECRET}
HOME, ZONE = "home.example.com", "example.com"


class World:
    def __init__(self, *records, token=None):
        self.server = good_server()
        self.vendor = self.server.mount("/", Alidns(ID, SECRET, token))
        self.vendor.add_zone(ZONE)
        for record in records or [("home", "A", OLD)]:
            self.add(*record)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.close()

    def add(self, *record, **more):
        return self.vendor.add_record(ZONE, *record, **more)

    def run(self, *args, env=ENV, ip=NEW, config=None, timeout=10):
        source = ["-i", ip] if ip else []
        return run(at_once("-p", "alidns", "--api-url",
                self.server.url(), *source, *args, timeout=timeout), env,
                config=config)

    def snapshot(self):
        return json.dumps(self.vendor.records, sort_keys=True)

    @property
    def actions(self):
        return [request.header("x-acs-action")
                for request in self.server.requests]

    @property
    def writes(self):
        return [action for action in self.actions
                if not action.startswith("Describe")]


def writes(request):
    return not request.header("x-acs-action", "").startswith("Describe")


def only(world, done, wanted, rr="home", type="A"):
    expect_status(done, 0)
    expect_equal(world.vendor.values(ZONE, rr, type), [wanted], "record")
