"""Rows for tests: plain fixed defaults, whole and consistent, nothing random."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.contrib.auth.models import Group, User

from pledges import corrections, reference, review, search
from pledges.counting import recount, value
from pledges.models import (
    Actor,
    Article,
    Candidate,
    CorrectionRequest,
    EquipmentItem,
    Evidence,
    ExchangeRate,
    Feed,
    Pledge,
    PledgeLink,
    ReferenceFigure,
    ReportedTotal,
    StageEvent,
)

PASSWORD = "a long password"  # noqa: S105
PARTIES = ["donor", "recipient", "channel"]


@cache
def known_actors() -> dict[str, dict[str, Any]]:
    """Return the actors of the lexicon and of the seed, by code."""
    entries = reference.read_actors(reference.LEXICON)
    entries += reference.read_actors(reference.SEED / "actors.toml")
    return {entry["code"]: entry for entry in entries}


def make_actor(code: str = "JP", **fields: Any) -> Actor:
    """Return the actor ``code``, made as the lexicon has it, with its members."""
    entry = {"code": code, "name": code.title(), "kind": "organisation"}
    entry |= known_actors().get(code, {})
    for member in entry.get("members", []):
        make_actor(member)
    reference.load_actors([entry])
    if fields:
        Actor.objects.filter(code=code).update(**fields)
    return Actor.objects.get(code=code)


def with_actors(fields: dict[str, Any]) -> dict[str, Any]:
    """Return ``fields`` with the actors that codes in them stand for."""
    named = [party for party in PARTIES if isinstance(fields.get(party), str)]
    return fields | {party: make_actor(fields[party]) for party in named}


def make_user(name: str = "alice", group: str = "") -> User:
    """Return a user who may enter the admin, in ``group`` if it is named."""
    reference.load_groups()
    user = User.objects.create_user(name, password=PASSWORD, is_staff=True)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def make_article(text: str = "", **fields: Any) -> Article:
    """Return a stored article; without ``text`` it gets one that no other has."""
    number = Article.objects.count() + 1
    defaults = {
        "title": f"Report {number}",
        "publisher": "The Daily Ledger",
        "url": f"https://ledger.example/{number}",
        "published_on": date(2023, 1, 2),
    }
    text = text or f"Report {number}: Japan will give Ukraine 100 dollars."
    return Article.objects.create(text=text, **defaults | fields)


def make_feed(url: str = "http://x.example/feed", **fields: Any) -> Feed:
    """Return an active feed of The Daily Ledger."""
    defaults = {"title": "The Daily Ledger", "kind": "feed"}
    feed = Feed(url=url, **defaults | fields)
    feed.full_clean()
    feed.save()
    return feed


def make_correction(text: str = "The amount is 36 million, not 37.") -> Any:
    """Return a report of a mistake, as a reader sent it."""
    sent = CorrectionRequest(text=text)
    corrections.take_in(sent, token="", network="192.0.2.1")
    return sent


def make_candidate(
    article: Article | None = None, quote: str = "", **fields: Any
) -> Candidate:
    """Return a pending claim of ``article``: by default 100 dollars, Japan, Ukraine."""
    article = article or make_article()
    quote = quote or article.text
    start, end = review.place_of(article, quote)
    defaults: dict[str, Any] = {"kind": "pledge", "donor": "JP", "recipient": "UA"}
    if fields.get("kind") == "equipment":
        defaults |= {"item": "mobile gas turbine generator", "quantity": 5}
    else:
        defaults |= {"amount": Decimal(100), "currency": "USD"}
    return Candidate.objects.create(
        article=article,
        quote=quote,
        start=start,
        end=end,
        **with_actors(defaults | fields),
    )


def make_evidence(
    article: Article | None = None, quote: str = "", **supports: Any
) -> Evidence:
    """Return a passage of ``article`` that supports a record, by default all of it."""
    article = article or make_article()
    quote = quote or article.text
    start, end = review.place_of(article, quote)
    return Evidence.objects.create(
        article=article, quote=quote, start=start, end=end, **supports
    )


def make_pledge(
    donor: str | Actor = "JP",
    recipient: str | Actor | None = "UA",
    amount: Decimal | int | str | None = 100,
    currency: str = "USD",
    announced_on: date | None = date(2023, 1, 1),
    stage: str = "announced",
    published: bool = True,
    article: Article | None = None,
    quote: str = "",
    **fields: Any,
) -> Pledge:
    """
    Return a whole pledge with an article, an evidence and the step to ``stage``.

    ``amount=None`` leaves the currency out. Converted only where make_rate made rates.
    """
    article = article or make_article()
    fields = {"title": "Aid", "donor": donor, "recipient": recipient, **fields}
    pledge = Pledge(
        amount=None if amount is None else Decimal(amount),
        currency="" if amount is None else currency,
        announced_on=announced_on,
        **with_actors(fields),
    )
    value(pledge)
    pledge.full_clean()
    pledge.save()
    evidence = make_evidence(article, quote, pledge=pledge)
    StageEvent.objects.create(
        pledge=pledge, stage=stage, on=announced_on, evidence=evidence
    )
    if published:
        return review.publish(pledge, by=None)
    recount([pledge])
    pledge.refresh_from_db()
    return pledge


def make_event(pledge: Pledge, stage: str, on: date) -> StageEvent:
    """Add a step that the pledge's own passage shows, and count anew."""
    passage = Evidence.objects.for_pledge(pledge)[0]
    event = review.add_event(pledge, stage, on, passage.article, passage.quote, None)
    pledge.refresh_from_db()
    return event


def make_item(
    pledge: Pledge | None = None,
    name: str = "mobile gas turbine generator",
    quantity: int | None = 5,
    **fields: Any,
) -> EquipmentItem:
    """Return a line of goods of ``pledge`` that the pledge's own passage supports."""
    pledge = pledge or make_pledge(amount=None, instrument="in_kind")
    passage = Evidence.objects.for_pledge(pledge)[0]
    item = EquipmentItem(pledge=pledge, name=name, quantity=quantity, **fields)
    item.full_clean()
    item.save()
    make_evidence(passage.article, passage.quote, item=item)
    search.update(search.around([pledge.pk]))
    return item


def make_total(
    donor: str | Actor = "JP",
    recipient: str | Actor | None = "UA",
    amount: Decimal | int | str = 7_000_000_000,
    as_of: date | None = date(2024, 1, 8),
    article: Article | None = None,
    **fields: Any,
) -> ReportedTotal:
    """Return a published statement: Japan has promised Ukraine at least 7 billion."""
    fields = {"currency": "USD", "amount_qualifier": "at_least", **fields}
    claim = make_candidate(
        article,
        kind="total",
        donor=donor,
        recipient=recipient,
        amount=Decimal(amount),
        announced_on=as_of,
        **fields,
    )
    total = review.accept(claim, by=None)
    assert isinstance(total, ReportedTotal)
    return total


def make_rate(
    currency: str, on: date, rate: Decimal | str, period: str = "day"
) -> ExchangeRate:
    """Return a rate of ``currency``, in units per euro."""
    return ExchangeRate.objects.create(
        currency=currency, on=on, rate=Decimal(rate), period=period, source="ECB"
    )


def make_figure(
    code: str, indicator: str, value: int, year: int = 2023
) -> ReferenceFigure:
    """Return what the actor ``code`` is measured against: population or gdp_usd."""
    return ReferenceFigure.objects.create(
        actor=make_actor(code),
        indicator=indicator,
        value=value,
        year=year,
        source="World Bank",
    )


def link(
    pledge: Pledge, relation: str, other: Pledge, reason: str = "A source says so."
) -> PledgeLink:
    """Relate two pledges through the one door, and read both anew."""
    made = review.link(pledge, relation, other, reason, by=None)
    pledge.refresh_from_db()
    other.refresh_from_db()
    return made
