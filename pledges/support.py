"""How well a pledge is supported, in words."""

from .health import FACTS, Health

OTHERS = "the recipient or an international organisation"


def support_in_words(health: Health) -> list[str]:
    """Return how well a pledge is supported, a sentence each."""
    stated = f"{health.stated} of {len(FACTS)} facts stated"
    sentences = [
        [_sources(health), _age(health)],
        [_official(health), _confirmed(health)],
        [stated, *_not_stated(health)],
    ]
    return ["; ".join(parts) + "." for parts in sentences]


def _sources(health: Health) -> str:
    if health.sources == 1:
        return "1 source"
    return f"{health.sources} sources, {health.independent} of them independent"


def _age(health: Health) -> str:
    if health.days is None:
        return "last evidence undated"
    if health.days <= 0:
        return "last evidence of today"
    days = "day" if health.days == 1 else "days"
    return f"last evidence {health.days:,} {days} before today"


def _official(health: Health) -> str:
    return "Stated by the donor itself" if health.official else "No source of the donor"


def _confirmed(health: Health) -> str:
    return f"{'' if health.confirmed else 'not '}confirmed by {OTHERS}"


def _not_stated(health: Health) -> list[str]:
    return [f"not stated: {', '.join(health.missing)}"] if health.missing else []


def wanted(health: Health) -> list[str]:
    """Return what would make the record of a pledge firmer, in words."""
    asked = [
        ("an independent second source", health.independent < 2),
        (f"word from {OTHERS}", not health.confirmed),
        ("a source with a date", health.last_on is None),
    ]
    wishes = [words for words, lacks in asked if lacks]
    return [*wishes, *_not_stated(health)]
