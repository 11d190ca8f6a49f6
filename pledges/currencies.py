"""Convert amounts at the mean rate of the month; never at another day's rate."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from .fields import CENT, MAX_MONEY
from .models import ExchangeRate
from .models.vocabulary import Precision

MAX_DAYS_BACK = 7
MAX_RULE = 120
RATE_PLACES = Decimal(1).scaleb(-12)


class RateMissing(LookupError):
    """There is no rate for this currency and day; the caller stores None."""


@dataclass(frozen=True)
class Rate:
    """Units of a currency per euro, and the rule by which they were found."""

    per_eur: Decimal
    rule: str


@dataclass(frozen=True)
class Conversion:
    """A converted amount in cents, the value of one unit, and the rule."""

    amount: Decimal
    rate: Decimal
    rule: str


def to_eur(
    amount: Decimal, currency: str, on: date | None, precision: str = Precision.DAY
) -> Conversion:
    """
    Convert ``amount`` of ``currency`` (ISO 4217, whole units) to euros of that time.

    Uses the mean of the European Central Bank's daily reference rates of the month of
    ``on`` (of the year, where only that is known); while the month is not complete,
    the last rate at most 7 days before ``on``. Euros are returned unchanged. Rounds
    half-even to cents.

    Raises RateMissing if there is no such rate; callers store None, never 0.
    """
    return convert(amount, currency, "EUR", on, precision)


def to_usd(
    amount: Decimal, currency: str, on: date | None, precision: str = Precision.DAY
) -> Conversion:
    """Convert to US dollars, by the same rule as ``to_eur``, through the euro."""
    return convert(amount, currency, "USD", on, precision)


def convert(
    amount: Decimal, currency: str, target: str, on: date | None, precision: str
) -> Conversion:
    """Convert ``amount`` from ``currency`` to ``target``; see ``to_eur``."""
    if currency == target:
        return Conversion(amount, Decimal(1), "")
    if on is None:
        raise RateMissing("Without a date there is no rate.")
    bought = rate_per_eur(target, on, precision)
    sold = rate_per_eur(currency, on, precision)
    with localcontext(prec=40):
        one = bought.per_eur / sold.per_eur
        converted = (amount * one).quantize(CENT, ROUND_HALF_EVEN)
    if converted > MAX_MONEY:
        raise RateMissing("The converted amount is beyond what can be stored.")
    rule = sold.rule if currency != "EUR" else bought.rule
    return Conversion(converted, one.quantize(RATE_PLACES, ROUND_HALF_EVEN), rule)


def rate_per_eur(currency: str, on: date, precision: str = Precision.DAY) -> Rate:
    """Return the rate that holds for a promise of ``on``, or raise RateMissing."""
    if currency == "EUR":
        return Rate(Decimal(1), "")
    first, last = span_of(on, precision)
    rate = published_mean(currency, first, last) or daily_mean(currency, first, last)
    if rate is None and precision != Precision.YEAR:
        rate = last_daily(currency, on)
    if rate is None:
        raise RateMissing(f"No rate of {currency} for {on}.")
    return rate


def span_of(on: date, precision: str) -> tuple[date, date]:
    """Return first and last day of the month of ``on``, or of its year."""
    if precision == Precision.YEAR:
        return date(on.year, 1, 1), date(on.year, 12, 31)
    days = calendar.monthrange(on.year, on.month)[1]
    return on.replace(day=1), on.replace(day=days)


def published_mean(currency: str, first: date, last: date) -> Rate | None:
    """Return the mean of the monthly means that a source publishes, if it has all."""
    rows = ExchangeRate.objects.filter(
        currency=currency, on__range=(first, last), period=ExchangeRate.Period.MONTH
    )
    found = list(rows)
    if len(found) != last.month - first.month + 1:
        return None
    return Rate(
        _mean([row.rate for row in found]),
        # a source may be longer than the column that keeps the rule
        f"mean of {_said(first, last)}, {found[0].source}"[:MAX_RULE],
    )


def daily_mean(currency: str, first: date, last: date) -> Rate | None:
    """Return the mean of a complete month's or year's daily rates."""
    daily = ExchangeRate.objects.filter(
        currency=currency, period=ExchangeRate.Period.DAY
    )
    # The month is complete when a later one has begun.
    if not daily.filter(on__gt=last).exists():
        return None
    rates = daily.filter(on__range=(first, last)).values_list("rate", flat=True)
    found = list(rates)
    return Rate(_mean(found), f"ECB mean of {_said(first, last)}") if found else None


def _mean(rates: list[Decimal]) -> Decimal:
    return sum(rates, Decimal(0)) / len(rates)


def _said(first: date, last: date) -> str:
    return f"{first:%B %Y}" if first.month == last.month else f"{first:%Y}"


def last_daily(currency: str, on: date) -> Rate | None:
    """Return the last daily rate at or before ``on``, at most 7 days back."""
    row = (
        ExchangeRate.objects.filter(
            currency=currency,
            period=ExchangeRate.Period.DAY,
            on__lte=on,
            on__gte=on - timedelta(days=MAX_DAYS_BACK),
        )
        .order_by("-on")
        .first()
    )
    return Rate(row.rate, f"ECB rate of {row.on}") if row else None
