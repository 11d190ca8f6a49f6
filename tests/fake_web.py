"""A web of our own, reached as if its address were public; our code runs unchanged."""

import socket
import threading
from collections.abc import Callable
from typing import Any

# Stands for the public address that every name resolves to.
ANSWERED = "93.184.216.34"
ARTICLE = b"Japan will give Ukraine $37 million."
RSS = "application/rss+xml"


class Server:
    """A web server on this machine that answers with bytes as they stand."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = self.listener.getsockname()
        self.answers: list[Callable[[socket.socket], None]] = []
        self.requests: list[bytes] = []
        self.connected: list[tuple[str, int]] = []
        self.wrap: Callable[[socket.socket], socket.socket] = lambda plain: plain
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        while True:
            try:
                plain, _ = self.listener.accept()
                with self.wrap(plain) as client:
                    self.requests.append(client.recv(65_536))
                    self.answer(client)
            except OSError:
                if self.listener.fileno() < 0:
                    return

    def answer(self, client: socket.socket) -> None:
        self.answers.pop(0)(client)

    def say(
        self, body: bytes = ARTICLE, status: str = "200 OK", **headers: str
    ) -> None:
        """Answer one request so."""
        reply = response(body, status, **headers)
        self.answers.append(lambda client: client.sendall(reply))

    def close(self) -> None:
        # Wake the thread that waits for a connection.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(2)


class Site(Server):
    """A server that has pages: by path what it answers, 404 for all others."""

    def __init__(self) -> None:
        self.pages: dict[str, Callable[[], bytes]] = {}
        super().__init__()

    def answer(self, client: socket.socket) -> None:
        if not self.requests[-1]:  # who connected was killed before it asked
            self.requests.pop()
            return
        client.sendall(self.pages.get(self.asked[-1], not_found)())

    def has(self, path: str, body: bytes = ARTICLE, **headers: str) -> str:
        """Put ``body`` at ``path``; return its address."""
        reply = response(body, **headers)
        self.pages[path] = lambda: reply
        return f"http://x.example{path}"

    def has_feed(self, path: str, *items: str) -> str:
        """Put an RSS feed of ``items`` at ``path``; return its address."""
        return self.has(path, feed_of(*items), content_type=RSS)

    def has_version(self, path: str, *items: str, **said: str) -> str:
        """Put a feed at ``path`` that is not sent to who knows what it ``said``."""
        whole = response(feed_of(*items), content_type=RSS, **said)
        unchanged = response(b"", "304 Not Modified", **said)
        known = [value.encode() for value in said.values()]
        self.pages[path] = lambda: (
            unchanged if all(v in self.requests[-1] for v in known) else whole
        )
        return f"http://x.example{path}"

    @property
    def asked(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [request.split(b" ")[1].decode() for request in list(self.requests)]


def response(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    """Return an answer in HTTP, of a text in UTF-8 unless ``headers`` say otherwise."""
    headers = {"content_type": "text/plain; charset=utf-8", **headers}
    lines = [f"{name.replace('_', '-')}: {is_}" for name, is_ in headers.items()]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode() + body


def not_found() -> bytes:
    return response(b"", "404 Not Found")


def item(link: str, title: str = "", day: str = "") -> str:
    """Return an entry of an RSS feed."""
    date = f"<pubDate>{day}</pubDate>" if day else ""
    return f"<item><title>{title}</title><link>{link}</link>{date}</item>"


def feed_of(*items: str) -> bytes:
    """Return an RSS feed."""
    inner = "".join(items)
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>Ledger</title>{inner}</channel></rss>"
    ).encode()


def reached_at(
    server: tuple[str, int], seen: list[tuple[str, int]]
) -> Callable[[tuple[str, int], float], socket.socket]:
    """Return a way to connect that leads to ``server`` and notes where it was to."""

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        seen.append(address)
        client = socket.socket()
        client.settimeout(timeout)
        client.connect(server)
        return client

    return connect


def resolving_to(*addresses: str) -> Callable[..., list[tuple[Any, ...]]]:
    """Return a resolver that gives ``addresses`` for every name but the numbers."""

    def answer(
        host: str, port: int, *_: object, **__: object
    ) -> list[tuple[object, ...]]:
        is_number = ":" in host or host.replace(".", "").isdigit()
        given = [host] if is_number else addresses
        return [(None, None, None, "", (one, port)) for one in given]

    return answer
