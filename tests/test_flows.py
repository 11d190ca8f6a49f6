"""Flows: who gives through whom to whom, added up once, and as what they are drawn."""

from importlib import import_module

import pytest
from builders import make_pledge

from pledges import totals
from pledges.models import Pledge

pytestmark = pytest.mark.django_db


def flows(leading: int = 10) -> list[totals.Flow]:
    by = ["donor", "channel", "recipient"]
    return totals.flows(totals.cells(Pledge.objects.published(), by=by), leading)


def test_what_goes_through_a_channel_is_apart_from_what_goes_directly():
    make_pledge("JP", amount=37, channel="NATO")
    make_pledge("JP", amount=100)

    found = [
        (f.donor.key, f.channel.name, f.recipient.key, f.total.usd) for f in flows()
    ]

    assert found == [("JP", "direct", "UA", 100), ("JP", "NATO", "UA", 37)]


def test_stages_of_a_flow_are_added_up():
    make_pledge("JP", amount=1)
    make_pledge("JP", amount=2, stage="delivered")

    [flow] = flows()

    assert (flow.total.usd, flow.total.pledges) == (3, 2)


def test_a_flow_without_a_value_is_last_and_not_zero():
    make_pledge("JP", amount=None)
    make_pledge("US", amount=1)

    assert [(f.donor.key, f.total.usd) for f in flows()] == [("US", 1), ("JP", None)]


def test_others_are_drawn_together_and_named_by_their_number():
    for donor, amount in [("US", 9), ("DE", 8), ("JP", 7), ("FR", 6)]:
        make_pledge(donor, amount=amount)

    drawn = {flow.donor.key: flow.donor.drawn_name for flow in flows(leading=2)}

    others = "2 other donors"
    assert drawn == {"US": "United States", "DE": "Germany", "JP": others, "FR": others}


def test_of_very_many_flows_those_drawn_as_one_are_one_row(client, monkeypatch):
    for donor, amount in [("US", 9), ("DE", 8), ("JP", 7), ("FR", 6)]:
        make_pledge(donor, amount=amount)
    monkeypatch.setattr(import_module("pledges.totals.flows"), "MOST", 3)

    found = flows(leading=2)

    assert [(flow.donor.name, flow.total.usd) for flow in found] == [
        ("2 other donors", 13),
        ("United States", 9),
        ("Germany", 8),
    ]
    monkeypatch.setattr("pledges.views.maps.BANDS", 2)
    assert "2 other donors</th>" in client.get("/flows").content.decode()


def test_a_single_other_is_drawn_by_itself():
    for donor, amount in [("US", 9), ("DE", 8), ("JP", 7)]:
        make_pledge(donor, amount=amount)

    assert {flow.donor.drawn for flow in flows(leading=2)} == {"US", "DE", "JP"}


def test_who_is_drawn_by_itself_follows_the_currency_of_the_page():
    make_pledge("JP", amount=5)  # no rate: nothing in euros
    make_pledge("FR", amount=1, currency="EUR")
    terms = totals.sums.Terms(currency="EUR")
    cells = totals.cells(
        Pledge.objects.published("EUR"), terms, ["donor", "channel", "recipient"]
    )

    first, second = totals.flows(cells, leading=1)

    assert (first.donor.key, first.total.amount) == ("FR", 1)
    assert (second.donor.key, second.total.amount) == ("JP", None)
