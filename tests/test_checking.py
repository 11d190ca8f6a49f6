"""The claim check: somebody's claim beside our sums of its day."""

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from builders import make_actor, make_event, make_pledge, make_rate, make_total
from django.test import Client

from pledges import totals
from pledges.models import ReportedTotal
from pledges.templatetags.checking import beside_claim, reasons

pytestmark = pytest.mark.django_db
CLAIM = {"amount": "100", "donor": "JP", "recipient": "UA", "on": "2023-06-01"}
MAY, JULY = date(2023, 5, 9), date(2023, 7, 9)


def address(**changed: str) -> str:
    return f"/check?{urlencode(CLAIM | changed)}"


def checked(client: Client, **changed: str) -> totals.Checked:
    response = client.get(address(**changed))
    assert response.status_code == 200, response.context["faults"]
    found: totals.Checked = response.context["checked"]
    return found


def sums(found: totals.Checked) -> dict[tuple[str, str], Any]:
    return {
        (one.terms.measure.value, one.terms.loans): (one.total.amount, one.gap)
        for one in found.sums
    }


def faults(client: Client, query: str) -> dict[str, str]:
    response = client.get(f"/check?{query}")
    assert response.status_code == 400
    assert "checked" not in response.context
    return {one.name: str(one.errors[0]) for one in response.context["faults"]}


# The sums


def test_sums_are_of_each_measure_with_and_without_loans(client):
    make_pledge(amount="100.05", announced_on=MAY)
    make_pledge(amount=30, announced_on=MAY, instrument="loan")
    make_pledge(amount=7, announced_on=MAY, instrument="guarantee", stage="committed")
    make_pledge(amount=2, announced_on=MAY, stage="delivered")
    make_pledge(amount=900, announced_on=MAY, stage="considered")
    make_pledge(amount=900, announced_on=MAY, donor="DE")

    assert sums(checked(client)) == {
        ("promised", "with"): (Decimal("139.05"), Decimal("39.05")),
        ("promised", "without"): (Decimal("102.05"), Decimal("2.05")),
        ("committed", "with"): (9, -91),
        ("committed", "without"): (2, -98),
        ("delivered", "with"): (2, -98),
        ("delivered", "without"): (2, -98),
    }


def test_sums_are_those_of_the_day_of_the_claim(client):
    make_event(make_pledge(amount=100, announced_on=MAY), "delivered", JULY)
    make_pledge(amount=50, announced_on=JULY)

    found = sums(checked(client))

    assert found["promised", "with"] == (100, 0)
    assert found["delivered", "with"] == (None, None)


def test_each_sum_leads_to_the_list_of_what_it_counts(client):
    make_pledge(amount="10.01", announced_on=MAY, title="Alone")
    shared = "ukraine-and-neighbours"
    make_pledge(recipient=shared, amount=5, announced_on=MAY, instrument="loan")
    make_pledge(amount=1, announced_on=MAY, stage="considered")
    make_pledge(amount=3, announced_on=JULY)

    for one in checked(client, currency="EUR").sums:
        context = client.get(f"/pledges?{one.query}").context
        listed = context["page"].object_list

        assert len(listed) == one.total.pledges
        assert sum(row.counted_usd for row in listed) == (one.total.usd or 0)


def test_claim_about_nobody_is_set_beside_all_that_the_donor_gives(client):
    make_pledge(amount=10, announced_on=MAY)
    make_pledge(recipient="US", amount=5, announced_on=MAY)

    found = checked(client, recipient="")

    assert found.lead.total.amount == 15
    assert "recipient" not in found.lead.query


def test_terms_say_which_sum_leads(client):
    make_pledge(amount=10, announced_on=MAY, instrument="loan", stage="committed")

    found = checked(client, measure="committed", loans="without")

    assert found.lead.terms.in_words == (
        "Committed, in USD, without loans and guarantees, as of 1 June 2023"
    )


def test_example_of_the_methodology_is_checked_to_the_dollar(seeded, client):
    example = client.get("/check").context["example"]
    claim = ReportedTotal.objects.get(donor__code="JP", as_of=date(2024, 1, 8))

    found = client.get(f"/check?{example}").context["checked"]

    [beside] = totals.beside([totals.Claim(claim)])
    assert found.lead.total.amount == beside.itemised == Decimal(11965895700)
    assert found.lead.gap == beside.gap == Decimal(4965895700)
    assert found.nearest[0].total == claim


# Currencies


def test_claim_in_euros_is_set_beside_sums_in_euros(client):
    make_rate("USD", date(2023, 5, 1), "1.25", period="month")
    make_pledge(amount=125, announced_on=MAY)

    found = checked(client, claimed_currency="EUR")

    assert (found.lead.terms.currency, found.lead.total.amount) == ("EUR", 100)
    assert found.lead.gap == 0


def test_claim_in_yen_is_converted_at_the_rate_of_its_month_and_says_so(client):
    make_rate("USD", date(2023, 6, 1), "1.10", period="month")
    make_rate("JPY", date(2023, 6, 1), "150", period="month")
    make_pledge(amount=10, announced_on=MAY)

    response = client.get(address(amount="1500", claimed_currency="JPY"))

    found = response.context["checked"]
    assert (found.worth.amount, found.lead.gap) == (11, -1)
    assert "That is USD 11, at this rate: mean of June 2023" in response.text


def test_claim_without_a_rate_has_sums_and_no_gap(client):
    make_pledge(amount=10, announced_on=MAY)

    response = client.get(address(claimed_currency="JPY"))

    assert sums(response.context["checked"])["promised", "with"] == (10, None)
    assert "There is no rate of JPY for 1 June 2023" in response.text


# Words


def test_gap_is_said_in_words_and_to_the_cent_on_pointing(client):
    make_pledge(amount="600000100.50", announced_on=MAY)
    make_pledge(amount="0.50", announced_on=MAY, stage="delivered")

    words = [beside_claim(one) for one in checked(client).sums]

    more = '<span title="USD 600,000,001">USD\N{NO-BREAK SPACE}600.00'
    assert words[0] == f"{more}\N{NO-BREAK SPACE}m</span> more than the claim"
    assert words[4].endswith("99.50</span> less than the claim")


def test_equal_sum_is_the_same_as_the_claim(client):
    make_pledge(amount=100, announced_on=MAY)

    assert beside_claim(checked(client).lead) == "the same as the claim"


def test_nothing_recorded_is_said_and_is_not_zero(client):
    make_pledge(announced_on=JULY)

    found = checked(client)

    assert beside_claim(found.lead) == "nothing recorded"
    assert reasons(found) == [
        "Our records hold nothing that Japan had promised to Ukraine or a group that "
        "it belongs to by 1 June 2023. That says nothing of what we have not read."
    ]


def test_pledges_without_a_value_are_no_sum_to_compare(client):
    make_pledge(amount=None, announced_on=MAY)

    found = checked(client)

    assert beside_claim(found.lead) == "no sum to compare"
    assert reasons(found) == [
        "1 of 1 pledges counted is without a stated value, which adds nothing."
    ]


def test_reasons_are_those_that_the_records_show(client):
    make_pledge(amount=130, announced_on=MAY, instrument="loan")
    make_pledge(amount=95, announced_on=MAY, amount_qualifier="at_most")
    make_pledge(recipient="ukraine-and-neighbours", amount=4, announced_on=MAY)
    make_pledge(amount=None, announced_on=MAY)
    make_pledge(amount=8, currency="JPY", announced_on=MAY)

    said = [" ".join(str(one).split()) for one in reasons(checked(client))]

    assert [one.replace("</span>", "").split(">")[-1] for one in said] == [
        "USD 1 less than the claim.",
        "USD 130 of what was promised, are in our sum.",
        "USD 4 of our sum is for groups that Ukraine belongs to; what share of it "
        "is meant no source says.",
        "1 of 5 pledges counted is without a stated value, which adds nothing.",
        "1 of 5 pledges counted is not converted to USD.",
        "1 of 5 pledges counted is stated as “up to”.",
    ]
    assert said[0].startswith(
        "Nearest to the claim is our sum of what was promised without loans"
    )


def test_reasons_name_no_other_sum_where_the_leading_one_is_nearest(client):
    make_pledge(amount=100, announced_on=MAY)
    make_pledge(amount=5, announced_on=MAY, stage="delivered")

    assert reasons(checked(client, amount="105")) == []


def test_page_never_says_true_or_false(seeded, client):
    example = client.get("/check").context["example"]

    words = client.get(f"/check?{example}").text.casefold().split("<main", 1)[1]

    assert [word for word in (" true", " false", "wrong") if word in words] == []


# What others stated


def test_nearest_statements_are_of_the_same_parties(client):
    make_pledge(announced_on=MAY)
    days = [date(2023, 5, 1), date(2023, 6, 3), date(2022, 1, 1), date(2023, 6, 20)]
    stated = [make_total(as_of=day) for day in days]
    make_total(donor="DE", as_of=date(2023, 6, 1))
    make_total(recipient="US", as_of=date(2023, 6, 1))

    nearest = [one.total for one in checked(client).nearest]

    assert nearest == [stated[1], stated[3], stated[0]]


def test_later_statements_are_not_on_a_page_of_the_past(client):
    make_pledge(announced_on=MAY)
    early = make_total(as_of=date(2023, 5, 1))
    make_total(as_of=date(2023, 6, 3))

    found = checked(client, as_of="2023-06-02")

    assert [one.total for one in found.nearest] == [early]


# The form


def test_form_without_an_amount_asks_and_is_filled_in(client):
    make_pledge()

    response = client.get("/check?donor=JP&recipient=UA")

    assert response.status_code == 200
    assert "checked" not in response.context
    assert '<option value="JP" selected>' in response.text


def test_pages_of_parties_lead_to_the_form_filled_in(client):
    make_pledge()

    assert 'href="/check?donor=JP"' in client.get("/donors/JP").text
    assert 'href="/check?recipient=UA"' in client.get("/recipients/UA").text


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("amount=1.005&donor=JP&on=2023-06-01", "amount", "Write whole currency units"),
        ("amount=0&donor=JP&on=2023-06-01", "amount", "Nobody claims to have given 0."),
        ("amount=-5&donor=JP&on=2023-06-01", "amount", "Write whole currency units"),
        ("amount=5&on=2023-06-01", "donor", "Choose who is said to have given it."),
        ("amount=5&donor=XX&on=2023-06-01", "donor", "Select a valid choice"),
        ("amount=5&donor=JP", "on", "Say by which day."),
        ("amount=5&donor=JP&on=2023-02-30", "on", "Write a day of the calendar"),
        ("amount=5&donor=JP&on=1944-12-31", "on", "Our days begin at 1945-01-01."),
        ("amount=5&donor=JP&on=9999-01-01", "on", "that was yet to come"),
        ("donor=JP&on=2023-06-02&as_of=2023-06-01", "on", "Not after 2023-06-01"),
        ("recipient=XX", "recipient", "Select a valid choice"),
        ("qualifier=nearly", "qualifier", "Select a valid choice"),
        ("claimed_currency=XXX", "claimed_currency", "Select a valid choice"),
    ],
)
def test_nonsense_is_refused_at_its_field(client, query, field, words):
    make_pledge()

    found = faults(client, query)

    assert list(found) == [field]
    assert words in found[field]


def test_unknown_parameter_is_named(client):
    assert 'href="?amount=5"' in client.get("/check?amont=5").text


def test_example_is_offered_only_where_it_can_be_checked(client):
    make_actor("UA")
    assert "example" not in client.get("/check").context

    make_pledge()

    assert "example" in client.get("/check").context
    assert "example" not in client.get("/check?as_of=2024-01-07").context


def test_claim_answers_within_twelve_queries(client, django_assert_max_num_queries):
    for currency, rate in [("USD", "1.1"), ("JPY", "150"), ("GBP", "0.9")]:
        make_rate(currency, date(2023, 6, 1), rate)
    make_pledge(announced_on=MAY)
    make_total(as_of=date(2023, 5, 1))

    with django_assert_max_num_queries(12):
        response = client.get(address(claimed_currency="JPY"))

    assert response.context["checked"].worth
