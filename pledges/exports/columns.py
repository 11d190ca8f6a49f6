"""Column, and the columns that several files have in common."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Literal

from pledges.models import Actor, EquipmentItem, Evidence, Pledge, ReportedTotal

# "permalink" is a path of this site, written with the site before it; "id" the number
# of a record here; "code" a word of a closed list or standard; "decimal" and "integer"
# are plain digits, "difference" with a minus before it where something falls; "moment"
# is a day and time of UTC; the rest is said by its name.
Type = Literal[
    "permalink",
    "id",
    "text",
    "code",
    "integer",
    "decimal",
    "difference",
    "date",
    "moment",
    "yes/no",
    "address",
    "json",
]
Read = Callable[[Any], object]


@dataclass(frozen=True)
class Column:
    """One column of a file: its head, its type, its meaning and how it is read."""

    header: str
    type: Type
    meaning: str
    read: Read


def plain(header: str, type_: Type, meaning: str, name: str = "") -> Column:
    """Return the column that reads one attribute, dots included, as it is."""
    return Column(header, type_, meaning, attrgetter(name or header))


def about(figure: str, header: str, meaning: str) -> Column:
    """Return a code that says something of ``figure``: empty where that is unknown."""

    def read(row: Any) -> object:
        return None if getattr(row, figure) is None else getattr(row, header)

    return Column(header, "code", meaning, read)


def party(prefix: str, role: str, read: Callable[[Any], Actor | None]) -> list[Column]:
    """Return code and name of one party of a row."""

    def of_actor(name: str) -> Read:
        return lambda row: getattr(read(row), name, None)

    code, name = f"{prefix}_code", f"{prefix}_name"
    return [
        Column(code, "code", f"{role}: ISO 3166-1 alpha-2 or slug", of_actor("code")),
        Column(name, "text", f"{role}: name", of_actor("name")),
    ]


def country(prefix: str, role: str, read: Callable[[Any], Actor | None]) -> Column:
    """Return the three-letter code by which other data sets know a party."""
    meaning = f"{role}: ISO 3166-1 alpha-3, countries only"
    header = f"{prefix}_iso3"
    return Column(header, "code", meaning, lambda row: getattr(read(row), "iso3", None))


def worth(prefix: str, of: str, read: Callable[[Any], Any]) -> list[Column]:
    """Return amount, currency and conversion of the record that a row belongs to."""

    def stated(name: str) -> Read:
        return lambda row: getattr(read(row), name, None)

    kinds: list[tuple[str, Type, str]] = [
        ("amount", "decimal", "amount as stated"),
        ("currency", "code", "currency of that amount, ISO 4217"),
        ("rate_usd", "decimal", "US dollars for one unit of the currency"),
        ("rate_eur", "decimal", "euros for one unit of the currency"),
        ("rate_rule", "text", "which rate that is"),
        ("amount_usd", "decimal", "the amount in US dollars"),
        ("amount_eur", "decimal", "the amount in euros"),
    ]
    return [
        Column(f"{prefix}{name}", type_, f"{of}: {meaning}", stated(name))
        for name, type_, meaning in kinds
    ]


def source(read: Callable[[Any], Evidence | None]) -> list[Column]:
    """Return the quote of a row and where it was read."""

    def of_article(name: str) -> Read:
        return lambda row: getattr(getattr(read(row), "article", None), name, None)

    def quote(row: Any) -> object:
        return getattr(read(row), "quote", None)

    return [
        Column("quote", "text", "the words that the figure rests on", quote),
        Column("article_id", "id", "article that they are in", of_article("pk")),
        Column("source_publisher", "text", "who published it", of_article("publisher")),
        Column("source_title", "text", "its title", of_article("title")),
        Column("source_class", "code", "who speaks in it", of_article("source_class")),
        Column("source_address", "address", "its address", of_article("url")),
        Column("source_date", "date", "day of publication", of_article("published_on")),
    ]


def passages_of(pledge: Pledge) -> list[Evidence]:
    """Return the passages behind ``pledge``, its own first; reads prefetched rows."""
    return [*pledge.evidence.all(), *_about_goods(pledge)]


def _about_goods(pledge: Pledge) -> list[Evidence]:
    return [one for item in pledge.items.all() for one in item.evidence.all()]


def quoted_for_pledge(pledge: Pledge) -> Evidence | None:
    """Return the passage that shows the amount of ``pledge``, or else its first."""
    own = pledge.evidence.all() or _about_goods(pledge)
    return _telling(own, "amount", pledge.amount)


def quoted_for_item(item: EquipmentItem) -> Evidence | None:
    """Return the passage that shows the quantity of ``item``, or else its first."""
    return _telling(item.evidence.all(), "quantity", item.quantity)


def quoted_for_total(total: ReportedTotal) -> Evidence | None:
    """Return the passage that shows the amount of ``total``, or else its first."""
    return _telling(total.evidence.all(), "amount", total.amount)


def _telling(
    passages: Iterable[Evidence], name: str, figure: object
) -> Evidence | None:
    """Return the first passage from which ``figure`` was read, or else the first."""
    passages = list(passages)
    telling = (
        one
        for one in passages
        if one.candidate and getattr(one.candidate, name) == figure
    )
    return next(telling, passages[0] if passages else None)
