"""The documents say what the program does: columns, codes, filters, settings, rules."""

import ast
import csv
import io
import json
import re
import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import django_filters as df
import pytest
from csv_files import TYPES
from django.apps import apps
from django.core.management import get_commands
from django.db.models import Q
from seed_files import ARTICLES, CLAIMS

from pledges import filters, totals
from pledges.exports import TABLES
from pledges.models import Actor, Pledge, ReportedTotal, vocabulary

ROOT = Path(__file__).resolve().parent.parent
DICTIONARY = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
METHODOLOGY = (ROOT / "docs" / "methodology.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
DOCUMENTS = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "docs/methodology.md"]
DOCUMENTS += ["docs/data-dictionary.md", "docs/inbox.md", "pledges/seed/README.md"]


def sections(text: str) -> dict[str, str]:
    """Return what stands under each heading, up to the next."""
    _, *parts = re.split(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def table(text: str) -> list[list[str]]:
    """Return the cells of the first table of ``text``, without its head."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [
        [cell.strip(" `") for cell in line[1:-1].split(" | ")] for line in lines[2:]
    ]


SECTIONS = sections(DICTIONARY)


# Columns


def columns(name: str) -> list[list[str]]:
    return table(SECTIONS[f"{name}.csv"])


def test_the_dictionary_has_every_file_and_no_other():
    named = [title for title in SECTIONS if title.endswith(".csv")]

    assert named == [f"{name}.csv" for name in TABLES]


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_explained_in_its_order(name):
    explained = [cells[:3] for cells in columns(name)]

    assert explained == [[c.header, c.type, c.meaning] for c in TABLES[name]]


@pytest.mark.parametrize("name", TABLES)
def test_every_column_has_an_example_of_its_type(name):
    for header, type_, _, _, example, _ in columns(name):
        host = example.replace("https://tracker.example/", "http://testserver/")
        assert re.fullmatch(TYPES[type_], host), (header, example)


@pytest.mark.parametrize("name", TABLES)
def test_examples_are_from_the_demonstration_data(client, seeded, name):
    content = b"".join(client.get(f"/{name}.csv").streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(content, newline="")))

    for header, type_, _, _, example, _ in columns(name):
        values = {row[header] for row in rows} - {""}
        if type_ in {"text", "code", "date", "address", "yes/no"} and values:
            assert example in values, header


def test_every_amount_has_its_unit():
    for name in TABLES:
        for header, type_, _, unit, *_ in columns(name):
            assert unit or type_ not in {"decimal", "integer"}, (name, header)


CODES = {
    "Stage": vocabulary.Stage,
    "Measure": vocabulary.Measure,
    "Sector": vocabulary.Sector,
    "Instrument": vocabulary.Instrument,
    "Qualifier": vocabulary.Qualifier,
    "Value basis": vocabulary.ValueBasis,
    "Precision": vocabulary.Precision,
    "Why not counted": vocabulary.WhyNot,
    "Source class": vocabulary.SourceClass,
    "Kind of change": vocabulary.ChangeKind,
    "Changed by": vocabulary.ChangedBy,
}


@pytest.mark.parametrize("title", CODES)
def test_every_code_is_explained(title):
    assert [cells[0] for cells in table(SECTIONS[title])] == CODES[title].values


def test_the_stages_of_dictionary_and_methodology_agree():
    ours = [cells[0] for cells in table(sections(METHODOLOGY)["Stages"])]

    assert ours == vocabulary.Stage.values


def test_the_measures_of_the_methodology_take_in_their_stages():
    for measure, stages in table(sections(METHODOLOGY)["Measures"]):
        taken = vocabulary.MEASURE_STAGES[vocabulary.Measure(measure.split()[0])]
        assert stages.split(", ") == list(taken)


def test_the_relations_of_the_methodology_are_those_of_the_program():
    named = [cells[0] for cells in table(sections(METHODOLOGY)["Pledges that overlap"])]

    assert sorted(named) == sorted(vocabulary.Relation.labels)


# Filters

FILTERS = {
    filters.PledgeFilterSet: "Filters of pledges",
    filters.CompareFilterSet: "Filters of the comparison",
    filters.ClaimFilterSet: "The claim check",
    filters.EquipmentFilterSet: "Filters of equipment",
    filters.EvidenceFilterSet: "Filters of evidence",
    filters.TotalFilterSet: "Filters of reported totals",
    filters.ArticleFilterSet: "Filters of articles",
    filters.MapFilterSet: "Filters of the map",
    filters.SearchFilterSet: "Search",
    filters.ChangeFilterSet: "Filters of changes",
}
SORTED = {
    "pledges": filters.PledgeListFilterSet,
    "donors, recipients": filters.ActorListFilterSet,
    "equipment": filters.EquipmentFilterSet,
    "reported totals": filters.TotalFilterSet,
    "articles": filters.ArticleFilterSet,
    "evidence": filters.EvidenceFilterSet,
}


def test_every_filterset_is_explained():
    public = {getattr(filters, name) for name in filters.__all__}
    sets = {
        one for one in public if isinstance(one, type) and issubclass(one, df.FilterSet)
    }

    assert sets == {*FILTERS, *SORTED.values()}


@pytest.mark.parametrize("filterset", FILTERS)
def test_every_filter_is_explained(filterset):
    explained = {cells[0] for cells in table(SECTIONS[FILTERS[filterset]])}
    own = filterset.base_filters.keys() - {"sort"}
    if issubclass(filterset, filters.PledgeFilterSet):
        pledges = {cells[0] for cells in table(SECTIONS["Filters of pledges"])}
        explained |= pledges

    assert explained == own


@pytest.mark.parametrize("filterset", FILTERS)
def test_every_example_of_a_filter_uses_it(filterset):
    for name, _, example in table(SECTIONS[FILTERS[filterset]]):
        assert re.search(rf"[?&]{name}=", example), name


def test_every_sort_is_explained():
    for name, sorts, _ in table(SECTIONS["Sorting"]):
        choices = SORTED[name].base_filters["sort"].extra["choices"]
        assert sorts.split("` `") == [sort for sort, _ in choices if sort[0] != "-"]


EXAMPLES = re.findall(r"`(/[a-z-]+\.csv\?[^`]+)`", DICTIONARY)


@pytest.mark.parametrize("address", EXAMPLES)
def test_every_example_address_answers(client, seeded, address):
    first = {"id": Pledge, "pledge": Pledge, "total": ReportedTotal}
    for name, model in first.items():  # whatever number it has in this database
        key = model.objects.first().pk
        address = address.replace(f"?{name}=1", f"?{name}={key}")
    response = client.get(address)
    content = b"".join(response) if response.status_code == 200 else response.content

    assert response.status_code == 200, content
    assert int(response["X-Row-Count"]) > 0


# Rules


@cache
def names_in(path: str) -> set[str]:
    """Return the names of the test functions of a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {node.name for node in functions if node.name.startswith("test_")}


NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
RULES = [part for part in METHODOLOGY.split("\n\n") if part.startswith("**")]


def test_the_methodology_has_rules():
    assert len(RULES) >= 30


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule[:50])
def test_every_rule_names_a_test(rule):
    assert NAMED_TEST.search(rule), rule


@pytest.mark.parametrize("document", DOCUMENTS)
def test_named_tests_exist(document):
    named = NAMED_TEST.findall((ROOT / document).read_text(encoding="utf-8"))

    assert [
        f"{path}::{name}" for path, name in named if name not in names_in(path)
    ] == []


def test_every_attack_on_fetching_names_a_test_of_its_number():
    rows = table(
        sections((ROOT / "docs" / "inbox.md").read_text())["What an address may do"]
    )

    assert [attack for attack, *_ in rows] == [f"T{number}" for number in range(1, 17)]
    for attack, *_, named in rows:
        assert f"_{attack.lower()}_" in named


def test_the_example_states_the_figures_of_the_seed(seeded):
    ukraine = Actor.objects.get(code="UA")
    given = Pledge.objects.published().filter(donor__code="JP")
    japan = given.filter(Q(recipient=ukraine) | Q(recipient__members=ukraine))
    visit = japan.filter(promised_on__lte=date(2024, 1, 8))
    every_dollar = sum(
        Decimal(claim["amount"])
        for name, claim in CLAIMS
        if claim["donor"] == "JP" and name.startswith("japan-")
        if claim["kind"] == "pledge" and claim["currency"] == "USD"
        if not claim.get("part_of")
        if claim.get("announced_on", ARTICLES[name]["published_on"]) <= date(2024, 1, 8)
    )

    stated = table(
        sections(METHODOLOGY)["Example: Japan's more than 7 billion dollars"]
    )

    assert [figure for _, figure in stated] == [
        f"{usd:,.0f}"
        for usd in (
            totals.of(visit).usd,
            totals.of(visit.exclude(instrument="guarantee")).usd,
            totals.of(japan.filter(promised_on__lte=date(2023, 12, 5))).usd,
            totals.of(japan.filter(promised_on__lte=date(2023, 5, 24))).usd,
            totals.of(visit.filter(recipient=ukraine)).usd,
            every_dollar,
        )
    ]


# Settings, commands, places

READ = re.compile(r"""(?:\benv\.\w+\(|environ(?:\.\w+\(|\[))\s*["']([A-Z][A-Z0-9_]+)""")


@pytest.mark.parametrize(
    "program", ["aidtracker/settings.py", "run.py", "tests/checks.py"]
)
def test_every_variable_of_the_environment_is_explained(program):
    variables = set(READ.findall((ROOT / program).read_text(encoding="utf-8")))

    explained = set(re.findall(r"`([A-Z][A-Z0-9_]+)(?:=\w+)?`", README + CONTRIBUTING))
    assert variables - explained - {"DJANGO_SETTINGS_MODULE"} == set()


def test_every_setting_of_the_readme_is_read():
    read = set(READ.findall((ROOT / "aidtracker/settings.py").read_text()))

    assert {cells[0] for cells in table(sections(README)["Settings"])} == read


def test_every_command_is_explained():
    ours = [name for name, app in get_commands().items() if app == "pledges"]

    assert ours
    assert [name for name in ours if not re.search(rf"\b{name}\b", README)] == []


def test_the_map_has_every_module():
    mapped = {
        part
        for place, _ in table(sections(README)["Map of the code"])
        for part in place.split("` `")
    }
    folder = Path(apps.get_app_config("pledges").path)
    modules = {
        f"pledges/{path.name}{'/' if path.is_dir() else ''}"
        for path in folder.iterdir()
        if path.name[0] not in "._" and path.name not in {"migrations", "__pycache__"}
    }

    assert modules - mapped == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_places_that_documents_name_exist(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    roots = "aidtracker|docs|pledges|static|templates|tests"
    named = re.findall(rf"`((?:{roots})/[\w./-]*)`", text)

    missing = [name for name in named if not (ROOT / name).exists()]
    assert [name for name in missing if "NAME" not in name] == []


def anchors(text: str) -> set[str]:
    """Return the anchors that headings have on code hosts and on the public page."""
    titles = [re.sub(r"[^\w\- ]", "", title.lower()) for title in sections(text)]
    return {title.replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_between_documents_lead_somewhere(document):
    text = (ROOT / document).read_text(encoding="utf-8")

    for link in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
        path, _, anchor = link.partition("#")
        target = (ROOT / document).parent / path if path else ROOT / document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target.read_text()), link


# Licences and versions


def test_notice_names_every_vendored_library_in_its_version():
    notice = (ROOT / "NOTICE").read_text()
    vendored: list[dict[str, Any]] = json.loads(
        (ROOT / "static/vendor.json").read_text()
    )

    for library in vendored:
        place = f"static/{Path(library['file']).parent}"
        assert f"{library['version']}, {library['licence']} licence, {place}" in notice


def test_the_changelog_begins_with_the_version_that_this_is():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    newest = list(sections((ROOT / "CHANGELOG.md").read_text()))[1]

    assert newest.split()[0] == project["version"]
    assert project["license"]["text"] in (ROOT / "LICENSE").read_text().splitlines()[0]
