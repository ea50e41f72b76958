"""rude - a server that does with each connection what it is told, and keeps no
rules."""

import contextlib
import socket
import threading


class Rude:
    """manner(connection); the connection is closed after it."""

    def __init__(self, manner):
        self._manner, self.connections = manner, 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._meet, args=(connection,),
                    daemon=True).start()

    def _meet(self, connection):
        with connection, contextlib.suppress(OSError):
            self._manner(connection)
