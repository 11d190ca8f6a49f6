"""Fetch one page or feed from the public web, and nothing from any other network."""

import ipaddress
import logging
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPResponse
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

logger = logging.getLogger(__name__)

SECONDS = 10  # for everything: names, redirects, TLS, head and body
MAX_BYTES = 2 * 1024 * 1024
MAX_HEAD = 64 * 1024
MAX_URL = 2_000
REDIRECTS = 3
USUAL_PORT = {"http": 80, "https": 443}
TYPES = frozenset({"text/html", "text/plain", "application/xhtml+xml"})
HEADERS = {
    "Accept-Encoding": "identity",
    "Connection": "close",
    "User-Agent": "AidTracker (reads one article on behalf of an editor)",
}
# As a server may write them; what looks otherwise is not sent back to it.
ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]{0,200}"')
DATE = re.compile(r"[\x20-\x7e]{1,40}")
# urlsplit would silently drop tabs and line ends; a backslash is a slash to some.
UNUSUAL = re.compile(r"[\x00-\x20\x7f-\xa0\\\ud800-\udfff]")

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
V4_COMPATIBLE = ipaddress.IPv6Network("::/96")
# Special by IANA's registries, yet "global" to the ipaddress module of Python 3.11.
SPECIAL = ["192.0.0.0/24", "192.88.99.0/24", "3fff::/20"]


class FetchError(Exception):
    """The page was not fetched; says no more, so that nobody can map a network."""

    def __init__(self) -> None:
        super().__init__("This address is not a public web page of at most 2 MB.")


class Target(NamedTuple):
    """Where an address leads: checked for its form, not yet resolved."""

    secure: bool
    authority: str
    host: str
    port: int
    path: str


class Validators(NamedTuple):
    """What one address said of the version that it sent (RFC 9110, section 8.8)."""

    address: str = ""
    etag: str = ""
    last_modified: str = ""

    def conditions(self, url: str) -> dict[str, str]:
        """Return the headers that ask ``url`` for another version than this."""
        if url != self.address:  # to others the same words may mean anything
            return {}
        said = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in said.items() if value}


UNKNOWN = Validators()


class Fetched(NamedTuple):
    """What a server sent, the charset that it stated, and its address in the end."""

    body: bytes
    charset: str
    url: str
    validators: Validators = UNKNOWN
    # the version that the caller knows: there is no body
    is_unchanged: bool = False


def fetch(
    url: str, types: frozenset[str] = TYPES, known: Validators = UNKNOWN
) -> Fetched:
    """
    Return the page of one of ``types`` at ``url``; 10 seconds for everything.

    Only http and https to public addresses, at most 3 redirects, each checked in the
    same way. Raises FetchError; the log has the cause. The server need not send the
    version that is ``known``.
    """
    trip = _Trip(url, types, known)
    worker = threading.Thread(target=trip.run, daemon=True)
    worker.start()
    worker.join(SECONDS)
    trip.stop()
    if trip.fetched is None:
        raise FetchError
    return trip.fetched


class _Trip:
    """One fetch in a thread of its own, which can be stopped whatever it waits for."""

    def __init__(
        self, url: str, types: frozenset[str], known: Validators = UNKNOWN
    ) -> None:
        self.url = url
        self.types = types
        self.known = known
        self.fetched: Fetched | None = None
        self.stopped = False
        self.socket: socket.socket | None = None

    def run(self) -> None:
        """Fetch into ``fetched``; what goes wrong is logged and leaves it None."""
        try:
            fetched = self.follow(self.url)
            if self.stopped:  # hanging up ends a body as if it were whole
                raise TimeoutError
            self.fetched = fetched
        except Exception as error:  # hostile servers find more than we could list
            logger.info("Not fetched: %r: %r", self.url, error)
        finally:
            self.stop()

    def stop(self) -> None:
        """Hang up; a thread that waits on the socket goes on at once, and fails."""
        self.stopped = True
        if self.socket is not None:
            with suppress(OSError):  # it may be closed already
                self.socket.shutdown(socket.SHUT_RDWR)
            self.socket.close()

    def follow(self, url: str) -> Fetched:
        """Return what is behind ``url`` and its redirects."""
        for _ in range(REDIRECTS + 1):
            target = target_of(url)
            conditions = self.known.conditions(url)
            response = self.ask(target, conditions)
            if response.status == 304 and conditions:
                return Fetched(b"", "", url, self.known, is_unchanged=True)
            if response.status not in {301, 302, 303, 307, 308}:
                body = body_of(response, self.types)
                said = validators_of(response, url)
                return Fetched(body, charset_of(response), url, said)
            response.close()
            url = urljoin(url, response.headers["Location"])
            if target.secure and not url.startswith("https:"):
                raise ValueError("A redirect from https to something else.")
        raise ValueError("Too many redirects.")

    def ask(self, target: Target, conditions: dict[str, str]) -> HTTPResponse:
        """Send one request to a checked address of ``target``."""
        self.connect(target)
        connection = HTTPConnection(target.host, target.port)
        connection.sock = self.socket
        accept = {"Accept": ", ".join(sorted(self.types))}
        headers = HEADERS | accept | conditions | {"Host": target.authority}
        connection.request("GET", target.path, headers=headers)
        response = connection.getresponse()
        if len(str(response.headers)) > MAX_HEAD:
            raise ValueError("The head is too long.")
        return response

    def connect(self, target: Target) -> None:
        """Open the socket to the very address that was checked, with TLS for https."""
        [address, *_] = public_addresses(target.host, target.port)
        plain = socket.create_connection((address, target.port), timeout=SECONDS)
        self.hold(plain)
        if target.secure:
            secure = ssl.create_default_context().wrap_socket(
                plain, server_hostname=target.host, do_handshake_on_connect=False
            )
            self.hold(secure)
            secure.do_handshake()

    def hold(self, opened: socket.socket) -> None:
        """Keep the socket where ``stop`` finds it, unless that was called before."""
        self.socket = opened
        if self.stopped:
            raise TimeoutError


def target_of(url: str) -> Target:
    """Take ``url`` apart; raises ValueError for all but a plain web address."""
    if len(url) > MAX_URL or UNUSUAL.search(url):
        raise ValueError("An address with unusual characters, or too long.")
    parts = urlsplit(url)
    if parts.scheme not in USUAL_PORT or "@" in parts.netloc:
        raise ValueError("Not http or https, or with a user name.")
    port = USUAL_PORT[parts.scheme] if parts.port is None else parts.port
    if not parts.hostname or port not in USUAL_PORT.values():
        raise ValueError("No host, or not a port of the web.")
    host = parts.hostname.encode("idna").decode()
    authority = parts.netloc.encode("idna").decode()
    path = f"{parts.path or '/'}?{parts.query}".removesuffix("?")
    path = quote(path, safe="/%:@!$&'()*+,;=~?")
    return Target(parts.scheme == "https", authority, host, port, path)


def public_addresses(host: str, port: int) -> list[str]:
    """Return the addresses of ``host``; raises ValueError if one is not public."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not all(is_public(ipaddress.ip_address(one)) for one in addresses):
        raise ValueError("An address that is not on the public internet.")
    return addresses


def is_public(ip: IP) -> bool:
    """Say whether ``ip``, and every IPv4 address wrapped in it, is public."""
    if carried := list(carried_by(ip)):
        return all(is_public(inner) for inner in carried)
    if ip.version == 6 and ip not in GLOBAL_UNICAST:
        return False
    special = any(ip in ipaddress.ip_network(block) for block in SPECIAL)
    return ip.is_global and not (special or ip.is_multicast or ip.is_reserved)


def carried_by(ip: IP) -> Iterator[IP]:
    """Yield the IPv4 addresses that an IPv6 address of a transition scheme wraps."""
    if isinstance(ip, ipaddress.IPv4Address):
        return
    if ip in NAT64 or ip in V4_COMPATIBLE:
        yield ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
    yield from filter(None, [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())])


def charset_of(response: HTTPResponse) -> str:
    """Return the encoding that the server states, which may be any nonsense."""
    return response.headers.get_content_charset() or ""


def validators_of(response: HTTPResponse, url: str) -> Validators:
    """Return what the server says of this version, where that is well-formed."""
    etag = response.headers.get("ETag", "")
    changed = response.headers.get("Last-Modified", "")
    return Validators(
        url,
        etag if ETAG.fullmatch(etag) else "",
        changed if DATE.fullmatch(changed) else "",
    )


def body_of(response: HTTPResponse, types: frozenset[str]) -> bytes:
    """Return the whole body; raises ValueError unless it is one of ``types``."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    coding = response.headers.get("Content-Encoding", "identity").lower()
    if response.status != 200 or kind not in types or coding != "identity":
        raise ValueError(f"Status {response.status}, {kind!r}, {coding!r}.")
    body = response.read(MAX_BYTES + 1)
    # What is left of the announced length: the body was cut off, or is too long.
    if len(body) > MAX_BYTES or response.length:
        raise ValueError("Too long, or cut off.")
    return body
