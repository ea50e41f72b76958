#!/usr/bin/env -S python3 -B
"""What a run leaves in its memory when it ends: no credential, in none of the
forms that it had. And while it is needed, nobody else gets at it."""

import base64
import shutil
import signal
import time

import image
import preload
from alidns_world import ENV as ALIDNS, World as Alidns
from cloudflare_world import ENV, HOME, TOKEN, World as Cloudflare
from common import NEW, OLD, trusting
from harness import Job, expect, expect_status, main, test, write
from rest_world import SECRET
from services.proxy import Proxy
from service_world import HOME as SERVICE_HOME, PASSWORD, USER, dyndns2
import temporary

LOGIN = base64.b64encode(("me:" + PASSWORD).encode())
BOTH = base64.b64encode(("%s:%s" % (USER, PASSWORD)).encode())


def imaged(function):
    """A test that gets an image, of the runs that it makes."""
    why = preload.barred()
    if why is not None:
        print("skip %s: %s" % (function.__name__, why))
        return function

    def one():
        function()
    one.__name__ = function.__name__
    return test(one)


def shown(done):
    """A run that went well in spite of being watched."""
    expect_status(done, 0)
    return done


@imaged
def an_image_shows_what_is_there():
    """Or the others would prove nothing."""
    with Cloudflare() as world, image.taken() as left:
        shown(world.run(HOME))
        expect(HOME.encode() in left.bytes, "not even the name is there")


@imaged
def token_of_the_environment():
    with Cloudflare() as world, image.taken() as left:
        shown(world.run(HOME, "-vv"))
        left.expect_without(TOKEN)


@imaged
def password_of_a_proxy():
    """Of the program's own variables."""
    for name in ("DNSFOLLOW_PROXY", "DNSFOLLOW_ECHO_PROXY"):
        with Cloudflare() as world, image.taken() as left, \
                Proxy("127.0.0.1", world.server.port) as proxy:
            shown(world.run(HOME, "-vv", env=dict(ENV, **{name:
                    proxy.url.replace("//", "//me:%s@" % PASSWORD)})))
            expect("echo" in name.lower() or proxy.credentials == [LOGIN],
                    "the proxy was not told it")
            left.expect_without(PASSWORD, LOGIN)


def token_path():
    return write(temporary.directory("token"), "token", TOKEN + "\n")


@imaged
def token_of_a_file():
    with Cloudflare() as world, image.taken() as left:
        shown(world.run(HOME, "--token-file", token_path(), env={}))
        left.expect_without(TOKEN)


@imaged
def token_of_a_command():
    with Cloudflare() as world, image.taken() as left:
        shown(world.run(HOME, "--token-command", "cat " + token_path(),
                env={}))
        left.expect_without(TOKEN)


@imaged
def token_in_the_configuration():
    with Cloudflare() as world, image.taken() as left:
        shown(world.run(HOME, env={}, config="[default]\ntoken = %s\n"
                % TOKEN))
        left.expect_without(TOKEN)


@imaged
def token_that_a_reply_quotes():
    with Cloudflare() as world:
        world.server.misbehave("status", status=403, body={"success": False,
                "errors": [{"code": 9109, "message": "no " + TOKEN}]})
        with image.taken() as left:
            expect_status(world.run(HOME, "--json"), 77)
        left.expect_without(TOKEN)


@imaged
def token_of_a_wrong_configuration():
    """The run ends in the midst of reading it."""
    with Cloudflare() as world, image.taken() as left:
        expect_status(world.run(HOME, config="[default]\ntoken = %s\n"
                "nonsense = x\n" % TOKEN), 78)
        left.expect_without(TOKEN)


@imaged
def token_after_a_signal():
    """While the answer is awaited."""
    with Cloudflare() as world:
        world.server.misbehave("silent")
        with image.taken() as left:
            job = Job(trusting("-p", "cloudflare", *world.api, "-i", NEW,
                    HOME), ENV)
            until = time.monotonic() + 10
            while not world.server.requests and time.monotonic() < until:
                time.sleep(0.02)
            job.process.send_signal(signal.SIGTERM)
            expect_status(job.finish(), 75)
        left.expect_without(TOKEN)


@imaged
def user_and_password():
    with dyndns2() as world, image.taken() as left:
        shown(world.run("-vv", SERVICE_HOME))
        expect(world.server.requests, "the service was not asked")
        left.expect_without(PASSWORD, BOTH)


@imaged
def key_that_signs():
    with Alidns(("A", OLD)) as world, image.taken() as left:
        shown(world.run(HOME))
        left.expect_without(SECRET)


@imaged
def tsig_secret():
    if not shutil.which("named") or not shutil.which("knotd"):
        raise RuntimeError("named and knotd are not installed")
    import rfc2136_world
    with rfc2136_world.World() as world, image.taken() as left:
        world.only(world.run(rfc2136_world.HOME), NEW)
        left.expect_without(rfc2136_world.SECRET,
                base64.b64decode(rfc2136_world.SECRET))


main()
