"""curl - the curl command as an independent client of the stand-in."""

import json
import subprocess

from certificates import certificates
from services.cloudflare import Cloudflare
from standin import Server

TOKEN = "fake-token"
BEARER = "Authorization: Bearer " + TOKEN
JSON = "Content-Type: application/json"


def curl(url, *arguments, ca=None):
    """(status, body) as the curl command sees them; status 0: none."""
    done = subprocess.run(["curl", "-sS", "--max-time", "5", "-w",
            "\n%{http_code}", "--cacert", ca or certificates().ca_file,
            *arguments, url], capture_output=True)
    body, _, status = done.stdout.rpartition(b"\n")
    return int(status), body


class Api:
    """A Cloudflare stand-in with two zones, asked by curl."""

    def __init__(self):
        self.server = Server(certificates().good)
        self.vendor = self.server.mount("/client/v4/",
                Cloudflare(TOKEN, "me@example.com", "fake-key"))
        self.zone = self.vendor.add_zone("example.com")
        self.vendor.add_zone("sub.example.com")
        self.home = self.vendor.add_record(self.zone, "A",
                "home.example.com", "192.0.2.1", comment="keep",
                proxied=True, tags=["owner:me"])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.close()

    def ask(self, path, *arguments, headers=(BEARER,)):
        for header in headers:
            arguments += ("-H", header)
        status, body = curl(self.server.url("/client/v4" + path),
                *arguments)
        return status, json.loads(body)

    def write(self, method, path, body):
        return self.ask("/zones/%s/dns_records%s" % (self.zone, path),
                "-X", method, "-d", body if isinstance(body, str)
                else json.dumps(body), headers=(BEARER, JSON))


def code(answer):
    status, body = answer
    error = body["errors"][0]
    chain = [inner["code"] for inner in error.get("error_chain", [])]
    return [status, error["code"], *chain]
