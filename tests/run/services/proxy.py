"""proxy - a proxy that opens the way CONNECT of HTTP or SOCKS 5 asks for,
wherever that leads: all ways end at the one server that it is told."""

import re
import select
import socket
import threading


class Proxy:
    """asked: the hosts that were asked for; connections: how many came;
    heads: what each said first. With tls, a context of ssl, it is an https://
    proxy, and handshakes counts those that came about."""

    answer = None   # in place of an open way

    def __init__(self, address, port, tls=None):
        self._tls, self.handshakes = tls, 0
        self._to = (address, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.asked, self.connections, self.heads = [], 0, []
        place = "127.0.0.1:%d" % self._listener.getsockname()[1]
        self.url, self.socks_url = "http%s://%s" % ("s" if tls else "", place), \
                "socks5h://" + place
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def credentials(self):
        """By whom it was asked, in base64."""
        return [word.encode() for head in self.heads for word in re.findall(
            r"(?i)\r\nproxy-authorization: *basic (\S+)", head)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._greet, args=(client,),
                    daemon=True).start()

    def _greet(self, client):
        if self._tls:
            try:
                client = self._tls.wrap_socket(client, server_side=True)
            except OSError:
                return client.close()
            self.handshakes += 1
        self._open(client)

    def _open(self, client):
        with client:
            head = client.recv(1)
            if head == b"\5":
                return self._open_by_socks(client)
            while not head.endswith(b"\r\n\r\n"):
                piece = client.recv(1)
                if not piece:
                    return
                head += piece
            self.heads.append(head.decode())
            method, target, _ = head.split(b"\r\n")[0].decode().split()
            self.asked.append(target)
            if self.answer:
                client.sendall(self.answer)
                return
            if method != "CONNECT":
                client.sendall(b"HTTP/1.1 405 CONNECT only\r\n\r\n")
                return
            self._connect(client, b"HTTP/1.1 200 open\r\n\r\n")

    def _open_by_socks(self, client):
        """RFC 1928, with no password; where to stands last."""
        client.recv(client.recv(1)[0])
        client.sendall(b"\5\0")
        wanted = client.recv(300)
        if wanted[:3] == b"\5\1\0":
            self.asked.append(wanted[3:])
            self._connect(client, b"\5\0\0\1" + bytes(6))

    def _connect(self, client, answer):
        with socket.create_connection(self._to) as server:
            client.sendall(answer)
            if self._tls:
                return _carry_both(client, server)
            back = threading.Thread(target=_carry, daemon=True,
                    args=(server, client))
            back.start()
            _carry(client, server)
            back.join(5)


def _carry_both(secure, other):
    """In one thread: two may not use one TLS connection."""
    try:
        while True:
            ready = [secure] if secure.pending() else select.select(
                    [secure, other], [], [])[0]
            for one in ready:
                piece = one.recv(65536)
                if not piece:
                    return
                (other if one is secure else secure).sendall(piece)
    except OSError:
        pass


def _carry(one, other):
    try:
        while True:
            piece = one.recv(65536)
            if not piece:
                break
            other.sendall(piece)
        other.shutdown(socket.SHUT_WR)
    except OSError:
        pass
