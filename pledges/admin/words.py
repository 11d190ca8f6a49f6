"""Say in words what counting.py worked out: the value of a record, and if it counts."""

from decimal import Decimal

from pledges.fields import grouped
from pledges.models import Candidate, Pledge, ReportedTotal

EMPTY = "—"


def money(amount: Decimal | None, currency: str, qualifier: str = "") -> str:
    """
    Return an amount as people write it, or "not stated".

    >>> money(Decimal("37000000.00"), "USD")
    'USD 37,000,000'
    >>> money(None, "")
    'not stated'
    """
    if amount is None:
        return "not stated"
    words = "" if qualifier in ("", "exactly") else f"{qualifier} "
    return f"{words}{currency} {grouped(amount)}"


def figure(record: Pledge | Candidate | ReportedTotal) -> str:
    """Return the amount of ``record`` as its source states it."""
    qualifier = record.get_amount_qualifier_display()
    said = money(record.amount, record.currency, qualifier)
    lower = None if isinstance(record, ReportedTotal) else record.amount_min
    return said if lower is None else f"{said}, at least {grouped(lower)}"


def in_dollars(record: Pledge | ReportedTotal) -> str:
    """Return the value in US dollars, or why there is none."""
    if record.amount is None:
        return "no amount stated"
    if record.amount_usd is not None:
        return money(record.amount_usd, "USD")
    on = record.announced_on if isinstance(record, Pledge) else record.as_of
    if on is None:
        return "not converted: no date"
    return f"not converted: no rate of {record.currency} for {on}"


def conversion(record: Pledge | ReportedTotal) -> str:
    """Return both converted amounts and the rule that gave them."""
    if record.amount_usd is None:
        return in_dollars(record)
    parts = [money(record.amount_usd, "USD")]
    if record.amount_eur is not None:
        parts.append(money(record.amount_eur, "EUR"))
    return " · ".join([*parts, record.rate_rule or "no conversion needed"])


def rates(pledge: Pledge) -> str:
    """Return what one unit of the pledge's currency was worth."""
    known = [(pledge.rate_usd, "USD"), (pledge.rate_eur, "EUR")]
    worth = [f"{rate.normalize():f} {code}" for rate, code in known if rate is not None]
    return f"1 {pledge.currency} = {' = '.join(worth)}" if worth else EMPTY


def counting(pledge: Pledge) -> str:
    """Return whether ``pledge`` enters sums, and if not, why."""
    if not pledge.counted:
        return f"not counted: {pledge.get_why_not_display()}"
    if pledge.published_at is None:
        return "draft: in no sum until it is published"
    if pledge.counted_usd is not None and pledge.counted_usd != pledge.amount_usd:
        rest = money(pledge.counted_usd, "USD")
        return f"counted with {rest}; its parts are counted apart"
    return "counted"


def in_sums(pledge: Pledge) -> str:
    """Return value and counting in one line, for lists."""
    return f"{in_dollars(pledge)} · {counting(pledge)}"


def claimed(candidate: Candidate) -> str:
    """Return the figure that ``candidate`` claims: goods or money."""
    if not candidate.item:
        return figure(candidate)
    if candidate.quantity is None:
        return f"{candidate.item} (no number)"
    qualifier = candidate.get_quantity_qualifier_display()
    words = "" if qualifier == "exactly" else f"{qualifier} "
    return f"{words}{candidate.quantity:,} × {candidate.item}"
