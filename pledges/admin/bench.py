"""What the workbench shows: an article in passages, and its claims as cards."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from pledges.highlight import pieces
from pledges.models import Article, Candidate, Evidence
from pledges.models.vocabulary import CandidateState
from pledges.undoing import WINDOW

from . import words
from .desk import Desk
from .stale import Row, rows_of

WEAK = 0.5


@dataclass
class Card:
    """One claim as the workbench shows it."""

    number: int
    desk: Desk
    is_current: bool = False
    is_last: bool = False  # of those that this user may take back
    note: str = ""  # why what was sent was refused

    @property
    def claim(self) -> Candidate:
        """Return the claim."""
        return self.desk.candidate

    @property
    def figure(self) -> str:
        """Return what is claimed, in words."""
        return words.claimed(self.claim)

    @property
    def is_weak(self) -> bool:
        """Say whether the extractor was not sure."""
        return self.claim.score < WEAK

    @property
    def is_known(self) -> bool:
        """Say whether a record may be what is claimed."""
        return any(one.may_be_it for one in self.desk.known)

    @property
    def is_pending(self) -> bool:
        """Say whether it waits."""
        return self.claim.state == CandidateState.PENDING

    @property
    def versions(self) -> list[Row]:
        """Return what is stored beside what was sent, where that was refused."""
        refused = self.note and self.desk.sent
        return (
            [row for row in rows_of(self.desk.form) if row.differs] if refused else []
        )

    @property
    def support(self) -> Evidence | None:
        """Return the evidence that it became."""
        return getattr(self.claim, "evidence", None)

    @property
    def may_undo(self) -> bool:
        """Say whether this user may still take the decision back."""
        decided_at = self.claim.decided_at
        if decided_at is None or self.claim.decided_by_id != self.desk.user.pk:
            return False
        is_soon = timezone.now() - decided_at < WINDOW
        return is_soon or self.claim.state == CandidateState.REJECTED


@dataclass(frozen=True)
class Passage:
    """A run of the article, and the claims that quote it."""

    text: str
    claims: tuple[Candidate, ...]
    opens: tuple[tuple[int, Candidate], ...]

    @property
    def state(self) -> str:
        """Return the state of the claims: pending if one of them waits."""
        states = [claim.state for claim in self.claims]
        pending = CandidateState.PENDING
        return pending if pending in states else states[0]


def passages(article: Article, claims: Iterable[Candidate]) -> Iterator[Passage]:
    """Yield the text of ``article``, cut where quotes begin and end."""
    for piece in pieces(article.text, claims):
        yield Passage(piece.text, piece.quoted, piece.opens)
