"""provider_faults - what a provider's server may answer in place of the truth,
and the cases that follow from it: one for each place where it may happen."""

from cloudflare_world import HOME
from common import OLD
from matrix import Case

WHO = "home.example.com: cloudflare: "
ID = "%032x" % 7
SENSELESS = r"the reply \(HTTP \d+, \d+ bytes\) makes no sense"
PROXY = "is a proxy or portal in between"
LATER = "the next run may do"
RIGHT = "is this the right server"


def is_write(request):
    return request.method != "GET"


PLACES = {
    "list of zones": lambda request: request.path.endswith("/zones"),
    "list of records": lambda request: request.method == "GET"
        and request.path.endswith("dns_records"),
    "write": is_write,
}
READS = ("list of zones", "list of records")


def success(result, **more):
    return dict({"success": True, "errors": [], "messages": [],
        "result": result}, **more)


def refusal(code, message):
    return {"success": False, "errors": [{"code": code, "message": message}],
        "messages": [], "result": None}


def record(**more):
    """One as the provider shows it, with what is put in its place."""
    return dict({"id": ID, "name": HOME, "type": "A", "content": OLD,
        "ttl": 300, "proxied": False}, **more)


def wrong(title, wanted, fact, step, kind="status", places=PLACES, more=(),
        times=None, **details):
    """One case for each place; details are the fault's, more the case's; times:
    how often it is asked there."""
    def inject(when):
        return lambda world: world.provider.server.misbehave(kind, when=when,
            **details)
    return [Case("provider: %s, to the %s" % (title, place), wanted,
        (WHO, fact, step), inject(PLACES[place]), **dict({"writes":
        int(place == "write")}, **dict(more, asked=times and list(
        PLACES).index(place) + times))) for place in places]


def says(title, wanted, fact, step, body=b"", status=200, **more):
    return wrong(title, wanted, fact, step, status=status, body=body, **more)


def senseless(title, body, status=200, **more):
    return says(title, 76, SENSELESS, PROXY, body, status, **more)
