"""dyndns2 - a dynamic-DNS service in the manner of /nic/update, and a strict
one: each of its peculiarities is an argument, and what the protocol calls
misuse is counted and punished.

No answer depends on chance, so a test may also tell it what to say next.
"""

import base64
import collections
import ipaddress
import re

from message import Refused, Response
from standin import Service

GENERIC = re.compile(r"(curl|wget|mozilla|python|java|okhttp|go-http|libwww|"
    r"ruby|php|perl)\b", re.I)
NAMED = re.compile(r"[A-Za-z][\w .-]*/\w[\w.-]*( .+)?")
LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
FQDN = re.compile(r"(\*\.)?%s(\.%s)+" % (LABEL, LABEL))


class Word(Exception):
    """The answer, when it is one for the whole request."""


class Dyndns2(Service):
    """
    auth        where user and password must stand, and nowhere else: "basic",
                "query" or "form"; user "{name}" is the name itself
    method      "GET" with a query, or "POST" with a form
    login       what user and password are called in a query or form; None:
                there is no such field
    v4, v6      what the address of the family is called; None: not taken
    both        of one parameter for two families: "list" or "each"
    absent      what becomes of the family that was not sent: "keep", "delete"
    extra       fields that must be there with just this value
    most        names in one request
    statuses    HTTP status of an answer, by its word; 200 else
    patience    how often the same may be sent again before it is abuse
    tries       logins that may fail before the account is closed
    """

    def __init__(self, names, user="user", password="password", auth="basic",
            method="GET", path="/nic/update", login=("username", "password"),
            host="hostname", v4="myip", v6="myip", both="list",
            absent="keep", extra=None, most=20, statuses=None, patience=3,
            tries=5, changed=None):
        self.held = {name: {"A": None, "AAAA": None} for name in names}
        self.others = set()     # names of other accounts
        self.blocked = set()    # names that were abused
        self.counts = collections.Counter()     # of the words it answered
        self.said = []          # every answer, in its order
        self.next = []          # answers for the next requests, as they are
        self.leaks = 0          # requests with a password where it is logged
        self.closed = False     # the account, after too many failed logins
        self.user, self.password, self.auth = user, password, auth
        self.method, self.path, self.login = method, path, login
        self.host, self.v4, self.v6, self.both = host, v4, v6, both
        self.absent, self.extra, self.most = absent, extra or {}, most
        self.statuses, self.patience = statuses or {}, patience
        self.tries = tries
        self._same, self._failed = collections.Counter(), 0
        self._changed = changed or (lambda name, type, address: None)

    def reads(self, request):
        return False

    def handle(self, request):
        try:
            lines = self._answer(request)
        except Word as word:
            lines = [str(word)]
        except (Refused, ValueError, UnicodeDecodeError):
            lines = ["badsys"]
        first = lines[0].split(" ")[0]
        self.said.append(lines)
        self.counts.update(line.split(" ")[0] for line in lines)
        return Response(self.statuses.get(first, 200), "\n".join(lines)
                + "\n")

    def _answer(self, request):
        if self.next:
            raise Word(self.next.pop(0))
        if request.path != self.path:
            raise Word("badsys")
        self._look_for_leaks(request)
        if request.method != self.method:
            raise Word("badsys")
        agent = request.header("user-agent", "")
        if GENERIC.match(agent) or not NAMED.fullmatch(agent):
            raise Word("badagent")
        given = dict(request.form if self.method == "POST"
                else request.query)
        if self.method == "POST" and request.raw_query:
            raise Word("badsys")
        names = given.pop(self.host, "").split(",")
        self._admit(request, given, names[0])
        wanted = self._wanted(given)
        if len(names) > self.most:
            raise Word("numhost")
        return [self._set(name, wanted) for name in names]

    def _look_for_leaks(self, request):
        """A password in the URL stands in every log on the way."""
        query = dict(request.pairs) if request.raw_query else {}
        if self.auth != "query" and (self.password in query.values()
                or self.login[1] in query):
            self.leaks += 1
            raise Word("badauth")

    def _admit(self, request, given, name):
        if self.closed:
            raise Word("abuse")
        user = name if self.user == "{name}" else self.user
        header = request.header("authorization")
        if self.auth == "basic":
            good = header == "Basic " + base64.b64encode(
                    ("%s:%s" % (user, self.password)).encode()).decode()
        else:
            wanted = [(key, value) for key, value
                    in zip(self.login, (user, self.password)) if key]
            good = header is None and all(given.pop(key, None) == value
                    for key, value in wanted)
        if good:
            self._failed = 0
            return
        self._failed += 1
        self.closed = self._failed > self.tries
        raise Word("badauth")

    def _wanted(self, given):
        """The addresses by type. None is guessed from where it comes: whoever
        leaves them out publishes a proxy sooner or later."""
        for key, value in self.extra.items():
            if given.pop(key, None) != value:
                raise Word("badsys")
        wanted = {}
        for key, versions in self._parameters().items():
            texts = given.pop(key, "").split(",")
            if len(texts) > 1 and (self.both != "list"
                    or len(versions) == 1):
                raise Word("badip")
            for text in filter(None, texts):
                address = _address(text, versions)
                type = "A" if address.version == 4 else "AAAA"
                if type in wanted:
                    raise Word("badip")
                wanted[type] = str(address)
        if given or not wanted:
            raise Word("badsys")
        return wanted

    def _parameters(self):
        versions = {}
        for key, version in ((self.v4, 4), (self.v6, 6)):
            if key:
                versions.setdefault(key, set()).add(version)
        return versions

    def _set(self, name, wanted):
        if not FQDN.fullmatch(name.lower()):
            return "notfqdn"
        if name in self.others:
            return "!yours"
        if name not in self.held:
            return "nohost"
        if name in self.blocked:
            return "abuse"
        held = self.held[name]
        after = dict(dict.fromkeys(held) if self.absent == "delete"
                else held, **wanted)
        if after == held:
            self._same[name] += 1
            if self._same[name] > self.patience:
                self.blocked.add(name)
                return "abuse"
        word = "nochg" if after == held else "good"
        for type in after:
            if after[type] != held[type]:
                self._same[name] = 0
                held[type] = after[type]
                self._changed(name, type, after[type])
        return word + " " + ",".join(wanted[type] for type in sorted(wanted))


def _address(text, versions):
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        raise Word("badip")
    if address.version not in versions:
        raise Word("badip")
    return address
