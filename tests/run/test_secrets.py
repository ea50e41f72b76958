#!/usr/bin/env -S python3 -B
"""Where a credential may come from, and where not."""

import os

import temporary
from cli_runs import HOME, OTHER_TOKEN, TOKEN, cloud, target
from common import NEW
from harness import (cases, expect, expect_status, expect_words, main, run,
    secret, test, write)


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


@cases(missing="/nonexistent/token", directory="/tmp")
def secret_file_missing(path):
    expect_status(cloud("--token-file", path), 66, 78)


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


main()
