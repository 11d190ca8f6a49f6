"""Reference data: loaded once, never over what people edited."""

import csv
import tomllib
from datetime import date
from decimal import Decimal
from io import TextIOWrapper
from pathlib import Path
from zipfile import ZipFile

import currency_converter
import pytest
from builders import make_actor, make_pledge
from django.contrib.auth.models import Group, Permission
from django.db.models import Max, Min

from pledges import reference
from pledges.currencies import RateMissing, rate_per_eur
from pledges.models import Actor, ExchangeRate, Pledge, ReferenceFigure

BUNDLED = Path(currency_converter.__file__).parent / "eurofxref-hist.zip"
LACKING = {"UAH", "TWD", "AED", "SAR", "QAR", "KWD", "EGP", "PKR"}


@pytest.fixture(scope="module")
def bundled() -> list[dict[str, str]]:
    """The bundled file of the European Central Bank, newest day first."""
    with ZipFile(BUNDLED) as archive, archive.open("eurofxref-hist.csv") as file:
        return list(csv.DictReader(TextIOWrapper(file)))


def everything() -> list[object]:
    """Return what reference.load() writes, as it is stored."""
    return [
        list(Actor.objects.order_by("pk").values()),
        list(Actor.members.through.objects.order_by("pk").values()),
        ExchangeRate.objects.count(),
        list(ReferenceFigure.objects.order_by("pk").values()),
        {group.name: set(group.permissions.all()) for group in Group.objects.all()},
    ]


# Loaded once


def test_loading_twice_adds_nothing(seeded):
    before = everything()

    reference.load()

    assert everything() == before


def test_loading_again_keeps_what_an_editor_changed(seeded):
    Actor.objects.filter(code="JP").update(name="Nippon")
    Actor.objects.get(code="ukraine-and-neighbours").members.clear()
    ReferenceFigure.objects.filter(actor__code="JP").update(value=7)
    before = everything()

    reference.load()

    assert everything() == before


def test_actor_that_is_missing_is_added(db):
    make_actor("JP", name="Nippon")

    added = reference.load_actors(reference.read_actors(reference.LEXICON))

    assert added == Actor.objects.count() - 1
    assert Actor.objects.get(code="JP").name == "Nippon"


def test_figure_that_is_missing_is_added(known):
    rows = list(reference.read_figures(reference.FIGURES))
    reference.load_figures(rows[:1])

    reference.load_figures(reference.read_figures(reference.FIGURES))

    assert ReferenceFigure.objects.count() == len(rows)


# Actors


def test_actors_are_those_of_the_lexicon_and_of_the_seed(seeded):
    files = [reference.LEXICON, reference.SEED / "actors.toml"]
    entries = [
        entry for path in files for entry in tomllib.loads(path.read_text())["actor"]
    ]

    stored = {actor.code: actor for actor in Actor.objects.prefetch_related("members")}

    assert stored.keys() == {entry["code"] for entry in entries}
    for entry in entries:
        actor = stored[entry["code"]]
        assert (actor.name, actor.kind) == (entry["name"], entry["kind"])
        assert actor.aliases.splitlines() == entry.get("aliases", [])
        assert {one.code for one in actor.members.all()} == set(
            entry.get("members", [])
        )


def test_ukraine_and_its_neighbours_are_a_group_with_ukraine(seeded):
    group = Actor.objects.get(code="ukraine-and-neighbours")

    assert group.kind == "group"
    assert group.members.filter(code="UA").exists()
    assert group.members.count() > 1


def test_every_actor_is_valid(seeded):
    for actor in Actor.objects.all():
        actor.full_clean(validate_unique=False, validate_constraints=False)


# Rates


def test_rates_are_all_those_of_the_bundled_file(seeded, bundled):
    cells = [v for row in bundled for k, v in row.items() if k and k != "Date"]
    daily = ExchangeRate.objects.filter(period="day")

    assert daily.count() == sum(cell not in ("", "N/A") for cell in cells)
    assert daily.aggregate(first=Min("on"), last=Max("on")) == {
        "first": date(1999, 1, 4),
        "last": date.fromisoformat(bundled[0]["Date"]),
    }


@pytest.mark.parametrize(
    ("currency", "on"),
    [("USD", "2022-04-19"), ("JPY", "2024-01-08"), ("HRK", "2020-03-02")],
)
def test_rate_of_a_day_is_the_one_that_the_bank_published(
    seeded, bundled, currency, on
):
    [stated] = [row[currency] for row in bundled if row["Date"] == on]

    rate = ExchangeRate.objects.get(currency=currency, on=on, period="day")

    assert rate.rate == Decimal(stated)
    assert rate.source == reference.ECB


@pytest.mark.parametrize("currency", sorted(LACKING))
def test_currency_that_the_bank_lacks_has_sourced_rates(seeded, bundled, currency):
    assert currency not in bundled[0]

    rate = rate_per_eur(currency, date(2023, 3, 15))

    assert rate.per_eur > 0
    assert rate.rule.startswith("mean of March 2023, ")
    stored = ExchangeRate.objects.filter(currency=currency)
    assert set(stored.values_list("period", flat=True)) == {"month"}
    assert not stored.filter(source="").exists()


def test_pegged_rate_is_the_peg_times_the_mean_of_the_dollar(seeded, bundled):
    month = [Decimal(r["USD"]) for r in bundled if r["Date"].startswith("2023-03")]
    dollar = sum(month) / len(month)

    dirham = rate_per_eur("AED", date(2023, 3, 15)).per_eur

    assert abs(dirham - dollar * Decimal("3.6725")) < Decimal("1e-11")


def test_stored_rate_fits_its_column(seeded):
    places = ExchangeRate.objects.aggregate(low=Min("rate"), high=Max("rate"))

    assert 0 < places["low"] < places["high"] < 10**12


def test_every_currency_of_the_seed_is_converted_or_says_that_it_is_not(seeded):
    for pledge in Pledge.objects.exclude(amount=None).exclude(announced_on=None):
        try:
            rate_per_eur(
                pledge.currency, pledge.announced_on, pledge.announced_precision
            )
        except RateMissing:
            assert (pledge.amount_usd is None) == (pledge.currency != "USD")
            assert (pledge.amount_eur is None) == (pledge.currency != "EUR")
        else:
            assert pledge.amount_eur is not None


def test_taiwan_dollars_are_converted(seeded):
    pledge = make_pledge(
        amount=1_000_000, currency="TWD", announced_on=date(2023, 3, 1)
    )

    assert Decimal(32_000) < pledge.amount_usd < Decimal(34_000)
    assert pledge.counted_usd == pledge.amount_usd


# Groups


@pytest.mark.parametrize(
    ("name", "may_publish"), [("alice", False), ("bob", True), ("charlie", False)]
)
def test_reviewers_publish_and_editors_do_not(request, name, may_publish):
    person = request.getfixturevalue(name)

    assert person.has_perm("pledges.publish_pledge") == may_publish


@pytest.mark.parametrize("permission", reference.EDITOR)
def test_editors_and_reviewers_have_the_permissions_of_editors(alice, bob, permission):
    assert alice.has_perm(f"pledges.{permission}")
    assert bob.has_perm(f"pledges.{permission}")


def test_nobody_may_delete_what_is_published(bob):
    deletions = {name for name in bob.get_group_permissions() if ".delete_" in name}

    assert not deletions & {
        *["pledges.delete_article", "pledges.delete_candidate", "pledges.delete_actor"],
        *["pledges.delete_exchangerate", "pledges.delete_dataversion"],
    }


def test_group_of_an_older_version_gets_the_permissions_added_since(db):
    reference.load_groups()
    editor = Group.objects.get(name="Editor")
    editor.permissions.remove(*Permission.objects.filter(codename__endswith="_feed"))

    reference.load_groups()

    assert codenames("Editor") == set(reference.EDITOR)
    assert codenames("Reviewer") == set(reference.REVIEWER)


def test_group_keeps_the_permissions_that_an_administrator_added(db):
    reference.load_groups()
    more = Permission.objects.get(codename="view_user")
    Group.objects.get(name="Editor").permissions.add(more)

    reference.load_groups()

    assert codenames("Editor") == {*reference.EDITOR, "view_user"}


def codenames(group: str) -> set[str]:
    """Return what a group may do."""
    permissions = Permission.objects.filter(group__name=group)
    return set(permissions.values_list("codename", flat=True))
