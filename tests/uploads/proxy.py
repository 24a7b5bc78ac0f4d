"""A network of the tests' own between browser and web: slow, cut, or away."""

import contextlib
import socket
import threading
import time
from urllib.parse import urlsplit

PIECE = 16_384


class Network:
    def __init__(self, url: str) -> None:
        self.target = (urlsplit(url).hostname, urlsplit(url).port)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.rate = 0.0  # bytes in a second, of all that the browser sends; 0: no limit
        self.away = False
        self.open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """All connections end, and no new ones are made, until it is mended."""
        self.away = True
        for sock in list(self.open):
            self._close(sock)

    def mend(self) -> None:
        self.away = False

    def close(self) -> None:
        self.cut()
        self.listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                browser, _ = self.listener.accept()
                if self.away:
                    browser.close()
                    continue
                web = socket.create_connection(self.target)
                self.open |= {browser, web}
                for pair in ((browser, web, True), (web, browser, False)):
                    threading.Thread(target=self._carry, args=pair, daemon=True).start()

    def _carry(self, source: socket.socket, to: socket.socket, slow: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(PIECE):
                to.sendall(data)
                if slow and self.rate:
                    time.sleep(len(data) / self.rate)
        self._close(source)
        self._close(to)

    def _close(self, sock: socket.socket) -> None:
        self.open.discard(sock)
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
        sock.close()
