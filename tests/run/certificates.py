"""certificates - a CA and the certificates of good and bad servers.

All are made when a test starts, by the openssl command, and live for a day.
"""

import functools
import os
import subprocess
import temporary

NAMES = """localhost api.cloudflare.com www.cloudflare.com cloudflare-dns.com
dns.google checkip.amazonaws.com checkip.global.api.aws api.ipify.org
api6.ipify.org v4.ident.me v6.ident.me ddns.oray.com ip.3322.net
v4.yinghualuo.cn v6.yinghualuo.cn myip.ipip.net speed.neu6.edu.cn
ipv6.ddnsip.cn www.duckdns.org alidns.aliyuncs.com ipv4.icanhazip.com
echo.example.net api.example.net ipv6.example.net""".split()
ADDRESSES = ("127.0.0.1", "::1")

CA_CONFIG = """[ca]
default_ca = here
[here]
database = {directory}/index.txt
new_certs_dir = {directory}
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
"""


class Certificate:
    """A server's certificate and its key, as files."""

    def __init__(self, certificate, key):
        self.certificate = certificate
        self.key = key


class Certificates:
    def __init__(self, directory):
        self.directory = directory
        self.ca_file = os.path.join(directory, "ca.pem")
        self._ca_key = os.path.join(directory, "ca.key")
        self._key(self._ca_key)
        _openssl("req", "-x509", "-new", "-key", self._ca_key, "-days", "2",
                "-subj", "/CN=dnsfollow test CA", "-out", self.ca_file)
        self._server_key = os.path.join(directory, "server.key")
        self._key(self._server_key)
        self._write("index.txt", "")
        self._ca_config = self._write("ca.cnf",
                CA_CONFIG.format(directory=directory))

    @functools.cached_property
    def good(self):
        return self._issue("good", NAMES, ADDRESSES)

    @functools.cached_property
    def wrong_name(self):
        return self._issue("wrong-name", ["elsewhere.example.net"], [])

    @functools.cached_property
    def expired(self):
        return self._issue("expired", NAMES, ADDRESSES,
                "20200101000000Z", "20200201000000Z")

    @functools.cached_property
    def not_yet_valid(self):
        return self._issue("not-yet-valid", NAMES, ADDRESSES,
                "20480101000000Z", "20490101000000Z")

    @functools.cached_property
    def long_lived(self):
        """As long as its CA is good, which is two days."""
        return self._issue("long-lived", NAMES, ADDRESSES,
                "20200101000000Z", "20480101000000Z")

    @functools.cached_property
    def for_clients(self):
        return self._issue("for-clients", NAMES, ADDRESSES,
                more="extendedKeyUsage=clientAuth\n")

    @functools.cached_property
    def other_common_name(self):
        """Its one name stands where names stood long ago."""
        return self._issue("common-name", ["elsewhere.example.net"], None)

    @functools.cached_property
    def wildcard(self):
        return self._issue("wildcard", ["*.api.localhost"], [])

    @functools.cached_property
    def other_address(self):
        return self._issue("other-address", ["localhost"], ["127.0.0.2"])

    @functools.cached_property
    def weak(self):
        key = os.path.join(self.directory, "weak.key")
        _openssl("genrsa", "-out", key, "1024")
        return self._issue("weak", NAMES, ADDRESSES, key=key)

    @functools.cached_property
    def unknown_ca(self):
        """Signed by another CA of the same name."""
        return Certificates(temporary.directory("unknown")).good

    @functools.cached_property
    def by_no_ca(self):
        """Signed with a good server's certificate, which may not sign."""
        return self._issue("by-no-ca", NAMES[::-1], ADDRESSES, signer=(
                self.good.certificate, self.good.key))

    @functools.cached_property
    def self_signed(self):
        out = os.path.join(self.directory, "self-signed.pem")
        _openssl("req", "-x509", "-new", "-key", self._server_key,
                "-days", "2", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=" + _alternatives(NAMES, ADDRESSES),
                "-out", out)
        return Certificate(out, self._server_key)

    def _issue(self, title, names, addresses, start=None, end=None, more="",
            key=None, signer=None):
        """addresses: None for a certificate without alternative names."""
        request = os.path.join(self.directory, title + ".csr")
        out = os.path.join(self.directory, title + ".pem")
        key = key or self._server_key
        by, by_key = signer or (self.ca_file, self._ca_key)
        alternatives = "" if addresses is None else "subjectAltName=%s\n" \
                % _alternatives(names, addresses)
        extensions = self._write(title + ".ext",
                "basicConstraints=CA:FALSE\n" + alternatives + more)
        _openssl("req", "-new", "-key", key, "-subj", "/CN=" + (names[0]),
                "-out", request)
        dates = ["-startdate", start, "-enddate", end] if start else \
                ["-days", "1"]
        _openssl("ca", "-batch", "-notext", "-config", self._ca_config,
                "-cert", by, "-keyfile", by_key, "-in", request,
                "-extfile", extensions, "-out", out, *dates)
        if signer:
            with open(out, "a") as chain, open(by) as above:
                chain.write(above.read())
        return Certificate(out, key)

    def _key(self, path):
        _openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout",
                "-out", path)

    def _write(self, name, text):
        path = os.path.join(self.directory, name)
        with open(path, "w") as file:
            file.write(text)
        return path


def _alternatives(names, addresses):
    # Mbed TLS before 3.5 compares an address with the names alone.
    return ",".join(["DNS:" + name for name in [*names, *addresses]]
            + ["IP:" + address for address in addresses])


def _openssl(*arguments):
    done = subprocess.run(["openssl", *arguments], capture_output=True,
            text=True)
    if done.returncode:
        raise RuntimeError("openssl %s: %s"
                % (" ".join(arguments), done.stderr))


@functools.lru_cache(None)
def certificates():
    """The one set of this test program."""
    return Certificates(temporary.directory("certificates"))
