"""Send one request to the operator's endpoint: one deadline, no detours, 1 MB back."""

import socket
import ssl
import threading
from contextlib import suppress
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit

from django.conf import settings

MAX_BYTES = 1024 * 1024
PATH = "/chat/completions"
PORTS = {"http": 80, "https": 443}


def too_late() -> str:
    """Say that the deadline is over, whichever clock noticed it first."""
    return f"no answer within {settings.EXTRACTION_LLM_SECONDS} seconds"


class NoAnswer(Exception):
    """Why there is no answer that can be used, in words of our own: editors read it."""


def ask(body: bytes) -> bytes:
    """
    Return what the endpoint answers to ``body``, JSON in UTF-8.

    Takes at most EXTRACTION_LLM_SECONDS by the clock, from the name look-up to the last
    byte. Redirects and proxies are not followed. Raises NoAnswer.
    """
    call = _Call(body)
    worker = threading.Thread(target=call.run, daemon=True, name="second reader")
    worker.start()
    worker.join(settings.EXTRACTION_LLM_SECONDS)
    late = worker.is_alive()
    call.stop()
    if late:
        raise NoAnswer(too_late())
    if call.answer is None:
        raise NoAnswer(call.failure)
    return call.answer


class _Call:
    """One request in a thread of its own, which can be stopped whatever it awaits."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.answer: bytes | None = None
        self.failure = "the connection failed"
        self.socket: socket.socket | None = None
        self.stopped = False

    def run(self) -> None:
        """Fill ``answer`` or ``failure``; texts of foreign errors may hold the key."""
        try:
            self.answer = self.exchange()
        except NoAnswer as error:
            self.failure = str(error)
        except TimeoutError:
            self.failure = too_late()
        except Exception as error:  # endpoints fail in more ways than we could list
            self.failure = f"the connection failed ({type(error).__name__})"
        finally:
            self.stop()

    def stop(self) -> None:
        """Hang up; a thread that waits on the socket goes on at once, and fails."""
        self.stopped = True
        if self.socket is not None:
            with suppress(OSError):  # it may be closed already
                self.socket.shutdown(socket.SHUT_RDWR)
            self.socket.close()

    def exchange(self) -> bytes:
        """Send the request and return the body of a good answer."""
        url = urlsplit(settings.EXTRACTION_LLM_URL)
        host, port = url.hostname or "", url.port or PORTS[url.scheme]
        self.connect(host, port, secure=url.scheme == "https")
        connection = HTTPConnection(host, port)
        connection.sock = self.socket
        path = f"{url.path.rstrip('/').removesuffix(PATH)}{PATH}"
        connection.request("POST", path, self.body, headers(url.netloc))
        return body_of(connection.getresponse())

    def connect(self, host: str, port: int, *, secure: bool) -> None:
        """Open the socket, with TLS for https."""
        seconds = settings.EXTRACTION_LLM_SECONDS
        plain = socket.create_connection((host, port), timeout=seconds)
        self.hold(plain)
        if secure:
            wrapped = ssl.create_default_context().wrap_socket(
                plain, server_hostname=host, do_handshake_on_connect=False
            )
            self.hold(wrapped)
            wrapped.do_handshake()

    def hold(self, opened: socket.socket) -> None:
        """Keep the socket where ``stop`` finds it, unless that was called before."""
        self.socket = opened
        if self.stopped:
            opened.close()
            raise TimeoutError


def headers(host: str) -> dict[str, str]:
    """Return the head of the request; the only place where the key is read."""
    said = {
        "Host": host,
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "Content-Type": "application/json",
        "User-Agent": "AidTracker",
    }
    if settings.EXTRACTION_LLM_KEY:
        said["Authorization"] = f"Bearer {settings.EXTRACTION_LLM_KEY}"
    return said


def body_of(response: HTTPResponse) -> bytes:
    """Return the whole body of a good answer, or raise NoAnswer."""
    if 300 <= response.status < 400:
        raise NoAnswer(f"status {response.status}: redirects are not followed")
    if response.status != 200:
        raise NoAnswer(f"status {response.status}")
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise NoAnswer("an answer in a coding that was not asked for")
    body = response.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise NoAnswer(f"an answer of more than {MAX_BYTES:,} bytes")
    if response.length:  # what is left of the announced length
        raise NoAnswer("an answer that was cut off")
    return body
