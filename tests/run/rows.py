"""rows - reads the tables of services: src/services.def and src/gone.def.

They are C, of which no more is understood here than their rows need: string
literals beside each other, numbers with products, words, and members with a
name. What is anything else ends the test with the line it stands in.
"""

import os
import re

from harness import ROOT

TOKEN = re.compile(r'''(?P<blank>\s+|/\*.*?\*/|//[^\n]*)
    |(?P<string>"(?:[^"\\\n]|\\.)*")
    |(?P<number>[0-9]+(?=[^A-Za-z0-9_]))
    |(?P<word>[A-Za-z0-9_]+)
    |(?P<sign>[().,=*])''', re.VERBOSE | re.DOTALL)
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "'": "'"}
WORDS = {"NULL": None, "true": True, "false": False}
PHRASES = ("refused", "later", "same", "good")
TEXTS = ("request", "request6", "header", "body", "suffix", "at") + PHRASES
FLAGS = ("posts", "all_names", "from_source", "by_status")

# LOGIN: the settings it needs, and the two halves of Basic authentication.
LOGINS = {
    "BASIC": (("user", "password"), ("{user}", "{password}")),
    "HOST_BASIC": (("password",), ("{name}", "{password}")),
    "TOKEN_BASIC": (("token",), ("{token}", "{token}")),
    "NONE_BASIC": (("token",), ("none", "{token}")),
    "USER_PASSWORD": (("user", "password"), None),
    "PASSWORD": (("password",), None),
    "TOKEN": (("token",), None),
}
FAMILIES = {
    "TOGETHER": {"together"},
    "TOGETHER_20": {"together", "several"},
    "EACH": set(),
    "ONE_FAMILY": {"one_family"},
    "IPV4_ONLY": {"ipv4_only"},
    "IPV4_ONLY_20": {"ipv4_only", "several"},
    "NO_RECORD_IPV4": {"ipv4_only", "no_record"},
}


class Row:
    """One service, as its row says it; a member that it lacks is None."""

    def __init__(self, fields, members):
        (self.id, self.title, aliases, self.docs, self.base, self.login_word,
                self.families, self.about) = fields
        self.aliases = aliases.split("|") if aliases else []
        self.interval = members.pop("interval", 0)
        for name in TEXTS + FLAGS:
            setattr(self, name, members.pop(name, None))
        if members:
            raise ValueError("%s: no member %s is known here" % (self.id,
                    ", ".join(members)))
        word = re.sub("_ID$", "", self.login_word)
        needs, self.login = LOGINS[word]
        self.needs = needs + (("id",) if word != self.login_word else ())
        said = FAMILIES[self.families]
        self.together = "together" in said  # both families in one request
        self.one_family = "one_family" in said
        self.ipv4_only = "ipv4_only" in said
        self.several = "several" in said    # names in one request
        self.has_record = "no_record" not in said   # in the DNS

    def phrases(self, member):
        """Each by itself, its places not yet filled in."""
        text = getattr(self, member)
        return text.split("|") if text else []

    def has_place(self, start):
        return any(start in (text or "") for text in (self.request,
                self.request6, self.body))


def services():
    return [_row(arguments) for arguments in _calls("services.def",
            "SERVICE")]


def gone():
    """ID: its other names, its title, and why it cannot be served."""
    return {id: (aliases.split("|") if aliases else [], title, why)
            for id, aliases, title, why in _calls("gone.def", "GONE")}


def source(name):
    with open(os.path.join(ROOT, "src", name), encoding="utf-8") as file:
        return file.read()


def _row(arguments):
    fields = [str(arguments[0]), *arguments[1:8]]
    members = dict(arguments[8:])
    if len(members) != len(arguments) - 8:
        raise ValueError("%s: a member stands twice" % fields[0])
    return Row(fields, members)


def _calls(name, macro):
    """The arguments of each MACRO(...), a member as a pair."""
    tokens = list(_tokens(name, source(name)))
    found = []
    while tokens:
        if tokens[:2] != [("word", macro), ("sign", "(")]:
            raise ValueError("%s: %s(...) was expected at %r" % (name, macro,
                    tokens[:4]))
        tokens = tokens[2:]
        arguments = []
        while True:
            value, tokens = _argument(tokens)
            arguments.append(value)
            end, tokens = tokens[0], tokens[1:]
            if end == ("sign", ")"):
                break
            if end != ("sign", ","):
                raise ValueError("%s: a comma was expected after %r"
                        % (name, value))
        found.append(arguments)
    return found


def _tokens(name, text):
    at = 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise ValueError("%s:%d: %r is not understood" % (name,
                    text.count("\n", 0, at) + 1, text[at:at + 20]))
        at = match.end()
        if match.lastgroup != "blank":
            yield match.lastgroup, match.group()


def _argument(tokens):
    if tokens[0] == ("sign", "."):
        name = tokens[1][1]
        if tokens[2] != ("sign", "="):
            raise ValueError("= was expected after ." + name)
        value, tokens = _value(tokens[3:])
        return (name, value), tokens
    return _value(tokens)


def _value(tokens):
    kind, text = tokens[0]
    if kind == "string":
        value = ""
        while tokens[0][0] == "string":
            value += _string(tokens[0][1])
            tokens = tokens[1:]
        return value, tokens
    if kind == "number" and tokens[1] not in (("sign", ","), ("sign", ")")):
        factor, rest = _value(tokens[2:])
        if tokens[1] != ("sign", "*"):
            raise ValueError("%r after a number" % (tokens[1],))
        return int(text) * factor, rest
    if kind == "number":
        return int(text), tokens[1:]
    if kind == "word":
        return WORDS.get(text, text), tokens[1:]
    raise ValueError("a value was expected at %r" % (tokens[:4],))


def _string(literal):
    return re.sub(r"\\(.)", lambda match: ESCAPES[match.group(1)],
            literal[1:-1])
