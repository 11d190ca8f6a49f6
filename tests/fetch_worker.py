"""A process that reads the feeds at each line of its input; its web is at PORT."""

import socket
import sys

import django
from fake_web import ANSWERED, reached_at, resolving_to

django.setup()

from django.core.management import call_command  # noqa: E402
from django.core.management.base import CommandError  # noqa: E402

from pledges import feeds  # noqa: E402
from pledges.extraction.lexicon import Lexicon  # noqa: E402

if __name__ == "__main__":
    web = ("127.0.0.1", int(sys.argv[1]))
    socket.getaddrinfo = resolving_to(ANSWERED)
    socket.create_connection = reached_at(web, [])
    feeds.PAUSE = 0
    Lexicon.load()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for _ in sys.stdin:
        try:
            call_command("fetch")
        except CommandError as error:
            sys.stdout.write(f"failed: {error}\n")
        sys.stdout.write("done\n")
        sys.stdout.flush()
