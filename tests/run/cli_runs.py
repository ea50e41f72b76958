"""cli_runs - short runs for tests of the interface, with no server at all."""

import temporary
from common import NEW
from harness import run, secret, write

HOME = "home.example.test"
TOKEN = secret("FAKE-token-for-the-interface-0123456789")
OTHER_TOKEN = secret("FAKE-another-token-9876543210-abcdef")
# Nothing listens there: a run that gets so far ends with 75.
NOWHERE = "https://127.0.0.1:9/client/v4"


def target():
    return write(temporary.directory("target"), "hosts", "", 0o644)


def file_run(*args, path=None, env=None, stdin=None, config=None):
    path = path or target()
    return run(["-p", "file", "--set", "path=" + path, "--allow-special",
            "-i", NEW, *args], env, stdin, config)


def cloud(*args, env=None, stdin=None, config=None):
    """A cloudflare run that fails with 75 once all its input was right."""
    return run(["-p", "cloudflare", "--api-url", NOWHERE, "--retry-for", "0",
            "--allow-special", "-i", NEW, *args, HOME], env, stdin, config)
