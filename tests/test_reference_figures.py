"""People and GDP of countries: from whom they are, and that they can be true."""

import csv
import tomllib
from collections import Counter

import pytest
from admin_forms import client_of
from builders import make_figure
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from pledges import reference
from pledges.models import DataVersion, ReferenceFigure

NOTES = (reference.SEED / "reference_figures.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with reference.FIGURES.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def values(rows: list[dict[str, str]], indicator: str) -> dict[str, int]:
    return {
        row["code"]: int(row["value"]) for row in rows if row["indicator"] == indicator
    }


# Known from statements of governments and the news, to within a twentieth.
KNOWN = [
    ("JP", 4.2e12, 124.5e6),
    ("EE", 41e9, 1.37e6),
    ("US", 27.4e12, 335e6),
    ("DE", 4.5e12, 83.3e6),
    ("IN", 3.55e12, 1.43e9),
]


@pytest.mark.parametrize(("code", "gdp", "population"), KNOWN)
def test_figures_are_what_is_known_elsewhere(rows, code, gdp, population):
    assert values(rows, "gdp_usd")[code] == pytest.approx(gdp, rel=0.05)
    assert values(rows, "population")[code] == pytest.approx(population, rel=0.05)


def test_all_countries_together_are_the_world(rows):
    assert sum(values(rows, "population").values()) == pytest.approx(8.05e9, rel=0.01)
    assert sum(values(rows, "gdp_usd").values()) == pytest.approx(106e12, rel=0.02)


def test_gdp_per_head_is_within_what_there_is_on_earth(rows):
    people = values(rows, "population")
    per_head = {
        code: gdp / people[code] for code, gdp in values(rows, "gdp_usd").items()
    }

    assert {code for code, one in per_head.items() if not 200 < one < 300_000} == set()


def test_each_row_is_of_a_country_and_a_year_and_names_its_source(rows):
    with reference.LEXICON.open("rb") as file:
        entries = tomllib.load(file)["actor"]
    countries = {one["code"] for one in entries if one["kind"] == "country"}
    series = {"population": "SP.POP.TOTL", "gdp_usd": "NY.GDP.MKTP.CD"}

    assert {row["code"] for row in rows} <= countries
    for row in rows:
        assert 2020 <= int(row["year"]) <= timezone.localdate().year
        assert row["source"].endswith(series[row["indicator"]])
        assert row["source_url"].endswith(series[row["indicator"]])


def test_no_country_has_two_figures_of_one_kind(rows):
    assert max(Counter((row["code"], row["indicator"]) for row in rows).values()) == 1


def test_what_is_of_another_year_or_missing_is_explained(rows):
    older = {row["code"]: row["year"] for row in rows if row["year"] != "2023"}
    without = set(values(rows, "population")) - set(values(rows, "gdp_usd"))

    assert older == {"CU": "2020", "SY": "2022"}
    assert "Cuba (2020) and Syria (2022)" in NOTES
    assert without == {"ER", "KP", "SS", "YE"}
    assert "Eritrea, North Korea, South Sudan and Yemen" in NOTES
    assert not {"TW", "EU"} & set(values(rows, "population"))


def test_a_figure_is_of_one_year_once(db):
    make_figure("JP", "population", 1)

    with pytest.raises(IntegrityError, match="year"), transaction.atomic():
        make_figure("JP", "population", 2)


def test_a_figure_is_more_than_nothing(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_figure("JP", "population", 0)


def test_reviewer_corrects_a_figure_and_the_data_version_rises(db, bob: User):
    figure = make_figure("JP", "population", 1)
    before = DataVersion.current()
    form = {
        "actor": figure.actor_id,
        "indicator": "population",
        "year": 2023,
        "value": 124_516_650,
        "source": "World Bank",
        "source_url": "",
    }

    response = client_of(bob).post(
        f"/admin/pledges/referencefigure/{figure.pk}/change/", form
    )

    assert response.status_code == 302
    assert ReferenceFigure.objects.get().value == 124_516_650
    assert DataVersion.current() == before + 1
