"""What each published record is found by: its names, its words, its quotes."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from pledges.extraction.lexicon import Lexicon
from pledges.models import (
    Actor,
    Article,
    EquipmentItem,
    Evidence,
    Pledge,
    ReportedTotal,
)
from pledges.models.search import Kind

from .words import words_of

# Before a word of the head; before the key of a party; before the kind of record.
HEAD, PARTY, OF_KIND = "h_", "a_", "k_"
APART = "_"  # so that no phrase leads from one field into the next
PARTIES = ("donor_id", "recipient_id", "channel_id")


@dataclass
class Text:
    """The words of one record, and how it writes each of them."""

    parts: list[str] = field(default_factory=list)
    shown: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """Return what is stored: a blank before and after each word."""
        return f" {' '.join(self.parts)} "

    def take(self, text: str) -> list[str]:
        """Note how ``text`` writes its words, and return them."""
        found = list(words_of(text))
        for word in found:
            self.shown.setdefault(word.folded, text[word.start : word.end][:60])
        return [word.folded for word in found]

    def say(self, text: str, is_head: bool = False) -> None:
        """Add the words of ``text`` in their order."""
        words = self.take(text)
        self.parts += [APART, *words]
        if is_head:
            self.parts += [APART, *(f"{HEAD}{word}" for word in words)]

    def mention(self, text: str) -> None:
        """Add the words of ``text`` without their order, which is not ours to tell."""
        self.parts += [APART, *sorted(set(self.take(text)))]

    def name(self, parties: Iterable[int | None]) -> None:
        """Add who gives, receives or passes on: their names are looked up."""
        self.parts += [f"{PARTY}{party}" for party in parties if party]


Texts = Iterator[tuple[int, Text]]


def made(heads: Iterable[str], words: Iterable[str], parties: Iterable[Any]) -> Text:
    """Return the text of a record that has ``parties``."""
    text = Text()
    for head in heads:
        text.say(head, is_head=True)
    for quote in words:
        text.say(quote)
    text.name(parties)
    return text


def names_of(actor: Actor) -> list[str]:
    """Return every name of ``actor``, codes and what stands for it included."""
    own = [actor.usual_name, actor.name, actor.code, actor.iso3]
    own += [*actor.aliases.splitlines(), *other_names().get(actor.code, [])]
    return list(dict.fromkeys(name for name in own if name))


@cache
def other_names() -> dict[str, list[str]]:
    """Return, by code, what articles say for an actor: Japanese, Tokyo."""
    actors = Lexicon.load().actors
    return {code: [*one.demonyms, *one.stands_for] for code, one in actors.items()}


def quotes_by(owner: Any, passages: QuerySet[Evidence]) -> dict[int, list[str]]:
    """Return the quotes of ``passages``, by the key of their owner."""
    quotes: defaultdict[int, list[str]] = defaultdict(list)
    for of, quote in passages.order_by("pk").values_list(owner, "quote"):
        quotes[of].append(quote)
    return quotes


def actors(keys: Collection[int]) -> Texts:
    """Yield the actors that a published record names."""
    public = {"published_at__isnull": False}
    named = Q()
    for model, parties in (
        (Pledge, ("donor", "recipient", "channel")),
        (ReportedTotal, ("donor", "recipient")),
    ):
        rows = model._default_manager.filter(**public)
        for party in parties:
            named |= Q(Exists(rows.filter(**{party: OuterRef("pk")})))
    for actor in Actor.objects.filter(named, pk__in=keys):
        yield actor.pk, made(names_of(actor), (), ())


def pledges(keys: Collection[int]) -> Texts:
    """Yield the published pledges."""
    names: defaultdict[int, list[str]] = defaultdict(list)
    goods = EquipmentItem.objects.filter(pledge__in=keys).order_by("pk")
    for pledge, name in goods.values_list("pledge", "name"):
        names[pledge].append(name)
    owner = Coalesce("pledge_id", "item__pledge_id")
    quotes = quotes_by(owner, Evidence.objects.quoting(keys))
    rows = Pledge.objects.published().filter(pk__in=keys)
    for pk, title, beneficiary, *parties in rows.values_list(
        "pk", "title", "beneficiary", *PARTIES
    ):
        heads = [title, beneficiary, *names[pk]]
        yield pk, made(heads, quotes.get(pk, ()), parties)


def items(keys: Collection[int]) -> Texts:
    """Yield the goods of published pledges."""
    quotes = quotes_by(F("item_id"), Evidence.objects.filter(item__in=keys))
    rows = EquipmentItem.objects.published().filter(pk__in=keys)
    named = [f"pledge__{party}" for party in PARTIES]
    for pk, name, category, *parties in rows.values_list(
        "pk", "name", "category", *named
    ):
        yield pk, made([name, category], quotes.get(pk, ()), parties)


def totals(keys: Collection[int]) -> Texts:
    """Yield the published reported totals."""
    quotes = quotes_by(F("total_id"), Evidence.objects.filter(total__in=keys))
    rows = ReportedTotal.objects.published().filter(pk__in=keys)
    for pk, speaker, *parties in rows.values_list("pk", "speaker", *PARTIES[:2]):
        yield pk, made([speaker], quotes.get(pk, ()), parties)


def articles(keys: Collection[int]) -> Texts:
    """Yield the articles behind published records."""
    rows = Article.objects.published().filter(pk__in=keys)
    for pk, title, publisher, words in rows.values_list(
        "pk", "title", "publisher", "text"
    ):
        text = made([title, publisher], (), ())
        text.mention(words)
        yield pk, text


OF: dict[Kind, Callable[[Collection[int]], Texts]] = {
    Kind.ACTOR: actors,
    Kind.PLEDGE: pledges,
    Kind.ITEM: items,
    Kind.TOTAL: totals,
    Kind.ARTICLE: articles,
}
