"""Keep the index up to date, in the transaction of each change of a record."""

from collections import Counter
from collections.abc import Collection, Iterable

from django.db.models import Model

from pledges.models import (
    Actor,
    Article,
    EquipmentItem,
    Evidence,
    Pledge,
    ReportedTotal,
    SearchText,
    SearchWord,
)
from pledges.models.search import Kind

from . import texts
from .texts import APART, PARTY, Text

MODELS: dict[Kind, type[Model]] = {
    Kind.ACTOR: Actor,
    Kind.PLEDGE: Pledge,
    Kind.ITEM: EquipmentItem,
    Kind.TOTAL: ReportedTotal,
    Kind.ARTICLE: Article,
}
BATCH = 500


def key(kind: Kind, pk: int) -> int:
    """Return the key of a record in the index."""
    return pk << 3 | kind


def around(pledges: Collection[int] = (), totals: Collection[int] = ()) -> set[int]:
    """Return the keys of these records, and of what is public because of them."""
    found = {key(Kind.PLEDGE, pk) for pk in pledges}
    found |= {key(Kind.TOTAL, pk) for pk in totals}
    goods = EquipmentItem.objects.filter(pledge__in=pledges)
    found |= {key(Kind.ITEM, pk) for pk in goods.values_list("pk", flat=True)}
    named = Pledge.objects.filter(pk__in=pledges).values_list(*texts.PARTIES)
    claimed = ReportedTotal.objects.filter(pk__in=totals)
    for row in (*named, *claimed.values_list(*texts.PARTIES[:2])):
        found |= {key(Kind.ACTOR, pk) for pk in row if pk}
    for passages in (
        Evidence.objects.quoting(pledges),
        Evidence.objects.filter(total__in=totals),
    ):
        told = passages.order_by().values_list("article", flat=True).distinct()
        found |= {key(Kind.ARTICLE, pk) for pk in told}
    return found


def update(keys: Collection[int]) -> None:
    """Store what the records of ``keys`` are found by now; nothing if not public."""
    if not keys:
        return
    new: dict[int, Text] = {}
    for kind, text_of in texts.OF.items():
        if of_kind := [one >> 3 for one in keys if one & 7 == kind]:
            for pk, text in text_of(of_kind):
                text.parts.append(f"{texts.OF_KIND}{kind}")
                new[key(kind, pk)] = text
    rows = SearchText.objects.filter(key__in=keys)
    old = dict(rows.values_list("key", "words"))
    gone = old.keys() - new.keys()
    changed = {one: new[one] for one in new if old.get(one) != new[one].words}
    before = [old[one] for one in {*gone, *changed} if one in old]
    rows.filter(key__in=gone).delete()
    SearchText.objects.bulk_create(
        [SearchText(key=one, words=text.words) for one, text in changed.items()],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["words"],
    )
    count_words(before, list(changed.values()))
    update(no_longer_named(before, new.values()) - set(keys))


def no_longer_named(before: Iterable[str], after: Iterable[Text]) -> set[int]:
    """Return the keys of the parties that only the texts of ``before`` have."""
    named = {word for words in before for word in words.split()}
    named -= {word for text in after for word in text.parts}
    parties = [word for word in named if word.startswith(PARTY)]
    return {key(Kind.ACTOR, int(word.removeprefix(PARTY))) for word in parties}


def count_words(before: Iterable[str], after: Iterable[Text]) -> None:
    """Bring the list of words up to date with texts that changed."""
    change: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for words in before:
        change.subtract(readers_words(words.split()))
    for text in after:
        change.update(readers_words(text.parts))
        shown |= text.shown
    change = Counter({word: by for word, by in change.items() if by})
    stored = SearchWord.objects.in_bulk(change)
    for word, by in change.items():
        one = stored.setdefault(word, SearchWord(word=word, count=0))
        one.shown, one.count = one.shown or shown[word], one.count + by
    SearchWord.objects.bulk_create(
        [one for one in stored.values() if one.count],
        update_conflicts=True,
        unique_fields=["word"],
        update_fields=["count"],
    )
    SearchWord.objects.filter(
        pk__in=[one.pk for one in stored.values() if not one.count]
    ).delete()


def readers_words(parts: Iterable[str]) -> set[str]:
    """Return the words that a reader may type."""
    return {word for word in parts if APART not in word}


def rebuild() -> None:
    """Make the whole index anew."""
    SearchText.objects.all().delete()
    SearchWord.objects.all().delete()
    for kind, model in MODELS.items():
        rows = model._default_manager.order_by("pk")
        pks = list(rows.values_list("pk", flat=True))
        for start in range(0, len(pks), BATCH):
            update([key(kind, pk) for pk in pks[start : start + BATCH]])
