"""alidns_world - one zone at the stand-in, and runs of the program on it."""

from harness import secret
from rest_world import KINDS, Kind, SECRET, World as Any, one_zone
from services.alidns import Alidns

ID = "LTAI5tFakeKeyIdNotReal"
TOKEN = secret("FakeStsTokenNotReal0123456789==")
KINDS["alidns"] = Kind(one_zone(Alidns, ID, SECRET), "",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET", ALIBABA_CLOUD_ACCESS_KEY_ID=ID)
KINDS["alidns"].sends = False
ENV = KINDS["alidns"].env(SECRET)


class World(Any):
    def __init__(self, *held, token=None):
        super().__init__("alidns", *held)
        self.vendor.token = token

    @property
    def written(self):
        return [request.header("x-acs-action") for request in self.writes]
