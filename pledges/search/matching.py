"""Ask the index of the database: FTS5 of SQLite or tsvector of PostgreSQL."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from pledges.models import SearchText
from pledges.models.search import Kind

from .texts import HEAD, OF_KIND, PARTY
from .words import Asked, Word


class Dialect(NamedTuple):
    """How a database is asked which rows hold words."""

    rows: str
    key: str
    word: str
    beginning: str
    either: str
    both: str


# All words are letters and digits alone: there is nothing in them to escape.
DIALECTS = {
    "sqlite": Dialect(
        rows="FROM pledges_search WHERE pledges_search MATCH %s",
        key="rowid",
        word='"{}"',
        beginning='"{}"*',
        either=" OR ",
        both=" AND ",
    ),
    "postgresql": Dialect(
        rows="FROM pledges_searchtext WHERE vector @@ %s::tsquery",
        key="key",
        word="'{}'",
        beginning="'{}':*",
        either=" | ",
        both=" & ",
    ),
}


def narrow(rows: QuerySet[Any], kind: Kind, asked: Asked) -> QuerySet[Any]:
    """Keep the records of ``kind`` in which everything stands that is asked for."""
    if not asked.words:
        return rows.none()
    return rows.filter(pk__in=found(kind, asked))


def best(rows: QuerySet[Any], kind: Kind, asked: Asked, many: int) -> list[Any]:
    """Return the first so many found rows, those with all words in the head first."""
    if not asked.words:
        return []
    # Two questions: to sort by the answer to one would ask it again for each row.
    first = list(rows.filter(pk__in=found(kind, asked, HEAD))[:many])
    if len(first) < many:
        others = narrow(rows, kind, asked)[: many + len(first)]
        first += [row for row in others if row not in first]
    return first[:many]


def found(kind: Kind, asked: Asked, before: str = "") -> RawSQL:
    """Return the keys of what holds all that is asked for, each word after that."""
    if asked.parties is None:
        asked.parties = parties_called(asked)
    named = {} if kind == Kind.ACTOR else asked.parties
    conditions = [
        either(before + word.folded, named.get(word, []), word.is_beginning)
        for word in asked.words
    ]
    # Of an article we tell that words occur, never in which order.
    phrases = () if kind == Kind.ARTICLE else asked.phrases
    return keys_of(kind, dialect().both.join(conditions), ">> 3", phrases)


def parties_called(asked: Asked) -> dict[Word, list[str]]:
    """Return for each word the actors that are called so, as records name them."""
    anybody = dialect().either.join(
        either(word.folded, [], word.is_beginning) for word in asked.words
    )
    called: dict[Word, list[str]] = {word: [] for word in asked.words}
    rows = SearchText.objects.filter(key__in=keys_of(Kind.ACTOR, anybody))
    for key, words in rows.values_list("key", "words"):
        names = words.split()
        for word in asked.words:
            if any(map(word.means, names)):
                called[word].append(f"{PARTY}{key >> 3}")
    return called


def either(word: str, others: list[str], is_beginning: bool) -> str:
    """Return the condition that ``word`` or one of ``others`` occurs."""
    one = dialect().beginning if is_beginning else dialect().word
    parts = [one.format(word), *map(dialect().word.format, others)]
    return f"({dialect().either.join(parts)})"


def keys_of(
    kind: Kind, condition: str, digits: str = "", phrases: Iterable[str] = ()
) -> RawSQL:
    """Return the keys in the index, or with ">> 3" of the records themselves."""
    ask = dialect()
    sql = f"SELECT {ask.key} {digits} {ask.rows}"
    params = [ask.both.join([ask.word.format(f"{OF_KIND}{kind}"), f"({condition})"])]
    for phrase in phrases:
        sql += " AND words LIKE %s"
        params.append(f"% {phrase} %")
    return RawSQL(sql, params)  # noqa: S611


def dialect() -> Dialect:
    """Return how this database is asked."""
    return DIALECTS[connection.vendor]
