#!/usr/bin/env -S python3 -B
"""The configuration file and the environment, layer by layer."""

import os

import temporary
from cli_runs import HOME, file_run, target
from common import NEW, OTHER
from harness import (cases, expect, expect_equal, expect_status,
    expect_words, main, read, run, test, write)


@cases(
    unknown_key=("[default]\nprovidr = file\n", 2, "provider"),
    repeated_key=("[default]\nttl = 60\nttl = 90\n", 3, "ttl"),
    repeated_title=("[a.example.test]\nttl=60\n[b.example.test]\n"
    "[a.example.test]\n", 4, "a.example.test"),
    ttl_word=("[default]\n\nttl = soon\n", 3, "ttl"),
    ttl_range=("[default]\nttl = 0\n", 2, "ttl"),
    no_section=("ttl = 60\n", 1, ""), no_equals=("[default]\nttl 60\n", 2, ""),
    open_title=("[default\nttl = 60\n", 1, "no closing ]"),
    comment_behind_a_title=("[default] # mine\n", 1, "behind the ]"),
    bracket_in_that_comment=("[default] # [mine]\n", 1, "comment, a line of"),
    bad_title=("[a..b]\nttl = 60\n", 1, ""),
    empty_title=("[]\n", 1, ""),
    unknown_provider=("[default]\nprovider = cloudflair\n", 2, "cloudflare"),
    unknown_account=("[%s]\naccount = nobody\n" % HOME, 2, "nobody"),
    name_twice=("[a.test.example, a.test.example]\n", 1, "a.test.example"),
    name_twice_but_for_case=("[a.test.example, b.test.example, "
    "A.Test.Example.]\n", 1, "a.test.example"),
    two_ips=("[default]\nip = %s\nip = %s\n" % (NEW, OTHER), 3, "ip"),
    bad_family=("[default]\nfamily = ipv5\n", 2, "family"),
    control=("[default]\nttl = 6\x010\n", 2, ""),
    verb=("[default]\nshow-ip = yes\n", 2, "show-ip"),
    switch=("[default]\nno-create = perhaps\n", 2, "no-create"))
def bad_configuration(text, line, word):
    done = run(["-i", NEW, "--allow-special", HOME], config=text)
    expect_status(done, 78)
    expect_words(done.err, "dnsfollow.conf:%d:" % line, word)


@test
def empty_credentials():
    done = run(["-i", NEW, "--allow-special", HOME],
        env={"CLOUDFLARE_API_TOKEN": ""})
    expect_status(done, 64)
    expect_words(done.err, "no credentials found; $CLOUDFLARE_API_TOKEN is "
        "there, but empty")


@test
def configuration_of_two_accounts():
    one, two = target(), target()
    done = run(["--json"], config="""# a comment
; another
[default]
ip = {new}
allow-special = yes
[account one]
provider = file
path = {one}
[account two]
provider=file
  path  =  {two}
[a.example.test, b.example.test]
account = one
[c.example.test]
account = two
ip = {other}
""".format(new=NEW, other=OTHER, one=one, two=two))
    expect_status(done, 0)
    expect_words(read(one).decode(), "a.example.test", "b.example.test", NEW)
    expect_words(read(two).decode(), "c.example.test", OTHER)
    expect(b"c.example.test" not in read(one), "in the wrong file")
    expect_equal(len(done.json()["records"]), 3, "records")


ONE = "[default]\nallow-special = yes\nip = %s\n[account one]\n" \
    "provider = file\npath = %s\n%s[%s]\naccount = one\n%s"


@cases(account=("proxied = no\n", "", 7), name=("", "proxied = no\n", 9),
    secret_file=("tsig-file = /nonexistent/key\n", "", 7),
    secret_command=("key-secret-command = false\n", "", 7),
    url=("server = 127.0.0.1\n", "", 7))
def setting_of_another_provider(account, section, line):
    path = target()
    done = run([], config=ONE % (NEW, path, account, HOME, section))
    expect_status(done, 78)
    expect_words(done.err, "dnsfollow.conf:%d:" % line, "file",
            (account or section).split()[0])
    expect_equal(read(path), b"", "the file")


@test
def setting_of_another_provider_for_all():
    """[default] is for all accounts, whoever knows what stands there."""
    path = target()
    config = (ONE % (NEW, path, "", HOME, "")).replace("[default]\n",
            "[default]\nproxied = no\nline = default\n")
    expect_status(run([], config=config), 0)
    expect_words(read(path).decode(), NEW)


@cases(four="%s, %s" % (NEW, OTHER), six="2001:db8::1,2001:db8::2",
    three="%s, 2001:db8::1, %s" % (NEW, OTHER))
def two_addresses_of_one_family(ips):
    path = target()
    done = run([], config=ONE % (ips, path, "", HOME, ""))
    expect_status(done, 78)
    expect_words(done.err, "two", "ip")
    expect_equal(read(path), b"", "the file")


@test
def one_address_of_each_family():
    path = target()
    expect_status(run([], config=ONE % (NEW + ", 2001:db8::1", path, "",
            HOME, "")), 0)
    expect_words(read(path).decode(), NEW, "2001:db8::1")


@test
def names_select_sections():
    path = target()
    config = ("[default]\nprovider = file\npath = %s\nallow-special = yes\n"
            "ip = %s\n[a.example.test]\nip = %s\n[b.example.test]\n"
            % (path, NEW, OTHER))
    expect_status(run(["a.example.test"], config=config), 0)
    text = read(path).decode()
    expect(OTHER in text and "b.example.test" not in text, text)


@test
def configuration_from_stdin():
    path = target()
    done = run(["-f", "-"], stdin="[default]\nprovider = file\npath = %s\n"
            "allow-special = yes\nip = %s\n[%s]\n" % (path, NEW, HOME))
    expect_status(done, 0)
    expect_words(read(path).decode(), HOME)


@test
def configuration_places():
    home = temporary.directory("xdg")
    path = target()
    os.mkdir(os.path.join(home, "dnsfollow"))
    write(os.path.join(home, "dnsfollow"), "dnsfollow.conf", "[default]\n"
            "provider = file\npath = %s\nallow-special = yes\nip = %s\n"
            % (path, NEW))
    env = {"XDG_CONFIG_HOME": home}
    expect_status(run([HOME], env), 0)
    expect(run(["--no-config", HOME], env).status != 0, "it was read")
    other = write(home, "other.conf", "[default]\nprovider = file\npath = %s"
            "\nallow-special = yes\nip = %s\n" % (path, OTHER))
    expect_status(run([HOME], dict(env, DNSFOLLOW_CONFIG=other)), 0)
    expect_words(read(path).decode(), OTHER)


@cases(section=({}, [], 0), environment=({"DNSFOLLOW_ACCOUNT": "two"}, [], 1),
    argument=({"DNSFOLLOW_ACCOUNT": "two"}, ["-a", "one"], 0))
def account_is_chosen_by(env, args, chosen):
    paths = [target(), target()]
    done = run(args, env, config="[default]\nprovider = file\nip = %s\n"
        "allow-special = yes\n[account one]\npath = %s\n[account two]\n"
        "path = %s\n[%s]\naccount = one\n" % (NEW, *paths, HOME))
    expect_status(done, 0)
    expect_words(read(paths[chosen]).decode(), HOME)
    expect(HOME.encode() not in read(paths[1 - chosen]), "in both")


@test
def precedence():
    """Command line, environment, name, account, default."""
    layers = [("[default]\nprovider = file\nallow-special = yes\npath = %s\n"
            "ip = 192.0.2.10\n[account one]\n%s[%s]\naccount = one\n%s"), ]
    path = target()
    def held(account, section, env, args):
        done = run([*args, HOME], env, config=layers[0] % (path, account,
                HOME, section))
        expect_status(done, 0)
        return [line.split()[0] for line in
                read(path).decode().splitlines() if HOME in line]
    account, section = "ip = 192.0.2.20\n", "ip = 192.0.2.30\n"
    env, args = {"DNSFOLLOW_IP": "192.0.2.40"}, ["-i", "192.0.2.50"]
    expect_equal(held("", "", {}, []), ["192.0.2.10"], "default")
    expect_equal(held(account, "", {}, []), ["192.0.2.20"], "account")
    expect_equal(held(account, section, {}, []), ["192.0.2.30"], "name")
    expect_equal(held(account, section, env, []), ["192.0.2.40"], "env")
    expect_equal(held(account, section, env, args), ["192.0.2.50"], "args")


@cases(unknown={"DNSFOLLOW_TTL": "soon"}, switch={"DNSFOLLOW_JSON": "maybe"})
def bad_environment(env):
    done = file_run(HOME, env=env)
    expect_status(done, 64, 78)
    expect_words(done.err, list(env)[0])


def titles(count):
    return "".join("[n%d.a.test]\n" % i for i in range(count))


@cases(sections=(titles(50000), 10003),
    accounts=("".join("[account a%d]\n" % i for i in range(50000)), 10003),
    names=("[%s]\n" % ", ".join("n%d.a.test" % i
    for i in range(50000)), 4))
def too_many_titles(text, line):
    """Each is compared with each: it is not tried."""
    done = run(["-i", NEW, HOME], config="\n\n[default]\n" + text)
    expect_status(done, 78)
    expect_words(done.err, "dnsfollow.conf:%d:" % line, "10000", "-f")


@test
def as_many_titles_as_there_may_be():
    done = file_run(HOME, config=titles(10000))
    expect_status(done, 0)


main()
