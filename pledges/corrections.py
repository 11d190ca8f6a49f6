"""What readers report: stored once each, and only so much from one network."""

from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil

from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import CorrectionRequest

LIMITS = [(timedelta(hours=1), 5), (timedelta(days=1), 30)]


class TooManyError(Exception):
    """This network has sent as much as one may; ``seconds`` until it may again."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(
            "So many messages came from your network that we take the next one "
            f"in {ceil(seconds / 60)} minutes. Nothing of what you wrote is lost: "
            "keep this page open, and send it again then."
        )


def take_in(sent: CorrectionRequest, token: str, network: str) -> None:
    """
    Store what a reader ``sent``; once, however often the form ``token`` is sent.

    Of ``network`` only a keyed digest is kept. Raises TooManyError, and stores nothing.
    """
    said = (token, sent.about, sent.text, sent.source, sent.contact)
    sent.sha256 = sha256("\0".join(said).encode()).hexdigest()
    sent.sender = salted_hmac("corrections", network, algorithm="sha256").hexdigest()
    with transaction.atomic():
        _one_at_a_time()
        if CorrectionRequest.objects.filter(sha256=sent.sha256).exists():
            return
        if seconds := seconds_to_wait(sent.sender, timezone.now()):
            raise TooManyError(seconds)
        sent.save()


def _one_at_a_time() -> None:
    """Let nobody else count or store until this transaction ends."""
    if connection.vendor == "postgresql":  # SQLite has one writer anyway
        table = connection.ops.quote_name(CorrectionRequest._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


def seconds_to_wait(sender: str, now: datetime) -> int:
    """Return in how many seconds ``sender`` is below every limit; 0 if it is now."""
    received = CorrectionRequest.objects.filter(sender=sender)
    days = received.order_by("-received_at").values_list("received_at", flat=True)
    wait = timedelta(0)
    for span, most in LIMITS:
        # The oldest of the newest so many: when it is out of the span, one more fits.
        if oldest := days.filter(received_at__gt=now - span)[most - 1 : most].first():
            wait = max(wait, oldest + span - now)
    return ceil(wait.total_seconds())
