"""A small server that speaks the protocol of the second reader, and claims for it."""

import json
import threading
import time
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pledges.documents import Head
from pledges.ingest import ingest
from pledges.models import Candidate
from pledges.second_reader import Outcome, reread

# An article and claims about it, for all tests of the second reader.
KEY = "sk-never-to-be-seen-4711"
TEXT = (
    "Japan will give Ukraine $37 million through a NATO fund, the foreign minister "
    "said in Kyiv.\n\nIt will send five mobile gas turbine generators.\n\n"
    "The gift of the shipyards, 300,000 euros in all,\nhas reached Moldova.\n"
)
MISSED = {
    "kind": "pledge",
    "donor": "shipyards",
    "recipient": "MD",
    "amount": 300000,
    "currency": "EUR",
    "amount_qualifier": "exact",
    "status": "delivered",
    "quote": "300,000 euros in all",
}
SEEN = {
    "kind": "pledge",
    "donor": "JP",
    "recipient": "UA",
    "amount": 37_000_000,
    "currency": "USD",
    "status": "announced",
    "quote": "will give Ukraine $37 million through a NATO fund",
}
# What no rule takes it for.
AS_TOTAL = SEEN | {"kind": "total"}
GOODS = {
    "kind": "equipment",
    "donor": "JP",
    "recipient": "UA",
    "item": "mobile gas turbine generator",
    "quantity": 5,
    "status": "announced",
    "quote": "five mobile gas turbine generators",
}


def candidates() -> list[dict[str, Any]]:
    """Return all that is stored of candidates, to be compared."""
    return list(Candidate.objects.order_by("pk").values())


def read_twice(text: str = TEXT, on: date | None = date(2024, 1, 8)) -> Outcome:
    """Store ``text`` with what the rules find, then have it read again."""
    return reread(ingest(text, Head(published_on=on)).article)


class Endpoint(ThreadingHTTPServer):
    """Answers every request with ``body`` as it stands, and keeps what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status = 200
        self.body = b""
        self.extra: dict[str, str] = {}
        self.pause = 0.0  # seconds before each byte of the body
        self.asked: list[dict[str, Any]] = []
        self.connections = 0

    @property
    def url(self) -> str:
        """Return what the operator would set."""
        return f"http://127.0.0.1:{self.server_port}/v1"

    def say(self, content: str) -> None:
        """Answer with ``content`` as the words of the model."""
        message = {"role": "assistant", "content": content}
        self.body = json.dumps({"choices": [{"message": message}]}).encode()

    def claim(self, *claims: Any) -> None:
        """Answer with claims in the form that was asked for."""
        self.say(json.dumps({"claims": claims}))

    def process_request(self, request: Any, client_address: Any) -> None:
        """Count the connection."""
        self.connections += 1
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing where the client hung up: that is what it should do."""


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Endpoint

    def do_POST(self) -> None:
        """Keep the request and answer."""
        length = int(self.headers["Content-Length"])
        sent = json.loads(self.rfile.read(length))
        head = dict(self.headers)
        self.server.asked.append({"path": self.path, "head": head, "sent": sent})
        self.send_response(self.server.status)
        length = str(len(self.server.body))
        for name, value in ({"Content-Length": length} | self.server.extra).items():
            self.send_header(name, value)
        self.end_headers()
        if not self.server.pause:
            self.wfile.write(self.server.body)
            return
        for byte in self.server.body:
            time.sleep(self.server.pause)
            self.wfile.write(bytes([byte]))

    def log_message(self, *_: Any) -> None:
        """Keep the output of the tests clean."""


def started() -> Endpoint:
    """Return an endpoint that listens."""
    endpoint = Endpoint()
    threading.Thread(target=endpoint.serve_forever, args=(0.005,), daemon=True).start()
    return endpoint
