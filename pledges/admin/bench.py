"""What the workbench shows: an article in passages, and its claims as cards."""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from pledges.highlight import pieces
from pledges.models import Article, Candidate, Evidence
from pledges.models.vocabulary import CandidateState
from pledges.undoing import WINDOW

from . import words
from .bench_forms import BenchClaimForm, BenchDecisionForm
from .desk import Desk
from .difference import label
from .known import Known
from .review_page import WEAK
from .stale import Row, rows_of


def bench_of(article: int, claim: int | None = None) -> str:
    """Return where ``article`` is reviewed, at one of its claims."""
    place = reverse("admin:pledges_article_workbench", args=[article])
    return f"{place}?claim={claim}#claim-{claim}" if claim else f"{place}#claims"


def claims_of(article: Article) -> QuerySet[Candidate]:
    """Return the claims of ``article`` in their order, with all that a card names."""
    return article.candidates.select_related(
        "article",
        "donor",
        "recipient",
        "channel",
        "decided_by",
        "evidence__pledge",
        "evidence__item__pledge",
        "evidence__total__donor",
    ).order_by("start", "pk")


@dataclass
class BenchDesk(Desk):
    """One claim among the others of its article."""

    listed: list[Known] = field(default_factory=list)

    @cached_property
    def known(self) -> list[Known]:
        """Return what is already known of it, looked up for all claims at once."""
        return self.listed

    @cached_property
    def form(self) -> BenchClaimForm:
        """Return the claim in a copy, with boxes that no other claim has."""
        copied = copy(self.candidate)
        return BenchClaimForm(self.sent, instance=copied, auto_id=self.boxes)

    @cached_property
    def decision(self) -> BenchDecisionForm:
        """Return the form that says where it goes."""
        likely = [(one.key, label(one)) for one in self.known]
        kind = self.candidate.kind
        return BenchDecisionForm(
            self.sent, likely=likely, kind=kind, auto_id=self.boxes
        )

    @property
    def boxes(self) -> str:
        """Return the pattern of the names that the page has for the boxes."""
        return f"claim-{self.candidate.pk}-%s"

    def follows(self) -> tuple[str, str]:
        """Return the next claim of the article that waits, below or else above."""
        here = self.candidate
        waiting = Candidate.objects.pending().filter(article=here.article_id)
        order = waiting.exclude(pk=here.pk).order_by("start", "pk")
        if following := order.filter(start__gte=here.start).first() or order.first():
            return "", bench_of(here.article_id, following.pk)
        return " All claims of this article are decided.", bench_of(here.article_id)

    def stays(self) -> str:
        """Return to the claim itself."""
        return bench_of(self.candidate.article_id, self.candidate.pk)


@dataclass
class Card:
    """One claim as the workbench shows it."""

    number: int
    desk: BenchDesk
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
