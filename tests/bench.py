"""An article with five claims, and the workbench's forms as browsers send them."""

from datetime import date
from decimal import Decimal
from typing import Any

from builders import make_article, make_candidate, make_pledge
from django.test import Client

from pledges.models import Article, Candidate, Pledge

TEXT = (
    "Kyiv, 7 January. Japan will give Ukraine 37 million dollars for drone detection. "
    "It pledged 5 generators and 7 transformers. Norway adds 80 million euros. "
    "Ukraine spends 40 billion dollars on its army."
)


def make_five(**head: Any) -> tuple[Article, list[Candidate]]:
    """Return an article with five claims that wait; the last is none of aid."""
    head = {"published_on": date(2024, 1, 10), "title": "A visit to Kyiv"} | head
    article = make_article(TEXT, **head)
    goods: dict[str, Any] = {"kind": "equipment", "announced_on": date(2024, 1, 7)}

    def claim(quote: str, **fields: Any) -> Candidate:
        return make_candidate(article, quote, **fields)

    return article, [
        claim("37 million dollars", amount=Decimal(37_000_000)),
        claim("5 generators", item="generator", quantity=5, **goods),
        claim("7 transformers", item="transformer", quantity=7, **goods),
        claim("80 million euros", amount=Decimal(75_000_000), currency="EUR"),
        claim("40 billion dollars", amount=Decimal(40_000_000_000), donor="UA"),
    ]


def make_known() -> Pledge:
    """Return the pledge that the first of the five claims reports once more."""
    return make_pledge(
        amount=37_000_000, announced_on=date(2024, 1, 7), title="Drone detection"
    )


def at(article: Article, claim: Candidate | None = None) -> str:
    """Return the address of the workbench, or of one claim on it."""
    place = f"/admin/pledges/article/{article.pk}/workbench/"
    return f"{place}{claim.pk}/" if claim else place


def cards(client: Client, article: Article) -> dict[int, Any]:
    """Return what the workbench shows, by the keys of the claims."""
    page = client.get(at(article))
    return {card.claim.pk: card for card in page.context["cards"]}


def bench_form(client: Client, claim: Candidate, **changes: Any) -> dict[str, Any]:
    """Return what the claim's form would send if nothing but ``changes`` were typed."""
    form = cards(client, claim.article)[claim.pk].desk.form
    sent = {box.html_name: box.value() for box in form} | changes
    return {name: value for name, value in sent.items() if value not in (None, False)}


def press(client: Client, claim: Candidate, button: str, **changes: Any) -> Any:
    """Press a button of the claim on the workbench, with ``changes`` typed in."""
    form = bench_form(client, claim, **changes)
    return client.post(at(claim.article, claim), form | {button: "1"})


def undo(client: Client, claim: Candidate) -> Any:
    """Press the undo button of a decided claim."""
    return client.post(at(claim.article, claim), {"_undo": "1"})
