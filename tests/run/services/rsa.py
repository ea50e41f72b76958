"""rsa - signatures as stand-ins see them, checked by the openssl command."""

import os
import subprocess

import temporary
from harness import ROOT, read, secret, write

KEYS = os.path.join(ROOT, "tests", "keys")
PEM = read(os.path.join(KEYS, "rsa.pem")).decode()
PKCS8 = read(os.path.join(KEYS, "rsa-pkcs8.pem")).decode()

for _pem in PEM, PKCS8:
    secret(_pem.strip())
    secret("".join(_pem.split("\n")[2:-2]))


def openssl(*args, input=None):
    return subprocess.run(["openssl", *args], input=input, check=True,
            capture_output=True).stdout


def other_key(*args):
    """A key that nobody knows: RSA, or what the arguments of genpkey say."""
    return openssl("genpkey", *args or ["-algorithm", "RSA"]).decode()


def is_signed(hash, message, signature):
    """By the key in tests/keys, PKCS #1 v1.5."""
    place = temporary.directory("rsa")
    public = write(place, "public.pem", openssl("pkey", "-pubout", "-in",
            os.path.join(KEYS, "rsa.pem")))
    return subprocess.run(["openssl", "dgst", "-" + hash, "-verify", public,
            "-signature", write(place, "signature", signature)],
            input=message, capture_output=True).returncode == 0
