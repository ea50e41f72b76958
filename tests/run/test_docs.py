#!/usr/bin/env -S python3 -B
"""The manual, the README and the examples say what the program does."""

import functools
import json
import os
import plistlib
import re
import subprocess

import rows
import temporary
from harness import (PROGRAM, ROOT, cases, expect, expect_equal,
    expect_status, expect_words, main, read, run, test, write)

AT, AT6 = "192.0.2.1", "2001:db8::1"
PAGE = os.path.join(os.path.dirname(PROGRAM), "man", "dnsfollow-providers.7")
SERVICES = rows.services()
GENERAL = ["dyndns2", "custom"]     # their examples stand in the page itself
TSIG = 'key "home" { algorithm hmac-sha256; ' \
    'secret "bm90LWEtcmVhbC1zZWNyZXQ="; };\n'


def text(*path):
    return read(os.path.join(ROOT, *path)).decode()


def output(*args):
    done = run(args)
    expect_status(done, 0)
    return done.out


def section(page, title):
    """The lines of a section of mdoc."""
    found = re.search(r"^\.Sh %s\n(.*?)(?=^\.Sh |\Z)" % title, page,
            re.M | re.S)
    expect(found, "no section " + title)
    return found.group(1)


def displays(page):
    """What a page shows to be copied."""
    blocks = re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed", page, re.M | re.S)
    expect(blocks, "no display")
    return [block.replace("\\-", "-").replace("\\e", "\\")
            for block in blocks]


def fenced(page, language):
    """The blocks of that language in a page of Markdown."""
    return re.findall(r"^```%s\n(.*?)^```" % language, page, re.M | re.S)


def below(page, title):
    """What stands under a heading of Markdown."""
    return page.split("\n## %s\n" % title, 1)[1].split("\n## ", 1)[0]


def cells(page, title):
    """Those of the table below that heading."""
    lines = [line for line in below(page, title).splitlines()
            if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")]
            for line in lines[2:]]


def help_options():
    found = set()
    for line in output("--help").splitlines():
        if line.startswith("  "):
            found |= set(re.findall(r"(?:^|\s)(--?[a-zA-Z0-9][a-z0-9-]*)",
                    line[:28].split("  ", 1)[1].split("  ")[0]
                    if line[2] == "-" else line[:28]))
    return found


def manual_options():
    found = set()
    for line in section(text("man", "dnsfollow.1"),
            "DESCRIPTION").splitlines():
        if line.startswith(".It Fl"):
            found |= {"-" + name for name
                    in re.findall(r"Fl (-?[a-zA-Z0-9][a-z0-9-]*)", line)}
    return found


def statuses():
    """As sysexit.h has them: number and name."""
    return dict((int(number), name) for name, number in re.findall(
        r"EXIT_([A-Z]+) = (\d+)", text("src", "sysexit.h")))


def listed():
    """The ids of --list-providers, by kinds."""
    return [re.findall(r"^  (\S+) ", kind, re.M)
            for kind in output("--list-providers").split("\n\n")[:-1]]


def providers():
    """Those with a file of their own."""
    known = {row.id for row in SERVICES}
    return [id for kind in listed() for id in kind if id not in known]


def provider_page():
    return read(PAGE).decode()


def plain(roff):
    """A line of the page as it is read."""
    return roff.replace("\\:", "").replace("\\-", "-").replace("\\&", "") \
        .replace("\\e", "\\").replace(" ,", ",").replace(" .", ".")


@functools.cache
def rsa_key():
    return subprocess.run(["openssl", "genrsa", "2048"], check=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode()


def kept_secret(name):
    """What a file of that name would hold."""
    if name in ("home.key", "rfc2136.tsig"):
        return TSIG
    if name == "gcloud.key":
        return json.dumps({"type": "service_account", "project_id": "home-1",
            "client_email": "dns@home-1.example.com",
            "private_key": rsa_key()})
    if name == "transip.private-key":
        return rsa_key()
    return "12345,not-a-real-secret\n"


def put_secrets(home, config):
    """The files that an example names."""
    place = os.path.join(home, ".config", "dnsfollow")
    os.makedirs(place)
    for name in set(re.findall(r"~/\.config/dnsfollow/(\S+)", config)):
        write(place, name, kept_secret(name))


def parse(config):
    """The file is read, credentials and all; no name of it is asked for."""
    home = temporary.directory("docs")
    put_secrets(home, config)
    target = os.path.join(home, "hosts")
    done = run(["-f", write(home, "dnsfollow.conf", config), "--set",
        "path=" + target, "-n", "-p", "file", "-i", AT, "-4",
        "--allow-special", "docs.example.test"], {"HOME": home})
    expect_status(done, 0)
    return home


def accounts_open(config):
    """Every name of the file finds its account and its credentials: the run
    gets as far as the network, which is a closed port."""
    home = parse(config)
    done = run(["-f", os.path.join(home, "dnsfollow.conf"), "-n", "--json",
        "-4", "-6", "-i", AT, "-i", AT6, "--allow-special",
        "--proxy", "http://127.0.0.1:9",
        "--live-server", "127.0.0.1:9", "--retry-for", "0", "--timeout",
        "5"], {"HOME": home})
    report = done.json()
    expect(report["records"], "no name was tried: %s" % report["errors"])
    for record in report["records"]:
        error = record["error"]
        expect(error is None or error["exit"] not in (64, 66, 77, 78),
            "%s: %s" % (record["name"], error))


@test
def help_and_manual_have_the_same_options():
    ours, manual = help_options(), manual_options()
    expect(len(ours) > 40, "only %d options in --help" % len(ours))
    expect_equal(sorted(ours - manual), [], "not in the manual")
    expect_equal(sorted(manual - ours), [], "in the manual alone")


@test
def help_and_manual_have_the_same_groups():
    groups = re.findall(r"^([A-Z][a-z ]+):$", output("--help"), re.M)
    expect_equal(re.findall(r"^\.Ss (.*)$", section(text("man",
        "dnsfollow.1"), "DESCRIPTION"), re.M), groups, "groups")


@test
def manual_quotes_no_macro():
    """A quote goes on to the end of its line, whatever is called there."""
    for page in (text("man", "dnsfollow.1"), text("man", "dnsfollow.conf.5"),
            provider_page()):
        found = re.findall(r"^\..*\bQl .* (?:No|Ql) .*$", page, re.M)
        expect(not found, "too much stands in quotes: %s" % found)


@test
def manual_has_every_exit_status():
    found = re.findall(r"^\.It (\d+)\n(?:\.Pq ([A-Z]+)\n)?", section(
        text("man", "dnsfollow.1"), "EXIT STATUS"), re.M)
    wanted = [(str(number), name if number > 1 else "")
        for number, name in sorted(statuses().items())]
    expect_equal(found, wanted, "statuses")


@test
def readme_has_every_exit_status():
    expect_equal([int(row[0]) for row in cells(text("README.md"),
        "Exit status")], sorted(statuses()), "statuses")


@test
def readme_has_every_provider():
    table = cells(text("README.md"), "Providers")
    expect_equal([row[0].strip("`") for row in table], providers(),
        "providers")
    for name, _, credentials, permission in table:
        shown = output("--list-providers=" + name.strip("`"))
        for variable in re.findall(r"`([A-Z_]{6,})`", credentials):
            expect(re.search(r"\$%s\b" % variable, shown),
                "%s has no $%s" % (name, variable))
        for word in re.findall(r"`([a-zA-Z.]+:[a-zA-Z]+)`", permission):
            expect_words(shown, word)


@test
def readme_has_every_service():
    known = [block for block in fenced(below(text("README.md"), "Providers"),
        "") if " noip " in block]
    expect_equal(len(known), 1, "lists of services")
    expect_equal(known[0].split(), [row.id for row in SERVICES], "services")
    expect(all(len(line) < 80 for line in known[0].splitlines()), "too wide")


@test
def provider_page_has_every_provider():
    page = provider_page()
    parts = dict(part.split("\n", 1) for part in page.split("\n.Ss ")[1:])
    expect_equal(sorted(parts), sorted(providers()), "sections")
    for name in parts:
        shown = output("--list-providers=" + name)
        part = parts[name].split("\n.Sh ")[0]
        for key in re.findall(r"^  ([a-z-]+)  ", shown, re.M):
            expect(re.search(r"^\.It Cm %s\b" % key, part, re.M),
                "%s lacks %s" % (name, key))
        for variable in re.findall(r"^ +\$(\w+)", shown, re.M):
            expect("\n.Ev %s " % variable in part,
                "%s lacks %s" % (name, variable))
        for title in ("Needs", "Also"):
            for said in re.findall(r"^%s +(.*(?:\n {12}.*)*)" % title, shown,
                    re.M):
                expect(" ".join(said.split()) in plain(part),
                    "%s lacks %s" % (name, said))


@test
def provider_page_has_its_parts_in_order():
    expect_equal(re.findall(r"^\.Sh (.*)$", provider_page(), re.M), ["NAME",
        "DESCRIPTION", "HOSTED ZONES", "NAME SERVERS AND FILES OF YOUR OWN",
        "DYNAMIC-DNS SERVICES", "SERVICES BY AN UPDATE URL",
        "OTHER SERVICES", "SERVICES THAT CANNOT BE SERVED", "SEE ALSO"],
        "sections")
    zones = listed()[0]
    expect_equal(re.findall(r"^\.Ss (.*)$", section(provider_page(),
        "HOSTED ZONES"), re.M), zones, "hosted zones")
    expect_equal(re.findall(r"^\.Ss (.*)$", section(provider_page(),
        "OTHER SERVICES"), re.M), GENERAL, "other services")


@test
def provider_page_has_every_service():
    items = section(provider_page(), "SERVICES BY AN UPDATE URL") \
        .split("\n.It Cm ")[1:]
    expect_equal([item.split("\n")[0] for item in items],
        [row.id for row in SERVICES], "services")
    for row, item in zip(SERVICES, items):
        said = " ".join(plain(item).split())
        needs = list(row.needs) + (["allow-http"]
            if row.base.startswith("http:") else [])
        families = "IPv4 alone" if row.ipv4_only else "IPv4 or IPv6" \
            if row.one_family else "IPv4 and IPv6"
        for words in (row.title + ".", row.about, ".Lk " + row.docs,
                "%s, with .Cm %s." % (families, ", ".join(needs)),
                "Also known as .Cm %s." % ", ".join(row.aliases)
                if row.aliases else ""):
            expect(words in said, "%s: %r is not in %r" % (row.id, words,
                said))


@test
def provider_page_has_what_is_gone():
    part = section(provider_page(), "SERVICES THAT CANNOT BE SERVED")
    items = part.split("\n.It Cm ")[1:]
    gone = rows.gone()
    expect_equal([item.split("\n")[0] for item in items], list(gone), "gone")
    for item, (aliases, title, why) in zip(items, gone.values()):
        said = " ".join(plain(item).split())
        expect("%s %s." % (title, why) in said, said)
        expect(not aliases or ", ".join(aliases) + "." in said, said)


def name_at(config):
    """A name that the provider of the example can keep."""
    return config.replace("[NAME]", "[home.duckdns.org]" if "duckdns" in config
            else "[home.example.com]")


@test
def provider_page_examples_work():
    blocks = [block for block in displays(provider_page())
            if block.startswith("[")]
    expect_equal(sorted(re.search("^provider = (.*)$", block, re.M).group(1)
        for block in blocks), sorted(providers() + ["noip"]), "examples")
    for block in blocks:
        accounts_open(name_at(block.replace("api-url = ...",
            "api-url = http://127.0.0.1:9")))


@test
def provider_page_commands_work():
    """As they are, but for a name and an address."""
    blocks = [block for block in displays(provider_page())
            if "dnsfollow -p" in block]
    expect_equal(len(blocks), len(providers()) - len(GENERAL) + 1, "commands")
    home = temporary.directory("commands")
    os.symlink(PROGRAM, os.path.join(home, "dnsfollow"))
    for block in blocks:
        id = re.search(r"-p (\S+)", block).group(1)
        # These secrets have a form.
        command = re.sub(r"^(\w+)=\.\.\.", lambda match: "%s='%s'" % (
            match.group(1), special(id, match.group(1))), block, flags=re.M)
        command = re.sub(r" NAME\n$", " home.duckdns.org" if id == "duckdns"
            else " home.example.com", command.replace("--api-url ...",
            "--api-url http://127.0.0.1:9"))
        status, said = shell(command + " --no-config -n -i " + AT
            + " --allow-special --proxy http://127.0.0.1:9 --live-server "
            "127.0.0.1:9 --retry-for 0 --timeout 5", home, HOME=home,
            PATH=home + ":" + os.environ["PATH"])
        expect(status not in (64, 66, 77, 78, 127), "%s: %d %s" % (id, status,
            said))


def special(id, variable):
    name = {"GCE_SERVICE_ACCOUNT": "gcloud.key",
        "TRANSIP_PRIVATE_KEY": "transip.private-key",
        "RFC2136_TSIG": "rfc2136.tsig"}.get(variable, "token")
    return kept_secret(name).rstrip("\n")


@test
def manual_names_every_service_that_is_asked():
    page = text("man", "dnsfollow.1")
    hosts = set(re.findall(r'"https://([^/"]+)/', text("src",
        "echoes.def")))
    expect(len(hosts) > 10, "only %d services found" % len(hosts))
    expect_equal(sorted(host for host in hosts if host not in page), [],
        "not in the manual")


@test
def manual_names_every_source():
    part = section(text("man", "dnsfollow.1"), "SOURCES OF THE ADDRESS")
    tagged = " ".join(re.findall(r"^\.It (.*)$", part, re.M))
    for line in output("--list-sources").splitlines():
        word = re.match(r"[a-z]*", line).group(0) or "Fl"
        expect(re.search(r"\b%s\b" % word, tagged), "no " + word)


@test
def configuration_manual_has_every_key():
    page = text("man", "dnsfollow.conf.5")
    tagged = " ".join(re.findall(r"^\.It Cm (.*)$", page, re.M))
    for option in help_options():
        if not option.startswith("--"):
            continue
        key = option[2:]
        config = "[default]\n%s = no\n[a.example.test]\n" % key
        done = run(["-n", "-p", "file", "--set", "path=hosts", "-i", AT],
            config=config)
        expect_equal(bool(re.search(r"(?<![\w-])%s(?![\w-])" % key, tagged)),
            "unknown key" not in done.err, "%s in dnsfollow.conf(5)" % key)


@test
def configuration_manual_examples_work():
    for block in displays(text("man", "dnsfollow.conf.5")):
        accounts_open(block)


@test
def example_configuration_works():
    accounts_open(text("examples", "dnsfollow.conf"))


@test
def example_configuration_parses_uncommented():
    config, count = re.subn(r"^#([a-z-]+ = )", r"\1",
        text("examples", "dnsfollow.conf"), flags=re.M)
    expect(count > 10, "only %d keys are commented" % count)
    config = config.replace("interface = eth1", "interface = lo")
    home = temporary.directory("docs")
    put_secrets(home, config)
    done = run(["-f", write(home, "c", config), "-n", "-p", "file",
        "--set", "path=" + os.path.join(home, "hosts"), "-i", AT, "-4",
        "--allow-special", "docs.example.test"], {"HOME": home})
    # no-create is among them: the name is not there, and all else is right.
    expect_status(done, 68)


@test
def readme_configuration_works():
    blocks = fenced(text("README.md"), "ini")
    expect_equal(len(blocks), 2, "blocks")
    for block in blocks:
        accounts_open(block)


@test
def readme_commands_work():
    """Those of the file provider, one after another as a reader would."""
    lines = [line for block in fenced(text("README.md"), "sh")
        for line in block.splitlines() if " -p file " in line]
    expect_equal(len(lines), 3, "commands")
    home = temporary.directory("readme")
    os.mkdir(os.path.join(home, "build"))
    os.symlink(PROGRAM, os.path.join(home, "build", "dnsfollow"))
    said = [shell(line, home, HOME=home) for line in lines]
    expect_equal([status for status, _ in said], [0, 0, 0], "statuses")
    for (_, out), word in zip(said, ("created", "unchanged", "+ home")):
        expect_words(out, word)
    expect_words(text(home, "build", "hosts.test"), AT)


def shell(line, home, **env):
    done = subprocess.run(["/bin/sh", "-c", line], cwd=home,
        env={"PATH": os.environ["PATH"], "XDG_RUNTIME_DIR": home, **env},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=20,
        stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout.decode()


@test
def readme_options_exist():
    pages = (text("README.md"), text("examples", "cron", "crontab"),
        text("examples", "systemd", "dnsfollow.service"),
        text("examples", "launchd", "org.dnsfollow.plist"))
    known = help_options()
    for page in pages:
        for line in re.findall(r"^.*dnsfollow .*$|^\s*<string>--.*$", page,
                re.M):
            for word in re.findall(r"(?<=[\s>`])--[a-z][a-z-]*", line):
                expect(word in known or word == "--now",
                    "%s in %r" % (word, line))
        for word in re.findall(r"`(--[a-z][a-z-]*)", page):
            expect(word in known, word)


@test
def readme_links_lead_somewhere():
    for folder, page in (("", "README.md"), (".github", "CONTRIBUTING.md")):
        for link in re.findall(r"\]\(([^)#]+)\)", text(folder, page)):
            expect(os.path.exists(os.path.join(ROOT, folder, link)), link)


@test
def contributing_quotes_the_code():
    page = text(".github", "CONTRIBUTING.md")
    lines = {line.strip() for line in (text("src", "provider", "duckdns.c")
        + text("src", "provider", "cloudflare.c")
        + text("src", "providers.def")).splitlines()}
    blocks = fenced(page, "c")
    expect(len(blocks) > 8, "only %d blocks" % len(blocks))
    for block in blocks:
        expect(block in text("src", "services.def")
            if block.startswith("SERVICE(") else all(line.strip() in lines
            or line.strip() == "..." for line in block.splitlines()),
            "it is otherwise in the code: %r" % block)


@test
def contributing_quotes_the_witness():
    known = text("tests", "run", "services.urls").splitlines()
    quoted = [line for line in text(".github", "CONTRIBUTING.md").splitlines()
            if "\t" in line and "://" in line]
    expect(quoted and all(line in known for line in quoted), quoted)


@test
def contributing_names_words_that_there_are():
    page = text(".github", "CONTRIBUTING.md")
    words = "".join(text("src", name + ".h") for name in ("request", "reply",
        "listing", "shape", "service", "provider", "record", "task"))
    for word in re.findall(r"`([a-z]+(?:_[a-z]+)+)(?=\(|`)", page):
        if not word.startswith(("read_", "write_by")) or word == "read_reply":
            expect(re.search(r"\b%s\b" % word, words), word)


@test
def launchd_example_is_a_plist():
    agent = plistlib.loads(text("examples", "launchd",
        "org.dnsfollow.plist").encode())
    expect_equal(agent["StartInterval"], 300, "StartInterval")
    expect(agent["RunAtLoad"] is True, "RunAtLoad")
    home = temporary.directory("launchd")
    token = write(home, "token", "not-a-real-secret\n")
    # All of its arguments are understood: only the network is missing.
    args = [token if word.endswith("/token") else word
        for word in agent["ProgramArguments"][1:]]
    done = run([*args, "-n", "-i", AT, "--allow-special", "--api-url",
        "http://127.0.0.1:9", "--retry-for", "0"])
    expect_status(done, 75)


@test
def systemd_example_gets_its_token():
    """The program as the service starts it, with a directory like systemd's."""
    service = text("examples", "systemd", "dnsfollow.service")
    command = re.search(r"^ExecStart=(\S+) (.*)$", service, re.M)
    name = re.search(r"^LoadCredential=(\w+):", service, re.M).group(1)
    home = temporary.directory("systemd")
    write(home, name, "not-a-real-secret\n", 0o400)
    config = write(home, "dnsfollow.conf",
        "[default]\nprovider = cloudflare\n[home.example.com]\n", 0o644)
    args = command.group(2).replace("/etc/dnsfollow.conf", config).split()
    done = run([*args, "-i", AT, "--allow-special", "--api-url",
        "http://127.0.0.1:9", "--retry-for", "0"],
        {"CREDENTIALS_DIRECTORY": home, "RUNTIME_DIRECTORY": home})
    expect_status(done, 75)


@cases(right=("-s ip:" + AT, 0, "all names are right"),
    # Where there is no jq, the report itself is shown.
    differs=("-s ip:192.0.2.7", 1, "ci.example.test A %s would-update|"
        '"would-update"' % AT),
    missing=("-i %s new.example.test" % AT, 1, "new.example.test A none "
        'would-create|"would-create"'),
    set_up_wrongly=("-s ip:nonsense", 1, "set up wrongly"),
    cannot_tell=("-s iface:none", 0, "cannot tell"),
    **{word: ("-i %s --%s" % (AT, option), 1, "this was no check")
        for word, option in (("help", "help"), ("version", "version"),
            ("output", "output report"), ("ip", "show-ip"))})
def ci_example(options, status, words):
    home = temporary.directory("ci")
    write(home, "hosts", "# BEGIN dnsfollow\n%s\tci.example.test\n"
        "# END dnsfollow\n" % AT)
    seen, out = shell("'%s' -4 -p file --set path=hosts --allow-special "
        "%s ci.example.test" % (os.path.join(ROOT, "examples", "ci",
        "check.sh"), options), home, DNSFOLLOW=PROGRAM, HOME=home)
    expect_equal(seen, status, "status of the job")
    expect_words(out, words)


@test
def crontab_example_has_one_job():
    lines = [line for line in text("examples", "cron",
        "crontab").splitlines() if line and not line.startswith("#")]
    expect_equal(len(lines), 2, "lines")
    expect(lines[0].startswith("PATH=/"), lines[0])
    expect(re.match(r"(\S+ ){5}dnsfollow --splay \d+$", lines[1]), lines[1])


main()
