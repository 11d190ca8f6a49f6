"""CorrectionRequest: what a reader says is wrong."""

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.utils.text import Truncator

from pledges.addresses import MAX_ADDRESS

from .feeds import plain_address

SHORTEST, LONGEST = 20, 4_000


class CorrectionRequest(models.Model):
    """One report of a mistake by a reader, for editors; no page shows it."""

    class State(models.TextChoices):
        """What editors made of it."""

        OPEN = "open", "Open"
        DONE = "done", "Done"
        DECLINED = "declined", "Declined"

    about = models.CharField("page or record", max_length=300, blank=True)
    text = models.TextField(
        "what is wrong",
        max_length=LONGEST,
        validators=[
            MinLengthValidator(SHORTEST, f"Say it in at least {SHORTEST} characters.")
        ],
    )
    source = models.CharField(
        "where a source says so",
        max_length=MAX_ADDRESS,
        blank=True,
        validators=[plain_address],
        help_text="The whole address of a page, https:// included. May stay empty.",
    )
    contact = models.EmailField(
        "your e-mail address",
        blank=True,
        help_text="Only for a reply, seen by editors alone. May stay empty.",
    )
    received_at = models.DateTimeField(auto_now_add=True)
    # A keyed digest of the network, by which messages are counted.
    sender = models.CharField(max_length=64, editable=False)
    # The key against storing one form twice.
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    note = models.TextField("editor's note", blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL
    )

    class Meta:
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["sender", "received_at"], name="correction_sender")
        ]

    def __str__(self) -> str:
        return Truncator(self.text).chars(80)
