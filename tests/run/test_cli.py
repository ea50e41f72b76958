#!/usr/bin/env -S python3 -B
"""The command line: options, names, help and lists."""

import re

from cli_runs import HOME, file_run, target
from common import NEW, NEW6, OTHER
from harness import (Job, STATIC, cases, expect, expect_equal, expect_no_idn,
    expect_status, expect_words, main, read, run, test)


@cases(
    unknown=(["--no-such-thing"], ""),
    near=(["--dry-rum"], "--dry-run"), near_2=(["--tll", "60"], "--ttl"),
    near_3=(["--porvider", "file"], "--provider"),
    abbreviated=(["--dry"], ""), abbreviated_2=(["--conf", "x"], ""),
    letter=(["-Z"], "-Z"), no_value=(["--provider"], "provider"),
    value_for_none=(["--dry-run=yes"], "dry-run"),
    ttl_word=(["-t", "soon"], "ttl|-t"), ttl_zero=(["-t", "0"], "ttl|-t"),
    ttl_negative=(["-t", "-5"], "ttl|-t"),
    ttl_huge=(["-t", "99999999999"], "ttl|-t"),
    ttl_tail=(["-t", "60s"], "ttl|-t"),
    quorum=(["--quorum", "0"], "quorum"),
    timeout=(["--timeout", "0"], "timeout"),
    color=(["--color", "blue"], "color"),
    set_form=(["--set", "proxied"], "KEY=VALUE|="),
    set_secret=(["--set", "token=x"], "token"),
    provider=(["-p", "cloudflair"], "cloudflare"),
    provider_2=(["-p", "nonsense"], "nonsense"),
    ip=(["-i", "300.1.1.1"], "300.1.1.1"),
    set_empty=(["--set", "path="], "path"),
    set_no_key=(["--set", "=x"], "KEY=VALUE"),
    set_twice=(["--set", "path=/a", "--set", "path=/b"], "path"),
    set_twice_the_same=(["--set", "format=hosts", "--set", "format=hosts"],
    "format"), other_family=(["-6", "-i", NEW], "IPv6"),
    other_family_2=(["-4", "-i", NEW6], "IPv4"),
    one_family_of_two=(["-4", "-6", "-i", NEW], "IPv6"),
    two_ips=(["-i", NEW, "-i", OTHER], "IPv4"),
    two_ips_6=(["-i", NEW6, "-i", "2001:db8::1"], "IPv6"),
    two_ips_of_three=(["-i", NEW, "-i", NEW6, "-i", OTHER], "IPv4"))
def usage(args, word):
    done = run([HOME, "--allow-special", *args],
        {"DNSFOLLOW_PATH": target()})
    expect_status(done, 64)
    expect_words(done.err, word)
    expect_equal(done.out, "", "stdout")
    expect(len(done.err.splitlines()) <= 3, "too many words")


@cases(unknown=("--dry-rum", "--dry-rum", "--dry-run"),
    near=("--tll=60", "--tll", "--ttl"),
    provider=("--provider=cloudflair", "cloudflair", "cloudflare"),
    number=("--ttl=soon", "soon", ""), letter=("-Z", "-Z", ""))
def usage_as_json(word, fact, hint):
    """The one object, however --json is asked for and wherever it stands."""
    for args, env in ((["--json", word], {}), ([word, "--json"], {}),
            ([word], {"DNSFOLLOW_JSON": "yes"})):
        done = run([*args, HOME], dict(env, DNSFOLLOW_PATH=target()))
        expect_status(done, 64)
        error, = done.json()["errors"]
        expect_equal((error["code"], error["exit"]), ("USAGE", 64), "error")
        expect_words(error["message"], fact)
        expect_words(error.get("hint") or error["message"], hint)
        expect(not hint or hint in (error["hint"] or error["message"]),
                "no hint: %s" % error)


@test
def name_that_looks_like_an_option():
    """What stands after -- asks for no object."""
    done = run(["-t", "soon", "--", "--json"])
    expect_status(done, 64)
    expect_equal(done.out, "", "stdout")


@cases(dot="home.example.test.", upper="HOME.EXAMPLE.TEST",
    underscore="_x.example.test", digits="1.2.example.test",
    idn="\u51c9\u5f00\u6c34\u6c34\u6c34.top",
    idn_upper="B\u00dcCHER.example.test")
def good_name(name):
    path = target()
    done = file_run(name, path=path)
    if STATIC and not name.isascii():
        return expect_no_idn(done)
    expect_status(done, 0)
    plain = {"\u51c9\u5f00\u6c34\u6c34\u6c34.top": "xn--t8qz53azjkaa.top",
            "B\u00dcCHER.example.test": "xn--bcher-kva.example.test"}.get(name,
            name.lower().rstrip("."))
    expect_words(read(path).decode(), plain)


@cases(blank="192.0.2.53 53", port="192.0.2.53:0", bracket="[2001:db8::53",
    url="http://dns.example.net/q", no_host="https://",
    query="https://dns.example.net/q?a=b")
def bad_live_server(server):
    done = file_run("--live-server", server, HOME)
    expect_status(done, 64)
    expect_words(done.err, "--live-server")


@test
def live_server_hides_a_password():
    done = file_run("--live-server", "https://me:secret@dns.example.net/q",
        HOME)
    expect_status(done, 64)
    expect("secret" not in done.err, done.err)


@cases(address="192.0.2.53", port="dns.example.net:5353",
    ipv6="2001:db8::53", ipv6_port="[2001:db8::53]:5353",
    https="https://dns.example.net/dns-query")
def good_live_server(server):
    expect_status(file_run("--live-server", server, HOME), 0)


@test
def same_name_twice():
    path = target()
    done = file_run(HOME, HOME.upper() + ".", path=path)
    expect_status(done, 0, 64)
    expect(read(path).count(NEW.encode()) <= 1, "written twice")


@test
def no_name():
    done = file_run()
    expect_status(done, 64, 66)
    expect_words(done.err, "name")


@test
def options_after_names_and_double_dash():
    path = target()
    expect_status(run([HOME, "-p", "file", "--allow-special", "-i", NEW,
            "--set", "path=" + path]), 0)
    expect_status(file_run("--", HOME), 0)


@cases(short="-h", long="--help")
def help(option):
    done = run([option])
    expect_status(done, 0)
    expect_words(done.out, "--provider", "--dry-run", "--json", "NAME")
    expect_equal(done.err, "", "stderr")


@cases(short="-V", long="--version")
def version(option):
    done = run([option])
    expect_status(done, 0)
    expect_words(done.out, "dnsfollow", "libcurl", "mbed TLS|TF-PSA-Crypto",
            "jansson", "file", "rfc2136", "powerdns", "cloudflare", "alidns",
            "duckdns")


@test
def list_providers():
    done = run(["--list-providers"])
    expect_status(done, 0)
    *kinds, last = done.out.split("\n\n")
    expect_equal([kind.split("\n")[0] for kind in kinds],
        ["Zones at those who host them:", "Dynamic-DNS services:",
        "Name servers of your own:", "Files:"], "kinds")
    expect_words(last, "--list-providers=ID", "custom")
    for line in done.out.splitlines():
        expect(len(line) < 80 and line == line.rstrip(), repr(line))
    ids = [re.findall(r"^  (\S+)", kind, re.M) for kind in kinds]
    for kind in ids:
        expect_equal(kind, sorted(set(kind)), "order")
    for id in ("file", "rfc2136", "powerdns", "cloudflare", "alidns",
            "duckdns", "noip"):
        expect(any(id in kind for kind in ids), "no " + id)


@cases(short=("cloudflare", "Cloudflare", "A AAAA", "token | email api-key"),
    ipv4=("namecheap", "Namecheap", "A", "password"),
    long_title=("hetb", "Hurricane Electric's tunnel broker", "A",
    "user password id"), left_out=("rfc2136",
    "DNS UPDATE with TSIG (BIND, Knot ...)", "A AAAA",
    "tsig | tsig-key tsig-secret [tsig-algorithm] | unsigned"),
    one_title=("file", "A hosts file or zone file here", "A AAAA", "path"))
def list_row(id, *wanted):
    """In columns, where what is long goes on below."""
    row = re.search(r"^  %s .*(?:\n {6}.*)*" % id, run(["--list-providers"])
        .out, re.M).group(0).splitlines()
    expect_equal(tuple(" ".join(" ".join(line[first:last] for line in row)
        .split()) for first, last in ((15, 45), (46, 52), (54, 80))),
        wanted, "columns")


@cases(aliases=("keysys", "Also", "keysystems, dd24, domaindiscount24.com, "
    "moniker.com, rrpproxy, dynamicdns.key-systems.net"),
    sets=("cloudflare", "Needs", "token | email api-key"),
    plain_http=("oray", "Needs", "user password, and --allow-http"),
    ipv4=("noippl", "Families", "IPv4 alone"),
    both=("noip", "Families", "IPv4 and IPv6"),
    one=("directnic", "Families", "IPv4 or IPv6: that of the token's record"))
def list_fact(id, title, wanted):
    """By any of its names, and no wider than a terminal."""
    done = run(["--list-providers=" + id])
    expect_status(done, 0)
    fact = re.search(r"^%s +(.*(?:\n {12}.*)*)" % title, done.out, re.M)
    expect_equal(" ".join(fact.group(1).split()), wanted, title)
    for line in done.out.splitlines():
        expect(len(line) < 80 and line == line.rstrip(), repr(line))


@test
def all_about_each_fits_a_terminal():
    for id in re.findall(r"^  (\S+)", run(["--list-providers"]).out, re.M):
        done = run(["--list-providers=" + id])
        expect_status(done, 0)
        for line in done.out.splitlines():
            expect(len(line) < 80 and line == line.rstrip(), repr(line))


@test
def version_is_no_wider_than_a_terminal():
    for line in run(["-V"]).out.splitlines():
        expect(len(line) < 80, repr(line))


@cases(cloudflare=("CLOUDFLARE_API_TOKEN", "proxied", "Zone"),
    alidns=("ALIBABA_CLOUD_ACCESS_KEY_ID", "line", "DescribeSubDomainRecords"),
    rfc2136=("RFC2136_TSIG_KEY", "server"), powerdns=("PDNS_API_KEY",),
    duckdns=("DUCKDNS_TOKEN",), file=("path",))
def list_one_provider(*words):
    for id in ("cloudflare", "alidns", "rfc2136", "powerdns", "duckdns",
            "file"):
        done = run(["--list-providers=" + id])
        expect_status(done, 0)
        if all(word.lower() in done.out.lower() for word in words):
            return
    expect(False, "nowhere: %s" % (words,))


@test
def list_unknown_provider():
    done = run(["--list-providers=cloudflair"])
    expect_status(done, 64)
    expect_words(done.err, "cloudflare")


@test
def list_sources():
    done = run(["--list-sources"])
    expect_status(done, 0)
    expect_words(done.out, "web", "iface", "cmd:", "file:")


@cases(help=["--help"], version=["-V"], providers=["--list-providers"],
    provider=["--list-providers=noip"], sources=["--list-sources"])
def verb_that_nobody_reads(args):
    for stream in ">/dev/full", ">&-":
        done = Job(args, before=("sh", "-c", 'exec "$@" ' + stream, "sh"),
                stdout=None).finish()
        expect_status(done, 70)
        expect_words(done.err, "results cannot be written")


@test
def help_reaches_no_network_and_no_file():
    done = run(["--help"], {"DNSFOLLOW_CONFIG": "/nonexistent"})
    expect_status(done, 0)


main()
