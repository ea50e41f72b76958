"""row_talks - the talks (tests/talk/player.c) that a row of services.def must
be able to hold, made from the row alone."""

import json
import re

import expansion
from expansion import Wish

OLD, OLD6 = "192.0.2.1", "2001:db8::1"
NEW, NEW6 = "192.0.2.7", "2001:db8::7"
OTHER, OTHER6 = "198.51.100.9", "2001:db8::9"
ZONE = "example.test"
SERVER = "192.0.2.53"
PAGE = "<html><head><title>Sign in</title></head><body>Hotel</body></html>"
PLAIN = {"user": "test-user", "password": "test-password",
    "token": "test-token", "id": "12345"}
# The user's has all but the colon, where it would end.
HARD = {"user": "a$b &c,#d%e\"f'g\\ h\u00e4\u00f6+i=j?k/l@example.test",
    "password": "p:$q &r,#s%t\"u'v\\ w\u00fc\u00df+x=y?z/{ip};|",
    "token": "t:$u &v,#w%x\"y'z\\ a\u20ac\u00e9+b=c?d/{id};|", "id": "12345"}
WANTED = {"4": (NEW, None), "6": (None, NEW6), "46": (NEW, NEW6)}
MOST = 20   # names in one request


class Talk:
    """One row and what is wished of it; text() writes it down."""

    def __init__(self, row, families="4", settings=PLAIN, names=("home",),
            live=(OLD, OLD6)):
        self.row, self.live = row, live
        above = row.suffix or ZONE
        self.names = [name + "." + above if name else above
                for name in names]
        self.ip, self.ip6 = WANTED[families]
        self.settings = {key: settings[key] for key in row.needs}
        if row.has_place("{zone") or row.has_place("{label"):
            self.settings["zone"] = ZONE

    def wishes(self):
        """What each request sets."""
        some = [self.names[first:first + MOST]
                for first in range(0, len(self.names), MOST)]
        families = [(self.ip, self.ip6)] if self.row.together or not (
                self.ip and self.ip6) else [(self.ip, None), (None, self.ip6)]
        return [Wish(names, ip, ip6, self.live, self.settings)
                for names in some for ip, ip6 in families]

    @property
    def addresses(self):
        return [address for address in (self.ip, self.ip6) if address]

    def text(self, *replies, ends):
        """One reply for each request; all records end alike."""
        wishes = self.wishes()
        lines = self._begin() + self._dns()
        for wish, reply in zip(wishes, replies * len(wishes)):
            lines += self._asked(wish) + reply(self.row, wish)
        records = len(self.names) * len(self.addresses)
        return "\n".join(lines + ["= " + ends] * records) + "\n"

    def untouched(self, ends):
        """Nothing is sent."""
        return "\n".join(self._begin() + self._dns() + ["= " + ends]
                * len(self.addresses)) + "\n"

    def _begin(self):
        families = (["A"] if self.ip else []) + (["AAAA"] if self.ip6 else [])
        given = families + self.addresses + [
                "%s=%s" % (key, quoted(value))
                for key, value in self.settings.items()]
        if self.row.has_record:
            given.append("live-server=" + SERVER)
        return ["$ %s %s %s" % (self.row.id, name, " ".join(given
                if number == 0 else families))
                for number, name in enumerate(self.names)]

    def _dns(self):
        """How describe asks what there is, and hears it."""
        if not self.row.has_record:
            return []
        both = self.row.has_place("|live}")
        return [line for name in self.names
                for type, value, asked in (("A", self.live[0], self.ip),
                ("AAAA", self.live[1], self.ip6)) if asked or both
                for line in answer(name, type, value)]

    def _asked(self, wish):
        request = expansion.request(self.row, wish)
        lines = ["> %s %s%s" % (request.method, request.url,
                " over IPv%s" % (4 if wish.ip else 6)
                if self.row.from_source else "")]
        lines += ["> %s: %s" % header for header in request.headers]
        return lines + ["> " + line for line
                in (request.body or "").splitlines()]


def answer(name, type, value):
    lines = ["> DNS %s %s %s" % (SERVER, name, type), "< NOERROR"]
    return lines + (["< %s 60 %s %s" % (name, type, value)] if value else [])


def quoted(value):
    """A word of a talk; within quotes a quote is written twice."""
    return "'%s'" % value.replace("'", "''") if re.search("[ ']", value) \
            else value


def plain(status, body):
    """A reply that is the same whatever was asked."""
    return lambda row, wish: said(status, body)


def said(status, body):
    first, *more = body.split("\n")
    return ["< %d %s" % (status, first)] + ["< " + line for line in more]


def token(word, address=None):
    """A dyndns2 token with the address, or another one, for each name."""
    return lambda row, wish: said(200, "\n".join(["%s %s" % (word, address
            or ",".join(wish.addresses))] * len(wish.names)))


def phrase(text, address=None, inside=False):
    """A phrase of the row in the shape of its answers: with an address beside
    it instead of its own, or within a longer word."""
    def reply(row, wish):
        word = expansion.phrase(row, wish, text)
        if inside:
            word = within(word)
        if address:
            for own in wish.addresses:
                word = word.replace(own, address)
        return said(200, framed(row, word, address))
    return reply


def within(word):
    return (("Q" if is_word(word[0]) else "") + word
            + ("q" if is_word(word[-1]) else ""))


def framed(row, word, beside=None):
    """At the member of a JSON answer, if the row says where."""
    if not row.at:
        return word + (" " + beside if beside else "")
    value = {"true": True, "false": False}.get(word, word)
    for part in reversed(row.at.split(".")):
        value = [value] if part == "0" else {part: value}
    if beside:
        value["address-of-it"] = beside
    return json.dumps(value)


def is_word(letter):
    return letter.isalnum() or letter == "_"


def succeeds(row):
    """How the service says that it is done."""
    if row.good:
        return phrase(row.phrases("good")[0])
    return plain(200, "") if row.by_status else token("good")


def done(row):
    """Where there is no record to look at, none is known."""
    return "changed" if row.has_record else "created"


def talks(row):
    """(case, text) of every talk of the row."""
    yield from _families(row)
    yield from _phrases(row)
    yield from _failures(row)
    yield from _own_rules(row)


def _families(row):
    for families in ["4"] if row.ipv4_only else ["4", "6"] \
            if row.one_family else ["4", "6", "46"]:
        talk = Talk(row, families)
        yield "good-" + families, talk.text(succeeds(row), ends=done(row))
        if not row.by_status:
            same = phrase(row.phrases("same")[0]) if row.same else \
                    plain(200, "nochg") if row.good else token("nochg")
            yield "same-" + families, talk.text(same, ends="unchanged")
        if row.has_record:
            yield "unchanged-" + families, Talk(row, families, live=(NEW,
                    NEW6)).untouched("unchanged")
        if row.has_record and not (row.has_place("{ip|live}")
                and families == "6"):
            yield "created-" + families, Talk(row, families, live=(
                    None, None)).text(succeeds(row), ends="created")


def _phrases(row):
    ends = {"refused": "failed forbidden refuses", "later":
        "failed later come later", "same": "unchanged", "good": done(row)}
    for member, end in ends.items():
        for number, text in enumerate(row.phrases(member), 1):
            yield "%s-%d" % (member, number), Talk(row).text(phrase(text),
                    ends=end)
            if member in ("same", "good") and not row.by_status \
                    and within(text) != text:
                yield "%s-%d-inside" % (member, number), Talk(row).text(
                        phrase(text, inside=True), ends="failed protocol")
            if member in ("same", "good"):
                yield "%s-%d-other" % (member, number), Talk(row).text(
                        phrase(text, OTHER), ends="failed protocol")


def _failures(row):
    talk = Talk(row)
    yield "401", talk.text(plain(401, ""), ends="failed auth 401")
    yield "500", talk.text(plain(500, "trouble"), ends="failed later 500")
    yield "404", talk.text(plain(404, ""), ends="failed missing 404")
    if "badauth" not in row.phrases("refused"):
        yield "badauth", talk.text(plain(200, "badauth"),
                ends="failed auth badauth")
    yield "911", talk.text(plain(200, "911"), ends="failed later 911")
    yield "mocked", talk.text(token("good", "127.0.0.1"),
            ends="failed protocol another" if "good" in row.phrases("good")
            else "failed auth blocked")
    yield "other", talk.text(token("good", OTHER), ends="failed protocol")
    if not row.ipv4_only:
        yield "other-6", Talk(row, "6").text(token("good", OTHER6),
                ends="failed protocol")
    if not row.by_status:
        yield "page", talk.text(plain(200, PAGE), ends="failed protocol")
        yield "empty", talk.text(plain(200, ""), ends="failed protocol")


def _own_rules(row):
    if row.needs:
        yield "hard", Talk(row, settings=HARD).text(succeeds(row),
                ends=done(row))
    if row.several:
        for count in (2, MOST, MOST + 1):
            yield "names-%d" % count, Talk(row, names=["n%d" % number
                    for number in range(count)]).text(succeeds(row),
                    ends="changed")
    if row.has_place("{label") or row.has_place("{apex"):
        yield "apex", Talk(row, names=[""]).text(succeeds(row),
                ends="changed")
    if row.refused and row.good and not row.at:
        yield "refused-first", Talk(row).text(phrase(row.phrases("good")[0]
                + " " + row.phrases("refused")[0]), ends="failed forbidden")
    if row.good and not row.at:
        first = row.phrases("good")[0]
        yield "any-case", Talk(row).text(phrase(first if "{" in first
                else first.swapcase()), ends=done(row))
    if row.at:
        yield "elsewhere-in-json", Talk(row).text(plain(200, json.dumps(
                {"it": row.phrases("good")[0], "other": [True, "true"]})),
                ends="failed protocol")
    if row.has_place("{ip|live}"):
        yield "no-ipv4", Talk(row, "6", live=(None, OLD6)).untouched(
                "failed refused where none is sent")
    if row.suffix:
        yield "outside", "$ %s home.example.net A %s %s\n" \
                "= failed refused %s\n" % (row.id, NEW, " ".join(
                "%s=x" % key for key in row.needs), row.suffix)
