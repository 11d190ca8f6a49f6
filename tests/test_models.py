"""The database itself refuses what must not be, and query sets answer by meaning."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

import pytest
from builders import (
    link,
    make_actor,
    make_article,
    make_candidate,
    make_event,
    make_evidence,
    make_item,
    make_pledge,
    make_rate,
    make_total,
)
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError

from pledges.models import (
    Actor,
    Article,
    Candidate,
    DataVersion,
    Donor,
    EquipmentItem,
    Evidence,
    ExchangeRate,
    Pledge,
    PledgeLink,
    Recipient,
    StageEvent,
)
from pledges.models.vocabulary import Measure

pytestmark = pytest.mark.django_db
TEXT = "Japan will give Ukraine 100 dollars."


def refused(constraint: str):
    """Expect that the database refuses, by the constraint of this name."""
    return pytest.raises(IntegrityError, match=constraint)


def bare_pledge(**fields: object) -> None:
    """Store a pledge as a careless program would, past forms and save()."""
    Pledge.objects.bulk_create([Pledge(donor=make_actor("JP"), title="x", **fields)])


# What the database refuses


def test_pledge_with_an_amount_has_a_currency():
    with refused("pledge_amount_has_currency"):
        bare_pledge(amount=Decimal(5), currency="")


def test_pledge_states_its_range_in_order():
    with refused("pledge_range_is_ordered"):
        bare_pledge(amount=Decimal(5), amount_min=Decimal("5.01"), currency="USD")


def test_pledge_ends_its_period_after_the_start():
    with refused("pledge_period_is_ordered"):
        bare_pledge(period_start=date(2024, 1, 2), period_end=date(2024, 1, 1))


@pytest.mark.parametrize(
    "day", [date(1944, 12, 31), date(2101, 1, 1), date.max, date.min]
)
def test_pledge_is_announced_within_reason(day):
    with refused("pledge_announced_within_reason"):
        bare_pledge(announced_on=day)


def test_pledge_is_not_both_counted_and_left_out():
    with refused("pledge_counted_has_no_reason_against"):
        bare_pledge(counted=True, why_not="withdrawn")


def test_pledge_entered_by_one_form_is_stored_once():
    key = UUID(int=1)
    bare_pledge(entry_key=key)

    with refused("entry_key"):
        bare_pledge(entry_key=key)


def test_candidate_with_an_amount_has_a_currency():
    with refused("candidate_amount_has_currency"):
        make_candidate(amount=Decimal(5), currency="")


@pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 5)])
def test_candidate_spans_some_text(start, end):
    with refused("candidate_span_is_ordered"):
        Candidate.objects.create(
            article=make_article(), kind="pledge", quote="x", start=start, end=end
        )


def test_evidence_spans_some_text():
    row = Evidence(article=make_article(), quote="x", start=3, end=3)
    row.pledge = make_pledge()

    with refused("evidence_span_is_ordered"):
        Evidence.objects.bulk_create([row])


def test_evidence_supports_something():
    with refused("evidence_supports_exactly_one_record"):
        make_evidence()


def test_evidence_supports_no_two_records():
    pledge, total = make_pledge(), make_total()

    with refused("evidence_supports_exactly_one_record"):
        make_evidence(pledge=pledge, total=total)


def test_candidate_has_one_evidence():
    candidate, pledge = make_candidate(), make_pledge()
    make_evidence(candidate.article, pledge=pledge, candidate=candidate)

    with refused("candidate_id"):
        make_evidence(candidate.article, pledge=pledge, candidate=candidate)


@pytest.mark.parametrize("quantity", [0, -1])
def test_item_quantity_is_more_than_nothing(quantity):
    item = EquipmentItem(pledge=make_pledge(), name="tank", quantity=quantity)

    with refused("quantity"):
        EquipmentItem.objects.bulk_create([item])


def test_event_is_dated_within_reason():
    event = StageEvent(pledge=make_pledge(), stage="announced", on=date.max)

    with refused("event_on_within_reason"):
        StageEvent.objects.bulk_create([event])


def test_article_text_is_stored_once():
    make_article(TEXT)

    with refused("sha256"):
        make_article(TEXT, title="Another title")


def test_actor_code_is_unique():
    make_actor("JP")

    with refused("code"):
        Actor.objects.create(code="JP", name="Nippon", kind="country")


def test_rate_of_a_currency_and_day_is_unique():
    make_rate("JPY", date(2024, 1, 2), "160")

    with refused("currency"):
        make_rate("JPY", date(2024, 1, 2), "161")


def test_rates_of_a_day_and_of_its_month_stand_beside_each_other():
    make_rate("JPY", date(2024, 1, 1), "160")
    make_rate("JPY", date(2024, 1, 1), "161", period="month")

    assert ExchangeRate.objects.count() == 2


@pytest.mark.parametrize("rate", ["0", "-1"])
def test_rate_is_positive(rate):
    with refused("rate_is_positive"):
        make_rate("JPY", date(2024, 1, 2), rate)


def test_link_is_stored_once():
    one, other = make_pledge(), make_pledge()
    link(one, "tops_up", other)

    with refused("link_is_unique|pledge_id"):
        PledgeLink.objects.create(pledge=one, relation="tops_up", other=other)


def test_pledge_is_part_of_one_whole():
    part = make_pledge()
    link(part, "part_of", make_pledge())

    with refused("link_part_of_one_whole|pledge_id"):
        PledgeLink.objects.create(pledge=part, relation="part_of", other=make_pledge())


def test_pledge_may_repeat_two_others():
    pledge, one, other = make_pledge(), make_pledge(), make_pledge()

    link(pledge, "re_announces", one)
    link(pledge, "re_announces", other)

    assert {made.other for made in pledge.links.all()} == {one, other}


def test_link_joins_two_pledges():
    pledge = make_pledge()

    with refused("link_is_between_two"):
        PledgeLink.objects.bulk_create(
            [PledgeLink(pledge=pledge, relation="tops_up", other=pledge)]
        )


@pytest.mark.parametrize("relation", ["part_of", "supersedes", "re_announces"])
@pytest.mark.parametrize("length", [1, 2, 3])
def test_circle_of_links_is_refused(relation, length):
    chain = [make_pledge() for _ in range(length)]
    for pledge, other in pairwise(chain):
        link(pledge, relation, other)

    with pytest.raises(ValidationError, match=r"circle|same pledge|linked to itself"):
        link(chain[-1], relation, chain[0])

    assert PledgeLink.objects.count() == length - 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("duplicates", "re_announces"),  # each would be left out for the other
        ("supersedes", "supersedes"),
        ("part_of", "duplicates"),  # a part, and the whole in its place
        ("part_of", "draws_down"),
    ],
)
def test_links_of_two_kinds_that_oppose_each_other_are_refused(one, other):
    pledge, second = make_pledge(), make_pledge()
    link(pledge, one, second)

    with pytest.raises(ValidationError, match="same pledge"):
        link(second, other, pledge)

    assert PledgeLink.objects.get().relation == one


def test_links_of_two_kinds_that_agree_are_stored():
    newer, older, part = make_pledge(), make_pledge(), make_pledge()

    link(older, "duplicates", newer)
    link(newer, "supersedes", older)
    link(part, "part_of", newer)
    link(part, "re_announces", older)

    assert PledgeLink.objects.count() == 4


def test_links_may_meet_again_without_a_circle():
    whole, one, other, both = [make_pledge() for _ in range(4)]

    link(one, "tops_up", whole)
    link(other, "tops_up", whole)
    link(both, "tops_up", one)
    link(both, "tops_up", other)

    assert PledgeLink.objects.count() == 4


@pytest.mark.parametrize("gone", ["donor", "article", "candidate"])
def test_what_a_published_pledge_rests_on_cannot_be_deleted(gone):
    candidate, pledge = make_candidate(), make_pledge()
    evidence = make_evidence(candidate.article, pledge=pledge, candidate=candidate)
    record = {
        "donor": pledge.donor,
        "article": evidence.article,
        "candidate": candidate,
    }[gone]

    with pytest.raises(ProtectedError):
        record.delete()


def test_pledge_that_another_is_linked_to_cannot_be_deleted():
    pledge, other = make_pledge(), make_pledge()
    link(pledge, "tops_up", other)

    with pytest.raises(ProtectedError):
        other.delete()


# Quotes


@pytest.mark.parametrize(
    ("quote", "start", "end"),
    [
        ("will give", 6, 15),
        ("Will give", 6, 15),
        ("will give", 5, 14),
        ("will give", 6, 14),
        ("Japan", 0, 6),
        ("", 3, 3),
        ("dollars.", 28, 99),
    ],
)
def test_evidence_is_stored_only_with_the_words_at_its_place(quote, start, end):
    evidence = Evidence(article=make_article(TEXT), quote=quote, start=start, end=end)
    evidence.pledge = make_pledge()
    literal = bool(quote) and TEXT[start:end] == quote

    if literal:
        evidence.save()
    else:
        with pytest.raises(ValidationError, match="does not occur"):
            evidence.save()

    assert Evidence.objects.filter(article__text=TEXT).exists() == literal


def test_quote_counts_characters_as_python_does():
    article = make_article("🇯🇵 Japan will give Ukraine £5m — “now”.")

    evidence = make_evidence(article, "“now”", pledge=make_pledge())

    stored = Evidence.objects.get(pk=evidence.pk)
    assert article.text[stored.start : stored.end] == "“now”"


def test_candidate_with_a_quote_from_elsewhere_is_invalid():
    candidate = make_candidate(make_article(TEXT))
    candidate.quote = "Sweden will give"

    with pytest.raises(ValidationError, match="does not occur"):
        candidate.full_clean()


# What forms refuse


@pytest.mark.parametrize("currency", ["XXX", "usd", "ZZZ", "US"])
def test_currency_is_one_of_iso_4217(currency):
    with pytest.raises(ValidationError, match="not a currency"):
        make_pledge(currency=currency)


def test_amount_of_zero_is_no_pledge():
    with pytest.raises(ValidationError, match="leave it empty if unknown"):
        make_pledge(amount=0)


def test_data_version_rises_one_by_one():
    DataVersion.objects.all().delete()
    assert DataVersion.current() == 0

    DataVersion.increase()
    DataVersion.increase()

    assert DataVersion.current() == 2
    assert DataVersion.objects.count() == 1


# What query sets answer


def test_published_keeps_what_the_public_may_see():
    seen, draft = make_pledge(), make_pledge(published=False)
    item = make_item(seen)
    make_item(draft)

    assert list(Pledge.objects.published()) == [seen]
    assert list(EquipmentItem.objects.published()) == [item]
    assert {row.article for row in Evidence.objects.published()} == {
        seen.evidence.get().article
    }


def test_articles_are_published_by_what_rests_on_them():
    pledge = make_pledge()
    total = make_total()
    make_pledge(published=False)
    make_article("Nothing rests on this.")

    assert set(Article.objects.published()) == {
        pledge.evidence.get().article,
        total.evidence.get().article,
    }


def test_donors_and_recipients_are_those_of_published_pledges():
    make_pledge(donor="JP", recipient="UA", channel="NATO")
    make_pledge(donor="US", recipient="UA")
    make_pledge(donor="DE", recipient="MD", published=False)

    assert {actor.code for actor in Donor.objects.all()} == {"JP", "US"}
    assert {actor.code for actor in Recipient.objects.all()} == {"UA"}
    assert {actor.code for actor in Actor.objects.channels()} == {"NATO"}


def test_what_a_group_receives_is_shared_by_its_members():
    alone = make_pledge(recipient="UA")
    shared = make_pledge(recipient="ukraine-and-neighbours")
    ukraine = make_actor("UA")

    assert list(Pledge.objects.received_by(ukraine)) == [alone]
    assert list(Pledge.objects.shared_by(ukraine)) == [shared]


@pytest.mark.parametrize(
    ("measure", "stages"),
    [
        (Measure.PROMISED, ["announced", "committed", "allocated", "delivered"]),
        (Measure.COMMITTED, ["committed", "allocated", "delivered"]),
        (Measure.DELIVERED, ["delivered"]),
    ],
)
def test_measure_takes_in_its_stages(measure, stages):
    for stage in ["considered", "announced", "committed", "allocated", "delivered"]:
        make_pledge(stage=stage)
    make_event(make_pledge(), "suspended", date(2023, 2, 1))

    found = Pledge.objects.published().in_measure(measure)
    assert sorted(pledge.stage for pledge in found) == sorted(stages)


@pytest.mark.parametrize("name", ["JP", "jp", "Japan", "JAPAN"])
def test_actor_is_found_by_code_or_name(name):
    japan = make_actor("JP")

    assert list(Actor.objects.named(name)) == [japan]


def test_actor_is_found_by_its_short_name():
    assert list(Actor.objects.named("nato")) == []

    nato = make_actor("NATO")

    assert list(Actor.objects.named("nato")) == [nato]
    assert nato.usual_name == "NATO"
