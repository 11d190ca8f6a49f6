from decimal import Decimal

import pytest

from pledges.extraction.amounts import amounts_in


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("$725 mln", 725_000_000, "USD"),
        ("US$ 11,9-billion", 11_900_000_000, "USD"),
        ("64,380 million yen", 64_380_000_000, "JPY"),
        ("SEK 7.4 billion", 7_400_000_000, "SEK"),
        ("EUR25million", 25_000_000, "EUR"),
        ("USD1.35 billion", 1_350_000_000, "USD"),
        ("half a million dollars", 500_000, "USD"),
        ("more than a billion dollars", 1_000_000_000, "USD"),
        ("twenty-five million euros", 25_000_000, "EUR"),
        ("a 2-billion-dollar loan", 2_000_000_000, "USD"),
        ("£60m", 60_000_000, "GBP"),
        ("1.500.000 euros", 1_500_000, "EUR"),
        ("C$33 million", 33_000_000, "CAD"),
        ("Tk 73.2 crore", 732_000_000, "BDT"),
    ],
)
def test_a_sum_is_read_in_whole_units(text: str, value: int, currency: str) -> None:
    [amount] = amounts_in(text)

    assert (amount.value, amount.currency) == (value, currency)


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("$5 million", "exact"),
        ("more than $5 million", "at_least"),
        ("just over $5 million", "at_least"),
        ("$5 million or more", "at_least"),
        ("up to $5 million", "at_most"),
        ("nearly $5 million", "about"),
        ("a total of about $5 million", "about"),
        ("handed over $5 million", "exact"),
        ("it adds up to $5 million", "exact"),
    ],
)
def test_a_qualifier_is_part_of_the_sum(text: str, qualifier: str) -> None:
    [amount] = amounts_in(text)

    assert amount.qualifier == qualifier


@pytest.mark.parametrize(
    "text", ["€5–10m", "€5m to €10m", "between 5 and 10 million euros"]
)
def test_a_range_keeps_both_ends(text: str) -> None:
    [amount] = amounts_in(text)

    assert (amount.low, amount.value) == (Decimal(5_000_000), Decimal(10_000_000))
    assert amount.qualifier == "at_most"


def test_two_sums_share_what_stands_behind_the_second() -> None:
    found = amounts_in("17 and 10 million dollars, respectively")

    assert [amount.value for amount in found] == [17_000_000, 10_000_000]


def test_a_sum_in_brackets_is_the_same_sum_in_another_currency() -> None:
    [amount] = amounts_in("A$100 million (US$66 million)")

    assert amount.other is not None
    assert (amount.currency, amount.other.currency) == ("AUD", "USD")


@pytest.mark.parametrize(
    "text",
    ["5 million people", "$", "$" + "9" * 30, "in 2022", "the won 5 times", "1e400"],
)
def test_what_is_no_sum_of_sense_is_passed_over(text: str) -> None:
    assert [a for a in amounts_in(text) if a.currency] == []


def test_the_span_is_what_the_text_says() -> None:
    text = "It gave more than $5 million in aid."

    [amount] = amounts_in(text)

    assert text[amount.start : amount.end] == "more than $5 million"
