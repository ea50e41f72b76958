"""tencentcloud_world - one zone at the stand-in, and runs of the program on
it."""

import json

from common import OLD
from harness import expect_equal, secret
from rest_world import HOME, KINDS, Kind, SECRET, World as Any, one_zone
from services.tencentcloud import LINES, TencentCloud

ID = "AKIDFakeSecretIdNotReal"
TOKEN = secret("FakeSessionTokenNotReal0123456789==")
KINDS["tencentcloud"] = Kind(one_zone(TencentCloud, ID, SECRET), "",
    "TENCENTCLOUD_SECRET_KEY", TENCENTCLOUD_SECRET_ID=ID)
KINDS["tencentcloud"].sends = False
ENV = KINDS["tencentcloud"].env(SECRET)


class World(Any):
    def __init__(self, *held, token=None, site="china"):
        super().__init__("tencentcloud", ("TXT",))
        self.vendor.token, self.vendor.lines = token, LINES[site]
        for type, *values in held or [("A", OLD)]:
            self.put(HOME, type, *values)

    def __exit__(self, failed, *_):
        super().__exit__()
        if not failed:
            expect_equal(self.vendor.needless, 0, "needless changes")

    @property
    def asked(self):
        """(action, parameters) of every request."""
        return [(request.header("x-tc-action"), json.loads(request.body))
                for request in self.server.requests]

    @property
    def written(self):
        return [request.header("x-tc-action") for request in self.writes]

    @property
    def home(self):
        return self.vendor.find(HOME)[0]
