"""turnserver - coturn, a real STUN server, on an address of this machine."""

import socket

from servers import Process
from services import stun


class Turnserver(Process):
    """coturn, for STUN alone."""

    program = "turnserver"

    def __init__(self, address="127.0.0.1"):
        super().__init__(address)
        self.start("-n", "-L", address, "-E", address, "-p", str(self.port),
                "--no-auth", "--no-tls", "--no-dtls", "--no-tcp", "--no-cli",
                "--no-multicast-peers", "-b", self.path("db"), "--pidfile",
                self.path("pid"), "--log-file", "stdout", "--simple-log",
                ready=self._answers)
        self.spec = "stun:" + ("[%s]:%d" if ":" in address else "%s:%d") \
                % (address, self.port)

    def _answers(self):
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as line:
            line.settimeout(0.2)
            line.connect((self.address, self.port))
            line.send(stun.question(b"is it ready?"))
            return bool(line.recv(2048))
