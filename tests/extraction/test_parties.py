import pytest

from pledges.extraction import extract
from pledges.extraction.lexicon import Actor, Lexicon
from pledges.extraction.parties import find_parties
from pledges.extraction.tokens import tokenise


def codes(text: str) -> list[str]:
    found = find_parties(tokenise(text), Lexicon.load(), {})
    return [party.code for party in found if party.code]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Japan", "JP"),
        ("the Dutch government", "NL"),
        ("Tokyo", "JP"),
        ("U.S. aid", "US"),
        ("Mr. Scholz", "DE"),
        ("the European Commission", "EU"),
        ("the Danes", "DK"),
        ("Germany's Bundestag", "DE"),
    ],
)
def test_a_party_is_known_by_its_names(text: str, code: str) -> None:
    assert codes(text)[0] == code


@pytest.mark.parametrize(
    "text", ["give us more", "who said so", "a turkey", "polish the car"]
)
def test_a_small_letter_is_not_a_name(text: str) -> None:
    assert codes(text) == []


def test_a_person_and_an_office_are_one_party() -> None:
    tokens = tokenise("Ukrainian Foreign Minister Dmytro Kuleba spoke")

    [party] = find_parties(tokens, Lexicon.load(), {})

    assert (party.code, party.last) == ("UA", 5)


def test_who_is_introduced_by_an_office_speaks_for_the_country() -> None:
    text = (
        "Swedish Prime Minister Nils Ek met Kenyans. "
        "Ek pledged 20 million euros to Kenya."
    )

    [finding] = [f for f in extract(text) if not f.is_weak]

    assert (finding.donor, finding.recipient) == ("SE", "KE")


def test_the_attacker_is_not_the_donor() -> None:
    text = (
        "After the Russian invasion, 40 generators were delivered to Ukraine by Japan."
    )

    [finding] = [f for f in extract(text) if not f.is_weak]

    assert finding.donor == "JP"


def test_actors_of_the_database_can_be_added() -> None:
    actor = Actor("sunrise-trust", "Sunrise Trust", "organisation")
    lexicon = Lexicon.load().with_actors([actor])

    [finding] = extract("Sunrise Trust will give Kenya $5 million.", None, lexicon)

    assert finding.donor == "sunrise-trust"
    assert "sunrise-trust" not in Lexicon.load().actors


def test_promise_that_singles_out_no_country_is_for_many() -> None:
    text = "Oslo pledged 300 million kroner in aid to fight hunger."

    [finding] = [f for f in extract(text) if not f.is_weak]

    assert (finding.donor, finding.recipient) == ("NO", "*")


def test_scene_of_a_war_is_not_whom_the_aid_is_for() -> None:
    text = "Ireland gave 5 million euros in aid for Chad after the war in Sudan spread."

    [finding] = [f for f in extract(text) if not f.is_weak]

    assert (finding.donor, finding.recipient) == ("IE", "TD")


def test_who_sign_with_each_other_do_not_both_give() -> None:
    text = "The EU and Tunisia signed a grant agreement worth 40 million euros."

    [finding] = [f for f in extract(text) if not f.is_weak]

    assert (finding.donor, finding.recipient) == ("EU", "TN")
