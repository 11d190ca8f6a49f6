"""Work out what each pledge adds to a sum: its stage, its value, its parts."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.db.models import Q

from . import ledger, past, search
from .currencies import Conversion, RateMissing, to_eur, to_usd
from .models import Article, Pledge, PledgeLink, ReportedTotal
from .models.states import DERIVED
from .models.vocabulary import Precision, Relation
from .tree import Tree

if TYPE_CHECKING:
    from datetime import date


def value(record: Pledge | ReportedTotal) -> None:
    """Set the converted amounts of ``record`` and their rule; None without a rate."""
    usd, eur = _converted(to_usd, record), _converted(to_eur, record)
    record.amount_usd = usd and usd.amount
    record.amount_eur = eur and eur.amount
    record.rate_rule = (usd and usd.rule) or (eur and eur.rule) or ""
    if isinstance(record, Pledge):
        record.rate_usd = usd.rate if usd else None
        record.rate_eur = eur.rate if eur else None


def _converted(
    convert: Callable[..., Conversion], record: Pledge | ReportedTotal
) -> Conversion | None:
    if record.amount is None:
        return None
    when: tuple[date | None, str] = (
        (record.as_of, Precision.DAY)
        if isinstance(record, ReportedTotal)
        else (record.announced_on, record.announced_precision)
    )
    try:
        return convert(record.amount, record.currency, *when)
    except RateMissing:
        return None


def recount(pledges: Iterable[Pledge]) -> None:
    """
    Bring the derived columns of ``pledges`` and all that they are linked to up to date.

    So, too, the words by which the public finds ``pledges``.

    Call it in the transaction of every change of a pledge, an event or a link.
    """
    asked = {pledge.pk for pledge in pledges}
    family = _family(asked)
    # What is not published yet takes nothing from what is.
    links = (
        PledgeLink.objects.standing()
        .filter(
            pledge__in=family,
            pledge__published_at__isnull=False,
            other__published_at__isnull=False,
        )
        .exclude(relation=Relation.TOPS_UP)
        .order_by("pk")
    )
    by_pk = Pledge.objects.prefetch_related("events").in_bulk(family)
    before = {pk: _derived(pledge) for pk, pledge in by_pk.items()}
    Tree(by_pk, links).count()
    changed = [one for pk, one in by_pk.items() if _derived(one) != before[pk]]
    Pledge.objects.bulk_update(changed, DERIVED)
    past.store(by_pk, list(links))
    public = [pk for pk in asked & by_pk.keys() if by_pk[pk].published_at]
    search.update(search.around(public))
    ledger.note(pledges=family)


def _derived(pledge: Pledge) -> list[object]:
    """Return what ``recount`` works out for a pledge."""
    return [getattr(pledge, name) for name in DERIVED]


def _family(pks: set[int]) -> set[int]:
    """Return ``pks`` and every pledge that links reach from them, either way."""
    family, ahead = set(pks), set(pks)
    while ahead:
        forth = PledgeLink.objects.filter(pledge__in=ahead)
        back = PledgeLink.objects.filter(other__in=ahead)
        reached = {link.other_id for link in forth} | {link.pledge_id for link in back}
        ahead = reached - family
        family |= ahead
    return family


def recount_all(at_once: int = 1_000) -> None:
    """Bring every pledge up to date, as when its columns or its past are new."""
    keys = list(Pledge.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), at_once):
        recount(Pledge.objects.filter(pk__in=keys[start : start + at_once]))


def recount_undated(article: Article) -> None:
    """Count anew what has no day but that of ``article``, which was corrected."""
    behind = Q(evidence__article=article) | Q(items__evidence__article=article)
    recount(Pledge.objects.filter(behind, announced_on=None).distinct())
