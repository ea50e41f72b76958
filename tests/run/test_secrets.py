#!/usr/bin/env -S python3 -B
"""Where a credential may come from, and where not."""

import os
import pathlib

import temporary
from cli_runs import HOME, NOWHERE, OTHER_TOKEN, TOKEN, cloud, target
from common import NEW, at_once, expect_asked, good_server
from harness import (PROGRAM, Job, cases, expect, expect_status, expect_words,
    main, run, secret, test, when, write)


@test
def no_credentials():
    done = run(["--allow-special", "-i", NEW, HOME])
    expect_status(done, 64)
    expect_words(done.err, "-p")


@test
def credentials_of_two_providers():
    done = run(["--allow-special", "-i", NEW, "--timeout", "3",
            "home.example.invalid"], {"CLOUDFLARE_API_TOKEN": TOKEN,
            "DUCKDNS_TOKEN": OTHER_TOKEN})
    expect_status(done, 64)
    expect_words(done.err, "cloudflare", "duckdns", "-p")


@test
def secret_missing():
    done = cloud()
    expect_status(done, 66, 78)
    expect_words(done.err, "CLOUDFLARE_API_TOKEN|token")


@test
def half_of_a_pair():
    done = cloud(env={"CLOUDFLARE_EMAIL": "me@example.com"})
    expect_status(done, 66, 78)
    expect_words(done.err, "CLOUDFLARE_API_KEY|api-key")


@test
def secret_by_environment():
    expect_status(cloud("-vv", env={"CLOUDFLARE_API_TOKEN": TOKEN}), 75)


def token_file(mode=0o600, content=TOKEN + "\n"):
    return write(temporary.directory("token"), "token", content, mode)


@cases(own=0o600, read_only=0o400)
def secret_file(mode):
    expect_status(cloud("-vv", "--token-file", token_file(mode)), 75)


@cases(group=0o640, others=0o604, group_write=0o620, everybody=0o666)
def secret_file_too_open(mode):
    path = token_file(mode)
    done = cloud("--token-file", path)
    expect_status(done, 78)
    expect_words(done.err, "chmod", path)


def by_root(function):
    return when(None if os.geteuid() == 0 else "not root")(function)


@by_root
def secret_file_of_somebody_else():
    """It is theirs to close; root reads it all the same."""
    for mode, status in ((0o644, 78), (0o640, 78), (0o600, 75)):
        path = token_file(mode)
        os.chown(path, 65534, 65534)
        done = cloud("--token-file", path)
        expect_status(done, status)
        if status == 78:
            expect_words(done.err, "chmod 600", path)


@by_root
def secret_file_of_root_for_a_service():
    """As containers hand it out."""
    if not all(os.stat(path).st_mode & 1 for path in (PROGRAM,
            *map(str, pathlib.Path(PROGRAM).parents))):
        return      # others cannot run it
    home = temporary.directory("service")
    os.chown(home, 65534, 65534)
    for mode in (0o444, 0o640, 0o440):
        path = token_file(mode)
        os.chown(path, 0, 65534)
        done = Job(["-p", "cloudflare", "--api-url", NOWHERE, "--retry-for",
            "0", "--allow-special", "-i", NEW, "--token-file", path, HOME],
            {"HOME": home, "XDG_RUNTIME_DIR": home, "XDG_STATE_HOME": home},
            cwd="/", user=65534, group=65534, extra_groups=[]).finish()
        expect_status(done, 75)


@cases(missing="/nonexistent/token", directory="/tmp")
def secret_file_missing(path):
    expect_status(cloud("--token-file", path), 66, 78)


@cases(variable=([], {"CLOUDFLARE_API_TOKEN_FILE": TOKEN}, ""),
    with_a_slash=([], {"CLOUDFLARE_API_TOKEN_FILE":
    secret("TESTEXAMPLE-ab/cd+0123456789==")}, ""),
    setting=([], {}, "token-file = %s\n" % TOKEN))
def secret_in_place_of_its_file(args, env, setting):
    """A slip of who writes the settings is not told to who reads the log."""
    for more in ([], ["--json"], ["-vv", "--explain"]):
        done = cloud(*args, *more, env=env, config="[default]\n" + setting)
        expect_status(done, 66)
        expect_words(done.err, *(env or ["dnsfollow.conf:2"]), "token",
                "path")


@cases(empty="", newline="\n", nul="ab\0c\n")
def secret_file_nonsense(content):
    done = cloud("--token-file", token_file(content=content))
    expect(done.status in (66, 78), "status %d" % done.status)


@test
def secret_from_stdin():
    expect_status(cloud("-vv", "--token-file", "-", stdin=TOKEN + "\n"), 75)


@test
def secret_from_a_command():
    expect_status(cloud("-vv", "--token-command", "cat "
            + token_file()), 75)


@cases(fails="exit 3", nothing="true")
def secret_command_fails(command):
    expect_status(cloud("--token-command", command), 66, 78)


@test
def secret_from_a_mounted_file():
    expect_status(cloud(env={"CLOUDFLARE_API_TOKEN_FILE": token_file()}), 75)


@test
def secret_from_the_credentials_directory():
    directory = temporary.directory("credentials")
    os.chmod(directory, 0o700)
    write(directory, "token", TOKEN + "\n", 0o400)
    expect_status(cloud(env={"CREDENTIALS_DIRECTORY": directory}), 75)


@cases(two_names={"CLOUDFLARE_API_TOKEN": TOKEN, "CF_Token": OTHER_TOKEN},
    file_and_name={"CLOUDFLARE_API_TOKEN": TOKEN,
    "CLOUDFLARE_API_TOKEN_FILE": "@"})
def secret_twice(env):
    env = {key: token_file(content=OTHER_TOKEN) if value == "@" else value
            for key, value in env.items()}
    done = cloud(env=env)
    expect_status(done, 78)
    expect_words(done.err, "CLOUDFLARE_API_TOKEN", "CF_Token|/token")


@test
def secret_twice_by_option():
    done = cloud("--token-file", token_file(), "--token-command", "echo x")
    expect_status(done, 78)
    expect_words(done.err, "token-file|/token", "token-command")


@test
def two_kinds_of_credentials():
    done = cloud(env={"CLOUDFLARE_API_TOKEN": TOKEN, "CLOUDFLARE_EMAIL":
            "me@example.com", "CLOUDFLARE_API_KEY": OTHER_TOKEN})
    expect_status(done, 75, 78)


@test
def secret_as_an_option_is_refused():
    done = cloud("--set", "token=" + TOKEN)
    expect_status(done, 64)
    expect_words(done.err, "token-file|secret")


@cases(user="https://me@127.0.0.1:9", password="https://me:%s@127.0.0.1:9"
    % OTHER_TOKEN, query="https://127.0.0.1:9/?a=b")
def base_url_with_more_than_a_place(url):
    done = run(["-p", "cloudflare", "--api-url", url, "--retry-for", "0",
            "--allow-special", "-i", NEW, HOME], {"CLOUDFLARE_API_TOKEN":
            TOKEN})
    expect_status(done, 64)
    expect_words(done.err, "--api-url", "neither a user name nor a query")


@cases(closed=(0o600, 75), open=(0o644, 78))
def secret_inside_the_configuration(mode, status):
    path = write(temporary.directory("conf"), "own.conf",
            "[default]\ntoken = %s\n" % TOKEN, mode)
    done = cloud("-f", path, "-vv")
    expect_status(done, status)
    if status == 78:
        expect_words(done.err, "chmod")


@test
def open_configuration_without_a_secret():
    path = target()
    config = write(temporary.directory("conf"), "own.conf", "[default]\n"
            "provider = file\npath = %s\n" % path, 0o644)
    expect_status(run(["-f", config, "-i", NEW, "--allow-special", HOME]), 0)


@test
def secret_with_a_hash_and_a_semicolon():
    path = write(temporary.directory("conf"), "own.conf",
            "[default]\ntoken = %s\n" % secret("FAKE-#-and-;-0123456789abcdef"),
            0o600)
    expect_status(cloud("-f", path, "-vv"), 75)


def two_servers(config, args=(), env=None):
    """What is {one} and {two} in the configuration must hear nothing."""
    with good_server() as one, good_server() as two:
        done = run(at_once("-i", NEW, *[str(arg).format(one=one.url())
                for arg in args], timeout=4),
                {key: value.format(one=one.url())
                for key, value in (env or {}).items()},
                config=config.format(one=one.url(), two=two.url(),
                token=TOKEN, other=OTHER_TOKEN))
        expect_asked(one, 0)
        expect_asked(two, 0)
        return done


CLOUD, DESEC = "provider = cloudflare\n", "provider = desec\n"
POWERDNS = "provider = powerdns\n"
OWN = "token = {token}\n"


@cases(url=("[default]\n" + POWERDNS + "api-url = {one}\n[account pdns]\n"
    "api-key = {other}\n[account cf]\n" + CLOUD + OWN
    + "[a.example.com]\naccount = pdns\n[b.example.com]\naccount = cf\n",
    3, "api-url", "powerdns", "cloudflare"),
    token=("[default]\n" + CLOUD + OWN + "[a.example.com]\napi-url = {one}\n"
    "[b.example.com]\n" + DESEC + "api-url = {two}\n", 3, "token",
    "cloudflare", "desec"),
    token_alone=("[default]\n" + CLOUD + OWN + "[b.example.com]\n" + DESEC
    + "api-url = {two}\n", 3, "token", "cloudflare", "desec"),
    token_file=("[default]\n" + CLOUD + "token-file = /dev/null\n"
    "[b.example.com]\n" + DESEC + "api-url = {two}\n", 3, "token-file",
    "cloudflare", "desec"),
    token_command=("[default]\n" + CLOUD + "token-command = echo x\n"
    "[b.example.com]\n" + POWERDNS + "api-url = {two}\n", 3,
    "token-command", "cloudflare", "powerdns"),
    account=("[account cf]\n" + CLOUD + OWN + "[b.example.com]\n"
    "account = cf\n" + DESEC + "api-url = {two}\n", 3, "token",
    "cloudflare", "desec"),
    account_by_default=("[default]\n" + CLOUD + "[account cf]\n" + OWN
    + "[b.example.com]\naccount = cf\n" + DESEC + "api-url = {two}\n", 4,
    "token", "cloudflare", "desec"),
    nobody_named=("[default]\n" + OWN + "[a.example.com]\n" + CLOUD
    + "api-url = {one}\n[b.example.com]\n" + DESEC + "api-url = {two}\n", 2,
    "token", "cloudflare", "desec"),
    server=("[default]\nprovider = dyndns2\nserver = {one}\n"
    "[b.example.com]\nprovider = rfc2136\ntsig = {other}\n", 3, "server",
    "dyndns2", "rfc2136"))
def of_another_provider(config, line, *words):
    """Its server would have had it."""
    done = two_servers(config)
    expect_status(done, 78)
    expect_words(done.err, "dnsfollow.conf:%d:" % line, "[account NAME]",
            *words)


TWO = "[account cf]\n" + CLOUD + "%s[account de]\n" + DESEC + "%s" \
    "[a.example.com]\naccount = cf\n[b.example.com]\naccount = de\n"
URLS = TWO % ("api-url = {one}\n", "api-url = {two}\n")
TOKENS = TWO % (OWN, "token = {other}\n")


@cases(file=(URLS, ["--token-file", "@"], {}, "--token-file"),
    command=(URLS, ["--token-command", "echo x"], {}, "--token-command"),
    variable=(URLS, [], {"DNSFOLLOW_TOKEN_FILE": "@"},
    "$DNSFOLLOW_TOKEN_FILE"),
    command_variable=(URLS, [], {"DNSFOLLOW_TOKEN_COMMAND": "echo x"},
    "$DNSFOLLOW_TOKEN_COMMAND"),
    url=(TOKENS, ["--api-url", "{one}"], {}, "--api-url"),
    url_variable=(TOKENS, [], {"DNSFOLLOW_API_URL": "{one}"},
    "$DNSFOLLOW_API_URL"))
def for_two_providers(config, args, env, place):
    path = token_file()
    done = two_servers(config, [path if arg == "@" else arg for arg in args],
            {key: path if value == "@" else value
            for key, value in env.items()})
    expect_status(done, 78)
    expect_words(done.err, place, "cloudflare", "desec", "[account NAME]")


def credentials(**files):
    directory = temporary.directory("credentials")
    os.chmod(directory, 0o700)
    for name, content in files.items():
        write(directory, name.replace("_", "."), content + "\n", 0o400)
    return {"CREDENTIALS_DIRECTORY": directory}


@test
def credentials_directory_for_two_providers():
    done = two_servers(URLS, env=credentials(token=TOKEN))
    expect_status(done, 78)
    expect_words(done.err, "$CREDENTIALS_DIRECTORY/token", "cloudflare",
            "desec", "ACCOUNT.token")


@test
def credentials_directory_by_account():
    """Each has its own; the bare one is nobody's then."""
    url = "api-url = https://127.0.0.1:9\n"
    done = run(["--allow-special", "--retry-for", "0", "-i", NEW],
            credentials(cf_token=TOKEN, de_token=OTHER_TOKEN, token="x"),
            config=TWO % (url, url))
    expect_status(done, 75)


@cases(provider_above=(CLOUD, "", ""), provider_below=("", CLOUD, ""),
    provider_twice=(CLOUD, CLOUD, "provider = cloudflare.com\n"))
def of_the_same_provider(default, account, name):
    """[default] is for all names; an account need not say all again."""
    done = run(["--allow-special", "--retry-for", "0", "-i", NEW],
            config="[default]\n%stoken = %s\napi-url = https://127.0.0.1:9\n"
            "[account cf]\n%s[a.example.com]\naccount = cf\n%s"
            "[b.example.com]\n%s" % (default, TOKEN, account, name,
            account))
    expect_status(done, 75)


main()
