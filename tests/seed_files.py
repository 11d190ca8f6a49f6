"""Read the demonstration articles as data, and count them without a database."""

import tomllib
from collections import defaultdict
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

PLEDGES = Path(__file__).parents[1] / "pledges"
SEED = PLEDGES / "seed"
LEXICON = PLEDGES / "extraction" / "lexicon"

FIRM = ["considered", "announced", "committed", "allocated", "delivered"]
STAGES = [*FIRM, "suspended", "withdrawn"]
NEVER = {"considered", "suspended", "withdrawn"}
NOT_COUNTED = {"re_announces", "draws_down", "duplicates"}


class Placed(NamedTuple):
    """A claim and the article that makes it."""

    article: str
    claim: dict[str, Any]


@cache
def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def text_of(name: str) -> str:
    return (SEED / "articles" / f"{name}.txt").read_text(encoding="utf-8")


def claims() -> list[Placed]:
    """Return every claim, in the order of the articles' names."""
    return [
        Placed(name, claim)
        for name, article in ARTICLES.items()
        for claim in article.get("claims", [])
    ]


def by_pledge() -> dict[str, list[Placed]]:
    keyed = defaultdict(list)
    for placed in CLAIMS:
        if "pledge" in placed.claim:
            keyed[placed.claim["pledge"]].append(placed)
    return dict(keyed)


def by_record() -> dict[tuple[str, str], list[Placed]]:
    """Return the claims of each pledge's money (item "") and of each line of goods."""
    keyed = defaultdict(list)
    for key, group in BY_PLEDGE.items():
        for placed in group:
            item = placed.claim.get("item_key", placed.claim.get("item", ""))
            keyed[key, item].append(placed)
    return dict(keyed)


ARTICLES = {path.stem: read(path) for path in sorted(SEED.glob("articles/*.toml"))}
LINKS = read(SEED / "links.toml")["link"]
EVENTS = read(SEED / "links.toml")["event"]
RESOLUTIONS = read(SEED / "links.toml")["resolution"]
LISTED = read(LEXICON / "actors.toml")["actor"]
ADDED = read(SEED / "actors.toml")["actor"]
CLAIMS = claims()
BY_PLEDGE = by_pledge()
BY_RECORD = by_record()


def called(actor: dict[str, Any]) -> str:
    """Return what a claim calls ``actor``."""
    if actor["kind"] == "group":
        return "*"
    if actor["kind"] == "country" or actor["code"] in {"EU", "NATO", "UN"}:
        return str(actor["code"])
    return str(actor.get("short_name") or actor["name"])


def opener(key: str) -> Placed:
    """Return the claim that gives the pledge its fields: money before goods."""
    group = BY_PLEDGE[key]
    money = [placed for placed in group if placed.claim["kind"] == "pledge"]
    leads = [placed for placed in money or group if placed.claim.get("lead")]
    return (leads or money or group)[0]


def announced_on(key: str) -> date | None:
    """Return the day of the promise, or else that on which its article appeared."""
    article, claim = opener(key)
    return claim.get("announced_on") or ARTICLES[article].get("published_on")


def stage(key: str) -> str:
    """Return the furthest stage that a claim or a step of the pledge states."""
    stages = [claim["status"] for _, claim in BY_PLEDGE[key]]
    stages += [event["stage"] for event in EVENTS if event["pledge"] == key]
    return max(stages, key=STAGES.index)


def whole_of(key: str) -> str | None:
    own = (link for link in LINKS if link["pledge"] == key)
    return next((link["of"] for link in own if link["relation"] == "part_of"), None)


def is_linked_away(key: str) -> bool:
    """Say whether another pledge stands for this one, or for the whole of it."""
    own = {link["relation"] for link in LINKS if link["pledge"] == key}
    others = {link["relation"] for link in LINKS if link["of"] == key}
    whole = whole_of(key)
    away = own & NOT_COUNTED or "supersedes" in others
    return bool(away or (whole and is_linked_away(whole)))


def is_counted(key: str) -> bool:
    held_out = opener(key).claim.get("uncertain", False)
    return not (stage(key) in NEVER or held_out or is_linked_away(key))


def counted(key: str) -> Decimal:
    """Return what the pledge adds in its own currency: less what its parts count."""
    if not is_counted(key):
        return Decimal(0)
    parts = [part for part in BY_PLEDGE if whole_of(part) == key and is_counted(part)]
    taken = sum(opener(part).claim.get("amount", 0) for part in parts)
    return Decimal(max(opener(key).claim.get("amount", 0) - taken, 0))


def japan(until: date, currency: str = "USD", also: str = "") -> dict[str, Decimal]:
    """Add up what Japan promised Ukraine by ``until``, by instrument, as stated."""
    receivers = {"UA", "ukraine-and-neighbours", also}
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for key in BY_PLEDGE:
        claim, on = opener(key).claim, announced_on(key)
        receiver = claim.get("beneficiary_group", claim.get("recipient"))
        ours = claim["donor"] == "JP" and receiver in receivers
        if ours and claim.get("currency") == currency and on and on <= until:
            sums[claim.get("instrument", "")] += counted(key)
    return dict(sums)
