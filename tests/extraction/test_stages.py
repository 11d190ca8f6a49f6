import pytest

from pledges.extraction.lexicon import Lexicon
from pledges.extraction.stages import Stage, find_stages
from pledges.extraction.tokens import tokenise


def stages(text: str) -> list[Stage]:
    return [s for s in find_stages(tokenise(text), Lexicon.load()) if s.stage]


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Norway may give tanks", "considered"),
        ("Norway plans to give tanks", "considered"),
        ("Norway will give tanks", "announced"),
        ("Norway pledged tanks", "announced"),
        ("Norway pledged to give tanks", "announced"),
        ("Norway is sending tanks", "announced"),
        ("Norway approved tanks", "committed"),
        ("tanks were approved by Norway", "committed"),
        ("Norway gave tanks", "delivered"),
        ("Norway has given tanks", "delivered"),
        ("tanks were delivered", "delivered"),
        ("tanks will be delivered", "announced"),
        ("Norway cancelled tanks", "withdrawn"),
        ("it proposed that tanks be released", "considered"),
        ("Norway asked parliament for money", "considered"),
    ],
)
def test_the_last_verb_states_how_firm_it_is(text: str, stage: str) -> None:
    assert stages(text)[-1].stage == stage


@pytest.mark.parametrize(
    "text",
    [
        "Norway will not give tanks",
        "Norway has never given tanks",
        "parliament has yet to approve tanks",
        "Norway refused to give tanks",
    ],
)
def test_a_denied_verb_is_marked(text: str) -> None:
    assert stages(text)[-1].negated


@pytest.mark.parametrize(
    "text", ["the pledge", "a grant of money", "aid offers from Oslo"]
)
def test_a_noun_is_no_verb(text: str) -> None:
    assert stages(text) == []


def test_the_passive_is_told_from_the_active() -> None:
    [passive] = stages("tanks were sent by Norway")
    [active] = stages("Norway has sent tanks")

    assert (passive.passive, active.passive) == (True, False)
