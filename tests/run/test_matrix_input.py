#!/usr/bin/env -S python3 -B
"""The fault matrix, of what the user gives: configurations, secrets and names
that are wrong. Nobody is asked of any of them, or just for what is meant."""

import os
import shutil
import subprocess

import temporary
from cloudflare_world import HOME, TOKEN
from common import NEW, OLD
from harness import (STATIC, expect_equal, main, secret, write)
from matrix import Case, World, register

CHANGED = dict(records={(HOME, "A"): [NEW]}, writes=1)
CONFIG = b"[default]\nprovider = cloudflare\n"
AT = r"^dnsfollow: \S+/dnsfollow\.conf"


class Given(World):
    """Its configuration is `config`, bytes, or what make(path) makes."""

    config, make, before, env, args = CONFIG, None, (), {}, ()

    def start(self, *args, **more):
        path = os.path.join(temporary.directory("given"), "dnsfollow.conf")
        if self.make:
            self.make(path)
        else:
            write(os.path.dirname(path), "dnsfollow.conf", self.config)
        return super().start("-f", path, *self.args, *args, config="#\n",
                before=self.before, env=self.env, **more)


def given(title, status, line, inject=None, **more):
    if status:
        more = dict({"asked": 0}, **more)
    else:
        more = dict(CHANGED, **more)
    register(Case(title, status, line, inject, **dict({"world": Given},
            **more)))


def text(config):
    def inject(world):
        world.config = config
    return inject


def made(make):
    def inject(world):
        world.make = make
    return inject


# Configurations: the place of what is wrong, and what.

LONG = 1 << 20
for title, (config, where, what) in dict(
        unknown_key=(b"[default]\nprovidr = x\n", ":2", "provider"),
        key_of_a_megabyte=(b"[default]\n%s = 1\n" % (b"k" * 900000), ":2",
        r"unknown key \"k{256}\"; dnsfollow.conf\(5\) lists them$"),
        value_of_a_megabyte=(b"[default]\nttl = %s\n" % (b"9" * 900000), ":2",
        r"ttl: \"9{256}\" is no number from 1 to 2147483647$"),
        title_of_a_megabyte=(b"[%s]\n" % (b"x" * 900000), ":1",
        r"\[x{256}\] has more than 253 bytes; a title"),
        line_of_a_megabyte=(b"x" * LONG, "", "longer than 1 MB|:1"),
        line_without_an_end=(b"[default]\nttl", ":2", "key = value"),
        nul=(b"[default]\nprovider = cloud\0flare\n", "", "NUL"),
        nul_alone=(b"\0", "", "NUL"),
        utf_16=("[default]\n".encode("utf-16"), "", "NUL"),
        latin_1=(b"[default]\nprovider = cloudfl\xe4re\n", ":2", "provider"),
        mark_in_the_middle=(b"[default]\n\xef\xbb\xbfttl = 60\n", ":2",
        "unknown key"),
        terminal_escape=(b"[default]\n\x1b[2J = 1\n", ":2", ""),
        carriage_return_alone=(b"[default]\rttl = 60\r", ":1", "")).items():
    given("configuration_with_" + title, 78, (AT + where, what), text(config))
for title, config in dict(
        mark=b"\xef\xbb\xbf" + CONFIG, line_ends_of_windows=CONFIG.replace(
        b"\n", b"\r\n"), no_last_line_end=CONFIG.rstrip(b"\n"),
        blanks=b" \n\t[default] \n  provider\t=   cloudflare  \n\n",
        comment_of_half_a_megabyte=b"# " + b"x" * (LONG // 2) + b"\n"
        + CONFIG).items():
    given("configuration_with_%s_is_read" % title, 0, None, text(config))


def link(path):
    write(os.path.dirname(path), "real", CONFIG)
    os.symlink("real", path)


given("configuration_is_a_link", 0, None, made(link))
NO_FILE = "cannot read .*: it is no regular file; give another"
for title, make, what in (
        ("a_directory", os.mkdir, NO_FILE), ("a_pipe", os.mkfifo, NO_FILE),
        ("a_device", lambda path: os.symlink("/dev/zero", path), NO_FILE),
        ("a_link_to_itself", lambda path: os.symlink(path, path),
        "cannot read .*: Too many levels"),
        ("missing", lambda path: None, "cannot read .*: No such file"),
        ("a_dangling_link", lambda path: os.symlink("nothing", path),
        "cannot read .*: No such file")):
    given("configuration_is_" + title, 66, ("^dnsfollow: " + what,),
        made(make))


# Root may read anything, unless it gives up just that.
POWERLESS = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search") \
    if os.getuid() == 0 else ()


def closed(path):
    write(os.path.dirname(path), "dnsfollow.conf", CONFIG, 0)


def unreadable(world):
    world.make, world.before = closed, POWERLESS


if POWERLESS and (not shutil.which("setpriv") or subprocess.run([*POWERLESS,
        "true"], stderr=subprocess.DEVNULL).returncode):
    print("skip configuration_is_unreadable: root may read anything here")
else:
    given("configuration_is_unreadable", 66, ("^dnsfollow: cannot read .*: "
        "Permission denied; give another",), unreadable)
for mode in (0o640, 0o604, 0o620, 0o602):
    def open_to_others(world, mode=mode):
        world.env = {"CLOUDFLARE_API_TOKEN": ""}
        world.make = lambda path: write(os.path.dirname(path),
                "dnsfollow.conf", CONFIG + b"token = %s\n" % TOKEN.encode(),
                mode)
    given("configuration_with_a_secret_has_mode_%o" % mode, 78, ("^dnsfollow: "
        r"\S+/dnsfollow\.conf holds a secret and others may (read|change) it: "
        r"run \"chmod 600 \S+/dnsfollow\.conf\"$",), open_to_others)


# Secrets. They reach the provider as they are, or not at all. The provider
# refuses those that its tokens cannot look like.

def by_variable(world, value):
    world.env = {"CLOUDFLARE_API_TOKEN": value}


def by_file(world, value):
    world.env = {"CLOUDFLARE_API_TOKEN": ""}
    world.args = ("--token-file", write(temporary.directory("token"), "token",
            value))


def by_command(world, value):
    path = write(temporary.directory("token"), "token", value)
    world.env = {"CLOUDFLARE_API_TOKEN": ""}
    world.args = ("--token-command", "cat " + path)


def by_configuration(world, value):
    world.env = {"CLOUDFLARE_API_TOKEN": ""}
    world.config = CONFIG + b"token = %s\n" % value.encode()


GOOD_PART = "TESTEXAMPLE-odd-secret-0123456789"
secret(GOOD_PART)
LINES = {"newline": "%s\nX", "injection": "%s\r\nHost: www.example.net",
    "return": "%s\rHost: www.example.net", "two_lines": "X\n%s\n"}
for title, form in LINES.items():
    for way in (by_variable, by_file):
        given("secret_with_%s_%s" % (title, way.__name__), 78,
            (r"^dnsfollow: cloudflare: token in \S+ has more than one line; "
            "leave the secret alone in it$",), lambda world, way=way,
            form=form: way(world, form % GOOD_PART))
for way in (by_variable, by_file, by_command, by_configuration):
    given("secret_of_17_kb_" + way.__name__, 78, ("^dnsfollow: .*(too long|"
        "more than)",), lambda world, way=way: way(world, "T" * 17000))
for title, value in {"quote": 'TESTEXAMPLE"0123', "apostrophe":
        "TESTEXAMPLE'0123", "percent": "TESTEXAMPLE%s%n%0d%0aHost:%20x",
        "backslash": "TESTEXAMPLE\\r\\nHost: x", "dollar":
        "TESTEXAMPLE$(id)`id`", "hash": "TESTEXAMPLE#;0123"}.items():
    secret(value)
    for way in (by_variable, by_file, by_command, by_configuration):
        def put(world, way=way, value=value):
            way(world, value)

        def as_it_is(world, done, value=value):
            for request in world.provider.server.requests:
                expect_equal(request.header("authorization"),
                        "Bearer " + value, "header")
                expect_equal(request.host.split(":")[0], "127.0.0.1", "host")
        given("secret_with_%s_%s" % (title, way.__name__), 77,
            (r"^dnsfollow: %s: cloudflare: .*\(6003" % HOME,), put, asked=1,
            after=as_it_is)


# Names.

BAD = dict(empty="", empty_label="a..example.com", first_label_empty=
    ".example.com", dot=".", label_of_64="a" * 64 + ".example.com",
    of_254="a." * 121 + "bexample.com", blank="a b.example.com",
    path="../../etc/passwd", slash="a/b.example.com",
    query="x.example.com&myip=192.0.2.9", question="x.example.com?a=b",
    fragment="x#.example.com", percent="x%2e.example.com",
    line_end="x.example.com\r\nHost: y", nul_written="x%00.example.com",
    inner_star="a.*.example.com", part_star="a*.example.com",
    address="192.0.2.1", url="https://home.example.com/",
    latin_1="x\udcff.example.com", escape="\x1b[2J.example.com",
    bidi="\u202emoc.example.com")
for title, name in BAD.items():
    given("name_with_" + title, 64, ('^dnsfollow: ".*" (has|is) ',),
        names=("--", name))
    if title not in ("empty", "line_end", "latin_1"):
        given("configured_name_with_" + title, 78, (AT + ":1: ",
            r"\[.*\] (has|is) .*; a title is default, account NAME, or DNS "
            "names$"), text(b"[%s]\nprovider = cloudflare\n"
            % name.encode()), names=())


def kept(title, name, wire):
    """A name that is one; wire: as it stands in requests."""
    given("name_with_" + title, 0, None, lambda world:
        world.provider.add("A", wire, OLD), names=(name,),
        records={(wire, "A"): [NEW]})


for title, name, wire in (
        ("upper_case", "HOME2.Example.COM", "home2.example.com"),
        ("trailing_dot", "home2.example.com.", "home2.example.com"),
        ("star", "*.example.com", "*.example.com"),
        ("underscore", "_a.example.com", "_a.example.com"),
        ("label_of_63", "a" * 63 + ".example.com", "a" * 63 + ".example.com")):
    kept(title, name, wire)
if STATIC:
    print("skip name_with_idn: this libcurl knows none")
else:
    kept("idn", "b\u00fccher.example.com",
        "xn--bcher-kva.example.com")

main()
