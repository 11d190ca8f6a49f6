"""
A public web and a private network on one machine; run by test_net_lab.py.

In a namespace of its own, so that the addresses are real ones and all of our code
runs as it does in production. Prints what happened as JSON.
"""
# ruff: noqa: E402, S603, S607

import json
import os
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import django

django.setup()

from django.core.management import call_command
from fake_web import feed_of, item

from pledges.fetch import FetchError, fetch
from pledges.models import Article, Feed, Page

PUBLIC = "93.184.216.34"
PRIVATE = ["127.0.0.1", "169.254.169.254", "10.0.0.5", "::1", "fd00:ec2::254"]
NAMES = f"""
127.0.0.1 localhost
::1 localhost
{PUBLIC} news.example
169.254.169.254 metadata.example
127.0.0.1 inside.example
{PUBLIC} both.example
10.0.0.5 both.example
"""
ARTICLE = "Japan will give Ukraine $37 million, the minister said in Kyiv.\n"
HOSTS = """
    127.0.0.1 127.1 0 0.0.0.0 0x7f.1 0x7f000001 0177.0.0.1 2130706433 127.0.1 127.9.9.9
    localhost localhost. LOCALHOST ①②⑦.⓪.⓪.① 127。0。0。1 inside.example inside.example.
    169.254.169.254 0xa9fea9fe 2852039166 0251.0376.0251.0376 169.16689662
    metadata.example 10.0.0.5 10.5 0xa.5 012.0.0.5 167772165 both.example
    [::1] [0:0:0:0:0:0:0:1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1]
    [::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [::ffff:10.0.0.5] [fd00:ec2::254]
    [64:ff9b::7f00:1] [64:ff9b::a9fe:a9fe] [2002:7f00:1::] [2002:a9fe:a9fe::]
    user@127.0.0.1 news.example@127.0.0.1 127.0.0.1:22 127.0.0.1:443
""".split()  # noqa: SIM905


class Web(BaseHTTPRequestHandler):
    """The public site: an article, its feed, redirects to wherever, and a drip."""

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        if asked.path == "/go":
            self.send_response(302)
            self.send_header("Location", parse_qs(asked.query)["to"][0])
            self.end_headers()
        elif asked.path == "/drip":
            self.drip()
        elif asked.path == "/feed":
            links = ["/article", "/go?to=" + quote("http://169.254.169.254/", "")]
            items = [item(f"http://news.example{link}") for link in links]
            items.append(item("http://metadata.example/latest/"))
            self.send("application/rss+xml", feed_of(*items))
        else:
            self.send("text/plain; charset=utf-8", ARTICLE.encode())

    def send(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def drip(self) -> None:
        self.send("text/plain", b"x")
        for _ in range(60):
            time.sleep(0.5)
            self.wfile.write(b"x")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Canary:
    """Listens in the private network and notes whoever connects."""

    def __init__(self, address: str, port: int) -> None:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.listener = socket.create_server((address, port), family=family)
        self.hits: list[str] = []
        threading.Thread(target=self.watch, daemon=True).start()

    def watch(self) -> None:
        while True:
            client, peer = self.listener.accept()
            self.hits.append(str(peer))
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nsecret")
            client.close()


def build(folder: Path) -> None:
    """Make the network: addresses on this machine, and names in its own file."""
    hosts = folder / "hosts"
    hosts.write_text(NAMES)
    subprocess.run(["mount", "--bind", hosts, "/etc/hosts"], check=True)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for address in [PUBLIC, *PRIVATE]:
        length = "128" if ":" in address else "32"
        add = ["ip", "address", "replace", f"{address}/{length}", "dev", "lo"]
        subprocess.run(add, check=address in {PUBLIC, "169.254.169.254"})
    web = ThreadingHTTPServer((PUBLIC, 80), Web)
    web.daemon_threads = True
    threading.Thread(target=web.serve_forever, daemon=True).start()


def canaries() -> list[Canary]:
    """Return one at each private address that this machine can have."""
    ours = []
    for address in PRIVATE:
        for port in (22, 80, 443):
            try:
                ours.append(Canary(address, port))
            except OSError:  # a machine without IPv6
                continue
    return ours


def outcome(url: str) -> tuple[str, float]:
    """Return what fetching ``url`` gives: the text, or the error's sentence."""
    began = time.monotonic()
    try:
        said = fetch(url).body.decode()
    except FetchError as error:
        said = str(error)
    return said, time.monotonic() - began


def go_to(url: str) -> str:
    """Return a public address that redirects to ``url``."""
    return "http://news.example/go?to=" + quote(url, safe="")


def attempts() -> dict[str, tuple[str, float]]:
    """Fetch every hostile address, straight and by way of a redirect."""
    straight = [f"{scheme}://{host}/" for scheme in ("http", "https") for host in HOSTS]
    urls = [*straight, *[go_to(url) for url in straight], "http://news.example/drip"]
    urls += [go_to("http://news.example/go?to=http%3A%2F%2F127.1%2F")]
    with ThreadPoolExecutor(8) as pool:
        return dict(zip(urls, pool.map(outcome, urls), strict=True))


def feed() -> dict[str, Any]:
    """Read a feed with an article and two traps, as the command does."""
    call_command("migrate", verbosity=0)
    Feed.objects.create(title="News", url="http://news.example/feed")
    call_command("fetch", stdout=sys.stderr)
    return {
        "articles": list(Article.objects.values_list("url", "text")),
        "failed": list(Page.objects.exclude(error="").values_list("error", flat=True)),
    }


def main() -> None:
    """Build the network, try everything, print what came of it."""
    build(Path(os.environ["LAB"]))
    watching = canaries()
    with socket.create_connection(("169.254.169.254", 80)) as control:
        heard = control.recv(1024).decode()
    result = {
        "control": heard,
        "canaries": len(watching),
        "good": outcome("http://news.example/article")[0],
        "redirected": outcome(go_to("http://news.example/article"))[0],
        "attempts": attempts(),
        "feed": feed(),
    }
    result["hits"] = sum(len(canary.hits) for canary in watching) - 1
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
