#!/usr/bin/env -S python3 -B
"""Whoever comes from inadyn, ddclient or OpenWrt finds the service by the name
it has there: tests/services.names (client, name, what it is here)."""

import os
import re

import rows
from harness import (PROGRAM, ROOT, cases, expect, expect_status,
    expect_words, main, read, run, test)

NAMES = os.path.join(ROOT, "tests", "services.names")
MANUAL = os.path.join(os.path.dirname(PROGRAM), "man",
    "dnsfollow-providers.7")
CLIENTS = {"inadyn": 80, "ddclient": 70, "openwrt": 95}     # at least


def listed():
    """(client, name, target) of each line."""
    with open(NAMES, encoding="utf-8") as file:
        return [tuple(line.rstrip("\n").split("\t")) for line in file
                if not line.startswith("#")]


def manual():
    """What the manual says of each provider, and all of it, without roff."""
    text = read(MANUAL).decode().replace("\\&", "").replace("\\-", "-")
    items = {}
    for item in re.split(r"^\.(?:It Cm|Ss) ", text, flags=re.MULTILINE)[1:]:
        title, _, rest = item.partition("\n")
        items.setdefault(title.split()[0], " ".join(rest.split()))
    return items, text


def plain(name):
    """inadyn writes the kind of update before an "at" sign."""
    return name.split("@")[-1]


def is_word(word, text):
    return re.search(r"(?<![\w.-])%s(?![\w-])" % re.escape(word), text)


@test
def every_client_is_listed():
    for client, least in CLIENTS.items():
        seen = len({name for other, name, _ in listed() if other == client})
        expect(seen >= least, "%s has %d names, not %d" % (client, seen,
                least))


@cases(**{"%s-%s" % (client, name): (name, target)
    for client, name, target in listed()})
def known(name, target):
    done = run(["--list-providers=" + name])
    items, text = manual()
    if target.startswith("gone:"):
        id = target[len("gone:"):]
        title, why = rows.gone()[id][1:]
        expect_status(done, 64)
        expect_words(done.err, title, why)
        expect(id in items, "%s is not in the manual" % id)
        expect_words(items[id], why)
        expect_words(items[id] + " " + id, plain(name))
    elif target == "notyet":
        expect(done.status == 64, "it is found now: say so in services.names")
        expect(is_word(plain(name), text), "the manual does not say of %s "
                "that it is not there yet" % plain(name))
    else:
        expect_status(done, 0)
        expect(done.out.startswith(target + " - "), "it is %r, not %s"
                % (done.out.partition("\n")[0], target))


@cases(**{id: (id,) for id in rows.gone()})
def gone(id):
    aliases, title, why = rows.gone()[id]
    for name in [id, *aliases]:
        done = run(["--list-providers=" + name])
        expect_status(done, 64)
        expect_words(done.err, title, why)


main()
