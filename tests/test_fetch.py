"""Fetching: only public addresses, only plain web pages, never longer than it may."""

import gzip
import ipaddress
import socket
import ssl
import subprocess
import threading
import time
from pathlib import Path
from shutil import which

import pytest
from fake_web import ANSWERED, ARTICLE, Server, resolving_to

from pledges import fetch as fetching
from pledges.fetch import FetchError, fetch, is_public, target_of

PRIVATE = """
    127.0.0.1 127.1.2.3 127.255.255.255 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255
    172.16.0.1 172.31.255.254 192.168.0.1 192.168.255.255 100.64.0.1 100.127.255.255
    169.254.169.254 169.254.0.1 192.0.0.1 192.0.0.192 192.0.2.1 198.18.0.1
    198.19.255.255 198.51.100.7 203.0.113.9 192.88.99.1 224.0.0.1 239.255.255.255
    240.0.0.1 255.255.255.255
    :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254
    64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::1 2002:7f00:1:: 2002:a00:1::
    2001:0:7f00:1::1 2001:0:808:808::80ff:fffe 2001:db8::1 2001:20::1 3fff::1
    100::1 fc00::1 fd00:ec2::254 fe80::1 febf::1 fec0::1 feff::1 ff02::1 ff0e::1
    5f00::1 4000::1 fe80::1%lo
""".split()  # noqa: SIM905
PUBLIC = """
    8.8.8.8 1.1.1.1 93.184.216.34 172.15.255.255 172.32.0.1 100.63.255.255 100.128.0.1
    192.167.255.255 11.0.0.1 126.255.255.255 128.0.0.1 223.255.255.254
    2606:4700::1111 2a00:1450::1 2620:fe::9 64:ff9b::808:808 2002:808:808::
""".split()  # noqa: SIM905
FEED = frozenset({"application/rss+xml"})


def refused(url: str = "http://x.example/") -> None:
    """Expect that fetching fails, with the one sentence that tells nothing."""
    with pytest.raises(FetchError) as caught:
        fetch(url)
    assert str(caught.value) == "This address is not a public web page of at most 2 MB."


@pytest.mark.parametrize("address", PRIVATE)
def test_t3_t4_address_inside_a_network_is_not_public(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_address_on_the_internet_is_public(address):
    assert is_public(ipaddress.ip_address(address))


def test_tables_of_addresses_are_long_enough():
    assert len(PRIVATE) >= 40
    assert not set(PRIVATE) & set(PUBLIC)


# Addresses of pages


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The connections that somebody tried to open."""
    opened: list[object] = []
    monkeypatch.setattr(socket, "create_connection", lambda *a, **_: opened.append(a))
    return opened


SCHEMES = ["file:///etc/passwd", "gopher://x.example/", "ftp://x.example/", "data:,x"]
SCHEMES += ["jar:http://x.example!/", "//x.example/", "http:///x", "http://", "x", ""]
SCHEMES += ["javascript:alert(1)", "http:x.example", "http://:80/", "/etc/passwd"]


@pytest.mark.parametrize("url", SCHEMES)
def test_t1_what_is_no_web_address_is_refused_before_any_connection(url, opened):
    refused(url)

    assert opened == []


FORMS = ["http://a@x.example/", "http://a:b@x.example/", "http://x.example@127.0.0.1/"]
FORMS += ["http://127.0.0.1\\@x.example/", "http://x.example\\.evil.example/"]
FORMS += ["http://x.example/\r\nHost: y", "http://x.example/\t", "http://x.exam\nple/"]
FORMS += ["http://x.example/a b", " http://x.example/", "http://x.example/\x00"]
FORMS += ["http://x.example/\ud800", "http://x.example/\xa0", "http://x.example/\x7f"]
FORMS += ["http://[::1/", "http://" + "a" * 64 + ".example/", "http://.example/"]
FORMS += ["http://x.example/" + "a" * 5_000]


@pytest.mark.parametrize("url", FORMS)
def test_t8_address_with_unusual_parts_is_refused_before_any_connection(url, opened):
    refused(url)

    assert opened == []


PORTS = ["http://x.example:22/", "http://x.example:25/", "https://x.example:5432/"]
PORTS += ["http://x.example:6379/", "http://x.example:0/", "http://x.example:99999/"]
PORTS += ["http://x.example:8080/", "http://x.example:http/", "http://x.example:-80/"]


@pytest.mark.parametrize("url", PORTS)
def test_t9_port_that_is_not_of_the_web_is_refused_before_any_connection(url, opened):
    refused(url)

    assert opened == []


@pytest.mark.parametrize(
    ("url", "host", "port", "path"),
    [
        ("http://x.example", "x.example", 80, "/"),
        ("HTTPS://X.example/a?b=c#d", "x.example", 443, "/a?b=c"),
        ("https://x.example:443/", "x.example", 443, "/"),
        ("http://x.example:443/", "x.example", 443, "/"),
        ("https://x.example?q=1", "x.example", 443, "/?q=1"),
        ("https://b\u00fccher.example/stra\u00dfe", "xn--bcher-kva.example", 443,
         "/stra%C3%9Fe"),
        ("https://x.example/a%20b", "x.example", 443, "/a%20b"),
        ("http://[2606:4700::1111]/", "2606:4700::1111", 80, "/"),
        ("http://x.example#@127.0.0.1/", "x.example", 80, "/"),
    ],
)  # fmt: skip
def test_address_of_a_page_is_taken_apart(url, host, port, path):
    target = target_of(url)

    assert (target.host, target.port, target.path) == (host, port, path)


@pytest.mark.parametrize(
    "host",
    [
        *["127.0.0.1", "127.1", "0", "0x7f.1", "0177.0.0.1", "2130706433", "localhost"],
        *["localhost.", "①②⑦.⓪.⓪.①", "127。0。0。1", "[::1]", "[::ffff:127.0.0.1]"],
        *["[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::127.0.0.1]", "[fe80::1%25lo]"],
        *["169.254.169.254", "0.0.0.0", "10.0.0.1", "[fd00:ec2::254]"],  # noqa: S104
    ],
)
def test_t2_page_inside_a_network_is_refused_before_any_connection(host, opened):
    refused(f"http://{host}/")

    assert opened == []


# What goes over the wire


def test_page_is_fetched_whole(server):
    server.say(ARTICLE)

    assert fetch("http://x.example/news?id=1").body == ARTICLE


@pytest.mark.parametrize(
    "kind", ["text/html", "TEXT/PLAIN; x=y", "application/xhtml+xml"]
)
def test_pages_of_text_are_taken(server, kind):
    server.say(content_type=kind)

    assert fetch("http://x.example/").body == ARTICLE


def test_charset_and_last_address_are_handed_on(server):
    server.say(b"", "302 Found", location="/there")
    server.say(content_type="text/plain; Charset=KOI8-R")

    said = fetch("http://x.example/")

    assert said[:3] == (ARTICLE, "koi8-r", "http://x.example/there")


def test_feed_is_taken_where_feeds_are_asked_for_and_nowhere_else(server):
    server.say(content_type="application/rss+xml")
    server.say(content_type="application/rss+xml")

    assert fetch("http://x.example/", FEED).body == ARTICLE
    refused()


def test_page_is_refused_where_a_feed_is_asked_for(server):
    server.say(content_type="text/html")

    with pytest.raises(FetchError):
        fetch("http://x.example/", FEED)


def test_t13_request_names_the_host_and_gives_nothing_else_away(server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    server.say(set_cookie="a=b", status="302 Found", location="/next")
    server.say()

    fetch("http://x.example/secret?token=1")

    first, second = [request.decode() for request in server.requests]
    assert first.startswith("GET /secret?token=1 HTTP/1.1\r\n")
    assert "\r\nHost: x.example\r\n" in first
    assert "\r\nAccept-Encoding: identity\r\n" in first
    for name in ["cookie", "authorization", "referer", "proxy"]:
        assert name not in (first + second).lower()


def test_t6_connection_goes_to_the_address_that_was_checked(server, monkeypatch):
    # A second answer would be the machine itself.
    answers = [[ANSWERED], ["127.0.0.1"]]
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *a, **k: resolving_to(*answers.pop(0))(*a, **k)
    )
    server.say()

    assert fetch("http://x.example/").body == ARTICLE
    assert server.connected == [(ANSWERED, 80)]


@pytest.mark.parametrize(
    "addresses",
    [["8.8.8.8", "127.0.0.1"], ["8.8.8.8", "::1"], ["10.0.0.1"], ["nonsense"]],
)
def test_t5_every_address_of_a_name_must_be_public(server, monkeypatch, addresses):
    monkeypatch.setattr(socket, "getaddrinfo", resolving_to(*addresses))

    refused()

    assert server.connected == []


def test_name_that_does_not_exist_is_refused(monkeypatch):
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror("unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    refused()


# Redirects


@pytest.mark.parametrize("status", ["301 M", "302 F", "303 S", "307 T", "308 P"])
def test_redirects_are_followed(server, status):
    server.say(b"", status, location="http://y.example/there")
    server.say()

    assert fetch("http://x.example/").body == ARTICLE
    assert b"Host: y.example" in server.requests[1]


@pytest.mark.parametrize(("hops", "arrives"), [(3, True), (4, False)])
def test_t7_three_redirects_are_followed_and_no_fourth(server, hops, arrives):
    for hop in range(hops):
        server.say(b"", "302 Found", location=f"/{hop}")
    server.say()

    if arrives:
        assert fetch("http://x.example/").body == ARTICLE
    else:
        refused()
        assert len(server.requests) == hops


@pytest.mark.parametrize(
    "location",
    [
        *[
            "http://127.0.0.1/",
            "http://127.0.0.1:22/",
            "http://10.0.0.1/",
            "file:///etc",
        ],
        *["http://169.254.169.254/latest/meta-data/", "http://a@x.example/"],
        *["http://[::ffff:169.254.169.254]/", "http://[::1]/"],
        *[
            "http://x.example:8080/",
            "gopher://x.example/",
            "//127.0.0.1/",
            "javascript:1",
        ],
    ],
)
def test_t7_redirect_is_checked_like_the_first_address(server, location):
    server.say(b"", "302 Found", location=location)
    server.say()

    refused()

    assert len(server.requests) == 1


def test_t7_redirect_to_nowhere_is_refused(server):
    for _ in range(5):
        server.say(b"", "302 Found")

    refused()


# What servers send


@pytest.mark.parametrize(
    "status",
    ["204 No Content", "206 Partial", "404 Not Found", "500 Error", "101 Switch"],
)
def test_t10_other_answers_than_a_page_are_refused(server, status):
    server.say(status=status)

    refused()


@pytest.mark.parametrize(
    "headers",
    [
        {"content_encoding": "gzip"},
        {"content_encoding": "br"},
        {"content_encoding": "identity, gzip"},
        {"content_length": "99"},
        {"content_length": "3000000"},
        {"transfer_encoding": "chunked"},
    ],
)
def test_t11_page_that_is_packed_or_lies_about_its_length_is_refused(server, headers):
    server.say(**headers)

    refused()


def test_t11_bomb_of_gzip_is_never_unpacked(server):
    server.say(gzip.compress(b"x" * 200_000_000, 1), content_encoding="gzip")

    refused()


@pytest.mark.parametrize(
    "kind",
    ["application/pdf", "application/zip", "image/svg+xml", "text/html-evil", ""],
)
def test_t12_other_types_than_texts_are_refused(server, kind):
    server.say(content_type=kind)

    refused()


def test_t10_head_of_one_long_line_is_refused(server):
    server.say(x_long="x" * 66_000)

    refused()


def test_t10_head_of_many_long_lines_is_refused(server):
    server.say(**{f"x_{n}": "x" * 2_000 for n in range(40)})

    refused()


@pytest.mark.parametrize(
    "answer", [b"", b"hello\r\n\r\n", b"\x00" * 99, b"HTTP/1.1 200"]
)
def test_t10_what_is_no_http_is_refused(server, answer):
    server.answers.append(lambda client: client.sendall(answer))

    refused()


@pytest.mark.parametrize(
    ("length", "taken"), [(2 * 2**20, True), (2 * 2**20 + 1, False)]
)
def test_t10_page_of_two_megabytes_is_taken_and_none_longer(server, length, taken):
    server.say(b"x" * length)

    if taken:
        assert len(fetch("http://x.example/").body) == length
    else:
        refused()


def test_t10_endless_page_is_refused(server):
    def pour(client: socket.socket) -> None:
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            client.sendall(b"x" * 65_536)

    server.answers.append(pour)

    refused()


DRIPS = {
    "never answers": b"",
    "drips its head": b"HTTP/1.1 200 OK\r\nX: ",
    "drips its body": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
    "goes on and on": b"HTTP/1.1 100 Continue\r\n\r\n",
}


@pytest.mark.parametrize("start", DRIPS.values(), ids=DRIPS)
def test_t10_slow_server_is_left_at_the_deadline(server, monkeypatch, start):
    # Ten seconds, four times over, would make the suite wait.
    monkeypatch.setattr(fetching, "SECONDS", 0.5)

    def drip(client: socket.socket) -> None:
        client.sendall(start)
        for _ in range(50):
            time.sleep(0.1)
            client.sendall(b"" if not start else b"x")

    server.answers.append(drip)
    began = time.monotonic()

    refused()

    assert time.monotonic() - began < 1.5
    time.sleep(0.3)
    assert threads_of_fetch() == []


def test_t10_page_that_was_cut_off_at_the_deadline_is_no_page(server):
    # Hanging up ends a body without a stated length as if it were whole.
    sent = threading.Event()

    def half(client: socket.socket) -> None:
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nJapan will")
        sent.set()
        client.recv(1)

    server.answers.append(half)
    trip = fetching._Trip("http://x.example/", fetching.TYPES)
    worker = threading.Thread(target=trip.run)
    worker.start()
    sent.wait(5)
    time.sleep(0.1)

    trip.stop()

    worker.join(5)
    assert trip.fetched is None


def test_slow_resolver_is_left_at_the_deadline(monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS", 0.2)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(1))
    began = time.monotonic()

    refused()

    assert time.monotonic() - began < 0.9


def threads_of_fetch() -> list[str]:
    """Return the threads of fetches that still run."""
    return [t.name for t in threading.enumerate() if "(run)" in t.name]


# TLS


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for x.example that signs itself, with its key, in one file."""
    openssl = which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed: it makes the certificate of this test")
    path = tmp_path / "certificate.pem"
    subprocess.run(  # noqa: S603
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", path,
         "-out", tmp_path / "only.pem", "-days", "2", "-subj", "/CN=x.example",
         "-addext", "subjectAltName=DNS:x.example"],
        check=True,
        capture_output=True,
    )  # fmt: skip
    path.write_bytes(path.read_bytes() + (tmp_path / "only.pem").read_bytes())
    return path


def speak_tls(server: Server, certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.wrap = lambda plain: context.wrap_socket(plain, server_side=True)


def test_t15_certificate_that_nobody_trusts_is_refused(server, certificate):
    speak_tls(server, certificate)
    server.say()

    refused("https://x.example/")

    assert server.requests == []


def test_page_is_fetched_under_a_trusted_certificate(server, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    speak_tls(server, certificate)
    server.say()

    assert fetch("https://x.example/").body == ARTICLE
    assert server.connected == [(ANSWERED, 443)]


def test_t15_certificate_of_another_name_is_refused(server, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    speak_tls(server, certificate)
    server.say()

    refused("https://y.example/")


def test_t7_redirect_from_https_to_http_is_refused(server, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    speak_tls(server, certificate)
    server.say(b"", "302 Found", location="http://x.example/")
    server.say()

    refused("https://x.example/")

    assert len(server.requests) == 1


def test_server_that_stops_in_the_handshake_is_left_in_time(server, monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS", 0.5)
    server.answers.append(lambda _: time.sleep(2))
    began = time.monotonic()

    refused("https://x.example/")

    assert time.monotonic() - began < 1.5
