"""Four pledges that differ in everything by which one can narrow."""

from datetime import date

from builders import make_article, make_item, make_pledge, make_rate

from pledges.models import Pledge


def make_world() -> None:
    """Publish Drones, Loan, Tents and Idea."""
    make_rate("USD", date(2023, 5, 1), "1.10", period="month")
    make_pledge(
        title="Drones",
        donor="JP",
        recipient="UA",
        channel="NATO",
        sector="military",
        instrument="fund_contribution",
        amount=37_000_000,
        announced_on=date(2024, 1, 7),
        article=make_article("Japan pays for detecting drones."),
    )
    make_pledge(
        title="Loan",
        donor="EU",
        recipient="UA",
        sector="financial",
        instrument="loan",
        amount=1_000_000,
        currency="EUR",
        announced_on=date(2023, 5, 9),
        stage="committed",
        article=make_article("The Union lends a million."),
    )
    make_pledge(
        title="Tents",
        donor="US",
        recipient="ukraine-and-neighbours",
        instrument="in_kind",
        amount=None,
        announced_on=date(2022, 3, 1),
        stage="delivered",
        article=make_article("Washington sent tents."),
    )
    make_item(Pledge.objects.get(title="Tents"), name="winter tent", quantity=500)
    make_pledge(
        title="Idea",
        recipient=None,
        announced_on=None,
        stage="considered",
        article=make_article("Tokyo may do more."),
    )
