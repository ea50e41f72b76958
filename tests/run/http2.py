"""http2 - nghttpx before a stand-in, so that it speaks HTTP/2 over TLS."""

import re
import socket

from certificates import certificates
from servers import Process, free_port
from standin import Server


class Front(Process):
    """The stand-in is self.server; nghttpx writes down who asked what."""

    program = "nghttpx"

    def __init__(self):
        super().__init__()
        self.server = Server()
        good = certificates().good
        self.accesses = self.path("accesses")
        self.start("--conf=/dev/null", "--single-process",
                *["--frontend=%s,%d" % (address, self.port)
                for address in ("127.0.0.1", "::1")],
                "--backend=%s,%d" % (self.server.address, self.server.port),
                "--accesslog-file=" + self.accesses,
                "--accesslog-format=$remote_port $alpn $request",
                "--add-x-forwarded-for", "--no-ocsp", good.key, good.certificate,
                ready=self._listens)

    def url(self, path=""):
        return "https://localhost:%d%s" % (self.port, path)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.stop()
        self.server.close()

    def _listens(self):
        with socket.create_connection((self.address, self.port), 1):
            return True

    @property
    def connections(self):
        """The protocol of each connection over which something was asked."""
        return dict(re.findall(r"^(\d+) (\S+)", self._log(), re.M))

    def _log(self):
        with open(self.accesses) as file:
            return file.read()
