"""The files of actors and of extra exchange rates say what they must."""

import csv
import re
import tomllib
from collections import Counter, defaultdict
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

PLEDGES = Path(__file__).resolve().parent.parent / "pledges"
LEXICON = PLEDGES / "extraction" / "lexicon" / "actors.toml"
RATES = PLEDGES / "seed" / "extra_rates.csv"

# ISO 3166-1 alpha-2, officially assigned, as of 2026.
ISO_TEXT = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN
BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ
DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL
GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM
JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME
MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP
NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD
SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
ISO_CODES = ISO_TEXT.split()
USER_ASSIGNED = {"XK"}
KEYS = {
    "code", "name", "short_name", "kind", "iso3", "of", "serves", "aliases",
    "demonyms", "stands_for", "refers_back", "currency", "members",
}  # fmt: skip
KINDS = {"country", "organisation", "fund", "programme", "group"}
WORD_LISTS = ("aliases", "demonyms", "stands_for", "refers_back")
# Words that prose uses with another meaning than the actor.
TOO_COMMON = {"us", "it", "who", "un", "care", "male", "Male", "polish", "Pole"}
ONWARDS = (9999, 12)


@pytest.fixture(scope="module")
def lexicon():
    return tomllib.loads(LEXICON.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def actors(lexicon):
    return lexicon["actor"]


@pytest.fixture(scope="module")
def countries(actors):
    return [actor for actor in actors if actor["kind"] == "country"]


@pytest.fixture(scope="module")
def rates():
    with RATES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def names_of(actor):
    """Every name of an actor, with a name that is given twice given twice."""
    listed = [word for key in WORD_LISTS for word in actor.get(key, [])]
    return [actor["name"], *filter(None, [actor.get("short_name")]), *listed]


def months_of(period):
    """The first and the last month of a period, as (year, month)."""
    first, slash, last = period.partition("/")
    start = tuple(map(int, first.split("-")))
    if not slash:
        return start, start
    return start, tuple(map(int, last.split("-"))) if last else ONWARDS


def test_every_iso_country_is_there_and_nothing_else(countries):
    codes = {country["code"] for country in countries}

    assert len(set(ISO_CODES)) == 249
    assert codes == set(ISO_CODES) | USER_ASSIGNED


def test_iso3_is_three_capitals_and_unique(countries):
    codes = [country["iso3"] for country in countries]

    assert [code for code in codes if not re.fullmatch("[A-Z]{3}", code)] == []
    assert len(set(codes)) == len(codes)


def test_countries_have_a_currency(countries):
    currencies = {country["code"]: country.get("currency", "") for country in countries}

    assert currencies.pop("AQ") == ""  # nobody's land has nobody's money
    assert [c for c in currencies.values() if not re.fullmatch("[A-Z]{3}", c)] == []


@pytest.mark.parametrize(
    ("code", "iso3", "currency", "word"),
    [
        ("JP", "JPN", "JPY", "Tokyo"),
        ("UA", "UKR", "UAH", "Kyiv"),
        ("TR", "TUR", "TRY", "Turkey"),
        ("PS", "PSE", "ILS", "Gaza Strip"),
        ("NL", "NLD", "EUR", "The Hague"),
        ("DK", "DNK", "DKK", "Danes"),
        ("NE", "NER", "XOF", "Nigerien"),
        ("KP", "PRK", "KPW", "North Korean"),
        ("XK", "XKX", "EUR", "Kosovo"),
    ],
)
def test_country_has_its_codes_and_words(countries, code, iso3, currency, word):
    [country] = [country for country in countries if country["code"] == code]

    assert (country["iso3"], country["currency"]) == (iso3, currency)
    assert word in names_of(country)


def test_brussels_stands_for_the_eu_and_not_for_belgium(actors):
    holders = [actor["code"] for actor in actors if "Brussels" in names_of(actor)]

    assert holders == ["EU"]


def test_there_are_enough_organisations_and_funds(actors):
    kinds = Counter(actor["kind"] for actor in actors)

    assert set(kinds) == KINDS
    assert kinds["organisation"] + kinds["fund"] + kinds["programme"] >= 150


@pytest.mark.parametrize(
    "called",
    [
        "World Bank", "EBRD", "European Investment Bank", "Islamic Development Bank",
        "Asian Development Bank", "IMF", "UNHCR", "UNICEF", "UNDP", "UNOPS", "UNFPA",
        "UNRWA", "World Food Programme", "FAO", "CERF", "Gavi", "Loss and Damage Fund",
        "NATO trust fund", "NATO Comprehensive Assistance Package", "JICA", "KOICA",
        "AIFFP", "Economic Development Cooperation Fund", "Nansen programme",
        "Official Security Assistance", "International Fund for Ukraine",
        "Gates Foundation", "Presidential Drawdown Authority",
        "Ukraine Security Assistance Initiative",
    ],
)  # fmt: skip
def test_organisation_is_called_as_in_the_annotations(actors, called):
    matches = [a for a in actors if (a.get("short_name") or a["name"]) == called]

    assert len(matches) == 1


def test_groups_are_the_two_that_claims_write_as_a_star(actors):
    groups = [actor["code"] for actor in actors if actor["kind"] == "group"]

    assert groups == ["several-donors", "several-recipients"]


def test_codes_are_unique_and_well_formed(actors):
    codes = Counter(actor["code"] for actor in actors)
    form = re.compile(r"[A-Z]{2}|EU|NATO|UN|[a-z0-9]+(-[a-z0-9]+)*")

    assert [code for code, count in codes.items() if count > 1] == []
    assert [code for code in codes if not form.fullmatch(code)] == []


def test_no_word_is_claimed_twice(actors):
    claims = defaultdict(list)
    for actor in actors:
        for word in names_of(actor):
            claims[word].append(actor["code"])

    assert {word: codes for word, codes in claims.items() if len(codes) > 1} == {}


def test_words_are_clean_and_not_common_ones(actors):
    words = [word for actor in actors for word in names_of(actor)]

    assert [word for word in words if word != " ".join(word.split())] == []
    assert [word for word in words if word in TOO_COMMON] == []


def test_apostrophes_are_listed_straight_and_curly(actors):
    one_sided = {
        word
        for actor in actors
        for word in names_of(actor)
        if "'" in word and word.replace("'", "’") not in names_of(actor)
    }

    assert one_sided == set()


def test_actors_have_only_the_documented_keys(actors):
    assert {key for actor in actors for key in actor} <= KEYS


def test_references_between_actors_exist(actors):
    codes = {actor["code"] for actor in actors}
    used = [actor[key] for actor in actors for key in ("of", "serves") if key in actor]
    used += [code for actor in actors for code in actor.get("members", [])]

    assert len(used) >= 60
    assert [code for code in used if code not in codes] == []


def test_actors_are_sorted_by_code_within_their_group():
    text = LEXICON.read_text(encoding="utf-8")
    groups = re.split(r"^# --- .* ---$", text, flags=re.MULTILINE)[1:]
    codes = [re.findall(r'^code = "(.+)"$', group, re.MULTILINE) for group in groups]

    assert [group for group in codes if group != sorted(group)] == []
    assert sum(map(len, codes)) == len(tomllib.loads(text)["actor"])


def test_phrases_set_aside_hold_an_actor_and_are_none(lexicon, actors):
    words = {word for actor in actors for word in names_of(actor)}
    phrases = lexicon["phrases_not_actors"]

    assert phrases == sorted(set(phrases))
    assert [phrase for phrase in phrases if phrase in words] == []
    assert [p for p in phrases if not any(word in p for word in words)] == []


def test_rates_are_positive_decimals_with_a_source(rates):
    assert len(rates) > 800
    for row in rates:
        assert set(row) == {"currency", "period", "unit", "rate", "source"}
        assert re.fullmatch("[A-Z]{3}", row["currency"]), row
        assert row["unit"] == "USD", row
        assert re.fullmatch(r"\d+(\.\d+)?", row["rate"]), row
        assert Decimal(row["rate"]) > 0, row
        assert row["source"].strip() == row["source"] != "", row
        assert len(row["source"]) <= 100, row


def test_periods_are_months_or_ordered_ranges(rates):
    month = r"(19|20)\d\d-(0[1-9]|1[0-2])"
    for row in rates:
        assert re.fullmatch(f"{month}(/({month})?)?", row["period"]), row
        first, last = months_of(row["period"])
        assert first <= last, row


def test_no_month_of_a_currency_has_two_rates(rates):
    spans = defaultdict(list)
    for row in rates:
        spans[row["currency"]].append(months_of(row["period"]))

    overlaps = [
        (currency, before, after)
        for currency, periods in spans.items()
        for before, after in pairwise(sorted(periods))
        if after[0] <= before[1]
    ]
    assert overlaps == []


@pytest.mark.parametrize(
    ("currency", "month", "rate"),
    [
        ("AED", (2024, 3), "3.6725"),
        ("UAH", (2022, 4), "29.2549"),
        ("UAH", (2023, 9), "36.5686"),
        ("TWD", (2023, 6), "30.8405"),  # release G.5 of 2023-07-03
        ("TWD", (2024, 4), "32.3350"),  # release G.5 of 2024-07-01
        ("LKR", (2022, 6), "356.6190"),  # release G.5 of 2023-07-03
    ],
)
def test_rate_is_the_one_that_its_source_states(rates, currency, month, rate):
    found = [
        row["rate"]
        for row in rates
        if row["currency"] == currency
        and months_of(row["period"])[0] <= month <= months_of(row["period"])[1]
    ]

    assert found == [rate]


def test_monthly_means_have_no_gap_and_no_slip_of_the_pen(rates):
    series = defaultdict(list)
    for row in rates:
        if "/" not in row["period"]:
            series[row["currency"]].append((row["period"], Decimal(row["rate"])))

    for currency in ("EGP", "KWD", "LKR", "PKR", "TWD"):
        months = [int(m[:4]) * 12 + int(m[5:]) for m, _ in sorted(series[currency])]
        assert months == list(range(months[0], months[0] + len(months))), currency
        values = [value for _, value in sorted(series[currency])]
        steps = [b / a for a, b in pairwise(values)]
        assert all(Decimal("0.88") < step < Decimal("1.8") for step in steps), currency


def test_every_currency_of_the_table_is_explained(rates):
    notes = (PLEDGES / "seed" / "extra_rates.md").read_text(encoding="utf-8")

    assert {r["currency"] for r in rates if r["currency"] not in notes} == set()
